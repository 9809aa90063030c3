/* SPDX-License-Identifier: Apache-2.0
 * A server that starts without its root key on the disk: sealed, refused, opened by two people, sealed again after kill -9.
 * The served city's own server goes on beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "audit/actions.h"
#include "database.h"
#include "keys/kek_file.h"
#include "said.h"
#include "seal/unseal_format.h"
#include "second.h"

#define FIRST "minami-no-niwa-1"
#define SECOND "kita-no-yama-no-2"
#define BOTH FIRST "\\n" SECOND "\\n"

static struct mg_db_config superuser;
static struct mg_second server;
static char socket_path[200], socket_line[240];
static const char *changes[] = {socket_line, NULL};
static char told[8192];

static bool there(const char *name)
{
	char path[600];
	struct stat st;
	snprintf(path, sizeof(path), "%s/%s", mg_rig_get("MG_CITY"), name);
	return lstat(path, &st) == 0;
}

/* madoguchi-admin with these lines on its standard input; what it says is in `told`. */
static int admin(const char *input, const char *words)
{
	char line[2000];
	snprintf(line, sizeof(line), "printf '%s' | '%s/server/admin/madoguchi-admin' %s 2>&1", input, mg_rig_get("MG_BIN"), words);
	FILE *f = popen(line, "re");
	assert_non_null(f);
	told[fread(told, 1, sizeof(told) - 1, f)] = '\0';
	return WEXITSTATUS(pclose(f));
}

static int in_city(const char *input, const char *command, const char *more)
{
	char words[1200];
	snprintf(words, sizeof(words), "%s --dir '%s' %s", command, mg_rig_get("MG_CITY"), more);
	return admin(input, words);
}

static int unseal(const char *input)
{
	char more[300];
	snprintf(more, sizeof(more), "--socket '%s'", socket_path);
	return in_city(input, "unseal", more);
}

static int64_t count(const char *sql)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	const struct mg_stmt_def def = {.name = "test.count", .sql = sql, .params = "", .columns = "i"};
	struct mg_error err = {0};
	struct mg_rows rows;
	mg_arena_init(&arena, 4096);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	return rows.n ? mg_i(mg_row(&rows, 0)) : -1;
}

/* Entries of a path that ends so, with that action. */
static int64_t entries(const char *path, enum mg_audit action)
{
	char sql[200];
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM madoguchi_log.leaf WHERE LOCATE(CONCAT('%s', UNHEX('0000%04X')), entry) > 0", path,
		(unsigned)action);
	return count(sql);
}

static int64_t unsealings(void)
{
	return entries("Unseal", MG_AUDIT_UNSEALED);
}

/* The journal of the server under test. */
static bool journal_has(const char *words)
{
	char path[400], line[600];
	bool has = false;
	snprintf(path, sizeof(path), "%s/errors", server.folder);
	FILE *f = fopen(path, "re");
	while (f && !has && fgets(line, sizeof(line), f))
		has = strstr(line, words) != NULL;
	if (f)
		fclose(f);
	return has;
}

static void is_sealed(void)
{
	static const uint8_t token[32] = {1};
	struct mg_rpc_client *client = mg_second_connect_as(&server, 1);
	assert_int_equal(said_health(client), NOT_SERVING);
	assert_string_equal(said_challenge(client).code, "SEALED");
	assert_string_equal(said_search(client, token, 0).code, "SEALED");
	mg_rpc_client_free(client);
}

static void serves(void)
{
	uint8_t token[32];
	struct mg_rpc_client *client = mg_second_connect_as(&server, 1);
	assert_int_equal(said_health(client), SERVING);
	mg_rig_must_login(client, 1, 1, token);
	assert_int_equal(said_search(client, token, 0).status, 0);
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

static int setup(void **state)
{
	(void)state;
	mg_rig_open();
	superuser = (struct mg_db_config){.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	snprintf(socket_path, sizeof(socket_path), "%s/run/sealed-test.sock", mg_rig_get("MG_CITY"));
	snprintf(socket_line, sizeof(socket_line), "unseal.socket=%s", socket_path);
	return 0;
}

/* The city is left as it was found, however this ends. */
static int teardown(void **state)
{
	(void)state;
	char path[600];
	if (server.pid > 0)
		mg_second_stop(&server, SIGKILL);
	if (!there("kek") && in_city(BOTH, "kek-seal", "--back") != 0)
		fprintf(stderr, "the plain kek is not back: %s\n", told);
	snprintf(path, sizeof(path), "%s/kek.sealed", mg_rig_get("MG_CITY"));
	if (there("kek"))
		unlink(path);
	unlink(socket_path);
	return 0;
}

/* ---- sealing ---- */

static void two_passphrases_are_asked_for_and_must_be_good(void **state)
{
	(void)state;
	assert_int_not_equal(in_city("short\\n" SECOND "\\n", "kek-seal", ""), 0);
	assert_non_null(strstr(told, "at least 12 characters"));
	assert_int_not_equal(in_city(FIRST "\\n" FIRST "\\n", "kek-seal", ""), 0);
	assert_non_null(strstr(told, "the same"));
	assert_false(there("kek.sealed"));
}

static void a_rotation_under_way_is_not_sealed_over(void **state)
{
	(void)state;
	char path[600];
	snprintf(path, sizeof(path), "%s/kek.next", mg_rig_get("MG_CITY"));
	FILE *f = fopen(path, "we"); /* a file is enough: it is looked at first */
	assert_non_null(f);
	fclose(f);
	const int how = in_city(BOTH, "kek-seal", "--remove-plain");
	unlink(path);
	assert_int_not_equal(how, 0);
	assert_non_null(strstr(told, "rotation"));
	assert_true(there("kek") && !there("kek.sealed"));
}

static void the_plain_file_goes_only_when_it_is_told_to(void **state)
{
	(void)state;
	char path[600];
	struct stat st;
	const int64_t before = entries("madoguchi-admin/kek-seal", MG_AUDIT_KEK_SEAL);
	if (in_city(BOTH, "kek-seal", "") != 0)
		fail_msg("%s", told);
	assert_null(strstr(told, FIRST));
	assert_true(there("kek") && there("kek.sealed"));
	snprintf(path, sizeof(path), "%s/kek.sealed", mg_rig_get("MG_CITY"));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	if (in_city(BOTH, "kek-seal", "--remove-plain") != 0)
		fail_msg("%s", told);
	assert_true(!there("kek") && there("kek.sealed"));
	/* as itself, and not as a set-up of the city */
	assert_int_equal(entries("madoguchi-admin/kek-seal", MG_AUDIT_KEK_SEAL) - before, 2);
	assert_int_equal(entries("madoguchi-admin/kek-seal", MG_AUDIT_ADMIN_CITY), 0);
}

/* ---- a sealed server ---- */

static void it_answers_only_health_and_waits(void **state)
{
	(void)state;
	mg_second_start(&server, changes, NULL);
	is_sealed();
	assert_true(journal_has("starts sealed"));
	assert_true(there("run/sealed-test.sock"));
}

static void killed_while_sealed_its_socket_is_no_hindrance(void **state)
{
	(void)state;
	mg_second_stop(&server, SIGKILL);
	assert_true(there("run/sealed-test.sock"));
	mg_second_start(&server, changes, NULL);
	is_sealed();
	assert_false(journal_has("cannot be unsealed"));
}

static void wrong_passphrases_open_nothing(void **state)
{
	(void)state;
	assert_int_not_equal(unseal(FIRST "\\n" SECOND "x\\n"), 0);
	assert_non_null(strstr(told, "do not open"));
	assert_int_not_equal(unseal(FIRST "\\n" FIRST "\\n"), 0);
	is_sealed();
}

/* What the program would never send. */
static void a_key_of_another_city_is_refused_and_called_out(void **state)
{
	(void)state;
	uint8_t request[MG_UNSEAL_REQUEST_BYTES], answer[MG_UNSEAL_ANSWER_BYTES] = {0};
	static const uint8_t wrong[32] = {1, 2, 3};
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	const int64_t before = unsealings();
	const uint32_t generation = (uint32_t)count("SELECT MAX(generation) FROM madoguchi_keys.kek WHERE finished_us IS NOT NULL");
	snprintf(a.sun_path, sizeof(a.sun_path), "%.107s", socket_path);
	for (uint32_t g = generation; g < generation + 2; g++) { /* the city's own number, and one it does not know */
		const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(connect(fd, (const struct sockaddr *)(const void *)&a, sizeof(a)), 0);
		mg_unseal_request_write(g, wrong, request);
		assert_int_equal(send(fd, request, sizeof(request), 0), sizeof(request));
		assert_true(recv(fd, answer, sizeof(answer) - 1, 0) > 1);
		assert_int_equal(answer[0], 0);
		close(fd);
	}
	assert_true(journal_has("<1>unsealing refused, 1 since the start"));
	assert_true(journal_has("<1>unsealing refused, 2 since the start"));
	assert_true(journal_has("is not root key"));
	is_sealed();
	assert_int_equal(unsealings(), before);
}

static void the_two_open_it_in_the_same_process(void **state)
{
	(void)state;
	const int64_t before = unsealings();
	if (unseal(SECOND "\\n" FIRST "\\n") != 0) /* in either order */
		fail_msg("%s", told);
	serves();
	assert_int_equal(kill(server.pid, 0), 0);
	assert_int_equal(unsealings(), before + 1);
	assert_false(there("run/sealed-test.sock"));
	assert_int_not_equal(unseal(BOTH), 0); /* nobody waits any more */
	assert_non_null(strstr(told, "no sealed server"));
}

static void after_kill_9_it_is_sealed_again(void **state)
{
	(void)state;
	mg_second_stop(&server, SIGKILL);
	mg_second_start(&server, changes, NULL);
	is_sealed();
	if (unseal(BOTH) != 0)
		fail_msg("%s", told);
	serves();
	assert_int_equal(mg_second_stop(&server, SIGTERM), 0);
	server.pid = 0;
}

static void a_sealed_server_ends_in_order(void **state)
{
	(void)state;
	mg_second_start(&server, changes, NULL);
	is_sealed();
	assert_int_equal(mg_second_stop(&server, SIGTERM), 0);
	server.pid = 0;
	assert_false(there("run/sealed-test.sock"));
}

/* ---- the administrators' acts meanwhile ---- */

static void other_commands_ask_for_both_and_a_rotation_wants_the_plain_file(void **state)
{
	(void)state;
	assert_int_not_equal(in_city("", "kek-rotate", ""), 0);
	assert_non_null(strstr(told, "kek-seal --back"));
	const char *contact = "--ward 141 --section 保険年金課 --phone 072-000-0141 --hours '月曜日から金曜日'";
	assert_int_not_equal(in_city(FIRST "\\n" FIRST "\\n", "ward-contact", contact), 0);
	if (in_city(BOTH, "ward-contact", contact) != 0)
		fail_msg("%s", told);
}

static void self_check_knows_a_sealed_city(void **state)
{
	(void)state;
	(void)in_city("", "self-check", "");
	assert_non_null(strstr(told, "ok    root key: sealed under two passphrases"));
	assert_null(strstr(told, "FAIL  kek"));
}

static void the_plain_file_comes_back_by_the_two(void **state)
{
	(void)state;
	assert_int_not_equal(in_city(FIRST "\\n" FIRST "\\n", "kek-seal", "--back"), 0);
	assert_false(there("kek"));
	if (in_city(BOTH, "kek-seal", "--back") != 0)
		fail_msg("%s", told);
	assert_true(there("kek"));
	mg_second_start(&server, changes, NULL);
	serves();
	assert_int_equal(mg_second_stop(&server, SIGTERM), 0);
	server.pid = 0;
	struct mg_rpc_client *client = mg_rig_connect(1); /* it went on all the time */
	assert_int_equal(said_health(client), SERVING);
	mg_rpc_client_free(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_passphrases_are_asked_for_and_must_be_good),
		cmocka_unit_test(a_rotation_under_way_is_not_sealed_over),
		cmocka_unit_test(the_plain_file_goes_only_when_it_is_told_to),
		cmocka_unit_test(it_answers_only_health_and_waits),
		cmocka_unit_test(killed_while_sealed_its_socket_is_no_hindrance),
		cmocka_unit_test(wrong_passphrases_open_nothing),
		cmocka_unit_test(a_key_of_another_city_is_refused_and_called_out),
		cmocka_unit_test(the_two_open_it_in_the_same_process),
		cmocka_unit_test(after_kill_9_it_is_sealed_again),
		cmocka_unit_test(a_sealed_server_ends_in_order),
		cmocka_unit_test(other_commands_ask_for_both_and_a_rotation_wants_the_plain_file),
		cmocka_unit_test(self_check_knows_a_sealed_city),
		cmocka_unit_test(the_plain_file_comes_back_by_the_two),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
