/* SPDX-License-Identifier: Apache-2.0 */
#include "config_read.h"
#include <errno.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const known_keys[] = {
#define KEY(name) name,
#include "config_keys.def"
#undef KEY
	NULL};

const char *mg_server_option(
	const struct mg_server_config *c, const char *key, const char *otherwise)
{
	const char *value = mg_config_get(c->config, key);
	return value ? value : otherwise;
}

bool mg_server_number(const struct mg_server_config *c, const char *key, unsigned max,
	unsigned *ret, struct mg_error *err)
{
	const char *value = mg_config_get(c->config, key);
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
static bool set_tls_policy(const struct mg_server_config *c, struct mg_error *err)
{
	const char *file;
	if (!mg_config_require(c->config, "tls.openssl_conf", &file, err))
		return false;
	if (access(file, R_OK) !=
		0) /* OpenSSL passes over a file that is not there, and TLS 1.2 would be on */
		return mg_fail(
			err, MG_ERR_INTERNAL, "tls.openssl_conf cannot be read (errno %d)", errno);
	setenv("OPENSSL_CONF", file, 1);
	setenv("GRPC_SSL_CIPHER_SUITES", "ECDHE-ECDSA-AES256-GCM-SHA384", 0);
	return true;
}

bool mg_server_config_load(const char *path, struct mg_server_config *ret, struct mg_error *err)
{
	return mg_config_load(path, known_keys, &ret->config, err) && set_tls_policy(ret, err);
}

static bool load_receipt_key(struct mg_server_config *c, struct mg_error *err)
{
	FILE *f = fopen(mg_server_option(c, "receipt.key_file", ""), "re");
	if (!f)
		return mg_fail(
			err, MG_ERR_INTERNAL, "receipt.key_file: cannot open (errno %d)", errno);
	c->receipt_key = PEM_read_PrivateKey(f, NULL, NULL, NULL);
	fclose(f);
	if (!c->receipt_key || EVP_PKEY_id(c->receipt_key) != EVP_PKEY_ED25519)
		return mg_fail(
			err, MG_ERR_INTERNAL, "receipt.key_file: no Ed25519 key in PEM form");
	return true;
}

bool mg_server_config_files(struct mg_server_config *c, struct mg_error *err)
{
	const char *grants_file;
	if (!mg_config_require(c->config, "db.grants_file", &grants_file, err) ||
		!mg_config_secret(c->config, "db.password_file", &c->password, err) ||
		!mg_config_secret(c->config, "db.import_password_file", &c->import_password, err) ||
		!mg_config_text(c->config, "db.grants_file", &c->grants, err) ||
		!load_receipt_key(c, err))
		return false;
	c->db = (struct mg_db_config){
		.socket = mg_server_option(c, "db.socket", "/run/mysqld/mysqld.sock"),
		.user = mg_server_option(c, "db.user", "mg_app"),
		.password = c->password};
	c->import_db = c->db;
	c->import_db.user = mg_server_option(c, "db.import_user", "mg_import");
	c->import_db.password = c->import_password;
	return true;
}

void mg_server_config_done(struct mg_server_config *c)
{
	EVP_PKEY_free(c->receipt_key);
	mg_config_secret_free(c->password);
	mg_config_secret_free(c->import_password);
	free(c->grants);
	mg_config_free(c->config);
}
