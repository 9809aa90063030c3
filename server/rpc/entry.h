/* SPDX-License-Identifier: Apache-2.0
 * Turns a call and its outcome into a log entry and appends it to the call's transaction. */
#pragma once
#include "rpc/gate.h"

/* Facts are sealed under the month's key. `ret_bytes` lives in the worker's arena. */
bool mg_entry_append(struct mg_worker *w, struct mg_call *call, const struct mg_inbound *in,
	enum mg_code result, struct mg_bytes *ret_bytes, struct mg_error *err) MG_MUST_CHECK;
