/* SPDX-License-Identifier: Apache-2.0
 * The messages of agent.proto as bytes: read exactly, written whole. Pure; used by the talking half and by tests. */
#pragma once
#include "agent/halves.h"
#include "agent/reason.h"
#include "agent/verify/verify.h"
#include "base/bytes.h"
#include "madoguchi/agent/v1/agent.pb-c.h"

#define MG_PACKET_BYTES_MAX 65536U

enum mg_packet_kind { MG_PACKET_BEGIN = 1, MG_PACKET_RECEIPT, MG_PACKET_CANCEL, MG_PACKET_DEVICES, MG_PACKET_LAST };
struct mg_packet {
	/* owned */
	Ag__ToAgent *message;
	enum mg_packet_kind kind;
	/* borrowed from the message */
	struct mg_signed key_list, ticket; /* BEGIN */
	struct mg_signed receipt;          /* RECEIPT */
};
/* False: not exactly one message that this version knows, or an envelope is missing. */
bool mg_packet_read(const void *bytes, size_t n, struct mg_packet *ret);
void mg_packet_done(struct mg_packet *packet); /* accepts a zeroed one */

/* Each appends one whole message; w->ok says whether it fitted. */
void mg_packet_nonce(struct mg_writer *w, const uint8_t nonce[MG_NONCE_BYTES], uint64_t known_size);
void mg_packet_progress(struct mg_writer *w, enum mg_phase phase, uint64_t done, uint64_t total);
void mg_packet_done_close(struct mg_writer *w, const struct mg_signed_close *close);
void mg_packet_refused(struct mg_writer *w, enum mg_reason reason);
void mg_packet_plugged(struct mg_writer *w, const struct mg_stick *sticks, size_t n);
