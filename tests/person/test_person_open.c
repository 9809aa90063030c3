/* SPDX-License-Identifier: Apache-2.0
 * Person.Open against a real MariaDB under the server's account: now, as of a day, with the
 * household. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/date.h"
#include "desk.h"
#include "person/person_store.h"

#define DAY_US (INT64_C(86400) * 1000000)

/* Noon in Japan on that day of 2026. */
static int64_t noon(unsigned month, unsigned day)
{
	return mg_date_start_utc_us((struct mg_date){2026, (uint8_t)month, (uint8_t)day}) +
	       DAY_US / 2;
}

static int setup(void **state)
{
	(void)state;
	desk_open_for("test_person_open");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	desk_close();
	return 0;
}

static void full(struct mg_invented *p, unsigned number)
{
	mg_invent(p, number);
	mg_invent_basics(p, "髙橋　花子", "タカハシ　ハナコ", "19790514", "堺市堺区南瓦町３番１号");
	mg_invent_set(p, MG_JUKI_SETAI_NO, "7000000001");
	mg_invent_set(p, MG_JUKI_ADDR_BANCHI1, "3");
	mg_invent_set(p, MG_JUKI_ADDR_BANCHI2, "0");
	mg_invent_set(p, MG_JUKI_IDO_DATE, "20260401");
	mg_invent_set(p, MG_JUKI_JUTEI_DATE, "20100300");
	mg_invent_set(p, MG_JUKI_JUKI_PROC_TIME, "091650");
	mg_invent_set(p, MG_JUKI_CNT_ADDR, "12");
	mg_invent_set(p, MG_JUKI_REMARK_TEXT, "記載の内容");
	mg_invent_set(p, MG_JUKI_KOKUNEN_KIGO_NO, "4101234567");
	mg_invent_set(p, MG_JUKI_KOKUNEN_TYPE, "1");
	mg_invent_set(p, MG_JUKI_RELATION_CODE, "02");
	mg_invent_set(p, MG_JUKI_RELATION_NAME, "世帯主");
}

static void all_items_come_in_their_order_as_they_were_written(void **state)
{
	(void)state;
	struct mg_invented p;
	full(&p, 1);
	p.my_number = (struct mg_text){"999900000011", 12};
	mg_bureau_write('I', &p, NULL);
	mg_invent_set(&p, MG_JUKI_KOJIN_SHORI_NO, p.shori_no);
	mg_invent_set(&p, MG_JUKI_SHORI_NO, p.shori_no);
	const Pb__PersonOpenReply *r = desk_must_open(p.shori_no);
	assert_int_equal(r->n_juki, MG_JUKI_N);
	assert_int_equal(r->n_atena, MG_ATENA_N);
	for (size_t i = 0; i < MG_JUKI_N; i++) {
		assert_string_equal(r->juki[i]->column, mg_fields_juki[i].column);
		assert_int_equal(r->juki[i]->state, PB__ITEM__STATE__PLAIN);
		assert_int_equal(strlen(r->juki[i]->value), p.juki[i].n);
		assert_memory_equal(r->juki[i]->value, p.juki[i].s, p.juki[i].n);
	}
	for (size_t i = 0; i < MG_ATENA_N; i++)
		assert_string_equal(r->atena[i]->column, mg_fields_atena[i].column);
	assert_string_equal(r->atena[MG_ATENA_SHORI_NO]->value, "0000000001");
	assert_string_equal(r->atena[MG_ATENA_EDITED_NAME_KANJI]->value, "髙橋　花子");
	assert_string_equal(r->atena[MG_ATENA_ADDR_BANCHI1]->value, "3");
	assert_string_equal(r->person->name_kanji, "髙橋　花子");
	assert_string_equal(r->person->name_kana, "タカハシ　ハナコ");
	assert_string_equal(r->person->address, "堺市堺区南瓦町３番１号");
	assert_string_equal(r->person->ward, "141");
	assert_int_equal(r->person->age, 47);
	assert_string_equal(r->pension_no, "4101234567");
	assert_string_equal(r->insured_type, "1");
	assert_true(r->has_my_number);
	assert_int_equal(r->version, 1);
	assert_false(r->not_yet_known);
	assert_int_equal(desk.notes, MG_NOTE_PERSON);
	assert_true(desk_noted(p.shori_no));
	for (size_t i = 0; i < MG_JUKI_N; i++)
		assert_null(strstr(r->juki[i]->value, "999900000011"));
}

static void numbers_that_nobody_has_or_could_have_are_refused(void **state)
{
	(void)state;
	assert_null(desk_open("0000009999"));
	assert_int_equal(desk.code, MG_ERR_NOT_FOUND);
	static const char *const bad[] = {"", "1", "00000000011", "000000000a", "0000000001 "};
	for (size_t i = 0; i < MG_LEN(bad); i++) {
		assert_null(desk_open(bad[i]));
		assert_int_equal(desk.code, MG_ERR_INVALID);
		assert_string_equal(desk.field, "shori_no");
	}
}

static void days_that_are_none_or_to_come_are_refused(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_bureau_set_time(noon(9, 21));
	mg_invent(&p, 2);
	mg_invent_basics(&p, "日　一", "ヒ　ハジメ", "19800101", NULL);
	mg_bureau_write('I', &p, NULL);
	static const struct {
		int32_t year;
		unsigned month, day;
	} bad[] = {{2026, 9, 22}, {2027, 1, 1}, {2026, 2, 29}, {2026, 13, 1}, {2026, 0, 1},
		{2026, 4, 0}, {0, 1, 1}, {-5, 1, 1}, {10000, 1, 1}, {2026, 260, 1}, {2026, 1, 257}};
	for (size_t i = 0; i < MG_LEN(bad); i++) {
		assert_null(desk_open_as_of(p.shori_no, bad[i].year, bad[i].month, bad[i].day));
		assert_int_equal(desk.code, MG_ERR_INVALID);
		assert_string_equal(desk.field, "as_of");
	}
	assert_non_null(desk_open_as_of(p.shori_no, 2026, 9, 21));
	assert_string_equal(desk.facts, "as_of=20260921\n");
}

static void a_past_day_shows_what_was_known_at_its_end(void **state)
{
	(void)state;
	struct mg_invented p;
	full(&p, 3);
	mg_bureau_set_time(noon(4, 10));
	mg_bureau_write('I', &p, NULL);
	mg_bureau_set_time(noon(4, 20));
	mg_invent_basics(&p, "大野　花子", "オオノ　ハナコ", NULL, "堺市北区百舌鳥梅町１－１");
	mg_invent_set(&p, MG_JUKI_REMARK_TEXT, "次の記載");
	mg_bureau_write('U', &p, NULL);
	mg_bureau_set_time(noon(5, 1));
	mg_invent_set(&p, MG_JUKI_SHOJO_REASON, "11");
	mg_bureau_write('U', &p, NULL);
	mg_bureau_set_time(noon(9, 21));

	const Pb__PersonOpenReply *r = desk_open_as_of(p.shori_no, 2026, 4, 9);
	assert_non_null(r);
	assert_true(r->not_yet_known);
	assert_int_equal(r->n_juki, 0);
	assert_int_equal(r->as_of->day, 9);
	assert_true(desk_noted(p.shori_no));

	for (unsigned day = 10; day < 20;
		day += 9) { /* the day itself, and the last before the change */
		r = desk_open_as_of(p.shori_no, 2026, 4, day);
		assert_false(r->not_yet_known);
		assert_int_equal(r->version, 1);
		assert_string_equal(r->person->name_kanji, "髙橋　花子");
		assert_string_equal(desk_item(r, "addr")->value, "堺市堺区南瓦町３番１号");
		assert_string_equal(desk_item(r, "remark_text")->value, "記載の内容");
		assert_string_equal(r->atena[MG_ATENA_NAME_KANJI]->value, "髙橋　花子");
		assert_true(
			r->known_from_us >= noon(4, 10) && r->known_from_us < noon(4, 10) + 1000);
		assert_int_equal(r->person->age, 46); /* on that day */
	}
	r = desk_open_as_of(p.shori_no, 2026, 4, 20);
	assert_int_equal(r->version, 2);
	assert_string_equal(r->person->name_kana, "オオノ　ハナコ");
	assert_string_equal(desk_item(r, "remark_text")->value, "次の記載");
	assert_int_equal(r->person->state, PB__RESIDENT_STATE__RESIDENT_LIVING);
	r = desk_open_as_of(p.shori_no, 2026, 5, 1);
	assert_int_equal(r->version, 3);
	assert_int_equal(r->person->state, PB__RESIDENT_STATE__RESIDENT_DECEASED);
	assert_int_equal(desk_must_open(p.shori_no)->version, 3);
}

static void a_day_ends_at_midnight_in_japan(void **state)
{
	(void)state;
	struct mg_invented p;
	const int64_t midnight = mg_date_start_utc_us((struct mg_date){2026, 6, 11});
	mg_invent(&p, 4);
	mg_invent_basics(&p, "夜　半", "ヨ　ハン", "19800101", NULL);
	mg_bureau_set_time(noon(6, 1));
	mg_bureau_write('I', &p, NULL);
	mg_bureau_set_time(midnight - 1000000);
	mg_invent_basics(&p, "昨　日", NULL, NULL, NULL);
	mg_bureau_write('U', &p, NULL);
	mg_bureau_set_time(midnight);
	mg_invent_basics(&p, "今　日", NULL, NULL, NULL);
	mg_bureau_write('U', &p, NULL);
	mg_bureau_set_time(noon(9, 21));
	assert_string_equal(desk_open_as_of(p.shori_no, 2026, 6, 10)->person->name_kanji, "昨　日");
	assert_string_equal(desk_open_as_of(p.shori_no, 2026, 6, 11)->person->name_kanji, "今　日");
}

static void what_the_register_took_back_is_still_known_of_its_days(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 5);
	mg_invent_basics(&p, "取消　一", "トリケシ　ハジメ", "19800101", NULL);
	mg_bureau_set_time(noon(6, 1));
	mg_bureau_write('I', &p, NULL);
	mg_bureau_set_time(noon(6, 5));
	mg_bureau_write('D', &p, NULL);
	mg_bureau_set_time(noon(6, 10));
	const Pb__PersonOpenReply *r = desk_must_open(p.shori_no);
	assert_true(r->not_yet_known);
	assert_int_equal(r->n_juki, 0);
	assert_string_equal(r->person->name_kanji, "");
	assert_string_equal(
		desk_open_as_of(p.shori_no, 2026, 6, 4)->person->name_kanji, "取消　一");
	assert_true(desk_open_as_of(p.shori_no, 2026, 6, 5)->not_yet_known);
	mg_invent_basics(&p, "再登　一", NULL, NULL, NULL);
	mg_bureau_write('I', &p, NULL);
	mg_bureau_set_time(noon(9, 21));
	assert_string_equal(desk_must_open(p.shori_no)->person->name_kanji, "再登　一");
	assert_true(desk_open_as_of(p.shori_no, 2026, 6, 7)->not_yet_known);
}

/* ---- household ---- */

static void lives_with(unsigned number, const char *name, const char *birth, const char *relation,
	const char *relation_name)
{
	struct mg_invented p;
	mg_invent(&p, number);
	mg_invent_basics(&p, name, "ドウキョ　ニン", birth, "堺市中区深井沢町５－５");
	mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000020");
	mg_invent_set(&p, MG_JUKI_RELATION_CODE, relation);
	mg_invent_set(&p, MG_JUKI_RELATION_NAME, relation_name);
	mg_bureau_write('I', &p, NULL);
}

static void the_household_is_that_of_the_day(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_bureau_set_time(noon(6, 1));
	lives_with(20, "子　二", "20150101", "20", "子");
	lives_with(21, "子　一", "20100101", "20", "子");
	lives_with(22, "妻　花", "19820101", "12", "妻");
	lives_with(23, "主　太郎", "19800101", "02", "世帯主");
	mg_bureau_set_time(noon(7, 1));
	mg_invent(&p, 21); /* moves into a household of its own */
	mg_invent_basics(&p, "子　一", "ドウキョ　ニン", "20100101", "大阪市");
	mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000021");
	mg_bureau_write('U', &p, NULL);
	mg_bureau_set_time(noon(9, 21));

	const Pb__PersonOpenReply *r = desk_must_open("0000000022");
	assert_int_equal(r->n_household, 3);
	assert_string_equal(r->household[0]->person->shori_no, "0000000023");
	assert_true(r->household[0]->head);
	assert_string_equal(r->household[0]->relation, "世帯主");
	assert_string_equal(r->household[1]->person->name_kanji, "妻　花");
	assert_false(r->household[1]->head);
	assert_string_equal(r->household[2]->person->shori_no, "0000000020");
	assert_string_equal(r->household[2]->person->address, "堺市中区深井沢町５－５");
	assert_int_equal(desk.n_persons, 3);
	assert_true(
		desk_noted("0000000020") && desk_noted("0000000022") && desk_noted("0000000023"));

	r = desk_open_as_of("0000000022", 2026, 6, 30);
	assert_int_equal(r->n_household, 4);
	assert_string_equal(r->household[2]->person->shori_no, "0000000021");
	assert_string_equal(r->household[2]->person->address, "堺市中区深井沢町５－５");
	assert_int_equal(desk.n_persons, 4);
	assert_int_equal(desk_open_as_of("0000000021", 2026, 7, 1)->n_household, 1);
}

#define MANY 103U
#define MANY_FIRST 100U

static void a_household_of_more_than_a_hundred_keeps_its_head_and_says_that_there_are_more(
	void **state)
{
	(void)state;
	static struct mg_invented many[MANY];
	for (unsigned i = 0; i < MANY; i++) {
		const bool head = i == MANY - 1;
		mg_invent(&many[i], MANY_FIRST + i);
		mg_invent_basics(&many[i], "共同　生活", "キョウドウ　セイカツ", "19500101",
			"堺市中区深井沢町８－８　長い名前の共同生活援助の家");
		mg_invent_set(&many[i], MG_JUKI_SETAI_NO, "7000000100");
		mg_invent_set(&many[i], MG_JUKI_RELATION_CODE, head ? "02" : "99");
		mg_invent_set(&many[i], MG_JUKI_RELATION_NAME, head ? "世帯主" : "縁故者");
		if (i == 0 || i == 1)
			mg_invent_set(&many[i], MG_JUKI_SHOJO_REASON, "11");
	}
	mg_bureau_insert_all(many, MANY);
	const Pb__PersonOpenReply *r = desk_must_open(many[50].shori_no);
	assert_int_equal(r->n_household, MG_HOUSEHOLD_MAX);
	assert_true(r->more_in_household);
	assert_true(r->household[0]->head);
	assert_string_equal(r->household[0]->person->shori_no, many[MANY - 1].shori_no);
	for (size_t i = 0; i < r->n_household; i++) {
		assert_int_equal(
			r->household[i]->person->state, PB__RESIDENT_STATE__RESIDENT_LIVING);
		assert_string_equal(r->household[i]->person->address,
			"堺市中区深井沢町８－８　長い名前の共同生活援助の家");
		assert_true(desk_noted(r->household[i]->person->shori_no));
	}
	assert_false(desk_must_open("0000000022")->more_in_household);
}

/* ---- 支援措置 ---- */

static bool says(const Pb__PersonRow *row, const char *text)
{
	return strstr(row->address, text) || strstr(row->ward, text);
}

static void nothing_of_a_protected_person_tells_the_place(void **state)
{
	(void)state;
	struct mg_invented p;
	full(&p, 30);
	mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000030");
	mg_invent_set(&p, MG_JUKI_PREV_ADDR, "和泉市前住所町１");
	mg_bureau_set_time(noon(6, 1));
	mg_bureau_write('I', &p, NULL);
	mg_invent_set(&p, MG_JUKI_ADDR, "堺市西区鳳東町９－９");
	mg_bureau_set_time(noon(6, 3));
	mg_bureau_write('U', &p, NULL);
	mg_invent(&p, 31);
	mg_invent_basics(&p, "連れ　子", "ツレ　コ", "20150101", "堺市西区鳳東町９－９");
	mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000030");
	mg_bureau_write('I', &p, NULL);
	mg_test_db_sql(mg_bureau.superuser,
		"INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us,"
		" started_by, valid_from) VALUES ('271403', '0000000030', 1, 's', '2026-06-02')");
	mg_bureau_set_time(noon(9, 21));

	for (int past = 0; past < 2;
		past++) { /* a past day before the protection gives nothing away either */
		const Pb__PersonOpenReply *r = past ? desk_open_as_of("0000000030", 2026, 6, 1)
						    : desk_must_open("0000000030");
		assert_true(r->person->may_not_show_address);
		assert_string_equal(r->person->address, "");
		assert_string_equal(r->person->ward, "");
		for (size_t i = 0; i < MG_JUKI_N; i++) {
			assert_int_equal(r->juki[i]->state == PB__ITEM__STATE__NOT_PERMITTED,
				mg_fields_juki[i].guarded);
			if (mg_fields_juki[i].guarded)
				assert_string_equal(r->juki[i]->value, "");
			assert_null(strstr(r->juki[i]->value, "町"));
		}
		for (size_t i = 0; i < MG_ATENA_N; i++) {
			assert_int_equal(r->atena[i]->state == PB__ITEM__STATE__NOT_PERMITTED,
				mg_fields_atena[i].guarded);
			assert_null(strstr(r->atena[i]->value, "町"));
		}
		assert_int_equal(r->n_household, past ? 1 : 2);
		for (size_t i = 0; i < r->n_household; i++) {
			assert_false(says(r->household[i]->person, "町") ||
				     says(r->household[i]->person, "1"));
			assert_true(r->household[i]->person->may_not_show_address);
		}
	}
}

/* One call away from the protected person the place must be as hidden as there. */
static void hides_the_place(const Pb__PersonOpenReply *r)
{
	assert_true(r->person->may_not_show_address);
	assert_string_equal(r->person->address, "");
	assert_string_equal(r->person->ward, "");
	for (size_t i = 0; i < r->n_juki; i++) {
		assert_int_equal(r->juki[i]->state == PB__ITEM__STATE__NOT_PERMITTED,
			mg_fields_juki[i].guarded);
		assert_null(strstr(r->juki[i]->value, "町"));
	}
	for (size_t i = 0; i < r->n_atena; i++)
		assert_null(strstr(r->atena[i]->value, "町"));
	for (size_t i = 0; i < r->n_household; i++) {
		assert_true(r->household[i]->person->may_not_show_address);
		assert_false(says(r->household[i]->person, "町"));
	}
}

static void who_lives_with_a_protected_person_does_not_tell_the_place_either(void **state)
{
	(void)state;
	const Pb__PersonOpenReply *r = desk_must_open("0000000031");
	assert_int_equal(r->n_household, 2);
	hides_the_place(r);
	hides_the_place(desk_open_as_of("0000000031", 2026, 6, 3));

	/* who moves out shows the new place, and of the days before not the old one */
	struct mg_invented p;
	mg_bureau_set_time(noon(9, 22));
	mg_invent(&p, 31);
	mg_invent_basics(&p, "連れ　子", "ツレ　コ", "20150101", "堺市東区日置荘町１－１");
	mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000031");
	mg_bureau_write('U', &p, NULL);
	r = desk_must_open("0000000031");
	assert_false(r->person->may_not_show_address);
	assert_string_equal(r->person->address, "堺市東区日置荘町１－１");
	hides_the_place(desk_open_as_of("0000000031", 2026, 9, 21));

	/* a protected person who was taken out of the register lives with nobody */
	full(&p, 30);
	mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000031");
	mg_bureau_write('U', &p, NULL);
	hides_the_place(desk_must_open("0000000031"));
	mg_invent_set(&p, MG_JUKI_SHOJO_REASON, "11");
	mg_bureau_write('U', &p, NULL);
	assert_false(desk_must_open("0000000031")->person->may_not_show_address);
	hides_the_place(desk_must_open("0000000030"));
}

static void a_protection_that_ended_hides_nothing_in_the_record(void **state)
{
	(void)state;
	struct mg_invented p;
	full(&p, 40);
	mg_invent_set(&p, MG_JUKI_SETAI_NO, "");
	mg_bureau_write('I', &p, NULL);
	mg_test_db_sql(mg_bureau.superuser,
		"INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us,"
		" started_by, valid_from, ended_us, ended_by)"
		" VALUES ('271403', '0000000040', 1, 's', '2025-06-02', 2, 's')");
	const Pb__PersonOpenReply *r = desk_must_open("0000000040");
	assert_false(r->person->may_not_show_address);
	assert_string_equal(desk_item(r, "addr")->value, "堺市堺区南瓦町３番１号");
	assert_int_equal(r->n_household, 0);
}

/* ---- sealed items ---- */

static void a_forgotten_key_leaves_its_items_unknown_and_a_broken_seal_is_an_alarm(void **state)
{
	(void)state;
	struct mg_invented p;
	full(&p, 41);
	mg_bureau_write('I', &p, NULL);
	full(&p, 42);
	mg_bureau_write('I', &p, NULL);
	mg_test_db_sql(mg_bureau.superuser,
		"DELETE FROM madoguchi_keys.person_key WHERE shori_no = '0000000041'");
	const Pb__PersonOpenReply *r = desk_must_open("0000000041");
	assert_int_equal(desk_item(r, "remark_text")->state, PB__ITEM__STATE__UNKNOWN);
	assert_string_equal(desk_item(r, "remark_text")->value, "");
	assert_string_equal(desk_item(r, "name_kanji")->value, "髙橋　花子");
	/* the remark of another person in this one's place */
	mg_test_db_sql(mg_bureau.superuser,
		"DROP TRIGGER madoguchi.juki_person_keeps_its_history;"
		"UPDATE madoguchi.juki_person SET remark_text = REVERSE(remark_text)"
		" WHERE shori_no = '0000000042'");
	assert_null(desk_open("0000000042"));
	assert_int_equal(desk.code, MG_ERR_DATA_LOSS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_items_come_in_their_order_as_they_were_written),
		cmocka_unit_test(numbers_that_nobody_has_or_could_have_are_refused),
		cmocka_unit_test(days_that_are_none_or_to_come_are_refused),
		cmocka_unit_test(a_past_day_shows_what_was_known_at_its_end),
		cmocka_unit_test(a_day_ends_at_midnight_in_japan),
		cmocka_unit_test(what_the_register_took_back_is_still_known_of_its_days),
		cmocka_unit_test(the_household_is_that_of_the_day),
		cmocka_unit_test(
			a_household_of_more_than_a_hundred_keeps_its_head_and_says_that_there_are_more),
		cmocka_unit_test(nothing_of_a_protected_person_tells_the_place),
		cmocka_unit_test(who_lives_with_a_protected_person_does_not_tell_the_place_either),
		cmocka_unit_test(a_protection_that_ended_hides_nothing_in_the_record),
		cmocka_unit_test(
			a_forgotten_key_leaves_its_items_unknown_and_a_broken_seal_is_an_alarm),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
