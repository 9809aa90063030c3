/* SPDX-License-Identifier: Apache-2.0
 * Notices to the counters: posted for a ward or the city, listed, withdrawn. Terminals hear of them by the long poll
 * (rpc/watch.c reads board.h four times a second, once for all). */
#include <stdio.h>
#include "notice/notice_rules.h"
#include "notice/notice_store.h"
#include "rpc/call.h"

#define KEPT_US (7 * INT64_C(86400) * 1000000) /* what is over is shown for so long to who posts */

static struct mg_notice_in in_of(const struct mg_call *call)
{
	struct mg_notice_in in = {.tx = call->tx, .arena = call->arena, .shared = call->shared, .session = &call->session,
		.now_us = call->now_us};
	mg_call_log_ref(call, &in.log_writer, &in.log_n);
	return in;
}

static struct mg_notice_poster poster_of(const struct mg_call *call)
{
	return (struct mg_notice_poster){call->session.ward, mg_session_may(&call->session, MG_PERM_NOTICE_CITY)};
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

static bool note_number(struct mg_call *call, uint64_t notice_no, struct mg_error *err)
{
	char number[24];
	snprintf(number, sizeof(number), "%llu", (unsigned long long)notice_no);
	return mg_call_note_fact(call, "notice", number, err);
}

/* What stood on every screen, for whom and until when. */
static bool note_post(struct mg_call *call, const Pb__NoticePostRequest *in, struct mg_error *err)
{
	char until[24];
	snprintf(until, sizeof(until), "%lld", (long long)in->until_us);
	return mg_call_note_fact(call, "text", in->text, err) && mg_call_note_fact(call, "ward", in->ward, err) &&
	       mg_call_note_fact(call, "until_us", until, err) &&
	       mg_call_note_fact(call, "urgent", in->urgent ? "1" : "0", err);
}

bool mg_Notice_post(
	struct mg_call *call, const Pb__NoticePostRequest *in, Pb__NoticePostReply *out, struct mg_error *err)
{
	const struct mg_notice_in at = in_of(call);
	const struct mg_notice_poster poster = poster_of(call);
	const struct mg_notice_wish wish = {in->text, in->ward, in->until_us};
	uint64_t terminals, in_force;
	call->field = mg_notice_malformed(&wish);
	if (call->field)
		return mg_fail(err, MG_ERR_INVALID, "%s: malformed", call->field);
	if (!mg_notice_count(&at, in->ward, &terminals, &in_force, err))
		return false;
	call->field = mg_notice_refused(&wish, &poster, call->now_us, terminals, in_force);
	call->always_log = call->field != NULL; /* who tries this stands in the log by name, whatever else is refused just now */
	if (call->field)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s: refused", call->field);
	if (!mg_notice_put(&at, in->text, in->ward, in->until_us, in->urgent, &out->notice_no, err))
		return false;
	out->terminals = (uint32_t)terminals;
	return note_number(call, out->notice_no, err) && note_post(call, in, err);
}

static bool fill(struct mg_call *call, const struct mg_notice_row *row, const struct mg_notice_poster *poster,
	Pb__NoticeItem **ret, struct mg_error *err)
{
	Pb__NoticeItem *item = mg_arena_alloc(call->arena, sizeof(*item));
	if (!item)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	pb__notice_item__init(item);
	item->notice_no = row->notice_no;
	item->text = borrow(row->text);
	item->ward = borrow(row->ward);
	item->urgent = row->urgent;
	item->posted_us = row->posted_us;
	item->until_us = row->until_us;
	item->staff_name = borrow(row->staff_name);
	item->section_name = borrow(row->section);
	item->staff_no = borrow(row->staff_no);
	item->in_force = row->withdrawn_us == 0 && row->until_us > call->now_us;
	item->withdrawn_us = row->withdrawn_us;
	item->withdrawn_name = borrow(row->withdrawn_name);
	item->withdrawn_why = borrow(row->withdrawn_why);
	item->may_withdraw = item->in_force && mg_notice_may_withdraw(row->ward, poster);
	*ret = item;
	return true;
}

bool mg_Notice_list(
	struct mg_call *call, const Pb__NoticeListRequest *in, Pb__NoticeListReply *out, struct mg_error *err)
{
	const struct mg_notice_in at = in_of(call);
	const struct mg_notice_poster poster = poster_of(call);
	struct mg_notice_row *rows;
	size_t n;
	(void)in;
	if (!mg_notice_list(&at, poster.may_city ? NULL : poster.ward, call->now_us - KEPT_US, &rows, &n, err))
		return false;
	out->more = n > MG_NOTICE_PAGE;
	n = out->more ? MG_NOTICE_PAGE : n;
	out->items = mg_arena_calloc(call->arena, n + 1, sizeof(*out->items));
	if (!out->items)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	for (; out->n_items < n; out->n_items++)
		if (!fill(call, &rows[out->n_items], &poster, &out->items[out->n_items], err))
			return false;
	return true;
}

bool mg_Notice_withdraw(
	struct mg_call *call, const Pb__NoticeWithdrawRequest *in, Pb__NoticeWithdrawReply *out, struct mg_error *err)
{
	const struct mg_notice_in at = in_of(call);
	const struct mg_notice_poster poster = poster_of(call);
	struct mg_notice_row row;
	(void)out;
	if (!mg_notice_is_line(in->why, MG_NOTICE_WHY_CHARACTERS)) {
		call->field = "why";
		return mg_fail(err, MG_ERR_INVALID, "1 to %u characters", MG_NOTICE_WHY_CHARACTERS);
	}
	if (!mg_notice_lock(&at, in->notice_no, &row, err))
		return false;
	call->field = "notice_no";
	if (!mg_notice_may_withdraw(row.ward, &poster))
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "the notice is of another ward");
	if (row.until_us <= call->now_us)
		return mg_fail(err, MG_ERR_CONFLICT, "the notice is over");
	call->field = NULL;
	return mg_notice_withdraw_row(&at, in->notice_no, in->why, err) && note_number(call, in->notice_no, err) &&
	       mg_call_note_fact(call, "why", in->why, err);
}
