/* SPDX-License-Identifier: Apache-2.0
 * One call as its handler sees it: who asks, the transaction, the arena, and what goes into the log
 * entry. Handlers load, decide, store and fill the reply; they neither authorise, nor audit, nor
 * commit. */
#pragma once
#include <stdatomic.h>
#include "access/access.h"
#include "access/session.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/shared.h"
#include "db/db.h"
#include "keys/keys.h"
#include "rpc/rpc.h"

struct mg_call_notes; /* gate's side: persons, query, facts */

struct mg_call {
	const struct mg_rpc *row; /* NULL in a job */
	const struct mg_job *job; /* NULL in an RPC */
	struct mg_shared *shared;
	struct mg_arena *arena; /* reply and all working memory */
	struct mg_tx *tx;	/* open in handlers; NULL in prepare */
	struct mg_db *db;	/* prepare may begin short transactions of its own on it */
	struct mg_terminal terminal;
	struct mg_session session;
	bool session_is_remembered; /* gate's side: from memory, to be found unchanged at commit */
	int64_t now_us; /* UTC, one instant for the whole call */
	int64_t deadline_mono_us;
	void *prepared;		    /* handed from prepare to the handler; arena memory */
	int64_t not_before_mono_us; /* the answer leaves no earlier: refusals at a fixed time */
	struct mg_call_notes *notes;
	bool always_log; /* a refusal of this call is named in the log whatever else is refused just
			    now */
	enum mg_audit audit_as; /* gate's side: another action than the row's; 0: the row's */
	const char *field; /* of the request, when a handler refuses it as INVALID: a literal, told
			      to the caller */
	const atomic_bool *gone;  /* the client went away; NULL in a job */
	struct mg_worker *worker; /* the gate's side */
};

/* Names a person whose data the reply holds or the act changes. Errors: TOO_LARGE beyond 256
 * persons. */
bool mg_call_note_person(
	struct mg_call *call, const char *shori_no, struct mg_error *err) MG_MUST_CHECK;
/* The same by the person's pseudonym, for data of which only that is at hand. */
bool mg_call_note_pseudonym(
	struct mg_call *call, const uint8_t pseudonym[16], struct mg_error *err) MG_MUST_CHECK;
/* What was asked for; sealed under the month's key in the entry. At most 1,000 bytes are kept. */
bool mg_call_note_query(struct mg_call *call, const char *text, struct mg_error *err) MG_MUST_CHECK;
/* One fact of the act, "key=value", sealed likewise: before/after values, counts, file digests. */
bool mg_call_note_fact(struct mg_call *call, const char *key, const char *value,
	struct mg_error *err) MG_MUST_CHECK;
/* The actor of a login that has no session yet. */
void mg_call_note_actor(struct mg_call *call, const char *staff_no);

/* Jobs: each piece of work is one transaction with one entry. begin makes call->tx; commit appends
 * the entry with the notes since begin and commits; a piece that is not committed is rolled back by
 * the next begin or the job's end. */
bool mg_job_begin(struct mg_call *call, struct mg_error *err) MG_MUST_CHECK;
bool mg_job_commit(struct mg_call *call, struct mg_error *err) MG_MUST_CHECK;
/* A second call of the same job, for another thread: its own connection, transactions and entries,
 * those of a writer of its own. It ends with the first one's job at the latest. */
bool mg_job_second(
	const struct mg_call *call, struct mg_call **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_job_second_freep(struct mg_call **second);
/* The log key of the entry that this transaction will append: what history rows refer to. */
void mg_call_log_ref(const struct mg_call *call, uint64_t *ret_writer, uint64_t *ret_n);
/* True when the client has gone or the deadline has passed: long handlers ask between steps. */
bool mg_call_is_over(const struct mg_call *call);
