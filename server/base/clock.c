/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include <time.h>

static int64_t read_us(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t system_utc_us(const struct mg_clock *clock)
{
	return read_us(CLOCK_REALTIME) + clock->shift_us;
}

static int64_t system_mono_us(const struct mg_clock *clock)
{
	return read_us(CLOCK_BOOTTIME) + clock->shift_us;
}

const struct mg_clock mg_clock_system = {.utc_us = system_utc_us, .mono_us = system_mono_us};
