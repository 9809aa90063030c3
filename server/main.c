/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-server: reads its configuration, checks the database, opens the door, runs the jobs,
 * stops in order. */
#include <errno.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "access/rights_store.h"
#include "auth/auth.h"
#include "base/log.h"
#include "base/process.h"
#include "config_read.h"
#include "jobs.h"
#include "matcher/client.h"
#include "paper/client.h"
#include "rpc/rate.h"
#include "rpc/serve.h"
#include "seal/seal.h"
#include "settings.h"
#include "start_check.h"

/* Everything main wires together; freed in the reverse order of its making. */
struct program {
	struct mg_server_config config;
	struct mg_shared shared;
	struct mg_appender_config appender;
	struct mg_server *server;
	struct mg_jobs *jobs;
	struct mg_seal seal;
};

/* A city from before the exports lacks both lines; without them no matrix of rights can be verified. */
static bool trust_keys(struct program *p, struct mg_error *err)
{
	const char *root = mg_server_option(&p->config, "authority.root_file", "");
	const char *state = mg_server_option(&p->config, "keys.state_file", "");
	if (root[0] && state[0])
		return mg_key_trust_new(root, state, &p->shared.key_trust, err);
	mg_log(MG_LOG_ERROR,
		"the matrix of rights cannot be verified: server.conf needs 'authority.root_file = CITY/authority/root.pub.pem' (the public "
		"key that init left there) and 'keys.state_file = CITY/run/keys.state' (the server makes it); missing:%s%s",
		root[0] ? "" : " authority.root_file", state[0] ? "" : " keys.state_file");
	return mg_fail(err, MG_ERR_INVALID, "authority.root_file and keys.state_file are needed");
}

static bool fill_shared(struct program *p, struct mg_error *err)
{
	struct mg_shared *s = &p->shared;
	s->clock = &mg_clock_system;
	if (!mg_server_settings(&p->config, s, err))
		return false;
	if (RAND_bytes(s->boot_id, sizeof(s->boot_id)) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	p->seal = (struct mg_seal){.kek_file = mg_config_get(p->config.config, "kek_file"),
		.socket = mg_config_get(p->config.config, "unseal.socket"),
		.db = &p->config.db,
		.appender = &p->appender,
		.shared = s};
	if (!mg_seal_load(&p->seal, err))
		return false;
	if (!mg_matcher_client_new(
		    mg_server_option(&p->config, "matcher.socket", ""), &s->matcher, err))
		return false;
	if (!mg_paper_client_new(mg_server_option(&p->config, "paper.draw_socket", ""),
		    mg_server_option(&p->config, "paper.print_socket", ""), &s->paper, err))
		return false;
	s->receipt_key = p->config.receipt_key;
	if (!trust_keys(p, err))
		return false;
	if (!mg_rights_holder_new(&s->rights, err))
		return false;
	p->appender = (struct mg_appender_config){.municipality = s->municipality,
		.boot_id = s->boot_id,
		.receipt_key = p->config.receipt_key,
		.clock = s->clock};
	return mg_auth_init(s, err);
}

static bool start(struct program *p, int *ret_port, struct mg_error *err)
{
	if (!mg_server_config_files(&p->config, err) || !mg_start_check_accounts(&p->config, err) ||
		!fill_shared(p, err) || !mg_start_check_signed(&p->config, &p->shared, err))
		return false;
	mg_seal_wait(&p->seal);
	/* two a core: one computes while the other waits for the disk; more only wait for each
	 * other, and the last of them longest (measured: p99 of a search 63 ms with eight on two
	 * cores, 47 with four) */
	const long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct mg_serve_config serve = {
		.address = mg_server_option(&p->config, "listen", "127.0.0.1:0"),
		.ca_file = mg_server_option(&p->config, "tls.ca_file", ""),
		.cert_file = mg_server_option(&p->config, "tls.cert_file", ""),
		.key_file = mg_server_option(&p->config, "tls.key_file", ""),
		.data_workers = cores < 2    ? 4
				: cores > 24 ? 48
					     : 2 * (unsigned)cores,
		/* each keeps one core busy, by a hash or by a match; more of them drive each other
		   out of the cache */
		.login_workers = cores < 2    ? 2
				 : cores > 24 ? 24
					      : (unsigned)cores,
		.bulk_workers = 1,
		.queue_max = 256,
		.queue_threads = 2,
		.calls_per_second = MG_RATE_CALLS_MAX,
		.db = &p->config.db,
		.appender = &p->appender,
		.shared = &p->shared,
	};
	if (!mg_server_number(&p->config, "workers.data", 48, &serve.data_workers, err) ||
		!mg_server_number(&p->config, "workers.login", 24, &serve.login_workers, err) ||
		!mg_server_number(&p->config, "workers.queue", 4096, &serve.queue_max, err) ||
		!mg_server_number(&p->config, "limit.calls_per_second", 1000000, &serve.calls_per_second, err) ||
		!mg_serve_start(&serve, &p->server, ret_port, err))
		return false;
	const struct mg_job_account accounts[] = {
		{"mg_import", &p->config.import_db}, {"mg_app", &p->config.db}};
	return mg_jobs_start(&p->shared, accounts, MG_LEN(accounts), &p->appender, &p->jobs, err);
}

static void program_done(struct program *p)
{
	mg_seal_done(&p->seal); /* it may be about to hand the keys over */
	mg_jobs_stop(p->jobs);
	mg_serve_stop(p->server, 5000);
	mg_auth_done(&p->shared);
	mg_matcher_client_free(p->shared.matcher);
	mg_paper_client_free(p->shared.paper);
	mg_keys_free(p->shared.keys);
	mg_key_trust_free(p->shared.key_trust);
	mg_rights_holder_free(p->shared.rights);
	mg_server_config_done(&p->config);
}

/* Tells who started us which port it is: the demo asks for any free one. */
static bool write_port(const struct program *p, int port, struct mg_error *err)
{
	const char *path = mg_config_get(p->config.config, "listen.port_file");
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
	/* The policy of TLS first: the database's library is the first to wake OpenSSL. */
	bool ok = mg_server_config_load(argv[2], &p.config, &err);
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
