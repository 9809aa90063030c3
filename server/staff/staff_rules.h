/* SPDX-License-Identifier: Apache-2.0
 * Who may ask for an account, who may decide, what is due on a day, and what is out of order: pure decisions. Reads no clock
 * and no table. The database's triggers (sql/migrations/0017_staff.sql) say the gravest of it once more. */
#pragma once
#include "access/access.h"
#include "base/date.h"

/* The numbers are those of the protocol and of the columns. */
enum mg_staff_kind { MG_STAFF_KIND_NONE, MG_STAFF_REGISTER, MG_STAFF_CHANGE, MG_STAFF_REMOVE, MG_STAFF_PERSONAL,
	MG_STAFF_PASSWORD /* forgotten, or known to others: a first password once more */ };
enum mg_staff_state {
	MG_STAFF_STATE_NONE,
	MG_STAFF_REQUESTED,
	MG_STAFF_APPROVED, /* its day is to come */
	MG_STAFF_DONE,
	MG_STAFF_REFUSED,
	MG_STAFF_WITHDRAWN,
	MG_STAFF_LAPSED, /* approved, but the account was another one when its day came */
	MG_STAFF_STATE_MAX
};
const char *mg_staff_kind_name(enum mg_staff_kind kind);   /* "register"; "" for NONE */
const char *mg_staff_state_name(enum mg_staff_state state); /* "requested"; "" for NONE */
bool mg_staff_may_move(enum mg_staff_state from, enum mg_staff_state to);

#define MG_STAFF_OPEN_DAYS 7       /* a request undecided for longer is an alarm */
#define MG_STAFF_UNUSED_DAYS 60    /* an account unused for longer is reported */
#define MG_STAFF_UNCONFIRMED_DAYS 30 /* so long an assignment may wait for its confirmation, once that is due */
#define MG_STAFF_PERSONAL_DAYS_MAX 31 /* a vendor sees residents for no longer at a time */
#define MG_STAFF_AHEAD_DAYS_MAX 366   /* nothing is asked for further ahead */

/* One account as the rules see it. Texts are borrowed. */
struct mg_staff_party {
	uint64_t staff_id;	/* 0: there is none yet */
	const char *person_ref; /* personnel number; NULL or "": unknown */
	const char *ward, *section;
	enum mg_staff_role role;
	bool active; /* state active and today within its dates */
	bool vendor;
};
/* One person, under whichever account. Of who is not known nobody can say that they are two: then true. */
bool mg_staff_same_person(const struct mg_staff_party *a, const struct mg_staff_party *b);

/* What is asked for. */
struct mg_staff_wish {
	enum mg_staff_kind kind;
	const char *person_ref;
	const char *ward, *section; /* as they are to be */
	enum mg_staff_role role;
	bool vendor;
	struct mg_date effective;
	struct mg_date valid_to; /* none: no end; PERSONAL: of the span */
};
/* NULL when this head may ask for that, else why not: "not_a_head", "no_person_ref", "own_account", "another_ward",
 * "another_section", "not_active", "vendor_without_end", "not_a_vendor", "day_is_past", "day_too_far", "end_before_beginning",
 * "span_too_long", "vendor_role", "nothing_changes", "number_taken". `subject`: the account of that staff number; staff_id 0: there is none. */
const char *mg_staff_request_fault(const struct mg_staff_party *head, const struct mg_staff_party *subject,
	const struct mg_staff_wish *wish, bool changes_anything, struct mg_date today);
/* NULL when this authority may decide, else "not_the_authority", "decider_not_active", "no_person_ref", "own_request",
 * "own_account"; to approve also "requester_not_in_office". `subject` needs person_ref only. */
const char *mg_staff_decide_fault(const struct mg_staff_party *decider, const struct mg_staff_party *requester,
	const struct mg_staff_party *subject, bool approves);
/* True when an approved request acts on that day. A registration acts at once: its account waits for its first day itself. */
bool mg_staff_is_due(enum mg_staff_kind kind, struct mg_date effective, struct mg_date today);
/* Undecided for longer than MG_STAFF_OPEN_DAYS. */
bool mg_staff_is_left_open(enum mg_staff_state state, int64_t asked_us, int64_t now_us);
/* Last day of an account that is removed from `effective` on; never before its first. */
struct mg_date mg_staff_last_day(struct mg_date effective, struct mg_date valid_from);

/* Days since the last login, of an account never used since it was made. */
int32_t mg_staff_unused_days(int64_t last_login_us, int64_t made_us, int64_t now_us);

/* True when `head` confirms the assignment of `member` each year: a head the others of the own section; the authority heads,
 * and whoever has no head (`has_head` false). Nobody themselves. */
bool mg_staff_confirms(const struct mg_staff_party *head, const struct mg_staff_party *member, bool has_head);
/* From 1 May on an assignment that nobody confirmed in its fiscal year is overdue. */
bool mg_staff_confirmation_is_overdue(struct mg_date today);
/* Reported: overdue, and the assignment is older than MG_STAFF_UNCONFIRMED_DAYS. */
bool mg_staff_is_unconfirmed(bool confirmed, struct mg_date assigned_on, struct mg_date today);
/* Since when: 1 April, or the assignment when it is of this fiscal year. */
struct mg_date mg_staff_unconfirmed_since(struct mg_date assigned_on, struct mg_date today);
