/* SPDX-License-Identifier: Apache-2.0
 * SQL of 年金資格: events with all their items, the state that follows from them, each with the
 * image before every change, and the keyed hash of 個人番号. Decides nothing and never commits. */
#pragma once
#include "base/date.h"
#include "base/text.h"
#include "db/db.h"
#include "fields/fields.h"

/* What a statement belongs to. */
struct mg_qualification_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const char *municipality;
	const char *shori_no;
	const char *source; /* who changes it: staff number and name, at most 60 characters */
	int64_t now_us;
	uint64_t log_writer, log_n;
};

/* ---- events ---- */

struct mg_qualification_event {
	uint32_t event_no;
	uint32_t version;
	int64_t known_from_us;
	bool undone;
	char ward[4]; /* of the receipt; empty: it came with an import */
	struct mg_date day;
	uint32_t number;
	/* as interface files write them; 備考 is sealed; 処理番号 is left empty */
	struct mg_text item[MG_QUALIFICATION_N];
};
/* Newest first. */
bool mg_qualification_list_events(const struct mg_qualification_in *in,
	struct mg_qualification_event **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* The event of a receipt; *ret_found. */
bool mg_qualification_find_event(const struct mg_qualification_in *in, const char *ward,
	struct mg_date day, uint32_t number, struct mg_qualification_event *ret, bool *ret_found,
	struct mg_error *err) MG_MUST_CHECK;
/* The highest event number of the person. */
bool mg_qualification_last_event(
	const struct mg_qualification_in *in, uint32_t *ret, struct mg_error *err) MG_MUST_CHECK;
/* Version 1 is a new event; a later one replaces version - 1, whose image is kept. */
bool mg_qualification_put_event(const struct mg_qualification_in *in,
	const struct mg_qualification_event *event, struct mg_error *err) MG_MUST_CHECK;

/* ---- state ---- */

struct mg_pension_state {
	uint32_t version;	  /* 0: there is no row */
	uint32_t event_no;	  /* 0: the register's word counts */
	const char *insured_type; /* code; empty: not insured */
	struct mg_date since;
	const char *pension_no;
};
bool mg_pension_state_find(const struct mg_qualification_in *in, struct mg_pension_state *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* What was in force before the event last came into force, whatever came after it; event_no 0: the
 * register's word. */
bool mg_pension_state_before(const struct mg_qualification_in *in, uint32_t event_no,
	struct mg_pension_state *ret, struct mg_error *err) MG_MUST_CHECK;
/* state->version is the one that is replaced; it becomes the new one. CONFLICT: another is in
 * force. */
bool mg_pension_state_put(const struct mg_qualification_in *in, struct mg_pension_state *state,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- 個人番号 ---- */

/* What was compared in a session, for the form that follows: "matches", "differs" or "none_held". */
bool mg_number_check_put(const struct mg_qualification_in *in, uint64_t session_no,
	const char *result, struct mg_error *err) MG_MUST_CHECK;
/* Empty: nothing was, in that session since then. */
bool mg_number_check_find(const struct mg_qualification_in *in, uint64_t session_no,
	int64_t since_us, const char **ret, struct mg_error *err) MG_MUST_CHECK;

/* *ret_found false: none is held. */
bool mg_qualification_number_hash(const struct mg_qualification_in *in, uint8_t ret[32],
	bool *ret_found, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_qualification_statements;
