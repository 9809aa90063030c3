/* SPDX-License-Identifier: Apache-2.0
 * The break-glass: how long one is open, and how long wrong codes or passwords make the console wait. Pure: no clock, no
 * state (docs/adr/0016-first-set-up-and-break-glass.md). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define MG_GLASS_MINUTES 60U
#define MG_GLASS_MINUTES_MAX 240U
#define MG_GLASS_TELL_US INT64_C(600000000) /* an alarm this often while it is open */
#define MG_GLASS_FINGERS 2U                 /* of who ends the set-up */

/* Open at `now_us`: from its opening to its last instant, not before (a clock that was set back opens nothing). */
static inline bool mg_glass_is_open_at(int64_t opened_us, int64_t until_us, int64_t now_us)
{
	return now_us >= opened_us && now_us < until_us;
}

/* How long nothing is judged after so many wrong tries in a row: the first two cost nothing, then 30 s, doubling up to
 * 15 minutes. */
int64_t mg_glass_wait_us(uint32_t failures);
