/* SPDX-License-Identifier: Apache-2.0
 * What the server and the matcher say to each other: frames (u32 length, then that many bytes) on a
 * unix stream socket, one request and one reply at a time. Must not do input or output; integers
 * are big-endian, parsers strict.
 *
 * request = u8 version, u8 operation, u32 timeout in ms, u8 pictures, u8 templates, pictures (u16
 * width, u16 height, width * height bytes), templates (u32 length, bytes). reply = u8 version, u8
 * result, u8 picture, u8 reason, then the template (u32 length, bytes) or the status numbers (u32
 * each), and nothing where the result has neither. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/macros.h"
#include "matcher/image.h"
#include "matcher/template.h"

#define MG_MATCHER_VERSION 1
#define MG_MATCHER_PICTURES_MAX MG_TEMPLATE_PICTURES_MAX
#define MG_MATCHER_TEMPLATES_MAX                                                                   \
	4 /* fingers of one person; each more makes a false match likelier */
#define MG_MATCHER_SEARCH_MAX 32   /* fingers of many people, asked about at an enrolment only */
#define MG_MATCHER_REQUEST_HEAD 8 /* enough for mg_matcher_request_peek() */
#define MG_MATCHER_REQUEST_MAX                                                                     \
	(MG_MATCHER_REQUEST_HEAD +                                                                 \
		MG_MATCHER_PICTURES_MAX * (4 + MG_FINGER_SIDE_MAX * MG_FINGER_SIDE_MAX) +          \
		MG_MATCHER_SEARCH_MAX * (4 + MG_TEMPLATE_BYTES_MAX))
#define MG_MATCHER_REPLY_MAX (8 + MG_TEMPLATE_BYTES_MAX)

enum mg_matcher_operation {
	MG_MATCHER_VERIFY = 1, /* one picture, one or more templates of one person */
	MG_MATCHER_ENROL = 2,  /* five pictures of one finger */
	MG_MATCHER_STATUS = 3,
	MG_MATCHER_SEARCH = 4, /* one picture, up to MG_MATCHER_SEARCH_MAX templates of anybody */
};

enum mg_matcher_result {
	MG_MATCHER_MATCH = 1,
	MG_MATCHER_NO_MATCH,
	MG_MATCHER_RETRY, /* picture `picture` is of no use, see `reason` */
	MG_MATCHER_ENROLLED,
	MG_MATCHER_NUMBERS, /* the answer to STATUS */
	MG_MATCHER_BAD_REQUEST,
	MG_MATCHER_BAD_IMAGE,
	MG_MATCHER_BAD_TEMPLATE,
	MG_MATCHER_BUSY,	/* the queue is full */
	MG_MATCHER_WORKER_DIED, /* the judging process died over this request */
	MG_MATCHER_TIMED_OUT,	/* in the queue or while judging */
	MG_MATCHER_FAILED,
	MG_MATCHER_RESULT_MAX
};

/* Why a picture is of no use. */
enum mg_finger_fault {
	MG_FINGER_FINE = 0,
	MG_FINGER_BLANK,     /* nothing lay on the glass */
	MG_FINGER_UNCLEAR,   /* too few minutiae were found */
	MG_FINGER_DIFFERENT, /* enrolment: not the finger of the pictures before */
	MG_FINGER_FAULT_MAX
};

struct mg_matcher_request {
	enum mg_matcher_operation operation;
	uint32_t timeout_ms; /* after it nobody waits for the reply any more */
	size_t pictures_n;
	size_t templates_n;
	struct mg_finger_image pictures[MG_MATCHER_PICTURES_MAX];
	struct mg_bytes templates[MG_MATCHER_SEARCH_MAX];
};

struct mg_matcher_status {
	uint32_t workers_ready; /* idle or judging */
	uint32_t workers_busy;
	uint32_t queued;
	uint32_t jobs;		  /* judged since the start */
	uint32_t workers_started; /* since the start */
	uint32_t workers_died;	  /* of their own accord or over a time limit */
};

struct mg_matcher_reply {
	enum mg_matcher_result result;
	unsigned picture; /* RETRY and BAD_IMAGE: which */
	enum mg_finger_fault fault;
	struct mg_bytes template;	 /* ENROLLED */
	struct mg_matcher_status status; /* NUMBERS */
};

/* The length of a request's bytes; what mg_matcher_request_write() needs room for. */
size_t mg_matcher_request_bytes(const struct mg_matcher_request *request);
void mg_matcher_request_write(const struct mg_matcher_request *request, struct mg_writer *w);
/* Borrows from `bytes`. INVALID for anything that is not exactly one request, and for a picture
 * whose sides are out of range. Pixels and templates are not looked at. */
bool mg_matcher_request_parse(
	struct mg_bytes bytes, struct mg_matcher_request *ret, struct mg_error *err) MG_MUST_CHECK;
/* Operation and timeout from the first MG_MATCHER_REQUEST_HEAD bytes. */
bool mg_matcher_request_peek(struct mg_bytes bytes, enum mg_matcher_operation *ret_operation,
	uint32_t *ret_timeout_ms) MG_MUST_CHECK;

void mg_matcher_reply_write(const struct mg_matcher_reply *reply, struct mg_writer *w);
/* Borrows from `bytes`. INVALID for anything that is not exactly one reply. */
bool mg_matcher_reply_parse(
	struct mg_bytes bytes, struct mg_matcher_reply *ret, struct mg_error *err) MG_MUST_CHECK;
