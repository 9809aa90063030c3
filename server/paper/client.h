/* SPDX-License-Identifier: Apache-2.0
 * The server's side of madoguchi-paper: one call, one connection, one worker. Must link neither
 * GLib nor CUPS, and decides nothing about papers. */
#pragma once
#include "base/arena.h"
#include "paper/print_format.h"

/* Where madoguchi-paper listens. Any number of threads may use one. */
struct mg_paper_client;
/* INVALID: a path is too long. Does not connect; without paths ("") every call is UNAVAILABLE. */
bool mg_paper_client_new(const char *draw_socket, const char *print_socket,
	struct mg_paper_client **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_paper_client_free(struct mg_paper_client *client); /* accepts NULL */

/* The PDF lands in the arena. UNAVAILABLE: no drawer, or it died over this paper. INVALID,
 * TOO_LARGE, DEADLINE. */
bool mg_paper_client_draw(const struct mg_paper_client *client, struct mg_bytes description,
	int64_t timeout_ms, struct mg_arena *arena, struct mg_bytes *ret_pdf, unsigned *ret_pages,
	struct mg_error *err) MG_MUST_CHECK;

/* True with an answer in `ret`. When the worker is not there, AWAY; when it went away after it had
 * the request, BROKEN for SEND and AWAY for what only asks. */
bool mg_paper_client_print(const struct mg_paper_client *client,
	const struct mg_print_request *request, int64_t timeout_ms, struct mg_print_reply *ret,
	struct mg_error *err) MG_MUST_CHECK;
