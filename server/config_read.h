/* SPDX-License-Identifier: Apache-2.0
 * The configuration of madoguchi-server: its file, and the secrets, keys and grants that it names.
 * Judges each value by itself; what the values are for is main.c's. */
#pragma once
#include <openssl/evp.h>
#include "base/config.h"
#include "db/db.h"

struct mg_server_config {
	struct mg_config *config;
	char *password, *import_password;  /* in locked memory; NULL: none */
	char *grants;			   /* the text of sql/grants.sql */
	struct mg_db_config db, import_db; /* borrow from the above */
	EVP_PKEY *receipt_key;
};

/* Reads the file and sets the policy of TLS, before anything wakes OpenSSL: it reads its own file
 * then and only then. `ret` is zeroed, and freed by mg_server_config_done also after a failure.
 * Errors of mg_config_load; INVALID: no tls.openssl_conf; INTERNAL: it cannot be read. */
bool mg_server_config_load(
	const char *path, struct mg_server_config *ret, struct mg_error *err) MG_MUST_CHECK;
/* Reads what the file names: passwords, grants, receipt key. Errors: INVALID, UNAVAILABLE, INTERNAL
 * naming the key. */
bool mg_server_config_files(struct mg_server_config *c, struct mg_error *err) MG_MUST_CHECK;
/* Wipes the secrets. */
void mg_server_config_done(struct mg_server_config *c);

/* Borrowed; `otherwise` when the key is absent or empty. */
const char *mg_server_option(
	const struct mg_server_config *c, const char *key, const char *otherwise);
/* Untouched where the file says nothing. INVALID: not 1 to `max`. */
bool mg_server_number(const struct mg_server_config *c, const char *key, unsigned max,
	unsigned *ret, struct mg_error *err) MG_MUST_CHECK;
