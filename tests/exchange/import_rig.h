/* SPDX-License-Identifier: Apache-2.0
 * An inbox, files of invented people in it, and the real job on a real database. */
#pragma once
#include "bureau.h"
#include "exchange/exchange_store.h"
#include "exchange/j01_format.h"
#include "sample.h"

/* Starts bureau and inbox or aborts. */
void rig_open(const char *name);
void rig_close(void);
const char *rig_inbox(void);

/* ---- files ---- */

/* One change of an invented person; NULL stands for a usual value. */
struct rig_line {
	char op;
	unsigned person;
	const char *my_number; /* NULL: none */
	const char *name;
};
/* A number with its check digit, a different one for each `n`. */
const char *rig_my_number(unsigned n, char ret[13]);
struct mg_frame_header rig_header(uint32_t seq);
/* A file of these lines in memory; sample_done frees it. */
void rig_make(struct sample *ret, const struct mg_frame_header *header,
	const struct rig_line *lines, size_t n);
/* A file of `n` new persons from number `first`, every third with a 個人番号. */
void rig_make_many(
	struct sample *ret, const struct mg_frame_header *header, unsigned first, size_t n);
/* Makes trailer and digest right again after a change. */
void rig_seal(struct sample *s);
/* Puts it into the inbox as a sender does: under another name, then renamed. */
void rig_drop(const struct sample *s, const char *name);

/* ---- running ---- */

/* Runs the job until it has nothing to do; `stopping` may be NULL. The worker lives from run to
 * run, as the server's. */
bool rig_run(const atomic_bool *stopping, struct mg_error *err);
/* The same, aborting the test when it fails. */
void rig_run_well(void);
/* A worker of this process's own: for a child that is to be killed. */
void rig_forget_worker(void);

/* ---- asking ---- */

uint64_t rig_number(const char *sql);
void rig_text(const char *sql, char *ret, size_t cap);
bool rig_exists(const char *path);
/* What must hold whenever the job rests: every change has its log entry, counts add up, nothing is
 * left in the stage. */
void rig_check_whole(void);
