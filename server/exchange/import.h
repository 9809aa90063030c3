/* SPDX-License-Identifier: Apache-2.0
 * The steps of the import job, for its own files only. Each step is one transaction with one log
 * entry, and what the database says of the run decides what comes next: a job that is killed
 * anywhere goes on where it was. */
#pragma once
#include "exchange/exchange_store.h"
#include "exchange/inbox.h"
#include "exchange/stage_store.h"
#include "rpc/call.h"

struct mg_import {
	struct mg_call *call;
	struct mg_inbox inbox; /* owned */
};

/* Runs one step in a transaction of its own and commits it with an entry; again when it lost a
 * race. Errors: those of the step; UNCERTAIN: what the database says afterwards is what happened.
 */
typedef bool mg_import_step(struct mg_call *call, void *user, struct mg_error *err);
bool mg_import_do(
	struct mg_import *im, mg_import_step *step, void *user, struct mg_error *err) MG_MUST_CHECK;
bool mg_import_note_number(
	struct mg_call *call, const char *key, uint64_t number, struct mg_error *err) MG_MUST_CHECK;
bool mg_import_note_hex(struct mg_call *call, const char *key, const uint8_t sha256[32],
	struct mg_error *err) MG_MUST_CHECK;
/* Ends the run that is under way, and says why. */
bool mg_import_refuse(struct mg_import *im, const struct mg_run *run,
	const struct mg_import_faults *faults, struct mg_error *err) MG_MUST_CHECK;
/* For mg_inbox_file_open. */
bool mg_import_is_over(void *user);

/* import_receive.c: a file of the inbox, from its first byte to the check of all of it. */
bool mg_import_receive(struct mg_import *im, const char *name, struct mg_error *err) MG_MUST_CHECK;
/* The same for a run that was received before, behind the lines that are staged already. */
bool mg_import_receive_again(
	struct mg_import *im, const struct mg_run *run, struct mg_error *err) MG_MUST_CHECK;

/* import_stage.c: reads on behind the header; stages what is right, collects what is not. `faults`
 * stays empty when the whole file is staged. CANCELLED: the server stops. */
bool mg_import_stage(struct mg_import *im, struct mg_frame_reader *reader, struct mg_run *run,
	struct mg_import_faults *faults, struct mg_error *err) MG_MUST_CHECK;

/* import_post.c: posts a checked run piece by piece, and ends it. */
bool mg_import_post(
	struct mg_import *im, const struct mg_run *run, struct mg_error *err) MG_MUST_CHECK;

/* The place of one sealed line: "271403/12/345". */
#define MG_STAGE_PLACE_BYTES 64
void mg_stage_place(char ret[MG_STAGE_PLACE_BYTES], const char *municipality, uint64_t run_id,
	uint64_t line_no);
