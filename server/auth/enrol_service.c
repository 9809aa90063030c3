/* SPDX-License-Identifier: Apache-2.0
 * Finger.List, Begin, Drop, Commit, Delete. Taking and comparing: enrol_capture_service.c; the second person:
 * enrol_witness_service.c. */
#include "auth/enrol.h"
#include "access/session_store.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

/* ---- in common ---- */

bool mg_enrol_refuse(struct mg_call *call, const char *field, const char *why, struct mg_error *err)
{
	call->field = field;
	call->always_log = true; /* who tries this stands in the log by name, whatever else is refused just now */
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", why);
}

bool mg_enrol_go_on(struct mg_call *call, struct mg_tx *tx, const ProtobufCBinaryData *id, enum mg_enrol_state wanted,
	struct mg_enrolment_row *ret, struct mg_error *err)
{
	const struct mg_enrol_in in = mg_enrol_of(call, tx);
	call->field = "enrolment_id";
	if (!mg_enrol_get(&in, (struct mg_bytes){id->data, id->len}, /* lock= */ tx == call->tx, ret, err))
		return false;
	const char *closed = mg_enrol_closed(&ret->sitting, wanted, call->session.session_no, call->now_us);
	return !closed || mg_enrol_refuse(call, closed, "the enrolment does not go on", err);
}

uint32_t mg_enrol_bits(const struct mg_enrolled *fingers, size_t n)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < n; i++)
		if (!fingers[i].removed)
			bits |= 1U << fingers[i].finger;
	return bits;
}

uint32_t mg_enrol_capture_bits(const struct mg_enrol_capture *captures, size_t n, bool *ret_complete)
{
	uint32_t bits = 0;
	*ret_complete = n > 0;
	for (size_t i = 0; i < n; i++) {
		bits |= 1U << captures[i].finger;
		*ret_complete = *ret_complete && captures[i].complete;
	}
	return bits;
}

const char *mg_enrol_finger_name(unsigned finger)
{
	static const char *const names[] = {"all", "left-thumb", "left-index", "left-middle", "left-ring", "left-little",
		"right-thumb", "right-index", "right-middle", "right-ring", "right-little"};
	return finger < MG_LEN(names) ? names[finger] : "none";
}

bool mg_enrol_note(struct mg_call *call, uint64_t staff_id, struct mg_error *err)
{
	const struct mg_enrol_in in = mg_enrol_of(call, call->tx);
	struct mg_enrol_staff staff;
	return mg_enrol_get_staff(&in, staff_id, &staff, err) && mg_call_note_fact(call, "staff_no", staff.staff_no, err);
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

static bool fill_owner(
	struct mg_call *call, const struct mg_enrol_staff *s, Pb__FingerOwner **ret, struct mg_error *err)
{
	Pb__FingerOwner *out = mg_arena_alloc(call->arena, sizeof(*out));
	if (!out)
		return no_room(err);
	pb__finger_owner__init(out);
	out->staff_no = borrow(s->staff_no);
	out->name = borrow(s->name);
	out->kana = borrow(s->kana);
	out->section = borrow(s->section);
	out->role = borrow(mg_role_title(mg_role_from_name(s->role)));
	*ret = out;
	return true;
}

static bool fill_fingers(struct mg_call *call, const struct mg_enrolled *fingers, size_t n, Pb__EnrolledFinger ***ret,
	size_t *ret_n, struct mg_error *err)
{
	Pb__EnrolledFinger **list = mg_arena_calloc(call->arena, n + 1, sizeof(*list));
	if (!list)
		return no_room(err);
	*ret = list;
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		if (fingers[i].removed)
			continue;
		Pb__EnrolledFinger *f = mg_arena_alloc(call->arena, sizeof(*f));
		if (!f)
			return no_room(err);
		pb__enrolled_finger__init(f);
		f->finger = fingers[i].finger;
		f->enrolled_us = fingers[i].enrolled_us;
		f->enrolled_by = borrow(fingers[i].enrolled_by);
		list[(*ret_n)++] = f;
	}
	return true;
}

/* Somebody else than who is logged in, known by personnel number. */
static bool find_other(struct mg_call *call, const char *staff_no, struct mg_enrol_staff *ret, struct mg_error *err)
{
	const struct mg_enrol_in in = mg_enrol_of(call, call->tx);
	struct mg_enrol_staff self;
	call->field = "staff_no";
	if (!mg_enrol_find_staff(&in, staff_no, ret, err) || !mg_enrol_get_staff(&in, call->session.staff_id, &self, err))
		return false;
	const struct mg_enrol_person a = mg_enrol_person_of(ret), b = mg_enrol_person_of(&self);
	if (self.vendor)
		return mg_enrol_refuse(call, "staff_no", "a vendor enrols nobody", err);
	return mg_enrol_are_two(&a, &b) ||
	       mg_enrol_refuse(call, "staff_no", "the own fingers, or a personnel number is missing", err);
}

/* ---- List, Begin, Drop ---- */

bool mg_Finger_list(struct mg_call *call, const Pb__FingerListRequest *in, Pb__FingerListReply *out, struct mg_error *err)
{
	const struct mg_enrol_in at = mg_enrol_of(call, call->tx);
	struct mg_enrol_staff staff;
	struct mg_enrolled fingers[10];
	size_t n;
	call->field = "staff_no";
	if (!mg_enrol_find_staff(&at, in->staff_no, &staff, err) ||
		!mg_enrol_list(&at, staff.staff_id, /* lock= */ false, fingers, &n, err))
		return false;
	out->enrolled = mg_enrol_count(mg_enrol_bits(fingers, n), 0) >= MG_ENROL_FINGERS_MIN;
	return mg_call_note_fact(call, "staff_no", staff.staff_no, err) && fill_owner(call, &staff, &out->owner, err) &&
	       fill_fingers(call, fingers, n, &out->fingers, &out->n_fingers, err);
}

bool mg_Finger_begin(struct mg_call *call, const Pb__FingerBeginRequest *in, Pb__FingerBeginReply *out, struct mg_error *err)
{
	const struct mg_enrol_in at = mg_enrol_of(call, call->tx);
	struct mg_enrol_staff staff;
	struct mg_enrolled fingers[10];
	struct mg_enrolment_row row = {.enroller_id = call->session.staff_id, .terminal_id = call->terminal.terminal_id,
		.sitting = {.session_no = call->session.session_no}};
	size_t n;
	if (!find_other(call, in->staff_no, &staff, err))
		return false;
	if (!staff.active)
		return mg_enrol_refuse(call, "staff_no", "the account is disabled", err);
	row.staff_id = staff.staff_id;
	if (!mg_enrol_begin(&at, &row, call->now_us, err) ||
		!mg_enrol_list(&at, staff.staff_id, /* lock= */ false, fingers, &n, err))
		return false;
	out->enrolment_id = (ProtobufCBinaryData){
		sizeof(row.enrolment_id), (uint8_t *)mg_arena_memdup(call->arena, row.enrolment_id, sizeof(row.enrolment_id))};
	out->nonce = (ProtobufCBinaryData){
		sizeof(row.nonce), (uint8_t *)mg_arena_memdup(call->arena, row.nonce, sizeof(row.nonce))};
	out->expires_us = row.sitting.expires_us;
	if (!out->enrolment_id.data || !out->nonce.data)
		return no_room(err);
	return mg_call_note_fact(call, "staff_no", staff.staff_no, err) && fill_owner(call, &staff, &out->owner, err) &&
	       fill_fingers(call, fingers, n, &out->fingers, &out->n_fingers, err);
}

bool mg_Finger_drop(struct mg_call *call, const Pb__FingerDropRequest *in, Pb__FingerDropReply *out, struct mg_error *err)
{
	const struct mg_enrol_in at = mg_enrol_of(call, call->tx);
	struct mg_enrolment_row row;
	uint64_t writer, n;
	(void)out;
	mg_call_log_ref(call, &writer, &n);
	return mg_enrol_go_on(call, call->tx, &in->enrolment_id, MG_ENROL_NONE, &row, err) &&
	       mg_enrol_note(call, row.staff_id, err) &&
	       mg_enrol_end(&at, &row, MG_ENROL_DROPPED, writer, n, call->now_us, err);
}

/* ---- Commit ---- */

struct commit {
	struct mg_enrolment_row row;
	struct mg_enrolled fingers[10];
	struct mg_enrol_capture captures[10];
	size_t n_fingers, n_captures;
	unsigned left;
};

static bool load_commit(struct mg_call *call, const Pb__FingerCommitRequest *in, struct commit *c, struct mg_error *err)
{
	const struct mg_enrol_in at = mg_enrol_of(call, call->tx);
	uint64_t version;
	bool complete;
	if (!mg_enrol_go_on(call, call->tx, &in->enrolment_id, MG_ENROL_WITNESSED, &c->row, err) ||
		!mg_enrol_city_version(&at, /* lock= */ true, &version, err) ||
		!mg_enrol_list(&at, c->row.staff_id, /* lock= */ true, c->fingers, &c->n_fingers, err) ||
		!mg_enrol_list_captures(&at, &c->row, c->captures, &c->n_captures, err))
		return false;
	const uint32_t taken = mg_enrol_capture_bits(c->captures, c->n_captures, &complete);
	c->left = mg_enrol_count(mg_enrol_bits(c->fingers, c->n_fingers), taken);
	if (!complete || !mg_enrol_count_fits(c->left))
		return mg_enrol_refuse(call, "fingers", "two to four fingers, each compared with everybody", err);
	for (size_t i = 0; i < c->n_captures; i++)
		if (c->captures[i].city_version != version)
			return mg_enrol_refuse(call, "compared", "another finger was enrolled meanwhile", err);
	return true;
}

static bool put_finger(
	struct mg_call *call, const struct commit *c, const struct mg_enrol_capture *capture, struct mg_error *err)
{
	const struct mg_enrol_in at = mg_enrol_of(call, call->tx);
	bool had = false;
	for (size_t i = 0; i < c->n_fingers; i++)
		had |= c->fingers[i].finger == capture->finger;
	return mg_call_note_fact(call, "finger", mg_enrol_finger_name(capture->finger), err) &&
	       mg_enrol_put_finger(&at, &c->row, capture, had, call->session.staff_no, call->now_us, err);
}

bool mg_Finger_commit(
	struct mg_call *call, const Pb__FingerCommitRequest *in, Pb__FingerCommitReply *out, struct mg_error *err)
{
	const struct mg_enrol_in at = mg_enrol_of(call, call->tx);
	struct commit *c = mg_arena_alloc(call->arena, sizeof(*c));
	struct mg_enrol_staff witness;
	uint64_t writer, n;
	if (!c)
		return no_room(err);
	if (!load_commit(call, in, c, err) || !mg_enrol_get_staff(&at, c->row.witness_id, &witness, err) ||
		!mg_enrol_note(call, c->row.staff_id, err) ||
		!mg_call_note_fact(call, "witness", witness.staff_no, err))
		return false;
	for (size_t i = 0; i < c->n_captures; i++)
		if (!put_finger(call, c, &c->captures[i], err))
			return false;
	mg_call_log_ref(call, &writer, &n);
	out->fingers = c->left;
	return mg_enrol_end(&at, &c->row, MG_ENROL_DONE, writer, n, call->now_us, err);
}

/* ---- Delete ---- */

bool mg_Finger_delete(
	struct mg_call *call, const Pb__FingerDeleteRequest *in, Pb__FingerDeleteReply *out, struct mg_error *err)
{
	const struct mg_enrol_in at = mg_enrol_of(call, call->tx);
	struct mg_enrol_staff staff;
	struct mg_enrolled fingers[10];
	size_t n;
	uint64_t ended;
	unsigned left;
	if (!find_other(call, in->staff_no, &staff, err) ||
		!mg_enrol_list(&at, staff.staff_id, /* lock= */ true, fingers, &n, err))
		return false;
	if (!mg_enrol_may_remove(mg_enrol_bits(fingers, n), in->finger, &left))
		return mg_enrol_refuse(call, "finger", "not enrolled, or a single finger would be left", err);
	out->fingers = left;
	return mg_call_note_fact(call, "staff_no", staff.staff_no, err) &&
	       mg_call_note_fact(call, "finger", mg_enrol_finger_name(in->finger), err) &&
	       mg_enrol_remove(&at, staff.staff_id, in->finger, call->now_us, err) &&
	       (left > 0 || mg_session_end_of_staff(call->tx, call->shared, staff.staff_id, MG_SESSION_END_REVOKED,
				    call->now_us, &ended, err));
}
