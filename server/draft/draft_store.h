/* SPDX-License-Identifier: Apache-2.0
 * SQL of parked forms. Decides nothing and never commits. */
#pragma once
#include "access/access_rules.h"
#include "db/db.h"

struct mg_draft_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const char *municipality;
	const struct mg_session *session;
	int64_t now_us;
	uint64_t log_writer, log_n;
};
struct mg_draft_row {
	uint8_t draft_id[16];
	uint32_t version;
	const char *form;
	const char *shori_no, *name_kanji, *name_kana;
	const char *key_month;	 /* empty: the person's key */
	struct mg_bytes content; /* sealed; not in lists */
	uint64_t staff_id;
	const char *staff_no, *staff_name;
	char ward[4];
	int64_t parked_us;
};
bool mg_draft_count(
	const struct mg_draft_in *in, uint64_t *ret, struct mg_error *err) MG_MUST_CHECK;
/* ALREADY_EXISTS: the id is taken. */
bool mg_draft_add(const struct mg_draft_in *in, const struct mg_draft_row *row,
	struct mg_error *err) MG_MUST_CHECK;
/* Replaces version row->version of the session's own; *ret_done false: it does not stand so. */
bool mg_draft_change(const struct mg_draft_in *in, const struct mg_draft_row *row, bool *ret_done,
	struct mg_error *err) MG_MUST_CHECK;
/* An open one with its content, locked; *ret_found. */
bool mg_draft_lock(const struct mg_draft_in *in, const uint8_t draft_id[16],
	struct mg_draft_row *ret, bool *ret_found, struct mg_error *err) MG_MUST_CHECK;
/* The session's person becomes the owner. */
bool mg_draft_hand_over(const struct mg_draft_in *in, const uint8_t draft_id[16],
	struct mg_error *err) MG_MUST_CHECK;
/* "dropped" or "used"; the content goes. version 0: any. *ret_done false: it is not there, or not
 * the session's. */
bool mg_draft_close(const struct mg_draft_in *in, const uint8_t draft_id[16], uint32_t version,
	const char *state, bool *ret_done, struct mg_error *err) MG_MUST_CHECK;
/* Oldest first: the session's own, or all of its ward. */
bool mg_draft_list(const struct mg_draft_in *in, bool whole_ward, struct mg_draft_row **ret,
	size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* Whether that person has a session that is neither locked nor over. */
bool mg_draft_is_present(const struct mg_draft_in *in, uint64_t staff_id, bool *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* The purge, under its job's account: what ended, or was parked before the instant. *ret_n rows
 * went. */
bool mg_draft_purge(struct mg_tx *tx, const char *municipality, int64_t before_us, uint64_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_draft_statements;
extern mg_stmt_list mg_draft_purge_statements;
