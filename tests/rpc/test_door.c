/* SPDX-License-Identifier: Apache-2.0
 * The door against hostile and broken clients, over real mutual TLS: each is refused with its own
 * code, and the refusal stands in the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "database.h"
#include "rig.h"
#include "synth.h"

static struct mg_db_config superuser;
static struct mg_arena arena;

static uint64_t entries(void)
{
	static const struct mg_stmt_def count = {.name = "count",
		.sql = "SELECT COUNT(*) FROM madoguchi_log.leaf",
		.params = "",
		.columns = "u"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_rows rows;
	struct mg_error err = {0};
	mg_tx_begin(&tx, db);
	assert_true(mg_query(&tx, &arena, &count, MG_NO_PARAMS, &rows, &err));
	return mg_u(mg_row(&rows, 0));
}

static void search_bytes(struct mg_rpc_client *client, const uint8_t *token, const void *bytes,
	size_t n, const struct mg_rpc_options *more, struct mg_rpc_result *ret)
{
	struct mg_rpc_options options = more ? *more : (struct mg_rpc_options){0};
	options.token = token;
	mg_rpc_call_bytes(client, "/madoguchi.v1.Person/Search", bytes, n,
		&pb__person_search_reply__descriptor, &options, &arena, ret);
}

static int setup(void **state)
{
	(void)state;
	mg_rig_open();
	superuser = (struct mg_db_config){.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	return 0;
}

static int fresh_arena(void **state)
{
	(void)state;
	mg_arena_init(&arena, 64U << 20);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	mg_arena_done(&arena);
	return 0;
}

static void a_client_without_a_certificate_is_not_heard(void **state)
{
	(void)state;
	struct mg_rpc_result r;
	struct mg_rpc_client *client = mg_rig_connect_with(mg_rig_get("MG_CA"), NULL, NULL);
	search_bytes(client, NULL, "", 0, &(struct mg_rpc_options){.timeout_ms = 3000}, &r);
	assert_int_equal(r.status, 14);
	mg_rpc_client_free(client);
}

static void an_unknown_method_is_refused_and_logged(void **state)
{
	(void)state;
	struct mg_rpc_result r;
	struct mg_rpc_client *client = mg_rig_connect(1);
	uint64_t before = entries();
	mg_rpc_call_bytes(client, "/madoguchi.v1.Person/Backdoor", "", 0,
		&pb__person_search_reply__descriptor, NULL, &arena, &r);
	assert_int_equal(r.status, 12);
	assert_string_equal(r.code, "UNIMPLEMENTED");
	assert_true(entries() > before);
	mg_rpc_client_free(client);
}

static void search(struct mg_rpc_client *client, const uint8_t token[32], const char *code)
{
	struct mg_rpc_result r;
	search_bytes(client, token, "\x0a\x06\xe3\x83\xa4\xe3\x83\x9e", 8, NULL, &r); /* ヤマ */
	if (strcmp(r.code, code) != 0)
		fail_msg("%s instead of %s", r.code, code);
}

/* The workers remember sessions that they have read. Whatever is changed for the session, the person or the terminal counts
 * at the next call all the same, and what is changed back counts again. */
#define SESSION_OF "UPDATE madoguchi.session s JOIN madoguchi.staff f USING (municipality, staff_id) SET "
#define LIVE " WHERE s.ended_us IS NULL AND f.staff_no = "
static void a_remembered_session_is_found_changed_at_the_next_call(void **state)
{
	(void)state;
	static const struct {
		const char *change, *code, *back; /* what follows is the staff number */
	} cases[] = {
		{"UPDATE madoguchi.staff SET role = 'auditor' WHERE staff_no = ", "DENIED",
			"UPDATE madoguchi.staff SET role = 'clerk' WHERE staff_no = "},
		{"UPDATE madoguchi.staff SET must_change_password = 1 WHERE staff_no = ", "DENIED",
			"UPDATE madoguchi.staff SET must_change_password = 0 WHERE staff_no = "},
		{"UPDATE madoguchi.staff SET valid_to = '2020-01-01', valid_from = '2019-01-01' WHERE staff_no = ",
			"UNAUTHENTICATED",
			"UPDATE madoguchi.staff SET valid_to = NULL WHERE staff_no = "},
		{SESSION_OF "s.locked_us = s.last_seen_us" LIVE, "SESSION_LOCKED", SESSION_OF "s.locked_us = NULL" LIVE},
		{SESSION_OF "s.ended_us = s.last_seen_us, s.end_reason = 'revoked'" LIVE, "UNAUTHENTICATED", NULL},
	};
	struct mg_rpc_client *client = mg_rig_connect(1);
	uint8_t token[32];
	char sql[512];
	mg_rig_must_login(client, 1, 1, token);
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		for (int k = 0; k < 40; k++) /* every worker of the lane has had it */
			search(client, token, "");
		snprintf(sql, sizeof(sql), "%s'%s'", cases[i].change, mg_rig_get("MG_STAFF_1_NO"));
		mg_test_db_sql(&superuser, sql);
		for (int k = 0; k < 4; k++)
			search(client, token, cases[i].code);
		if (!cases[i].back)
			continue;
		snprintf(sql, sizeof(sql), "%s'%s'", cases[i].back, mg_rig_get("MG_STAFF_1_NO"));
		mg_test_db_sql(&superuser, sql);
	}
	mg_rpc_client_free(client);
}

static void broken_requests_are_refused_each_with_its_code(void **state)
{
	(void)state;
	static const struct {
		const char *what, *bytes;
		size_t n;
		const char *code;
	} cases[] = {
		{"malformed",
			"\x0a\x7f"
			"x",
			3, "INVALID"},
		{"not UTF-8", "\x0a\x02\xff\xfe", 4, "INVALID"},
		{"unknown field", "\x7a\x01x", 3, "INVALID"},
		{"unknown enum value", "\x10\x63", 2, "INVALID"},
	};
	/* terminal 2: the first ten refusals of a minute are written singly, and other tests use up those of terminal 1 */
	struct mg_rpc_client *client = mg_rig_connect(2);
	uint8_t token[32];
	mg_rig_must_login(client, 1, 2, token);
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_rpc_result r;
		uint64_t before = entries();
		search_bytes(client, token, cases[i].bytes, cases[i].n, NULL, &r);
		if (strcmp(r.code, cases[i].code) != 0)
			fail_msg("%s: %s", cases[i].what, r.code);
		assert_true(entries() > before);
	}
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

static void oversized_messages_and_headers_are_refused(void **state)
{
	(void)state;
	struct mg_rpc_result r;
	uint8_t token[32];
	static char big[2 << 20], header[20001];
	memset(header, 'a', sizeof(header) - 1);
	struct mg_rpc_client *client = mg_rig_connect(1);
	mg_rig_must_login(client, 1, 1, token);
	search_bytes(client, token, big, 70000, NULL, &r);
	assert_string_equal(r.code, "TOO_LARGE");
	search_bytes(client, token, big, sizeof(big), NULL, &r);
	assert_int_equal(r.status, 8);
	search_bytes(client, token, "", 0,
		&(struct mg_rpc_options){.extra_header = "x-long", .extra_value = header}, &r);
	assert_int_equal(r.status, 8);
	/* the server lives on; the connection that brought such a header may have been closed */
	mg_rpc_client_free(client);
	client = mg_rig_connect(1);
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

static void a_deadline_that_has_passed_is_not_worked_on(void **state)
{
	(void)state;
	struct mg_rpc_result r;
	struct mg_rpc_client *client = mg_rig_connect(1);
	search_bytes(client, NULL, "", 0, &(struct mg_rpc_options){.timeout_ms = -1}, &r);
	assert_int_equal(r.status, 4);
	mg_rpc_client_free(client);
}

static void a_token_from_another_terminal_is_worthless(void **state)
{
	(void)state;
	struct mg_rpc_result r;
	uint8_t token[32];
	struct mg_rpc_client *one = mg_rig_connect(1), *two = mg_rig_connect(2);
	mg_rig_must_login(one, 1, 1, token);
	uint64_t before = entries();
	search_bytes(two, token, "\x0a\x06\xe3\x82\x84\xe3\x81\xbe", 8, NULL, &r);
	assert_string_equal(r.code, "UNAUTHENTICATED");
	assert_true(entries() > before);
	search_bytes(one, token, "\x0a\x06\xe3\x82\x84\xe3\x81\xbe", 8, NULL, &r);
	assert_int_equal(r.status, 0);
	assert_true(r.entry.n > 0);
	mg_rig_logout(one, token);
	search_bytes(one, token, "\x0a\x06\xe3\x82\x84\xe3\x81\xbe", 8, NULL, &r);
	assert_string_equal(r.code, "UNAUTHENTICATED");
	mg_rpc_client_free(one);
	mg_rpc_client_free(two);
}

static void every_wrong_login_gets_the_one_refusal(void **state)
{
	(void)state;
	struct mg_rpc_client *one = mg_rig_connect(1), *two = mg_rig_connect(2);
	struct mg_rpc_result r;
	const struct {
		const char *what;
		struct mg_rig_login login;
	} cases[] = {
		{"wrong password", {.staff = 2, .terminal = 2, .password = "not-the-Password-1"}},
		{"another's finger", {.staff = 2, .terminal = 2, .finger_of = 3}},
		{"unknown number", {.staff = 2, .terminal = 2, .staff_no = "999999"}},
		{"another's number", {.staff = 2, .terminal = 2, .staff_no = "100001"}},
		{"signature spoiled", {.staff = 2, .terminal = 2, .spoil_signature = true}},
		{"another nonce signed", {.staff = 2, .terminal = 2, .spoil_nonce = true}},
		{"another terminal's key", {.staff = 2, .terminal = 1}},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		uint64_t before = entries();
		mg_rig_login(two, &cases[i].login, &arena, &r);
		if (strcmp(r.code, "LOGIN_REFUSED") != 0)
			fail_msg("%s: '%s' (%d)", cases[i].what, r.code, r.status);
		assert_true(entries() > before);
	}
	mg_rpc_client_free(one);
	mg_rpc_client_free(two);
}

static void a_picture_and_a_challenge_serve_once(void **state)
{
	(void)state;
	struct mg_rpc_result r;
	struct mg_rpc_client *two = mg_rig_connect(2);
	Pb__ChallengeRequest request = PB__CHALLENGE_REQUEST__INIT;
	uint8_t *pixels = mg_rig_touch(5, &arena);
	mg_rig_call(two, "Login/Challenge", &request, &pb__challenge_reply__descriptor, NULL,
		&arena, &r);
	assert_int_equal(r.status, 0);
	const Pb__ChallengeReply *challenge = (const Pb__ChallengeReply *)(const void *)r.reply;
	struct mg_rig_login login = {
		.staff = 5, .terminal = 2, .challenge = challenge, .pixels = pixels};
	mg_rig_login(two, &login, &arena, &r);
	assert_int_equal(r.status, 0);
	uint8_t token[32];
	memcpy(token, ((const Pb__LoginReply *)(const void *)r.reply)->token.data, 32);
	mg_rig_login(two, &login, &arena, &r); /* the challenge again */
	assert_string_equal(r.code, "LOGIN_REFUSED");
	login.challenge = NULL;
	mg_rig_login(two, &login, &arena, &r); /* the picture again */
	assert_string_equal(r.code, "LOGIN_REFUSED");
	mg_rig_logout(two, token);
	mg_rpc_client_free(two);
}

static void pictures_of_absurd_size_or_of_nothing_are_refused(void **state)
{
	(void)state;
	struct mg_rpc_result r;
	struct mg_rpc_client *two = mg_rig_connect(2);
	mg_rig_login(two, &(struct mg_rig_login){.staff = 4, .terminal = 2, .width = 100000},
		&arena, &r);
	assert_int_not_equal(r.status, 0);
	assert_string_not_equal(r.code, "INTERNAL");
	mg_rig_login(two, &(struct mg_rig_login){.staff = 4, .terminal = 2, .blank_image = true},
		&arena, &r);
	assert_int_not_equal(r.status, 0);
	assert_string_not_equal(r.code, "INTERNAL");
	mg_rpc_client_free(two);
}

/* A message that inflates to far more than any may have is not inflated at all. */
static void a_compressed_message_is_not_inflated(void **state)
{
	(void)state;
	struct mg_rpc_result r;
	char question[152] = "\x0a\x96\x01"; /* 150 bytes of text that a clerk might type, and that
						gzip makes short */
	const size_t head = 3;
	struct mg_rpc_client *client = mg_rig_connect(1);
	uint8_t token[32];
	mg_rig_must_login(client, 1, 1, token);
	for (size_t i = head; i + 3 <= sizeof(question); i += 3)
		memcpy(question + i, "\xe3\x82\x84", 3);
	question[1] = (char)0x93; /* 147 bytes: 49 times や */
	search_bytes(client, token, question, 150, NULL, &r);
	assert_int_equal(r.status, 0);
	search_bytes(client, token, question, 150,
		&(struct mg_rpc_options){
			.extra_header = "grpc-internal-encoding-request", .extra_value = "gzip"},
		&r);
	assert_int_not_equal(r.status, 0);
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

/* Lock and Logout have the same, empty bytes: a key belongs to the method too. */
static void a_key_that_was_used_for_another_call_is_refused(void **state)
{
	(void)state;
	struct mg_rpc_result r;
	uint8_t token[32], key[16];
	struct mg_rpc_client *client = mg_rig_connect(1);
	mg_rig_must_login(client, 1, 1, token);
	memcpy(key, token, sizeof(key)); /* new in each run */
	const struct mg_rpc_options options = {.token = token, .key = key};
	mg_rpc_call_bytes(client, "/madoguchi.v1.Session/Lock", "", 0, &pb__lock_reply__descriptor,
		&options, &arena, &r);
	assert_int_equal(r.status, 0);
	mg_rpc_call_bytes(client, "/madoguchi.v1.Session/Logout", "", 0,
		&pb__logout_reply__descriptor, &options, &arena, &r);
	assert_string_equal(r.code, "KEY_REUSED");
	search_bytes(client, token, "", 0, NULL, &r);
	assert_string_equal(r.code, "SESSION_LOCKED"); /* it was not logged off */
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, fresh_arena, drop_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_client_without_a_certificate_is_not_heard),
		CASE(an_unknown_method_is_refused_and_logged),
		CASE(a_remembered_session_is_found_changed_at_the_next_call),
		CASE(broken_requests_are_refused_each_with_its_code),
		CASE(oversized_messages_and_headers_are_refused),
		CASE(a_compressed_message_is_not_inflated),
		CASE(a_key_that_was_used_for_another_call_is_refused),
		CASE(a_deadline_that_has_passed_is_not_worked_on),
		CASE(a_token_from_another_terminal_is_worthless),
		CASE(every_wrong_login_gets_the_one_refusal),
		CASE(a_picture_and_a_challenge_serve_once),
		CASE(pictures_of_absurd_size_or_of_nothing_are_refused),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
