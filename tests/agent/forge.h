/* SPDX-License-Identifier: Apache-2.0
 * A small city for the tests of the agent: an authority, keys, a log of any size, and the envelopes of one carry-out, good
 * unless a test spoils them between the making and the signing. Ends the test when something cannot be made. */
#pragma once
#include <openssl/types.h>
#include "agent/verify/verify.h"
#include "wire/entry.h"

#define FORGE_ENVELOPE_BYTES 32768U
#define FORGE_ORIGIN "madoguchi.example/271403/2026"
#define FORGE_REQUESTER "300001"
#define FORGE_APPROVER "300002"
#define FORGE_EXTRACTOR "300003"
#define FORGE_HOUR_US INT64_C(3600000000)

enum forge_holder {
	FORGE_SUPERVISOR,
	FORGE_OTHER_SUPERVISOR,
	FORGE_RECEIPT,
	FORGE_LOG,
	FORGE_AGENT,
	FORGE_KEYS
};
struct forge_key {
	EVP_PKEY *key; /* owned */
	struct mg_signer signer;
	uint8_t id[MG_KEY_ID_BYTES];
};

/* Of one place: what is signed, by whom, as what. */
struct forge_signed {
	uint8_t payload[FORGE_ENVELOPE_BYTES];
	size_t n;
	uint8_t key_id[MG_KEY_ID_BYTES];
	uint8_t signature[MG_SIGNATURE_BYTES];
};

struct forge {
	/* owned */
	struct mg_crypto *crypto;
	struct forge_key authority, stranger, keys[FORGE_KEYS];
	/* to spoil before signing; pointers into `room` */
	int64_t now_us;
	Sg__KeyList list;
	Sg__Key records[FORGE_KEYS], *record_of[FORGE_KEYS]; /* records as forge_holder; record_of in the list's order */
	Sg__ExportTicket ticket;
	Sg__UsbDevice device;
	struct mg_entry entry;
	Sg__ExportReceipt receipt;
	/* the log: all leaves are alike but the newest redemption and those kept */
	uint64_t log_size, leaf_index;
	struct mg_hash alike[64], leaf;
	struct {
		uint64_t index;
		struct mg_hash leaf;
	} kept[8];
	size_t n_kept;
	/* who signs, as what */
	const struct forge_key *list_key, *ticket_key, *receipt_key, *log_key;
	const char *list_type, *ticket_type, *receipt_type, *origin;
	/* what was signed */
	struct forge_signed key_list, signed_ticket, signed_receipt;
	/* of texts and bytes that the messages point at */
	struct {
		uint8_t ticket_id[MG_TICKET_ID_BYTES], nonce[MG_NONCE_BYTES];
		uint8_t descriptors[MG_DIGEST_BYTES], plain[MG_DIGEST_BYTES], sealed[MG_DIGEST_BYTES];
		uint8_t entry[2048];
		char checkpoint[MG_NOTE_BYTES_MAX];
		struct mg_proof path, growth;
		ProtobufCBinaryData path_fields[MG_PROOF_MAX + 1], growth_fields[MG_PROOF_MAX + 1];
	} room;
};

/* All good at `now_us`: terminal 7, ward 141, a file of 4 bytes "file", a log of 1,000 leaves. */
struct forge *forge_new(int64_t now_us);
void forge_free(struct forge *f);
struct mg_policy forge_policy(const struct forge *f);
/* The file of the ticket. */
void forge_file(struct forge *f, const void *bytes, size_t n);

void forge_sign_list(struct forge *f);
void forge_sign_ticket(struct forge *f);
/* From the entry and the log: proofs and checkpoint from `known_size` on, into f->receipt. */
void forge_prove(struct forge *f, uint64_t known_size);
void forge_sign_receipt(struct forge *f);
/* The log goes on to `size`: what was redeemed stays in it, and the next redemption is near its end. */
void forge_grow(struct forge *f, uint64_t size);
/* Names the nonce everywhere, proves, signs. */
void forge_answer(struct forge *f, const uint8_t nonce[MG_NONCE_BYTES], uint64_t known_size);

struct mg_signed forge_view(const struct forge_signed *s);
/* Signs `payload` again as it now stands. */
void forge_sign_again(struct forge *f, struct forge_signed *s, const struct forge_key *key, const char *type);
