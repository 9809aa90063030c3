/* SPDX-License-Identifier: Apache-2.0
 * One hijacked terminal against the rest: streams begun and reset without end, and connections that say nothing. Honest
 * terminals are served all the while; the hostile one is suspended, in the database too, until somebody lifts it. */
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
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "admin/pki.h"
#include "base/clock.h"
#include "database.h"
#include "said.h"
#include "second.h"
#include "storm.h"

#define SECONDS 6
#define CALLS_MAX 4000
#define RSS_MORE_MAX_KIB (512 * 1024)

static struct mg_db_config superuser;
static const char *const limited[] = {"limit.calls_per_second=200", NULL};
static char cert_file[600], key_file[600];

static int setup(void **state)
{
	(void)state;
	mg_rig_open();
	superuser = (struct mg_db_config){.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	return 0;
}

static void forget_hostile(void)
{
	mg_test_db_sql(&superuser, "DELETE FROM madoguchi.login_challenge WHERE terminal_id = 78;"
				   "DELETE FROM madoguchi.terminal WHERE terminal_id = 78");
}

/* A terminal of its own for the attack: number 78. */
static void enrol_hostile(void)
{
	struct mg_error err = {0};
	EVP_PKEY *ca_key = NULL, *key = NULL;
	X509 *ca = NULL, *cert = NULL;
	uint8_t sha256[32];
	char path[600], hex[65], sql[800];
	snprintf(path, sizeof(path), "%s/authority/ca.key.pem", mg_rig_get("MG_CITY"));
	assert_true(mg_pki_read_private(path, NULL, &ca_key, &err) && mg_pki_read_cert(mg_rig_get("MG_CA"), &ca, &err));
	assert_true(mg_pki_p256(&key, &err));
	const struct mg_cert_request request = {.use = MG_CERT_TERMINAL, .common_name = "hostile",
		.alt_names = "URI:spiffe://271403.madoguchi/terminal/78", .key = key, .ca_key = ca_key, .ca = ca, .days = 1,
		.now_us = mg_now_us(&mg_clock_system)};
	assert_true(mg_pki_issue(&request, &cert, &err) && mg_pki_cert_sha256(cert, sha256, &err));
	snprintf(cert_file, sizeof(cert_file), "%s/hostile.crt", mg_rig_get("MG_CITY"));
	snprintf(key_file, sizeof(key_file), "%s/hostile.key", mg_rig_get("MG_CITY"));
	remove(cert_file);
	remove(key_file);
	forget_hostile();
	assert_true(mg_pki_write_private(key_file, key, NULL, &err) && mg_pki_write_cert(cert_file, cert, &err));
	mg_hex(sha256, 32, hex);
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, cert_sha256,"
		" cert_not_after_us, assertion_key, state, enrolled_us) SELECT municipality, 78, '敵-78', section, ward,"
		" X'%s', cert_not_after_us, UNHEX(SHA2(cert_sha256, 256)), 'enrolled', enrolled_us FROM madoguchi.terminal WHERE terminal_id = 1",
		hex);
	mg_test_db_sql(&superuser, sql);
	mg_x509_freep(&cert);
	mg_x509_freep(&ca);
	mg_pkey_freep(&key);
	mg_pkey_freep(&ca_key);
}

static int64_t number(const char *sql)
{
	const struct mg_stmt_def def = {.name = "flood", .sql = sql, .params = "", .columns = "i"};
	struct mg_error err = {0};
	struct mg_rows rows;
	struct mg_tx tx;
	MG_CLEANUP(mg_arena_done) struct mg_arena memory;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	mg_arena_init(&memory, 1 << 16);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &memory, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	const int64_t n = rows.n ? mg_i(mg_row(&rows, 0)) : -1;
	mg_tx_done(&tx);
	return n;
}

static long rss_kib(pid_t pid)
{
	char path[64], line[200];
	long kib = 0;
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	FILE *f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		(void)sscanf(line, "VmHWM: %ld", &kib);
	if (f)
		fclose(f);
	return kib;
}

/* ---- the honest terminal ---- */

static int64_t took_us[CALLS_MAX];

static int by_value(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Calls as a kiosk does, on one connection and now and then on a fresh one, until the attacker has ended; how many were not
 * served. */
static unsigned work_honestly(const struct mg_second *s, pid_t attacker, const char *what)
{
	unsigned n = 0, refused = 0;
	struct mg_rpc_client *client = mg_second_connect_as(s, 1);
	while (waitpid(attacker, NULL, WNOHANG) == 0 && n < CALLS_MAX) {
		const int64_t since_us = mg_mono_us(&mg_clock_system);
		refused += said_challenge(client).status != 0;
		took_us[n++] = mg_mono_us(&mg_clock_system) - since_us;
		usleep(50000);
		if (n % 20 == 0) {
			mg_rpc_client_free(client);
			client = mg_second_connect_as(s, 1);
		}
	}
	mg_rpc_client_free(client);
	assert_true(n > 5);
	qsort(took_us, n, sizeof(took_us[0]), by_value);
	printf("%s: %u honest calls, %u not served, p50 %.1f ms, p99 %.1f ms\n", what, n, refused, (double)took_us[n / 2] / 1000.0,
		(double)took_us[n * 99 / 100] / 1000.0);
	return refused;
}

static void a_storm_of_resets_suspends_its_terminal_and_nobody_else(void **state)
{
	(void)state;
	struct mg_second s;
	mg_second_start(&s, limited, NULL);
	enrol_hostile();
	const long before_kib = rss_kib(s.pid);
	int told[2];
	assert_int_equal(pipe(told), 0);
	fflush(NULL);
	const pid_t attacker = fork();
	if (attacker == 0) {
		struct storm storm = {.address = s.address, .ca_file = mg_rig_get("MG_CA"), .cert_file = cert_file,
			.key_file = key_file, .server_name = mg_rig_get("MG_SERVER_NAME"), .seconds = SECONDS};
		storm_reset(&storm);
		_exit(write(told[1], &storm, sizeof(storm)) == (ssize_t)sizeof(storm) ? 0 : 1);
	}
	const unsigned refused = work_honestly(&s, attacker, "reset storm");
	struct storm storm;
	assert_int_equal(read(told[0], &storm, sizeof(storm)), sizeof(storm));
	const long more_kib = rss_kib(s.pid) - before_kib;
	printf("reset storm: %lu streams on %u connections, %u of them cut; the server's memory grew by %ld MiB\n", storm.streams,
		storm.connections, storm.cut, more_kib / 1024);
	assert_int_equal(refused, 0);
	assert_true(storm.streams > 200);
	assert_true(storm.cut > 0);
	assert_true(more_kib < RSS_MORE_MAX_KIB);
	assert_int_equal(number("SELECT suspended_us IS NOT NULL AND changed_by = 'system:limit' FROM madoguchi.terminal WHERE terminal_id = 78"), 1);
	assert_int_equal(number("SELECT COUNT(*) FROM madoguchi.terminal WHERE suspended_us IS NOT NULL"), 1);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
	/* the next start, and every other server, knows it */
	mg_second_start(&s, limited, NULL);
	struct mg_rpc_client *hostile = mg_second_connect(&s, cert_file, key_file);
	assert_string_equal(said_challenge(hostile).code, "TERMINAL_UNKNOWN");
	mg_rpc_client_free(hostile);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
	forget_hostile();
	close(told[0]);
	close(told[1]);
}

/* As the unit's timer asks; 0: a fresh connection was answered. */
static int watchdog(const struct mg_second *s, const char *command)
{
	char line[1700];
	snprintf(line, sizeof(line),
		MG_SOURCE_DIR "/packaging/watchdog --address %s --ca %s --cert %s --key %s --name %s --tries 2 --seconds 4"
			      " --on-failure '%s'",
		s->address, mg_rig_get("MG_CA"), mg_rig_get("MG_TERMINAL_1_CERT"), mg_rig_get("MG_TERMINAL_1_KEY"),
		mg_rig_get("MG_SERVER_NAME"), command);
	return WEXITSTATUS(system(line));
}

static void full_descriptors_neither_stop_who_is_connected_nor_go_unseen(void **state)
{
	(void)state;
	struct mg_second s;
	static int held[400];
	mg_second_start(&s, limited, NULL);
	struct mg_rpc_client *before = mg_second_connect_as(&s, 1);
	for (int i = 0; i < 60; i++) /* until each worker has its database connection */
		assert_int_equal(said_challenge(before).status, 0);
	/* as LimitNOFILE of the unit, only lower */
	const struct rlimit few = {.rlim_cur = 200, .rlim_max = 200};
	assert_int_equal(prlimit(s.pid, RLIMIT_NOFILE, &few, NULL), 0);
	const size_t n = storm_hold(s.address, MG_LEN(held), held);
	assert_true(n >= 190);
	sleep(1);
	for (int i = 0; i < 20; i++) {
		const struct said said = said_challenge(before);
		if (said.status != 0)
			fail_msg("who was connected: status %d %s", said.status, said.code);
	}
	/* the silent ones are cut off after the handshake's 5 s; then a fresh connection gets in again, or gRPC's listener is
	 * gone for good (its fault in 1.51) and the watchdog says so */
	bool fresh = false;
	for (int i = 0; i < 4 && !fresh; i++) {
		struct mg_rpc_client *after = mg_second_connect_as(&s, 2);
		fresh = said_challenge(after).status == 0;
		mg_rpc_client_free(after);
		if (!fresh)
			sleep(1);
	}
	for (size_t i = 0; i < n; i++)
		close(held[i]);
	const int seen = watchdog(&s, "true");
	printf("descriptors: %zu silent connections, 200 descriptors; a fresh connection %s; the watchdog says %d\n", n,
		fresh ? "got in again" : "got in no more", seen);
	assert_int_equal(seen, fresh ? 0 : 1);
	mg_rpc_client_free(before);
	(void)mg_second_stop(&s, SIGTERM);
}

static void the_watchdog_sees_a_server_that_takes_no_connection(void **state)
{
	(void)state;
	struct mg_second s;
	char command[400], path[400];
	mg_second_start(&s, limited, NULL);
	snprintf(command, sizeof(command), "touch %s/restarted", s.folder);
	snprintf(path, sizeof(path), "%s/restarted", s.folder);
	assert_int_equal(watchdog(&s, command), 0);
	assert_int_not_equal(access(path, F_OK), 0);
	kill(s.pid, SIGSTOP); /* takes connections in the kernel, and answers none */
	const int stopped = watchdog(&s, command);
	kill(s.pid, SIGCONT);
	assert_int_equal(stopped, 1);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_storm_of_resets_suspends_its_terminal_and_nobody_else),
		cmocka_unit_test(full_descriptors_neither_stop_who_is_connected_nor_go_unseen),
		cmocka_unit_test(the_watchdog_sees_a_server_that_takes_no_connection),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
