/* SPDX-License-Identifier: Apache-2.0
 * libfprint 1.94's driver "virtual_image" reads from its client: two native 32-bit integers, width
 * and height, then the pixels, and reports the finger as put down and lifted around them. A picture
 * that arrives while no finger is asked for is lost and the operation waits for ever; so it is sent
 * when the finger status has NEEDED and not PRESENT. */
#include "matcher/sensor.h"
#include <errno.h>
#include <fprint.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME "reader"
/* Fewer minutiae than this prove nothing either way. A touch of a usual finger shows 40 to 100. */
#define MINUTIAE_MIN 12
/* Of the rehearsal's picture. */
#define SIDE 96

struct mg_sensor {
	/* owned */
	FpContext *context;
	FpDevice *device;
	guint feeding; /* source id, 0: none */
	int feed_fd;
	/* borrowed */
	const struct mg_finger_image *picture;	/* the next one, until the driver has it */
	const struct mg_finger_image *pictures; /* enrolment: all of them */
	/* state */
	size_t sent;
	unsigned stage;
	bool stage_failed;
	GCancellable *cancel; /* owned; of the enrolment under way */
};

static void free_errorp(GError **error)
{
	g_clear_error(error);
}

static void unrefp(void *object)
{
	GObject **o = object;
	g_clear_object(o);
}

static void unref_arrayp(GPtrArray **array)
{
	g_clear_pointer(array, g_ptr_array_unref);
}

/* The main loop until an asynchronous call of libfprint has its result. */
static void on_done(GObject *source MG_UNUSED, GAsyncResult *result, gpointer user_data)
{
	GAsyncResult **ret = user_data;
	*ret = g_object_ref(result);
}

static void wait_for(GAsyncResult **result)
{
	while (!*result)
		g_main_context_iteration(/* context= */ NULL, TRUE);
}

static gboolean on_feed(gint fd, GIOCondition condition MG_UNUSED, gpointer user_data)
{
	struct mg_sensor *s = user_data;
	const int32_t head[2] = {(int32_t)s->picture->width, (int32_t)s->picture->height};
	const size_t pixels = (size_t)s->picture->width * s->picture->height;
	const uint8_t *from = (const uint8_t *)head + s->sent;
	size_t n = sizeof(head) - s->sent;
	if (s->sent >= sizeof(head)) {
		from = s->picture->pixels + (s->sent - sizeof(head));
		n = pixels - (s->sent - sizeof(head));
	}
	const ssize_t k = send(fd, from, n, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (k < 0)
		return errno == EAGAIN || errno == EINTR ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
	s->sent += (size_t)k;
	if (s->sent < sizeof(head) + pixels)
		return G_SOURCE_CONTINUE;
	s->picture = NULL;
	s->feeding = 0;
	return G_SOURCE_REMOVE;
}

static void feed_if_wanted(struct mg_sensor *s)
{
	const FpFingerStatusFlags status = fp_device_get_finger_status(s->device);
	if (!s->picture || s->feeding || !(status & FP_FINGER_STATUS_NEEDED) ||
		(status & FP_FINGER_STATUS_PRESENT))
		return;
	s->sent = 0;
	s->feeding = g_unix_fd_add(s->feed_fd, G_IO_OUT, on_feed, s);
}

static void on_finger_status(
	GObject *device MG_UNUSED, GParamSpec *property MG_UNUSED, gpointer user_data)
{
	feed_if_wanted(user_data);
}

static void present(struct mg_sensor *s, const struct mg_finger_image *picture)
{
	s->picture = picture;
	feed_if_wanted(s);
}

static bool connect_self(struct mg_sensor *s, struct mg_error *err)
{
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = SOCKET_NAME};
	s->feed_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s->feed_fd < 0 ||
		connect(s->feed_fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "sensor: %s", strerror(errno));
	/* nobody else can connect from here on */
	if (unlink(SOCKET_NAME) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "sensor: %s", strerror(errno));
	/* the driver accepts the connection now: later this process may not accept any more */
	while (g_main_context_pending(/* context= */ NULL))
		g_main_context_iteration(/* context= */ NULL, FALSE);
	return true;
}

static FpDevice *find_device(FpContext *context)
{
	GPtrArray *devices = fp_context_get_devices(context);
	for (guint i = 0; i < devices->len; i++) {
		FpDevice *device = devices->pdata[i];
		if (strcmp(fp_device_get_driver(device), MG_TEMPLATE_DRIVER) == 0)
			return device;
	}
	return NULL;
}

static bool open_device(struct mg_sensor *s, struct mg_error *err)
{
	g_setenv("FP_VIRTUAL_IMAGE", SOCKET_NAME, TRUE);
	s->context = fp_context_new();
	FpDevice *device = find_device(s->context);
	if (!device)
		return mg_fail(
			err, MG_ERR_UNAVAILABLE, "sensor: libfprint has no " MG_TEMPLATE_DRIVER);
	s->device = g_object_ref(device);
	g_signal_connect(device, "notify::finger-status", G_CALLBACK(on_finger_status), s);
	MG_CLEANUP(unrefp) GAsyncResult *result = NULL;
	MG_CLEANUP(free_errorp) GError *error = NULL;
	fp_device_open(device, /* cancellable= */ NULL, on_done, &result);
	wait_for(&result);
	if (!fp_device_open_finish(device, result, &error))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "sensor: %s", error->message);
	if (fp_device_get_nr_enroll_stages(device) != MG_MATCHER_PICTURES_MAX ||
		strcmp(fp_device_get_device_id(device), MG_TEMPLATE_DEVICE_ID) != 0 ||
		!fp_device_has_feature(device, FP_DEVICE_FEATURE_IDENTIFY))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "sensor: the driver is not as expected");
	return connect_self(s, err);
}

bool mg_sensor_open(struct mg_sensor **ret, struct mg_error *err)
{
	struct mg_sensor *s = g_new0(struct mg_sensor, 1);
	s->feed_fd = -1;
	if (!open_device(s, err)) {
		mg_sensor_free(s);
		return false;
	}
	*ret = s;
	return true;
}

void mg_sensor_free(struct mg_sensor *sensor)
{
	if (!sensor)
		return;
	if (sensor->feeding)
		g_source_remove(sensor->feeding);
	if (sensor->device)
		g_signal_handlers_disconnect_by_data(sensor->device, sensor);
	g_clear_object(&sensor->device);
	g_clear_object(&sensor->context);
	if (sensor->feed_fd >= 0)
		close(sensor->feed_fd);
	g_free(sensor);
}

/* An error of libfprint: RETRY in the reply when the picture is to blame, else a failure. */
static bool failed(
	const GError *error, unsigned picture, struct mg_matcher_reply *ret, struct mg_error *err)
{
	if (error->domain == FP_DEVICE_RETRY) {
		*ret = (struct mg_matcher_reply){
			.result = MG_MATCHER_RETRY, .picture = picture, .fault = MG_FINGER_UNCLEAR};
		return true;
	}
	return mg_fail(err, MG_ERR_UNAVAILABLE, "libfprint: %s", error->message);
}

static guint minutiae_of(FpPrint *scan)
{
	FpImage *image = fp_print_get_image(scan);
	GPtrArray *minutiae = image ? fp_image_get_minutiae(image) : NULL;
	return minutiae ? minutiae->len : 0;
}

/* After an operation: the driver has read the whole picture. Otherwise the two have lost step for
 * good. */
static bool was_taken(struct mg_sensor *s)
{
	const bool taken = !s->picture;
	s->picture = NULL;
	if (s->feeding)
		g_source_remove(s->feeding);
	s->feeding = 0;
	return taken;
}

/* One picture against a gallery, which may be empty. `ret_scan` may be NULL. */
static bool scan(struct mg_sensor *s, const struct mg_finger_image *picture, GPtrArray *gallery,
	FpPrint **ret_scan, struct mg_matcher_reply *ret, struct mg_error *err)
{
	MG_CLEANUP(unrefp) GAsyncResult *result = NULL;
	MG_CLEANUP(free_errorp) GError *error = NULL;
	MG_CLEANUP(unrefp) FpPrint *match = NULL;
	MG_CLEANUP(unrefp) FpPrint *seen = NULL;
	s->picture = picture;
	fp_device_identify(s->device, gallery, /* cancellable= */ NULL, /* match_cb= */ NULL,
		/* match_data= */ NULL, /* match_destroy= */ NULL, on_done, &result);
	wait_for(&result);
	if (!was_taken(s))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "sensor: the picture was not taken");
	if (!fp_device_identify_finish(s->device, result, &match, &seen, &error))
		return failed(error, /* picture= */ 0, ret, err);
	if (match)
		*ret = (struct mg_matcher_reply){.result = MG_MATCHER_MATCH};
	else if (!seen || minutiae_of(seen) < MINUTIAE_MIN)
		*ret = (struct mg_matcher_reply){
			.result = MG_MATCHER_RETRY, .fault = MG_FINGER_UNCLEAR};
	else
		*ret = (struct mg_matcher_reply){.result = MG_MATCHER_NO_MATCH};
	if (ret_scan)
		*ret_scan = g_steal_pointer(&seen);
	return true;
}

bool mg_sensor_rehearse(struct mg_sensor *sensor, struct mg_error *err)
{
	static uint8_t pixels[SIDE * SIDE];
	for (size_t i = 0; i < sizeof(pixels); i++)
		pixels[i] = (i / SIDE / 5 + i % SIDE / 7) % 2 ? 230 : 30;
	const struct mg_finger_image picture = {.width = SIDE, .height = SIDE, .pixels = pixels};
	MG_CLEANUP(unref_arrayp) GPtrArray *gallery = g_ptr_array_new();
	struct mg_matcher_reply reply;
	return scan(sensor, &picture, gallery, /* ret_scan= */ NULL, &reply, err);
}

/* mg_template_check() already admits only GVariant's own form; libfprint aborts otherwise, so
 * GVariant is asked, too. */
static bool is_normal_form(struct mg_bytes blob)
{
	GVariant *v = g_variant_new_from_data(G_VARIANT_TYPE("(issbymsmsia{sv}v)"), blob.p + 3,
		blob.n - 3, /* trusted= */ FALSE, /* notify= */ NULL, /* user_data= */ NULL);
	g_variant_ref_sink(v);
	const bool normal = g_variant_is_normal_form(v);
	g_variant_unref(v);
	return normal;
}

static bool add_template(
	struct mg_sensor *s, struct mg_bytes blob, GPtrArray *gallery, struct mg_error *err)
{
	MG_CLEANUP(free_errorp) GError *error = NULL;
	if (!mg_template_check(blob, /* ret= */ NULL, err))
		return false;
	if (!is_normal_form(blob))
		return mg_fail(err, MG_ERR_DATA_LOSS, "template: not in normal form");
	FpPrint *print = fp_print_deserialize(blob.p, blob.n, &error);
	if (!print)
		return mg_fail(err, MG_ERR_DATA_LOSS, "template: %s", error->message);
	g_ptr_array_add(gallery, print);
	/* fp_device_identify() does not look at it */
	if (!fp_print_compatible(print, s->device))
		return mg_fail(err, MG_ERR_DATA_LOSS, "template: another device");
	return true;
}

bool mg_sensor_verify(struct mg_sensor *sensor, const struct mg_finger_image *picture,
	const struct mg_bytes *templates, size_t templates_n, struct mg_matcher_reply *ret,
	struct mg_error *err)
{
	MG_CLEANUP(unref_arrayp)
	GPtrArray *gallery = g_ptr_array_new_with_free_func(g_object_unref);
	for (size_t i = 0; i < templates_n; i++)
		if (!add_template(sensor, templates[i], gallery, err))
			return false;
	return scan(sensor, picture, gallery, /* ret_scan= */ NULL, ret, err);
}

/* libfprint itself would put five different fingers into one template. `ret->result` is MATCH when
 * all agree. */
static bool check_same_finger(struct mg_sensor *s, const struct mg_finger_image *pictures,
	struct mg_matcher_reply *ret, struct mg_error *err)
{
	MG_CLEANUP(unref_arrayp)
	GPtrArray *gallery = g_ptr_array_new_with_free_func(g_object_unref);
	for (unsigned i = 0; i < MG_MATCHER_PICTURES_MAX; i++) {
		FpPrint *seen = NULL;
		if (!scan(s, &pictures[i], gallery, &seen, ret, err))
			return false;
		if (seen)
			g_ptr_array_add(gallery, seen);
		ret->picture = i;
		if (ret->result == MG_MATCHER_RETRY)
			return true;
		if (ret->result == MG_MATCHER_NO_MATCH && i > 0) {
			ret->result = MG_MATCHER_RETRY;
			ret->fault = MG_FINGER_DIFFERENT;
			return true;
		}
	}
	*ret = (struct mg_matcher_reply){.result = MG_MATCHER_MATCH};
	return true;
}

static void on_stage(FpDevice *device MG_UNUSED, gint stage, FpPrint *print MG_UNUSED,
	gpointer user_data, GError *error)
{
	struct mg_sensor *s = user_data;
	if (error) {
		s->stage_failed = true;
		g_cancellable_cancel(s->cancel);
		return;
	}
	s->stage = (unsigned)stage;
	if (stage < MG_MATCHER_PICTURES_MAX)
		present(s, &s->pictures[stage]);
}

static bool serialise(
	FpPrint *print, uint8_t *buffer, struct mg_matcher_reply *ret, struct mg_error *err)
{
	guchar *data = NULL;
	gsize n = 0;
	MG_CLEANUP(free_errorp) GError *error = NULL;
	if (!fp_print_serialize(print, &data, &n, &error))
		return mg_fail(err, MG_ERR_INTERNAL, "template: %s", error->message);
	const bool fits = n <= MG_TEMPLATE_BYTES_MAX;
	if (fits)
		memcpy(buffer, data, n);
	mg_wipe(data, n);
	g_free(data);
	if (!fits)
		return mg_fail(err, MG_ERR_INTERNAL, "template: %zu bytes", (size_t)n);
	const struct mg_bytes blob = {.p = buffer, .n = n};
	if (!mg_template_check(blob, /* ret= */ NULL, err))
		return false;
	*ret = (struct mg_matcher_reply){.result = MG_MATCHER_ENROLLED, .template = blob};
	return true;
}

bool mg_sensor_enrol(struct mg_sensor *sensor,
	const struct mg_finger_image pictures[MG_MATCHER_PICTURES_MAX], uint8_t *buffer,
	struct mg_matcher_reply *ret, struct mg_error *err)
{
	if (!check_same_finger(sensor, pictures, ret, err))
		return false;
	if (ret->result != MG_MATCHER_MATCH)
		return true;
	MG_CLEANUP(unrefp) GAsyncResult *result = NULL;
	MG_CLEANUP(free_errorp) GError *error = NULL;
	sensor->cancel = g_cancellable_new();
	sensor->pictures = pictures;
	sensor->picture = &pictures[0];
	sensor->stage = 0;
	sensor->stage_failed = false;
	/* no user name, no description: a template says nothing but minutiae */
	fp_device_enroll(sensor->device, fp_print_new(sensor->device), sensor->cancel, on_stage,
		sensor,
		/* progress_destroy= */ NULL, on_done, &result);
	wait_for(&result);
	MG_CLEANUP(unrefp) FpPrint *print = fp_device_enroll_finish(sensor->device, result, &error);
	g_clear_object(&sensor->cancel);
	sensor->pictures = NULL;
	if (!was_taken(sensor))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "sensor: the picture was not taken");
	if (!print && sensor->stage_failed) {
		*ret = (struct mg_matcher_reply){.result = MG_MATCHER_RETRY,
			.picture = sensor->stage,
			.fault = MG_FINGER_UNCLEAR};
		return true;
	}
	if (!print)
		return failed(error, sensor->stage, ret, err);
	return serialise(print, buffer, ret, err);
}
