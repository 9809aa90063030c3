/* SPDX-License-Identifier: Apache-2.0
 * Requests for accounts, and the accounts they make, change and disable, in the database. Decides nothing and commits nothing.
 * Locks: request, staff, session, in this order. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"
#include "staff/staff_rules.h"

struct mg_staff_in {
	struct mg_tx *tx;
	struct mg_arena *arena;
	const struct mg_shared *shared;
};
struct mg_staff_log {
	uint64_t writer, n;
};

/* An account. Texts live in the arena. */
struct mg_staff_row {
	uint64_t staff_id; /* 0: there is none */
	const char *staff_no, *name, *kana, *ward, *section;
	const char *person_ref; /* "": unknown */
	enum mg_staff_role role;
	bool active; /* the state alone */
	bool vendor, must_change_password, has_password, personal_today, confirmed;
	struct mg_date valid_from, valid_to;
	int64_t last_login_us, made_us;
	int64_t assigned_us; /* 0: not through a request */
	uint32_t fingers;
};
/* The account of a number or an id, locked when asked; *ret is zeroed when there is none. `today` and its fiscal year say what
 * personal_today and confirmed are. */
bool mg_staff_find_no(const struct mg_staff_in *at, const char *staff_no, bool lock, struct mg_date today, struct mg_staff_row *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* NOT_FOUND: none. */
bool mg_staff_get(const struct mg_staff_in *at, uint64_t staff_id, bool lock, struct mg_date today, struct mg_staff_row *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Of a ward and a section ("": all), by ward, section and number; at most 2,000. */
bool mg_staff_list(const struct mg_staff_in *at, const char *ward, const char *section, bool disabled_too, struct mg_date today,
	struct mg_staff_row **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* Active and within its dates on that day. */
bool mg_staff_is_active(const struct mg_staff_row *row, struct mg_date today);
struct mg_staff_party mg_staff_party_of(const struct mg_staff_row *row, struct mg_date today);
/* How many other active accounts the person has; locked when asked, so that none comes before the end of the transaction. */
bool mg_staff_count_others(const struct mg_staff_in *at, const char *person_ref, const char *staff_no, bool lock, uint64_t *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* What an account is, or is to be. */
struct mg_staff_image {
	const char *name, *kana, *ward, *section;
	enum mg_staff_role role;
	struct mg_date valid_to;
};
struct mg_staff_request {
	uint64_t request_no;
	enum mg_staff_kind kind;
	enum mg_staff_state state;
	uint64_t staff_id; /* 0: there is none yet */
	const char *staff_no, *person_ref, *need;
	struct mg_date effective;
	struct mg_staff_image after, before; /* before.name NULL: there was none */
	bool vendor;
	uint64_t requester_id;
	const char *requester_no, *requester_name, *asked_ward, *asked_section;
	int64_t asked_us;
	uint64_t decider_id; /* 0: nobody */
	const char *decider_no, *decider_name, *words;
	int64_t decided_us, done_us;
	bool wants_password; /* registered, and nobody logged in since */
};
bool mg_request_add(const struct mg_staff_in *at, const struct mg_staff_request *r, struct mg_staff_log log, uint64_t *ret_no,
	struct mg_error *err) MG_MUST_CHECK;
/* NOT_FOUND: none. */
bool mg_request_get(const struct mg_staff_in *at, uint64_t request_no, bool lock, struct mg_staff_request *ret,
	struct mg_error *err) MG_MUST_CHECK;
enum mg_request_list {
	MG_REQUESTS_OF_SECTION, /* of `ward` and `section`, newest first, at most 200 */
	MG_REQUESTS_OPEN,	/* undecided, or registered without a first password; oldest first */
	MG_REQUESTS_ALL,	/* newest first, at most 200 */
	MG_REQUESTS_DUE,	/* approved, effective by `day` */
};
bool mg_request_list(const struct mg_staff_in *at, enum mg_request_list which, const char *ward, const char *section,
	struct mg_date day, struct mg_staff_request **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* What stands in the way of another request of that kind about that number: whatever is undecided, and what was approved for a
 * later day. A removal, and a registration after it, may follow an approved change; the change lapses then. */
bool mg_request_count_open(const struct mg_staff_in *at, const char *staff_no, enum mg_staff_kind kind, uint64_t *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* One step, taken by the number of who decided; `words` only of a refusal. CONFLICT: it has moved on. */
struct mg_request_step {
	uint64_t request_no;
	enum mg_staff_state from, to;
	uint64_t by_id; /* 0: nobody decided (withdrawn, done) */
	const char *by_no, *by_name, *words;
	uint64_t staff_id; /* of DONE: the account */
	int64_t now_us;
};
bool mg_request_move(const struct mg_staff_in *at, const struct mg_request_step *step, struct mg_staff_log log,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- what an approved request does ---- */

/* ALREADY_EXISTS: the number. */
bool mg_account_make(const struct mg_staff_in *at, const struct mg_staff_request *r, int64_t now_us, uint64_t *ret_id,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_account_revive(const struct mg_staff_in *at, const struct mg_staff_request *r, uint64_t staff_id, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_account_change(const struct mg_staff_in *at, const struct mg_staff_request *r, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_account_end_on(const struct mg_staff_in *at, uint64_t staff_id, struct mg_date last_day, struct mg_error *err) MG_MUST_CHECK;
bool mg_account_disable(const struct mg_staff_in *at, uint64_t staff_id, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;
bool mg_vendor_allow(const struct mg_staff_in *at, const struct mg_staff_request *r, struct mg_error *err) MG_MUST_CHECK;
/* A first password: the next generation, and a change demanded. */
bool mg_account_password(const struct mg_staff_in *at, uint64_t staff_id, const char *hash, const char *set_by, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;
/* Active accounts whose last day is over. */
bool mg_account_list_past(const struct mg_staff_in *at, struct mg_date today, uint64_t **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_staff_statements;
extern mg_stmt_list mg_staff_account_statements;
