/* SPDX-License-Identifier: Apache-2.0
 * Asks for secrets: at the terminal without echo, or, when standard input is none, its next line. Shows and keeps none. */
#pragma once
#include <stddef.h>
#include "base/error.h"

#define MG_SECRET_BYTES_MAX 1024U

/* In locked memory; wiped by mg_secret_done. */
struct mg_secret {
	char text[MG_SECRET_BYTES_MAX + 1];
};
void mg_secret_done(struct mg_secret *secret);
/* `question` is shown only at a terminal; with `twice` it is asked again and must be the same.
 * Errors: INVALID (nothing was given, too long, not the same twice), INTERNAL (memory cannot be locked). */
bool mg_secret_ask(const char *question, bool twice, struct mg_secret *ret, struct mg_error *err) MG_MUST_CHECK;
/* At the terminal, whatever standard input is. INTERNAL: there is none. */
bool mg_secret_ask_terminal(const char *question, struct mg_secret *ret, struct mg_error *err) MG_MUST_CHECK;
