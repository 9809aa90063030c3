/* SPDX-License-Identifier: Apache-2.0
 * What the parts of this slice say to each other: whose session it is, checks of words and days, replies and facts about
 * accounts, and what an approved request does. */
#pragma once
#include "rpc/call.h"
#include "staff/confirm_store.h"

static inline struct mg_staff_in mg_staff_in(const struct mg_call *call)
{
	return (struct mg_staff_in){call->tx, call->arena, call->shared};
}
static inline struct mg_staff_log mg_staff_log(const struct mg_call *call)
{
	struct mg_staff_log log;
	mg_call_log_ref(call, &log.writer, &log.n);
	return log;
}
static inline struct mg_date mg_staff_today(const struct mg_call *call)
{
	return mg_date_of_utc_us(call->now_us);
}
static inline char *mg_staff_borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

/* INVALID and REFUSED_BY_RULE with the field, or the rule's own word, told to the caller and in the entry. */
bool mg_staff_invalid(struct mg_call *call, const char *field, struct mg_error *err);
bool mg_staff_refuse(struct mg_call *call, const char *fault, struct mg_error *err);
/* True when `text` is clean and 1 to `max` characters long; else INVALID with the field. */
bool mg_staff_check_text(struct mg_call *call, const char *field, const char *text, size_t max, struct mg_error *err) MG_MUST_CHECK;
/* A whole day; absent: none when `may_lack`. INVALID with the field. */
bool mg_staff_read_day(struct mg_call *call, const char *field, const Pb__Date *in, bool may_lack, struct mg_date *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* The account of the session's own person. */
bool mg_staff_own(struct mg_call *call, struct mg_staff_row *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_staff_reply_member(struct mg_call *call, const struct mg_staff_row *row, Pb__StaffMember **ret,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_staff_reply_day(struct mg_call *call, struct mg_date day, Pb__Date **ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_staff_reply_item(struct mg_call *call, const struct mg_staff_request *r, Pb__StaffItem **ret, struct mg_error *err) MG_MUST_CHECK;
/* Facts of the entry: number, kind, whose account, the day, what it was and is to be; `to` NONE: no step. */
bool mg_staff_note(struct mg_call *call, const struct mg_staff_request *r, enum mg_staff_state to, struct mg_error *err) MG_MUST_CHECK;
bool mg_staff_note_number(struct mg_call *call, const char *key, uint64_t value, struct mg_error *err) MG_MUST_CHECK;

/* An account as requests name it; and whether two are the same. */
struct mg_staff_image mg_staff_image_of(const struct mg_staff_row *row);
bool mg_staff_same_image(const struct mg_staff_image *a, const struct mg_staff_image *b);
/* True when the account is not any more what the request speaks of: a change of something else than what was asked about,
 * a removal of an account that was begun anew since it was decided. */
bool mg_staff_is_stale(const struct mg_staff_request *r, const struct mg_staff_row *now);

/* What an approved request does on its day: the account is made, changed or disabled, its sessions end, and the request is
 * done. One that is stale lapses instead, with an alarm. Before its day a removal only sets the last day. The caller holds the request's lock. */
bool mg_staff_act(struct mg_call *call, const struct mg_staff_request *r, const char *by_no, struct mg_error *err) MG_MUST_CHECK;
/* Who is active in the city, and what section has a head: the list, its heads marked by staff_id 0 or the head's. */
bool mg_staff_list_to_confirm(struct mg_call *call, const struct mg_staff_row *head, struct mg_staff_row **ret, size_t *ret_n,
	uint32_t *ret_confirmed, struct mg_error *err) MG_MUST_CHECK;
/* The active head of a section in the list, NULL: it has none. */
const struct mg_staff_row *mg_staff_head_of(const struct mg_staff_row *list, size_t n, const char *ward, const char *section,
	struct mg_date today);
