/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/city_files.h"
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "admin/city.h"
#include "admin/pki.h"

#define CA_DAYS 3650U
#define SERVER_DAYS 730U

/* What goes into the files. */
struct plan {
	const struct mg_options *options;
	char *dir;     /* owned; absolute */
	char *sql_dir; /* owned; absolute */
	char *socket;  /* owned; absolute */
	const char *passphrase;
	const char *city;
	char spiffe_name[40]; /* "271403.madoguchi" */
	char origin[64];      /* "271403.madoguchi/log/2026" */
	int64_t now_us;
};

static void plan_done(struct plan *p)
{
	free(p->dir);
	free(p->sql_dir);
	free(p->socket);
}

/* The fiscal year in Japan begins on 1 April. */
static int fiscal_year(int64_t utc_us)
{
	time_t s = (time_t)(utc_us / 1000000) + 9 * 3600;
	struct tm tm;
	gmtime_r(&s, &tm);
	return tm.tm_year + 1900 - (tm.tm_mon < 3);
}

static bool plan_init(struct plan *p, struct mg_error *err)
{
	p->dir = realpath(mg_option(p->options, "dir"), NULL);
	p->sql_dir = realpath(mg_option(p->options, "sql-dir"), NULL);
	p->socket = realpath(mg_option(p->options, "db-socket"), NULL);
	p->city = mg_option(p->options, "municipality");
	p->now_us = mg_now_us(&mg_clock_system);
	if (!p->dir || !p->sql_dir || !p->socket)
		return mg_fail(err, MG_ERR_NOT_FOUND, "--sql-dir or --db-socket does not exist");
	snprintf(p->spiffe_name, sizeof(p->spiffe_name), "%s.madoguchi", p->city);
	snprintf(p->origin, sizeof(p->origin), "%s/log/%d", p->spiffe_name, fiscal_year(p->now_us));
	return true;
}

static bool write_text(const struct plan *p, const char *name, unsigned mode, struct mg_error *err, const char *format, ...)
	MG_PRINTF(5, 6);
static bool write_text(const struct plan *p, const char *name, unsigned mode, struct mg_error *err, const char *format, ...)
{
	char path[MG_CITY_PATH_BYTES], text[4096];
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	if (n < 0 || (size_t)n >= sizeof(text))
		return mg_fail(err, MG_ERR_INTERNAL, "%s is too long", name);
	bool ok = mg_city_write(path, mode, text, err);
	mg_wipe(text, sizeof(text));
	return ok;
}

/* An Ed25519 pair: name.key.pem and name.pub.pem. */
static bool write_pair(const struct plan *p, const char *name, const char *passphrase, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *key = NULL;
	char private_path[MG_CITY_PATH_BYTES], public_path[MG_CITY_PATH_BYTES];
	snprintf(private_path, sizeof(private_path), "%s/%s.key.pem", p->dir, name);
	snprintf(public_path, sizeof(public_path), "%s/%s.pub.pem", p->dir, name);
	return mg_pki_ed25519(&key, err) && mg_pki_write_private(private_path, key, passphrase, err) &&
	       mg_pki_write_public(public_path, key, err);
}

static bool write_kek(const struct plan *p, struct mg_error *err)
{
	uint8_t kek[32];
	char hex[66];
	if (RAND_bytes(kek, sizeof(kek)) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	mg_hex(kek, sizeof(kek), hex);
	mg_wipe(kek, sizeof(kek));
	bool ok = write_text(p, "kek", 0600, err, "%s\n", hex);
	mg_wipe(hex, sizeof(hex));
	return ok;
}

/* The authority that signs certificates, and the server's own. */
static bool write_certificates(const struct plan *p, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *ca_key = NULL;
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *key = NULL;
	MG_CLEANUP(mg_x509_freep) X509 *ca = NULL;
	MG_CLEANUP(mg_x509_freep) X509 *cert = NULL;
	char ca_name[64], alt[300], path[4][MG_CITY_PATH_BYTES];
	const char *host = mg_option(p->options, "host-name");
	static const char *const names[] = {"authority/ca.key.pem", "ca.crt.pem", "server.key.pem", "server.crt.pem"};
	for (size_t i = 0; i < MG_LEN(names); i++)
		snprintf(path[i], sizeof(path[i]), "%s/%s", p->dir, names[i]);
	snprintf(ca_name, sizeof(ca_name), "Madoguchi authority %s", p->city);
	snprintf(alt, sizeof(alt), "URI:spiffe://%s/server,DNS:localhost,IP:127.0.0.1%s%s", p->spiffe_name,
		host ? ",DNS:" : "", host ? host : "");
	struct mg_cert_request request = {.use = MG_CERT_CA, .common_name = ca_name, .days = CA_DAYS, .now_us = p->now_us};
	if (!mg_pki_p256(&ca_key, err))
		return false;
	request.key = request.ca_key = ca_key;
	if (!mg_pki_issue(&request, &ca, err) || !mg_pki_p256(&key, err))
		return false;
	request = (struct mg_cert_request){.use = MG_CERT_SERVER, .common_name = host ? host : "localhost", .alt_names = alt,
		.key = key, .ca_key = ca_key, .ca = ca, .days = SERVER_DAYS, .now_us = p->now_us};
	return mg_pki_issue(&request, &cert, err) && mg_pki_write_private(path[0], ca_key, p->passphrase, err) &&
	       mg_pki_write_cert(path[1], ca, err) && mg_pki_write_private(path[2], key, NULL, err) &&
	       mg_pki_write_cert(path[3], cert, err);
}

static bool write_server_conf(const struct plan *p, struct mg_error *err)
{
	const char *d = p->dir;
	return write_text(p, "server.conf", 0600, err,
		"# madoguchi-server: written by madoguchi-admin init\n"
		"municipality = %s\nmunicipality_name = %s\n"
		"listen = 127.0.0.1:0\nlisten.port_file = %s/run/server.port\n"
		"db.socket = %s\ndb.user = mg_app\ndb.password_file = %s/db.mg_app.password\n"
		"db.import_user = mg_import\ndb.import_password_file = %s/db.mg_import.password\n"
		"db.grants_file = %s/grants.sql\n"
		"kek_file = %s/kek\nunseal.socket = %s/run/unseal.sock\nreceipt.key_file = %s/receipt.key.pem\n"
		"authority.root_file = %s/authority/root.pub.pem\nkeys.state_file = %s/run/keys.state\n"
		"matcher.socket = %s/run/matcher.sock\nimport.dir = %s/inbox\n"
		"paper.draw_socket = %s/run/paper-draw.sock\npaper.print_socket = %s/run/paper-print.sock\n"
		"tls.ca_file = %s/ca.crt.pem\ntls.cert_file = %s/server.crt.pem\ntls.key_file = %s/server.key.pem\n"
		"tls.openssl_conf = %s/openssl.cnf\n",
		p->city, mg_option(p->options, "name"), d, p->socket, d, d, p->sql_dir, d, d, d, d, d, d, d, d, d, d, d, d, d);
}

static bool write_other_conf(const struct plan *p, struct mg_error *err)
{
	const char *d = p->dir;
	return write_text(p, "admin.conf", 0600, err,
		       "# madoguchi-admin: written by its init\n"
		       "municipality = %s\nmunicipality_name = %s\nspiffe_name = %s\nhost_name = %s\nlog.origin = %s\n"
		       "db.socket = %s\ndb.user = %s\nsql_dir = %s\n",
		       p->city, mg_option(p->options, "name"), p->spiffe_name,
		       mg_option(p->options, "host-name") ? mg_option(p->options, "host-name") : "localhost", p->origin,
		       p->socket, mg_option(p->options, "db-user"), p->sql_dir) &&
	       write_text(p, "sequencer.conf", 0600, err,
		       "# madoguchi-sequencer: written by madoguchi-admin init\n"
		       "municipality = %s\norigin = %s\nlog.key_file = %s/log.key.pem\n"
		       "receipt.public_key_file = %s/receipt.pub.pem\n"
		       "log.state_file = %s/run/sequencer.state\n"
		       "db.socket = %s\ndb.user = mg_seq\ndb.password_file = %s/db.mg_seq.password\ndb.grants_file = %s/grants.sql\n",
		       p->city, p->origin, d, d, d, p->socket, d, p->sql_dir) &&
	       write_text(p, "witness.conf", 0600, err,
		       "# madoguchi-witness: written by madoguchi-admin init\n"
		       "municipality = %s\norigin = %s\nlog.public_key_file = %s/log.pub.pem\n"
		       "receipt.public_key_file = %s/receipt.pub.pem\nwitness.name = %s/witness\n"
		       "witness.key_file = %s/witness.key.pem\nwitness.state_file = %s/run/witness.state\n"
		       "db.socket = %s\ndb.user = mg_verify\ndb.password_file = %s/db.mg_verify.password\n",
		       p->city, p->origin, d, d, p->spiffe_name, d, d, p->socket, d) &&
	       /* gRPC 1.51 has no call for the lowest TLS version; this is read by OpenSSL itself. */
	       write_text(p, "openssl.cnf", 0644, err,
		       "openssl_conf = madoguchi\n[madoguchi]\nssl_conf = ssl\n[ssl]\nsystem_default = system\n"
		       "[system]\nProtocol = -TLSv1.2\n");
}

bool mg_city_files_make(const struct mg_options *options, const char *passphrase, struct mg_error *err)
{
	MG_CLEANUP(plan_done) struct plan p = {.options = options, .passphrase = passphrase};
	return plan_init(&p, err) && write_kek(&p, err) && write_pair(&p, "receipt", NULL, err) &&
	       write_pair(&p, "log", NULL, err) && write_pair(&p, "witness", NULL, err) &&
	       write_pair(&p, "authority/root", passphrase, err) && write_certificates(&p, err) &&
	       write_server_conf(&p, err) && write_other_conf(&p, err);
}
