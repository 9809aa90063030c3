/* SPDX-License-Identifier: Apache-2.0
 * Whose call it is, by the database. */
#include <openssl/sha.h>
#include "access/session_store.h"
#include "rpc/gate.h"

bool mg_gate_token_hash(struct mg_bytes bearer, uint8_t ret_sha256[32])
{
	uint8_t token[32];
	if (!mg_unhex((const char *)bearer.p, bearer.n, token, sizeof(token)))
		return false;
	SHA256(token, sizeof(token), ret_sha256);
	mg_wipe(token, sizeof(token));
	return true;
}

bool mg_gate_session_end(
	struct mg_call *call, const struct mg_inbound *in, enum mg_session_end *ret_end, struct mg_error *err)
{
	*ret_end = MG_SESSION_END_NONE;
	if (in->row->perm == MG_PERM_ANYONE)
		return mg_terminal_load(call->tx, call->arena, call->shared, in->cert_sha256, &call->terminal, err);
	uint8_t token_sha256[32];
	if (!mg_gate_token_hash(in->bearer, token_sha256))
		return mg_fail(err, MG_ERR_UNAUTHENTICATED, "no session token");
	if (!mg_session_load(call->tx, call->arena, call->shared, token_sha256, in->cert_sha256,
		    call->now_us, &call->session, ret_end, err))
		return false;
	if (!mg_terminal_load(call->tx, call->arena, call->shared, in->cert_sha256, &call->terminal, err))
		return false;
	if (call->session.state == MG_SESSION_LOCKED && !(in->row->flags & MG_RPC_WHILE_LOCKED))
		return mg_fail(err, MG_ERR_SESSION_LOCKED, "the session is locked");
	return true;
}
