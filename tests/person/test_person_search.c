/* SPDX-License-Identifier: Apache-2.0
 * Person.Search against a real MariaDB under the server's account, with a small town that is
 * written as the import writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "desk.h"
#include "person/person_store.h"
#include "person/search_store.h"

enum {
	YAMADA = 1,
	YAMADA_ICHIRO,
	TAKAHASHI,
	WATANABE,
	OLD_NAME,
	MARIA,
	DECEASED,
	MOVED,
	HIDDEN,
	UNKNOWN_BIRTH,
	SAME_FIRST = 100,
	SAME_N = 120
};

static void town(void)
{
	struct mg_invented p;
	mg_invent(&p, YAMADA);
	mg_invent_basics(&p, "山田　花子", "ﾔﾏﾀﾞ ﾊﾅｺ", "19790514", "堺市堺区南瓦町３番１号");
	mg_invent_set(&p, MG_JUKI_KOKUNEN_KIGO_NO, "4101234567");
	mg_invent_set(&p, MG_JUKI_ERA_FLAG, "5");
	p.my_number = (struct mg_text){"999900000011", 12};
	mg_bureau_write('I', &p, NULL);
	mg_invent(&p, YAMADA_ICHIRO);
	mg_invent_basics(
		&p, "山田　一郎", "ヤマダ　イチロウ", "19640105", "堺市北区百舌鳥梅町１－１");
	mg_invent_set(&p, MG_JUKI_SHOKAN_WARD, "146");
	mg_bureau_write('I', &p, NULL);
	mg_invent(&p, TAKAHASHI);
	mg_invent_basics(&p, "髙橋　翔", "タカハシ　ショウ", "20060401", "堺市南区桃山台２－１");
	mg_bureau_write('I', &p, NULL);
	mg_invent(&p, WATANABE);
	mg_invent_basics(&p, "渡邉　みどり", "ワタナベ　ミドリ", "19500303", NULL);
	mg_bureau_write('I', &p, NULL);
	mg_invent(&p, OLD_NAME);
	mg_invent_basics(&p, "佐藤　恵", "サトウ　メグミ", "19880808", NULL);
	mg_invent_set(&p, MG_JUKI_OLD_NAME_KANJI, "大野　恵");
	mg_invent_set(&p, MG_JUKI_OLD_NAME_KANA, "オオノ　メグミ");
	mg_bureau_write('I', &p, NULL);
	mg_invent(&p, MARIA);
	mg_invent_basics(&p, NULL, NULL, "19910101", NULL);
	mg_invent_set(&p, MG_JUKI_ALPHA_NAME, "SANTOS MARIA");
	mg_invent_set(&p, MG_JUKI_ALPHA_NAME_KANA, "サントス　マリア");
	mg_invent_set(&p, MG_JUKI_ALIAS_NAME, "山本　真理");
	mg_invent_set(&p, MG_JUKI_ALIAS_KANA, "ヤマモト　マリ");
	mg_invent_set(&p, MG_JUKI_NATIONALITY, "392");
	mg_bureau_write('I', &p, NULL);
	mg_invent(&p, DECEASED);
	mg_invent_basics(&p, "故人　太郎", "コジン　タロウ", "19300101", NULL);
	mg_invent_set(&p, MG_JUKI_SHOJO_REASON, "11");
	mg_bureau_write('I', &p, NULL);
	mg_invent(&p, MOVED);
	mg_invent_basics(&p, "転出　太郎", "テンシュツ　タロウ", "19700101", NULL);
	mg_invent_set(&p, MG_JUKI_SHOJO_REASON, "12");
	mg_bureau_write('I', &p, NULL);
	mg_invent(&p, HIDDEN);
	mg_invent_basics(&p, "山田　隠", "ヤマダ　カクレ", "19790514", "堺市西区鳳東町９－９");
	mg_invent_set(&p, MG_JUKI_SHOKAN_WARD, "144");
	mg_bureau_write('I', &p, NULL);
	mg_invent(&p, UNKNOWN_BIRTH);
	mg_invent_basics(&p, "不詳　太郎", "フショウ　タロウ", "19450000", NULL);
	mg_invent_set(&p, MG_JUKI_ERA_FLAG, "5");
	mg_bureau_write('I', &p, NULL);
	static struct mg_invented same[SAME_N];
	for (unsigned i = 0; i < SAME_N; i++) {
		mg_invent(&same[i], SAME_FIRST + i);
		mg_invent_basics(&same[i], "同姓　同名", "ドウセイ　ドウメイ",
			i % 2 ? "19600606" : "19600607", "堺市東区日置荘町１－１");
	}
	mg_bureau_insert_all(same, SAME_N);
	/* after the rows were made: they must hide it all the same */
	mg_test_db_sql(mg_bureau.superuser,
		"INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us,"
		" started_by, valid_from) VALUES ('271403', '0000000009', 1, 's', '2026-04-01')");
}

static int setup(void **state)
{
	(void)state;
	desk_open_for("test_person_search");
	town();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	desk_close();
	return 0;
}

static const Pb__PersonRow *row_of(const Pb__PersonSearchReply *r, unsigned person)
{
	char shori_no[11];
	snprintf(shori_no, sizeof(shori_no), "%010u", person);
	for (size_t i = 0; i < r->n_rows; i++)
		if (strcmp(r->rows[i]->shori_no, shori_no) == 0)
			return r->rows[i];
	return NULL;
}

static const Pb__PersonRow *only(const char *text, unsigned person)
{
	const Pb__PersonSearchReply *r = desk_must_search(text);
	const Pb__PersonRow *row = row_of(r, person);
	if (r->n_rows != 1 || !row || r->total != 1)
		fail_msg("%s: %zu rows, %u in all, understood as %s", text, r->n_rows, r->total,
			r->understood);
	return row;
}

static void every_statement_stands_and_is_permitted(void **state)
{
	(void)state;
	static const struct mg_stmt_def *const *const lists[] = {
		mg_search_statements, mg_person_statements, mg_history_statements};
	const struct mg_db_config as = mg_test_db_as(mg_bureau.superuser, "mg_app");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&as);
	for (size_t i = 0; i < MG_LEN(lists); i++)
		for (size_t k = 0; lists[i][k]; k++) {
			struct mg_error err = {0};
			if (!mg_stmt_check(db, lists[i][k], &err))
				fail_msg("%s: %s", lists[i][k]->name, err.detail);
		}
}

static void kana_of_every_sort_find_the_same_people(void **state)
{
	(void)state;
	static const char *const same[] = {"ﾔﾏﾀﾞ", "やまだ", "ヤマダ", "やまダ"};
	for (size_t i = 0; i < MG_LEN(same); i++) {
		const Pb__PersonSearchReply *r = desk_must_search(same[i]);
		assert_int_equal(r->n_rows, 3);
		assert_int_equal(r->total, 3);
		assert_false(r->more_than_total);
		assert_int_equal(r->next_cursor.len, 0);
		assert_string_equal(r->understood, "カナ ヤマダ");
		const Pb__PersonRow *row = row_of(r, YAMADA);
		assert_non_null(row);
		assert_int_equal(row->match, PB__MATCH_KIND__MATCH_NAME);
		assert_string_equal(row->matched_text, "");
		assert_string_equal(row->name_kana, "ヤマダ　ハナコ");
		assert_int_equal(row->kana_from, 0);
		assert_int_equal(row->kana_len, 3);
		assert_int_equal(row->birth->year, 1979);
		assert_int_equal(row->birth->month, 5);
		assert_int_equal(row->birth->day, 14);
		assert_string_equal(row->birth_text, "");
		assert_int_equal(row->age, 47);
		assert_string_equal(row->address, "堺市堺区南瓦町３番１号");
		assert_string_equal(row->ward, "141");
		assert_int_equal(row->state, PB__RESIDENT_STATE__RESIDENT_LIVING);
	}
}

static void variants_of_kanji_are_one(void **state)
{
	(void)state;
	only("高橋", TAKAHASHI);
	only("髙橋", TAKAHASHI);
	only("髙橋 翔", TAKAHASHI);
	only("渡辺", WATANABE);
	only("渡邊", WATANABE);
	only("渡邉", WATANABE);
	only("渡辺 みどり", WATANABE);
}

static void words_narrow_each_other_whatever_leads(void **state)
{
	(void)state;
	only("ヤマダ ハナコ", YAMADA);
	only("山田 はなこ", YAMADA);
	only("やまだ 花子", YAMADA);
	only("ヤマダ S39", YAMADA_ICHIRO);
	only("ヤマダ S39.1.5", YAMADA_ICHIRO);
	only("山田 4101", YAMADA);
	only("ヤマダ 南瓦町", YAMADA);
	only("南瓦町 山田", YAMADA);
	only("ヤマダ 0000000002", YAMADA_ICHIRO);
	assert_int_equal(desk_must_search("ヤマダ タロウ")->n_rows, 0);
	assert_int_equal(desk_must_search("高橋 S39.1.5")->n_rows, 0);
}

static void births_are_found_in_every_calendar_and_with_unknown_parts(void **state)
{
	(void)state;
	static const char *const same[] = {
		"S39.1.5", "昭和39年1月5日", "1964-01-05", "19640105", "昭39/1/5"};
	for (size_t i = 0; i < MG_LEN(same); i++)
		assert_int_equal(only(same[i], YAMADA_ICHIRO)->match, PB__MATCH_KIND__MATCH_BIRTH);
	/* recorded without month and day: found by the year, by any day of it, and shown as written
	 */
	static const char *const unknown[] = {
		"昭和20年", "S20.8.15", "19450815", "S20.5", "フショウ S20.8.15"};
	for (size_t i = 0; i < MG_LEN(unknown); i++) {
		const Pb__PersonRow *row = only(unknown[i], UNKNOWN_BIRTH);
		assert_string_equal(row->birth_text, "昭和20年月日不詳");
		assert_int_equal(row->birth->year, 1945);
		assert_int_equal(row->birth->month, 0);
		assert_int_equal(row->age, -1);
	}
	assert_int_equal(desk_must_search("S21.8.15")->n_rows, 0);
}

static void numbers_find_their_person(void **state)
{
	(void)state;
	assert_int_equal(only("4101-234567", YAMADA)->match, PB__MATCH_KIND__MATCH_PENSION_NO);
	only("410123", YAMADA);
	const Pb__PersonRow *row = only("0000000004", WATANABE);
	assert_int_equal(row->match, PB__MATCH_KIND__MATCH_SHORI_NO);
}

static void a_number_of_twelve_digits_is_found_by_its_hash_and_never_logged(void **state)
{
	(void)state;
	const Pb__PersonRow *row = only("9999 0000 0011", YAMADA);
	assert_int_equal(row->match, PB__MATCH_KIND__MATCH_MY_NUMBER);
	assert_string_equal(desk.facts, "query=個人番号で検索\n");
	only("999900000011 やまだ", YAMADA);
	assert_null(strstr(desk.facts, "9999"));
	assert_int_equal(desk_must_search("999900000011 たかはし")->n_rows, 0);
	assert_int_equal(desk_must_search("999900000020")->n_rows, 0); /* held by nobody */
	assert_null(strstr(desk_must_search("999900000012")->understood, "9999")); /* mistyped */
	assert_null(strstr(desk.facts, "9999"));
}

static void addresses_are_found_with_and_without_the_city(void **state)
{
	(void)state;
	static const char *const same[] = {
		"南瓦町3-1", "堺市堺区南瓦町３番１号", "大阪府堺市堺区南瓦町", "南瓦町"};
	for (size_t i = 0; i < MG_LEN(same); i++) {
		const Pb__PersonRow *row = only(same[i], YAMADA);
		assert_int_equal(row->match, PB__MATCH_KIND__MATCH_ADDRESS);
		assert_int_equal(row->kana_len, 0);
	}
}

static void the_first_reading_that_finds_somebody_tells_what_was_meant(void **state)
{
	(void)state;
	/* as a name it finds nobody, as a place somebody */
	const Pb__PersonSearchReply *r = desk_must_search("南瓦町");
	assert_string_equal(r->understood, "住所 南瓦町");
	/* nobody in any reading: the first */
	r = desk_must_search("鬼籍");
	assert_string_equal(r->understood, "氏名 鬼籍");
	assert_int_equal(r->total, 0);
	/* what is not searched is said in words, and written down all the same */
	r = desk_must_search("1");
	assert_int_equal(r->n_rows, 0);
	assert_non_null(strstr(r->understood, "手がかり"));
	assert_string_equal(desk.facts, "query=1\n");
}

static void other_names_are_found_and_named(void **state)
{
	(void)state;
	const Pb__PersonRow *row = only("大野", OLD_NAME);
	assert_int_equal(row->match, PB__MATCH_KIND__MATCH_OLD_NAME);
	assert_string_equal(row->matched_text, "大野　恵");
	assert_string_equal(row->name_kanji, "佐藤　恵");
	assert_int_equal(row->kana_len, 0);
	row = only("ヤマモト", MARIA);
	assert_int_equal(row->match, PB__MATCH_KIND__MATCH_ALIAS);
	assert_string_equal(row->matched_text, "山本　真理");
	assert_string_equal(row->name_kanji, "SANTOS MARIA");
	assert_true(row->foreigner);
	row = only("santos", MARIA);
	assert_string_equal(row->name_kana, "サントス　マリア");
	/* a given name both names share does not make two of one person */
	only("S63.8.8", OLD_NAME);
}

static void who_is_known_by_two_names_that_match_is_shown_once(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 50);
	mg_invent_basics(&p, "二宮　一", "ニノミヤ　ハジメ", "19810303", NULL);
	mg_invent_set(&p, MG_JUKI_OLD_NAME_KANJI, "二村　一");
	mg_invent_set(&p, MG_JUKI_OLD_NAME_KANA, "ニムラ　ハジメ");
	mg_bureau_write('I', &p, NULL);
	assert_int_equal(only("ニ", 50)->match, PB__MATCH_KIND__MATCH_NAME);
	assert_int_equal(only("二 はじめ", 50)->match, PB__MATCH_KIND__MATCH_NAME);
	assert_int_equal(only("ニム", 50)->match, PB__MATCH_KIND__MATCH_OLD_NAME);
}

static size_t count_state(const char *text, Pb__ResidentState state, const char *ward)
{
	Pb__PersonSearchRequest in = PB__PERSON_SEARCH_REQUEST__INIT;
	in.text = (char *)(uintptr_t)text;
	in.state = state;
	in.ward = (char *)(uintptr_t)ward;
	const Pb__PersonSearchReply *r = desk_ask(&in);
	assert_non_null(r);
	assert_int_equal(r->total, r->n_rows);
	return r->n_rows;
}

static void filters_by_state_and_ward_leave_out_the_others(void **state)
{
	(void)state;
	assert_int_equal(only("コジン", DECEASED)->state, PB__RESIDENT_STATE__RESIDENT_DECEASED);
	assert_int_equal(only("テンシュツ", MOVED)->state, PB__RESIDENT_STATE__RESIDENT_MOVED_OUT);
	assert_int_equal(count_state("コジン", PB__RESIDENT_STATE__RESIDENT_LIVING, ""), 0);
	assert_int_equal(count_state("コジン", PB__RESIDENT_STATE__RESIDENT_DECEASED, ""), 1);
	assert_int_equal(count_state("テンシュツ", PB__RESIDENT_STATE__RESIDENT_MOVED_OUT, ""), 1);
	assert_int_equal(count_state("ヤマダ", PB__RESIDENT_STATE__RESIDENT_ALL, "141"), 1);
	assert_int_equal(count_state("ヤマダ", PB__RESIDENT_STATE__RESIDENT_LIVING, "146"), 1);
	assert_string_equal(desk.facts, "query=ヤマダ\nstate=1\nward=146\n");
	Pb__PersonSearchRequest in = PB__PERSON_SEARCH_REQUEST__INIT;
	in.text = (char *)(uintptr_t) "ヤマダ";
	in.ward = (char *)(uintptr_t) "14' OR";
	assert_null(desk_ask(&in));
	assert_int_equal(desk.code, MG_ERR_INVALID);
	assert_string_equal(desk.field, "ward");
	assert_string_equal(desk.facts, ""); /* what is no ward is not written down */
}

static void nothing_tells_where_a_protected_person_is(void **state)
{
	(void)state;
	const Pb__PersonRow *row = row_of(desk_must_search("ヤマダ"), HIDDEN);
	assert_non_null(row);
	assert_true(row->may_not_show_address);
	assert_string_equal(row->address, "");
	assert_string_equal(row->ward, "");
	static const char *const places[] = {"鳳東町", "鳳東町9-9", "堺市西区鳳東町９－９",
		"ヤマダ 鳳東町", "ヤマダ カクレ 鳳東町", "0000000009 鳳東町", "S54.5.14 鳳東町"};
	for (size_t i = 0; i < MG_LEN(places); i++) {
		const Pb__PersonSearchReply *r = desk_must_search(places[i]);
		assert_int_equal(r->n_rows, 0);
		assert_int_equal(r->total, 0);
	}
	assert_int_equal(count_state("ヤマダ カクレ", PB__RESIDENT_STATE__RESIDENT_ALL, "144"), 0);
	assert_int_equal(count_state("ヤマダ", PB__RESIDENT_STATE__RESIDENT_ALL, "144"), 0);
	assert_int_equal(
		desk_count(
			"SELECT COUNT(*) FROM madoguchi.person_search WHERE shori_no = '0000000009'"
			" AND (address <> '' OR addr_key IS NOT NULL OR ward <> '')"),
		0);
}

static void pages_meet_without_gap_or_double_where_all_keys_are_equal(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"ドウセイ", "同姓", "S35.6", "日置荘町", "ドウ 同 S35", "同姓 ドウ"};
	for (size_t t = 0; t < MG_LEN(texts); t++) {
		bool seen[SAME_N] = {false};
		size_t n = 0, pages = 0;
		ProtobufCBinaryData cursor = {0};
		do {
			const Pb__PersonSearchReply *r =
				desk_next(texts[t], cursor.len ? &cursor : NULL);
			assert_non_null(r);
			assert_true(r->n_rows > 0 && r->n_rows <= 50);
			assert_int_equal(r->total, SAME_N);
			assert_false(r->more_than_total);
			assert_int_equal(desk.n_persons, r->n_rows);
			for (size_t i = 0; i < r->n_rows; i++) {
				const unsigned at =
					(unsigned)atoi(r->rows[i]->shori_no) - SAME_FIRST;
				assert_true(at < SAME_N && !seen[at]);
				seen[at] = true;
				n++;
			}
			cursor = r->next_cursor;
			pages++;
		} while (cursor.len);
		assert_int_equal(n, SAME_N);
		assert_int_equal(pages, 3);
	}
}

static void a_cursor_goes_with_its_question_alone(void **state)
{
	(void)state;
	const ProtobufCBinaryData cursor = desk_must_search("ドウセイ")->next_cursor;
	static const char *const others[] = {"ドウ", "どうせい", "ドウセイ ドウメイ", "同姓", "1"};
	for (size_t i = 0; i < MG_LEN(others); i++) {
		assert_null(desk_next(others[i], &cursor));
		assert_int_equal(desk.code, MG_ERR_INVALID);
		assert_string_equal(desk.field, "cursor");
	}
	Pb__PersonSearchRequest in = PB__PERSON_SEARCH_REQUEST__INIT;
	in.text = (char *)(uintptr_t) "ドウセイ";
	in.cursor = cursor;
	in.ward = (char *)(uintptr_t) "141";
	assert_null(desk_ask(&in));
	assert_int_equal(desk.code, MG_ERR_INVALID);
	in.ward = (char *)(uintptr_t) "";
	in.state = PB__RESIDENT_STATE__RESIDENT_LIVING;
	assert_null(desk_ask(&in));
	assert_null(desk_history("0000000100", &cursor));
	assert_int_equal(desk.code, MG_ERR_INVALID);
	assert_non_null(desk_next("ドウセイ", &cursor));
}

static void no_changed_byte_of_a_cursor_passes(void **state)
{
	(void)state;
	const ProtobufCBinaryData cursor = desk_must_search("ドウセイ")->next_cursor;
	uint8_t bytes[1100];
	assert_true(cursor.len < sizeof(bytes));
	/* it tells a reader nothing */
	assert_null(memmem(cursor.data, cursor.len, "ドウセイ", strlen("ドウセイ")));
	for (size_t i = 0; i < cursor.len; i++) {
		memcpy(bytes, cursor.data, cursor.len);
		bytes[i] ^= (uint8_t)(1U << (i % 8));
		assert_null(desk_next("ドウセイ", &(ProtobufCBinaryData){cursor.len, bytes}));
		assert_int_equal(desk.code, MG_ERR_INVALID);
		assert_string_equal(desk.field, "cursor");
	}
	memset(bytes, 0, sizeof(bytes));
	for (size_t n = 1; n < sizeof(bytes); n += 53) {
		assert_null(desk_next("ドウセイ", &(ProtobufCBinaryData){n, bytes}));
		assert_int_equal(desk.code, MG_ERR_INVALID);
	}
	memcpy(bytes, cursor.data, cursor.len - 1);
	assert_null(desk_next("ドウセイ", &(ProtobufCBinaryData){cursor.len - 1, bytes}));
}

static void who_was_shown_and_what_was_asked_stands_in_the_entry(void **state)
{
	(void)state;
	const int64_t before = desk_count("SELECT COUNT(*) FROM madoguchi_log.leaf");
	desk_must_search("ヤマダ");
	assert_int_equal(desk.notes, MG_NOTE_QUERY | MG_NOTE_PERSON);
	assert_int_equal(desk.n_persons, 3);
	assert_true(
		desk_noted("0000000001") && desk_noted("0000000002") && desk_noted("0000000009"));
	assert_string_equal(desk.facts, "query=ヤマダ\n");
	desk_must_search("鬼籍");
	assert_int_equal(desk.notes, MG_NOTE_QUERY);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM madoguchi_log.leaf"), before + 2);
}

static void a_change_is_found_by_its_new_name_and_no_longer_by_the_old(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 60);
	mg_invent_basics(&p, "旧居　次郎", "キュウキョ　ジロウ", "19820202", NULL);
	mg_bureau_write('I', &p, NULL);
	only("キュウキョ", 60);
	mg_invent_basics(&p, "新居　次郎", "アライ　ジロウ", NULL, NULL);
	mg_bureau_write('U', &p, NULL);
	only("アライ", 60);
	assert_int_equal(desk_must_search("キュウキョ")->n_rows, 0);
	mg_bureau_write('D', &p, NULL);
	assert_int_equal(desk_must_search("アライ")->n_rows, 0);
	assert_int_equal(desk_must_search("0000000060")->n_rows, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_stands_and_is_permitted),
		cmocka_unit_test(kana_of_every_sort_find_the_same_people),
		cmocka_unit_test(variants_of_kanji_are_one),
		cmocka_unit_test(words_narrow_each_other_whatever_leads),
		cmocka_unit_test(births_are_found_in_every_calendar_and_with_unknown_parts),
		cmocka_unit_test(numbers_find_their_person),
		cmocka_unit_test(a_number_of_twelve_digits_is_found_by_its_hash_and_never_logged),
		cmocka_unit_test(addresses_are_found_with_and_without_the_city),
		cmocka_unit_test(the_first_reading_that_finds_somebody_tells_what_was_meant),
		cmocka_unit_test(other_names_are_found_and_named),
		cmocka_unit_test(who_is_known_by_two_names_that_match_is_shown_once),
		cmocka_unit_test(filters_by_state_and_ward_leave_out_the_others),
		cmocka_unit_test(nothing_tells_where_a_protected_person_is),
		cmocka_unit_test(pages_meet_without_gap_or_double_where_all_keys_are_equal),
		cmocka_unit_test(a_cursor_goes_with_its_question_alone),
		cmocka_unit_test(no_changed_byte_of_a_cursor_passes),
		cmocka_unit_test(who_was_shown_and_what_was_asked_stands_in_the_entry),
		cmocka_unit_test(a_change_is_found_by_its_new_name_and_no_longer_by_the_old),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
