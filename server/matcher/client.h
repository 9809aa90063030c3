/* SPDX-License-Identifier: Apache-2.0
 * The server's side of the matcher: one call, one connection, one verdict. Must not use GLib, keep
 * pictures, or decide what a verdict means for a login. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/macros.h"
#include "matcher/image.h"
#include "matcher/protocol.h"
#include "matcher/template.h"

/* Where the matcher listens. Holds no state of a call: any number of threads may use one. */
struct mg_matcher_client;

enum mg_match {
	MG_MATCH_NO = 0,
	MG_MATCH_YES,
	MG_MATCH_RETRY, /* the picture is of no use: neither yes nor no */
};

struct mg_enrolment {
	bool done; /* else picture `picture` is to be taken again because of `fault` */
	size_t picture;
	enum mg_finger_fault fault;
	size_t template_n;
	uint8_t template[MG_TEMPLATE_BYTES_MAX]; /* to be sealed; holds no name. Wipe after use */
};

/* INVALID when the path is too long for a socket. Does not connect; without a path ("") every call
 * is UNAVAILABLE. */
bool mg_matcher_client_new(const char *socket_path, struct mg_matcher_client **ret,
	struct mg_error *err) MG_MUST_CHECK;
void mg_matcher_client_free(struct mg_matcher_client *client); /* accepts NULL */

/* Does the picture show one of the fingers of these templates (1 to MG_MATCHER_TEMPLATES_MAX, all
 * of one person: never search among people with it, the match is too weak for that)? Blocks up to
 * `timeout_ms` (> 0). INVALID: no such picture comes from a reader. DATA_LOSS: a template is
 * damaged. BUSY: the matcher's queue is full. DEADLINE. UNAVAILABLE: the matcher is not there or
 * its worker died over this picture. */
bool mg_matcher_verify(const struct mg_matcher_client *client, const struct mg_finger_image *image,
	const struct mg_bytes *templates, size_t templates_n, int64_t timeout_ms,
	enum mg_match *ret, struct mg_error *err) MG_MUST_CHECK;

/* Does the picture look like one of these fingers of many people (1 to MG_MATCHER_SEARCH_MAX)? A yes is a reason to look
 * closer, never an answer: strangers match too often. Otherwise as mg_matcher_verify(). */
bool mg_matcher_search(const struct mg_matcher_client *client, const struct mg_finger_image *image,
	const struct mg_bytes *templates, size_t templates_n, int64_t timeout_ms,
	enum mg_match *ret, struct mg_error *err) MG_MUST_CHECK;

/* Makes a template of five pictures of one finger; each must match one before it. Errors as
 * mg_matcher_verify(). */
bool mg_matcher_enrol(const struct mg_matcher_client *client,
	const struct mg_finger_image images[MG_MATCHER_PICTURES_MAX], int64_t timeout_ms,
	struct mg_enrolment *ret, struct mg_error *err) MG_MUST_CHECK;

/* Answered at once, whatever the load. */
bool mg_matcher_status(const struct mg_matcher_client *client, int64_t timeout_ms,
	struct mg_matcher_status *ret, struct mg_error *err) MG_MUST_CHECK;
