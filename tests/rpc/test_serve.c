/* SPDX-License-Identifier: Apache-2.0
 * The life of a server as central IT sees it: sealed, overrun, given a new certificate, stopped in
 * the middle of work, its database gone and back; and the certificates and protocol versions that
 * it does not speak to. */
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
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>
#include "admin/pki.h"
#include "base/clock.h"
#include "database.h"
#include "madoguchi/health.pb-c.h"
#include "rig.h"
#include "second.h"

#define DAY_US (INT64_C(86400) * 1000000)
#define YAMA "\x0a\x06\xe3\x82\x84\xe3\x81\xbe" /* PersonSearchRequest{text: "やま"} */

static struct mg_db_config superuser;
static const char *const as_it_is[] = {NULL};

static int setup(void **state)
{
	(void)state;
	mg_rig_open();
	superuser = (struct mg_db_config){.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	return 0;
}

/* ---- calls ---- */

struct said {
	int status;
	char code[32];
	bool has_entry;
};

static struct said call(struct mg_rpc_client *client, const char *path, const void *bytes, size_t n,
	const ProtobufCMessageDescriptor *reply, const struct mg_rpc_options *options)
{
	struct mg_arena arena;
	struct mg_rpc_result r;
	struct said said;
	mg_arena_init(&arena, 8U << 20);
	mg_rpc_call_bytes(client, path, bytes, n, reply, options, &arena, &r);
	said = (struct said){.status = r.status, .has_entry = r.entry.n > 0};
	memcpy(said.code, r.code, sizeof(said.code));
	mg_arena_done(&arena);
	return said;
}

static struct said search(struct mg_rpc_client *client, const uint8_t *token, int timeout_ms)
{
	return call(client, "/madoguchi.v1.Person/Search", YAMA, 8,
		&pb__person_search_reply__descriptor,
		&(struct mg_rpc_options){.token = token, .timeout_ms = timeout_ms});
}

static struct said challenge(struct mg_rpc_client *client)
{
	return call(client, "/madoguchi.v1.Login/Challenge", "", 0,
		&pb__challenge_reply__descriptor, &(struct mg_rpc_options){.timeout_ms = 5000});
}

static int health(struct mg_rpc_client *client)
{
	struct mg_arena arena;
	struct mg_rpc_result r;
	mg_arena_init(&arena, 65536);
	mg_rpc_call_bytes(client, "/grpc.health.v1.Health/Check", "", 0,
		&pb_health__health_check_response__descriptor,
		&(struct mg_rpc_options){.timeout_ms = 5000}, &arena, &r);
	int status = r.status == 0
			     ? (int)((const PbHealth__HealthCheckResponse *)(const void *)r.reply)
				       ->status
			     : -1;
	mg_arena_done(&arena);
	return status;
}
#define SERVING PB_HEALTH__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING
#define NOT_SERVING PB_HEALTH__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

/* ---- sealed ---- */

static void a_server_without_the_root_key_answers_only_health(void **state)
{
	(void)state;
	static const char *const changes[] = {"kek_file=%s/there-is-none", NULL};
	struct mg_second s;
	mg_second_start(&s, changes, NULL);
	struct mg_rpc_client *client = mg_second_connect_as(&s, 1);
	static const uint8_t token[32] = {1};
	assert_int_equal(health(client), NOT_SERVING);
	assert_string_equal(challenge(client).code, "SEALED");
	assert_string_equal(search(client, token, 0).code, "SEALED");
	mg_rpc_client_free(client);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
}

/* ---- certificates ---- */

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
	struct said said = challenge(client);
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
		" assertion_key, 'enrolled', enrolled_us FROM madoguchi.terminal WHERE terminal_id "
		"= 1",
		hex);
	mg_test_db_sql(&superuser, sql);
	snprintf(cert, sizeof(cert), "%s/lost.crt", s.folder);
	snprintf(key, sizeof(key), "%s/lost.key", s.folder);
	struct mg_rpc_client *client = mg_second_connect(&s, cert, key);
	assert_int_equal(challenge(client).status, 0);
	mg_test_db_sql(&superuser, "UPDATE madoguchi.terminal SET state = 'revoked', revoked_us = "
				   "1 WHERE terminal_id = 77");
	struct said after = challenge(client);
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
	assert_int_equal(challenge(open).status, 0);
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
	assert_int_equal(challenge(open).status, 0); /* what was open stays */
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

/* ---- load and stop ---- */

struct asking {
	const struct mg_second *second;
	const uint8_t *token;
	const char *path;
	int timeout_ms;
	struct said said;
	int64_t took_us;
	pthread_t thread;
};

static void *ask(void *user)
{
	struct asking *a = user;
	struct mg_rpc_client *client = mg_second_connect_as(a->second, 1);
	int64_t from_us = mg_mono_us(&mg_clock_system);
	if (a->path)
		a->said = call(client, a->path, "", 0, &pb__watch_reply__descriptor,
			&(struct mg_rpc_options){.token = a->token, .timeout_ms = a->timeout_ms});
	else
		a->said = search(client, a->token, a->timeout_ms);
	a->took_us = mg_mono_us(&mg_clock_system) - from_us;
	mg_rpc_client_free(client);
	return NULL;
}

static void a_full_lane_says_busy_at_once_and_loses_nobody_it_took(void **state)
{
	(void)state;
	static const char *const changes[] = {"workers.data=2", "workers.queue=3", NULL};
	struct mg_second s;
	struct asking asking[16];
	uint8_t token[32];
	int served = 0, busy = 0;
	mg_second_start(&s, changes, NULL);
	struct mg_rpc_client *client = mg_second_connect_as(&s, 1);
	mg_rig_must_login(client, 1, 1, token);
	assert_int_equal(search(client, token, 0).status, 0);
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	struct mg_error err = {0};
	static const char lock[] = "LOCK TABLES madoguchi.terminal WRITE";
	assert_true(mg_db_script(db, lock, sizeof(lock) - 1, &err));
	for (size_t i = 0; i < MG_LEN(asking); i++) {
		asking[i] = (struct asking){.second = &s, .token = token, .timeout_ms = 20000};
		assert_int_equal(pthread_create(&asking[i].thread, NULL, ask, &asking[i]), 0);
	}
	pause_ms(1500); /* all have arrived: two are worked on, three wait, the others were told */
	static const char unlock[] = "UNLOCK TABLES";
	assert_true(mg_db_script(db, unlock, sizeof(unlock) - 1, &err));
	for (size_t i = 0; i < MG_LEN(asking); i++) {
		pthread_join(asking[i].thread, NULL);
		served += asking[i].said.status == 0;
		if (strcmp(asking[i].said.code, "BUSY") == 0) {
			busy++;
			assert_true(asking[i].took_us < 1400000);
		}
	}
	assert_int_equal(served, 5);
	assert_int_equal(busy, (int)MG_LEN(asking) - 5);
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
}

static void a_stopped_server_finishes_what_it_took_and_lets_the_long_poll_go(void **state)
{
	(void)state;
	struct mg_second s;
	uint8_t token[32];
	mg_second_start(&s, as_it_is, NULL);
	struct mg_rpc_client *client = mg_second_connect_as(&s, 1);
	mg_rig_must_login(client, 1, 1, token);
	struct asking parked = {.second = &s,
		.token = token,
		.path = "/madoguchi.v1.Session/Watch",
		.timeout_ms = 30000};
	struct asking slow = {.second = &s, .token = token, .timeout_ms = 20000};
	assert_int_equal(pthread_create(&parked.thread, NULL, ask, &parked), 0);
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	struct mg_error err = {0};
	static const char lock[] = "LOCK TABLES madoguchi.person_search WRITE",
			  unlock[] = "UNLOCK TABLES";
	assert_true(mg_db_script(db, lock, sizeof(lock) - 1, &err));
	assert_int_equal(pthread_create(&slow.thread, NULL, ask, &slow), 0);
	pause_ms(700);
	kill(s.pid, SIGTERM);
	pause_ms(700); /* it is draining now, and the search is still held up */
	assert_true(mg_db_script(db, unlock, sizeof(unlock) - 1, &err));
	pthread_join(slow.thread, NULL);
	pthread_join(parked.thread, NULL);
	assert_int_equal(slow.said.status, 0);
	assert_true(slow.said.has_entry);
	assert_int_equal(parked.said.status, 0);
	assert_int_equal(mg_second_stop(&s, 0), 0);
	struct mg_rpc_client *city = mg_rig_connect(1);
	mg_rig_logout(city, token); /* the session lives in the database: any server ends it */
	mg_rpc_client_free(city);
	mg_rpc_client_free(client);
}

/* ---- the database ---- */

static void mariadb(const char *command)
{
	char line[1200], socket[400];
	snprintf(socket, sizeof(socket), "%s", mg_rig_get("MG_DB_SOCKET"));
	*strrchr(socket, '/') = '\0';
	snprintf(line, sizeof(line),
		"'%s/tests/support/mariadb' %s '%s' --log-bin='%s/data/binlog' --sync-binlog=1 "
		">/dev/null 2>&1",
		MG_SOURCE_DIR, command, socket, socket);
	assert_int_equal(system(line), 0);
}

static void a_database_that_dies_and_returns_costs_a_clear_answer_and_no_session(void **state)
{
	(void)state;
	struct mg_rpc_client *client = mg_rig_connect(1);
	uint8_t token[32];
	struct said said;
	mg_rig_must_login(client, 1, 1, token);
	assert_int_equal(search(client, token, 0).status, 0);
	mariadb("kill");
	for (int i = 0; i < 12; i++) { /* every worker meets it */
		said = search(client, token, 5000);
		assert_string_equal(said.code, "UNAVAILABLE");
	}
	assert_int_equal(health(client), NOT_SERVING);
	mariadb("again");
	for (int i = 0; i < 100 && search(client, token, 5000).status != 0; i++)
		pause_ms(100);
	said = search(client, token, 5000);
	assert_int_equal(said.status, 0);
	assert_true(said.has_entry);
	assert_int_equal(health(client), SERVING);
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_without_the_root_key_answers_only_health),
		cmocka_unit_test(
			foreign_and_expired_certificates_are_not_heard_and_unknown_ones_refused),
		cmocka_unit_test(
			a_revoked_terminal_is_refused_at_its_next_call_on_the_open_connection),
		cmocka_unit_test(tls_1_3_is_spoken_and_nothing_older),
		cmocka_unit_test(a_new_certificate_is_taken_without_a_restart_and_garbage_is_not),
		cmocka_unit_test(a_full_lane_says_busy_at_once_and_loses_nobody_it_took),
		cmocka_unit_test(a_stopped_server_finishes_what_it_took_and_lets_the_long_poll_go),
		cmocka_unit_test(
			a_database_that_dies_and_returns_costs_a_clear_answer_and_no_session),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
