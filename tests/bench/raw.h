/* SPDX-License-Identifier: Apache-2.0
 * The baseline: the statements that calls ran, recorded with their parameters and replayed over
 * Connector/C alone: prepared statements, rows fetched, the log entry inserted, COMMIT. What is written goes into tables of the same shape (without their
 * triggers). No session, no rule, no RPC. */
#pragma once
#include "db/db.h"

struct mg_raw; /* a list of recorded calls */

struct mg_raw *mg_raw_new(void);
void mg_raw_free(struct mg_raw *raw);
/* Everything that runs on the connection from now on belongs to one more call; NULL: recording
 * ends. */
void mg_raw_record(struct mg_raw *raw, struct mg_db *db);
/* Takes the last call back: it is not one of those to be measured. */
void mg_raw_forget_last(struct mg_raw *raw);
size_t mg_raw_calls(const struct mg_raw *raw);
size_t mg_raw_statements(const struct mg_raw *raw); /* of all calls together */

/* Makes the table for replayed log entries, anew. */
bool mg_raw_prepare_database(const char *socket);

struct mg_raw_thread; /* one connection */
struct mg_raw_thread *mg_raw_thread_new(
	const struct mg_raw *raw, const char *socket, unsigned number);
void mg_raw_thread_free(struct mg_raw_thread *t);
bool mg_raw_replay(struct mg_raw_thread *t, size_t call);
