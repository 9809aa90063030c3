/* SPDX-License-Identifier: Apache-2.0
 * A log for tests: a real private MariaDB, real keys in files, the real sequencer as a process of its own, and writers
 * that append as the server does. Fails the test program with a message when something cannot be set up. */
#pragma once
#include <openssl/types.h>
#include <sys/types.h>
#include "audit/appender.h"
#include "database.h"
#include "wire/hash_evp.h"
#include "wire/merkle.h"

#define MG_RIG_CITY "271403"
#define MG_RIG_ORIGIN "log.example.jp/271403/2026"

struct mg_log_rig {
	const struct mg_db_config *superuser;
	char folder[400]; /* keys and configurations, gone at the end */
	char config[500]; /* the sequencer's */
	char errors[500]; /* what the sequencer wrote to standard error, of all its runs */
	EVP_PKEY *receipt_key, *log_key;
	uint8_t log_public[MG_PUBLIC_KEY_BYTES];
	struct mg_crypto *crypto;
	pid_t sequencer; /* 0: none runs */
};

/* Starts the database with schema and accounts. One rig a program. */
struct mg_log_rig *mg_log_rig_start(const char *name);
/* Writes a file into the rig's folder and returns its path (one of a few static buffers). */
const char *mg_log_rig_file(struct mg_log_rig *rig, const char *name, const char *text);
/* Removes the sequencer's state file. */
void mg_log_rig_forget(struct mg_log_rig *rig);
/* Empties all tables of the log, as no account may, and lets the sequencer forget. */
void mg_log_rig_clear(struct mg_log_rig *rig);

/* Starts a sequencer and waits for its "ready", at most 20 s. */
void mg_log_rig_sequence(struct mg_log_rig *rig);
/* Sends the signal and returns what waitpid says. */
int mg_log_rig_signal(struct mg_log_rig *rig, int signal_number);
/* Starts any program of ours with --config FILE behind `words`; its output and errors are returned (static). */
int mg_log_rig_run(struct mg_log_rig *rig, const char *program, const char *words, const char **ret_output);
/* Waits until the newest checkpoint covers at least `size` entries; fails after 30 s. */
void mg_log_rig_wait(struct mg_log_rig *rig, uint64_t size);

/* One number that a query gives. */
uint64_t mg_log_rig_number(struct mg_log_rig *rig, const char *sql);
/* Whether the sequencer has written this to standard error. */
bool mg_log_rig_has_said(struct mg_log_rig *rig, const char *text);

/* Reads the whole log and checks all of it in the plainest way: runs without gap or overlap, every leaf indexed once,
 * every checkpoint signed and of that tree. Returns the number of entries. */
uint64_t mg_log_rig_check(struct mg_log_rig *rig);

/* A writer: a connection with its appender. */
struct mg_rig_writer {
	struct mg_db *db;
	struct mg_appender *appender;
	struct mg_arena arena;
};
void mg_rig_writer_open(struct mg_log_rig *rig, struct mg_rig_writer *ret);
void mg_rig_writer_close(struct mg_rig_writer *w);
/* Appends in an open transaction; the caller commits and then calls mg_appender_committed. */
bool mg_rig_writer_append(struct mg_rig_writer *w, struct mg_tx *tx, struct mg_error *err);
/* Appends and commits `count` entries, one transaction each. False when the database is away. */
bool mg_rig_writer_write(struct mg_rig_writer *w, size_t count, struct mg_error *err);
