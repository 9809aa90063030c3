/* SPDX-License-Identifier: Apache-2.0
 * Frames (u32 length, bytes) over a connected stream socket with a deadline. Must not know what is
 * inside them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/clock.h"
#include "base/error.h"
#include "base/macros.h"

#define MG_FRAME_HEAD 4
#define MG_FRAME_FOREVER INT64_MAX

/* Waits until `deadline_us` of the clock's mono_us. Both work on blocking and non-blocking sockets.
 * DEADLINE when it passes, UNAVAILABLE when the other side is gone. */

/* `frame` starts with MG_FRAME_HEAD bytes of room, which this fills with the length of the `n`
 * bytes behind them. */
bool mg_frame_write(int fd, const struct mg_clock *clock, int64_t deadline_us, uint8_t *frame,
	size_t n, struct mg_error *err) MG_MUST_CHECK;
/* Reads one frame's bytes into `buffer`; INVALID when it is empty or longer than `cap`. */
bool mg_frame_read(int fd, const struct mg_clock *clock, int64_t deadline_us, uint8_t *buffer,
	size_t cap, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

void mg_frame_put_head(uint8_t *head, size_t n);
size_t mg_frame_get_head(const uint8_t *head);
