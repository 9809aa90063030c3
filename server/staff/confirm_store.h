/* SPDX-License-Identifier: Apache-2.0
 * The yearly confirmation of assignments, the list of personnel, and each day's look, in the database. Decides nothing and
 * commits nothing. */
#pragma once
#include "staff/staff_store.h"

struct mg_signoff {
	uint64_t signer_id;
	const char *signer_no, *signer_name, *ward, *section;
	int32_t fiscal_year;
	uint32_t lines;
	uint8_t digest[32];
	int64_t now_us;
};
bool mg_signoff_add(const struct mg_staff_in *at, const struct mg_signoff *s, struct mg_staff_log log, uint64_t *ret_no,
	struct mg_error *err) MG_MUST_CHECK;
/* `keep` false: no longer needed. */
bool mg_confirmation_add(const struct mg_staff_in *at, uint64_t signoff_no, int32_t fiscal_year, const struct mg_staff_row *member,
	bool keep, struct mg_error *err) MG_MUST_CHECK;
/* Active people who were confirmed as no longer needed in that year and are still there as they were, and when; at most 2,000. */
struct mg_to_end {
	uint64_t staff_id;
	int64_t signed_us;
};
bool mg_confirmation_to_end(const struct mg_staff_in *at, int32_t fiscal_year, struct mg_to_end **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- the list of personnel ---- */

enum mg_personnel_state { MG_PERSONNEL_NONE, MG_PERSONNEL_WORKING, MG_PERSONNEL_LEAVE, MG_PERSONNEL_LEFT };
struct mg_personnel_run {
	uint64_t run_no; /* 0: none came yet */
	uint32_t seq, lines;
	int64_t imported_us;
};
bool mg_personnel_last(const struct mg_staff_in *at, struct mg_personnel_run *ret, struct mg_error *err) MG_MUST_CHECK;
struct mg_personnel {
	const char *person_ref;
	enum mg_personnel_state state;
	struct mg_date left_on;
};
/* By personnel number; at most 20,000. */
bool mg_personnel_list(const struct mg_staff_in *at, struct mg_personnel **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

/* Whether somebody of that number works here today, by the newest list; true for everybody while none ever came. */
bool mg_personnel_knows(const struct mg_staff_in *at, const char *person_ref, struct mg_date today, bool *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- each day's look ---- */

struct mg_staff_day {
	struct mg_date day;
	uint32_t open_requests, past_end, unconfirmed;
};
bool mg_staff_day_is_there(const struct mg_staff_in *at, struct mg_date day, bool *ret, struct mg_error *err) MG_MUST_CHECK;
/* ALREADY_EXISTS: another server was quicker. */
bool mg_staff_day_add(const struct mg_staff_in *at, const struct mg_staff_day *d, struct mg_staff_log log,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_confirm_statements;
