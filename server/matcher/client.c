/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/client.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/clock.h"
#include "matcher/frame.h"

struct mg_matcher_client {
	const struct mg_clock *clock; /* borrowed */
	char socket_path[108];
};

bool mg_matcher_client_new(
	const char *socket_path, struct mg_matcher_client **ret, struct mg_error *err)
{
	struct mg_matcher_client *client = calloc(1, sizeof(*client));
	const size_t n = strlen(socket_path);
	if (!client || n >= sizeof(client->socket_path)) {
		free(client);
		return mg_fail(err, MG_ERR_INVALID, "matcher socket: length of path");
	}
	client->clock = &mg_clock_system;
	memcpy(client->socket_path, socket_path, n + 1);
	*ret = client;
	return true;
}

void mg_matcher_client_free(struct mg_matcher_client *client)
{
	free(client);
}

static void close_fdp(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* The request's bytes hold a finger: wiped before they are freed. */
struct wiped {
	uint8_t *p;
	size_t n;
};

static void wiped_done(struct wiped *b)
{
	mg_wipe(b->p, b->n);
	free(b->p);
}

static bool connect_to(const struct mg_matcher_client *client, int *ret_fd, struct mg_error *err)
{
	if (client->socket_path[0] == '\0')
		return mg_fail(err, MG_ERR_UNAVAILABLE, "matcher: none is configured");
	MG_CLEANUP(close_fdp)
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "matcher socket: %s", strerror(errno));
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	_Static_assert(sizeof(address.sun_path) >= sizeof(client->socket_path), "socket path");
	memcpy(address.sun_path, client->socket_path, sizeof(client->socket_path));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		/* a unix socket does not connect later: EAGAIN means that its backlog is full */
		if (errno == EAGAIN)
			return mg_fail(err, MG_ERR_BUSY, "matcher: too many connections");
		return mg_fail(err, MG_ERR_UNAVAILABLE, "matcher: %s", strerror(errno));
	}
	*ret_fd = fd;
	fd = -1;
	return true;
}

static bool refused(const struct mg_matcher_reply *reply, struct mg_error *err)
{
	switch (reply->result) {
	case MG_MATCHER_BAD_IMAGE:
		return mg_fail(err, MG_ERR_INVALID, "matcher: picture %u is none", reply->picture);
	case MG_MATCHER_BAD_TEMPLATE:
		return mg_fail(err, MG_ERR_DATA_LOSS, "matcher: damaged template");
	case MG_MATCHER_BUSY:
		return mg_fail(err, MG_ERR_BUSY, "matcher: queue full");
	case MG_MATCHER_TIMED_OUT:
		return mg_fail(err, MG_ERR_DEADLINE, "matcher: not judged in time");
	case MG_MATCHER_WORKER_DIED:
		return mg_fail(err, MG_ERR_UNAVAILABLE, "matcher: worker died");
	case MG_MATCHER_MATCH:
	case MG_MATCHER_NO_MATCH:
	case MG_MATCHER_RETRY:
	case MG_MATCHER_ENROLLED:
	case MG_MATCHER_NUMBERS:
	case MG_MATCHER_BAD_REQUEST:
	case MG_MATCHER_FAILED:
	case MG_MATCHER_RESULT_MAX:
		break;
	}
	return mg_fail(err, MG_ERR_INTERNAL, "matcher: result %u", (unsigned)reply->result);
}

/* Sends the request and reads the reply, which borrows from `buffer` (MG_MATCHER_REPLY_MAX bytes).
 */
static bool call(const struct mg_matcher_client *client, struct mg_matcher_request *request,
	int64_t timeout_ms, uint8_t *buffer, struct mg_matcher_reply *ret, struct mg_error *err)
{
	if (timeout_ms <= 0)
		return mg_fail(err, MG_ERR_DEADLINE, "matcher: no time left");
	const int64_t deadline_us = mg_mono_us(client->clock) + timeout_ms * 1000;
	request->timeout_ms = timeout_ms > UINT32_MAX ? UINT32_MAX : (uint32_t)timeout_ms;
	const size_t n = mg_matcher_request_bytes(request);
	MG_CLEANUP(wiped_done) struct wiped frame = {.p = malloc(MG_FRAME_HEAD + n)};
	if (!frame.p)
		return mg_fail(err, MG_ERR_INTERNAL, "matcher: no memory");
	frame.n = MG_FRAME_HEAD + n;
	struct mg_writer w;
	mg_writer_init(&w, frame.p + MG_FRAME_HEAD, n);
	mg_matcher_request_write(request, &w);
	MG_CLEANUP(close_fdp) int fd = -1;
	if (!connect_to(client, &fd, err))
		return false;
	/* The matcher may answer BUSY and close before it has read everything: the answer counts.
	 */
	struct mg_error write_err = {0};
	const bool written = mg_frame_write(fd, client->clock, deadline_us, frame.p, n, &write_err);
	size_t reply_n = 0;
	if (!mg_frame_read(
		    fd, client->clock, deadline_us, buffer, MG_MATCHER_REPLY_MAX, &reply_n, err)) {
		if (!written && err)
			*err = write_err;
		return false;
	}
	return mg_matcher_reply_parse((struct mg_bytes){buffer, reply_n}, ret, err);
}

/* One picture against templates: what verify and search have in common. */
static bool compare(const struct mg_matcher_client *client, enum mg_matcher_operation operation, size_t templates_max,
	const struct mg_finger_image *image, const struct mg_bytes *templates, size_t templates_n,
	int64_t timeout_ms, enum mg_match *ret, struct mg_error *err)
{
	if (mg_finger_image_state(image) == MG_IMAGE_ABSURD)
		return mg_fail(err, MG_ERR_INVALID, "matcher: no picture of a reader");
	if (templates_n < 1 || templates_n > templates_max)
		return mg_fail(err, MG_ERR_INVALID, "matcher: %zu templates", templates_n);
	struct mg_matcher_request request = {.operation = operation,
		.pictures_n = 1,
		.templates_n = templates_n,
		.pictures = {*image}};
	for (size_t i = 0; i < templates_n; i++) {
		if (!mg_template_check(templates[i], /* ret= */ NULL, err))
			return false;
		request.templates[i] = templates[i];
	}
	uint8_t buffer[MG_MATCHER_REPLY_MAX];
	struct mg_matcher_reply reply;
	if (!call(client, &request, timeout_ms, buffer, &reply, err))
		return false;
	if (reply.result == MG_MATCHER_MATCH)
		*ret = MG_MATCH_YES;
	else if (reply.result == MG_MATCHER_NO_MATCH)
		*ret = MG_MATCH_NO;
	else if (reply.result == MG_MATCHER_RETRY)
		*ret = MG_MATCH_RETRY;
	else
		return refused(&reply, err);
	return true;
}

bool mg_matcher_verify(const struct mg_matcher_client *client, const struct mg_finger_image *image,
	const struct mg_bytes *templates, size_t templates_n, int64_t timeout_ms,
	enum mg_match *ret, struct mg_error *err)
{
	return compare(client, MG_MATCHER_VERIFY, MG_MATCHER_TEMPLATES_MAX, image, templates, templates_n, timeout_ms,
		ret, err);
}

bool mg_matcher_search(const struct mg_matcher_client *client, const struct mg_finger_image *image,
	const struct mg_bytes *templates, size_t templates_n, int64_t timeout_ms,
	enum mg_match *ret, struct mg_error *err)
{
	return compare(client, MG_MATCHER_SEARCH, MG_MATCHER_SEARCH_MAX, image, templates, templates_n, timeout_ms, ret,
		err);
}

bool mg_matcher_enrol(const struct mg_matcher_client *client,
	const struct mg_finger_image images[MG_MATCHER_PICTURES_MAX], int64_t timeout_ms,
	struct mg_enrolment *ret, struct mg_error *err)
{
	struct mg_matcher_request request = {
		.operation = MG_MATCHER_ENROL, .pictures_n = MG_MATCHER_PICTURES_MAX};
	for (size_t i = 0; i < MG_MATCHER_PICTURES_MAX; i++) {
		if (mg_finger_image_state(&images[i]) == MG_IMAGE_ABSURD)
			return mg_fail(err, MG_ERR_INVALID, "matcher: no picture of a reader");
		request.pictures[i] = images[i];
	}
	uint8_t buffer[MG_MATCHER_REPLY_MAX];
	struct mg_matcher_reply reply;
	if (!call(client, &request, timeout_ms, buffer, &reply, err))
		return false;
	if (reply.result != MG_MATCHER_ENROLLED && reply.result != MG_MATCHER_RETRY)
		return refused(&reply, err);
	if (reply.template.n > sizeof(ret->template))
		return mg_fail(
			err, MG_ERR_INTERNAL, "matcher: template of %zu bytes", reply.template.n);
	*ret = (struct mg_enrolment){.done = reply.result == MG_MATCHER_ENROLLED,
		.picture = reply.picture,
		.fault = reply.fault,
		.template_n = reply.template.n};
	if (reply.template.n > 0)
		memcpy(ret->template, reply.template.p, reply.template.n);
	mg_wipe(buffer, sizeof(buffer));
	return true;
}

bool mg_matcher_status(const struct mg_matcher_client *client, int64_t timeout_ms,
	struct mg_matcher_status *ret, struct mg_error *err)
{
	struct mg_matcher_request request = {.operation = MG_MATCHER_STATUS};
	uint8_t buffer[MG_MATCHER_REPLY_MAX];
	struct mg_matcher_reply reply;
	if (!call(client, &request, timeout_ms, buffer, &reply, err))
		return false;
	if (reply.result != MG_MATCHER_NUMBERS)
		return refused(&reply, err);
	*ret = reply.status;
	return true;
}
