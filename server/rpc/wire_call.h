/* SPDX-License-Identifier: Apache-2.0
 * One gRPC call as a state machine whose struct is the queue tag; internal to the transport files
 * of rpc/. */
#pragma once
#include <grpc/grpc.h>
#include <pthread.h>
#include "rpc/gate.h"
#include "rpc/rate.h"

struct mg_lane_queue;
struct mg_wire_call;

struct mg_wire_tag {
	void (*step)(struct mg_wire_call *call, bool ok);
	struct mg_wire_call *call;
};

struct mg_wire_call {
	struct mg_server *server; /* borrowed */
	/* owned */
	grpc_call *call;
	grpc_call_details details;
	grpc_metadata_array metadata;
	grpc_byte_buffer *message;
	grpc_slice message_slice; /* the message in one piece */
	grpc_metadata trailers[2];
	size_t n_trailers;
	/* state */
	struct mg_wire_tag on_arrival, on_message, on_close, on_sent;
	struct mg_wire_tag on_reflected; /* test builds only */
	atomic_int refs;
	atomic_bool gone;
	atomic_bool answered;
	int cancelled;
	bool is_health;
	bool is_reflection;
	bool head_sent; /* the initial metadata has left */
	bool counted;	/* among the calls in flight of its certificate */
	bool wipe;	/* the message is to be wiped */
	int64_t arrived_mono_us;
	int64_t since_mono_us; /* since when its message, or the fetching of its answer, is waited
				  for */
	struct mg_inbound in;
	/* lists: a lane's queue, the delayed replies, all calls that are being read */
	struct mg_wire_call *next;
	struct mg_wire_call *read_prev, *read_next;
	bool reading;
	uint64_t watch_size; /* of a parked long poll: the checkpoint its kiosk knows */
	uint64_t watch_notices; /* version of the notices that its kiosk shows */
	char watch_ward[4];	/* of the terminal, once it was looked at; "": not yet */
	bool watch_wants_proof;
	struct mg_outcome delayed; /* deep copy while a refusal waits for its instant */
	struct mg_bytes delayed_owned[2];
};

/* Posts a slot for the next call. */
void mg_wire_call_post(struct mg_server *server);
/* Answers; takes over the caller's reference. Copies what it needs from `outcome`. */
void mg_wire_call_answer(struct mg_wire_call *call, const struct mg_outcome *outcome);
void mg_wire_call_unref(struct mg_wire_call *call);
/* Hands the call to its lane, answering BUSY when that is full. Takes over a reference. */
void mg_server_dispatch(struct mg_server *server, struct mg_wire_call *call);
/* Counts a call of this certificate against its limit a second. */
enum mg_rate_verdict mg_server_rate(struct mg_server *server, const uint8_t cert_sha256[32]);
/* Counts a call of the certificate in and out; false when it has too many in the server already. */
bool mg_server_enter(struct mg_server *server, const struct mg_inbound *in);
void mg_server_leave(struct mg_server *server, const struct mg_inbound *in);
void mg_server_reading(struct mg_server *server, struct mg_wire_call *call, bool reading);
bool mg_server_takes(
	struct mg_server *server, grpc_completion_queue **ret_queue, grpc_server **ret_server);
