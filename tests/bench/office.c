/* SPDX-License-Identifier: Apache-2.0 */
#include "office.h"
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include "access/rights_store.h"
#include "base/config.h"
#include "keys/keys.h"
#include "rig.h"

struct mg_bench_office {
	struct mg_config *config;
	char *password;
	struct mg_db_config db;
	EVP_PKEY *receipt_key;
	struct mg_shared shared;
	struct mg_appender_config appender;
	struct mg_worker worker;
};

static const char *const known_keys[] = {
#define KEY(name) name,
#include "config_keys.def"
#undef KEY
	NULL};

static _Noreturn void die(const char *what, const struct mg_error *err)
{
	fprintf(stderr, "bench: %s: %s\n", what, err ? err->detail : "");
	exit(1);
}

static void load_receipt_key(struct mg_bench_office *o)
{
	FILE *f = fopen(mg_config_get(o->config, "receipt.key_file"), "re");
	o->receipt_key = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
	if (f)
		fclose(f);
	if (!o->receipt_key)
		die("receipt key", NULL);
}

struct mg_bench_office *mg_bench_office_open(void)
{
	struct mg_bench_office *o = calloc(1, sizeof(*o));
	struct mg_error err = {0};
	char path[600];
	if (!o)
		abort();
	snprintf(path, sizeof(path), "%s/server.conf", mg_rig_get("MG_CITY"));
	if (!mg_config_load(path, known_keys, &o->config, &err) ||
		!mg_config_secret(o->config, "db.password_file", &o->password, &err))
		die(path, &err);
	load_receipt_key(o);
	o->db = (struct mg_db_config){.socket = mg_config_get(o->config, "db.socket"),
		.user = mg_config_get(o->config, "db.user"),
		.password = o->password};
	snprintf(o->shared.municipality, sizeof(o->shared.municipality), "%s",
		mg_config_get(o->config, "municipality"));
	MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
	if (!mg_db_open(&o->db, &db, &err) ||
		!mg_keys_open(mg_config_get(o->config, "kek_file"), db, o->shared.municipality, &o->shared.keys, &err))
		die("root key", &err);
	o->shared.municipality_name = mg_config_get(o->config, "municipality_name");
	o->shared.clock = &mg_clock_system;
	if (RAND_bytes(o->shared.boot_id, sizeof(o->shared.boot_id)) != 1)
		die("random bytes", NULL);
	if (!mg_key_trust_new(mg_config_get(o->config, "authority.root_file"), mg_config_get(o->config, "keys.state_file"),
		    &o->shared.key_trust, &err) ||
		!mg_rights_holder_new(&o->shared.rights, &err))
		die("authority", &err);
	o->appender = (struct mg_appender_config){.municipality = o->shared.municipality,
		.boot_id = o->shared.boot_id,
		.receipt_key = o->receipt_key,
		.clock = o->shared.clock};
	if (!mg_worker_init(&o->worker, &o->shared, &o->db, &o->appender, &err) ||
		!mg_worker_ready(&o->worker, &err))
		die("worker", &err);
	return o;
}

void mg_bench_office_close(struct mg_bench_office *o)
{
	mg_worker_done(&o->worker);
	mg_rights_holder_free(o->shared.rights);
	mg_key_trust_free(o->shared.key_trust);
	mg_keys_freep(&o->shared.keys);
	EVP_PKEY_free(o->receipt_key);
	mg_config_secret_free(o->password);
	mg_config_free(o->config);
	free(o);
}

struct mg_worker *mg_bench_office_worker(struct mg_bench_office *o)
{
	return &o->worker;
}

void mg_bench_cert_sha256(const char *pem_path, uint8_t ret[32])
{
	FILE *f = fopen(pem_path, "re");
	X509 *cert = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;
	unsigned n = 32;
	if (f)
		fclose(f);
	if (!cert || X509_digest(cert, EVP_sha256(), ret, &n) != 1)
		die(pem_path, NULL);
	X509_free(cert);
}

static struct mg_inbound inbound(
	const char *path, const struct mg_bench_caller *caller, struct mg_bytes request)
{
	static atomic_bool gone;
	struct mg_inbound in = {.row = mg_rpc_find(path, strlen(path)),
		.message = request,
		.has_cert = true,
		.bearer = {(const uint8_t *)caller->bearer, 64},
		.deadline_mono_us = mg_mono_us(&mg_clock_system) + 20000000,
		.gone = &gone};
	memcpy(in.cert_sha256, caller->cert_sha256, sizeof(in.cert_sha256));
	return in;
}

bool mg_bench_office_write(struct mg_bench_office *o, const char *path,
	const struct mg_bench_caller *caller, struct mg_bytes request)
{
	struct mg_inbound in = inbound(path, caller, request);
	struct mg_outcome outcome;
	uint8_t key[16];
	if (RAND_bytes(key, sizeof(key)) != 1)
		die("random bytes", NULL);
	in.key = (struct mg_bytes){key, sizeof(key)};
	mg_gate_run(&o->worker, &in, &outcome);
	return outcome.code == MG_OK;
}

struct mg_bytes mg_bench_office_call(struct mg_bench_office *o, const char *path,
	const struct mg_bench_caller *caller, struct mg_bytes request)
{
	const struct mg_inbound in = inbound(path, caller, request);
	struct mg_outcome outcome;
	mg_gate_run(&o->worker, &in, &outcome);
	if (outcome.code != MG_OK)
		die(path, NULL);
	return outcome.reply;
}

static void append(struct mg_bench_office *o, const struct mg_session *session)
{
	static const uint8_t facts[260];
	struct mg_worker *w = &o->worker;
	struct mg_error err = {0};
	struct mg_bytes bytes;
	struct mg_tx tx;
	struct mg_entry_block block = {.kind = MG_ENTRY_BLOCK_MONTH, .ciphertext = {facts, sizeof(facts)}};
	struct mg_entry entry = {.utc_us = mg_now_us(o->shared.clock), .blocks = &block, .n_blocks = 1};
	struct mg_entry_guard guard = {0};
	if (session)
		guard = (struct mg_entry_guard){session->token_sha256, session->version};
	mg_tx_begin(&tx, w->db);
	if (!mg_appender_append(w->appender, &tx, &entry, session ? &guard : NULL, &w->arena, &bytes, &err))
		die("entry", &err);
	mg_tx_done(&tx); /* rolled back */
}

void mg_bench_office_entry(struct mg_bench_office *o)
{
	mg_arena_reset(&o->worker.arena);
	append(o, NULL);
}

void mg_bench_office_checked_entry(
	struct mg_bench_office *o, const char *path, const struct mg_bench_caller *caller)
{
	const struct mg_inbound in = inbound(path, caller, (struct mg_bytes){0});
	struct mg_session session;
	struct mg_terminal terminal;
	uint8_t token[32], token_sha256[32];
	mg_arena_reset(&o->worker.arena);
	if (!mg_unhex(caller->bearer, 64, token, sizeof(token)))
		die("token", NULL);
	SHA256(token, sizeof(token), token_sha256);
	if (!mg_session_cache_find(o->worker.sessions, token_sha256, caller->cert_sha256,
		    mg_now_us(o->shared.clock), &session, &terminal) ||
		!mg_session_may(&session, in.row->perm))
		die("session", NULL);
	append(o, &session);
}
