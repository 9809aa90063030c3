/* SPDX-License-Identifier: Apache-2.0
 * The terminals, looked after by central IT: listed, revoked for good, heard again after a suspension. Enrolled and renewed:
 * request_service.c. */
#include <stdio.h>
#include "access/session_store.h"
#include "base/text.h"
#include "rpc/call.h"
#include "terminal/request_rules.h"
#include "terminal/terminal_store.h"

#define NOTE_CHARACTERS 100U
#define TLS_SPOKEN "TLS 1.3" /* rpc/tls.c and the OpenSSL configuration of the unit know no other */

static struct mg_terminal_in in_of(const struct mg_call *call)
{
	return (struct mg_terminal_in){.tx = call->tx, .arena = call->arena, .shared = call->shared};
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

static bool fill(struct mg_call *call, const struct mg_terminal_row *t, Pb__TerminalItem **ret, struct mg_error *err)
{
	Pb__TerminalItem *out = mg_arena_alloc(call->arena, sizeof(*out));
	if (!out)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	pb__terminal_item__init(out);
	out->terminal_id = t->terminal_id;
	out->name = borrow(t->name);
	out->section = borrow(t->section);
	out->ward = borrow(t->ward);
	out->state = (Pb__TerminalState)t->state;
	out->enrolled_us = t->enrolled_us;
	out->cert_not_after_us = t->cert_not_after_us;
	out->last_seen_us = t->last_seen_us;
	out->staff_no = borrow(t->staff_no);
	out->changed_us = t->changed_us;
	out->changed_by = borrow(t->changed_by);
	out->note = borrow(t->note);
	out->program = borrow(t->program);
	out->renewal = (Pb__TerminalRenewal)t->renewal;
	out->cert_sha256 = (ProtobufCBinaryData){t->cert_sha256.n, (uint8_t *)(uintptr_t)t->cert_sha256.p};
	*ret = out;
	return true;
}

static const char *newest_program(const struct mg_terminal_row *list, size_t n)
{
	const char *newest = "";
	for (size_t i = 0; i < n; i++)
		if (list[i].state != MG_TERMINAL_REVOKED && mg_program_compare(list[i].program, newest) > 0)
			newest = list[i].program;
	return newest;
}

bool mg_Terminal_list(
	struct mg_call *call, const Pb__TerminalListRequest *in, Pb__TerminalListReply *out, struct mg_error *err)
{
	const struct mg_terminal_in at = in_of(call);
	struct mg_terminal_row *list;
	size_t n;
	(void)in;
	if (!mg_terminal_list(&at, &list, &n, err))
		return false;
	out->tls = borrow(TLS_SPOKEN);
	out->terminals = mg_arena_calloc(call->arena, n + 1, sizeof(*out->terminals));
	if (!out->terminals)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	const char *newest = newest_program(list, n);
	for (; out->n_terminals < n; out->n_terminals++) {
		const struct mg_terminal_row *t = &list[out->n_terminals];
		if (!fill(call, t, &out->terminals[out->n_terminals], err))
			return false;
		out->terminals[out->n_terminals]->program_is_old =
			*t->program && mg_program_compare(t->program, newest) < 0;
	}
	return true;
}

static bool refuse(struct mg_call *call, const char *field, const char *why, struct mg_error *err)
{
	call->field = field;
	call->always_log = true; /* who tries this stands in the log by name, whatever else is refused just now */
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", why);
}

/* Finds the terminal, says in the entry which it is and why, and sets its state. */
static bool set(struct mg_call *call, uint64_t terminal_id, const char *note, enum mg_terminal_state from,
	enum mg_terminal_state to, struct mg_error *err)
{
	const struct mg_terminal_in at = in_of(call);
	struct mg_terminal_row t;
	char number[24];
	size_t n = strlen(note);
	call->field = "note";
	if (n == 0 || n > 4 * NOTE_CHARACTERS || mg_text_count(note, n) > NOTE_CHARACTERS)
		return mg_fail(err, MG_ERR_INVALID, "a note of 1 to %u characters", NOTE_CHARACTERS);
	call->field = "terminal_id";
	if (!mg_terminal_lock(&at, terminal_id, &t, err))
		return false;
	if (t.state != from && !(to == MG_TERMINAL_REVOKED && t.state == MG_TERMINAL_SUSPENDED))
		return refuse(call, "terminal_id", "the terminal is not in that state", err);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)terminal_id);
	return mg_call_note_fact(call, "terminal", number, err) && mg_call_note_fact(call, "name", t.name, err) &&
	       mg_call_note_fact(call, "note", note, err) &&
	       mg_terminal_set(&at, terminal_id, to, call->session.staff_no, note, call->now_us, err);
}

bool mg_Terminal_revoke(
	struct mg_call *call, const Pb__TerminalRevokeRequest *in, Pb__TerminalReply *out, struct mg_error *err)
{
	uint64_t ended;
	if (in->terminal_id == call->terminal.terminal_id)
		return refuse(call, "terminal_id", "nobody revokes the terminal that they sit at", err);
	out->state = PB__TERMINAL_STATE__TERMINAL_REVOKED;
	return set(call, in->terminal_id, in->note, MG_TERMINAL_ENROLLED, MG_TERMINAL_REVOKED, err) &&
	       mg_session_end_of_terminal(
		       call->tx, call->shared, in->terminal_id, MG_SESSION_END_REVOKED, call->now_us, &ended, err);
}

bool mg_Terminal_release(
	struct mg_call *call, const Pb__TerminalReleaseRequest *in, Pb__TerminalReply *out, struct mg_error *err)
{
	out->state = PB__TERMINAL_STATE__TERMINAL_ENROLLED;
	return set(call, in->terminal_id, in->note, MG_TERMINAL_SUSPENDED, MG_TERMINAL_ENROLLED, err);
}
