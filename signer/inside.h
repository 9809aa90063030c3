/* SPDX-License-Identifier: Apache-2.0
 * An opened key as the files of this folder share it. */
#pragma once
#include "signer/signer.h"

struct mg_signer_card; /* signer/pkcs11.c */

/* In sodium_malloc's memory. */
struct mg_signer_key {
	struct mg_signer signer;
	uint8_t key_id[MG_KEY_ID_BYTES];
	uint8_t secret[64];          /* a software key: seed and public key, as libsodium takes it */
	struct mg_signer_card *card; /* owned; NULL: a software key */
};

void mg_signer_card_free(struct mg_signer_card *card); /* accepts NULL */
/* Zeroed, its public key and key id filled. NULL: no memory. */
struct mg_signer_key *mg_signer_key_new(const uint8_t public_key[MG_PUBLIC_KEY_BYTES]);
