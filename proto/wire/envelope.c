/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/envelope.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAE_OVERHEAD 64U /* "DSSEv1 ", two numbers, three spaces */

void mg_key_id(const struct mg_crypto *crypto, const uint8_t public_key[MG_PUBLIC_KEY_BYTES],
	uint8_t ret[MG_KEY_ID_BYTES])
{
	struct mg_hash h;
	crypto->sha256(crypto, &(struct mg_bytes){public_key, MG_PUBLIC_KEY_BYTES}, 1, &h);
	memcpy(ret, h.b, MG_KEY_ID_BYTES);
}

void mg_envelope_pae(struct mg_writer *w, const char *type, struct mg_bytes payload)
{
	char head[32];
	int n = snprintf(head, sizeof(head), "DSSEv1 %zu ", strlen(type));
	mg_put_raw(w, head, (size_t)n);
	mg_put_raw(w, type, strlen(type));
	n = snprintf(head, sizeof(head), " %zu ", payload.n);
	mg_put_raw(w, head, (size_t)n);
	mg_put_raw(w, payload.p, payload.n);
}

static void freep(uint8_t **p)
{
	free(*p);
}

/* Ed25519 reads its message twice, so the signed bytes must stand in one piece. */
static bool pae_new(const char *type, struct mg_bytes payload, uint8_t **ret, size_t *ret_n,
	struct mg_error *err)
{
	if (payload.n > MG_ENVELOPE_PAYLOAD_MAX)
		return mg_fail(err, MG_ERR_TOO_LARGE, "payload of an envelope too large");
	size_t cap = PAE_OVERHEAD + strlen(type) + payload.n;
	uint8_t *bytes = malloc(cap);
	if (!bytes)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	struct mg_writer w;
	mg_writer_init(&w, bytes, cap);
	mg_envelope_pae(&w, type, payload);
	*ret = bytes;
	*ret_n = w.n;
	return true;
}

bool mg_envelope_sign(const struct mg_signer *signer, const char *type, struct mg_bytes payload,
	uint8_t ret[MG_SIGNATURE_BYTES], struct mg_error *err)
{
	MG_CLEANUP(freep) uint8_t *pae = NULL;
	size_t n = 0;
	return pae_new(type, payload, &pae, &n, err) && signer->sign(signer, pae, n, ret, err);
}

bool mg_envelope_verify(const struct mg_crypto *crypto,
	const uint8_t public_key[MG_PUBLIC_KEY_BYTES], const char *type,
	const struct mg_envelope *envelope, struct mg_error *err)
{
	uint8_t id[MG_KEY_ID_BYTES];
	mg_key_id(crypto, public_key, id);
	if (!envelope->type || strcmp(envelope->type, type) != 0)
		return mg_fail(err, MG_ERR_INVALID, "envelope of another type");
	if (envelope->key_id.n != MG_KEY_ID_BYTES ||
		!mg_equal_ct(envelope->key_id.p, id, MG_KEY_ID_BYTES))
		return mg_fail(err, MG_ERR_INVALID, "envelope names another key");
	if (envelope->signature.n != MG_SIGNATURE_BYTES)
		return mg_fail(err, MG_ERR_INVALID, "envelope without a signature of 64 bytes");
	MG_CLEANUP(freep) uint8_t *pae = NULL;
	size_t n = 0;
	if (!pae_new(type, envelope->payload, &pae, &n, err))
		return false;
	if (!crypto->is_signed(crypto, public_key, pae, n, envelope->signature.p))
		return mg_fail(err, MG_ERR_DENIED, "the envelope's signature is wrong");
	return true;
}
