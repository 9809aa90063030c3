/* SPDX-License-Identifier: Apache-2.0
 * Whether one file may leave on one stick: key list, ticket, file, receipt, log, in this order, each refusal with its own
 * reason. Pure: no file, no socket, no clock (instants are arguments), no memory but that of the unpacked key list.
 * A carry-out goes mg_verify_ticket → mg_verify_file → mg_claim_open_nonce → mg_verify_receipt. */
#pragma once
#include "agent/order.h"
#include "agent/reason.h"
#include "madoguchi/signed/v1/export.pb-c.h"
#include "wire/checkpoint.h"
#include "wire/envelope.h"

#define MG_KEYS_MAX 4096U
#define MG_WORDS_BYTES_MAX 1024U /* purpose, recipient */

/* What the terminal's own configuration says; borrowed for the time of a call. */
struct mg_policy {
	const struct mg_crypto *crypto;
	uint8_t authority[MG_PUBLIC_KEY_BYTES]; /* the pinned root: signs key lists, nothing else */
	char municipality[7];
	char ward[4]; /* empty: supervisors of every ward */
	uint64_t terminal;
	bool has_certificate;
	uint8_t certificate_sha256[MG_DIGEST_BYTES]; /* of this terminal, as log entries name it */
	uint64_t epoch_min;                          /* a floor for key lists; 0: none */
	uint64_t file_bytes_max;
};

/* What this agent has seen since it started: it only grows. */
struct mg_known {
	uint64_t epoch;
	char origin[MG_ORIGIN_BYTES_MAX + 1]; /* of the log that size and root are of */
	uint64_t size;
	struct mg_hash root;
};

/* The envelope as it came; the type is that of the place it stands in. */
struct mg_signed {
	struct mg_bytes payload;
	struct mg_bytes key_id;
	struct mg_bytes signature;
};

/* One carry-out whose ticket holds. */
struct mg_claim {
	/* owned */
	Sg__KeyList *keys;
	/* borrowed from keys */
	const Sg__Key *log_key;
	/* state */
	struct mg_order order; /* complete but for the nonce */
	char requester[17];
	bool is_open; /* a nonce was offered and no receipt judged yet */
	int64_t open_until_mono_us;
};
void mg_claim_done(struct mg_claim *claim); /* accepts a zeroed one, and twice */

/* Key list, then ticket. `known->epoch` rises with every good list, also when the ticket is bad. Fills `ret` (to be
 * zeroed before, mg_claim_done behind) when there is no objection. */
enum mg_reason mg_verify_ticket(const struct mg_policy *policy, struct mg_known *known, const struct mg_signed *key_list,
	const struct mg_signed *ticket, int64_t now_us, struct mg_claim *ret);
/* The file that was handed over: its size and SHA-256 against the ticket's. */
enum mg_reason mg_verify_file(const struct mg_claim *claim, uint64_t size, const uint8_t sha256[MG_DIGEST_BYTES]);
/* Takes the nonce that the receipt has to name within 60 s of `mono_us` (a clock that never steps). */
void mg_claim_open_nonce(struct mg_claim *claim, const uint8_t nonce[MG_NONCE_BYTES], int64_t mono_us);
/* Tree size to name when the receipt is asked for: 0 when the claim's log was not seen yet. */
uint64_t mg_known_size(const struct mg_known *known, const struct mg_claim *claim);
/* Judges one receipt; the nonce is spent whatever comes out. `known` takes over the checkpoint as soon as that is signed
 * and grew out of the known one. Fills `ret` when there is no objection. */
enum mg_reason mg_verify_receipt(const struct mg_policy *policy, struct mg_known *known, struct mg_claim *claim,
	const struct mg_signed *receipt, int64_t now_us, int64_t mono_us, struct mg_order *ret);
