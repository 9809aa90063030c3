/* SPDX-License-Identifier: Apache-2.0
 * The real agent over its socket: what it carries, what it refuses, and that the port is shut behind every end. */
#include "../wire/cmocka_all.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "rig.h"

#define MEGABYTE 1048576U

static int set_up(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	rig_init(r);
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	struct rig *r = *state;
	rig_done(r);
	free(r);
	return 0;
}

static void is_shut(const struct rig *r, const char *stick)
{
	char text[8];
	rig_get(r, stick, "authorized", text, sizeof(text));
	assert_string_equal(text, "0");
}

/* A carry-out of `n` bytes to its end. */
static void carry(struct rig *r, size_t n, char reason[64])
{
	const int file = rig_file(r, n), kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	rig_is_done(r, kiosk, reason);
	close(kiosk);
	close(file);
	is_shut(r, "stick");
}

static void a_file_goes_to_its_stick_and_the_port_is_shut(void **state)
{
	struct rig *r = *state;
	char reason[64], path[RIG_PATH_BYTES];
	struct stat st;
	carry(r, 3 * MEGABYTE + 17, reason);
	assert_string_equal(reason, "");
	snprintf(path, sizeof(path), "%s/sticks/stick/media/EXPORT01.ZIP", r->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 3 * MEGABYTE + 17);
	/* the next one names the log that was seen, and nothing is written over */
	carry(r, 5, reason);
	assert_int_equal(r->known_size, 1000);
	assert_string_equal(reason, "STICK_HAS_FILE");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 3 * MEGABYTE + 17);
}

static void progress_is_told_in_order(void **state)
{
	struct rig *r = *state;
	const int file = rig_file(r, 3 * MEGABYTE), kiosk = rig_connect(r);
	int last = 0, pieces = 0;
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	for (bool over = false; !over;) {
		Ag__FromAgent *m = rig_hear(kiosk);
		assert_non_null(m);
		over = m->done != NULL;
		if (!over) {
			assert_non_null(m->progress);
			assert_true((int)m->progress->phase >= last);
			assert_int_equal(m->progress->total, 3 * MEGABYTE);
			pieces += m->progress->phase == AG__PROGRESS__PHASE__WRITING;
			last = (int)m->progress->phase;
		}
		ag__from_agent__free_unpacked(m, NULL);
	}
	assert_int_equal(last, AG__PROGRESS__PHASE__CLOSING);
	assert_int_equal(pieces, 4);
	close(kiosk);
	close(file);
}

/* What a stick has, and what comes of it. */
static void fails_as(struct rig *r, const char *file, const char *text, const char *expected)
{
	char reason[64];
	rig_put(r, "stick", file, text);
	carry(r, MEGABYTE, reason);
	assert_string_equal(reason, expected);
	assert_false(rig_has(r, "stick", "media/EXPORT01.ZIP"));
}

static void a_full_stick_keeps_nothing(void **state)
{
	fails_as(*state, "capacity", "300000", "STICK_FULL");
}
static void a_stick_that_cannot_be_written(void **state)
{
	fails_as(*state, "read_only", "", "STICK_READ_ONLY");
}
static void a_stick_that_cannot_be_mounted(void **state)
{
	fails_as(*state, "unformatted", "", "STICK_FILE_SYSTEM");
}

static void a_stick_that_gives_back_something_else(void **state)
{
	struct rig *r = *state;
	char reason[64];
	rig_put(r, "stick", "corrupt", "");
	carry(r, MEGABYTE, reason);
	assert_string_equal(reason, "READ_BACK_DIFFERS");
}

static void a_stick_pulled_while_it_is_written(void **state)
{
	struct rig *r = *state;
	char reason[64];
	rig_put(r, "stick", "pull_after", "300000");
	const int file = rig_file(r, MEGABYTE), kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	rig_is_done(r, kiosk, reason);
	assert_string_equal(reason, "STICK_GONE");
	is_shut(r, ".stick");
	close(kiosk);
	close(file);
}

static void a_stick_swapped_between_look_and_opening(void **state)
{
	struct rig *r = *state;
	char reason[64];
	rig_stick(r, ".other", "E0D55EA574B1\n");
	rig_put(r, "stick", "swap_to", "other");
	const int file = rig_file(r, MEGABYTE), kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	rig_is_done(r, kiosk, reason);
	assert_string_equal(reason, "STICK_GONE");
	assert_false(rig_has(r, "stick", "authorized"));
	assert_false(rig_has(r, "stick", "media/EXPORT01.ZIP"));
	close(kiosk);
	close(file);
}

static void another_stick_two_of_them_or_none(void **state)
{
	struct rig *r = *state;
	char reason[64];
	rig_stick(r, "twin", "E0D55EA574B1\n");
	carry(r, 10, reason);
	assert_string_equal(reason, "STICK_TWICE");
	rig_put(r, "twin", "serial", "FFFF\n");
	rig_put(r, "stick", "serial", "0000\n");
	carry(r, 10, reason);
	assert_string_equal(reason, "STICK_ABSENT");
	rig_put(r, "stick", "serial", "E0D55EA574B1\n");
	r->f->room.descriptors[0] ^= 1;
	carry(r, 10, reason);
	assert_string_equal(reason, "STICK_OTHER");
	rig_put(r, "stick", "descriptors", "\x12\x01");
	carry(r, 10, reason);
	assert_string_equal(reason, "STICK_NOT_STORAGE");
	assert_false(rig_has(r, "stick", "media/EXPORT01.ZIP"));
}

static void a_port_that_is_open_already(void **state)
{
	struct rig *r = *state;
	char reason[64];
	rig_put(r, "stick", "authorized", "1");
	const int file = rig_file(r, 10), kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	rig_is_done(r, kiosk, reason);
	assert_string_equal(reason, "STICK_OPEN");
	close(kiosk);
	close(file);
}

/* ---- the kiosk changes its mind, or is gone ---- */

static void a_cancel_while_writing_shuts_the_port(void **state)
{
	struct rig *r = *state;
	char reason[64];
	rig_put(r, "stick", "slow_ms", "40");
	const int file = rig_file(r, 8 * MEGABYTE), kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	rig_await(r, "stick", "authorized", "1");
	rig_say(kiosk, MG_PACKET_CANCEL);
	rig_is_done(r, kiosk, reason);
	assert_string_equal(reason, "CANCELLED");
	assert_false(rig_has(r, "stick", "media/EXPORT01.ZIP"));
	is_shut(r, "stick");
	close(kiosk);
	close(file);
}

static void a_kiosk_that_goes_away_while_writing_shuts_the_port(void **state)
{
	struct rig *r = *state;
	char reason[64];
	rig_put(r, "stick", "slow_ms", "40");
	const int file = rig_file(r, 8 * MEGABYTE);
	int kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	rig_await(r, "stick", "authorized", "1");
	close(kiosk);
	rig_await(r, "stick", "authorized", "0");
	assert_false(rig_has(r, "stick", "media/EXPORT01.ZIP"));
	/* It comes again and asks what became of it; the agent may still be busy with the end. */
	kiosk = rig_connect(r);
	Ag__FromAgent *m;
	for (;;) {
		rig_say(kiosk, MG_PACKET_LAST);
		m = rig_hear(kiosk);
		assert_non_null(m);
		if (m->done)
			break;
		assert_string_equal(m->refused->reason, "BUSY");
		ag__from_agent__free_unpacked(m, NULL);
	}
	assert_string_equal(m->done->reason, "KIOSK_GONE");
	ag__from_agent__free_unpacked(m, NULL);
	close(kiosk);
	close(file);
	rig_put(r, "stick", "slow_ms", "0");
	carry(r, 10, reason);
	assert_string_equal(reason, "");
}

static void a_cancel_before_the_receipt_is_a_close_too(void **state)
{
	struct rig *r = *state;
	char reason[64];
	const int file = rig_file(r, 10), kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_say(kiosk, MG_PACKET_CANCEL);
	rig_is_done(r, kiosk, reason);
	assert_string_equal(reason, "CANCELLED");
	rig_say(kiosk, MG_PACKET_CANCEL);
	rig_is_refused(kiosk, "PACKET_ORDER");
	close(kiosk);
	close(file);
}

/* kill -9 leaves the stick open; the agent's next start shuts it before it takes a connection. */
static void after_a_kill_the_next_start_shuts_the_port(void **state)
{
	struct rig *r = *state;
	rig_put(r, "stick", "slow_ms", "40");
	const int file = rig_file(r, 8 * MEGABYTE), kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	rig_await(r, "stick", "authorized", "1");
	assert_int_equal(rig_stop(r, SIGKILL), -SIGKILL);
	while (true) { /* progress that was under way, then the talking half is gone too */
		Ag__FromAgent *m = rig_hear(kiosk);
		if (!m)
			break;
		assert_null(m->done);
		ag__from_agent__free_unpacked(m, NULL);
	}
	char text[8];
	rig_get(r, "stick", "authorized", text, sizeof(text));
	assert_string_equal(text, "1");
	rig_start(r);
	is_shut(r, "stick");
	close(kiosk);
	close(file);
}

static void asked_to_end_it_shuts_the_port_and_says_so(void **state)
{
	struct rig *r = *state;
	char reason[64];
	rig_put(r, "stick", "slow_ms", "40");
	const int file = rig_file(r, 8 * MEGABYTE), kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	rig_await(r, "stick", "authorized", "1");
	kill(r->agent, SIGTERM);
	rig_is_done(r, kiosk, reason);
	assert_string_equal(reason, "STOPPED");
	assert_int_equal(rig_stop(r, 0), 0);
	is_shut(r, "stick");
	close(kiosk);
	close(file);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_file_goes_to_its_stick_and_the_port_is_shut),
		CASE(progress_is_told_in_order),
		CASE(a_full_stick_keeps_nothing),
		CASE(a_stick_that_cannot_be_written),
		CASE(a_stick_that_cannot_be_mounted),
		CASE(a_stick_that_gives_back_something_else),
		CASE(a_stick_pulled_while_it_is_written),
		CASE(a_stick_swapped_between_look_and_opening),
		CASE(another_stick_two_of_them_or_none),
		CASE(a_port_that_is_open_already),
		CASE(a_cancel_while_writing_shuts_the_port),
		CASE(a_kiosk_that_goes_away_while_writing_shuts_the_port),
		CASE(a_cancel_before_the_receipt_is_a_close_too),
		CASE(after_a_kill_the_next_start_shuts_the_port),
		CASE(asked_to_end_it_shuts_the_port_and_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
