/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/idempotency_store.h"
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static const struct mg_stmt_def find_key = {
	.name = "idempotency.find",
	.sql = "SELECT request_sha256, reply FROM madoguchi.idempotency"
	       " WHERE municipality = ? AND terminal_id = ? AND key16 = ?",
	.params = "tub",
	.columns = "bb",
};
static const struct mg_stmt_def add_key = {
	.name = "idempotency.add",
	.sql = "INSERT INTO madoguchi.idempotency"
	       " (municipality, terminal_id, key16, request_sha256, reply, created_us) VALUES (?, "
	       "?, ?, ?, ?, ?)",
	.params = "tubbbi",
	.columns = "",
};
mg_stmt_list mg_idempotency_statements = {&find_key, &add_key, NULL};

void mg_idempotency_hash(const struct mg_call *call, struct mg_bytes message, uint8_t ret[32])
{
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	uint8_t plain[32];
	unsigned n = sizeof(plain);
	if (!digest || EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1 ||
		EVP_DigestUpdate(digest, call->row->path, strlen(call->row->path) + 1) != 1 ||
		EVP_DigestUpdate(digest, message.p, message.n) != 1 ||
		EVP_DigestFinal_ex(digest, plain, &n) != 1)
		abort(); /* only when memory runs out */
	EVP_MD_CTX_free(digest);
	mg_keys_request_hash(call->shared->keys, plain, sizeof(plain), ret);
	mg_wipe(plain, sizeof(plain));
}

bool mg_idempotency_find(struct mg_call *call, struct mg_bytes key,
	const uint8_t request_sha256[32], bool *ret_found, struct mg_bytes *ret_reply,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(call->tx, call->arena, &find_key,
		    MG_PARAMS(MG_T(call->shared->municipality), MG_U(call->terminal.terminal_id),
			    MG_B(key.p, key.n)),
		    &rows, err))
		return false;
	if (!rows.n) {
		*ret_found = false;
		return true;
	}
	const struct mg_value *row = mg_row(&rows, 0);
	if (row[0].b.n != 32 || memcmp(row[0].b.p, request_sha256, 32) != 0)
		return mg_fail(err, MG_ERR_KEY_REUSED, "this key was used for another request");
	*ret_found = true;
	*ret_reply = row[1].b;
	return true;
}

bool mg_idempotency_add(struct mg_call *call, struct mg_bytes key, const uint8_t request_sha256[32],
	struct mg_bytes reply, struct mg_error *err)
{
	if (reply.n > MG_IDEMPOTENCY_REPLY_BYTES)
		return mg_fail(err, MG_ERR_TOO_LARGE,
			"a reply of %zu bytes cannot be kept for replay", reply.n);
	return mg_exec(call->tx, &add_key,
		MG_PARAMS(MG_T(call->shared->municipality), MG_U(call->terminal.terminal_id),
			MG_B(key.p, key.n), MG_B(request_sha256, 32), MG_B(reply.p, reply.n),
			MG_I(call->now_us)),
		NULL, NULL, err);
}
