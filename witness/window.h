/* SPDX-License-Identifier: Apache-2.0
 * A stretch of the log as its runs name it: which entries, and which leaf hashes were signed for them. The witness goes
 * through the log window by window, so that its memory does not grow with the log. */
#pragma once
#include "finding.h"
#include "roster.h"
#include "wire/merkle.h"

#define MG_WINDOW_ENTRIES (UINT64_C(1) << 18)

struct mg_window_run {
	uint64_t first_index;
	uint64_t n_from, n_to;
	struct mg_roster_writer *w; /* borrowed from the roster */
};

struct mg_window {
	/* owned */
	struct mg_hash *hashes; /* of the entries base … to - 1 */
	struct mg_window_run *runs;
	/* state */
	uint64_t base;     /* the tile border at or before `from`: a tile may begin in the window before */
	uint64_t from, to; /* entries of this window */
	uint64_t until;    /* runs that begin before were read: the last one may reach beyond */
	size_t n_runs;
	size_t hashes_cap, runs_cap;
};

/* Reads the runs that follow `before` (zeroed: from the beginning) up to the entry `end`, about MG_WINDOW_ENTRIES of
 * them. Stops before the first run that does not continue the log or its writer, and reports it. to == from: none left. */
bool mg_window_read(struct mg_window *window, const struct mg_window *before, uint64_t end, struct mg_tx *tx,
	struct mg_roster *roster, struct mg_findings *findings, struct mg_error *err) MG_MUST_CHECK;
void mg_window_done(struct mg_window *window);
static inline const struct mg_hash *mg_window_hash(const struct mg_window *window, uint64_t index)
{
	return &window->hashes[index - window->base];
}

extern mg_stmt_list mg_window_statements;
