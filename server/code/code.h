/* SPDX-License-Identifier: Apache-2.0
 * The code master as other capabilities ask it. It changes nothing: madoguchi-admin loads it. */
#pragma once
#include "base/date.h"
#include "rpc/call.h"

/* The word of a code that is in force on the day; *ret NULL: there is none. In the call's arena. */
bool mg_code_find(struct mg_call *call, const char *list, const char *code, struct mg_date on,
	const char **ret, struct mg_error *err) MG_MUST_CHECK;
/* The same; INVALID with the request's field when there is none. */
bool mg_code_check(struct mg_call *call, const char *list, const char *code, struct mg_date on,
	const char *field, const char **ret, struct mg_error *err) MG_MUST_CHECK;
