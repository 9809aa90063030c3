/* SPDX-License-Identifier: Apache-2.0
 * Signed messages: DSSE v1 over protobuf bytes. Signs and checks the bytes as they are and never encodes them again.
 * Order for a receiver: mg_envelope_verify, then mg_message_unpack_exact (wire/message.h). */
#pragma once
#include "wire/crypto.h"

#define MG_KEY_ID_BYTES 8U
#define MG_ENVELOPE_PAYLOAD_MAX (1U << 20)
/* "application/vnd.madoguchi.capture.v1" */
#define MG_ENVELOPE_TYPE(name) "application/vnd.madoguchi." name ".v1"

/* First 8 bytes of SHA-256 of the raw public key. */
void mg_key_id(const struct mg_crypto *crypto, const uint8_t public_key[MG_PUBLIC_KEY_BYTES],
	uint8_t ret[MG_KEY_ID_BYTES]);

/* The signed bytes (DSSE v1 "PAE"): "DSSEv1 " len(type) " " type " " len(payload) " " payload, lengths in decimal. */
void mg_envelope_pae(struct mg_writer *w, const char *type, struct mg_bytes payload);

/* Errors: TOO_LARGE (payload above the limit), INTERNAL. */
bool mg_envelope_sign(const struct mg_signer *signer, const char *type, struct mg_bytes payload,
	uint8_t ret[MG_SIGNATURE_BYTES], struct mg_error *err) MG_MUST_CHECK;

/* An envelope as it came over the wire; all borrowed. */
struct mg_envelope {
	const char *type;
	struct mg_bytes payload;
	struct mg_bytes key_id;
	struct mg_bytes signature;
};
/* Checks that the envelope is of `type` and signed by this key, of which it names the id.
 * Errors: INVALID (another type, another key, lengths), DENIED (the signature is not the key's). */
bool mg_envelope_verify(const struct mg_crypto *crypto, const uint8_t public_key[MG_PUBLIC_KEY_BYTES],
	const char *type, const struct mg_envelope *envelope, struct mg_error *err) MG_MUST_CHECK;
