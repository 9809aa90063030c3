/* SPDX-License-Identifier: Apache-2.0
 * IPP (RFC 8010, 8011) through libcups, straight to the printer: no spool, no file. */
#include <cups/cups.h>
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include "base/log.h"
#include "matcher/frame.h"
#include "paper/print_format.h"
#include "paper/worker.h"

#define CONNECT_MS 4000
#define ANSWER_S 10.0 /* without a byte from the printer */
#define SECONDS 60U   /* for one request; the worker is killed then */
#define USER "madoguchi"
#define REQUEST_MAX (MG_PAPER_PDF_BYTES_MAX + 1024U)

/* No program is started and nobody is looked into: what a printer answers is read by code that has
 * had its holes. */
static bool confine(struct mg_error *err)
{
	const struct rlimit none = {0, 0}, files = {64, 64};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	const bool ok =
		prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		setrlimit(RLIMIT_CORE, &none) == 0 && setrlimit(RLIMIT_NOFILE, &files) == 0 &&
		filter &&
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(execve), 0) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(execveat), 0) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace), 0) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(process_vm_readv), 0) ==
			0 &&
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(process_vm_writev), 0) ==
			0 &&
		seccomp_load(filter) == 0;
	if (filter)
		seccomp_release(filter);
	return ok || mg_fail(err, MG_ERR_INTERNAL, "print: the worker cannot be confined");
}

/* ---- the line to a printer ---- */

struct line {
	http_t *http;
	char path[256];
	const struct mg_print_request *request;
	struct mg_print_reply *reply;
};

static int give_up(http_t *http, void *user)
{
	(void)http;
	(void)user;
	return 0;
}

static bool end(struct line *l, enum mg_print_result result, const char *reason)
{
	l->reply->result = result;
	snprintf(l->reply->reason, sizeof(l->reply->reason), "%s", reason);
	return false;
}

static bool open_line(struct line *l)
{
	char scheme[16], user[32], host[200];
	int port;
	if (httpSeparateURI(HTTP_URI_CODING_ALL, l->request->uri, scheme, sizeof(scheme), user,
		    sizeof(user), host, sizeof(host), &port, l->path,
		    sizeof(l->path)) < HTTP_URI_STATUS_OK)
		return end(l, MG_PRINT_REFUSED, "bad-uri");
	const http_encryption_t tls =
		strcmp(scheme, "ipps") == 0 ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_NEVER;
	l->http = httpConnect2(host, port, NULL, AF_UNSPEC, tls, 1, CONNECT_MS, NULL);
	if (!l->http)
		return end(l, MG_PRINT_AWAY, "not-reached");
	httpSetTimeout(l->http, ANSWER_S, give_up, NULL);
	return true;
}

static ipp_t *new_request(const struct line *l, ipp_op_t op)
{
	ipp_t *request = ippNewRequest(op);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, l->request->uri);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, USER);
	return request;
}

static const char *keyword_of(ipp_t *answer, const char *attribute)
{
	ipp_attribute_t *a = ippFindAttribute(answer, attribute, IPP_TAG_KEYWORD);
	const char *word = a ? ippGetString(a, 0, NULL) : NULL;
	return word ? word : "";
}

static enum mg_print_state state_of(int ipp_state)
{
	switch (ipp_state) {
	case IPP_JSTATE_PROCESSING:
		return MG_PRINT_WORKING;
	case IPP_JSTATE_STOPPED:
	case IPP_JSTATE_HELD:
		return MG_PRINT_STOPPED;
	case IPP_JSTATE_CANCELED:
		return MG_PRINT_CANCELLED;
	case IPP_JSTATE_ABORTED:
		return MG_PRINT_ABORTED;
	case IPP_JSTATE_COMPLETED:
		return MG_PRINT_PRINTED;
	default:
		return MG_PRINT_PENDING;
	}
}

/* What an IPP status means for a job that was offered whole. */
static enum mg_print_result result_of(ipp_status_t status)
{
	switch (status) {
	case IPP_STATUS_ERROR_BUSY:
	case IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS:
	case IPP_STATUS_ERROR_SERVICE_UNAVAILABLE:
	case IPP_STATUS_ERROR_TEMPORARY:
	case IPP_STATUS_ERROR_DEVICE:
	case IPP_STATUS_ERROR_TOO_MANY_JOBS:
	case IPP_STATUS_ERROR_PRINTER_IS_DEACTIVATED:
		return MG_PRINT_LATER;
	case IPP_STATUS_ERROR_NOT_FOUND:
		return MG_PRINT_NOT_FOUND;
	default:
		return status <= IPP_STATUS_OK_EVENTS_COMPLETE ? MG_PRINT_DONE : MG_PRINT_REFUSED;
	}
}

/* ---- what is asked ---- */

static ipp_t *job_request(const struct line *l)
{
	ipp_t *r = new_request(l, IPP_OP_PRINT_JOB);
	ippAddString(r, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, l->request->job_name);
	ippAddString(
		r, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, "application/pdf");
	ippAddInteger(r, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", (int)l->request->copies);
	ippAddString(r, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, "iso_a4_210x297mm");
	ippAddString(r, IPP_TAG_JOB, IPP_TAG_KEYWORD, "multiple-document-handling", NULL,
		"separate-documents-collated-copies");
	return r;
}

/* The printer may have the job as soon as its last byte went out: what fails from then on is
 * BROKEN. */
static bool send_job(struct line *l)
{
	ipp_t *request = job_request(l);
	const struct mg_bytes pdf = l->request->pdf;
	http_status_t http = cupsSendRequest(l->http, request, l->path, ippLength(request) + pdf.n);
	ippDelete(request);
	if (http != HTTP_STATUS_CONTINUE)
		return end(l, http == HTTP_STATUS_ERROR ? MG_PRINT_AWAY : MG_PRINT_LATER,
			"no-request");
	http = cupsWriteRequestData(l->http, (const char *)pdf.p, pdf.n);
	if (http != HTTP_STATUS_CONTINUE && http != HTTP_STATUS_OK)
		return end(l, MG_PRINT_BROKEN, "broken-while-sending");
	ipp_t *answer = cupsGetResponse(l->http, l->path);
	if (!answer)
		return end(l, MG_PRINT_BROKEN, "no-answer");
	const enum mg_print_result result = result_of(ippGetStatusCode(answer));
	ipp_attribute_t *id = ippFindAttribute(answer, "job-id", IPP_TAG_INTEGER);
	ipp_attribute_t *state = ippFindAttribute(answer, "job-state", IPP_TAG_ENUM);
	end(l, result == MG_PRINT_DONE && !id ? MG_PRINT_BROKEN : result,
		ippErrorString(ippGetStatusCode(answer)));
	if (result == MG_PRINT_DONE && id)
		l->reply->ipp_job = (uint32_t)ippGetInteger(id, 0);
	if (state)
		l->reply->state = state_of(ippGetInteger(state, 0));
	ippDelete(answer);
	return true;
}

static bool look_at_job(struct line *l)
{
	static const char *const wanted[] = {"job-id", "job-state", "job-state-reasons"};
	ipp_t *request = new_request(l, IPP_OP_GET_JOB_ATTRIBUTES);
	ippAddInteger(
		request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", (int)l->request->ipp_job);
	ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", 3, NULL,
		wanted);
	ipp_t *answer = cupsDoRequest(l->http, request, l->path);
	if (!answer)
		return end(l, MG_PRINT_AWAY, "no-answer");
	ipp_attribute_t *state = ippFindAttribute(answer, "job-state", IPP_TAG_ENUM);
	const enum mg_print_result result = result_of(ippGetStatusCode(answer));
	end(l, result == MG_PRINT_DONE && !state ? MG_PRINT_AWAY : result,
		keyword_of(answer, "job-state-reasons"));
	l->reply->ipp_job = l->request->ipp_job;
	if (state)
		l->reply->state = state_of(ippGetInteger(state, 0));
	ippDelete(answer);
	return true;
}

/* One of the lists that Get-Jobs gives: the job of our name in it, if any. The attributes of a job
 * come in any order; a nameless one stands between two jobs. */
static void search_jobs(struct line *l, const char *which, bool *ret_answered)
{
	static const char *const wanted[] = {"job-id", "job-name"};
	ipp_t *request = new_request(l, IPP_OP_GET_JOBS);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, which);
	ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", 2, NULL,
		wanted);
	ipp_t *answer = cupsDoRequest(l->http, request, l->path);
	*ret_answered = answer && ippGetStatusCode(answer) <= IPP_STATUS_OK_EVENTS_COMPLETE;
	bool is_ours = false;
	int id = 0;
	for (ipp_attribute_t *a = answer ? ippFirstAttribute(answer) : NULL; a;
		a = ippNextAttribute(answer)) {
		const char *name = ippGetName(a);
		if (!name)
			is_ours = false, id = 0;
		else if (strcmp(name, "job-id") == 0)
			id = ippGetInteger(a, 0);
		else if (strcmp(name, "job-name") == 0)
			is_ours = strcmp(ippGetString(a, 0, NULL), l->request->job_name) == 0;
		if (is_ours && id > 0)
			l->reply->ipp_job = (uint32_t)id;
	}
	ippDelete(answer);
}

static bool find_job(struct line *l)
{
	bool answered = false;
	search_jobs(l, "not-completed", &answered);
	if (answered && !l->reply->ipp_job)
		search_jobs(l, "completed", &answered);
	if (l->reply->ipp_job)
		return end(l, MG_PRINT_DONE, "found");
	return end(l, answered ? MG_PRINT_NOT_FOUND : MG_PRINT_AWAY,
		answered ? "not-found" : "no-answer");
}

static bool say_hello(struct line *l)
{
	static const char *const wanted[] = {"printer-state", "printer-state-reasons"};
	ipp_t *request = new_request(l, IPP_OP_GET_PRINTER_ATTRIBUTES);
	ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", 2, NULL,
		wanted);
	ipp_t *answer = cupsDoRequest(l->http, request, l->path);
	if (!answer)
		return end(l, MG_PRINT_AWAY, "no-answer");
	end(l, result_of(ippGetStatusCode(answer)), keyword_of(answer, "printer-state-reasons"));
	ippDelete(answer);
	return true;
}

static void act(const struct mg_print_request *request, struct mg_print_reply *reply)
{
	struct line l = {.request = request, .reply = reply};
	if (!open_line(&l))
		return;
	switch (request->op) {
	case MG_PRINT_SEND:
		(void)send_job(&l);
		break;
	case MG_PRINT_FIND:
		(void)find_job(&l);
		break;
	case MG_PRINT_LOOK:
		(void)look_at_job(&l);
		break;
	case MG_PRINT_HELLO:
	case MG_PRINT_OP_MAX:
		(void)say_hello(&l);
		break;
	}
	httpClose(l.http);
}

static bool serve(int fd, struct mg_error *err)
{
	const int64_t deadline_us = mg_mono_us(&mg_clock_system) + SECONDS * 1000000LL;
	uint8_t *bytes = malloc(REQUEST_MAX), frame[MG_FRAME_HEAD + MG_PRINT_REPLY_MAX];
	char uri[MG_PRINTER_URI_MAX + 1], name[MG_PRINT_NAME_MAX + 1];
	struct mg_print_request request;
	struct mg_print_reply reply = {.result = MG_PRINT_AWAY, .state = MG_PRINT_PENDING};
	struct mg_writer w;
	size_t n;
	if (!bytes ||
		!mg_frame_read(fd, &mg_clock_system, deadline_us, bytes, REQUEST_MAX, &n, err) ||
		!mg_print_request_read((struct mg_bytes){bytes, n}, uri, name, &request, err))
		return false;
	act(&request, &reply);
	mg_writer_init(&w, frame + MG_FRAME_HEAD, MG_PRINT_REPLY_MAX);
	mg_print_reply_write(&reply, &w);
	return mg_frame_write(fd, &mg_clock_system, deadline_us, frame, w.n, err);
}

int mg_printing_worker(const struct mg_paper_place *place)
{
	struct mg_error err = {0};
	if (!confine(&err)) {
		mg_log_error(MG_LOG_ERROR, "paper: a printing worker does not start", &err);
		return 1;
	}
	cupsSetUser(USER);
	mg_paper_ready(place);
	const int fd = mg_paper_accept(place);
	if (fd < 0)
		return 0;
	alarm(SECONDS);
	return serve(fd, &err) ? 0 : 2;
}
