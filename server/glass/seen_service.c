/* SPDX-License-Identifier: Apache-2.0
 * Staff.GlassList and Staff.GlassAcknowledge: afterwards the authority looks at what was done under a break-glass, and two
 * different persons of it say that they have. */
#include <stdio.h>
#include "base/text.h"
#include "glass/glass_seen_store.h"
#include "rpc/call.h"

#define NOTE_CHARACTERS 200U
#define SEEN_BY 2U

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static char *text(const char *borrowed)
{
	return (char *)(uintptr_t)borrowed;
}

static bool put_acts(struct mg_call *call, Pb__StaffGlass *out, struct mg_error *err)
{
	struct mg_glass_act *acts;
	size_t n;
	if (!mg_glass_acts(call->tx, call->arena, call->shared, out->glass_no, &acts, &n, err))
		return false;
	out->acts = mg_arena_calloc(call->arena, n + 1, sizeof(*out->acts));
	Pb__StaffGlassAct *items = mg_arena_calloc(call->arena, n + 1, sizeof(*items));
	if (!out->acts || !items)
		return no_room(err);
	for (size_t i = 0; i < n; i++) {
		pb__staff_glass_act__init(&items[i]);
		items[i].at_us = acts[i].at_us;
		items[i].command = text(acts[i].command);
		items[i].by = text(acts[i].by);
		out->acts[out->n_acts++] = &items[i];
	}
	return true;
}

static bool put_seen(struct mg_call *call, Pb__StaffGlass *out, struct mg_error *err)
{
	struct mg_glass_ack *acks;
	size_t n;
	if (!mg_glass_acks(call->tx, call->arena, call->shared, out->glass_no, &acks, &n, err))
		return false;
	out->seen = mg_arena_calloc(call->arena, n + 1, sizeof(*out->seen));
	Pb__StaffGlassSeen *items = mg_arena_calloc(call->arena, n + 1, sizeof(*items));
	if (!out->seen || !items)
		return no_room(err);
	for (size_t i = 0; i < n; i++) {
		pb__staff_glass_seen__init(&items[i]);
		items[i].staff_no = text(acks[i].staff_no);
		items[i].staff_name = text(acks[i].staff_name);
		items[i].note = text(acks[i].note);
		items[i].at_us = acks[i].at_us;
		out->seen[out->n_seen++] = &items[i];
	}
	return true;
}

bool mg_Staff_glass_list(
	struct mg_call *call, const Pb__StaffGlassListRequest *in, Pb__StaffGlassListReply *out, struct mg_error *err)
{
	struct mg_glass_row rows[MG_GLASS_LIST_MAX];
	size_t n;
	(void)in;
	if (!mg_glass_list(call->tx, call->arena, call->shared, rows, &n, err))
		return false;
	out->items = mg_arena_calloc(call->arena, n + 1, sizeof(*out->items));
	Pb__StaffGlass *items = mg_arena_calloc(call->arena, n + 1, sizeof(*items));
	if (!out->items || !items)
		return no_room(err);
	for (size_t i = 0; i < n; i++) {
		Pb__StaffGlass *g = &items[i];
		pb__staff_glass__init(g);
		g->glass_no = rows[i].glass_no;
		g->by_codes = rows[i].by_codes;
		g->first = text(rows[i].first_no);
		g->second = text(rows[i].second_no);
		g->reason = text(rows[i].reason);
		g->opened_by = text(rows[i].opened_by);
		g->ended_by = text(rows[i].ended_by);
		g->opened_us = rows[i].opened_us;
		g->until_us = rows[i].until_us;
		g->ended_us = rows[i].ended_us;
		g->acts_in_all = rows[i].acts_in_all;
		if (!put_acts(call, g, err) || !put_seen(call, g, err))
			return false;
		out->items[out->n_items++] = g;
	}
	return true;
}

static bool refuse(struct mg_call *call, const char *fault, struct mg_error *err)
{
	call->field = fault;
	call->always_log = true; /* who tries this stands in the log by name */
	return mg_call_note_fact(call, "refused", fault, err) && mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", fault);
}

bool mg_Staff_glass_acknowledge(struct mg_call *call, const Pb__StaffGlassAcknowledgeRequest *in,
	Pb__StaffGlassAcknowledgeReply *out, struct mg_error *err)
{
	const size_t n = strlen(in->note);
	const struct mg_glass_ack ack = {.staff_no = call->session.staff_no, .staff_name = call->session.staff_name,
		.note = in->note, .at_us = call->now_us};
	struct mg_glass_log log;
	char no[24];
	uint32_t all, same_person;
	bool ended;
	snprintf(no, sizeof(no), "%llu", (unsigned long long)in->glass_no);
	if (!mg_text_is_clean(in->note, n) || mg_text_trim(in->note, n).n == 0 || mg_text_count(in->note, n) > NOTE_CHARACTERS) {
		call->field = "note";
		return mg_fail(err, MG_ERR_INVALID, "note");
	}
	if (!mg_call_note_fact(call, "break_glass", no, err) || !mg_call_note_fact(call, "note", in->note, err) ||
		!mg_glass_lock(call->tx, call->arena, call->shared, in->glass_no, &ended, err) ||
		!mg_glass_count_acks(call->tx, call->arena, call->shared, in->glass_no, call->session.staff_id, &all,
			&same_person, err))
		return false;
	if (call->session.role != MG_STAFF_AUTHORITY)
		return refuse(call, "not_the_authority", err);
	if (!ended)
		return refuse(call, "still_open", err);
	if (same_person || all >= SEEN_BY)
		return refuse(call, same_person ? "same_person" : "acknowledged_already", err);
	mg_call_log_ref(call, &log.writer, &log.n);
	out->seen = all + 1;
	return mg_glass_add_ack(call->tx, call->shared, in->glass_no, call->session.staff_id, &ack, log, err);
}
