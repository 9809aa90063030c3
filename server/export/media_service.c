/* SPDX-License-Identifier: Apache-2.0
 * The city's sticks: entered, lent to a person until a day, taken back erased, disposed of. */
#include <stdio.h>
#include "base/text.h"
#include "export/export.h"
#include "export/media_store.h"

#define LABEL_CHARACTERS 40U
#define TEXT_CHARACTERS 200U
#define OWNER_CHARACTERS 80U
#define LEND_DAYS_MAX 366

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

static bool invalid(struct mg_call *call, const char *field, struct mg_error *err)
{
	call->field = field;
	return mg_fail(err, MG_ERR_INVALID, "%s", field);
}

static bool refuse(struct mg_call *call, const char *field, const char *why, struct mg_error *err)
{
	call->field = field;
	call->always_log = true; /* who tries this stands in the log by name, whatever else is refused just now */
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", why);
}

/* ---- replies ---- */

static bool fill(struct mg_call *call, const struct mg_medium *m, Pb__Medium **ret, struct mg_error *err)
{
	Pb__Medium *out = mg_arena_alloc(call->arena, sizeof(*out));
	if (!out)
		return no_room(err);
	pb__medium__init(out);
	out->medium_id = m->medium_id;
	out->label = borrow(m->label);
	out->owner = borrow(m->owner);
	out->ward = borrow(m->ward);
	out->state = (Pb__MediumState)m->state;
	out->lent_to = borrow(m->lent_to_no);
	out->lent_to_name = borrow(m->lent_to_name);
	out->lent_us = m->lent_us;
	out->note = borrow(m->note);
	out->row_version = m->version;
	if (!mg_date_is_none(m->due)) {
		out->due = mg_arena_alloc(call->arena, sizeof(*out->due));
		if (!out->due)
			return no_room(err);
		pb__date__init(out->due);
		out->due->year = m->due.year, out->due->month = m->due.month, out->due->day = m->due.day;
	}
	*ret = out;
	return mg_export_device(call, &m->device, &out->device, err);
}

static bool note(struct mg_call *call, const struct mg_medium *m, const char *what, struct mg_error *err)
{
	char number[24], device[200];
	snprintf(number, sizeof(number), "%llu", (unsigned long long)m->medium_id);
	snprintf(device, sizeof(device), "%04x:%04x %s", m->device.vendor, m->device.product, m->device.serial);
	return mg_call_note_fact(call, "medium", number, err) && mg_call_note_fact(call, "label", m->label, err) &&
	       mg_call_note_fact(call, "device", device, err) && mg_call_note_fact(call, "what", what, err) &&
	       (!m->lent_to || mg_call_note_fact(call, "lent_to", m->lent_to_no, err)) &&
	       (!m->note[0] || mg_call_note_fact(call, "note", m->note, err));
}

/* ---- List, Enter ---- */

bool mg_Media_list(struct mg_call *call, const Pb__MediaListRequest *in, Pb__MediaListReply *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	/* who looks after the sticks sees those of all wards, everybody else their ward's */
	const bool all = mg_session_may(&call->session, MG_PERM_MEDIA_ADMIN);
	struct mg_medium *list;
	size_t n;
	if (strlen(in->ward) > 3)
		return invalid(call, "ward", err);
	if (!mg_medium_list(&at, all ? in->ward : call->session.ward, &list, &n, err))
		return false;
	out->media = mg_arena_calloc(call->arena, n + 1, sizeof(*out->media));
	if (!out->media)
		return no_room(err);
	for (; out->n_media < n; out->n_media++)
		if (!fill(call, &list[out->n_media], &out->media[out->n_media], err))
			return false;
	return true;
}

static bool is_serial(const char *s)
{
	const size_t n = strlen(s);
	for (size_t i = 0; i < n; i++)
		if (s[i] < 0x20 || s[i] > 0x7e)
			return false;
	return n >= 1 && n <= 126;
}

static bool read_device(struct mg_call *call, const Sg__UsbDevice *in, struct mg_device *ret, struct mg_error *err)
{
	if (!in || in->vendor < 1 || in->vendor > 0xffff || in->product < 1 || in->product > 0xffff ||
		!is_serial(in->serial) || in->descriptors_sha256.len != 32)
		return invalid(call, "device", err);
	*ret = (struct mg_device){.vendor = in->vendor, .product = in->product, .serial = in->serial};
	memcpy(ret->descriptors_sha256, in->descriptors_sha256.data, 32);
	return true;
}

static bool check_note(struct mg_call *call, const char *text, struct mg_error *err)
{
	return !text[0] || mg_export_check_text(call, "note", text, TEXT_CHARACTERS, err);
}

bool mg_Media_enter(struct mg_call *call, const Pb__MediaEnterRequest *in, Pb__MediaReply *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_medium m = {.version = 1, .state = MG_MEDIUM_IN, .label = in->label, .owner = in->owner, .note = in->note,
		.lent_to_no = "", .lent_to_name = ""};
	m.ward = in->ward[0] ? in->ward : call->session.ward;
	if (!mg_export_check_text(call, "label", in->label, LABEL_CHARACTERS, err) ||
		!mg_export_check_text(call, "owner", in->owner, OWNER_CHARACTERS, err) ||
		!check_note(call, in->note, err) || !read_device(call, in->device, &m.device, err))
		return false;
	if (strlen(m.ward) != 3 || strspn(m.ward, "0123456789") != 3)
		return invalid(call, "ward", err);
	call->field = "label";
	return mg_medium_add(&at, &m, call->now_us, mg_export_log(call), &m.medium_id, err) &&
	       note(call, &m, "entered", err) && fill(call, &m, &out->medium, err);
}

/* ---- Lend, TakeBack, Dispose ---- */

static bool get(struct mg_call *call, uint64_t medium_id, uint32_t version, struct mg_medium *ret, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	if (!mg_medium_get(&at, medium_id, /* lock= */ true, ret, err))
		return false;
	return ret->version == version || mg_fail(err, MG_ERR_CONFLICT, "the stick has another version");
}

static bool put(struct mg_call *call, struct mg_medium *m, const char *what, Pb__MediaReply *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	if (!note(call, m, what, err) || !mg_medium_change(&at, m, call->now_us, mg_export_log(call), err))
		return false;
	m->version++;
	m->note = ""; /* the caller knows it; what is kept for replay says little */
	return fill(call, m, &out->medium, err);
}

static bool read_due(struct mg_call *call, const Pb__Date *in, struct mg_date *ret, struct mg_error *err)
{
	const struct mg_date today = mg_date_of_utc_us(call->now_us);
	if (!in || in->year < 1 || in->year > 9999 || in->month > 12 || in->day > 31)
		return invalid(call, "due", err);
	*ret = (struct mg_date){in->year, (uint8_t)in->month, (uint8_t)in->day};
	if (!mg_date_is_valid(*ret) || mg_date_compare(*ret, today) < 0 ||
		mg_date_compare(*ret, mg_date_add_days(today, LEND_DAYS_MAX)) > 0)
		return invalid(call, "due", err);
	return true;
}

bool mg_Media_lend(struct mg_call *call, const Pb__MediaLendRequest *in, Pb__MediaReply *out, struct mg_error *err)
{
	const struct mg_export_in at = mg_export_in(call);
	struct mg_borrower who;
	struct mg_medium m;
	bool found, apart;
	if (!get(call, in->medium_id, in->row_version, &m, err))
		return false;
	if (m.state != MG_MEDIUM_IN)
		return refuse(call, "medium_id", "the stick is not here", err);
	if (!read_due(call, in->due, &m.due, err) || !mg_borrower_find(&at, in->staff_no, &who, &found, err))
		return false;
	if (!found)
		return invalid(call, "staff_no", err);
	if (strcmp(who.ward, m.ward) != 0)
		return refuse(call, "staff_no", "a stick is lent within its section", err);
	if (!mg_export_are_apart(call, who.staff_id, call->session.staff_id, &apart, err))
		return false;
	if (!apart)
		return refuse(call, "staff_no", "nobody lends a stick to themselves", err);
	m.state = MG_MEDIUM_LENT;
	m.lent_to = who.staff_id;
	m.lent_to_no = who.staff_no;
	m.lent_to_name = who.name;
	m.lent_us = call->now_us;
	return put(call, &m, "lent", out, err);
}

bool mg_Media_take_back(struct mg_call *call, const Pb__MediaTakeBackRequest *in, Pb__MediaReply *out, struct mg_error *err)
{
	struct mg_medium m;
	if (!check_note(call, in->note, err) || !get(call, in->medium_id, in->row_version, &m, err))
		return false;
	if (m.state != MG_MEDIUM_LENT)
		return refuse(call, "medium_id", "the stick is not lent", err);
	if (!in->erased)
		return refuse(call, "erased", "a stick comes back erased", err);
	m.state = MG_MEDIUM_IN;
	m.lent_to = 0;
	m.lent_to_no = m.lent_to_name = "";
	m.lent_us = 0;
	m.due = (struct mg_date){0};
	m.note = in->note;
	return put(call, &m, "taken back, erased", out, err);
}

bool mg_Media_dispose(struct mg_call *call, const Pb__MediaDisposeRequest *in, Pb__MediaReply *out, struct mg_error *err)
{
	struct mg_medium m;
	if (!mg_export_check_text(call, "note", in->note, TEXT_CHARACTERS, err) ||
		!get(call, in->medium_id, in->row_version, &m, err))
		return false;
	if (m.state != MG_MEDIUM_IN && !(in->lost && m.state == MG_MEDIUM_LENT))
		return refuse(call, "medium_id", "the stick is not here", err);
	m.state = in->lost ? MG_MEDIUM_LOST : MG_MEDIUM_DISPOSED;
	m.lent_to = 0;
	m.lent_to_no = m.lent_to_name = "";
	m.lent_us = 0;
	m.due = (struct mg_date){0};
	m.note = in->note;
	return put(call, &m, in->lost ? "lost" : "disposed of", out, err);
}
