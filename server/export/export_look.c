/* SPDX-License-Identifier: Apache-2.0
 * Looking: what is inside before it is signed, the sealed file in pieces, and everything that was ever carried. */
#include <stdio.h>
#include "export/export.h"
#include "keys/key_list.h"

#define DAY_US INT64_C(86400000000)

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static ProtobufCBinaryData bytes_reply(struct mg_call *call, const void *p, size_t n)
{
	return (ProtobufCBinaryData){n, (uint8_t *)mg_arena_memdup(call->arena, p, n)};
}

static bool note_number(struct mg_call *call, const char *key, uint64_t number, struct mg_error *err)
{
	char text[24];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return mg_call_note_fact(call, key, text, err);
}

/* The verified list in force. NULL in `ret` when there is none to have: nothing can be signed then, but looked at. */
static bool find_keys(struct mg_call *call, struct mg_key_list *ret, struct mg_error *err)
{
	*ret = (struct mg_key_list){0};
	if (!call->shared->key_trust || mg_key_list_newest(call->tx, call->arena, call->shared, ret, err))
		return true;
	if (err->code != MG_ERR_NOT_FOUND)
		return false;
	*err = (struct mg_error){0};
	return true;
}

/* ---- Preview ---- */

static bool look(struct mg_call *call, const struct mg_ticket *t, uint32_t first_row, Pb__ExportPreviewReply *out,
	struct mg_error *err)
{
	struct mg_extract x;
	struct mg_extract_inside inside;
	if (!mg_extract_get(call, t->extract_id, &x, err) || !mg_extract_look(call, &x, first_row, &inside, err))
		return false;
	if (memcmp(inside.plain_sha256, t->plain_sha256, 32) != 0 || memcmp(inside.sealed_sha256, t->sealed_sha256, 32) != 0)
		return mg_fail(err, MG_ERR_DATA_LOSS, "an extract is not the one that was asked for");
	out->columns = inside.columns;
	out->n_columns = inside.n_columns;
	out->rows = inside.rows;
	out->n_rows = inside.n_rows;
	out->plain_sha256 = bytes_reply(call, inside.plain_sha256, 32);
	out->sealed_sha256 = bytes_reply(call, inside.sealed_sha256, 32);
	return (out->plain_sha256.data && out->sealed_sha256.data) || no_room(err);
}

bool mg_Export_preview(struct mg_call *call, const Pb__ExportPreviewRequest *in, Pb__ExportPreviewReply *out,
	struct mg_error *err)
{
	struct mg_ticket t;
	struct mg_key_list keys;
	char words[60];
	snprintf(words, sizeof(words), "rows from %u", in->first_row);
	if (!mg_export_to_decide(call, &in->ticket_id, /* lock= */ false, &t, err) ||
		!mg_export_note(call, &t, MG_TICKET_NONE, err) || !mg_call_note_query(call, words, err) ||
		!look(call, &t, in->first_row, out, err) || !mg_export_item(call, &t, &out->item, err) ||
		!find_keys(call, &keys, err))
		return false;
	out->key_epoch = keys.list ? keys.list->epoch : 0;
	out->not_before_us = call->now_us;
	out->not_after_us = call->now_us + MG_TICKET_WINDOW_US;
	return true;
}

/* ---- Download ---- */

static bool is_in_time(struct mg_call *call, const struct mg_ticket *t, struct mg_error *err)
{
	if (t->state == MG_TICKET_APPROVED && call->now_us >= t->not_before_us && call->now_us <= t->not_after_us)
		return true;
	call->field = "ticket_id";
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "the ticket is not approved, or not now");
}

static bool fill_envelopes(struct mg_call *call, const struct mg_ticket *t, Pb__ExportDownloadReply *out,
	struct mg_error *err)
{
	struct mg_key_list keys;
	const Pb__Envelope *ticket;
	struct mg_error e = {0};
	if (!mg_envelope_unpack(call->arena, t->ticket, &ticket, &e))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a stored ticket: %s", e.detail);
	if (!find_keys(call, &keys, err))
		return false;
	out->ticket = (Pb__Envelope *)(uintptr_t)ticket;
	out->key_list = (Pb__Envelope *)(uintptr_t)keys.envelope;
	return true;
}

static bool note_offset(struct mg_call *call, uint64_t offset, struct mg_error *err)
{
	char words[60];
	snprintf(words, sizeof(words), "bytes from %llu", (unsigned long long)offset);
	return mg_call_note_query(call, words, err);
}

bool mg_Export_download(struct mg_call *call, const Pb__ExportDownloadRequest *in, Pb__ExportDownloadReply *out,
	struct mg_error *err)
{
	struct mg_ticket t;
	struct mg_extract x;
	struct mg_bytes piece;
	if (!mg_export_own(call, &in->ticket_id, /* lock= */ false, &t, err) || !is_in_time(call, &t, err) ||
		!mg_extract_get(call, t.extract_id, &x, err) || !mg_extract_piece(call, &x, in->offset, &piece, err) ||
		!note_number(call, "extract", t.extract_id, err) || !note_offset(call, in->offset, err))
		return false;
	if (in->offset == 0 && (!fill_envelopes(call, &t, out, err) || !mg_export_note(call, &t, MG_TICKET_NONE, err)))
		return false;
	out->piece = (ProtobufCBinaryData){piece.n, (uint8_t *)(uintptr_t)piece.p};
	out->size = x.sealed_size;
	return true;
}

/* ---- Carried ---- */

static bool read_day(
	struct mg_call *call, const Pb__Date *in, const char *field, int64_t otherwise, int64_t *ret, struct mg_error *err)
{
	struct mg_date day = {0};
	*ret = otherwise;
	if (!in)
		return true;
	if (in->year >= 1 && in->year <= 9999 && in->month <= 12 && in->day <= 31)
		day = (struct mg_date){in->year, (uint8_t)in->month, (uint8_t)in->day};
	if (mg_date_is_none(day) || !mg_date_is_valid(day)) {
		call->field = field;
		return mg_fail(err, MG_ERR_INVALID, "no such day");
	}
	*ret = mg_date_start_utc_us(day);
	return true;
}

/* The head of a section reads what left that section; whoever has the right by name or as an auditor, everything. */
static const char *ward_of(const struct mg_call *call, const char *asked)
{
	const struct mg_session *s = &call->session;
	const bool own = s->role != MG_STAFF_AUDITOR && !(s->rights & MG_RIGHT(MG_PERM_EXPORT_READ));
	return own ? s->ward : asked;
}

static bool read_question(
	struct mg_call *call, const Pb__ExportCarriedRequest *in, struct mg_carried_question *q, struct mg_error *err)
{
	char words[120];
	int64_t to_us;
	*q = (struct mg_carried_question){.ward = ward_of(call, in->ward), .staff_no = in->staff_no};
	if (strlen(in->ward) > 3 || strlen(in->staff_no) > 16 || (in->before.len && in->before.len != 16)) {
		call->field = strlen(in->ward) > 3 ? "ward" : strlen(in->staff_no) > 16 ? "staff_no" : "before";
		return mg_fail(err, MG_ERR_INVALID, "longer than any");
	}
	if (!read_day(call, in->from, "from", 0, &q->from_us, err) ||
		!read_day(call, in->to, "to", call->now_us, &to_us, err))
		return false;
	q->to_us = in->to ? to_us + DAY_US : to_us + 1;
	q->before = in->before.len ? in->before.data : NULL;
	snprintf(words, sizeof(words), "%lld to %lld, ward %s, staff %s", (long long)q->from_us, (long long)q->to_us,
		q->ward, q->staff_no);
	return mg_call_note_query(call, words, err);
}

bool mg_Export_carried(struct mg_call *call, const Pb__ExportCarriedRequest *in, Pb__ExportCarriedReply *out,
	struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_carried_question q;
	struct mg_ticket *tickets;
	size_t n;
	if (!read_question(call, in, &q, err) || !mg_ticket_carried(&at, &q, &tickets, &n, err))
		return false;
	out->more = n > MG_CARRIED_PAGE;
	n = out->more ? MG_CARRIED_PAGE : n;
	out->items = mg_arena_calloc(call->arena, n + 1, sizeof(*out->items));
	if (!out->items)
		return no_room(err);
	for (; out->n_items < n; out->n_items++)
		if (!mg_export_item(call, &tickets[out->n_items], &out->items[out->n_items], err))
			return false;
	return true;
}

bool mg_export_unclosed(struct mg_call *call, uint32_t *ret, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	const enum mg_staff_role role = call->session.role;
	*ret = 0;
	if (role != MG_STAFF_HEAD && role != MG_STAFF_SUPERVISOR && !mg_session_may(&call->session, MG_PERM_EXPORT_APPROVE))
		return true;
	return mg_ticket_count_unclosed(&at, call->session.ward, ret, err);
}
