/* SPDX-License-Identifier: Apache-2.0
 * Cursors as they go over the wire: sealed under a key of the server and bound to the question they
 * continue, so that a client can neither read nor change one nor carry it to another question. */
#pragma once
#include "madoguchi/v1/person.pb-c.h"
#include "rpc/call.h"

/* `kind`: "search" or "history"; `question`: 32 bytes that name what is continued. `ret` is in the
 * call's arena. */
bool mg_cursor_seal(struct mg_call *call, const char *kind, const uint8_t question[32],
	const uint8_t *plain, size_t n, ProtobufCBinaryData *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* INVALID: not a cursor of this question and this server. */
bool mg_cursor_open(struct mg_call *call, const char *kind, const uint8_t question[32],
	const ProtobufCBinaryData *cursor, struct mg_bytes *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* INVALID for the field that is to blame. */
bool mg_cursor_refuse(struct mg_call *call, struct mg_error *err);
