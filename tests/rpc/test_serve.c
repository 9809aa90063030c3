/* SPDX-License-Identifier: Apache-2.0
 * The life of a server as central IT sees it: sealed, overrun, stopped in the middle of work, its
 * database gone and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include "database.h"
#include "said.h"
#include "second.h"

static struct mg_db_config superuser;
static const char *const as_it_is[] = {NULL};

static int setup(void **state)
{
	(void)state;
	mg_rig_open();
	superuser = (struct mg_db_config){.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	return 0;
}

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
	assert_int_equal(said_health(client), NOT_SERVING);
	assert_string_equal(said_challenge(client).code, "SEALED");
	assert_string_equal(said_search(client, token, 0).code, "SEALED");
	mg_rpc_client_free(client);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
}

/* A city of before the exports: its matrix of rights cannot be verified. */
static void a_server_without_the_authoritys_key_says_which_lines_it_lacks_and_does_not_start(void **state)
{
	(void)state;
	char line[1600], text[4096];
	snprintf(line, sizeof(line),
		"d=$(mktemp -d) && sed '/^authority.root_file/d; /^keys.state_file/d; /^listen.port_file/d; /^import.dir/d'"
		" '%s/server.conf' >$d/server.conf && timeout 60 '%s/server/madoguchi-server' --config $d/server.conf 2>&1;"
		" echo \"exit $?\"; rm -r $d",
		mg_rig_get("MG_CITY"), mg_rig_get("MG_BIN"));
	FILE *f = popen(line, "re");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	pclose(f);
	if (!strstr(text, "missing: authority.root_file keys.state_file") || !strstr(text, "exit 1"))
		fail_msg("%s", text);
}

/* ---- load and stop ---- */

struct asking {
	const struct mg_second *second;
	const uint8_t *token;
	const char *path;
	int timeout_ms;
	struct said said;
	atomic_bool answered;
	pthread_t thread;
};

static void *ask(void *user)
{
	struct asking *a = user;
	struct mg_rpc_client *client = mg_second_connect_as(a->second, 1);
	if (a->path)
		a->said = said_call(client, a->path, "", 0, &pb__watch_reply__descriptor,
			&(struct mg_rpc_options){.token = a->token, .timeout_ms = a->timeout_ms});
	else
		a->said = said_search(client, a->token, a->timeout_ms);
	atomic_store(&a->answered, true);
	mg_rpc_client_free(client);
	return NULL;
}

static void a_full_lane_says_busy_at_once_and_loses_nobody_it_took(void **state)
{
	(void)state;
	static const char *const changes[] = {"workers.data=2", "workers.queue=3", NULL};
	struct mg_second s;
	static struct asking asking[16];
	uint8_t token[32];
	size_t served = 0, busy = 0, told = 0;
	mg_second_start(&s, changes, NULL);
	struct mg_rpc_client *client = mg_second_connect_as(&s, 1);
	mg_rig_must_login(client, 1, 1, token);
	assert_int_equal(said_search(client, token, 0).status, 0);
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	struct mg_error err = {0};
	static const char lock[] = "LOCK TABLES madoguchi.terminal WRITE";
	assert_true(mg_db_script(db, lock, sizeof(lock) - 1, &err));
	for (size_t i = 0; i < MG_LEN(asking); i++) {
		asking[i].second = &s, asking[i].token = token, asking[i].timeout_ms = 20000;
		assert_int_equal(pthread_create(&asking[i].thread, NULL, ask, &asking[i]), 0);
	}
	/* two are worked on and three wait while the database is held up; the others are told
	 * already now */
	for (int waited = 0; waited < 200 && told < MG_LEN(asking) - 5; waited++, told = 0) {
		pause_ms(100);
		for (size_t i = 0; i < MG_LEN(asking); i++)
			told += atomic_load(&asking[i].answered);
		if (told == MG_LEN(asking) - 5)
			break;
	}
	pause_ms(500);
	static const char unlock[] = "UNLOCK TABLES";
	assert_true(mg_db_script(db, unlock, sizeof(unlock) - 1, &err));
	for (size_t i = 0; i < MG_LEN(asking); i++) {
		pthread_join(asking[i].thread, NULL);
		served += asking[i].said.status == 0;
		busy += strcmp(asking[i].said.code, "BUSY") == 0;
	}
	assert_int_equal(told, MG_LEN(asking) - 5);
	assert_int_equal(served, 5);
	assert_int_equal(busy, MG_LEN(asking) - 5);
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
	assert_int_equal(said_search(client, token, 0).status, 0);
	mariadb("kill");
	for (int i = 0; i < 12; i++) { /* every worker meets it */
		said = said_search(client, token, 5000);
		assert_string_equal(said.code, "UNAVAILABLE");
	}
	assert_int_equal(said_health(client), NOT_SERVING);
	mariadb("again");
	for (int i = 0; i < 24; i++) { /* no worker trips over the connection it had */
		said = said_search(client, token, 5000);
		assert_int_equal(said.status, 0);
		assert_true(said.has_entry);
	}
	for (int i = 0; i < 12; i++)
		assert_int_equal(said_challenge(client).status, 0);
	assert_int_equal(said_health(client), SERVING);
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_without_the_root_key_answers_only_health),
		cmocka_unit_test(a_server_without_the_authoritys_key_says_which_lines_it_lacks_and_does_not_start),
		cmocka_unit_test(a_full_lane_says_busy_at_once_and_loses_nobody_it_took),
		cmocka_unit_test(a_stopped_server_finishes_what_it_took_and_lets_the_long_poll_go),
		cmocka_unit_test(
			a_database_that_dies_and_returns_costs_a_clear_answer_and_no_session),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
