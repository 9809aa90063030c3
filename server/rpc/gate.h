/* SPDX-License-Identifier: Apache-2.0
 * The one door: the steps that every call and every job takes, and the only place that says no.
 * Knows nothing of the transport; rpc/serve.c brings calls here and carries outcomes back. */
#pragma once
#include <stdatomic.h>
#include "access/session_cache.h"
#include "access/session_store.h"
#include "audit/appender.h"
#include "rpc/call.h"

/* A call as it came over the wire. Everything is borrowed. */
struct mg_inbound {
	const struct mg_rpc *row; /* NULL: no such method */
	struct mg_bytes message;
	uint8_t cert_sha256[32]; /* of the client's certificate */
	bool has_cert;
	bool is_over_rate;	/* its terminal calls too often: suspended before it is refused */
	bool is_too_large;	/* the message was longer than its row takes, and was dropped */
	struct mg_bytes bearer; /* text behind "Bearer ": 64 hexadecimal digits */
	struct mg_bytes key;	/* idempotency key: 16 bytes, or none */
	struct mg_bytes fresh;	/* text of a token of Session.Reauthenticate, or none */
	int64_t deadline_mono_us;
	const atomic_bool *gone; /* set when the client went away */
};

struct mg_outcome {
	enum mg_code code;
	struct mg_bytes reply; /* packed message; in the worker's arena until its next call */
	struct mg_bytes entry; /* bytes of the log entry; empty when none was written */
	char incident[12];
	const char *field;
	int64_t not_before_mono_us;
	bool wipe; /* what the client sent is to be wiped */
};

/* What one worker thread owns. */
struct mg_worker {
	struct mg_shared *shared; /* borrowed */
	const struct mg_db_config *db_config;
	const struct mg_appender_config *appender_config;
	/* owned */
	struct mg_db *db;
	struct mg_appender *appender;
	struct mg_arena arena;
	struct mg_call_notes *notes;
	struct mg_session_cache *sessions;
};

bool mg_worker_init(struct mg_worker *w, struct mg_shared *shared, const struct mg_db_config *db,
	const struct mg_appender_config *appender, struct mg_error *err) MG_MUST_CHECK;
void mg_worker_done(struct mg_worker *w);
/* Opens the connection again when it broke; registers a new writer then. */
bool mg_worker_ready(struct mg_worker *w, struct mg_error *err) MG_MUST_CHECK;

/* Takes one call through all steps. Always fills `ret`. */
void mg_gate_run(struct mg_worker *w, const struct mg_inbound *in, struct mg_outcome *ret);
/* Refuses a call that another file of rpc/ has looked at, as the gate does: incident number,
 * journal, log entry. */
void mg_gate_refuse(struct mg_worker *w, const struct mg_inbound *in, const struct mg_error *why,
	struct mg_outcome *ret);
/* Writes the counts of refusals of earlier minutes, or all of them before the server ends. */
void mg_gate_flush_refusals(struct mg_worker *w, bool all);
/* Runs one job once under the system actor; it stops between pieces when `stopping` is set. */
bool mg_gate_run_job(struct mg_worker *w, const struct mg_job *job, const atomic_bool *stopping,
	struct mg_error *err);
/* Of the token in this text; false: it is none. */
bool mg_gate_token_hash(struct mg_bytes bearer, uint8_t ret_sha256[32]);
/* The session step alone (look.c), for the long poll: fills terminal and session of `call`, telling why a
 * session is over. */
bool mg_gate_session_end(struct mg_call *call, const struct mg_inbound *in,
	enum mg_session_end *ret_end, struct mg_error *err);
