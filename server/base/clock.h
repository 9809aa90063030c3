/* SPDX-License-Identifier: Apache-2.0
 * The clock, injected: nothing below main reads the time by itself. */
#pragma once
#include <stdint.h>

struct mg_clock {
	/* Microseconds since 1970 UTC, and of a clock that never steps back (CLOCK_BOOTTIME). */
	int64_t (*utc_us)(const struct mg_clock *clock);
	int64_t (*mono_us)(const struct mg_clock *clock);
	/* state of a test clock: added to the real time */
	int64_t shift_us;
};

extern const struct mg_clock mg_clock_system;
static inline int64_t mg_now_us(const struct mg_clock *c)
{
	return c->utc_us(c);
}
static inline int64_t mg_mono_us(const struct mg_clock *c)
{
	return c->mono_us(c);
}
