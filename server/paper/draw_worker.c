/* SPDX-License-Identifier: Apache-2.0 */
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/log.h"
#include "matcher/confine.h"
#include "matcher/frame.h"
#include "paper/paper_draw.h"
#include "paper/print_format.h"
#include "paper/worker.h"

#define SECONDS 20U /* for one paper; the worker is killed then */

int mg_paper_accept(const struct mg_paper_place *place)
{
	for (;;) {
		struct pollfd p = {.fd = place->listener, .events = POLLIN};
		struct mg_error err = {0};
		int fd = -1;
		if (poll(&p, 1, -1) < 0)
			continue;
		if (p.revents & (POLLERR | POLLNVAL | POLLHUP))
			return -1;
		if (!mg_accept(place->listener, place->peers, &fd, &err))
			mg_log_error(MG_LOG_WARNING, "paper", &err);
		else if (fd >= 0)
			return fd;
	}
}

void mg_paper_ready(const struct mg_paper_place *place)
{
	if (place->ready >= 0 && write(place->ready, "r", 1) != 1)
		mg_log(MG_LOG_WARNING, "paper: nobody hears that a worker is ready");
	if (place->ready >= 0)
		close(place->ready);
}

static bool serve(int fd, struct mg_paper_drawer *drawer, struct mg_error *err)
{
	const int64_t deadline_us = mg_mono_us(&mg_clock_system) + SECONDS * 1000000LL;
	uint8_t *description = malloc(MG_PAPER_BYTES_MAX), *pdf = NULL;
	struct mg_drawn drawn = {.code = MG_OK};
	struct mg_error own = {0};
	struct mg_writer w;
	size_t n, pdf_n = 0;
	if (!description || !mg_frame_read(fd, &mg_clock_system, deadline_us, description,
				    MG_PAPER_BYTES_MAX, &n, err))
		return false;
	if (!mg_paper_draw(
		    drawer, (struct mg_bytes){description, n}, &pdf, &pdf_n, &drawn.pages, &own))
		drawn.code = own.code;
	drawn.pdf = (struct mg_bytes){pdf, pdf_n};
	uint8_t *frame = malloc(MG_FRAME_HEAD + 16 + pdf_n);
	if (!frame)
		return mg_fail(err, MG_ERR_INTERNAL, "paper: no memory");
	mg_writer_init(&w, frame + MG_FRAME_HEAD, 16 + pdf_n);
	mg_drawn_write(&drawn, &w);
	return mg_frame_write(fd, &mg_clock_system, deadline_us, frame, w.n, err);
	/* nothing is freed or wiped: the process ends, and its memory with it */
}

int mg_drawing_worker(const struct mg_paper_place *place)
{
	struct mg_paper_drawer *drawer;
	struct mg_error err = {0};
	if (!mg_confine_early(&err) || !mg_paper_drawer_new(&drawer, &err)) {
		mg_log_error(MG_LOG_ERROR, "paper: a drawer does not start", &err);
		return 1;
	}
	mg_paper_ready(place);
	const int fd = mg_paper_accept(place);
	if (fd < 0)
		return 0;
	alarm(SECONDS);
	if (!mg_confine_for_judging(&err)) {
		mg_log_error(MG_LOG_ERROR, "paper: a drawer is not confined", &err);
		return 1;
	}
	return serve(fd, drawer, &err) ? 0 : 2;
}
