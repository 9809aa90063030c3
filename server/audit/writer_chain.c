/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/writer_chain.h"
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include "base/bytes.h"

static const char label[] = "madoguchi writer token";

struct mg_writer_chain {
	uint32_t length;
	uint8_t tokens[]; /* t_0 … t_length */
};

static void previous(const uint8_t token[MG_WRITER_TOKEN_BYTES], uint8_t ret[MG_WRITER_TOKEN_BYTES])
{
	uint8_t in[sizeof(label) - 1 + MG_WRITER_TOKEN_BYTES], full[SHA256_DIGEST_LENGTH];
	memcpy(in, label, sizeof(label) - 1);
	memcpy(in + sizeof(label) - 1, token, MG_WRITER_TOKEN_BYTES);
	SHA256(in, sizeof(in), full);
	memcpy(ret, full, MG_WRITER_TOKEN_BYTES);
}

void mg_writer_token_before(const struct mg_crypto *crypto,
	const uint8_t token[MG_WRITER_TOKEN_BYTES], uint8_t ret[MG_WRITER_TOKEN_BYTES])
{
	uint8_t in[sizeof(label) - 1 + MG_WRITER_TOKEN_BYTES];
	struct mg_hash full;
	memcpy(in, label, sizeof(label) - 1);
	memcpy(in + sizeof(label) - 1, token, MG_WRITER_TOKEN_BYTES);
	crypto->sha256(crypto, &(struct mg_bytes){in, sizeof(in)}, 1, &full);
	memcpy(ret, full.b, MG_WRITER_TOKEN_BYTES);
}

static size_t chain_bytes(uint32_t length)
{
	return ((size_t)length + 1) * MG_WRITER_TOKEN_BYTES;
}

bool mg_writer_chain_new(uint32_t length, struct mg_writer_chain **ret, struct mg_error *err)
{
	struct mg_writer_chain *chain = malloc(sizeof(*chain) + chain_bytes(length));
	if (!chain)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	chain->length = length;
	if (RAND_bytes(chain->tokens + (size_t)length * MG_WRITER_TOKEN_BYTES,
		    MG_WRITER_TOKEN_BYTES) != 1) {
		mg_writer_chain_free(chain);
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	}
	for (uint32_t i = length; i > 0; i--)
		previous(chain->tokens + (size_t)i * MG_WRITER_TOKEN_BYTES,
			chain->tokens + (size_t)(i - 1) * MG_WRITER_TOKEN_BYTES);
	*ret = chain;
	return true;
}

void mg_writer_chain_free(struct mg_writer_chain *chain)
{
	if (!chain)
		return;
	mg_wipe(chain->tokens, chain_bytes(chain->length));
	free(chain);
}

void mg_writer_chain_anchor(const struct mg_writer_chain *chain, uint8_t ret[MG_WRITER_TOKEN_BYTES])
{
	memcpy(ret, chain->tokens, MG_WRITER_TOKEN_BYTES);
}

void mg_writer_chain_token(
	const struct mg_writer_chain *chain, uint32_t n, uint8_t ret[MG_WRITER_TOKEN_BYTES])
{
	memset(ret, 0, MG_WRITER_TOKEN_BYTES);
	if (n >= 1 && n <= chain->length)
		memcpy(ret, chain->tokens + (size_t)n * MG_WRITER_TOKEN_BYTES,
			MG_WRITER_TOKEN_BYTES);
}

bool mg_writer_token_follows(
	const uint8_t before[MG_WRITER_TOKEN_BYTES], const uint8_t token[MG_WRITER_TOKEN_BYTES])
{
	uint8_t expected[MG_WRITER_TOKEN_BYTES];
	previous(token, expected);
	return memcmp(expected, before, MG_WRITER_TOKEN_BYTES) == 0;
}

size_t mg_writer_statement(const struct mg_writer_facts *facts, void *ret, size_t cap)
{
	static const char head[] = "madoguchi writer v2";
	struct mg_writer w;
	mg_writer_init(&w, ret, cap);
	mg_put_raw(&w, head, sizeof(head));
	mg_put_u64(&w, facts->writer);
	mg_put_raw(&w, facts->municipality, 6);
	mg_put_raw(&w, facts->uid, 16);
	mg_put_raw(&w, facts->boot_id, 16);
	mg_put_u32(&w, facts->length);
	mg_put_raw(&w, facts->anchor, MG_WRITER_TOKEN_BYTES);
	return w.ok ? w.n : 0;
}
