/* SPDX-License-Identifier: Apache-2.0
 * Decides which refusals get an entry of their own: the first ten per terminal, reason and minute singly, the rest as a
 * count, so that a broken kiosk cannot fill the log. Pure but for its own table. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define MG_REFUSALS_SINGLY 10U

/* What to write for this refusal. */
struct mg_refusal_plan {
	bool write_single;
	uint32_t write_count; /* > 0: an entry that stands for this many earlier ones */
};
/* Thread-safe. `minute` is now / 60 s; `source` identifies terminal and reason. */
struct mg_refusal_plan mg_refusals_note(uint64_t source, int64_t minute);
