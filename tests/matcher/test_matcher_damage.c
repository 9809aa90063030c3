/* SPDX-License-Identifier: Apache-2.0
 * The real matcher under bytes that nobody means well with: templates, frames, pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/clock.h"
#include "matcher/frame.h"
#include "fixture.h"

/* Speaks the protocol past the client's own checks. The frame's bytes come behind MG_FRAME_HEAD
 * bytes of room. */
static bool raw_call(const struct rig *rig, uint8_t *frame, size_t n, struct mg_matcher_reply *ret)
{
	static uint8_t reply[MG_MATCHER_REPLY_MAX];
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	memcpy(address.sun_path, rig->socket, sizeof(rig->socket));
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	const int64_t deadline_us = mg_mono_us(&mg_clock_system) + TIMEOUT_MS * 1000;
	size_t reply_n = 0;
	(void)!mg_frame_write(fd, &mg_clock_system, deadline_us, frame, n, NULL);
	const bool ok = mg_frame_read(fd, &mg_clock_system, deadline_us, reply, sizeof(reply),
				&reply_n, NULL) &&
			mg_matcher_reply_parse((struct mg_bytes){reply, reply_n}, ret, NULL);
	close(fd);
	return ok;
}

static enum mg_matcher_result raw_verify(
	const struct rig *rig, const struct mg_finger_image *image, struct mg_bytes blob)
{
	static uint8_t frame[MG_FRAME_HEAD + MG_MATCHER_REQUEST_MAX];
	const struct mg_matcher_request q = {.operation = MG_MATCHER_VERIFY,
		.timeout_ms = TIMEOUT_MS,
		.pictures_n = 1,
		.templates_n = 1,
		.pictures = {*image},
		.templates = {blob}};
	struct mg_writer w;
	mg_writer_init(&w, frame + MG_FRAME_HEAD, MG_MATCHER_REQUEST_MAX);
	mg_matcher_request_write(&q, &w);
	assert_true(w.ok);
	struct mg_matcher_reply reply;
	assert_true(raw_call(rig, frame, w.n, &reply));
	return reply.result;
}

static uint32_t draw(uint32_t below)
{
	static uint64_t s = 42;
	s = s * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(s >> 33) % below;
}

/* Cut, bits turned, bytes filled in, a piece moved. */
static size_t damage(uint8_t *blob, size_t n, unsigned how)
{
	const uint32_t at = draw((uint32_t)n), length = 1 + draw(64);
	const size_t span = length < n - at ? length : n - at;
	switch (how % 4) {
	case 0:
		return at;
	case 1:
		for (uint32_t i = 0; i < 1 + length % 8; i++)
			blob[draw((uint32_t)n)] ^= (uint8_t)(1u << draw(8));
		return n;
	case 2:
		memset(blob + at, (int)draw(256), span);
		return n;
	default:
		memmove(blob + at, blob + draw((uint32_t)(n - span + 1)), span);
		return n;
	}
}

static void two_thousand_damaged_templates_neither_kill_nor_match(void **state)
{
	(void)state;
	struct rig rig;
	assert_true(rig_start(&rig, two_workers, 2));
	const struct mg_matcher_status before = rig_status(&rig);
	static uint8_t blob[MG_TEMPLATE_BYTES_MAX];
	unsigned refused = 0, judged = 0;
	for (unsigned i = 0; i < 2000; i++) {
		memcpy(blob, enrolment.template, enrolment.template_n);
		const size_t n = damage(blob, enrolment.template_n, i);
		switch (raw_verify(&rig, &other_image, (struct mg_bytes){blob, n})) {
		case MG_MATCHER_BAD_TEMPLATE:
			refused++;
			break;
		case MG_MATCHER_NO_MATCH:
			judged++;
			break;
		default:
			fail_msg("mutation %u", i);
		}
	}
	print_message("%u refused, %u still of the right shape and judged\n", refused, judged);
	assert_true(refused > 500);
	const struct mg_matcher_status after = rig_status(&rig);
	assert_int_equal(after.workers_died, before.workers_died);
	assert_works(&rig);
	assert_int_equal(rig_stop(&rig), 0);
}

static void nonsense_on_the_socket_is_answered_and_forgotten(void **state)
{
	(void)state;
	struct rig rig;
	assert_true(rig_start(&rig, two_workers, 1));
	static uint8_t frame[MG_FRAME_HEAD + 70000];
	struct mg_matcher_reply reply;
	/* a length that no request has, however little follows */
	mg_frame_put_head(frame, 0);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	memcpy(address.sun_path, rig.socket, sizeof(rig.socket));
	const uint8_t heads[][MG_FRAME_HEAD] = {
		{0, 0, 0, 0}, {0xff, 0xff, 0xff, 0xff}, {0, 0x60, 0, 0}};
	for (size_t i = 0; i < MG_LEN(heads); i++) {
		const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(
			connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
		assert_int_equal(write(fd, heads[i], MG_FRAME_HEAD), MG_FRAME_HEAD);
		uint8_t answer[MG_FRAME_HEAD + 4];
		assert_int_equal(recv(fd, answer, sizeof(answer), MSG_WAITALL), sizeof(answer));
		assert_int_equal(answer[MG_FRAME_HEAD + 1], MG_MATCHER_BAD_REQUEST);
		close(fd);
	}
	for (unsigned i = 0; i < 200; i++) {
		const size_t n = 1 + draw(70000);
		for (size_t k = 0; k < n; k++)
			frame[MG_FRAME_HEAD + k] = (uint8_t)draw(256);
		/* half of them look like requests at first sight and reach a worker */
		if (i % 2) {
			frame[MG_FRAME_HEAD] = MG_MATCHER_VERSION;
			frame[MG_FRAME_HEAD + 1] = (uint8_t)(1 + i / 2 % 2);
			memset(frame + MG_FRAME_HEAD + 2, 0x11, 4);
		}
		assert_true(raw_call(&rig, frame, n, &reply));
		assert_int_equal(reply.result, MG_MATCHER_BAD_REQUEST);
	}
	assert_int_equal(rig_status(&rig).workers_died, 0);
	assert_works(&rig);
	assert_int_equal(rig_stop(&rig), 0);
}

static void an_absurd_picture_past_the_clients_checks_is_refused(void **state)
{
	(void)state;
	struct rig rig;
	assert_true(rig_start(&rig, two_workers, 1));
	static uint8_t black[MG_SYNTH_PIXELS];
	const struct mg_finger_image zero = {MG_SYNTH_WIDTH, MG_SYNTH_HEIGHT, black};
	assert_int_equal(raw_verify(&rig, &zero, enrolled_template()), MG_MATCHER_BAD_IMAGE);
	static uint8_t wide[5000 * 8];
	const struct mg_finger_image sizes[] = {
		{5000, 8, wide}, {8, 5000, wide}, {0, 0, wide}, {63, 64, wide}, {1001, 39, wide}};
	for (size_t i = 0; i < MG_LEN(sizes); i++)
		assert_int_equal(
			raw_verify(&rig, &sizes[i], enrolled_template()), MG_MATCHER_BAD_REQUEST);
	assert_works(&rig);
	assert_int_equal(rig_stop(&rig), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_thousand_damaged_templates_neither_kill_nor_match),
		cmocka_unit_test(nonsense_on_the_socket_is_answered_and_forgotten),
		cmocka_unit_test(an_absurd_picture_past_the_clients_checks_is_refused),
	};
	return cmocka_run_group_tests(tests, enrol_once, NULL);
}
