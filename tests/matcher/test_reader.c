/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-finger against libfprint's own device, armed early, late and never: this process is the
 * kiosk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <fprint.h>
#include "picture.h"
#include "synth.h"

static char directory[] = "/tmp/madoguchi-reader-XXXXXX";
static char socket_path[64];
static FpContext *context;
static FpDevice *device;

static int start(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(socket_path, sizeof(socket_path), "%s/reader", directory);
	g_setenv("FP_VIRTUAL_IMAGE", socket_path, TRUE);
	context = fp_context_new();
	GPtrArray *devices = fp_context_get_devices(context);
	for (guint i = 0; i < devices->len; i++)
		if (strcmp(fp_device_get_driver(devices->pdata[i]), "virtual_image") == 0)
			device = g_object_ref(devices->pdata[i]);
	return device ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	g_clear_object(&device);
	g_clear_object(&context);
	unlink(socket_path);
	return rmdir(directory);
}

static void spin_ms(int ms)
{
	const gint64 until = g_get_monotonic_time() + ms * 1000;
	while (g_get_monotonic_time() < until) {
		if (!g_main_context_iteration(NULL, FALSE))
			g_usleep(1000);
	}
}

static void on_done(GObject *source, GAsyncResult *result, gpointer user_data)
{
	(void)source;
	*(GAsyncResult **)user_data = g_object_ref(result);
}

static void open_device(void)
{
	assert_true(fp_device_open_sync(device, NULL, NULL));
}

static void close_device(void)
{
	assert_true(fp_device_close_sync(device, NULL, NULL));
}

/* Starts the program with the seed's touch; the caller waits for it with finger_status(). */
static pid_t finger(const char *verb, const char *seed, const char *wait_ms)
{
	const pid_t pid = fork();
	if (pid == 0) {
		execl(FINGER_PROGRAM, "madoguchi-finger", verb, "--socket", socket_path, "--seed",
			seed, "--wait-ms", wait_ms, (char *)NULL);
		_exit(127);
	}
	return pid;
}

/* The device must be served meanwhile: this process is its main loop. */
static int finger_status(pid_t pid)
{
	int status = 0;
	while (waitpid(pid, &status, WNOHANG) == 0)
		spin_ms(5);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* One capture that is under way. */
struct capture {
	GAsyncResult *result;
	GCancellable *cancel;
};

static void arm(struct capture *c)
{
	*c = (struct capture){.cancel = g_cancellable_new()};
	fp_device_capture(device, TRUE, c->cancel, on_done, &c->result);
}

/* The picture, or NULL and the error. Waits up to `ms`, then gives up. */
static FpImage *finish(struct capture *c, int ms, GError **error)
{
	for (int waited = 0; !c->result && waited < ms; waited += 5)
		spin_ms(5);
	if (!c->result)
		g_cancellable_cancel(c->cancel);
	while (!c->result)
		spin_ms(5);
	FpImage *image = fp_device_capture_finish(device, c->result, error);
	g_clear_object(&c->result);
	g_clear_object(&c->cancel);
	return image;
}

static void assert_is_touch(FpImage *image, uint64_t seed)
{
	assert_non_null(image);
	static uint8_t expected[MG_SYNTH_PIXELS];
	MG_CLEANUP(mg_synth_master_freep)
	struct mg_synth_master *master = mg_synth_master_new(seed);
	const struct mg_synth_press press = mg_synth_press_nth(seed, 0);
	mg_synth_impress(master, &press, expected);
	gsize n = 0;
	const guchar *pixels = fp_image_get_data(image, &n);
	assert_int_equal(n, sizeof(expected));
	assert_memory_equal(pixels, expected, n);
	g_object_unref(image);
}

static void capture_touch(uint64_t seed)
{
	struct capture c;
	arm(&c);
	assert_is_touch(finish(&c, 10000, NULL), seed);
}

static void a_touch_before_the_device_is_open_is_taken_later(void **state)
{
	(void)state;
	const pid_t pid = finger("press", "1000", "10000");
	g_usleep(200000);
	open_device();
	spin_ms(100);
	capture_touch(1000);
	assert_int_equal(finger_status(pid), 0);
	close_device();
}

static void a_touch_before_a_finger_is_wanted_is_taken_then(void **state)
{
	(void)state;
	open_device();
	const pid_t pid = finger("press", "1001", "10000");
	spin_ms(400);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), 0); /* it is still waiting */
	capture_touch(1001);
	assert_int_equal(finger_status(pid), 0);
	close_device();
}

static void a_touch_when_a_finger_is_wanted_is_taken_at_once(void **state)
{
	(void)state;
	open_device();
	for (int i = 0; i < 5; i++) {
		struct capture c;
		arm(&c);
		spin_ms(20 * i);
		const pid_t pid = finger("press", "1000", "10000");
		assert_is_touch(finish(&c, 10000, NULL), 1000);
		assert_int_equal(finger_status(pid), 0);
	}
	close_device();
}

static void one_touch_after_the_other_is_never_lost(void **state)
{
	(void)state;
	open_device();
	for (int i = 0; i < 10; i++) {
		/* sometimes before, sometimes while, sometimes long after the reader is armed */
		const pid_t pid = finger("press", i % 2 ? "1000" : "1001", "10000");
		spin_ms(i * 17);
		capture_touch(i % 2 ? 1000 : 1001);
		assert_int_equal(finger_status(pid), 0);
	}
	close_device();
}

static void a_touch_outlives_closing_and_opening_the_device(void **state)
{
	(void)state;
	open_device();
	const pid_t pid = finger("press", "1001", "20000");
	spin_ms(300);
	close_device();
	spin_ms(50);
	open_device();
	capture_touch(1001);
	assert_int_equal(finger_status(pid), 0);
	close_device();
}

static void a_finger_that_was_lifted_is_not_taken(void **state)
{
	(void)state;
	open_device();
	const pid_t pid = finger("press", "1001", "300");
	assert_int_equal(finger_status(pid), 3);
	struct capture c;
	arm(&c);
	spin_ms(400);
	assert_null(c.result);
	const pid_t next = finger("press", "1000", "10000");
	assert_is_touch(finish(&c, 10000, NULL), 1000);
	assert_int_equal(finger_status(next), 0);
	close_device();
}

static void a_complaint_ends_the_capture_and_the_next_one_works(void **state)
{
	(void)state;
	open_device();
	struct capture c;
	arm(&c);
	const pid_t pid = finger("complain", "0", "10000");
	GError *error = NULL;
	assert_null(finish(&c, 10000, &error));
	assert_true(error->domain == FP_DEVICE_RETRY);
	g_clear_error(&error);
	assert_int_equal(finger_status(pid), 0);
	const pid_t next = finger("press", "1000", "10000");
	capture_touch(1000);
	assert_int_equal(finger_status(next), 0);
	close_device();
}

/* As finger(), of a verb with a reason. */
static pid_t say(const char *verb, const char *reason)
{
	const pid_t pid = fork();
	if (pid == 0) {
		execl(FINGER_PROGRAM, "madoguchi-finger", verb, "--socket", socket_path, "--reason",
			reason, (char *)NULL);
		_exit(127);
	}
	return pid;
}

static void each_complaint_and_each_fault_is_the_one_that_was_meant(void **state)
{
	(void)state;
	const struct {
		const char *verb, *reason;
		GQuark domain;
		int code;
	} rows[] = {
		{"complain", "general", FP_DEVICE_RETRY, FP_DEVICE_RETRY_GENERAL},
		{"complain", "short", FP_DEVICE_RETRY, FP_DEVICE_RETRY_TOO_SHORT},
		{"complain", "centre", FP_DEVICE_RETRY, FP_DEVICE_RETRY_CENTER_FINGER},
		{"complain", "lift", FP_DEVICE_RETRY, FP_DEVICE_RETRY_REMOVE_FINGER},
		{"fail", "general", FP_DEVICE_ERROR, FP_DEVICE_ERROR_GENERAL},
		{"fail", "proto", FP_DEVICE_ERROR, FP_DEVICE_ERROR_PROTO},
		{"fail", "hot", FP_DEVICE_ERROR, FP_DEVICE_ERROR_TOO_HOT},
	};
	open_device();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct capture c;
		arm(&c);
		const pid_t pid = say(rows[i].verb, rows[i].reason);
		GError *error = NULL;
		assert_null(finish(&c, 10000, &error));
		if (!g_error_matches(error, rows[i].domain, rows[i].code))
			fail_msg("%s %s: %s", rows[i].verb, rows[i].reason, error->message);
		g_clear_error(&error);
		assert_int_equal(finger_status(pid), 0);
	}
	close_device();
}

static void an_unplugged_reader_is_gone(void **state)
{
	(void)state;
	open_device();
	struct capture c;
	arm(&c);
	const pid_t pid = finger("unplug", "0", "10000");
	GError *error = NULL;
	assert_null(finish(&c, 10000, &error));
	assert_true(g_error_matches(error, FP_DEVICE_ERROR, FP_DEVICE_ERROR_REMOVED));
	g_clear_error(&error);
	assert_int_equal(finger_status(pid), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_touch_before_the_device_is_open_is_taken_later),
		cmocka_unit_test(a_touch_before_a_finger_is_wanted_is_taken_then),
		cmocka_unit_test(a_touch_when_a_finger_is_wanted_is_taken_at_once),
		cmocka_unit_test(one_touch_after_the_other_is_never_lost),
		cmocka_unit_test(a_touch_outlives_closing_and_opening_the_device),
		cmocka_unit_test(a_finger_that_was_lifted_is_not_taken),
		cmocka_unit_test(a_complaint_ends_the_capture_and_the_next_one_works),
		cmocka_unit_test(each_complaint_and_each_fault_is_the_one_that_was_meant),
		cmocka_unit_test(
			an_unplugged_reader_is_gone), /* last: the device does not come back */
	};
	return cmocka_run_group_tests(tests, start, stop);
}
