/* SPDX-License-Identifier: Apache-2.0
 * Building one extract in the transaction of a call: rows to CSV to a parcel to its pieces, all as it flows. */
#pragma once
#include "extract/extract.h"
#include "extract/extract_store.h"

static inline struct mg_extract_in mg_extract_in(const struct mg_call *call)
{
	return (struct mg_extract_in){call->tx, call->arena, call->shared};
}

/* The next rows, as mg_rows_sofusho and mg_rows_acquired give them. */
typedef bool mg_rows_fn(const struct mg_extract_in *at, const struct mg_rows_question *q, struct mg_extract_row **ret,
	size_t *ret_n, struct mg_error *err);
struct mg_build {
	const struct mg_spec *spec;
	mg_rows_fn *rows;
	struct mg_rows_question question; /* ward and days */
	const char *reason;
	uint64_t extractor_id; /* 0: the system */
	const char *extractor_no, *extractor_name;
	bool marks_receipts; /* each row's receipt, as it stands, is in this extract and in no other */
};
/* Builds, stores and notes it in the entry. Errors: REFUSED_BY_RULE with call->field "spec" (nobody approved it, a field is
 * unknown), "to" (larger than may be); DEADLINE. An extract of no rows is built too. */
bool mg_extract_build(struct mg_call *call, const struct mg_build *build, struct mg_extract *ret, struct mg_error *err) MG_MUST_CHECK;
/* The fields of a specification as replies have them. */
bool mg_extract_fields_reply(struct mg_call *call, const struct mg_spec *spec, Pb__ExtractField ***ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;
