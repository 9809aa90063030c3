/* SPDX-License-Identifier: Apache-2.0
 * Specifications, extracts, their pieces and their persons in the database, and the rows that extracts are made of. Decides
 * nothing and commits nothing. */
#pragma once
#include "base/date.h"
#include "base/shared.h"
#include "db/db.h"
#include "extract/extract_format.h"

struct mg_extract_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const struct mg_shared *shared;
};

struct mg_spec_field {
	const char *name;
	const char *title;
	bool is_personal;
};
struct mg_spec {
	const char *spec;
	uint32_t version;
	const char *title, *description;
	bool by_system;
	bool is_cp932; /* else UTF-8 with a mark at its beginning */
	const char *parameters;
	const char *approved_name;
	int64_t approved_us; /* 0: by nobody */
	int64_t withdrawn_us;
	struct mg_spec_field *fields;
	size_t n_fields;
};
/* All that are approved and not withdrawn, with their fields. */
bool mg_spec_list(const struct mg_extract_in *at, struct mg_spec **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* NOT_FOUND: no such specification. Whether it is approved stands in it. */
bool mg_spec_get(const struct mg_extract_in *at, const char *spec, uint32_t version, struct mg_spec *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* The newest approved version; *ret_found false: none. */
bool mg_spec_find(const struct mg_extract_in *at, const char *spec, struct mg_spec *ret, bool *ret_found,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- how often ---- */

/* Counts one act of a kind ("build", "request") of that person on that day, whichever account it was; locked until the end of
 * the transaction. *ret_used is the number with this one. */
bool mg_quota_take(const struct mg_extract_in *at, uint64_t staff_id, const char *kind, struct mg_date day,
	uint32_t *ret_used, struct mg_error *err) MG_MUST_CHECK;
bool mg_quota_find(const struct mg_extract_in *at, uint64_t staff_id, const char *kind, struct mg_date day,
	uint32_t *ret_used, struct mg_error *err) MG_MUST_CHECK;

/* ---- extracts ---- */

struct mg_extract_log {
	uint64_t writer, n;
};
/* spec, version, title, ward, days, reason, extractor, built_us, removed_after_us of `x` are written; it is "building". */
bool mg_extract_add(const struct mg_extract_in *at, const struct mg_extract *x, struct mg_extract_log log,
	uint64_t *ret_id, struct mg_error *err) MG_MUST_CHECK;
/* Counts, digests, sizes, pieces and passphrase of `x`: it is "ready". */
bool mg_extract_finish(const struct mg_extract_in *at, const struct mg_extract *x, const uint8_t persons_sha256[32],
	uint64_t replaced, struct mg_error *err) MG_MUST_CHECK;
bool mg_extract_find(const struct mg_extract_in *at, uint64_t extract_id, struct mg_extract *ret, bool *ret_found,
	struct mg_error *err) MG_MUST_CHECK;
/* Ready ones of a ward, newest first, at most 200. */
bool mg_extract_list(const struct mg_extract_in *at, const char *ward, int64_t now_us, struct mg_extract **ret,
	size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

bool mg_chunk_add(const struct mg_extract_in *at, uint64_t extract_id, uint32_t number, const uint8_t *bytes, size_t n,
	struct mg_error *err) MG_MUST_CHECK;
/* NOT_FOUND: no such piece. In the arena of `at`. */
bool mg_chunk_get(const struct mg_extract_in *at, uint64_t extract_id, uint32_t number, struct mg_bytes *ret,
	struct mg_error *err) MG_MUST_CHECK;

#define MG_PERSONS_PART 4096U
bool mg_extract_person_add(const struct mg_extract_in *at, uint64_t extract_id, uint32_t part, const uint8_t *bytes,
	size_t n, struct mg_error *err) MG_MUST_CHECK;
/* The pseudonyms of `n` rows from `first`, 16 bytes each. */
bool mg_extract_person_find(const struct mg_extract_in *at, uint64_t extract_id, uint64_t first, struct mg_bytes *ret,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_extract_receipt_add(const struct mg_extract_in *at, const char *ward, struct mg_date day, uint32_t number,
	uint32_t version, uint64_t extract_id, struct mg_error *err) MG_MUST_CHECK;

/* ---- what they are made of ---- */

#define MG_EXTRACT_ROWS 500U
/* The next rows behind `after` (day none: from the beginning), at most MG_EXTRACT_ROWS. */
struct mg_rows_question {
	const char *ward;
	struct mg_date from, to;
	struct mg_date after_day;
	uint32_t after_number;
};
/* Receipts of one day (from = to) that are checked and, as they stand, in no 送付書 yet. */
bool mg_rows_sofusho(const struct mg_extract_in *at, const struct mg_rows_question *q, struct mg_extract_row **ret,
	size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* Acquisitions of those days that were received in the ward and count. */
bool mg_rows_acquired(const struct mg_extract_in *at, const struct mg_rows_question *q, struct mg_extract_row **ret,
	size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* Wards and days with receipts for a 送付書, up to the day `until`; at most 100. */
struct mg_ward_day {
	const char *ward;
	struct mg_date day;
};
bool mg_sofusho_due(const struct mg_extract_in *at, struct mg_date until, struct mg_ward_day **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_extract_statements, mg_extract_rows_statements;
