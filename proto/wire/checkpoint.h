/* SPDX-License-Identifier: Apache-2.0
 * Checkpoints: the log's size and root as a signed note that people can read (C2SP tlog-checkpoint and signed-note), and
 * a witness's cosignature on it (C2SP tlog-cosignature). Decides nothing about which checkpoint follows which.
 *
 *   origin \n size \n base64(root) \n \n  — name base64(key hash (4) || signature (64)) \n …
 *
 * Stricter than the formats: no extension lines, ASCII names, no second spelling of a number, the log's key is named as its origin. */
#pragma once
#include "wire/merkle.h"

#define MG_NOTE_BYTES_MAX 8192U
#define MG_ORIGIN_BYTES_MAX 200U
#define MG_NOTE_LINE_BYTES_MAX 512U /* one signature line */
#define MG_COSIGNATURE_BYTES (8U + MG_SIGNATURE_BYTES)

struct mg_checkpoint {
	char origin[MG_ORIGIN_BYTES_MAX + 1];
	uint64_t size;
	struct mg_hash root;
};

/* True for a name that may stand in a note: 1 to 200 printable ASCII characters without space and '+'. */
bool mg_note_name_is_valid(const char *name);

/* Writes the whole note, NUL-terminated, signed by the log's key. `ret` has room for `cap` bytes.
 * Errors: INVALID (origin), TOO_LARGE, the signer's. */
bool mg_checkpoint_sign(const struct mg_crypto *crypto, const struct mg_signer *signer,
	const struct mg_checkpoint *checkpoint, char *ret, size_t cap, struct mg_error *err) MG_MUST_CHECK;
/* Reads a note without looking at its signatures: for a reader that only wants size and root of what it wrote itself.
 * Errors: DATA_LOSS (not a note). */
bool mg_checkpoint_parse(struct mg_bytes note, struct mg_checkpoint *ret, struct mg_error *err) MG_MUST_CHECK;
/* Reads a note, demands this origin and the signature of its key; signatures of others are passed over.
 * Errors: DATA_LOSS (not a note, another origin, not signed by the log's key). */
bool mg_checkpoint_open(const struct mg_crypto *crypto, const char *origin,
	const uint8_t public_key[MG_PUBLIC_KEY_BYTES], struct mg_bytes note, struct mg_checkpoint *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* A witness's line over the text of `note` at `utc_s` (seconds), with its newline, NUL-terminated. The witness vouches
 * that it has seen a consistency proof from every checkpoint it cosigned before. Errors: INVALID, the signer's. */
bool mg_cosign(const struct mg_crypto *crypto, const struct mg_signer *signer, const char *witness,
	struct mg_bytes note, uint64_t utc_s, char ret[MG_NOTE_LINE_BYTES_MAX], struct mg_error *err) MG_MUST_CHECK;
/* Checks such a line against the text of `note`. Errors: DATA_LOSS. */
bool mg_cosignature_verify(const struct mg_crypto *crypto, const char *witness,
	const uint8_t public_key[MG_PUBLIC_KEY_BYTES], struct mg_bytes note, struct mg_bytes line,
	uint64_t *ret_utc_s, struct mg_error *err) MG_MUST_CHECK;
