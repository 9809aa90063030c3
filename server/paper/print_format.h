/* SPDX-License-Identifier: Apache-2.0
 * What the server asks madoguchi-paper for and what it is answered, as bytes of one frame each way.
 * The pure side of both workers' sockets; opens nothing. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"
#include "paper/paper_format.h"

#define MG_PRINTER_URI_MAX 200U
#define MG_PRINT_NAME_MAX 60U
#define MG_PRINT_REASON_MAX 200U
#define MG_PRINT_COPIES_MAX 20U

/* ---- drawing: the request is a description (paper_format.h) ---- */

#define MG_DRAWN_REPLY_MAX (MG_PAPER_PDF_BYTES_MAX + 16U)
struct mg_drawn {
	enum mg_code code; /* MG_OK */
	unsigned pages;
	struct mg_bytes pdf; /* borrowed */
};
void mg_drawn_write(const struct mg_drawn *drawn, struct mg_writer *w);
bool mg_drawn_read(struct mg_bytes bytes, struct mg_drawn *ret, struct mg_error *err) MG_MUST_CHECK;

/* ---- printing ---- */

enum mg_print_op {
	MG_PRINT_SEND = 1, /* Print-Job */
	MG_PRINT_FIND,	   /* is there a job of that name? */
	MG_PRINT_LOOK,	   /* how is job `ipp_job`? */
	MG_PRINT_HELLO,	   /* does the printer answer? */
	MG_PRINT_OP_MAX
};
struct mg_print_request {
	enum mg_print_op op;
	const char *uri; /* ipp:// or ipps:// */
	const char *job_name;
	uint32_t copies;
	uint32_t ipp_job;
	struct mg_bytes pdf;
};
/* What is known afterwards; the difference between AWAY and BROKEN is what keeps a paper from being
 * printed twice. */
enum mg_print_result {
	MG_PRINT_DONE = 1,  /* the printer answered what was asked */
	MG_PRINT_AWAY,	    /* it was not reached: it has got nothing */
	MG_PRINT_LATER,	    /* it is busy or takes no jobs now: it has got nothing */
	MG_PRINT_REFUSED,   /* it does not take such a job, now or later */
	MG_PRINT_BROKEN,    /* the line broke behind the first byte: it may have got the job */
	MG_PRINT_NOT_FOUND, /* it knows no such job (any more) */
	MG_PRINT_RESULT_MAX
};
enum mg_print_state {
	MG_PRINT_PENDING = 1,
	MG_PRINT_WORKING,
	MG_PRINT_STOPPED,
	MG_PRINT_PRINTED,
	MG_PRINT_ABORTED,
	MG_PRINT_CANCELLED,
	MG_PRINT_STATE_MAX
};
struct mg_print_reply {
	enum mg_print_result result;
	enum mg_print_state state; /* of a job; PENDING otherwise */
	uint32_t ipp_job;
	char reason[MG_PRINT_REASON_MAX + 1]; /* IPP keywords of the printer, "media-empty"; for the
						 log and paper_rules.h */
};
size_t mg_print_request_bytes(const struct mg_print_request *request);
void mg_print_request_write(const struct mg_print_request *request, struct mg_writer *w);
/* Texts land in `uri` and `name`. */
bool mg_print_request_read(struct mg_bytes bytes, char uri[MG_PRINTER_URI_MAX + 1],
	char name[MG_PRINT_NAME_MAX + 1], struct mg_print_request *ret,
	struct mg_error *err) MG_MUST_CHECK;
#define MG_PRINT_REPLY_MAX 512U
void mg_print_reply_write(const struct mg_print_reply *reply, struct mg_writer *w);
bool mg_print_reply_read(
	struct mg_bytes bytes, struct mg_print_reply *ret, struct mg_error *err) MG_MUST_CHECK;

/* "ipp://host[:port]/path" in printable ASCII without spaces. */
bool mg_printer_uri_is_good(const char *uri);
