/* SPDX-License-Identifier: Apache-2.0
 * A new root key for the served city, while its server goes on: ended by kill -9 at every step, and nothing is lost. The city
 * keeps its new key for the tests that follow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include "admin/kek_rotate.h"
#include "admin/kek_store.h"
#include "database.h"
#include "keys/kek_sealed.h"
#include "rotator.h"
#include "said.h"
#include "second.h"

#define MUNICIPALITY "271403"

static struct mg_db_config superuser;
static struct mg_arena arena;
static char kek_path[500], old_path[520], next_path[520];
static uint32_t before; /* the generation the city came with */
static uint8_t kek_before[MG_KEK_BYTES];
static struct mg_keys *of_before; /* opened before everything, as a server that runs */
static char number[13];           /* 個人番号 of an invented resident */

/* Every wrapped row of before: key of its seal, version, value. */
static struct mg_rows copies[MG_WRAPPED_TABLES];

static bool there(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0;
}

static struct mg_keys *keys_now(void)
{
	struct mg_error err = {0};
	struct mg_keys *keys = NULL;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	if (!mg_keys_open(kek_path, db, MUNICIPALITY, &keys, &err))
		fail_msg("%s", err.detail);
	return keys;
}

/* All rows of one table that are older than a generation nobody reaches. */
static struct mg_rows rows_of(size_t table)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	struct mg_error err = {0};
	struct mg_rows rows;
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, mg_wrapped_tables[table].list,
		    MG_PARAMS(MG_T(MUNICIPALITY), MG_T(""), MG_U(1U << 30), MG_U(1000000)), &rows, &err))
		fail_msg("%s: %s", mg_wrapped_tables[table].name, err.detail);
	return rows;
}

/* How many of these rows open; `as` not 0: as if they said that generation. */
static size_t opened(const struct mg_keys *keys, size_t table, const struct mg_rows *rows, uint32_t as)
{
	const struct mg_wrapped_table *t = &mg_wrapped_tables[table];
	size_t n = 0;
	for (size_t i = 0; i < rows->n; i++) {
		const struct mg_value *v = mg_row(rows, i);
		const struct mg_seal_place place = {t->seal_table, t->seal_column, mg_s(&v[1]), (uint32_t)mg_u(&v[2])};
		const size_t head = v[3].b.n - t->n - MG_SEAL_OVERHEAD;
		uint8_t plain[64], forged[128] = {0};
		struct mg_bytes wrapped = v[3].b;
		struct mg_error err;
		if (as) {
			memcpy(forged + 4, wrapped.p + head, wrapped.n - head);
			forged[2] = (uint8_t)(as >> 8), forged[3] = (uint8_t)as;
			wrapped = (struct mg_bytes){forged, t->n + MG_WRAP_OVERHEAD};
		}
		n += mg_keys_open_wrapped(keys, t->purpose, &place, wrapped, t->n, plain, &err);
	}
	return n;
}

static void every_row_opens(void)
{
	struct mg_keys *keys = keys_now();
	for (size_t t = 0; t < MG_WRAPPED_TABLES; t++) {
		const struct mg_rows rows = rows_of(t);
		assert_true(rows.n >= copies[t].n);
		assert_int_equal(opened(keys, t, &rows, 0), rows.n);
	}
	mg_keys_free(keys);
}

/* Finger and password, a search by 個人番号 (the blind index), a person's page. */
static void is_served_by(struct mg_rpc_client *client)
{
	uint8_t token[32];
	struct mg_rpc_result r;
	Pb__PersonSearchRequest in = PB__PERSON_SEARCH_REQUEST__INIT;
	mg_rig_must_login(client, 1, 1, token);
	in.text = number;
	mg_rig_call(client, "Person/Search", &in, &pb__person_search_reply__descriptor, &(struct mg_rpc_options){.token = token}, &arena,
		&r);
	assert_int_equal(r.status, 0);
	const Pb__PersonSearchReply *found = (const Pb__PersonSearchReply *)(const void *)r.reply;
	assert_int_equal(found->n_rows, 1);
	Pb__PersonOpenRequest open = PB__PERSON_OPEN_REQUEST__INIT;
	open.shori_no = found->rows[0]->shori_no;
	mg_rig_call(client, "Person/Open", &open, &pb__person_open_reply__descriptor, &(struct mg_rpc_options){.token = token}, &arena, &r);
	assert_int_equal(r.status, 0);
	mg_rig_logout(client, token);
}

static void the_server_goes_on(void)
{
	struct mg_rpc_client *client = mg_rig_connect(1);
	is_served_by(client);
	mg_rpc_client_free(client);
}

/* ---- a rotation that is killed ---- */

static char why[ROTATOR_WHY_BYTES];

static void killed_at(enum mg_kek_step step, int nth)
{
	struct rotator_kill at = {step, nth, SIGKILL};
	const int how = rotator_run(&at, false, why);
	if (how != -SIGKILL)
		fail_msg("step %d: %d %s", (int)step, how, why);
	every_row_opens();
	the_server_goes_on();
}

static int64_t count(const char *sql)
{
	return rotator_count(&superuser, sql);
}

static void sql(const char *text)
{
	mg_test_db_sql(&superuser, text);
}

/* ---- before ---- */

/* What the register keeps sealed of one resident. */
static void find_number(void)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	const struct mg_stmt_def def = {.name = "test.number",
		.sql = "SELECT n.shori_no, n.row_version, n.sealed FROM madoguchi.my_number n JOIN madoguchi.juki_person p ON"
		       " p.municipality = n.municipality AND p.shori_no = n.shori_no WHERE OCTET_LENGTH(n.sealed) = 52 LIMIT 1",
		.params = "",
		.columns = "tub"};
	struct mg_error err = {0};
	struct mg_rows rows;
	uint8_t key[MG_KEY_BYTES];
	char name[40];
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err) || rows.n != 1)
		fail_msg("a 個人番号: %s", err.detail);
	const struct mg_value *v = mg_row(&rows, 0);
	snprintf(name, sizeof(name), "%s/%s", MUNICIPALITY, mg_s(&v[0]));
	const struct mg_seal_place place = {"my_number", "number", name, (uint32_t)mg_u(&v[1])};
	if (!mg_keys_person(of_before, &tx, MUNICIPALITY, mg_s(&v[0]), key, &err) ||
		!mg_unseal(key, &place, v[2].b.p, v[2].b.n, (uint8_t *)number, &err))
		fail_msg("a 個人番号: %s", err.detail);
}

static void wrap_hex(const char *purpose, const struct mg_seal_place *place, size_t n, char ret[200])
{
	static const uint8_t plain[64] = {7};
	uint8_t wrapped[128];
	mg_keys_wrap(of_before, purpose, place, plain, n, wrapped);
	const size_t head = before == 1 ? 4 : 0; /* as before the generations */
	mg_hex(wrapped + head, n + MG_WRAP_OVERHEAD - head, ret);
}

#define IDS "SET @t = (SELECT staff_id FROM madoguchi.staff ORDER BY staff_id LIMIT 1), @e = (SELECT staff_id FROM madoguchi.staff" \
	    " ORDER BY staff_id LIMIT 1 OFFSET 1), @w = (SELECT staff_id FROM madoguchi.staff ORDER BY staff_id LIMIT 1 OFFSET 2);"

/* What seldom lies about: the passphrase of an extract that is ready, and a finger that was witnessed and is not in yet. */
static void add_seldom_rows(void)
{
	char hex[200], text[2000], name[60];
	const struct mg_seal_place extract = {"extract", "passphrase", MUNICIPALITY "/900001", 1};
	wrap_hex("export-passphrase", &extract, 25, hex);
	snprintf(text, sizeof(text),
		"INSERT INTO madoguchi.extract (municipality, extract_id, state, spec, version, title, ward, from_day, to_day, reason, extractor_id,"
		" extractor_no, extractor_name, built_us, row_count, person_count, persons_sha256, plain_sha256, plain_size, sealed_sha256,"
		" sealed_size, chunks, passphrase, replaced_chars, removed_after_us, log_writer, log_n) SELECT municipality, 900001, 'building', spec,"
		" version, 't', '999', '2026-01-01', '2026-01-01', 't', IF(by_system, NULL, 1), 't', 't', 1, 0, 0, '', '', 0, '', 0, 0, '', 0, 1 << 60, 0, 0"
		" FROM madoguchi.extract_spec WHERE approved_us IS NOT NULL LIMIT 1;"
		"UPDATE madoguchi.extract SET state = 'ready', passphrase = UNHEX('%s') WHERE extract_id = 900001", hex);
	sql(text);
	snprintf(name, sizeof(name), MUNICIPALITY "/%lld/9", (long long)count("SELECT MIN(staff_id) FROM madoguchi.staff"));
	const struct mg_seal_place finger = {"finger", "wrapped", name, 3};
	wrap_hex("finger", &finger, MG_KEY_BYTES, hex);
	snprintf(text, sizeof(text), IDS
		"INSERT INTO madoguchi.finger_enrolment (municipality, enrolment_id, staff_id, enroller_id, terminal_id, session_no, nonce, state,"
		" made_us, expires_us) VALUES ('" MUNICIPALITY "', REPEAT('e', 16), @t, @e, 1, 0, REPEAT('n', 32), 'open',"
		" UNIX_TIMESTAMP() * 1000000, UNIX_TIMESTAMP() * 1000000 + 1799000000);"
		"INSERT INTO madoguchi.finger_capture (municipality, enrolment_id, finger, version, template, wrapped, pictures_sha256, city_version,"
		" after_staff, after_finger, compared, complete, made_us) VALUES ('" MUNICIPALITY "', REPEAT('e', 16), 9, 3, 'template', UNHEX('%s'),"
		" REPEAT('p', 32), 0, 0, 0, 0, TRUE, 1);"
		"UPDATE madoguchi.finger_enrolment SET state = 'witnessed', witness_id = @w, witnessed_us = made_us + 1 WHERE enrolment_id = REPEAT('e', 16)",
		hex);
	sql(text);
}

static void remove_seldom_rows(void)
{
	sql("DELETE FROM madoguchi.extract WHERE extract_id = 900001;"
	    "DELETE FROM madoguchi.finger_capture WHERE enrolment_id = REPEAT('e', 16);"
	    "DELETE FROM madoguchi.finger_enrolment WHERE enrolment_id = REPEAT('e', 16)");
}

static int setup(void **state)
{
	(void)state;
	struct mg_error err = {0};
	mg_rig_open();
	mg_arena_init(&arena, (size_t)256 << 20);
	superuser = (struct mg_db_config){.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	snprintf(kek_path, sizeof(kek_path), "%s/kek", mg_rig_get("MG_CITY"));
	snprintf(next_path, sizeof(next_path), "%s.next", kek_path);
	snprintf(old_path, sizeof(old_path), "%s.old", kek_path);
	if (!mg_kek_read(kek_path, &before, kek_before, &err))
		fail_msg("%s", err.detail);
	if (before == 1) /* half of the keys as cities of before the generations have them */
		sql("UPDATE madoguchi_keys.person_key SET wrapped = SUBSTR(wrapped, 5) WHERE OCTET_LENGTH(wrapped) = 76 AND shori_no % 2;"
		    "UPDATE madoguchi_keys.month_key SET wrapped = SUBSTR(wrapped, 5) WHERE OCTET_LENGTH(wrapped) = 76;"
		    "UPDATE madoguchi.finger SET wrapped = SUBSTR(wrapped, 5) WHERE OCTET_LENGTH(wrapped) = 76 AND staff_id % 2");
	of_before = keys_now();
	find_number();
	remove_seldom_rows();
	add_seldom_rows();
	for (size_t t = 0; t < MG_WRAPPED_TABLES; t++)
		copies[t] = rows_of(t);
	return 0;
}

static void every_statement_prepares(void **state)
{
	(void)state;
	const struct mg_stmt_def *const *const lists[] = {mg_kek_statements, mg_keys_statements};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	for (size_t l = 0; l < MG_LEN(lists); l++)
		for (size_t i = 0; lists[l][i]; i++) {
			struct mg_error err = {0};
			if (!mg_stmt_check(db, lists[l][i], &err))
				fail_msg("%s", err.detail);
		}
}

static void the_city_has_what_a_rotation_touches(void **state)
{
	(void)state;
	assert_true(copies[0].n >= 1000 && copies[1].n >= 1 && copies[3].n >= 2 && copies[4].n >= 1 && copies[5].n >= 1);
	every_row_opens();
	the_server_goes_on();
	assert_int_equal(rotator_run(NULL, true, why), 1); /* nothing to destroy */
	assert_non_null(strstr(why, "there is no"));
}

/* ---- every step ---- */

static void killed_before_the_database_knows_of_it_nothing_has_begun(void **state)
{
	(void)state;
	killed_at(MG_KEK_MADE, 1);
	assert_false(there(next_path));
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi_keys.kek WHERE finished_us IS NULL"), 0);
	killed_at(MG_KEK_BEGUN, 1);
	assert_false(there(next_path));
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi_keys.kek WHERE finished_us IS NULL"), 1);
}

static void a_running_server_learns_of_the_new_key_by_its_file(void **state)
{
	(void)state;
	assert_int_equal(mg_keys_generation(of_before), before);
	killed_at(MG_KEK_NEXT, 1);
	assert_true(there(next_path));
	rotator_pause_ms(2100);
	assert_int_equal(mg_keys_generation(of_before), before + 1);
	/* and both are read by whoever starts now */
	struct mg_keys *keys = keys_now();
	assert_int_equal(mg_keys_generation(keys), before + 1);
	mg_keys_free(keys);
}

static void killed_between_pieces_both_keys_have_rows_and_all_open(void **state)
{
	(void)state;
	char text[300];
	assert_true(rotator_is_stopped_after(1)); /* and the kill comes a piece later */
	killed_at(MG_KEK_PIECE, 1);
	snprintf(text, sizeof(text), "SELECT COUNT(*) FROM madoguchi_keys.person_key WHERE LEFT(wrapped, 4) = UNHEX('%08X')", before + 1);
	assert_int_equal(count(text), 2 * ROTATOR_ROWS_A_PIECE);
	assert_int_equal(rotator_run(NULL, true, why), 1); /* not over */
	for (size_t t = 0; t < MG_WRAPPED_TABLES; t++) {
		const struct mg_rows rows = rows_of(t);
		assert_int_equal(opened(of_before, t, &rows, 0), rows.n);
	}
}

static void killed_between_database_and_files_it_goes_on_with_the_files(void **state)
{
	(void)state;
	struct mg_error err = {0};
	uint8_t kek[MG_KEK_BYTES];
	uint32_t generation;
	killed_at(MG_KEK_FINISHED, 1);
	assert_true(there(next_path) && !there(old_path));
	killed_at(MG_KEK_OLD_KEPT, 1);
	assert_true(there(next_path) && there(old_path));
	killed_at(MG_KEK_SWITCHED, 1);
	assert_true(!there(next_path) && there(old_path));
	assert_true(mg_kek_read(kek_path, &generation, kek, &err));
	assert_int_equal(generation, before + 1);
	assert_memory_not_equal(kek, kek_before, sizeof(kek));
	assert_true(mg_kek_read(old_path, &generation, kek, &err));
	assert_int_equal(generation, before);
	assert_memory_equal(kek, kek_before, sizeof(kek));
}

static void nothing_is_written_under_the_older_key_any_more(void **state)
{
	(void)state;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	struct mg_error err = {0};
	char text[300];
	for (int newer = 0; newer < 2; newer++) {
		snprintf(text, sizeof(text), "INSERT INTO madoguchi_keys.month_key VALUES ('%s', '19990%d', CONCAT(UNHEX('%08X'), REPEAT('x', 72)))",
			MUNICIPALITY, newer + 1, before + (unsigned)newer);
		assert_int_equal(mg_db_script(db, text, strlen(text), &err), newer);
		assert_true(newer || strstr(err.detail, "older root key"));
	}
	assert_true(mg_db_script(db, "ROLLBACK", 8, &err));
}

/* ---- the end of the older key ---- */

static void a_sealed_copy_of_the_older_key_is_a_copy_too(void **state)
{
	(void)state;
	uint8_t bytes[MG_KEK_SEALED_BYTES];
	char path[520];
	struct mg_error err = {0};
	snprintf(path, sizeof(path), "%s/kek.sealed", mg_rig_get("MG_CITY"));
	assert_true(mg_kek_seal(before, MUNICIPALITY, kek_before, "minami-no-niwa-1", "kita-no-yama-no-2", bytes, &err));
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, sizeof(bytes), f), sizeof(bytes));
	fclose(f);
	const int how = rotator_run(NULL, true, why);
	assert_true(rotator_self_check_says("WARN  kek.sealed: holds an older root key"));
	unlink(path);
	assert_int_equal(how, 1);
	assert_non_null(strstr(why, "kek.sealed is a copy"));
	assert_true(there(old_path));
}

static void the_older_key_stays_while_a_row_needs_it(void **state)
{
	(void)state;
	const struct mg_value *v = mg_row(&copies[0], 0);
	char hex[200], text[500];
	mg_hex(v[3].b.p, v[3].b.n, hex);
	snprintf(text, sizeof(text), "UPDATE madoguchi_keys.person_key SET wrapped = UNHEX('%s') WHERE shori_no = '%s'", hex, mg_s(&v[0]));
	sql(text); /* as a backup brings it back */
	assert_int_equal(rotator_run(NULL, true, why), 1);
	assert_non_null(strstr(why, "1 rows are wrapped under an older root key"));
	assert_true(there(old_path));
	every_row_opens();
	assert_int_equal(rotator_run(NULL, false, why), 1); /* wraps it anew, and begins no other rotation */
	assert_non_null(strstr(why, "--destroy-old"));
	assert_false(there(next_path));
	every_row_opens();
}

static void destroyed_it_is_overwritten_and_gone(void **state)
{
	(void)state;
	struct rotator_kill at = {MG_KEK_DESTROYED, 1, SIGKILL};
	const int fd = open(old_path, O_RDONLY | O_CLOEXEC);
	char text[MG_KEK_TEXT_BYTES];
	uint8_t kek[MG_KEK_BYTES];
	uint32_t generation;
	assert_int_equal(rotator_run(&at, true, why), -SIGKILL);
	assert_true(there(old_path));
	assert_int_equal(rotator_run(NULL, true, why), 0);
	assert_false(there(old_path));
	const ssize_t n = pread(fd, text, sizeof(text), 0);
	assert_true(n > 64);
	assert_false(mg_kek_parse(text, (size_t)n, &generation, kek));
	close(fd);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi_keys.derived_secret WHERE kek_generation <"
			       " (SELECT MAX(generation) FROM madoguchi_keys.kek)"), 0);
	every_row_opens();
	the_server_goes_on();
}

static void neither_key_opens_what_is_the_others(void **state)
{
	(void)state;
	char path[500], text[MG_KEK_TEXT_BYTES];
	struct mg_error err = {0};
	struct mg_keys *new = keys_now(), *old = NULL;
	snprintf(path, sizeof(path), "%s/kek-of-before.%d", mg_rig_get("MG_CITY"), (int)getpid());
	mg_kek_format(before, kek_before, text);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_true(mg_keys_load(path, &old, &err));
	unlink(path);
	for (size_t t = 0; t < MG_WRAPPED_TABLES; t++) {
		const struct mg_rows present = rows_of(t);
		assert_int_equal(opened(old, t, &copies[t], 0), copies[t].n); /* it is the right key */
		assert_int_equal(opened(new, t, &copies[t], 0), 0);
		assert_int_equal(opened(new, t, &copies[t], before + 1), 0);
		assert_int_equal(opened(old, t, &present, 0), 0);
		assert_int_equal(opened(old, t, &present, before), 0);
	}
	/* a server does not even start with it */
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&superuser);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	mg_tx_begin(&tx, db);
	assert_false(mg_keys_settle(old, &tx, MUNICIPALITY, &err));
	assert_int_equal(err.code, MG_ERR_DENIED);
	mg_keys_free(old);
	mg_keys_free(new);
}

static void a_server_that_starts_now_serves_as_the_one_that_ran_on(void **state)
{
	(void)state;
	static const char *const as_it_is[] = {NULL};
	struct mg_second s;
	mg_second_start(&s, as_it_is, NULL);
	struct mg_rpc_client *client = mg_second_connect_as(&s, 1);
	is_served_by(client);
	mg_rpc_client_free(client);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
	the_server_goes_on();
}

static void begin_finish_and_destruction_are_in_the_log_once_each(void **state)
{
	(void)state;
	char text[300];
	static const int actions[] = {MG_AUDIT_KEK_BEGIN, MG_AUDIT_KEK_FINISH, MG_AUDIT_KEK_DESTROY};
	for (size_t i = 0; i < MG_LEN(actions); i++) {
		snprintf(text, sizeof(text), "SELECT COUNT(*) FROM madoguchi_log.leaf WHERE "
			"LOCATE(CONCAT('madoguchi-admin/kek-rotate', UNHEX('0000%04X')), entry) > 0",
			(unsigned)actions[i]);
		assert_int_equal(count(text), before);
	}
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi_keys.kek WHERE finished_us IS NULL"), 0);
}

static int teardown(void **state)
{
	(void)state;
	remove_seldom_rows();
	mg_keys_freep(&of_before);
	mg_arena_done(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares),
		cmocka_unit_test(the_city_has_what_a_rotation_touches),
		cmocka_unit_test(killed_before_the_database_knows_of_it_nothing_has_begun),
		cmocka_unit_test(a_running_server_learns_of_the_new_key_by_its_file),
		cmocka_unit_test(killed_between_pieces_both_keys_have_rows_and_all_open),
		cmocka_unit_test(killed_between_database_and_files_it_goes_on_with_the_files),
		cmocka_unit_test(nothing_is_written_under_the_older_key_any_more),
		cmocka_unit_test(a_sealed_copy_of_the_older_key_is_a_copy_too),
		cmocka_unit_test(the_older_key_stays_while_a_row_needs_it),
		cmocka_unit_test(destroyed_it_is_overwritten_and_gone),
		cmocka_unit_test(neither_key_opens_what_is_the_others),
		cmocka_unit_test(a_server_that_starts_now_serves_as_the_one_that_ran_on),
		cmocka_unit_test(begin_finish_and_destruction_are_in_the_log_once_each),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
