/* SPDX-License-Identifier: Apache-2.0
 * Paper: looking at a paper, asking for its print, the ward's queue. Printing itself is the job's
 * (paper_queue.c). */
#include <stdio.h>
#include <string.h>
#include "paper/paper.h"

#define PIECE_BYTES 262144U

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static bool refuse(struct mg_call *call, const char *field, struct mg_error *err)
{
	call->field = field;
	return mg_fail(err, MG_ERR_INVALID, "%s", field);
}

/* ---- what the protocol says ---- */

static bool read_date(
	struct mg_call *call, const Pb__Date *in, struct mg_date *ret, struct mg_error *err)
{
	if (!in || in->year < 1 || in->year > 9999 || in->month > 12 || in->day > 31)
		return refuse(call, "day", err);
	*ret = (struct mg_date){in->year, (uint8_t)in->month, (uint8_t)in->day};
	return mg_date_is_valid(*ret) || refuse(call, "day", err);
}

static bool read_ward(struct mg_call *call, const char *in, char ret[4], struct mg_error *err)
{
	if (!in[0])
		in = call->session.ward;
	if (strlen(in) != 3 || strspn(in, "0123456789") != 3)
		return refuse(call, "ward", err);
	memcpy(ret, in, 4);
	return true;
}

static bool read_ref(struct mg_call *call, const Pb__PaperRef *in, struct mg_paper_ref *ret,
	struct mg_error *err)
{
	*ret = (struct mg_paper_ref){0};
	if (!in)
		return refuse(call, "paper", err);
	if (in->kind == PB__PAPER_KIND__PAPER_RECEIPT_SLIP) {
		ret->kind = MG_PAPER_KIND_SLIP;
		if (!in->receipt || !in->receipt->number)
			return refuse(call, "receipt", err);
		ret->number = in->receipt->number;
		return read_ward(call, in->receipt->ward, ret->ward, err) &&
		       read_date(call, in->receipt->day, &ret->day, err);
	}
	if (in->kind != PB__PAPER_KIND__PAPER_CHECK_LIST)
		return refuse(call, "paper", err);
	ret->kind = MG_PAPER_KIND_LIST;
	const char *staff_no = in->staff_no[0] ? in->staff_no : call->session.staff_no;
	if (strlen(staff_no) >= sizeof(ret->staff_no))
		return refuse(call, "staff_no", err);
	memcpy(ret->staff_no, staff_no, strlen(staff_no) + 1);
	return read_ward(call, in->ward, ret->ward, err) &&
	       read_date(call, in->day, &ret->day, err);
}

static Pb__Date *reply_date(struct mg_call *call, struct mg_date d)
{
	Pb__Date *date = mg_arena_alloc(call->arena, sizeof(*date));
	if (date) {
		pb__date__init(date);
		date->year = d.year;
		date->month = d.month;
		date->day = d.day;
	}
	return date;
}

static Pb__PaperRef *reply_ref(struct mg_call *call, const struct mg_paper_ref *ref)
{
	Pb__PaperRef *out = mg_arena_alloc(call->arena, sizeof(*out));
	Pb__ReceiptNo *no = mg_arena_alloc(call->arena, sizeof(*no));
	Pb__Date *day = reply_date(call, ref->day);
	if (!out || !no || !day)
		return NULL;
	pb__paper_ref__init(out);
	if (ref->kind == MG_PAPER_KIND_SLIP) {
		pb__receipt_no__init(no);
		no->ward = mg_arena_strdup(call->arena, ref->ward);
		no->day = day;
		no->number = ref->number;
		out->kind = PB__PAPER_KIND__PAPER_RECEIPT_SLIP;
		out->receipt = no;
		return no->ward ? out : NULL;
	}
	out->kind = PB__PAPER_KIND__PAPER_CHECK_LIST;
	out->ward = mg_arena_strdup(call->arena, ref->ward);
	out->staff_no = mg_arena_strdup(call->arena, ref->staff_no);
	out->day = day;
	return out->ward && out->staff_no ? out : NULL;
}

/* ---- looking ---- */

static bool is_another(const ProtobufCBinaryData *wanted, const uint8_t is[32])
{
	return wanted->len && (wanted->len != 32 || memcmp(wanted->data, is, 32) != 0);
}

bool mg_Paper_preview(struct mg_call *call, const Pb__PaperPreviewRequest *in,
	Pb__PaperPreviewReply *out, struct mg_error *err)
{
	struct mg_paper_ref ref;
	struct mg_made_paper paper;
	if (in->offset && !in->sha256.len)
		return refuse(call, "sha256", err);
	if (!read_ref(call, in->paper, &ref, err) || !mg_paper_make(call, &ref, &paper, err) ||
		!mg_paper_note(call, &ref, NULL, err))
		return false;
	if (is_another(&in->sha256, paper.sha256))
		return mg_fail(err, MG_ERR_CONFLICT, "the paper changed since its first piece");
	if (in->offset > paper.pdf.n)
		return refuse(call, "offset", err);
	const size_t left = paper.pdf.n - in->offset;
	out->piece.data = (uint8_t *)(uintptr_t)paper.pdf.p + in->offset;
	out->piece.len = left < PIECE_BYTES ? left : PIECE_BYTES;
	out->size = (uint32_t)paper.pdf.n;
	out->pages = paper.pages;
	out->sha256.data = (uint8_t *)mg_arena_memdup(call->arena, paper.sha256, 32);
	out->sha256.len = 32;
	return out->sha256.data || no_room(err);
}

/* ---- asking for a print ---- */

/* The named printer of the session's ward, or its first. */
static bool find_printer(
	struct mg_call *call, const char *name, const char **ret, struct mg_error *err)
{
	struct mg_printer *printers;
	size_t n;
	if (!mg_printer_list(
		    call->tx, call->arena, call->shared, call->session.ward, &printers, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!name[0] || strcmp(printers[i].name, name) == 0) {
			*ret = printers[i].name;
			return true;
		}
	call->field = "printer";
	return mg_fail(err, MG_ERR_NOT_FOUND,
		n ? "no such printer in the ward" : "the ward has no printer");
}

/* Into the queue, and into the reply and the entry. */
static bool enqueue(struct mg_call *call, struct mg_print_job *job,
	const struct mg_made_paper *paper, Pb__PaperPrintReply *out, struct mg_error *err)
{
	struct mg_job_log log;
	mg_call_log_ref(call, &log.writer, &log.n);
	memcpy(job->sha256, paper->sha256, 32);
	memcpy(job->ward, call->session.ward, sizeof(job->ward));
	job->pages = paper->pages;
	job->staff_id = call->session.staff_id;
	job->staff_no = call->session.staff_no;
	job->staff_name = call->session.staff_name;
	job->asked_us = call->now_us;
	if (!mg_print_job_add(call->tx, call->shared, job, log, &job->job_id, err))
		return false;
	out->job_id = job->job_id;
	out->printer = mg_arena_strdup(call->arena, job->printer);
	return out->printer ? mg_paper_note(call, &job->paper, job, err) : no_room(err);
}

bool mg_Paper_print(struct mg_call *call, const Pb__PaperPrintRequest *in, Pb__PaperPrintReply *out,
	struct mg_error *err)
{
	struct mg_made_paper paper;
	struct mg_print_job job = {.copies = in->copies};
	if (in->copies < 1 || in->copies > MG_PRINT_COPIES_MAX)
		return refuse(call, "copies", err);
	if (in->sha256.len != 32) /* nothing is printed that was not looked at */
		return refuse(call, "sha256", err);
	if (!read_ref(call, in->paper, &job.paper, err) ||
		!find_printer(call, in->printer, &job.printer, err) ||
		!mg_paper_make(call, &job.paper, &paper, err))
		return false;
	if (is_another(&in->sha256, paper.sha256))
		return mg_fail(err, MG_ERR_CONFLICT, "the paper is not the one that was looked at");
	return enqueue(call, &job, &paper, out, err);
}

/* Moves a job of the session's ward on by a clerk's hand. */
static bool step_by_hand(struct mg_call *call, const struct mg_print_job *job, enum mg_job_state to,
	const char *trouble, struct mg_error *err)
{
	struct mg_job_log log;
	struct mg_job_step step = job->step;
	mg_call_log_ref(call, &log.writer, &log.n);
	step.state = to;
	step.trouble = trouble;
	return mg_print_job_step(call->tx, call->shared, job->job_id, job->step.state, &step,
		call->now_us, log, err);
}

static bool lock_job(
	struct mg_call *call, uint64_t job_id, struct mg_print_job *ret, struct mg_error *err)
{
	if (!mg_print_job_lock(call->tx, call->arena, call->shared, job_id, ret, err))
		return false;
	return strcmp(ret->ward, call->session.ward) == 0 ||
	       mg_fail(err, MG_ERR_NOT_FOUND, "a job of another ward");
}

bool mg_Paper_reprint(struct mg_call *call, const Pb__PaperReprintRequest *in,
	Pb__PaperPrintReply *out, struct mg_error *err)
{
	struct mg_print_job old;
	struct mg_made_paper paper;
	if (!lock_job(call, in->job_id, &old, err))
		return false;
	if (old.step.state == MG_JOB_QUEUED || old.step.state == MG_JOB_SENDING ||
		old.step.state == MG_JOB_SENT)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "the job is still on its way");
	struct mg_print_job job = {
		.copies = old.copies, .paper = old.paper, .reprint_of = old.job_id};
	if (!find_printer(call, in->printer[0] ? in->printer : old.printer, &job.printer, err) ||
		!mg_paper_make(call, &job.paper, &paper, err))
		return false;
	if (old.step.state == MG_JOB_UNKNOWN &&
		!step_by_hand(call, &old, MG_JOB_FAILED,
			"印刷されたか分からないまま、再印刷しました。", err))
		return false;
	return enqueue(call, &job, &paper, out, err);
}

bool mg_Paper_cancel(struct mg_call *call, const Pb__PaperCancelRequest *in,
	Pb__PaperCancelReply *out, struct mg_error *err)
{
	struct mg_print_job job;
	struct mg_bytes description;
	(void)out;
	if (!lock_job(call, in->job_id, &job, err))
		return false;
	if (job.step.state != MG_JOB_QUEUED && job.step.state != MG_JOB_UNKNOWN)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "the printer has the job, or it ended");
	/* whose paper it is: to describe it names them in the entry */
	return mg_paper_describe(call, &job.paper, &description, err) &&
	       step_by_hand(call, &job, MG_JOB_CANCELLED,
		       job.step.state == MG_JOB_UNKNOWN
			       ? "印刷されたか分からないまま、取り消しました。"
			       : "",
		       err) &&
	       mg_paper_note(call, &job.paper, &job, err);
}

/* ---- the queue ---- */

/* The protocol has no word of its own for the two states in which nobody knows: they are SENT with
 * a trouble. */
static Pb__PaperJob__State reply_state(enum mg_job_state state)
{
	switch (state) {
	case MG_JOB_QUEUED:
		return PB__PAPER_JOB__STATE__QUEUED;
	case MG_JOB_PRINTED:
		return PB__PAPER_JOB__STATE__PRINTED;
	case MG_JOB_FAILED:
		return PB__PAPER_JOB__STATE__FAILED;
	case MG_JOB_CANCELLED:
		return PB__PAPER_JOB__STATE__CANCELLED;
	case MG_JOB_SENDING:
	case MG_JOB_SENT:
	case MG_JOB_UNKNOWN:
	case MG_JOB_NONE:
	case MG_JOB_STATE_MAX:
		break;
	}
	return PB__PAPER_JOB__STATE__SENT;
}

static bool fill_job(struct mg_call *call, const struct mg_print_job *job, Pb__PaperJob *to,
	struct mg_error *err)
{
	pb__paper_job__init(to);
	to->job_id = job->job_id;
	to->paper = reply_ref(call, &job->paper);
	to->copies = job->copies;
	to->pages = job->pages;
	to->state = reply_state(job->step.state);
	to->asked_us = job->asked_us;
	to->reprint_of = job->reprint_of;
	to->printer = mg_arena_strdup(call->arena, job->printer);
	to->trouble = mg_arena_strdup(call->arena, job->step.trouble);
	to->staff_name = mg_arena_strdup(call->arena, job->staff_name);
	return (to->paper && to->printer && to->trouble && to->staff_name) || no_room(err);
}

static bool fill_printers(struct mg_call *call, Pb__PaperJobsReply *out, struct mg_error *err)
{
	struct mg_printer *printers;
	size_t n;
	if (!mg_printer_list(
		    call->tx, call->arena, call->shared, call->session.ward, &printers, &n, err))
		return false;
	Pb__PaperPrinter *to = mg_arena_calloc(call->arena, n + 1, sizeof(*to));
	out->printers = mg_arena_calloc(call->arena, n + 1, sizeof(*out->printers));
	if (!to || !out->printers)
		return no_room(err);
	for (; out->n_printers < n; out->n_printers++) {
		Pb__PaperPrinter *p = &to[out->n_printers];
		pb__paper_printer__init(p);
		p->name = mg_arena_strdup(call->arena, printers[out->n_printers].name);
		p->answers = !printers[out->n_printers].waits;
		if (!p->name)
			return no_room(err);
		out->printers[out->n_printers] = p;
	}
	return true;
}

bool mg_Paper_jobs(struct mg_call *call, const Pb__PaperJobsRequest *in, Pb__PaperJobsReply *out,
	struct mg_error *err)
{
	const int64_t today_us = mg_date_start_utc_us(mg_date_of_utc_us(call->now_us));
	struct mg_print_job *jobs;
	size_t n;
	(void)in;
	if (!mg_print_job_list(call->tx, call->arena, call->shared, call->session.ward, today_us,
		    &jobs, &n, err))
		return false;
	Pb__PaperJob *to = mg_arena_calloc(call->arena, n + 1, sizeof(*to));
	out->jobs = mg_arena_calloc(call->arena, n + 1, sizeof(*out->jobs));
	if (!to || !out->jobs)
		return no_room(err);
	for (; out->n_jobs < n; out->n_jobs++) {
		out->jobs[out->n_jobs] = &to[out->n_jobs];
		if (!fill_job(call, &jobs[out->n_jobs], &to[out->n_jobs], err))
			return false;
	}
	return fill_printers(call, out, err);
}

bool mg_job_print_papers(struct mg_call *call, struct mg_error *err)
{
	return mg_paper_print_due(call, err);
}
