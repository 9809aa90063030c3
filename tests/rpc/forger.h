/* SPDX-License-Identifier: Apache-2.0
 * Rows of terminal_request as somebody writes them who has the server's account of the database. */
#pragma once
#include "ceremony/request.h"

/* A request with keys of somebody else, made by madoguchi-terminal in `folder`/foreign; it signs itself as well as any. */
void forger_request(const char *folder, struct mg_request *ret);
/* An approved row: kind "new" (brought by 200002, approved by 100003) or "renewal" of that terminal, with this request, and
 * `fingerprint` and `key` (of SQL; t is the terminal) in the columns. */
void forger_insert(uint64_t terminal_id, const char *kind, const struct mg_request *request, const char *fingerprint, const char *key);
