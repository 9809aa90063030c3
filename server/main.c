/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-server: reads its configuration, checks the database, opens the door, runs the jobs,
 * stops in order. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "auth/auth.h"
#include "base/config.h"
#include "base/log.h"
#include "base/process.h"
#include "db/db.h"
#include "jobs.h"
#include "matcher/client.h"
#include "paper/client.h"
#include "rpc/serve.h"

/* Everything main wires together; freed in the reverse order of its making. */
struct program {
	struct mg_config *config;
	char *password, *import_password, *grants;
	struct mg_db_config db, import_db;
	EVP_PKEY *receipt_key;
	struct mg_shared shared;
	struct mg_appender_config appender;
	struct mg_server *server;
	struct mg_jobs *jobs;
};

static const char *const known_keys[] = {
#define KEY(name) name,
#include "config_keys.def"
#undef KEY
	NULL};

static const char *option(const struct program *p, const char *key, const char *otherwise)
{
	const char *value = mg_config_get(p->config, key);
	return value ? value : otherwise;
}

/* Untouched where the file says nothing. */
static bool read_number(
	const struct program *p, const char *key, unsigned max, unsigned *ret, struct mg_error *err)
{
	const char *value = mg_config_get(p->config, key);
	char *end;
	if (!value)
		return true;
	unsigned long v = strtoul(value, &end, 10);
	if (*end || v < 1 || v > max)
		return mg_fail(err, MG_ERR_INVALID, "%s must be 1 to %u", key, max);
	*ret = (unsigned)v;
	return true;
}

/* gRPC has no call for the lowest TLS version; OpenSSL reads this file when it starts
 * (docs/security.md). */
static bool set_tls_policy(const struct program *p, struct mg_error *err)
{
	const char *file;
	if (!mg_config_require(p->config, "tls.openssl_conf", &file, err))
		return false;
	if (access(file, R_OK) !=
		0) /* OpenSSL passes over a file that is not there, and TLS 1.2 would be on */
		return mg_fail(
			err, MG_ERR_INTERNAL, "tls.openssl_conf cannot be read (errno %d)", errno);
	setenv("OPENSSL_CONF", file, 1);
	setenv("GRPC_SSL_CIPHER_SUITES", "ECDHE-ECDSA-AES256-GCM-SHA384", 0);
	return true;
}

static bool load_receipt_key(struct program *p, struct mg_error *err)
{
	FILE *f = fopen(option(p, "receipt.key_file", ""), "re");
	if (!f)
		return mg_fail(
			err, MG_ERR_INTERNAL, "receipt.key_file: cannot open (errno %d)", errno);
	p->receipt_key = PEM_read_PrivateKey(f, NULL, NULL, NULL);
	fclose(f);
	if (!p->receipt_key || EVP_PKEY_id(p->receipt_key) != EVP_PKEY_ED25519)
		return mg_fail(
			err, MG_ERR_INTERNAL, "receipt.key_file: no Ed25519 key in PEM form");
	return true;
}

static bool load_files(struct program *p, struct mg_error *err)
{
	const char *grants_file;
	if (!mg_config_require(p->config, "db.grants_file", &grants_file, err) ||
		!mg_config_secret(p->config, "db.password_file", &p->password, err) ||
		!mg_config_secret(p->config, "db.import_password_file", &p->import_password, err) ||
		!mg_config_text(p->config, "db.grants_file", &p->grants, err) ||
		!load_receipt_key(p, err))
		return false;
	p->db = (struct mg_db_config){.socket = option(p, "db.socket", "/run/mysqld/mysqld.sock"),
		.user = option(p, "db.user", "mg_app"),
		.password = p->password};
	p->import_db = p->db;
	p->import_db.user = option(p, "db.import_user", "mg_import");
	p->import_db.password = p->import_password;
	return true;
}

static bool check_database(
	const struct program *p, const struct mg_db_config *account, struct mg_error *err)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
	if (!mg_db_open(account, &db, err) || !mg_db_check_settings(db, err))
		return false;
	return mg_db_check_grants(db, p->grants, err);
}

static bool fill_shared(struct program *p, struct mg_error *err)
{
	struct mg_shared *s = &p->shared;
	const char *municipality = option(p, "municipality", "");
	if (strlen(municipality) != 6 || strspn(municipality, "0123456789") != 6)
		return mg_fail(err, MG_ERR_INVALID, "municipality must be 6 digits");
	memcpy(s->municipality, municipality, sizeof(s->municipality));
	s->municipality_name = option(p, "municipality_name", "");
	s->clock = &mg_clock_system;
	s->import_dir = mg_config_get(p->config, "import.dir");
	unsigned min_free_mib = 1024;
	s->disk_path = mg_config_get(p->config, "disk.path");
	if (!read_number(p, "disk.min_free_mib", 1U << 30, &min_free_mib, err))
		return false;
	s->disk_min_free_bytes = (uint64_t)min_free_mib << 20;
	if (RAND_bytes(s->boot_id, sizeof(s->boot_id)) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	if (!mg_keys_load(option(p, "kek_file", ""), &s->keys, err)) {
		if (err->code != MG_ERR_SEALED)
			return false;
		mg_log(MG_LOG_WARNING,
			"no root key: the server starts sealed and answers only Health");
		*err = (struct mg_error){0};
	}
	if (!mg_matcher_client_new(option(p, "matcher.socket", ""), &s->matcher, err))
		return false;
	if (!mg_paper_client_new(option(p, "paper.draw_socket", ""), option(p, "paper.print_socket", ""),
		    &s->paper, err))
		return false;
	p->appender = (struct mg_appender_config){.municipality = s->municipality,
		.boot_id = s->boot_id,
		.receipt_key = p->receipt_key,
		.clock = s->clock};
	return mg_auth_init(s, err);
}

static bool start(struct program *p, int *ret_port, struct mg_error *err)
{
	if (!load_files(p, err) || !check_database(p, &p->db, err) ||
		!check_database(p, &p->import_db, err) || !fill_shared(p, err))
		return false;
	/* two a core: one computes while the other waits for the disk; more only wait for each other, and the last of
	 * them longest (measured: p99 of a search 63 ms with eight on two cores, 47 with four) */
	const long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct mg_serve_config serve = {
		.address = option(p, "listen", "127.0.0.1:0"),
		.ca_file = option(p, "tls.ca_file", ""),
		.cert_file = option(p, "tls.cert_file", ""),
		.key_file = option(p, "tls.key_file", ""),
		.data_workers = cores < 2 ? 4 : cores > 24 ? 48 : 2 * (unsigned)cores,
		/* each keeps one core busy, by a hash or by a match; more of them drive each other out of the cache */
		.login_workers = cores < 2 ? 2 : cores > 24 ? 24 : (unsigned)cores,
		.queue_max = 256,
		.queue_threads = 2,
		.db = &p->db,
		.appender = &p->appender,
		.shared = &p->shared,
	};
	if (!read_number(p, "workers.data", 48, &serve.data_workers, err) ||
		!read_number(p, "workers.login", 24, &serve.login_workers, err) ||
		!read_number(p, "workers.queue", 4096, &serve.queue_max, err) ||
		!mg_serve_start(&serve, &p->server, ret_port, err))
		return false;
	const struct mg_job_account accounts[] = {{"mg_import", &p->import_db}, {"mg_app", &p->db}};
	return mg_jobs_start(&p->shared, accounts, MG_LEN(accounts), &p->appender, &p->jobs, err);
}

static void program_done(struct program *p)
{
	mg_jobs_stop(p->jobs);
	mg_serve_stop(p->server, 5000);
	mg_auth_done(&p->shared);
	mg_matcher_client_free(p->shared.matcher);
	mg_paper_client_free(p->shared.paper);
	mg_keys_free(p->shared.keys);
	EVP_PKEY_free(p->receipt_key);
	mg_config_secret_free(p->password);
	mg_config_secret_free(p->import_password);
	free(p->grants);
	mg_config_free(p->config);
}

/* Tells who started us which port it is: the demo asks for any free one. */
static bool write_port(const struct program *p, int port, struct mg_error *err)
{
	const char *path = mg_config_get(p->config, "listen.port_file");
	printf("ready %d\n", port);
	fflush(stdout);
	if (!path)
		return true;
	FILE *f = fopen(path, "we");
	if (!f || fprintf(f, "%d\n", port) < 0 || fclose(f) != 0)
		return mg_fail(
			err, MG_ERR_INTERNAL, "listen.port_file: cannot write (errno %d)", errno);
	return true;
}

int main(int argc, char **argv)
{
	struct program p = {0};
	struct mg_error err = {0};
	sigset_t stop;
	int port = 0, sig;
	if (!mg_harden()) {
		fprintf(stderr, "madoguchi-server: the process cannot be shut against others\n");
		return 2;
	}
	if (argc != 3 || strcmp(argv[1], "--config") != 0) {
		fprintf(stderr, "usage: madoguchi-server --config FILE\n");
		return 2;
	}
	mg_stop_signals(&stop);
	bool ok = mg_config_load(argv[2], known_keys, &p.config, &err);
	/* The policy first: the database's library is the first to wake OpenSSL, which reads its
	 * file then and only then. */
	ok = ok && set_tls_policy(&p, &err);
	if (ok && !mg_db_library_init())
		ok = mg_fail(&err, MG_ERR_INTERNAL, "the database's library does not start");
	ok = ok && start(&p, &port, &err) && write_port(&p, port, &err);
	if (!ok)
		mg_log_error(MG_LOG_ERROR, "madoguchi-server does not start", &err);
	else
		sigwait(&stop, &sig);
	program_done(&p);
	mg_db_library_done();
	return ok ? 0 : 1;
}
