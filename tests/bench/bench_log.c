/* SPDX-License-Identifier: Apache-2.0
 * What it costs to prove the log: entries as a day at the counters makes them, indexed by the real
 * sequencer, verified from the database by the real witness, beside the bare SHA-256 of messages of
 * that size. bench_log ENTRIES RESULTS.json */
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "audit/actions.h"
#include "load.h"
#include "log_rig.h"

#define A_TRANSACTION 8192U
#define SEALED_BYTES 180U /* a query and its facts, sealed */

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void die(const char *what, const char *detail)
{
	fprintf(stderr, "bench_log: %s: %s\n", what, detail);
	exit(1);
}

/* The entry of an opened person. */
static void fill(
	struct mg_entry *e, struct mg_entry_block *block, uint8_t person[16], uint8_t *sealed)
{
	static const char path[] = "/madoguchi.v1.Person/Open", actor[] = "100001";
	*e = (struct mg_entry){.utc_us = mg_now_us(&mg_clock_system),
		.actor = {(const uint8_t *)actor, sizeof(actor) - 1},
		.rpc_path = {(const uint8_t *)path, sizeof(path) - 1},
		.action = MG_AUDIT_PERSON_OPEN,
		.n_persons = 1,
		.persons = person,
		.n_blocks = 1,
		.blocks = block};
	*block = (struct mg_entry_block){.kind = MG_ENTRY_BLOCK_MONTH,
		.key_ref = MG_RIG_CITY "202611",
		.ciphertext = {sealed, SEALED_BYTES}};
}

/* Returns the bytes of one entry. */
static size_t write_entries(struct mg_rig_writer *w, size_t n)
{
	uint8_t person[16], sealed[SEALED_BYTES];
	struct mg_entry entry;
	struct mg_entry_block block;
	struct mg_bytes bytes = {0};
	struct mg_error err = {0};
	if (RAND_bytes(person, sizeof(person)) != 1 || RAND_bytes(sealed, sizeof(sealed)) != 1)
		die("random bytes", "");
	for (size_t done = 0; done < n;) {
		struct mg_tx tx;
		if (!mg_appender_ready(w->appender, &err))
			die("writer", err.detail);
		mg_tx_begin(&tx, w->db);
		/* many in one transaction: what is measured is the reading. A writer's end ends the
		 * transaction. */
		for (size_t k = 0; k < A_TRANSACTION && done < n; k++, done++) {
			mg_arena_reset(&w->arena);
			fill(&entry, &block, person, sealed);
			if (!mg_appender_append(w->appender, &tx, &entry, NULL, &w->arena, &bytes, &err))
				die("append", err.detail);
			mg_appender_committed(w->appender);
		}
		if (!mg_tx_commit(&tx, &err))
			die("commit", err.detail);
	}
	return bytes.n;
}

/* Messages of that length a second on one core: the limit of any verifier. */
static double raw_rate(size_t bytes, size_t n)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t *message = calloc(1, bytes + 1), digest[32];
	if (!ctx || !message)
		die("out of memory", "");
	const EVP_MD *sha256 = EVP_sha256();
	double from = now_s();
	for (size_t i = 0; i < n; i++) {
		memcpy(message + 1, &i, sizeof(i));
		if (EVP_DigestInit_ex(ctx, sha256, NULL) != 1 ||
			EVP_DigestUpdate(ctx, message, bytes + 1) != 1 ||
			EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
			die("SHA-256", "");
	}
	double rate = (double)n / (now_s() - from);
	EVP_MD_CTX_free(ctx);
	free(message);
	return rate;
}

static const char *witness_config(struct mg_log_rig *rig)
{
	char text[2000];
	snprintf(text, sizeof(text),
		"municipality = " MG_RIG_CITY "\nlog.origin = " MG_RIG_ORIGIN
		"\nlog.public_key_file = %s/log.pub\n"
		"receipt.public_key_file = %s/receipt.pub\ndb.socket = %s\ndb.user = "
		"mg_verify\ndb.password_file = %s/password\n"
		"witness.name = witness.example.jp\nwitness.key_file = %s/log.key\n",
		rig->folder, rig->folder, rig->superuser->socket, rig->folder, rig->folder);
	return mg_log_rig_file(rig, "witness.conf", text);
}

int main(int argc, char **argv)
{
	const size_t n = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	if (n == 0) {
		fprintf(stderr, "usage: bench_log ENTRIES RESULTS.json\n");
		return 2;
	}
	struct mg_log_rig *rig = mg_log_rig_start("bench_log");
	struct mg_rig_writer w;
	mg_rig_writer_open(rig, &w);
	size_t bytes = write_entries(&w, n);
	mg_rig_writer_close(&w);
	double from = now_s();
	mg_log_rig_sequence(rig);
	mg_log_rig_wait(rig, n);
	double indexed_s = now_s() - from;
	if (mg_log_rig_signal(rig, SIGTERM) != 0)
		die("sequencer", "did not end in order");
	char words[700];
	const char *said;
	snprintf(words, sizeof(words), "verify --config %s --from-scratch --json",
		witness_config(rig));
	int status = mg_log_rig_run(rig, MG_BINARY_DIR "/witness/madoguchi-witness", words, &said);
	const char *seconds = strstr(said, "\"seconds\": ");
	if (status != 0 || !seconds)
		die("witness", said);
	double verify_s = strtod(seconds + strlen("\"seconds\": "), NULL), raw = raw_rate(bytes, n);
	mg_load_note(argv[2], "log entries", "", 0, (double)n);
	mg_load_note(argv[2], "bytes an entry", "", 0, (double)bytes);
	mg_load_note(argv[2], "indexed entries/s", "sequencer", 0, (double)n / indexed_s);
	mg_load_note(argv[2], "verify seconds", "", 0, verify_s);
	mg_load_note(argv[2], "verified entries/s", "witness", 0, (double)n / verify_s);
	mg_load_note(argv[2], "SHA-256 messages/s", "raw", 0, raw);
	mg_load_note(
		argv[2], "verify / raw SHA-256, percent", "", 0, 100 * (double)n / verify_s / raw);
	return 0;
}
