/* SPDX-License-Identifier: Apache-2.0
 * A list of personnel into its tables: whole or not at all, in the place of the list before. For madoguchi-admin. */
#pragma once
#include "base/arena.h"
#include "db/db.h"
#include "staff/personnel_format.h"

struct mg_personnel_file {
	mg_frame_read_fn *read;
	void *context;
	const char *by; /* admin:<user> */
	int64_t now_us;
	uint64_t log_writer, log_n;
};
struct mg_personnel_loaded {
	uint64_t run_no;
	uint32_t lines, seq;
	char source[MG_FRAME_SOURCE_CHARS * 4 + 1];
	uint8_t sha256[32];
};
/* INVALID: the file as a whole or one of its lines; `ret_fault` says why and where. Its number must be the one after the last.
 * What was written is to be rolled back then. */
bool mg_personnel_load(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, const struct mg_personnel_file *file,
	struct mg_personnel_loaded *ret, struct mg_import_fault *ret_fault, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_personnel_load_statements;
