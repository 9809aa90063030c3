/* SPDX-License-Identifier: Apache-2.0
 * Tickets as this slice's calls look at them: whose they are, who may decide, and the replies and facts about them. */
#include <stdio.h>
#include "base/text.h"
#include "export/export.h"
#include "export/media_store.h"
#include "rpc/check.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

bool mg_export_read_id(struct mg_call *call, const ProtobufCBinaryData *in, uint8_t ret[16], struct mg_error *err)
{
	if (in->len == 16) {
		memcpy(ret, in->data, 16);
		return true;
	}
	call->field = "ticket_id";
	return mg_fail(err, MG_ERR_INVALID, "a ticket's number has 16 bytes");
}

static bool get(struct mg_call *call, const ProtobufCBinaryData *ticket_id, bool lock, struct mg_ticket *ret,
	struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	uint8_t id[16];
	return mg_export_read_id(call, ticket_id, id, err) && mg_ticket_get(&at, id, lock, ret, err);
}

bool mg_export_own(struct mg_call *call, const ProtobufCBinaryData *ticket_id, bool lock, struct mg_ticket *ret,
	struct mg_error *err)
{
	if (!get(call, ticket_id, lock, ret, err))
		return false;
	return ret->requester_id == call->session.staff_id || mg_fail(err, MG_ERR_NOT_FOUND, "another person's ticket");
}

bool mg_export_are_apart(struct mg_call *call, uint64_t a, uint64_t b, bool *ret, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_export_person one = {.staff_id = a}, other = {.staff_id = b};
	if (!mg_person_ref_find(&at, a, &one.person_ref, err) || !mg_person_ref_find(&at, b, &other.person_ref, err))
		return false;
	*ret = !mg_export_same_person(&one, &other);
	return true;
}

bool mg_export_to_decide(struct mg_call *call, const ProtobufCBinaryData *ticket_id, bool lock, struct mg_ticket *ret,
	struct mg_error *err)
{
	const enum mg_staff_role role = call->session.role;
	bool from_requester, from_extractor;
	if (!get(call, ticket_id, lock, ret, err))
		return false;
	if (strcmp(ret->ward, call->session.ward) != 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "a ticket of another section");
	call->field = "ticket_id";
	if (role != MG_STAFF_HEAD && role != MG_STAFF_SUPERVISOR)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "only the head of a section or the deputy decides");
	if (!mg_export_are_apart(call, call->session.staff_id, ret->requester_id, &from_requester, err) ||
		!mg_export_are_apart(call, call->session.staff_id, ret->extractor_id, &from_extractor, err))
		return false;
	return (from_requester && from_extractor) ||
	       mg_fail(err, MG_ERR_REFUSED_BY_RULE, "another person decides than who extracts and who carries");
}

/* ---- replies ---- */

static ProtobufCBinaryData bytes_reply(struct mg_call *call, const void *p, size_t n)
{
	return (ProtobufCBinaryData){n, (uint8_t *)mg_arena_memdup(call->arena, p, n)};
}

bool mg_export_device(struct mg_call *call, const struct mg_device *d, Sg__UsbDevice **ret, struct mg_error *err)
{
	Sg__UsbDevice *out = mg_arena_alloc(call->arena, sizeof(*out));
	if (!out)
		return no_room(err);
	sg__usb_device__init(out);
	out->vendor = d->vendor;
	out->product = d->product;
	out->serial = borrow(d->serial);
	out->descriptors_sha256 = bytes_reply(call, d->descriptors_sha256, 32);
	*ret = out;
	return out->descriptors_sha256.data || no_room(err);
}

static void fill_steps(const struct mg_ticket *t, Pb__ExportItem *out)
{
	out->approver = borrow(t->approver_no);
	out->approver_name = borrow(t->approver_name);
	out->decided_us = t->decided_us;
	out->not_before_us = t->not_before_us;
	out->not_after_us = t->not_after_us;
	out->redeemed_us = t->redeemed_us;
	out->closed_us = t->closed_us;
	out->failure = borrow(t->state == MG_TICKET_REFUSED ? t->words : t->failure);
	out->passphrase_shown = t->passphrase_shown_us != 0;
}

bool mg_export_item(struct mg_call *call, const struct mg_ticket *t, Pb__ExportItem **ret, struct mg_error *err)
{
	struct mg_extract x;
	Pb__ExportItem *out = mg_arena_alloc(call->arena, sizeof(*out));
	if (!out)
		return no_room(err);
	pb__export_item__init(out);
	out->ticket_id = bytes_reply(call, t->ticket_id, 16);
	/* what time has made of it shows before the job has written it down */
	out->state = (Pb__ExportState)mg_ticket_after(t->state, t->asked_us, t->not_after_us, t->redeemed_us, call->now_us);
	out->requester = borrow(t->requester_no);
	out->requester_name = borrow(t->requester_name);
	out->terminal = t->terminal_id;
	out->terminal_name = borrow(t->terminal_name);
	out->medium_id = t->medium_id;
	out->medium_label = borrow(t->medium_label);
	out->purpose = borrow(t->purpose);
	out->recipient = borrow(t->recipient);
	out->reason = borrow(t->reason);
	out->file_name = borrow(t->file_name);
	out->asked_us = t->asked_us;
	out->ward = borrow(t->ward);
	out->direction = borrow("out");
	fill_steps(t, out);
	if (t->written_sha256.n)
		out->written_sha256 = bytes_reply(call, t->written_sha256.p, t->written_sha256.n);
	*ret = out;
	return (out->ticket_id.data || no_room(err)) && mg_export_device(call, &t->device, &out->device, err) &&
	       mg_extract_get(call, t->extract_id, &x, err) && mg_extract_reply(call, &x, &out->extract, err);
}

bool mg_export_check_text(struct mg_call *call, const char *field, const char *text, size_t max, struct mg_error *err)
{
	const size_t n = strlen(text);
	if (n > 0 && mg_text_is_clean(text, n) && mg_text_count(text, n) <= max)
		return true;
	call->field = field;
	return mg_fail(err, MG_ERR_INVALID, "1 to %zu characters", max);
}

/* ---- facts ---- */

static bool note_number(struct mg_call *call, const char *key, uint64_t number, struct mg_error *err)
{
	char text[24];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return mg_call_note_fact(call, key, text, err);
}

static bool note_hex(struct mg_call *call, const char *key, const uint8_t *p, size_t n, struct mg_error *err)
{
	char hex[65];
	mg_hex(p, n, hex);
	return mg_call_note_fact(call, key, hex, err);
}

static bool note_stick(struct mg_call *call, const struct mg_ticket *t, struct mg_error *err)
{
	char words[200];
	snprintf(words, sizeof(words), "%04x:%04x %s", t->device.vendor, t->device.product, t->device.serial);
	return mg_call_note_fact(call, "medium", t->medium_label, err) && mg_call_note_fact(call, "device", words, err) &&
	       note_hex(call, "descriptors_sha256", t->device.descriptors_sha256, 32, err);
}

bool mg_export_note(struct mg_call *call, const struct mg_ticket *t, enum mg_ticket_state to, struct mg_error *err)
{
	return note_hex(call, "ticket", t->ticket_id, 16, err) &&
	       (to == MG_TICKET_NONE ||
		       (mg_call_note_fact(call, "state.before", mg_ticket_state_name(to == MG_TICKET_REQUESTED ? MG_TICKET_NONE : t->state), err) &&
			       mg_call_note_fact(call, "state.after", mg_ticket_state_name(to), err))) &&
	       note_number(call, "extract", t->extract_id, err) && mg_call_note_fact(call, "extractor", t->extractor_no, err) &&
	       mg_call_note_fact(call, "requester", t->requester_no, err) &&
	       (!t->approver_id || mg_call_note_fact(call, "approver", t->approver_no, err)) &&
	       note_number(call, "terminal", t->terminal_id, err) && note_stick(call, t, err) &&
	       note_hex(call, "plain_sha256", t->plain_sha256, 32, err) &&
	       note_hex(call, "sealed_sha256", t->sealed_sha256, 32, err) &&
	       mg_call_note_fact(call, "file_name", t->file_name, err) && mg_call_note_fact(call, "purpose", t->purpose, err) &&
	       mg_call_note_fact(call, "recipient", t->recipient, err) && mg_call_note_fact(call, "reason", t->reason, err);
}
