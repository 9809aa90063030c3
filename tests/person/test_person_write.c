/* SPDX-License-Identifier: Apache-2.0
 * Writing persons against a real MariaDB under the import account. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "bureau.h"
#include "person/write_store.h"

#define STMT(name_, sql_, params_, columns_)                                                                         \
	static const struct mg_stmt_def name_ = {.name = #name_, .sql = sql_, .params = params_, .columns = columns_}
STMT(read_person, "SELECT row_version, known_from_us, source, log_writer, log_n, name_kanji, birth_date, birth_date_text,"
		  " remark_text, addr_banchi1, juki_proc_time FROM madoguchi.juki_person WHERE shori_no = ?",
	"t", "uituutttbit");
STMT(read_history, "SELECT row_version, known_from_us, known_to_us, name_kanji FROM madoguchi.juki_person_history"
		   " WHERE shori_no = ? ORDER BY row_version", "t", "uiit");
STMT(read_ext, "SELECT row_version, shokan_ward, kokunen_kigo_no FROM madoguchi.juki_person_ext WHERE shori_no = ?", "t", "utt");
STMT(read_atena, "SELECT row_version, edited_name_kanji, atena_addr, resident_kbn FROM madoguchi.atena WHERE shori_no = ?",
	"t", "uttt");
STMT(read_search, "SELECT kind, kana_key, kanji_key, birth, state, ward, addr_key, address, is_protected, other_name"
		  " FROM madoguchi.person_search WHERE shori_no = ? ORDER BY kind", "t", "uttuutttut");
STMT(read_number, "SELECT row_version, number_hash, sealed FROM madoguchi.my_number WHERE shori_no = ?", "t", "ubb");
STMT(count_number_images, "SELECT COUNT(*) FROM madoguchi.my_number_history WHERE shori_no = ?", "t", "u");
STMT(read_removal, "SELECT row_version, removed_us FROM madoguchi.person_removal WHERE shori_no = ?", "t", "ui");
STMT(leaf_of, "SELECT COUNT(*) FROM madoguchi_log.leaf WHERE writer = ? AND n = ?", "uu", "u");

static struct mg_db *db;
static struct mg_arena arena;
static struct mg_tx tx;

static int setup(void **state)
{
	(void)state;
	mg_bureau_open("test_person_write");
	db = mg_test_db_open(mg_bureau.superuser);
	mg_arena_init(&arena, 64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mg_tx_done(&tx);
	mg_db_freep(&db);
	mg_arena_done(&arena);
	mg_bureau_close();
	return 0;
}

/* The rows of one person, in a transaction that sees what is committed now. */
static struct mg_rows ask(const struct mg_stmt_def *def, const struct mg_invented *p)
{
	struct mg_error err = {0};
	struct mg_rows rows;
	mg_tx_done(&tx);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, def, MG_PARAMS(MG_T(p->shori_no)), &rows, &err))
		fail_msg("%s", err.detail);
	return rows;
}

static const struct mg_value *one(const struct mg_stmt_def *def, const struct mg_invented *p)
{
	const struct mg_rows rows = ask(def, p);
	assert_int_equal(rows.n, 1);
	return mg_row(&rows, 0);
}

static void an_insert_fills_all_tables_and_names_its_log_entry(void **state)
{
	(void)state;
	struct mg_invented p;
	struct mg_error err = {0};
	struct mg_rows rows;
	mg_invent(&p, 1);
	mg_invent_basics(&p, "髙橋　花子", "タカハシ　ハナコ", "19790514", "堺市堺区南瓦町３番１号");
	mg_invent_set(&p, MG_JUKI_ADDR_BANCHI1, "3");
	mg_invent_set(&p, MG_JUKI_JUKI_PROC_TIME, "091650");
	mg_invent_set(&p, MG_JUKI_KOKUNEN_KIGO_NO, "1234567890");
	p.my_number = (struct mg_text){"999900000011", 12};
	mg_bureau_write('I', &p, NULL);

	const struct mg_value *v = one(&read_person, &p);
	assert_int_equal(mg_u(&v[0]), 1);
	assert_string_equal(mg_s(&v[2]), "J01 2026-0001");
	const uint64_t writer = mg_u(&v[3]), n = mg_u(&v[4]);
	assert_string_equal(mg_s(&v[5]), "髙橋　花子");
	assert_string_equal(mg_s(&v[6]), "1979-05-14");
	assert_int_equal(v[7].kind, MG_VALUE_NULL);
	assert_int_equal(v[8].kind, MG_VALUE_NULL);
	assert_int_equal(mg_i(&v[9]), 3);
	assert_string_equal(mg_s(&v[10]), "09:16:50");
	assert_true(mg_query(&tx, &arena, &leaf_of, MG_PARAMS(MG_U(writer), MG_U(n)), &rows, &err));
	assert_int_equal(mg_u(&rows.cells[0]), 1);

	v = one(&read_ext, &p);
	assert_string_equal(mg_s(&v[2]), "1234567890");
	v = one(&read_atena, &p);
	assert_string_equal(mg_s(&v[1]), "髙橋　花子");
	assert_string_equal(mg_s(&v[3]), "1");
	v = one(&read_search, &p);
	assert_string_equal(mg_s(&v[1]), "タカハシハナコ");
	assert_string_equal(mg_s(&v[2]), "高橋花子");
	assert_int_equal(mg_u(&v[3]), 19790514);
	assert_string_equal(mg_s(&v[6]), "南瓦町3-1");
	v = one(&read_number, &p);
	uint8_t hash[32];
	mg_keys_my_number_hash(mg_bureau.shared.keys, "999900000011", hash);
	assert_memory_equal(v[1].b.p, hash, 32);
	assert_null(memmem(v[2].b.p, v[2].b.n, "9999", 4));
}

static void sealed_items_open_with_the_persons_key_in_their_place_only(void **state)
{
	(void)state;
	struct mg_invented p;
	struct mg_error err = {0};
	uint8_t key[MG_KEY_BYTES], plain[200];
	mg_invent(&p, 2);
	mg_invent_basics(&p, "封　一", "フウ　ハジメ", "19800101", NULL);
	mg_invent_set(&p, MG_JUKI_REMARK_TEXT, "記載の内容");
	p.my_number = (struct mg_text){"999900000020", 12};
	mg_bureau_write('I', &p, NULL);
	const struct mg_value *v = one(&read_person, &p);
	assert_true(mg_keys_person(mg_bureau.shared.keys, &tx, MG_BUREAU_CITY, p.shori_no, key, &err));
	struct mg_seal_place place = {"juki_person", "remark_text", "271403/0000000002", 1};
	assert_int_equal(v[8].b.n, strlen("記載の内容") + MG_SEAL_OVERHEAD);
	assert_true(mg_unseal(key, &place, v[8].b.p, v[8].b.n, plain, &err));
	assert_memory_equal(plain, "記載の内容", strlen("記載の内容"));
	place.version = 2;
	assert_false(mg_unseal(key, &place, v[8].b.p, v[8].b.n, plain, &err));
	const struct mg_value *number = one(&read_number, &p);
	assert_true(mg_unseal(key, &(struct mg_seal_place){"my_number", "number", "271403/0000000002", 1}, number[2].b.p,
		number[2].b.n, plain, &err));
	assert_memory_equal(plain, "999900000020", 12);
	mg_wipe(key, sizeof(key));
}

static void an_update_leaves_the_image_before(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 3);
	mg_invent_basics(&p, "青木　翔", "アオキ　ショウ", "20060401", "堺市北区百舌鳥梅町１－１");
	mg_bureau_write('I', &p, NULL);
	const int64_t first = mg_i(&one(&read_person, &p)[1]);
	mg_invent_basics(&p, "大野　翔", "オオノ　ショウ", NULL, "堺市南区桃山台２－１");
	mg_bureau_write('U', &p, NULL);
	mg_invent_basics(&p, "岸本　翔", "キシモト　ショウ", NULL, NULL);
	mg_bureau_write('U', &p, NULL);

	const struct mg_value *now = one(&read_person, &p);
	assert_int_equal(mg_u(&now[0]), 3);
	assert_string_equal(mg_s(&now[5]), "岸本　翔");
	const int64_t third = mg_i(&now[1]);
	struct mg_rows rows = ask(&read_history, &p);
	assert_int_equal(rows.n, 2);
	assert_string_equal(mg_s(&mg_row(&rows, 0)[3]), "青木　翔");
	assert_true(mg_i(&mg_row(&rows, 0)[1]) == first);
	assert_true(mg_i(&mg_row(&rows, 0)[2]) == mg_i(&mg_row(&rows, 1)[1]));
	assert_true(mg_i(&mg_row(&rows, 1)[2]) == third);
	const struct mg_value *v = one(&read_search, &p);
	assert_string_equal(mg_s(&v[1]), "キシモトシヨウ");
	assert_string_equal(mg_s(&v[6]), "桃山台2-1");
	assert_int_equal(mg_u(&one(&read_atena, &p)[0]), 3);
	assert_int_equal(mg_u(&one(&read_ext, &p)[0]), 3);
}

static void a_change_that_cannot_follow_is_refused_with_its_place(void **state)
{
	(void)state;
	struct mg_invented p;
	struct mg_error err = {0};
	mg_invent(&p, 4);
	assert_false(mg_bureau_write('U', &p, &err));
	assert_int_equal(err.code, MG_ERR_REFUSED_BY_RULE);
	assert_string_equal(err.detail, "unknown");
	assert_false(mg_bureau_write('D', &p, &err));
	assert_string_equal(err.detail, "unknown");
	mg_bureau_write('I', &p, NULL);
	assert_false(mg_bureau_write('I', &p, &err));
	assert_string_equal(err.detail, "exists");
	assert_int_equal(ask(&read_history, &p).n, 0);
}

static void a_removed_person_is_history_and_may_come_again(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 5);
	mg_invent_basics(&p, "消　太郎", "ショウ　タロウ", "19700101", NULL);
	mg_invent_set(&p, MG_JUKI_REMARK_TEXT, "一回目");
	p.my_number = (struct mg_text){"999900000038", 12};
	mg_bureau_write('I', &p, NULL);
	mg_bureau_write('U', &p, NULL);
	mg_bureau_write('D', &p, NULL);
	assert_int_equal(ask(&read_person, &p).n, 0);
	assert_int_equal(ask(&read_ext, &p).n, 0);
	assert_int_equal(ask(&read_atena, &p).n, 0);
	assert_int_equal(ask(&read_search, &p).n, 0);
	assert_int_equal(ask(&read_number, &p).n, 0);
	assert_int_equal(ask(&read_history, &p).n, 2);
	assert_int_equal(mg_u(&one(&read_removal, &p)[0]), 2);
	assert_int_equal(mg_u(&one(&count_number_images, &p)[0]), 1);
	const int64_t removed = mg_i(&one(&read_removal, &p)[1]);
	mg_bureau_write('I', &p, NULL);
	const struct mg_value *v = one(&read_person, &p);
	assert_int_equal(mg_u(&v[0]), 3);
	assert_true(mg_i(&v[1]) > removed);
	assert_int_equal(mg_u(&one(&read_number, &p)[0]), 3);
	mg_bureau_write('D', &p, NULL); /* the images of the second life stand beside those of the first */
	assert_int_equal(ask(&read_history, &p).n, 3);
}

static void a_number_is_kept_until_another_is_sent(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 6);
	p.my_number = (struct mg_text){"999900000046", 12};
	mg_bureau_write('I', &p, NULL);
	mg_bureau_write('U', &p, NULL); /* the same again */
	assert_int_equal(mg_u(&one(&read_number, &p)[0]), 1);
	p.my_number = (struct mg_text){"", 0};
	mg_bureau_write('U', &p, NULL); /* none sent */
	assert_int_equal(mg_u(&one(&read_number, &p)[0]), 1);
	p.my_number = (struct mg_text){"999900000054", 12};
	mg_bureau_write('U', &p, NULL);
	assert_int_equal(mg_u(&one(&read_number, &p)[0]), 4);
	assert_int_equal(mg_u(&one(&count_number_images, &p)[0]), 1);
}

static void a_number_of_another_person_is_refused(void **state)
{
	(void)state;
	struct mg_invented p;
	struct mg_error err = {0};
	mg_invent(&p, 7);
	p.my_number = (struct mg_text){"999900000062", 12};
	mg_bureau_write('I', &p, NULL);
	struct mg_invented other;
	mg_invent(&other, 8);
	other.my_number = p.my_number;
	assert_false(mg_bureau_write('I', &other, &err));
	assert_int_equal(err.code, MG_ERR_REFUSED_BY_RULE);
	assert_string_equal(err.detail, "my-number-taken");
	assert_int_equal(ask(&read_person, &other).n, 0);
}

static void a_birth_unknown_in_part_keeps_its_digits(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 9);
	mg_invent_basics(&p, "古　キヨ", "フル　キヨ", "19200500", NULL);
	mg_bureau_write('I', &p, NULL);
	const struct mg_value *v = one(&read_person, &p);
	assert_int_equal(v[6].kind, MG_VALUE_NULL);
	assert_string_equal(mg_s(&v[7]), "19200500");
	assert_int_equal(mg_u(&one(&read_search, &p)[3]), 19200500);
}

static void a_protected_person_has_no_place_in_the_search_rows(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_test_db_sql(mg_bureau.superuser, "INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us, started_by,"
					    " valid_from) VALUES ('271403', '0000000010', 1, 's', '2026-04-01')");
	mg_invent(&p, 10);
	mg_invent_basics(&p, "護　ミカ", "マモル　ミカ", "19900101", "堺市西区鳳東町１－１");
	mg_bureau_write('I', &p, NULL);
	const struct mg_value *v = one(&read_search, &p);
	assert_string_equal(mg_s(&v[5]), "");
	assert_int_equal(v[6].kind, MG_VALUE_NULL);
	assert_string_equal(mg_s(&v[7]), "");
	assert_int_equal(mg_u(&v[8]), 1);
}

static void time_never_runs_backwards_in_a_persons_history(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 11);
	mg_bureau_write('I', &p, NULL);
	const int64_t first = mg_i(&one(&read_person, &p)[1]);
	mg_bureau_set_time(first - 1000000000); /* the clock was set back */
	mg_bureau_write('U', &p, NULL);
	assert_true(mg_i(&one(&read_person, &p)[1]) == first + 1);
	mg_bureau_set_time(first + 1000000);
}

struct many {
	struct mg_person_change *changes;
	size_t n;
	size_t at;
	struct mg_person_written written;
};

static bool write_many(struct mg_call *call, void *user, struct mg_error *err)
{
	struct many *m = user;
	return mg_person_write(call, "J01 2026-0002", m->changes, m->n, &m->written, &m->at, err);
}

static void two_thousand_changes_of_all_kinds_go_in_one_transaction(void **state)
{
	(void)state;
	enum { N = 2000 };
	static struct mg_invented people[N];
	static struct mg_person_change changes[N];
	static char numbers[N][13];
	struct mg_error err = {0};
	struct many m = {.changes = changes, .n = N};
	for (unsigned i = 0; i < N; i++) {
		mg_invent(&people[i], 100000 + i);
		mg_invent_basics(&people[i], "多数　一人", "タスウ　ヒトリ", "19790514", "堺市中区深井沢町１－１");
		snprintf(numbers[i], sizeof(numbers[i]), "%011u", 10000000 + i);
		numbers[i][11] = (char)('0' + i % 10); /* the shape is the importer's to judge */
		people[i].my_number = (struct mg_text){numbers[i], 12};
		mg_invent_set(&people[i], MG_JUKI_OLD_NAME_KANJI, i % 10 == 0 ? "旧　一人" : "");
		changes[i] = (struct mg_person_change){'I', people[i].shori_no, people[i].my_number, people[i].juki};
	}
	if (!mg_bureau_run("mg_import", write_many, &m, &err))
		fail_msg("%s", err.detail);
	assert_int_equal(m.written.inserted, N);
	for (unsigned i = 0; i < N; i++) {
		static const char ops[] = "UDU";
		changes[i].op = ops[i % 3];
	}
	if (!mg_bureau_run("mg_import", write_many, &m, &err))
		fail_msg("%s", err.detail);
	assert_int_equal(m.written.updated, 1333);
	assert_int_equal(m.written.deleted, 667);
	assert_int_equal(ask(&read_history, &people[1]).n, 1);
	assert_int_equal(ask(&read_search, &people[0]).n, 2);
	assert_int_equal(ask(&read_person, &people[1]).n, 0);
	/* two persons with one number, in one batch */
	for (unsigned i = 0; i < 10; i++)
		snprintf(people[i].shori_no, sizeof(people[i].shori_no), "%010u", 900000 + i);
	m.n = 10;
	for (unsigned i = 0; i < 10; i++)
		changes[i] = (struct mg_person_change){'I', people[i].shori_no, {"999900009999", 12}, people[i].juki};
	assert_false(mg_bureau_run("mg_import", write_many, &m, &err));
	assert_string_equal(err.detail, "my-number-taken");
	assert_int_equal(m.at, 1);
	assert_int_equal(ask(&read_person, &people[0]).n, 0);
}

static void every_statement_prepares(void **state)
{
	(void)state;
	const struct mg_stmt_def *const *const lists[] = {mg_write_statements, mg_write_row_statements};
	for (size_t l = 0; l < MG_LEN(lists); l++)
		for (size_t i = 0; lists[l][i]; i++) {
			struct mg_error err = {0};
			if (!mg_stmt_check(db, lists[l][i], &err))
				fail_msg("%s", err.detail);
		}
}

static void only_one_item_of_these_groups_is_sealed(void **state)
{
	(void)state;
	size_t sealed = 0;
	for (size_t i = 0; i < MG_JUKI_N; i++)
		sealed += mg_fields_juki[i].mark == MG_ITEM_SEALED;
	for (size_t i = 0; i < MG_ATENA_N; i++)
		sealed += mg_fields_atena[i].mark == MG_ITEM_SEALED;
	assert_int_equal(sealed, 1);
	assert_int_equal(mg_fields_juki[MG_JUKI_REMARK_TEXT].mark, MG_ITEM_SEALED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_insert_fills_all_tables_and_names_its_log_entry),
		cmocka_unit_test(sealed_items_open_with_the_persons_key_in_their_place_only),
		cmocka_unit_test(an_update_leaves_the_image_before),
		cmocka_unit_test(a_change_that_cannot_follow_is_refused_with_its_place),
		cmocka_unit_test(a_removed_person_is_history_and_may_come_again),
		cmocka_unit_test(a_number_is_kept_until_another_is_sent),
		cmocka_unit_test(a_number_of_another_person_is_refused),
		cmocka_unit_test(a_birth_unknown_in_part_keeps_its_digits),
		cmocka_unit_test(a_protected_person_has_no_place_in_the_search_rows),
		cmocka_unit_test(time_never_runs_backwards_in_a_persons_history),
		cmocka_unit_test(two_thousand_changes_of_all_kinds_go_in_one_transaction),
		cmocka_unit_test(every_statement_prepares),
		cmocka_unit_test(only_one_item_of_these_groups_is_sealed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
