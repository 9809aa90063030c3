/* SPDX-License-Identifier: Apache-2.0
 * Whom the server speaks to: foreign, expired, unknown and revoked certificates, old protocol
 * versions, and a new certificate of its own while it runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <signal.h>
#include <unistd.h>
#include "admin/pki.h"
#include "base/clock.h"
#include "database.h"
#include "said.h"
#include "second.h"

#define DAY_US (INT64_C(86400) * 1000000)

static struct mg_db_config superuser;
static const char *const as_it_is[] = {NULL};

static int setup(void **state)
{
	(void)state;
	mg_rig_open();
	superuser = (struct mg_db_config){.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	return 0;
}

static void issue(const char *folder, const char *name, EVP_PKEY *ca_key, X509 *ca, int64_t now_us,
	uint8_t ret_sha256[32])
{
	struct mg_error err = {0};
	EVP_PKEY *key = NULL;
	X509 *cert = NULL;
	char path[400];
	assert_true(mg_pki_p256(&key, &err));
	const struct mg_cert_request request = {.use = MG_CERT_TERMINAL,
		.common_name = name,
		.alt_names = "URI:spiffe://271403.madoguchi/terminal/77",
		.key = key,
		.ca_key = ca_key,
		.ca = ca,
		.days = 1,
		.now_us = now_us};
	if (!mg_pki_issue(&request, &cert, &err) || !mg_pki_cert_sha256(cert, ret_sha256, &err))
		fail_msg("%s", err.detail);
	snprintf(path, sizeof(path), "%s/%s.key", folder, name);
	assert_true(mg_pki_write_private(path, key, NULL, &err));
	snprintf(path, sizeof(path), "%s/%s.crt", folder, name);
	assert_true(mg_pki_write_cert(path, cert, &err));
	mg_pkey_freep(&key);
	mg_x509_freep(&cert);
}

static void city_authority(EVP_PKEY **ret_key, X509 **ret_cert)
{
	struct mg_error err = {0};
	char path[600];
	snprintf(path, sizeof(path), "%s/authority/ca.key.pem", mg_rig_get("MG_CITY"));
	if (!mg_pki_read_private(path, NULL, ret_key, &err) ||
		!mg_pki_read_cert(mg_rig_get("MG_CA"), ret_cert, &err))
		fail_msg("%s", err.detail);
}

static struct said challenge_with(const struct mg_second *s, const char *name)
{
	char cert[400], key[400];
	snprintf(cert, sizeof(cert), "%s/%s.crt", s->folder, name);
	snprintf(key, sizeof(key), "%s/%s.key", s->folder, name);
	struct mg_rpc_client *client = mg_second_connect(s, cert, key);
	struct said said = said_challenge(client);
	mg_rpc_client_free(client);
	return said;
}

static void foreign_and_expired_certificates_are_not_heard_and_unknown_ones_refused(void **state)
{
	(void)state;
	struct mg_second s;
	struct mg_error err = {0};
	EVP_PKEY *ca_key = NULL, *foreign_key = NULL;
	X509 *ca = NULL, *foreign = NULL;
	uint8_t sha256[32];
	const int64_t now_us = mg_now_us(&mg_clock_system);
	mg_second_start(&s, as_it_is, NULL);
	city_authority(&ca_key, &ca);
	assert_true(mg_pki_p256(&foreign_key, &err));
	const struct mg_cert_request authority = {.use = MG_CERT_CA,
		.common_name = "Somebody else's authority",
		.key = foreign_key,
		.ca_key = foreign_key,
		.days = 10,
		.now_us = now_us};
	assert_true(mg_pki_issue(&authority, &foreign, &err));
	issue(s.folder, "foreign", foreign_key, foreign, now_us, sha256);
	issue(s.folder, "expired", ca_key, ca, now_us - 3 * DAY_US, sha256);
	issue(s.folder, "unknown", ca_key, ca, now_us, sha256);
	assert_int_equal(challenge_with(&s, "foreign").status, 14);
	assert_int_equal(challenge_with(&s, "expired").status, 14);
	assert_string_equal(challenge_with(&s, "unknown").code, "TERMINAL_UNKNOWN");
	mg_x509_freep(&foreign);
	mg_x509_freep(&ca);
	mg_pkey_freep(&foreign_key);
	mg_pkey_freep(&ca_key);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
}

static void a_revoked_terminal_is_refused_at_its_next_call_on_the_open_connection(void **state)
{
	(void)state;
	struct mg_second s;
	EVP_PKEY *ca_key = NULL;
	X509 *ca = NULL;
	uint8_t sha256[32];
	char hex[65], sql[700], cert[400], key[400];
	mg_second_start(&s, as_it_is, NULL);
	city_authority(&ca_key, &ca);
	issue(s.folder, "lost", ca_key, ca, mg_now_us(&mg_clock_system), sha256);
	mg_hex(sha256, 32, hex);
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, "
		"cert_sha256, cert_not_after_us,"
		" assertion_key, state, enrolled_us) SELECT municipality, 77, '失-77', section, "
		"ward, X'%s', cert_not_after_us,"
		" UNHEX(SHA2(cert_sha256, 256)), 'enrolled', enrolled_us FROM madoguchi.terminal WHERE terminal_id "
		"= 1",
		hex);
	mg_test_db_sql(&superuser, sql);
	snprintf(cert, sizeof(cert), "%s/lost.crt", s.folder);
	snprintf(key, sizeof(key), "%s/lost.key", s.folder);
	struct mg_rpc_client *client = mg_second_connect(&s, cert, key);
	assert_int_equal(said_challenge(client).status, 0);
	mg_test_db_sql(&superuser, "UPDATE madoguchi.terminal SET state = 'revoked', revoked_us = "
				   "1 WHERE terminal_id = 77");
	struct said after = said_challenge(client);
	assert_string_equal(after.code, "TERMINAL_UNKNOWN");
	mg_rpc_client_free(client);
	mg_test_db_sql(&superuser, "DELETE FROM madoguchi.login_challenge WHERE terminal_id = 77");
	mg_test_db_sql(&superuser, "DELETE FROM madoguchi.terminal WHERE terminal_id = 77");
	mg_x509_freep(&ca);
	mg_pkey_freep(&ca_key);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
}

/* What openssl s_client says of a handshake. */
static void handshake(const struct mg_second *s, const char *version, char *ret, size_t cap)
{
	char line[1400];
	snprintf(line, sizeof(line),
		"timeout 10 openssl s_client -connect %s -%s -cert %s -key %s -CAfile %s -alpn h2 "
		"</dev/null 2>&1",
		s->address, version, mg_rig_get("MG_TERMINAL_1_CERT"),
		mg_rig_get("MG_TERMINAL_1_KEY"), mg_rig_get("MG_CA"));
	FILE *p = popen(line, "re");
	assert_non_null(p);
	size_t n = fread(ret, 1, cap - 1, p);
	ret[n] = '\0';
	pclose(p);
}

static void tls_1_3_is_spoken_and_nothing_older(void **state)
{
	(void)state;
	static char said[65536];
	static const char *const old[] = {"tls1_2", "tls1_1"};
	struct mg_second s;
	mg_second_start(&s, as_it_is, NULL);
	handshake(&s, "tls1_3", said, sizeof(said));
	assert_non_null(strstr(said, "TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384"));
	for (size_t i = 0; i < MG_LEN(old); i++) {
		handshake(&s, old[i], said, sizeof(said));
		assert_non_null(strstr(said, "Cipher is (NONE)"));
	}
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
}

static void copy(const char *folder, const char *from, const char *to)
{
	char line[900];
	snprintf(line, sizeof(line), "cp '%s/%s' '%s/%s'", mg_rig_get("MG_CITY"), from, folder, to);
	assert_int_equal(system(line), 0);
}

static void copy_certificate(const char *folder)
{
	copy(folder, "server.crt.pem", "tls.crt");
	copy(folder, "server.key.pem", "tls.key");
}

static void serial_of(const struct mg_second *s, char ret[80])
{
	static char said[65536];
	char line[900], path[400];
	handshake(s, "tls1_3", said, sizeof(said));
	snprintf(path, sizeof(path), "%s/seen.crt", s->folder);
	FILE *f = fopen(path, "we");
	const char *pem = strstr(said, "-----BEGIN CERTIFICATE-----");
	assert_non_null(f);
	assert_non_null(pem);
	fputs(pem, f);
	fclose(f);
	snprintf(line, sizeof(line), "openssl x509 -in '%s' -noout -serial", path);
	FILE *p = popen(line, "re");
	assert_non_null(fgets(ret, 80, p));
	pclose(p);
}

static void a_new_certificate_is_taken_without_a_restart_and_garbage_is_not(void **state)
{
	(void)state;
	static const char *const changes[] = {
		"tls.cert_file=%s/tls.crt", "tls.key_file=%s/tls.key", NULL};
	struct mg_second s;
	struct mg_error err = {0};
	EVP_PKEY *ca_key = NULL, *key = NULL;
	X509 *ca = NULL, *cert = NULL;
	char before[80], after[80], garbled[80], path[400];
	mg_second_start(&s, changes, copy_certificate);
	struct mg_rpc_client *open = mg_second_connect_as(&s, 1);
	assert_int_equal(said_challenge(open).status, 0);
	serial_of(&s, before);
	city_authority(&ca_key, &ca);
	assert_true(mg_pki_p256(&key, &err));
	const struct mg_cert_request request = {.use = MG_CERT_SERVER,
		.common_name = "localhost",
		.alt_names = "DNS:localhost,IP:127.0.0.1",
		.key = key,
		.ca_key = ca_key,
		.ca = ca,
		.days = 2,
		.now_us = mg_now_us(&mg_clock_system)};
	assert_true(mg_pki_issue(&request, &cert, &err));
	snprintf(path, sizeof(path), "%s/tls.key", s.folder);
	unlink(path);
	assert_true(mg_pki_write_private(path, key, NULL, &err));
	snprintf(path, sizeof(path), "%s/tls.crt", s.folder);
	unlink(path);
	assert_true(mg_pki_write_cert(path, cert, &err));
	serial_of(&s, after);
	assert_string_not_equal(before, after);
	assert_int_equal(said_challenge(open).status, 0); /* what was open stays */
	FILE *f = fopen(path, "we");
	fputs("garbage", f);
	fclose(f);
	serial_of(&s, garbled);
	assert_string_equal(garbled, after);
	mg_rpc_client_free(open);
	mg_x509_freep(&cert);
	mg_x509_freep(&ca);
	mg_pkey_freep(&key);
	mg_pkey_freep(&ca_key);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			foreign_and_expired_certificates_are_not_heard_and_unknown_ones_refused),
		cmocka_unit_test(
			a_revoked_terminal_is_refused_at_its_next_call_on_the_open_connection),
		cmocka_unit_test(tls_1_3_is_spoken_and_nothing_older),
		cmocka_unit_test(a_new_certificate_is_taken_without_a_restart_and_garbage_is_not),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
