/* SPDX-License-Identifier: Apache-2.0
 * Finger.Look and Capture: pictures judged, made into a template, compared with everybody's. Pictures live as long as the
 * call; a comparison that takes longer goes on with the same pictures in the next call. */
#include "auth/enrol.h"
#include <openssl/sha.h>
#include <sodium.h>
#include <stdio.h>
#include "auth/capture.h"
#include "auth/finger_seal.h"
#include "auth/gallery.h"
#include "base/log.h"

#define JUDGE_TIMEOUT_MS 20000

/* From prepare to the handler. */
struct taking {
	struct mg_enrolment_row row;
	struct mg_enrol_capture capture; /* what is to be stored */
	bool is_new;                     /* its pictures were not seen before */
	Pb__FingerCaptureReply__Verdict verdict;
	unsigned picture;
	enum mg_finger_fault fault;
	const char *of_staff_no; /* OF_ANOTHER */
	unsigned of_finger;
	uint32_t total;
	unsigned fingers;
	struct mg_finger_image images[MG_ENROL_PICTURES];
	uint8_t image_sha256[MG_ENROL_PICTURES][32];
	/* as the database has it */
	struct mg_enrolled enrolled[10];
	struct mg_enrol_capture captures[10];
	size_t n_enrolled, n_captures;
	struct mg_gallery_item own[20];
	size_t n_own;
	struct mg_gallery_item others[MG_GALLERY_PORTION];
	size_t n_others, n_rows; /* rows read, those that do not open included */
};

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a finger");
}

/* A picture that did not come from this terminal's reader, for this sitting. */
static bool refuse_picture(struct mg_call *call, const char *fault, struct mg_error *err)
{
	call->field = "images";
	call->always_log = true;
	return mg_call_note_fact(call, "refused", fault, err) && mg_fail(err, MG_ERR_INVALID, "%s", fault);
}

/* ---- Look ---- */

static bool judge_alone(struct mg_call *call, const struct mg_finger_image *image, enum mg_finger_fault *ret,
	struct mg_error *err)
{
	uint8_t *decoy = mg_arena_alloc(call->arena, MG_TEMPLATE_BYTES_MAX);
	enum mg_match match;
	uint64_t seed;
	if (!decoy)
		return no_room(err);
	randombytes_buf(&seed, sizeof(seed));
	const struct mg_bytes template = {decoy, mg_template_decoy(seed, decoy)};
	if (!mg_matcher_verify(call->shared->matcher, image, &template, 1, JUDGE_TIMEOUT_MS, &match, err))
		return false;
	*ret = match == MG_MATCH_RETRY ? MG_FINGER_UNCLEAR : MG_FINGER_FINE;
	return true;
}

bool mg_Finger_look_prepare(struct mg_call *call, const Pb__FingerLookRequest *in, struct mg_error *err)
{
	enum mg_finger_fault *fault = mg_arena_alloc(call->arena, sizeof(*fault));
	struct mg_enrolment_row row;
	struct mg_capture c;
	if (!fault)
		return no_room(err);
	{
		MG_CLEANUP(mg_tx_done) struct mg_tx tx;
		mg_tx_begin(&tx, call->db);
		if (!mg_enrol_go_on(call, &tx, &in->enrolment_id, MG_ENROL_OPEN, &row, err))
			return false;
	}
	if (!mg_capture_check(call->arena, in->image, in->capture, &call->terminal, &c, err))
		return false;
	call->prepared = fault;
	if (c.fault && strcmp(c.fault, "image_blank") == 0) {
		*fault = MG_FINGER_BLANK;
		return true;
	}
	if (c.fault || !mg_equal_ct(c.nonce, row.nonce, sizeof(row.nonce)))
		return refuse_picture(call, c.fault ? c.fault : "capture_nonce", err);
	return judge_alone(call, &c.image, fault, err);
}

bool mg_Finger_look(struct mg_call *call, const Pb__FingerLookRequest *in, Pb__FingerLookReply *out, struct mg_error *err)
{
	const enum mg_finger_fault *fault = call->prepared;
	struct mg_enrolment_row row;
	if (!mg_enrol_go_on(call, call->tx, &in->enrolment_id, MG_ENROL_OPEN, &row, err))
		return false;
	out->fault = (Pb__FingerFault)*fault;
	return mg_enrol_note(call, row.staff_id, err);
}

/* ---- Capture: what the five pictures are ---- */

static bool read_pictures(
	struct mg_call *call, const Pb__FingerCaptureRequest *in, struct taking *t, struct mg_error *err)
{
	uint8_t hashes[MG_ENROL_PICTURES * 32];
	for (size_t i = 0; i < MG_ENROL_PICTURES; i++) {
		struct mg_capture c;
		if (!mg_capture_check(call->arena, in->images[i], in->captures[i], &call->terminal, &c, err))
			return false;
		if (c.fault && strcmp(c.fault, "image_blank") == 0) {
			t->verdict = PB__FINGER_CAPTURE_REPLY__VERDICT__RETAKE;
			t->picture = (unsigned)i;
			t->fault = MG_FINGER_BLANK;
			return true;
		}
		if (c.fault || !mg_equal_ct(c.nonce, t->row.nonce, sizeof(t->row.nonce)))
			return refuse_picture(call, c.fault ? c.fault : "capture_nonce", err);
		t->images[i] = c.image;
		memcpy(t->image_sha256[i], c.image_sha256, 32);
		memcpy(hashes + 32 * i, c.image_sha256, 32);
	}
	SHA256(hashes, sizeof(hashes), t->capture.pictures_sha256);
	return true;
}

/* ---- Capture: what the database knows ---- */

static bool open_own(struct mg_call *call, struct mg_tx *tx, struct taking *t, struct mg_error *err)
{
	struct mg_auth_finger fingers[MG_FINGERS_MAX];
	size_t n;
	bool opened;
	if (!mg_auth_list_fingers(tx, call->arena, call->shared, t->row.staff_id, fingers, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (fingers[i].finger == t->capture.finger)
			continue;
		if (!mg_gallery_open(call->shared, call->arena, t->row.staff_id, "", &fingers[i], &t->own[t->n_own], &opened, err))
			return false;
		t->n_own += opened;
	}
	for (size_t i = 0; i < t->n_captures; i++) {
		const struct mg_enrol_capture *c = &t->captures[i];
		const struct mg_auth_finger f = {c->finger, c->version, c->sealed, c->wrapped};
		if (c->finger == t->capture.finger)
			continue;
		if (!mg_gallery_open(call->shared, call->arena, t->row.staff_id, "", &f, &t->own[t->n_own], &opened, err))
			return false;
		t->n_own += opened;
	}
	return true;
}

/* Goes on with the comparison of the same pictures, or begins anew. */
static void find_start(struct taking *t, uint64_t city_version)
{
	t->is_new = true;
	for (size_t i = 0; i < t->n_captures; i++) {
		const struct mg_enrol_capture *c = &t->captures[i];
		if (c->finger == t->capture.finger && c->city_version == city_version &&
			memcmp(c->pictures_sha256, t->capture.pictures_sha256, 32) == 0) {
			t->capture = *c;
			t->is_new = false;
			return;
		}
	}
	t->capture.city_version = city_version;
	t->capture.version = 1;
	for (size_t i = 0; i < t->n_enrolled; i++)
		if (t->enrolled[i].finger == t->capture.finger)
			t->capture.version = t->enrolled[i].version + 1;
}

static bool load(struct mg_call *call, struct mg_tx *tx, struct taking *t, struct mg_error *err)
{
	const struct mg_enrol_in in = mg_enrol_of(call, tx);
	struct mg_gallery_row *rows = mg_arena_calloc(call->arena, MG_GALLERY_PORTION, sizeof(*rows));
	uint64_t city_version;
	bool opened, complete;
	if (!rows)
		return no_room(err);
	if (!mg_enrol_list(&in, t->row.staff_id, /* lock= */ false, t->enrolled, &t->n_enrolled, err) ||
		!mg_enrol_list_captures(&in, &t->row, t->captures, &t->n_captures, err) ||
		!mg_enrol_city_version(&in, /* lock= */ false, &city_version, err) ||
		!mg_enrol_gallery_count(&in, t->row.staff_id, &t->total, err))
		return false;
	find_start(t, city_version);
	const uint32_t taken = mg_enrol_capture_bits(t->captures, t->n_captures, &complete) | 1U << t->capture.finger;
	t->fingers = mg_enrol_count(mg_enrol_bits(t->enrolled, t->n_enrolled), taken);
	if (t->is_new && !open_own(call, tx, t, err))
		return false;
	if (!mg_enrol_gallery(&in, t->row.staff_id, t->capture.after_staff, t->capture.after_finger, rows, &t->n_rows, err))
		return false;
	for (size_t i = 0; i < t->n_rows; i++) {
		if (!mg_gallery_open(call->shared, call->arena, rows[i].staff_id, rows[i].staff_no, &rows[i].finger,
			    &t->others[t->n_others], &opened, err))
			return false;
		t->n_others += opened;
		t->capture.after_staff = rows[i].staff_id;
		t->capture.after_finger = rows[i].finger.finger;
	}
	return true;
}

/* ---- Capture: the judging ---- */

static bool make_template(struct mg_call *call, struct taking *t, struct mg_error *err)
{
	struct mg_enrolment *e = mg_arena_alloc(call->arena, sizeof(*e));
	const struct mg_finger_place place = {.municipality = call->shared->municipality, .staff_id = t->row.staff_id,
		.finger = t->capture.finger, .version = t->capture.version};
	if (!e)
		return no_room(err);
	if (!mg_matcher_enrol(call->shared->matcher, t->images, JUDGE_TIMEOUT_MS, e, err))
		return false;
	if (!e->done) {
		t->verdict = PB__FINGER_CAPTURE_REPLY__VERDICT__RETAKE;
		t->picture = (unsigned)e->picture;
		t->fault = e->fault;
		return true;
	}
	uint8_t *sealed = mg_arena_alloc(call->arena, e->template_n + MG_SEAL_OVERHEAD);
	uint8_t *wrapped = mg_arena_alloc(call->arena, MG_FINGER_WRAPPED_BYTES);
	if (!sealed || !wrapped)
		return no_room(err);
	mg_finger_seal(call->shared->keys, &place, e->template, e->template_n, sealed, wrapped);
	mg_wipe(e->template, sizeof(e->template));
	t->capture.sealed = (struct mg_bytes){sealed, e->template_n + MG_SEAL_OVERHEAD};
	t->capture.wrapped = (struct mg_bytes){wrapped, MG_FINGER_WRAPPED_BYTES};
	return true;
}

static bool compare(struct mg_call *call, struct taking *t, struct mg_error *err)
{
	const struct mg_gallery_item *same = NULL;
	if (t->is_new && !make_template(call, t, err))
		return false;
	if (t->verdict) /* a picture is of no use */
		return true;
	if (!mg_gallery_find(call->shared, t->images, t->own, t->n_own, &same, err))
		return false;
	if (same) {
		t->verdict = PB__FINGER_CAPTURE_REPLY__VERDICT__OWN_TWICE;
		t->of_finger = same->finger;
		return true;
	}
	if (!mg_gallery_find(call->shared, t->images, t->others, t->n_others, &same, err))
		return false;
	if (same) {
		t->verdict = PB__FINGER_CAPTURE_REPLY__VERDICT__OF_ANOTHER;
		t->of_staff_no = same->staff_no;
		t->of_finger = same->finger;
		return true;
	}
	t->verdict = PB__FINGER_CAPTURE_REPLY__VERDICT__TAKEN;
	t->capture.compared += (uint32_t)t->n_rows;
	t->capture.complete = t->n_rows < MG_GALLERY_PORTION;
	return true;
}

bool mg_Finger_capture_prepare(struct mg_call *call, const Pb__FingerCaptureRequest *in, struct mg_error *err)
{
	struct taking *t = mg_arena_alloc(call->arena, sizeof(*t));
	if (!t)
		return no_room(err);
	call->field = in->finger < 1 || in->finger > 10 ? "finger" : "images";
	if (in->finger < 1 || in->finger > 10 || in->n_images != MG_ENROL_PICTURES || in->n_captures != MG_ENROL_PICTURES)
		return mg_fail(err, MG_ERR_INVALID, "five pictures of one finger");
	call->prepared = t;
	t->capture.finger = in->finger;
	{
		MG_CLEANUP(mg_tx_done) struct mg_tx tx;
		mg_tx_begin(&tx, call->db);
		if (!mg_enrol_go_on(call, &tx, &in->enrolment_id, MG_ENROL_OPEN, &t->row, err) ||
			!read_pictures(call, in, t, err))
			return false;
		if (t->verdict)
			return true;
		if (!load(call, &tx, t, err))
			return false;
	}
	if (t->fingers > MG_ENROL_FINGERS_MAX)
		return mg_enrol_refuse(call, "finger", "a person has at most four fingers", err);
	return compare(call, t, err);
}

/* ---- Capture: what came of it ---- */

static bool store(struct mg_call *call, const struct taking *t, struct mg_error *err)
{
	const struct mg_enrol_in at = mg_enrol_of(call, call->tx);
	for (size_t i = 0; t->is_new && i < MG_ENROL_PICTURES; i++) {
		bool is_new;
		if (!mg_auth_add_image(call->tx, call->shared, t->image_sha256[i], call->terminal.terminal_id, call->now_us,
			    &is_new, err))
			return false;
		if (!is_new) {
			mg_log(MG_LOG_ALARM, "enrolment at terminal %llu: image_seen_before",
				(unsigned long long)call->terminal.terminal_id);
			return refuse_picture(call, "image_seen_before", err);
		}
	}
	return mg_enrol_put_capture(&at, &t->row, &t->capture, call->now_us, err);
}

static bool note(struct mg_call *call, const struct taking *t, struct mg_error *err)
{
	static const char *const verdicts[] = {"", "taken", "retake", "own_twice", "of_another"};
	char count[32];
	snprintf(count, sizeof(count), "%u/%u", t->capture.compared, t->total);
	if (t->of_staff_no)
		mg_log(MG_LOG_ALARM, "enrolment at terminal %llu: the finger is enrolled for another person",
			(unsigned long long)call->terminal.terminal_id);
	return mg_enrol_note(call, t->row.staff_id, err) &&
	       mg_call_note_fact(call, "finger", mg_enrol_finger_name(t->capture.finger), err) &&
	       mg_call_note_fact(call, "verdict", verdicts[t->verdict], err) &&
	       mg_call_note_fact(call, "compared", count, err) &&
	       (!t->of_staff_no || (mg_call_note_fact(call, "alarm", "finger_of_another", err) &&
					   mg_call_note_fact(call, "of_staff_no", t->of_staff_no, err))) &&
	       (!t->of_finger || mg_call_note_fact(call, "of_finger", mg_enrol_finger_name(t->of_finger), err));
}

bool mg_Finger_capture(
	struct mg_call *call, const Pb__FingerCaptureRequest *in, Pb__FingerCaptureReply *out, struct mg_error *err)
{
	const struct taking *t = call->prepared;
	struct mg_enrolment_row row;
	if (!mg_enrol_go_on(call, call->tx, &in->enrolment_id, MG_ENROL_OPEN, &row, err) ||
		(t->verdict == PB__FINGER_CAPTURE_REPLY__VERDICT__TAKEN && !store(call, t, err)) || !note(call, t, err))
		return false;
	out->verdict = t->verdict;
	out->picture = t->picture;
	out->fault = (Pb__FingerFault)t->fault;
	out->compared = t->capture.compared;
	out->total = t->total;
	out->complete = t->capture.complete;
	out->fingers = t->fingers;
	return true;
}
