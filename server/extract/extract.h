/* SPDX-License-Identifier: Apache-2.0
 * Extracts as other capabilities read them: what was built, its sealed bytes in pieces, and what is inside. Nothing here
 * changes one, and nobody is asked whether they may: the gate and the caller do that. */
#pragma once
#include "extract/extract_format.h"
#include "madoguchi/v1/export.pb-c.h"
#include "rpc/call.h"

#define MG_EXTRACT_PASSPHRASE_BYTES 25U /* five groups of four and a NUL: "7K2M-…" */
#define MG_EXTRACT_PIECE_BYTES (1U << 20)
#define MG_EXTRACT_PREVIEW_ROWS 100U

/* NOT_FOUND: no such extract. One that was removed is found, with is_ready false. */
bool mg_extract_get(struct mg_call *call, uint64_t extract_id, struct mg_extract *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_extract_reply(
	struct mg_call *call, const struct mg_extract *x, Pb__BuiltExtract **ret, struct mg_error *err) MG_MUST_CHECK;
/* The sealed bytes from `offset`, at most MG_EXTRACT_PIECE_BYTES, in the arena; empty behind the end. NOT_FOUND: removed. */
bool mg_extract_piece(struct mg_call *call, const struct mg_extract *x, uint64_t offset, struct mg_bytes *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* The passphrase of the outer file. To be wiped. DATA_LOSS: it does not open. */
bool mg_extract_passphrase(struct mg_call *call, const struct mg_extract *x,
	char ret[MG_EXTRACT_PASSPHRASE_BYTES], struct mg_error *err) MG_MUST_CHECK;

/* Counts one "build" or "request" of the session's person today, whichever account it is; the row stays locked, so that two at
 * once count one after the other. REFUSED_BY_RULE with the field "quota": as many as there may be. */
bool mg_extract_take_quota(struct mg_call *call, const char *kind, struct mg_error *err) MG_MUST_CHECK;

/* What is inside, read from the sealed bytes: rows from `first_row` (0: the first behind the heading), and the digests of
 * the very bytes that were read, which the caller compares. The persons of these rows are noted in the entry. */
struct mg_extract_inside {
	Pb__ExtractField **columns;
	size_t n_columns;
	Pb__ExportPreviewRow **rows;
	size_t n_rows;
	uint8_t plain_sha256[32], sealed_sha256[32];
};
/* DATA_LOSS: the sealed bytes are not as they were built. NOT_FOUND: removed. */
bool mg_extract_look(struct mg_call *call, const struct mg_extract *x, uint32_t first_row, struct mg_extract_inside *ret,
	struct mg_error *err) MG_MUST_CHECK;
