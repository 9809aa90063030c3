/* SPDX-License-Identifier: Apache-2.0
 * One ticket judged under one key list, after something was spoiled: rows for the tables of the tests. */
#pragma once
#include "forge.h"

#define NOW (INT64_C(1795000000) * 1000000)

struct attempt {
	struct forge *f;
	struct mg_policy policy;
	struct mg_known known;
	int64_t now_us;
};
typedef void spoil(struct attempt *a);

/* A row spoils the list or the ticket before it is signed, or the signed bytes. */
struct row {
	const char *name;
	spoil *before, *after;
	enum mg_reason reason;
};

/* Judges every row and fails the test at the first other reason. */
void attempt_all(const struct row *rows, size_t n);
/* Bytes behind a payload; sign it again afterwards. */
void attempt_append(struct forge_signed *s, const void *bytes, size_t n);
