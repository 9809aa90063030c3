/* SPDX-License-Identifier: Apache-2.0
 * The real agent over its socket: who may ask what, what is refused before a nonce or instead of the carry-out, and what the
 * talking half has given up. */
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

static void a_receipt_is_good_once(void **state)
{
	struct rig *r = *state;
	char reason[64];
	int file = rig_file(r, 10);
	const int kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	rig_receipt(r, kiosk);
	rig_is_done(r, kiosk, reason);
	assert_string_equal(reason, "");
	rig_receipt_again(r, kiosk);
	rig_is_refused(kiosk, "NONCE_SPENT");
	rig_open(r, kiosk, file);
	rig_receipt_again(r, kiosk);
	rig_is_done(r, kiosk, reason);
	assert_string_equal(reason, "RECEIPT_NONCE");
	close(kiosk);
	close(file);
}

static void a_forged_receipt_never_opens_the_port(void **state)
{
	struct rig *r = *state;
	char reason[64];
	const int file = rig_file(r, 10), kiosk = rig_connect(r);
	rig_open(r, kiosk, file);
	r->f->receipt_key = &r->f->stranger;
	rig_receipt(r, kiosk);
	rig_is_done(r, kiosk, reason);
	assert_string_equal(reason, "RECEIPT_KEY_UNKNOWN");
	assert_false(rig_has(r, "stick", "media/EXPORT01.ZIP"));
	close(kiosk);
	close(file);
}

static void files_that_are_not_sealed_or_not_the_tickets(void **state)
{
	struct rig *r = *state;
	const int good = rig_file(r, 10), kiosk = rig_connect(r);
	rig_begin(r, kiosk, -1);
	rig_is_refused(kiosk, "FILE_MISSING");
	/* every seal is needed */
	static const int partly[] = {F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE, F_SEAL_SEAL | F_SEAL_GROW | F_SEAL_WRITE,
		F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_WRITE, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW};
	for (size_t i = 0; i < MG_LEN(partly); i++) {
		const int fd = memfd_create("half", MFD_ALLOW_SEALING);
		assert_int_equal(write(fd, "0123456789", 10), 10);
		assert_int_equal(fcntl(fd, F_ADD_SEALS, partly[i]), 0);
		rig_begin(r, kiosk, fd);
		rig_is_refused(kiosk, "FILE_UNSEALED");
		close(fd);
	}
	const int plain = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	rig_begin(r, kiosk, plain);
	rig_is_refused(kiosk, "FILE_UNSEALED");
	close(plain);
	const int longer = rig_file(r, 11);
	rig_begin(r, kiosk, good);
	rig_is_refused(kiosk, "FILE_SIZE");
	rig_file(r, 11);
	r->f->room.sealed[0] ^= 1;
	rig_begin(r, kiosk, longer);
	rig_is_refused(kiosk, "FILE_DIGEST");
	close(kiosk);
	close(good);
	close(longer);
}

static void bad_tickets_are_refused_before_a_nonce(void **state)
{
	struct rig *r = *state;
	const int file = rig_file(r, 10), kiosk = rig_connect(r);
	r->f->ticket.terminal = 8;
	rig_begin(r, kiosk, file);
	rig_is_refused(kiosk, "TICKET_TERMINAL");
	r->f->ticket.terminal = 7;
	r->f->list.epoch = 6;
	rig_open(r, kiosk, file);
	rig_say(kiosk, MG_PACKET_CANCEL);
	char reason[64];
	rig_is_done(r, kiosk, reason);
	r->f->list.epoch = 5;
	rig_begin(r, kiosk, file);
	rig_is_refused(kiosk, "KEYS_OLDER");
	close(kiosk);
	close(file);
}

static void sends_garbage(struct rig *r, const void *bytes, size_t n)
{
	const int kiosk = rig_connect(r);
	assert_true(send(kiosk, bytes, n, MSG_NOSIGNAL) == (ssize_t)n);
	rig_is_refused(kiosk, "PACKET");
	assert_null(rig_hear(kiosk));
	close(kiosk);
}

static void packets_that_are_none_end_the_connection(void **state)
{
	struct rig *r = *state;
	static const uint8_t large[MG_PACKET_BYTES_MAX + 1];
	sends_garbage(r, "\xff\xff\xff", 3);
	sends_garbage(r, "\x1a\x00\x22\x00", 4); /* Cancel and Devices at once */
	sends_garbage(r, "\x12\x00", 2);         /* Receipt without an envelope */
	sends_garbage(r, "\x98\x06\x01", 3);     /* an unknown field */
	sends_garbage(r, "\x22\x80\x00", 3);     /* Devices, with an overlong length */
	sends_garbage(r, large, sizeof(large));
	const int kiosk = rig_connect(r);
	Ag__ToAgent m = AG__TO_AGENT__INIT;
	Ag__Devices devices = AG__DEVICES__INIT;
	const int fds[] = {kiosk, kiosk, kiosk, kiosk, kiosk, kiosk};
	m.devices = &devices;
	rig_send(kiosk, &m, fds, MG_LEN(fds)); /* more descriptors than it takes */
	rig_is_refused(kiosk, "PACKET");
	assert_null(rig_hear(kiosk));
	close(kiosk);
}

static void one_connection_at_a_time(void **state)
{
	struct rig *r = *state;
	const int first = rig_connect(r);
	rig_say(first, MG_PACKET_LAST);
	rig_is_refused(first, "NOTHING");
	const int second = rig_connect(r);
	rig_is_refused(second, "BUSY");
	assert_null(rig_hear(second));
	close(second);
	close(first);
	const int third = rig_connect(r);
	rig_say(third, MG_PACKET_LAST);
	rig_is_refused(third, "NOTHING");
	close(third);
}

static void another_user_is_not_heard(void **state)
{
	struct rig *r = *state;
	if (geteuid() != 0)
		skip(); /* only root can have an agent for somebody else */
	assert_int_equal(rig_stop(r, SIGTERM), 0);
	r->kiosk_user = "54321";
	rig_start(r);
	const int kiosk = rig_connect(r);
	assert_null(rig_hear(kiosk));
	close(kiosk);
}

/* The value of a line of /proc/<pid>/status. */
static long status_of(int pid, const char *key)
{
	char path[64], line[256];
	long value = -1;
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, key, strlen(key)) == 0)
			value = strtol(line + strlen(key), NULL, 10);
	if (f)
		fclose(f);
	return value;
}

static void the_talking_half_has_no_rights(void **state)
{
	struct rig *r = *state;
	char path[64];
	int child = 0;
	close(rig_connect(r));
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", r->agent, r->agent);
	FILE *f = fopen(path, "r");
	if (!f || fscanf(f, "%d", &child) != 1)
		fail_msg("the agent has no second process");
	fclose(f);
	/* the first answer comes from behind its filter */
	const int kiosk = rig_connect(r);
	rig_say(kiosk, MG_PACKET_LAST);
	rig_is_refused(kiosk, "NOTHING");
	assert_int_equal(status_of(child, "Seccomp:"), 2);
	assert_int_equal(status_of(child, "NoNewPrivs:"), 1);
	assert_int_equal(status_of(r->agent, "Seccomp:"), 2);
	if (geteuid() == 0) {
		assert_int_equal(status_of(child, "Uid:"), 65534);
		assert_int_equal(status_of(child, "CapEff:"), 0);
	}
	/* and its end is the agent's */
	kill(child, SIGKILL);
	assert_int_equal(rig_stop(r, 0), 1);
	close(kiosk);
	rig_start(r);
}

static void what_is_plugged_is_told(void **state)
{
	struct rig *r = *state;
	const int kiosk = rig_connect(r);
	rig_stick(r, "phone", "P\n");
	rig_put(r, "phone", "descriptors", "\x12\x01");
	rig_put(r, "phone", "product_name", "\xff\xfe");
	rig_say(kiosk, MG_PACKET_DEVICES);
	Ag__FromAgent *m = rig_hear(kiosk);
	assert_true(m && m->plugged && m->plugged->n_sticks == 2);
	for (size_t i = 0; i < 2; i++) {
		const Ag__Stick *s = m->plugged->sticks[i];
		const bool is_phone = strcmp(s->device->serial, "P") == 0;
		assert_int_equal(s->is_storage, !is_phone);
		assert_string_equal(s->product_name, is_phone ? "" : "試験メモリ");
		assert_int_equal(s->device->vendor, 0x0951);
		assert_int_equal(s->device->descriptors_sha256.len, MG_DIGEST_BYTES);
	}
	ag__from_agent__free_unpacked(m, NULL);
	close(kiosk);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_receipt_is_good_once),
		CASE(a_forged_receipt_never_opens_the_port),
		CASE(files_that_are_not_sealed_or_not_the_tickets),
		CASE(bad_tickets_are_refused_before_a_nonce),
		CASE(packets_that_are_none_end_the_connection),
		CASE(one_connection_at_a_time),
		CASE(another_user_is_not_heard),
		CASE(what_is_plugged_is_told),
		CASE(the_talking_half_has_no_rights),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
