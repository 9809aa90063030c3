/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include <stdarg.h>
#include <stdio.h>

static const struct {
	int grpc_status;
	const char *name;
	const char *key;
} codes[] = {
	[MG_OK] = {0, "OK", "ok"},
#define MG_ERROR(number_, name_, status_, key_) [MG_ERR_##name_] = {(status_), #name_, (key_)},
#include "base/errors.def"
#undef MG_ERROR
};

bool mg_error_set(
	struct mg_error *err, enum mg_code code, const char *file, int line, const char *format, ...)
{
	if (!err)
		return false;
	va_list ap;
	va_start(ap, format);
	vsnprintf(err->detail, sizeof(err->detail), format, ap);
	va_end(ap);
	err->code = code;
	err->file = file;
	err->line = line;
	return false;
}

int mg_code_grpc_status(enum mg_code code)
{
	return (size_t)code < MG_LEN(codes) ? codes[code].grpc_status : 13;
}

const char *mg_code_key(enum mg_code code)
{
	return (size_t)code < MG_LEN(codes) ? codes[code].key : "err.internal";
}

const char *mg_code_name(enum mg_code code)
{
	return (size_t)code < MG_LEN(codes) ? codes[code].name : "INTERNAL";
}
