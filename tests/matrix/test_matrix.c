/* SPDX-License-Identifier: Apache-2.0
 * Every RPC of the table × every role × every state of a session, over real mutual TLS, against the signed matrix that the
 * city has in force; matrix.tsv, written by hand, says the same a second time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "access/rights_store.h"
#include "database.h"
#include "rig.h"
#include "rpc/rpc.h"
#include "wire/hash_evp.h"

#define STAFF 3 /* the rig's person whose role is changed under its session */

struct expected {
	char rpc[64];
	char states[8];
	char right[16]; /* "": none helps */
	bool may[MG_STAFF_MAX];
};
static struct expected rows[192];
static size_t n_rows;
static struct mg_db_config superuser;
static struct mg_rights in_force;

static void read_matrix(void)
{
	char line[256], role[6][8];
	FILE *f = fopen(MG_SOURCE_DIR "/tests/matrix/matrix.tsv", "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		struct expected *e = &rows[n_rows];
		if (line[0] == '#')
			continue;
		assert_true(sscanf(line, "%63s %7s %7s %7s %7s %7s %7s %7s %15s", e->rpc, e->states, role[0], role[1], role[2],
				    role[3], role[4], role[5], e->right) >= 8);
		for (int r = 0; r < 6; r++)
			e->may[MG_STAFF_CLERK + r] = strcmp(role[r], "yes") == 0;
		n_rows++;
	}
	fclose(f);
}

/* The newest that was applied, verified by the city's root. */
static void read_signed(void)
{
	static const struct mg_stmt_def def = {.name = "matrix.in_force",
		.sql = "SELECT envelope FROM madoguchi.rights_matrix WHERE applied_version IS NOT NULL ORDER BY version DESC LIMIT 1",
		.params = "",
		.columns = "b"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	uint8_t root[MG_PUBLIC_KEY_BYTES];
	struct mg_error err = {0};
	struct mg_rows found;
	struct mg_tx tx;
	mg_arena_init(&arena, 1U << 20);
	mg_tx_begin(&tx, db);
	if (!mg_public_key_load(mg_rig_get("MG_AUTHORITY_ROOT"), root, &err) ||
		!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &found, &err) || found.n != 1 ||
		!mg_rights_open(&arena, root, mg_row(&found, 0)[0].b, &in_force, &err))
		fail_msg("the matrix in force: %s", err.detail);
	mg_tx_done(&tx);
}

/* What the signed matrix says of a call. */
static bool may(enum mg_staff_role role, enum mg_perm perm)
{
	return perm <= MG_PERM_SIGNED_IN || (in_force.role[role] & MG_RIGHT(perm));
}

static const struct expected *find(const struct mg_rpc *row)
{
	for (size_t i = 0; i < n_rows; i++)
		if (strcmp(rows[i].rpc, row->path + strlen("/madoguchi.v1.")) == 0)
			return &rows[i];
	fail_msg("%s is not in matrix.tsv", row->path);
	return NULL;
}

static bool answers(const struct mg_rpc *row, char state)
{
	return strchr(find(row)->states, state) != NULL;
}

/* The code with which an empty request is answered: "" when it was served. */
static void call(struct mg_rpc_client *client, const struct mg_rpc *row, const uint8_t *token, char ret[32])
{
	static uint8_t key[16];
	static uint16_t calls;
	struct mg_arena arena;
	struct mg_rpc_result result;
	calls++;
	memcpy(key, &calls, sizeof(calls)); /* a key of its own for each call */
	mg_arena_init(&arena, 8U << 20);
	mg_rpc_call_bytes(client, row->path, "", 0, mg_rpc_output(row),
		&(struct mg_rpc_options){.token = token, .key = key, .timeout_ms = row->lane == MG_LANE_WATCH ? 1500 : 0}, &arena,
		&result);
	snprintf(ret, 32, "%s", result.status == 0 ? "" : result.code[0] ? result.code : "TRANSPORT");
	mg_arena_done(&arena);
}

static const struct mg_rpc *find_audit(unsigned audit)
{
	for (size_t i = 0; i < mg_rpc_table_len; i++)
		if (mg_rpc_table[i].audit == audit)
			return &mg_rpc_table[i];
	fail_msg("no call with the action %u", audit);
	return NULL;
}

static bool ends_the_session(const struct mg_rpc *row)
{
	return row->audit == MG_AUDIT_LOGOUT || row->audit == MG_AUDIT_LOCK;
}

/* Demands a change of the password of whose session asks: the last call of a session that goes on. */
static bool demands_a_change(const struct mg_rpc *row)
{
	return row->audit == MG_AUDIT_LEAK_REPORT;
}

static void set_must_change(int must)
{
	char sql[200];
	snprintf(sql, sizeof(sql), "UPDATE madoguchi.staff SET must_change_password = %d WHERE staff_no = '%s'", must,
		mg_rig_get_nth("MG_STAFF_%d_NO", STAFF));
	mg_test_db_sql(&superuser, sql);
}

static void set_vendor(bool vendor);
static void set_role(enum mg_staff_role role)
{
	char sql[200];
	snprintf(sql, sizeof(sql), "UPDATE madoguchi.staff SET role = '%s' WHERE staff_no = '%s'", mg_role_name(role),
		mg_rig_get_nth("MG_STAFF_%d_NO", STAFF));
	mg_test_db_sql(&superuser, sql);
}

static int setup(void **state)
{
	(void)state;
	mg_rig_open();
	read_matrix();
	superuser = (struct mg_db_config){.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	read_signed();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	set_role(MG_STAFF_CLERK);
	set_vendor(false);
	set_must_change(0);
	return 0;
}

static void the_matrix_and_the_table_have_the_same_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < mg_rpc_table_len; i++)
		(void)find(&mg_rpc_table[i]);
	assert_int_equal(n_rows, mg_rpc_table_len);
}

static void the_signed_matrix_says_what_was_written_by_hand(void **state)
{
	(void)state;
	for (size_t i = 0; i < mg_rpc_table_len; i++)
		for (int r = MG_STAFF_CLERK; r < MG_STAFF_MAX; r++)
			if (find(&mg_rpc_table[i])->may[r] != may((enum mg_staff_role)r, mg_rpc_table[i].perm))
				fail_msg("%s as %s", mg_rpc_table[i].path, mg_role_name((enum mg_staff_role)r));
}

static void before_a_session_only_login_answers(void **state)
{
	(void)state;
	static const uint8_t foreign[32] = {7};
	char code[32];
	struct mg_rpc_client *client = mg_rig_connect(1);
	for (size_t i = 0; i < mg_rpc_table_len; i++) {
		const struct mg_rpc *row = &mg_rpc_table[i];
		bool open = answers(row, 'A');
		call(client, row, NULL, code);
		if (!open)
			assert_string_equal(code, "UNAUTHENTICATED");
		else
			assert_string_not_equal(code, "UNAUTHENTICATED");
		call(client, row, foreign, code);
		if (!open)
			assert_string_equal(code, "UNAUTHENTICATED");
	}
	mg_rpc_client_free(client);
}

static void each_role_is_served_what_the_matrix_says_and_nothing_else(void **state)
{
	(void)state;
	char code[32];
	uint8_t token[32];
	struct mg_rpc_client *client = mg_rig_connect(1);
	mg_rig_must_login(client, STAFF, 1, token);
	for (int r = MG_STAFF_CLERK; r < MG_STAFF_MAX; r++) {
		set_role((enum mg_staff_role)r);
		for (size_t i = 0; i < mg_rpc_table_len; i++) {
			const struct mg_rpc *row = &mg_rpc_table[i];
			if (ends_the_session(row) || row->perm == MG_PERM_ANYONE)
				continue;
			call(client, row, token, code);
			if (demands_a_change(row))
				set_must_change(0);
			if (may((enum mg_staff_role)r, row->perm) == (strcmp(code, "DENIED") == 0))
				fail_msg("%s as %s: %s", row->path, mg_role_name((enum mg_staff_role)r), code);
			assert_string_not_equal(code, "UNAUTHENTICATED");
			assert_string_not_equal(code, "INTERNAL");
		}
	}
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

/* A right of one person, given by two others under the live session and ended again. */
static void set_right(const char *right, bool given)
{
	char sql[700];
	const char *no = mg_rig_get_nth("MG_STAFF_%d_NO", STAFF);
	if (given)
		snprintf(sql, sizeof(sql),
			"INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, asked_by, allowed_by, "
			"log_writer, log_n) SELECT municipality, staff_id, '%s', 1, 'admin:test', '%s', '%s', 1, 1 FROM "
			"madoguchi.staff WHERE staff_no = '%s'",
			right, mg_rig_get("MG_STAFF_1_NO"), mg_rig_get("MG_STAFF_2_NO"), no);
	else
		snprintf(sql, sizeof(sql),
			"UPDATE madoguchi.staff_right r JOIN madoguchi.staff s ON s.staff_id = r.staff_id SET r.ended_us = 2, "
			"r.ended_by = 'admin:test' WHERE s.staff_no = '%s' AND r.ended_us IS NULL",
			no);
	mg_test_db_sql(&superuser, sql);
}

static void a_right_of_one_person_opens_what_the_matrix_says_and_nothing_else(void **state)
{
	(void)state;
	static const char *const rights[] = {"EXTRACT", "MEDIA_OUT", "EXPORT_APPROVE", "MEDIA_ADMIN", "EXPORT_READ"};
	char code[32];
	uint8_t token[32];
	struct mg_rpc_client *client = mg_rig_connect(1);
	set_role(MG_STAFF_SUPERVISOR); /* of a rank that may approve */
	mg_rig_must_login(client, STAFF, 1, token);
	for (size_t k = 0; k < MG_LEN(rights); k++) {
		set_right(rights[k], true);
		for (size_t i = 0; i < mg_rpc_table_len; i++) {
			const struct mg_rpc *row = &mg_rpc_table[i];
			const struct expected *e = find(row);
			if (!e->right[0])
				continue;
			const bool may = strcmp(e->right, rights[k]) == 0 || (strcmp(e->right, "ANY") == 0 && k < 4);
			call(client, row, token, code);
			if (may == (strcmp(code, "DENIED") == 0))
				fail_msg("%s with %s: %s", row->path, rights[k], code);
			assert_string_not_equal(code, "UNAUTHENTICATED");
			assert_string_not_equal(code, "INTERNAL");
		}
		set_right(rights[k], false);
	}
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

static void a_locked_session_answers_only_what_the_matrix_says(void **state)
{
	(void)state;
	char code[32];
	uint8_t token[32];
	struct mg_rpc_client *client = mg_rig_connect(1);
	set_role(MG_STAFF_SUPERVISOR);
	mg_rig_must_login(client, STAFF, 1, token);
	for (size_t i = 0; i < mg_rpc_table_len; i++)
		if (mg_rpc_table[i].audit == MG_AUDIT_LOCK) {
			call(client, &mg_rpc_table[i], token, code);
			assert_string_equal(code, "");
		}
	for (size_t i = 0; i < mg_rpc_table_len; i++) {
		const struct mg_rpc *row = &mg_rpc_table[i];
		if (row->perm == MG_PERM_ANYONE || row->audit == MG_AUDIT_LOGOUT)
			continue;
		call(client, row, token, code);
		if (answers(row, 'L') == (strcmp(code, "SESSION_LOCKED") == 0))
			fail_msg("%s while locked: %s", row->path, code);
	}
	mg_rig_logout(client, token);
	mg_rpc_client_free(client);
}

/* After the first login, with a password that is too old, and after a reported leak. */
static void before_the_password_is_changed_only_what_the_matrix_says_answers(void **state)
{
	(void)state;
	char code[32];
	uint8_t token[32];
	size_t served = 0;
	struct mg_rpc_client *client = mg_rig_connect(1);
	set_must_change(1);
	for (int r = MG_STAFF_CLERK; r < MG_STAFF_MAX; r++) {
		set_role((enum mg_staff_role)r);
		mg_rig_must_login(client, STAFF, 1, token);
		for (size_t i = 0; i < mg_rpc_table_len; i++) {
			const struct mg_rpc *row = &mg_rpc_table[i];
			if (row->perm == MG_PERM_ANYONE || ends_the_session(row) ||
				(r > MG_STAFF_CLERK && row->lane == MG_LANE_WATCH)) /* waits: once is enough */
				continue;
			call(client, row, token, code);
			if (answers(row, 'M') == (strcmp(code, "DENIED") == 0))
				fail_msg("%s before the change: %s", row->path, code);
			served += strcmp(code, "DENIED") != 0;
		}
		mg_rig_logout(client, token); /* and log-off is served */
	}
	assert_true(served > 0);
	set_must_change(0);
	mg_rpc_client_free(client);
}

/* Logged off; idle for longer than a session lives; ended by somebody else. */
static void a_session_that_is_over_answers_nothing(void **state)
{
	(void)state;
	static const char *const ends[] = {NULL,
		"UPDATE madoguchi.session SET last_seen_us = last_seen_us - 901000000, version = version + 1 WHERE ended_us IS NULL",
		"UPDATE madoguchi.session SET ended_us = last_seen_us, end_reason = 'revoked', version = version + 1 WHERE ended_us IS NULL"};
	char code[32];
	uint8_t token[32];
	struct mg_rpc_client *client = mg_rig_connect(1);
	set_role(MG_STAFF_SUPERVISOR);
	for (size_t k = 0; k < MG_LEN(ends); k++) {
		mg_rig_must_login(client, STAFF, 1, token);
		if (ends[k])
			mg_test_db_sql(&superuser, ends[k]);
		else
			mg_rig_logout(client, token);
		for (size_t i = 0; i < mg_rpc_table_len; i++) {
			const struct mg_rpc *row = &mg_rpc_table[i];
			if (row->perm == MG_PERM_ANYONE || row->lane == MG_LANE_WATCH) /* the long poll says why it is over */
				continue;
			call(client, row, token, code);
			if (strcmp(code, "UNAUTHENTICATED") != 0)
				fail_msg("%s, over in the way %zu: %s", row->path, k, code);
		}
	}
	mg_rpc_client_free(client);
}

/* At a terminal that was suspended a live session, and a login too, are worth nothing. */
static void a_suspended_terminal_answers_nothing(void **state)
{
	(void)state;
	const struct mg_rpc *wrong = NULL;
	char code[32];
	uint8_t token[32];
	struct mg_rpc_client *client = mg_rig_connect(1);
	mg_rig_must_login(client, STAFF, 1, token);
	mg_test_db_sql(&superuser, "UPDATE madoguchi.terminal SET suspended_us = 1 WHERE terminal_id = 1");
	for (size_t i = 0; i < mg_rpc_table_len && !wrong; i++) {
		const struct mg_rpc *row = &mg_rpc_table[i];
		if (row->lane == MG_LANE_WATCH) /* the long poll says why it is over */
			continue;
		call(client, row, token, code);
		if (strcmp(code, row->perm == MG_PERM_ANYONE ? "TERMINAL_UNKNOWN" : "UNAUTHENTICATED") != 0)
			wrong = row;
	}
	mg_test_db_sql(&superuser, "UPDATE madoguchi.terminal SET suspended_us = NULL WHERE terminal_id = 1");
	if (wrong)
		fail_msg("%s at a suspended terminal: %s", wrong->path, code);
	call(client, find_audit(MG_AUDIT_LOGOUT), token, code); /* released, the session goes on to its end */
	mg_rpc_client_free(client);
}

/* ---- a vendor ---- */

/* Whose account is a vendor's cannot be changed: the trigger that says so is away meanwhile. */
static void set_vendor(bool vendor)
{
	static char text[65536];
	char sql[3000];
	FILE *f = fopen(MG_SOURCE_DIR "/sql/migrations/0017_staff.sql", "re");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	const char *begin = strstr(text, "CREATE TRIGGER madoguchi.vendor_keeps_an_end ");
	assert_non_null(begin);
	const char *end = strstr(begin, "\nEND;");
	snprintf(sql, sizeof(sql), "DROP TRIGGER IF EXISTS madoguchi.vendor_keeps_an_end;"
		"UPDATE madoguchi.staff SET vendor = %d, valid_to = %s, person_ref = '%c-%s' WHERE staff_no = '%s';%.*s", vendor,
		vendor ? "'2099-12-31'" : "NULL", vendor ? 'V' : 'P', mg_rig_get_nth("MG_STAFF_%d_NO", STAFF),
		mg_rig_get_nth("MG_STAFF_%d_NO", STAFF), (int)(end + 5 - begin), begin);
	mg_test_db_sql(&superuser, sql);
}

/* Outside its span: what is everybody's, and the runs of imports where the role has them. Written down here by hand. */
static bool vendor_may(enum mg_staff_role role, const struct mg_rpc *row)
{
	return may(role, row->perm) &&
	       (row->perm <= MG_PERM_SIGNED_IN || strcmp(row->path, "/madoguchi.v1.Exchange/ListRuns") == 0);
}

static void a_vendor_outside_the_span_is_served_nothing_of_residents(void **state)
{
	(void)state;
	static const enum mg_staff_role roles[] = {MG_STAFF_CLERK, MG_STAFF_SUPERVISOR, MG_STAFF_IT, MG_STAFF_AUDITOR};
	char code[32];
	uint8_t token[32];
	struct mg_rpc_client *client = mg_rig_connect(1);
	set_role(MG_STAFF_CLERK);
	set_vendor(true);
	for (size_t k = 0; k < MG_LEN(roles); k++) {
		set_role(roles[k]);
		mg_rig_must_login(client, STAFF, 1, token);
		for (size_t i = 0; i < mg_rpc_table_len; i++) {
			const struct mg_rpc *row = &mg_rpc_table[i];
			if (ends_the_session(row) || row->perm == MG_PERM_ANYONE || row->lane == MG_LANE_WATCH)
				continue;
			call(client, row, token, code);
			if (demands_a_change(row))
				set_must_change(0);
			if (vendor_may(roles[k], row) == (strcmp(code, "DENIED") == 0))
				fail_msg("%s as a vendor, %s: %s", row->path, mg_role_name(roles[k]), code);
		}
		mg_rig_logout(client, token);
	}
	set_role(MG_STAFF_CLERK);
	set_vendor(false);
	mg_rpc_client_free(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_matrix_and_the_table_have_the_same_rows),
		cmocka_unit_test(the_signed_matrix_says_what_was_written_by_hand),
		cmocka_unit_test(before_a_session_only_login_answers),
		cmocka_unit_test(each_role_is_served_what_the_matrix_says_and_nothing_else),
		cmocka_unit_test(a_right_of_one_person_opens_what_the_matrix_says_and_nothing_else),
		cmocka_unit_test(a_locked_session_answers_only_what_the_matrix_says),
		cmocka_unit_test(before_the_password_is_changed_only_what_the_matrix_says_answers),
		cmocka_unit_test(a_session_that_is_over_answers_nothing),
		cmocka_unit_test(a_suspended_terminal_answers_nothing),
		cmocka_unit_test(a_vendor_outside_the_span_is_served_nothing_of_residents),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
