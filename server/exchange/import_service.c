/* SPDX-License-Identifier: Apache-2.0
 * The job ImportJ01: change files of the resident register, one after the other, each of them whole
 * or not at all. */
#include <stdio.h>
#include <time.h>
#include "exchange/import.h"

#define TRIES 20
#define PAUSE_NS 20000000L

bool mg_import_is_over(void *user)
{
	const struct mg_import *im = user;
	return mg_call_is_over(im->call);
}

bool mg_import_do(struct mg_import *im, mg_import_step *step, void *user, struct mg_error *err)
{
	struct mg_call *call = im->call;
	for (unsigned tries = 1;; tries++) {
		struct mg_error e = {0};
		mg_arena_reset(call->arena);
		if (mg_job_begin(call, &e) && step(call, user, &e) && mg_job_commit(call, &e))
			return true;
		if (e.code != MG_ERR_RETRY || tries == TRIES || mg_call_is_over(call)) {
			*err = e;
			return false;
		}
		nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
	}
}

bool mg_import_note_number(
	struct mg_call *call, const char *key, uint64_t number, struct mg_error *err)
{
	char text[24];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return mg_call_note_fact(call, key, text, err);
}

bool mg_import_note_hex(
	struct mg_call *call, const char *key, const uint8_t sha256[32], struct mg_error *err)
{
	char hex[65];
	mg_hex(sha256, 32, hex);
	return mg_call_note_fact(call, key, hex, err);
}

void mg_stage_place(
	char ret[MG_STAGE_PLACE_BYTES], const char *municipality, uint64_t run_id, uint64_t line_no)
{
	snprintf(ret, MG_STAGE_PLACE_BYTES, "%s/%llu/%llu", municipality,
		(unsigned long long)run_id, (unsigned long long)line_no);
}

/* ---- refusing ---- */

struct refusal {
	const struct mg_run *run;
	const struct mg_import_faults *faults;
};

static bool refuse(struct mg_call *call, void *user, struct mg_error *err)
{
	const struct refusal *r = user;
	const struct mg_import_fault *f = mg_import_main_fault(r->faults);
	return mg_run_refused(call->tx, call->shared, r->run, r->faults, call->now_us, err) &&
	       mg_call_note_fact(call, "step", "refused", err) &&
	       mg_import_note_number(call, "run", r->run->run_id, err) &&
	       mg_call_note_fact(call, "file", r->run->file_name, err) &&
	       mg_import_note_hex(call, "sha256", r->run->sha256, err) &&
	       mg_call_note_fact(call, "reason", mg_reason_name(f->reason), err) &&
	       mg_import_note_number(call, "line", f->line, err) &&
	       mg_import_note_number(call, "faults", r->faults->found, err);
}

bool mg_import_refuse(struct mg_import *im, const struct mg_run *run,
	const struct mg_import_faults *faults, struct mg_error *err)
{
	struct refusal r = {run, faults};
	return mg_import_do(im, refuse, &r, err);
}

/* ---- what is left of runs that ended ---- */

#define CLEAR_LINES 10000U

static bool clear(struct mg_call *call, void *user, struct mg_error *err)
{
	const uint64_t *run_id = user;
	uint64_t removed;
	return mg_stage_remove(call->tx, call->shared, *run_id, CLEAR_LINES, &removed, err) &&
	       mg_call_note_fact(call, "step", "cleared", err) &&
	       mg_import_note_number(call, "run", *run_id, err) &&
	       mg_import_note_number(call, "lines", removed, err);
}

/* ---- the job ---- */

/* What there is to do; nothing of it is personal data, so no entry is written for looking. */
static bool look(
	struct mg_import *im, struct mg_run *ret_run, uint64_t *ret_left, struct mg_error *err)
{
	struct mg_call *call = im->call;
	mg_arena_reset(call->arena);
	*ret_left = 0;
	return mg_job_begin(call, err) &&
	       mg_run_find(call->tx, call->arena, call->shared, /* lock= */ false, ret_run, err) &&
	       (ret_run->run_id ||
		       mg_stage_first_run(call->tx, call->arena, call->shared, ret_left, err));
}

static bool next(struct mg_import *im, bool *ret_idle, struct mg_error *err)
{
	struct mg_run run;
	uint64_t left;
	char name[MG_IMPORT_NAME_BYTES + 1];
	if (!look(im, &run, &left, err))
		return false;
	if (run.run_id)
		return run.state == MG_RUN_RECEIVED ? mg_import_receive_again(im, &run, err)
						    : mg_import_post(im, &run, err);
	if (left)
		return mg_import_do(im, clear, &left, err);
	if (!mg_inbox_find(&im->inbox, name, err))
		return false;
	*ret_idle = name[0] == '\0';
	return *ret_idle || mg_import_receive(im, name, err);
}

bool mg_job_import_j01(struct mg_call *call, struct mg_error *err)
{
	struct mg_error e = {0};
	struct mg_import im = {.call = call, .inbox = {.fd = -1}};
	bool ours, idle = false;
	if (!call->shared->import_dir)
		return true;
	if (!mg_inbox_open(call->shared->import_dir, &im.inbox, &ours, err))
		return false;
	bool ok = true;
	while (ok && ours && !idle && !mg_call_is_over(call))
		ok = next(&im, &idle, &e);
	mg_inbox_done(&im.inbox);
	if (ok || e.code == MG_ERR_CANCELLED)
		return true;
	*err = e;
	return false;
}
