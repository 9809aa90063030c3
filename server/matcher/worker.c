/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/worker.h"
#include <glib.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "base/log.h"
#include "matcher/confine.h"
#include "matcher/frame.h"
#include "matcher/protocol.h"
#include "matcher/sensor.h"

/* One job's bytes, wiped after each: they hold a finger. */
struct desk {
	uint8_t *request; /* MG_MATCHER_REQUEST_MAX */
	uint8_t reply[MG_FRAME_HEAD + MG_MATCHER_REPLY_MAX];
	uint8_t template[MG_TEMPLATE_BYTES_MAX];
	bool broken; /* the sensor has failed; the process must be replaced */
};

/* False (and a RETRY or BAD_IMAGE reply) for a picture that libfprint need not see. */
static bool worth_judging(const struct mg_matcher_request *q, struct mg_matcher_reply *ret)
{
	for (unsigned i = 0; i < q->pictures_n; i++) {
		switch (mg_finger_image_state(&q->pictures[i])) {
		case MG_IMAGE_USABLE:
			break;
		case MG_IMAGE_BLANK:
			*ret = (struct mg_matcher_reply){
				.result = MG_MATCHER_RETRY, .picture = i, .fault = MG_FINGER_BLANK};
			return false;
		case MG_IMAGE_ABSURD:
			*ret = (struct mg_matcher_reply){
				.result = MG_MATCHER_BAD_IMAGE, .picture = i};
			return false;
		}
	}
	return true;
}

static void judge(struct desk *desk, struct mg_sensor *sensor, struct mg_bytes bytes,
	struct mg_matcher_reply *ret)
{
	struct mg_matcher_request q;
	*ret = (struct mg_matcher_reply){.result = MG_MATCHER_BAD_REQUEST};
	if (!mg_matcher_request_parse(bytes, &q, /* err= */ NULL) ||
		q.operation == MG_MATCHER_STATUS || !worth_judging(&q, ret))
		return;
	struct mg_error err = {0};
	const bool ok = q.operation == MG_MATCHER_ENROL
				? mg_sensor_enrol(sensor, q.pictures, desk->template, ret, &err)
				: mg_sensor_verify(sensor, &q.pictures[0], q.templates,
					  q.templates_n, ret, &err);
	if (ok)
		return;
	const bool damaged = err.code == MG_ERR_DATA_LOSS && q.operation == MG_MATCHER_VERIFY;
	*ret = (struct mg_matcher_reply){
		.result = damaged ? MG_MATCHER_BAD_TEMPLATE : MG_MATCHER_FAILED};
	if (!damaged)
		mg_log_error(MG_LOG_ERROR, "matcher worker", &err);
	desk->broken = err.code == MG_ERR_UNAVAILABLE;
}

static bool answer(struct desk *desk, const struct mg_matcher_reply *reply, struct mg_error *err)
{
	struct mg_writer w;
	mg_writer_init(&w, desk->reply + MG_FRAME_HEAD, MG_MATCHER_REPLY_MAX);
	mg_matcher_reply_write(reply, &w);
	return mg_frame_write(
		MG_WORKER_FD, &mg_clock_system, MG_FRAME_FOREVER, desk->reply, w.n, err);
}

static bool serve(struct desk *desk, struct mg_sensor *sensor, struct mg_error *err)
{
	while (!desk->broken) {
		size_t n = 0;
		if (!mg_frame_read(MG_WORKER_FD, &mg_clock_system, MG_FRAME_FOREVER, desk->request,
			    MG_MATCHER_REQUEST_MAX, &n, err))
			return err->code == MG_ERR_UNAVAILABLE; /* the supervisor has let go */
		struct mg_matcher_reply reply;
		judge(desk, sensor, (struct mg_bytes){desk->request, n}, &reply);
		mg_wipe(desk->request, n);
		const bool answered = answer(desk, &reply, err);
		mg_wipe(desk->reply, sizeof(desk->reply));
		mg_wipe(desk->template, sizeof(desk->template));
		if (!answered)
			return false;
	}
	return true;
}

/* libfprint describes fingers in its debug messages; only its complaints about itself may leave the
 * process. GLib's own writers ask the terminal for colours, which this process may not. */
static GLogWriterOutput drop_details(
	GLogLevelFlags level, const GLogField *fields, gsize fields_n, gpointer user_data MG_UNUSED)
{
	if (!(level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)))
		return G_LOG_WRITER_HANDLED;
	for (gsize i = 0; i < fields_n; i++)
		if (strcmp(fields[i].key, "MESSAGE") == 0)
			mg_log(MG_LOG_ERROR, "matcher worker: %s", (const char *)fields[i].value);
	return G_LOG_WRITER_HANDLED;
}

static bool run(struct desk *desk, struct mg_error *err)
{
	g_log_set_writer_func(drop_details, NULL, NULL);
	/* no heaps beside the main one: each reserves 64 MiB of the address space that is left to
	 * this process */
	mallopt(M_ARENA_MAX, 1);
	struct mg_sensor *sensor = NULL;
	if (!mg_confine_early(err) || !mg_sensor_open(&sensor, err) ||
		!mg_sensor_rehearse(sensor, err) || !mg_confine_for_judging(err))
		return false;
	/* an empty verdict says: ready */
	const struct mg_matcher_reply ready = {.result = MG_MATCHER_NUMBERS};
	return answer(desk, &ready, err) && serve(desk, sensor, err);
}

int mg_matcher_worker(void)
{
	static struct desk desk;
	static uint8_t request[MG_MATCHER_REQUEST_MAX];
	desk.request = request;
	struct mg_error err = {0};
	const bool ok = run(&desk, &err);
	if (!ok)
		mg_log_error(MG_LOG_ERROR, "matcher worker", &err);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
