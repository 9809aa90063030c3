/* SPDX-License-Identifier: Apache-2.0 */
#include "enroller.h"
#include <openssl/rand.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "synth.h"

#define SAY(c, rpc, in, reply, how, said)                                                                              \
	exporter_say(c, "/madoguchi.v1." rpc, &(in)->base, &pb__##reply##__descriptor, how, said)

static struct mg_arena pictures; /* of the call that is made */
static uint8_t last[5][MG_SYNTH_PIXELS];

const char *enroller_person(void)
{
	static char numbers[8][12];
	static unsigned n;
	char words[400];
	char *no = numbers[n++ % 8];
	snprintf(no, sizeof(numbers[0]), "7%05lld%u", (long long)time(NULL) % 100000, n);
	snprintf(words, sizeof(words),
		"staff-add --staff-no %s --name 新人 --kana シンジン --role clerk --ward 146 --section 課 --person-ref P-%s "
		"--password-known",
		no, no);
	assert_int_equal(exporter_admin(PASSWORD "\\n", words), 0);
	return no;
}

void sitting_begin(struct sitting *s, const struct counter *c, const char *staff_no)
{
	Pb__FingerBeginRequest in = PB__FINGER_BEGIN_REQUEST__INIT;
	struct counter_said said;
	in.staff_no = (char *)(uintptr_t)staff_no;
	const Pb__FingerBeginReply *r = SAY(c, "Finger/Begin", &in, finger_begin_reply, NULL, &said);
	if (!r)
		fail_msg("begin: %s %s", said.code, said.field);
	assert_string_equal(r->owner->staff_no, staff_no);
	s->c = c;
	memcpy(s->id, r->enrolment_id.data, sizeof(s->id));
	memcpy(s->nonce, r->nonce.data, sizeof(s->nonce));
}

static void touch(uint64_t seed, uint8_t *pixels)
{
	static uint32_t touches;
	if (seed == BLANK) {
		memset(pixels, 250, MG_SYNTH_PIXELS);
		return;
	}
	struct mg_synth_master *master = mg_synth_master_new(seed);
	struct mg_synth_press press = mg_synth_press_nth(seed, touches++ % 60);
	assert_non_null(master);
	assert_int_equal(RAND_bytes((uint8_t *)&press.seed, sizeof(press.seed)), 1);
	mg_synth_impress(master, &press, pixels);
	mg_synth_master_free(master);
}

static const Pb__FingerCaptureReply *send_pictures(const struct sitting *s, unsigned finger, struct counter_said *said)
{
	Pb__FingerCaptureRequest in = PB__FINGER_CAPTURE_REQUEST__INIT;
	Pb__FingerImage image[5], *images[5];
	Pb__Envelope capture[5], *captures[5];
	if (!pictures.limit_bytes)
		mg_arena_init(&pictures, 8U << 20);
	mg_arena_reset(&pictures);
	for (int i = 0; i < 5; i++) {
		const struct mg_rig_login made = {.terminal = TERMINAL, .pixels = last[i]};
		pb__finger_image__init(&image[i]);
		pb__envelope__init(&capture[i]);
		mg_rig_capture(&made, s->nonce, &pictures, &image[i], &capture[i]);
		images[i] = &image[i];
		captures[i] = &capture[i];
	}
	in.enrolment_id = (ProtobufCBinaryData){sizeof(s->id), (uint8_t *)(uintptr_t)s->id};
	in.finger = finger;
	in.n_images = in.n_captures = 5;
	in.images = images;
	in.captures = captures;
	return SAY(s->c, "Finger/Capture", &in, finger_capture_reply, NULL, said);
}

const Pb__FingerCaptureReply *sitting_capture(
	const struct sitting *s, unsigned finger, const uint64_t seeds[5], struct counter_said *said)
{
	for (int i = 0; i < 5; i++)
		touch(seeds[i], last[i]);
	return send_pictures(s, finger, said);
}

const Pb__FingerCaptureReply *sitting_again(const struct sitting *s, unsigned finger, struct counter_said *said)
{
	return send_pictures(s, finger, said);
}

void sitting_take(const struct sitting *s, unsigned finger, uint64_t seed)
{
	const uint64_t seeds[5] = {seed, seed, seed, seed, seed};
	struct counter_said said;
	const Pb__FingerCaptureReply *r = sitting_capture(s, finger, seeds, &said);
	/* as a clerk does: a touch that is not good enough is made again */
	for (int again = 0; r && r->verdict == PB__FINGER_CAPTURE_REPLY__VERDICT__RETAKE && again < 10; again++) {
		touch(seed, last[r->picture]);
		r = send_pictures(s, finger, &said);
	}
	while (r && r->verdict == PB__FINGER_CAPTURE_REPLY__VERDICT__TAKEN && !r->complete)
		r = send_pictures(s, finger, &said);
	if (!r)
		fail_msg("capture: %s %s", said.code, said.field);
	assert_int_equal(r->verdict, PB__FINGER_CAPTURE_REPLY__VERDICT__TAKEN);
	assert_int_equal(r->compared, r->total);
}

const Pb__FingerLookReply *sitting_look(
	const struct sitting *s, uint64_t seed, enum sitting_spoil spoil, struct counter_said *said)
{
	Pb__FingerLookRequest in = PB__FINGER_LOOK_REQUEST__INIT;
	Pb__FingerImage image = PB__FINGER_IMAGE__INIT;
	Pb__Envelope capture = PB__ENVELOPE__INIT;
	const struct mg_rig_login made = {.terminal = TERMINAL, .pixels = last[0], .spoil_nonce = spoil == WRONG_NONCE,
		.spoil_signature = spoil == WRONG_SIGNATURE};
	touch(seed, last[0]);
	mg_rig_capture(&made, s->nonce, &arena, &image, &capture);
	in.enrolment_id = (ProtobufCBinaryData){sizeof(s->id), (uint8_t *)(uintptr_t)s->id};
	in.image = &image;
	in.capture = &capture;
	return SAY(s->c, "Finger/Look", &in, finger_look_reply, NULL, said);
}

bool sitting_witness(
	const struct sitting *s, int staff, const char *staff_no, const char *password, struct counter_said *said)
{
	Pb__FreshChallengeRequest ask = PB__FRESH_CHALLENGE_REQUEST__INIT;
	Pb__FingerWitnessRequest in = PB__FINGER_WITNESS_REQUEST__INIT;
	Pb__FingerImage finger = PB__FINGER_IMAGE__INIT;
	Pb__Envelope capture = PB__ENVELOPE__INIT;
	const struct mg_rig_login made = {.staff = staff, .terminal = TERMINAL};
	const Pb__FreshChallengeReply *f = SAY(s->c, "Session/FreshChallenge", &ask, fresh_challenge_reply, NULL, said);
	assert_non_null(f);
	mg_rig_capture(&made, f->nonce.data, &arena, &finger, &capture);
	in.enrolment_id = (ProtobufCBinaryData){sizeof(s->id), (uint8_t *)(uintptr_t)s->id};
	in.login_id = f->login_id;
	in.staff_no = (char *)(uintptr_t)(staff_no ? staff_no : mg_rig_get_nth("MG_STAFF_%d_NO", staff));
	in.password = (char *)(uintptr_t)(password ? password : mg_rig_get_nth("MG_STAFF_%d_PASSWORD", staff));
	in.finger = &finger;
	in.capture = &capture;
	return SAY(s->c, "Finger/Witness", &in, finger_witness_reply, NULL, said) != NULL;
}

unsigned sitting_commit(const struct sitting *s, struct counter_said *said)
{
	Pb__FingerCommitRequest in = PB__FINGER_COMMIT_REQUEST__INIT;
	uint8_t fresh[32];
	exporter_fresh(s->c, TERMINAL, "/madoguchi.v1.Finger/Commit", fresh);
	in.enrolment_id = (ProtobufCBinaryData){sizeof(s->id), (uint8_t *)(uintptr_t)s->id};
	const Pb__FingerCommitReply *r =
		SAY(s->c, "Finger/Commit", &in, finger_commit_reply, &(struct exporter_call){.fresh = fresh}, said);
	return r ? r->fingers : 0;
}

void sitting_whole(const struct counter *c, const char *staff_no, const unsigned fingers[2], const uint64_t seeds[2])
{
	struct counter_said said;
	struct sitting s;
	sitting_begin(&s, c, staff_no);
	for (int i = 0; i < 2; i++)
		sitting_take(&s, fingers[i], seeds[i]);
	if (!sitting_witness(&s, WITNESS, NULL, NULL, &said) || !sitting_commit(&s, &said))
		fail_msg("enrolment: %s %s", said.code, said.field);
}

const Pb__FingerListReply *enroller_list(const struct counter *c, const char *staff_no)
{
	Pb__FingerListRequest in = PB__FINGER_LIST_REQUEST__INIT;
	struct counter_said said;
	in.staff_no = (char *)(uintptr_t)staff_no;
	const Pb__FingerListReply *r = SAY(c, "Finger/List", &in, finger_list_reply, NULL, &said);
	if (!r)
		fail_msg("list: %s %s", said.code, said.field);
	return r;
}

const char *enroller_delete(const struct counter *c, const char *staff_no, unsigned finger, struct counter_said *said)
{
	Pb__FingerDeleteRequest in = PB__FINGER_DELETE_REQUEST__INIT;
	uint8_t fresh[32];
	exporter_fresh(c, TERMINAL, "/madoguchi.v1.Finger/Delete", fresh);
	in.staff_no = (char *)(uintptr_t)staff_no;
	in.finger = finger;
	(void)SAY(c, "Finger/Delete", &in, finger_delete_reply, &(struct exporter_call){.fresh = fresh}, said);
	return said->code;
}

const char *enroller_login(const char *staff_no, uint64_t seed, uint8_t ret_token[32])
{
	static char code[32];
	struct mg_rpc_client *client = mg_rig_connect(1);
	struct mg_rpc_result r;
	touch(seed, last[0]);
	mg_rig_login(client,
		&(struct mg_rig_login){.terminal = 1, .staff_no = staff_no, .password = PASSWORD, .pixels = last[0]}, &arena,
		&r);
	snprintf(code, sizeof(code), "%s", r.status == 0 ? "" : r.code[0] ? r.code : "TRANSPORT");
	if (r.reply && ret_token)
		memcpy(ret_token, ((const Pb__LoginReply *)(const void *)r.reply)->token.data, 32);
	mg_rpc_client_free(client);
	return code;
}
