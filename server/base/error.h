/* SPDX-License-Identifier: Apache-2.0
 * The one error type: passed explicitly as the last argument, on the caller's stack, never thread-local. */
#pragma once
#include <stdbool.h>
#include "base/macros.h"

enum mg_code {
	MG_OK = 0,
#define MG_ERROR(number, name, grpc_status, key) MG_ERR_##name = (number),
#include "base/errors.def"
#undef MG_ERROR
	MG_CODE_MAX
};

struct mg_error {
	enum mg_code code;
	char detail[200]; /* for the log only: never over the wire */
	const char *file;
	int line;
};

/* Fills `err` (may be NULL) and returns false, so that `return mg_fail(...)` reads aloud. `detail` must hold no
 * personal data, no SQL text of values, no secret. */
#define mg_fail(err, code_, ...) mg_error_set((err), (code_), __FILE__, __LINE__, __VA_ARGS__)
bool mg_error_set(struct mg_error *err, enum mg_code code, const char *file, int line,
	const char *format, ...) MG_PRINTF(5, 6);

/* The gRPC status number of a code (0 for MG_OK), its message key ("err.busy") and its name ("BUSY"). */
int mg_code_grpc_status(enum mg_code code);
const char *mg_code_key(enum mg_code code);
const char *mg_code_name(enum mg_code code);
