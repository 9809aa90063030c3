/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/fresh.h"
#include <openssl/sha.h>
#include "access/fresh_store.h"

static bool refuse(struct mg_call *call, const char *fault, struct mg_error *err)
{
	return mg_call_note_fact(call, "refused", fault, err) && mg_fail(err, MG_ERR_FRESH_FACTOR, "%s", fault);
}

bool mg_fresh_demand(struct mg_call *call, struct mg_bytes text, struct mg_error *err)
{
	uint8_t token[MG_FRESH_TOKEN_BYTES];
	struct mg_fresh fresh = {.path = call->row->path};
	const char *fault;
	if (!(call->row->flags & MG_RPC_FRESH))
		return true;
	if (text.n == 0)
		return refuse(call, "fresh_missing", err);
	if (!mg_unhex((const char *)text.p, text.n, token, sizeof(token)))
		return refuse(call, "fresh_malformed", err);
	SHA256(token, sizeof(token), fresh.token_sha256);
	mg_wipe(token, sizeof(token));
	memcpy(fresh.session_sha256, call->session.token_sha256, sizeof(fresh.session_sha256));
	if (!mg_fresh_spend(call->tx, call->arena, call->shared, &fresh, call->now_us, &fault, err))
		return false;
	return !fault || refuse(call, fault, err);
}
