/* SPDX-License-Identifier: Apache-2.0
 * Decides which refusals get an entry of their own: the first ten per terminal, reason, method and minute
 * singly, the rest as a count that names terminal, reason and method, so that a broken kiosk cannot
 * fill the log. Writes nothing. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"

#define MG_REFUSALS_SINGLY 10U

struct mg_refusal_count {
	uint8_t cert_sha256[32];
	enum mg_code code;
	const char *method; /* of the table of RPCs; NULL: none of it */
	uint32_t n; /* 0: nothing is to be counted */
};

/* True: this refusal gets an entry of its own. `ret_earlier` is a count that has to be written now:
 * of another minute, of another terminal or method that gave its place up, or a thousand of this one.
 * `method` is compared by its address and kept. Thread-safe. */
bool mg_refusals_note(const uint8_t cert_sha256[32], enum mg_code code, const char *method, int64_t minute,
	struct mg_refusal_count *ret_earlier);
/* Takes one count of a minute before `minute`; false when there is none. Thread-safe. */
bool mg_refusals_take(int64_t minute, struct mg_refusal_count *ret);
