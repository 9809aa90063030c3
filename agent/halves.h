/* SPDX-License-Identifier: Apache-2.0
 * What the two halves of the agent say to each other: values of fixed size over a socket pair, nothing to parse. A receiver
 * looks at size, kind and range, since the talking half may have been taken over by what it read. */
#pragma once
#include <stddef.h>
#include "agent/order.h"
#include "agent/port.h"
#include "agent/reason.h"
#include "base/error.h"
#include "wire/envelope.h"

/* From the half that talks to the one with the rights. */
enum mg_ask {
	MG_ASK_NONCE = 1, /* order.ticket_id: a nonce for this ticket */
	MG_ASK_CARRY,     /* order, and the file's descriptor: go */
	MG_ASK_FAIL,      /* reason: the open nonce comes to nothing */
	MG_ASK_CANCEL,    /* stop what is under way */
	MG_ASK_GONE,      /* the kiosk went away: the same, and for an open nonce too */
	MG_ASK_STICKS, /* two questions, answered while nothing is carried */
	MG_ASK_LAST,
};
struct mg_to_root {
	enum mg_ask kind;
	enum mg_reason reason;
	struct mg_order order;
};

/* And back. */
enum mg_tell { MG_TELL_NONCE = 1, MG_TELL_PROGRESS, MG_TELL_CLOSED, MG_TELL_LAST, MG_TELL_STICKS };
enum mg_phase { MG_PHASE_OPENING = 1, MG_PHASE_WRITING, MG_PHASE_FLUSHING, MG_PHASE_READING_BACK, MG_PHASE_CLOSING };

#define MG_CLOSE_BYTES_MAX 512U
/* A signed ExportClose. */
struct mg_signed_close {
	uint8_t payload[MG_CLOSE_BYTES_MAX];
	size_t n; /* 0: none yet, with MG_TELL_LAST */
	uint8_t key_id[MG_KEY_ID_BYTES];
	uint8_t signature[MG_SIGNATURE_BYTES];
	enum mg_reason reason; /* as it stands in the payload */
};
struct mg_to_talk {
	enum mg_tell kind;
	uint8_t nonce[MG_NONCE_BYTES];
	enum mg_phase phase;
	uint64_t done, total; /* bytes */
	struct mg_signed_close close;
	size_t n_sticks;
	struct mg_stick sticks[MG_STICKS_MAX];
};

/* One message, and with it a descriptor when `fd` is not -1 (it stays the caller's). False: the other half is gone. */
bool mg_half_send(int pair, const void *message, size_t n, int fd) MG_MUST_CHECK;
/* One message of exactly `n` bytes; a descriptor that came with it goes to *ret_fd (the caller's), else -1. False: the
 * other half is gone or sent something else. Waits unless `flags` has MSG_DONTWAIT; nothing there is false with EAGAIN. */
bool mg_half_receive(int pair, void *ret, size_t n, int flags, int *ret_fd) MG_MUST_CHECK;
