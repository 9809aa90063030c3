/* SPDX-License-Identifier: Apache-2.0
 * The gRPC side of the server: port, certificates, threads, lanes, orderly stop. Decides nothing
 * about calls: the gate does. */
#pragma once
#include "rpc/gate.h"

struct mg_server;

struct mg_serve_config {
	const char *address;   /* "127.0.0.1:0" or "[::]:7443" */
	const char *ca_file;   /* PEM: the authority of the terminals' certificates */
	const char *cert_file; /* PEM: read again when it changes, live connections stay */
	const char *key_file;  /* PEM */
	unsigned data_workers; /* each with a database connection */
	unsigned login_workers;
	unsigned bulk_workers;  /* large files */
	unsigned queue_max;	/* waiting calls a lane; one more is answered BUSY at once */
	unsigned queue_threads; /* on the completion queue */
	unsigned calls_per_second; /* of one certificate; more suspend it */
	const struct mg_db_config *db;
	const struct mg_appender_config *appender;
	struct mg_shared *shared;
};

/* Listens and serves in threads of its own. `ret_port` is the port in use. */
bool mg_serve_start(const struct mg_serve_config *config, struct mg_server **ret, int *ret_port,
	struct mg_error *err) MG_MUST_CHECK;
/* Takes no new calls, lets running ones finish for `drain_ms`, cancels the rest, joins all threads
 * and frees. */
void mg_serve_stop(struct mg_server *server, unsigned drain_ms);
/* True while the database answers and the keys are there: what Health says. */
bool mg_serve_is_healthy(const struct mg_server *server);
