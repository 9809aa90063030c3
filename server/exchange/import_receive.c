/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "exchange/import.h"
#include "exchange/j01_format.h"

/* A file on its way. */
struct receipt {
	struct mg_import *im;
	struct mg_inbox_file file;     /* owned */
	struct mg_frame_reader reader; /* owned */
	struct mg_run run;
	struct mg_import_faults faults;
};

static void receipt_done(struct receipt *r)
{
	mg_inbox_file_done(&r->file);
	mg_frame_done(&r->reader);
}

static void fault(struct mg_import_faults *faults, enum mg_import_reason reason, uint64_t line)
{
	if (reason != MG_REASON_NONE)
		mg_import_add_fault(
			faults, (struct mg_import_fault){reason, line, /* field= */ NULL});
}

/* ---- the header ---- */

static bool open_frame(struct receipt *r, struct mg_error *err)
{
	if (r->file.too_large) {
		fault(&r->faults, MG_REASON_FILE_TOO_LARGE, 0);
		return true;
	}
	if (!mg_frame_open(&r->reader, &mg_j01_layout, r->im->call->shared->municipality,
		    mg_inbox_file_read, &r->file))
		return mg_fail(err, MG_ERR_INTERNAL, "no memory for an interface file");
	const enum mg_frame_event event = mg_frame_next(&r->reader, err);
	if (event == MG_FRAME_FAILED)
		return false;
	if (event != MG_FRAME_HEADER)
		mg_import_add_fault(&r->faults, r->reader.fault);
	else if (strcmp(r->reader.header.spec_id, MG_J01_SPEC) != 0)
		fault(&r->faults, MG_REASON_SPECIFICATION, 1);
	return true;
}

/* ---- taking it, or not ---- */

static bool judge(struct mg_call *call, const struct receipt *r, struct mg_import_faults *faults,
	struct mg_error *err)
{
	bool taken;
	struct mg_import_last last;
	const struct mg_frame_header *h = &r->reader.header;
	if (!mg_run_is_taken(call->tx, call->arena, call->shared, r->file.sha256, &taken, err) ||
		!mg_run_last(call->tx, call->arena, call->shared, &last, err))
		return false;
	if (taken)
		fault(faults, MG_REASON_DUPLICATE_FILE, 0);
	else
		fault(faults, mg_import_follows(&last, h->seq, h->source), 1);
	return true;
}

static bool note_receipt(struct mg_call *call, const struct receipt *r,
	const struct mg_import_faults *faults, struct mg_error *err)
{
	if (!mg_call_note_fact(call, "step", faults->n ? "refused" : "received", err) ||
		!mg_import_note_number(call, "run", r->run.run_id, err) ||
		!mg_call_note_fact(call, "file", r->file.name, err) ||
		!mg_import_note_number(call, "bytes", r->file.bytes, err) ||
		(!r->file.too_large && !mg_import_note_hex(call, "sha256", r->file.sha256, err)) ||
		!mg_call_note_fact(call, "source", r->reader.header.source, err) ||
		!mg_import_note_number(call, "seq", r->reader.header.seq, err))
		return false;
	if (!faults->n)
		return true;
	const struct mg_import_fault *f = mg_import_main_fault(faults);
	return mg_call_note_fact(call, "reason", mg_reason_name(f->reason), err) &&
	       mg_import_note_number(call, "line", f->line, err);
}

/* Judged and written down in one transaction: nothing can take the number in between. */
static bool receive(struct mg_call *call, void *user, struct mg_error *err)
{
	struct receipt *r = user;
	struct mg_import_faults faults = r->faults;
	const struct mg_run_file file = {.name = r->file.name,
		.sha256 = r->file.too_large ? NULL : r->file.sha256,
		.bytes = r->file.bytes,
		.header = &r->reader.header};
	if (faults.n == 0 && !judge(call, r, &faults, err))
		return false;
	r->run = (struct mg_run){
		.state = faults.n ? MG_RUN_REFUSED : MG_RUN_RECEIVED, .seq = r->reader.header.seq};
	const bool ok = faults.n ? mg_run_add_refused(call->tx, call->shared, &file, &faults,
					   call->now_us, &r->run.run_id, err)
				 : mg_run_add(call->tx, call->shared, &file, call->now_us,
					   &r->run.run_id, err);
	return ok && note_receipt(call, r, &faults, err);
}

/* ---- what it says ---- */

struct check {
	const struct mg_run *run;
	struct mg_import_faults faults;
};

static bool check(struct mg_call *call, void *user, struct mg_error *err)
{
	struct check *c = user;
	c->faults = (struct mg_import_faults){0};
	if (!mg_stage_check(call->tx, call->arena, call->shared, c->run->run_id, &c->faults, err))
		return false;
	return (c->faults.n || mg_run_checked(call->tx, call->shared, c->run, call->now_us, err)) &&
	       mg_call_note_fact(call, "step", "checked", err) &&
	       mg_import_note_number(call, "run", c->run->run_id, err) &&
	       mg_import_note_number(call, "lines", c->run->lines, err) &&
	       mg_import_note_number(call, "faults", c->faults.found, err);
}

static bool refuse_and_move(
	struct receipt *r, const struct mg_import_faults *faults, struct mg_error *err)
{
	return mg_import_refuse(r->im, &r->run, faults, err) &&
	       mg_inbox_move(&r->im->inbox, &r->file, r->run.run_id, MG_INBOX_REFUSED, err);
}

/* From behind the header to a checked run or a refused one. */
static bool read_on(struct receipt *r, struct mg_error *err)
{
	struct check c = {.run = &r->run};
	if (!mg_import_stage(r->im, &r->reader, &r->run, &r->faults, err))
		return false;
	if (r->faults.n)
		return refuse_and_move(r, &r->faults, err);
	if (!mg_import_do(r->im, check, &c, err))
		return false;
	return c.faults.n == 0 || refuse_and_move(r, &c.faults, err);
}

bool mg_import_receive(struct mg_import *im, const char *name, struct mg_error *err)
{
	MG_CLEANUP(receipt_done) struct receipt r = {.im = im, .file = {.fd = -1}};
	struct mg_error e = {0};
	if (!mg_inbox_file_open(&im->inbox, name, mg_import_is_over, im, &r.file, &e)) {
		*err = e;
		return e.code == MG_ERR_NOT_FOUND; /* gone since it was found */
	}
	if (!open_frame(&r, err) || !mg_import_do(im, receive, &r, err))
		return false;
	if (r.run.state == MG_RUN_REFUSED)
		return mg_inbox_move(&im->inbox, &r.file, r.run.run_id, MG_INBOX_REFUSED, err);
	memcpy(r.run.sha256, r.file.sha256, sizeof(r.run.sha256));
	memcpy(r.run.file_name, r.file.name, sizeof(r.run.file_name));
	return read_on(&r, err);
}

bool mg_import_receive_again(struct mg_import *im, const struct mg_run *run, struct mg_error *err)
{
	MG_CLEANUP(receipt_done) struct receipt r = {.im = im, .file = {.fd = -1}, .run = *run};
	struct mg_error e = {0};
	const bool found =
		mg_inbox_file_open(&im->inbox, run->file_name, mg_import_is_over, im, &r.file, &e);
	if (!found && e.code != MG_ERR_NOT_FOUND) {
		*err = e;
		return false;
	}
	if (!found || r.file.too_large ||
		memcmp(r.file.sha256, run->sha256, sizeof(run->sha256)) != 0) {
		fault(&r.faults, MG_REASON_FILE_CHANGED,
			0); /* another file may stand there now: it is left alone */
		return mg_import_refuse(im, run, &r.faults, err);
	}
	if (!open_frame(&r, err))
		return false;
	return r.faults.n ? refuse_and_move(&r, &r.faults, err) : read_on(&r, err);
}
