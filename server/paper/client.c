/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/client.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "matcher/frame.h"

struct mg_paper_client {
	const struct mg_clock *clock; /* borrowed */
	char draw_socket[108], print_socket[108];
};

bool mg_paper_client_new(const char *draw_socket, const char *print_socket,
	struct mg_paper_client **ret, struct mg_error *err)
{
	struct mg_paper_client *c = calloc(1, sizeof(*c));
	if (!c || strlen(draw_socket) >= sizeof(c->draw_socket) ||
		strlen(print_socket) >= sizeof(c->print_socket)) {
		free(c);
		return mg_fail(err, MG_ERR_INVALID, "paper socket: length of path");
	}
	c->clock = &mg_clock_system;
	memcpy(c->draw_socket, draw_socket, strlen(draw_socket) + 1);
	memcpy(c->print_socket, print_socket, strlen(print_socket) + 1);
	*ret = c;
	return true;
}

void mg_paper_client_free(struct mg_paper_client *client)
{
	free(client);
}

static void close_fdp(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Bytes that hold a paper: wiped before they are freed. */
struct wiped {
	uint8_t *p;
	size_t n;
};

static void wiped_done(struct wiped *b)
{
	if (b->p)
		mg_wipe(b->p, b->n);
	free(b->p);
}

static bool wiped_new(struct wiped *b, size_t n, struct mg_error *err)
{
	b->p = malloc(n);
	b->n = b->p ? n : 0;
	return b->p || mg_fail(err, MG_ERR_INTERNAL, "paper: no memory");
}

static bool connect_to(const char *path, int *ret_fd, struct mg_error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (!path[0])
		return mg_fail(err, MG_ERR_UNAVAILABLE, "paper: no socket is configured");
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "paper: %s", strerror(errno));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		const int why = errno;
		close(fd);
		return mg_fail(err, MG_ERR_UNAVAILABLE, "paper: %s", strerror(why));
	}
	*ret_fd = fd;
	return true;
}

bool mg_paper_client_draw(const struct mg_paper_client *client, struct mg_bytes description,
	int64_t timeout_ms, struct mg_arena *arena, struct mg_bytes *ret_pdf, unsigned *ret_pages,
	struct mg_error *err)
{
	const int64_t deadline_us = mg_mono_us(client->clock) + timeout_ms * 1000;
	MG_CLEANUP(close_fdp) int fd = -1;
	MG_CLEANUP(wiped_done) struct wiped out = {0};
	MG_CLEANUP(wiped_done) struct wiped in = {0};
	struct mg_drawn drawn;
	size_t n;
	if (!wiped_new(&out, MG_FRAME_HEAD + description.n, err) ||
		!wiped_new(&in, MG_DRAWN_REPLY_MAX, err) ||
		!connect_to(client->draw_socket, &fd, err))
		return false;
	memcpy(out.p + MG_FRAME_HEAD, description.p, description.n);
	if (!mg_frame_write(fd, client->clock, deadline_us, out.p, description.n, err) ||
		!mg_frame_read(fd, client->clock, deadline_us, in.p, in.n, &n, err))
		return false;
	in.n = n; /* what there is to wipe */
	if (!mg_drawn_read((struct mg_bytes){in.p, n}, &drawn, err))
		return false;
	if (drawn.code != MG_OK)
		return mg_fail(err, drawn.code < MG_CODE_MAX ? drawn.code : MG_ERR_INTERNAL,
			"paper: not drawn");
	ret_pdf->p = (const uint8_t *)mg_arena_memdup(arena, drawn.pdf.p, drawn.pdf.n);
	ret_pdf->n = drawn.pdf.n;
	*ret_pages = drawn.pages;
	return ret_pdf->p || mg_fail(err, MG_ERR_TOO_LARGE, "paper: the PDF does not fit its call");
}

bool mg_paper_client_print(const struct mg_paper_client *client,
	const struct mg_print_request *request, int64_t timeout_ms, struct mg_print_reply *ret,
	struct mg_error *err)
{
	const int64_t deadline_us = mg_mono_us(client->clock) + timeout_ms * 1000;
	MG_CLEANUP(close_fdp) int fd = -1;
	MG_CLEANUP(wiped_done) struct wiped out = {0};
	uint8_t in[MG_PRINT_REPLY_MAX];
	struct mg_error own = {0};
	struct mg_writer w;
	size_t n;
	if (!wiped_new(&out, MG_FRAME_HEAD + mg_print_request_bytes(request), err))
		return false;
	mg_writer_init(&w, out.p + MG_FRAME_HEAD, out.n - MG_FRAME_HEAD);
	mg_print_request_write(request, &w);
	if (!w.ok)
		return mg_fail(err, MG_ERR_TOO_LARGE, "print: the request does not fit");
	*ret = (struct mg_print_reply){.result = MG_PRINT_AWAY, .state = MG_PRINT_PENDING};
	snprintf(ret->reason, sizeof(ret->reason), "no-printing-worker");
	if (!connect_to(client->print_socket, &fd, &own))
		return true;
	/* A worker acts on a whole request only; what breaks while it is written has reached no
	 * printer. */
	if (!mg_frame_write(fd, client->clock, deadline_us, out.p, w.n, &own))
		return true;
	if (!mg_frame_read(fd, client->clock, deadline_us, in, sizeof(in), &n, &own)) {
		if (request->op == MG_PRINT_SEND)
			ret->result = MG_PRINT_BROKEN;
		return true;
	}
	return mg_print_reply_read((struct mg_bytes){in, n}, ret, err);
}
