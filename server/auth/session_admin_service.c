/* SPDX-License-Identifier: Apache-2.0
 * Session.List and Session.End: who is logged in where, and the end of somebody else's session. The terminal of a session
 * that was ended hears of it by the long poll (rpc/watch.c looks four times a second). */
#include "access/session_list_store.h"
#include "rpc/call.h"

static Pb__SessionItem *item_of(struct mg_call *call, const struct mg_session_item *s, bool is_locked)
{
	Pb__SessionItem *item = mg_arena_alloc(call->arena, sizeof(*item));
	if (!item)
		return NULL;
	pb__session_item__init(item);
	item->session_no = s->session_no;
	item->staff_no = (char *)(uintptr_t)s->staff_no;
	item->staff_name = (char *)(uintptr_t)s->staff_name;
	item->role_name = (char *)(uintptr_t)mg_role_title(s->role);
	item->section_name = (char *)(uintptr_t)s->section;
	item->terminal_name = (char *)(uintptr_t)s->terminal_name;
	item->terminal_section = (char *)(uintptr_t)s->terminal_section;
	item->begun_us = s->facts.created_us;
	item->last_seen_us = s->facts.last_seen_us;
	item->ends_us = s->facts.created_us + MG_SESSION_ABSOLUTE_US;
	item->locked = is_locked;
	item->own = s->session_no == call->session.session_no;
	return item;
}

bool mg_Session_list(
	struct mg_call *call, const Pb__SessionListRequest *in, Pb__SessionListReply *out, struct mg_error *err)
{
	const struct mg_session_item *all;
	size_t n;
	bool more;
	(void)in;
	if (!mg_session_list_open(call->tx, call->arena, call->shared, call->now_us, &all, &n, &more, err))
		return false;
	out->items = mg_arena_calloc(call->arena, n + 1, sizeof(*out->items));
	if (!out->items)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	for (size_t i = 0; i < n; i++) {
		const struct mg_session_verdict verdict = mg_session_judge(&all[i].facts, call->now_us);
		if (verdict.state == MG_SESSION_NONE) /* over by time: its terminal was told */
			continue;
		Pb__SessionItem *item = item_of(call, &all[i], verdict.state == MG_SESSION_LOCKED);
		if (!item)
			return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
		out->items[out->n_items++] = item;
	}
	out->more = more;
	return true;
}

bool mg_Session_end(
	struct mg_call *call, const Pb__SessionEndRequest *in, Pb__SessionEndReply *out, struct mg_error *err)
{
	struct mg_session_item s;
	(void)out;
	if (in->session_no == call->session.session_no) {
		call->field = "session_no";
		return mg_fail(err, MG_ERR_INVALID, "the own session is ended by Logout");
	}
	/* the write first: a plain read before it would lose races against the session's own calls */
	return mg_session_end_numbered(call->tx, call->shared, in->session_no, MG_SESSION_END_ADMINISTRATOR, call->now_us,
		       err) &&
	       mg_session_get_numbered(call->tx, call->arena, call->shared, in->session_no, call->now_us, &s, err) &&
	       mg_call_note_fact(call, "staff_no", s.staff_no, err) &&
	       mg_call_note_fact(call, "terminal", s.terminal_name, err);
}
