/* SPDX-License-Identifier: Apache-2.0
 * The keys of writes already done: written in the transaction of the write itself, read before it
 * is tried. */
#pragma once
#include "rpc/call.h"

#define MG_IDEMPOTENCY_KEY_BYTES 16U
#define MG_IDEMPOTENCY_REPLY_BYTES 2048U

/* What a key belongs to: the method and its message, since two methods may have the same bytes. Keyed
 * at the end, as in the entry: whoever reads the row could else try out what stood on a form. */
void mg_idempotency_hash(const struct mg_call *call, struct mg_bytes message, uint8_t ret[32]);
/* `ret_found` tells whether this key was used; then `ret_reply` (arena) is the packed reply.
 * Errors: KEY_REUSED when it was used for another request. */
bool mg_idempotency_find(struct mg_call *call, struct mg_bytes key,
	const uint8_t request_sha256[32], bool *ret_found, struct mg_bytes *ret_reply,
	struct mg_error *err) MG_MUST_CHECK;
/* Errors: ALREADY_EXISTS (the same key committed meanwhile), TOO_LARGE. */
bool mg_idempotency_add(struct mg_call *call, struct mg_bytes key, const uint8_t request_sha256[32],
	struct mg_bytes reply, struct mg_error *err) MG_MUST_CHECK;
extern mg_stmt_list mg_idempotency_statements;
