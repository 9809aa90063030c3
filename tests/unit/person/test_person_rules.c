/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "person/person_rules.h"

static struct mg_text juki[MG_JUKI_N];
static struct mg_text atena[MG_ATENA_N];
static struct mg_person_names names;
static char room[MG_PERSON_SCRATCH_BYTES];
static struct mg_scratch scratch;

static struct mg_text text(const char *s)
{
	return (struct mg_text){s, strlen(s)};
}

static int begin(void **state)
{
	(void)state;
	for (size_t i = 0; i < MG_JUKI_N; i++)
		juki[i] = text("");
	juki[MG_JUKI_KOJIN_SHORI_NO] = juki[MG_JUKI_SHORI_NO] = text("0000000001");
	mg_scratch_init(&scratch, room, sizeof(room));
	return 0;
}

static void derive(void)
{
	mg_scratch_init(&scratch, room, sizeof(room));
	mg_person_names(juki, &scratch, &names);
	mg_person_atena(juki, &names, &scratch, atena);
	assert_true(scratch.ok);
}

static void equal(struct mg_text a, const char *expected)
{
	if (a.n != strlen(expected) || memcmp(a.s, expected, a.n) != 0)
		fail_msg("%.*s instead of %s", (int)a.n, a.s, expected);
}

static void japanese(void)
{
	juki[MG_JUKI_NAME_KANJI] = text("髙橋　花子");
	juki[MG_JUKI_NAME_KANA] = text("タカハシ　ハナコ");
	juki[MG_JUKI_SEI_KANA] = text("タカハシ");
	juki[MG_JUKI_MEI_KANA] = text("ハナコ");
	juki[MG_JUKI_ADDR] = text("大阪府堺市堺区南瓦町３番１号");
	juki[MG_JUKI_ADDR_CODE] = text("27141001000");
	juki[MG_JUKI_ADDR_POSTAL] = text("5900078");
	juki[MG_JUKI_ADDR_KATAGAKI] = text("瓦荘２０１");
	juki[MG_JUKI_BIRTH_DATE] = text("19790514");
	juki[MG_JUKI_SEX] = text("2");
	juki[MG_JUKI_SHOKAN_WARD] = text("141");
}

static void the_state_follows_from_the_reason_of_removal(void **state)
{
	(void)state;
	static const struct {
		const char *reason, *date;
		enum mg_resident_state state;
	} cases[] = {{"", "", MG_RESIDENT_LIVING}, {"11", "20260930", MG_RESIDENT_DECEASED}, {"11", "", MG_RESIDENT_DECEASED},
		{"12", "20260930", MG_RESIDENT_MOVED_OUT}, {"13", "20260930", MG_RESIDENT_MOVED_OUT},
		{"14", "", MG_RESIDENT_MOVED_OUT}, {"", "00000000", MG_RESIDENT_MOVED_OUT}};
	juki[MG_JUKI_TENSHUTSU_PLAN_DATE] = text("20261130"); /* announced only: still here */
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		juki[MG_JUKI_SHOJO_REASON] = text(cases[i].reason);
		juki[MG_JUKI_SHOJO_DATE] = text(cases[i].date);
		assert_int_equal(mg_person_state(juki), cases[i].state);
	}
}

static void age_is_attained_the_day_before_the_birthday(void **state)
{
	(void)state;
	assert_int_equal(mg_person_age(20060401, (struct mg_date){2026, 3, 30}), 19);
	assert_int_equal(mg_person_age(20060401, (struct mg_date){2026, 3, 31}), 20);
	assert_int_equal(mg_person_age(20040229, (struct mg_date){2024, 2, 28}), 20);
	assert_int_equal(mg_person_age(19450500, (struct mg_date){2026, 11, 24}), -1);
	assert_int_equal(mg_person_age(0, (struct mg_date){2026, 11, 24}), -1);
	assert_int_equal(mg_person_age(20261301, (struct mg_date){2026, 11, 24}), -1);
}

static void a_birth_unknown_in_part_is_written_out(void **state)
{
	(void)state;
	char birth[MG_DATE_TEXT_BYTES];
	mg_person_birth_text(19450000, 5, birth);
	assert_string_equal(birth, "昭和20年月日不詳");
	mg_person_birth_text(19450500, 5, birth);
	assert_string_equal(birth, "昭和20年5月日不詳");
	mg_person_birth_text(19800000, 0, birth);
	assert_string_equal(birth, "1980年月日不詳");
	mg_person_birth_text(19450514, 5, birth);
	assert_string_equal(birth, "");
	assert_int_equal(mg_person_birth(text("19450500")), 19450500);
	assert_int_equal(mg_person_birth(text("00000000")), 0);
	assert_int_equal(mg_person_birth(text("1945")), 0);
	assert_int_equal(mg_person_birth(text("1945050x")), 0);
}

static void a_japanese_is_found_by_name_and_former_name(void **state)
{
	(void)state;
	japanese();
	juki[MG_JUKI_OLD_NAME_KANJI] = text("齋藤　花子");
	juki[MG_JUKI_OLD_NAME_KANA] = text("ｻｲﾄｳ ﾊﾅｺ");
	derive();
	assert_int_equal(names.n, 2);
	equal(names.shown, "髙橋　花子");
	equal(names.shown_kana, "タカハシ　ハナコ");
	assert_int_equal(names.name[0].kind, MG_NAME_REAL);
	equal(names.name[0].kana_key, "タカハシハナコ");
	equal(names.name[0].given_kana_key, "ハナコ");
	equal(names.name[0].kanji_key, "高橋花子");
	equal(names.name[0].given_kanji_key, "花子");
	equal(names.name[0].text, "");
	assert_int_equal(names.name[1].kind, MG_NAME_OLD);
	equal(names.name[1].kana_key, "サイトウハナコ");
	equal(names.name[1].text, "齋藤　花子");
}

static void a_former_name_may_be_a_family_name_alone(void **state)
{
	(void)state;
	japanese();
	juki[MG_JUKI_OLD_SEI_KANA] = text("サイトウ");
	derive();
	assert_int_equal(names.n, 2);
	equal(names.name[1].kana_key, "サイトウ");
	equal(names.name[1].given_kana_key, "");
	equal(names.name[1].text, "サイトウ");
}

static void a_foreigner_is_shown_by_the_legal_name_and_found_by_each(void **state)
{
	(void)state;
	juki[MG_JUKI_NAME_KANJI] = text("SANTOS MARIA");
	juki[MG_JUKI_NAME_KANA] = text("サントス　マリア");
	juki[MG_JUKI_ALPHA_NAME] = text("SANTOS MARIA");
	juki[MG_JUKI_ALPHA_NAME_KANA] = text("サントス　マリア");
	juki[MG_JUKI_ALIAS_NAME] = text("田中　マリア");
	juki[MG_JUKI_ALIAS_KANA] = text("タナカ　マリア");
	juki[MG_JUKI_KATAKANA_NAME] = text("マリア・サントス");
	juki[MG_JUKI_NATIONALITY] = text("608");
	derive();
	assert_true(mg_person_is_foreigner(juki));
	equal(names.shown, "SANTOS MARIA");
	assert_int_equal(names.n, 3); /* the name in letters is the 氏名漢字 again */
	assert_int_equal(names.name[1].kind, MG_NAME_ALIAS);
	equal(names.name[1].kana_key, "タナカマリア");
	equal(names.name[1].text, "田中　マリア");
	assert_int_equal(names.name[2].kind, MG_NAME_KATAKANA);
	equal(names.name[2].kanji_key, "マリアサントス");
	equal(names.name[2].given_kana_key, "");
	equal(atena[MG_ATENA_EDITED_NAME_KANJI], "SANTOS MARIA（田中　マリア）");
	equal(atena[MG_ATENA_RESIDENT_KBN], "2");
	equal(atena[MG_ATENA_FOREIGNER_REAL_NAME], "SANTOS MARIA");
}

static void a_record_without_any_name_still_has_a_row(void **state)
{
	(void)state;
	derive();
	assert_int_equal(names.n, 1);
	assert_int_equal(names.name[0].kind, MG_NAME_REAL);
	equal(names.name[0].kana_key, "");
}

static void the_shown_reading_is_in_full_width_katakana(void **state)
{
	(void)state;
	japanese();
	juki[MG_JUKI_NAME_KANA] = text("ﾀｶﾊｼ ﾊﾅｺ");
	derive();
	equal(names.shown_kana, "タカハシ　ハナコ");
	juki[MG_JUKI_NAME_KANA] = text("たかはし　ゔぁんみん");
	derive();
	equal(names.shown_kana, "タカハシ　ヴァンミン");
}

static void the_mailing_address_of_a_resident_is_the_home(void **state)
{
	(void)state;
	japanese();
	derive();
	equal(atena[MG_ATENA_ATENA_ADDR], "大阪府堺市堺区南瓦町３番１号");
	equal(atena[MG_ATENA_ATENA_POSTAL], "5900078");
	equal(atena[MG_ATENA_ATENA_ADDR_CHANGED_FLAG], "0");
	equal(atena[MG_ATENA_ATENA_PREF_KBN], "0");
	equal(atena[MG_ATENA_RESIDENT_KBN], "1");
	equal(atena[MG_ATENA_DECEASED_FLAG], "0");
	equal(atena[MG_ATENA_ATENA_SHOJO_KBN], "0");
	equal(atena[MG_ATENA_SEARCH_NAME_KANJI], "高橋花子");
	equal(atena[MG_ATENA_CURRENT_AREA_CODE], "141");
	equal(mg_person_address(juki, &scratch), "大阪府堺市堺区南瓦町３番１号　瓦荘２０１");
}

static void the_mailing_address_of_one_who_left_is_the_new_one(void **state)
{
	(void)state;
	japanese();
	juki[MG_JUKI_SHOJO_REASON] = text("12");
	juki[MG_JUKI_TENSHUTSU_PLAN_ADDR] = text("京都市中京区");
	juki[MG_JUKI_TENSHUTSU_PLAN_CODE] = text("26104000000");
	juki[MG_JUKI_TENSHUTSU_PLAN_BANCHI] = text("488番地");
	derive();
	equal(atena[MG_ATENA_ATENA_ADDR], "京都市中京区488番地");
	equal(atena[MG_ATENA_ATENA_ADDR_CHANGED_FLAG], "1");
	equal(atena[MG_ATENA_ATENA_PREF_KBN], "1"); /* another prefecture, not written in front */
	equal(atena[MG_ATENA_ATENA_KATAGAKI], "");
	equal(atena[MG_ATENA_RESIDENT_KBN], "3");
	equal(atena[MG_ATENA_ATENA_SHOJO_KBN], "1");
	/* what the other city confirmed goes before what was announced */
	juki[MG_JUKI_JITTEI_ADDR] = text("京都府宇治市宇治琵琶");
	juki[MG_JUKI_JITTEI_BANCHI] = text("33");
	derive();
	equal(atena[MG_ATENA_ATENA_ADDR], "京都府宇治市宇治琵琶33");
	equal(atena[MG_ATENA_ATENA_PREF_KBN], "0");
}

static void the_dead_are_flagged_and_keep_their_address(void **state)
{
	(void)state;
	japanese();
	juki[MG_JUKI_SHOJO_REASON] = text("11");
	derive();
	equal(atena[MG_ATENA_DECEASED_FLAG], "1");
	equal(atena[MG_ATENA_RESIDENT_KBN], "4");
	equal(atena[MG_ATENA_ATENA_ADDR], "大阪府堺市堺区南瓦町３番１号");
}

static void a_settling_date_unknown_in_part_is_no_date_of_the_address_record(void **state)
{
	(void)state;
	japanese();
	juki[MG_JUKI_JUTEI_DATE] = text("20010400");
	derive();
	equal(atena[MG_ATENA_JUTEI_DATE], "");
	juki[MG_JUKI_JUTEI_DATE] = text("20010401");
	derive();
	equal(atena[MG_ATENA_JUTEI_DATE], "20010401");
}

static void the_lot_number_is_added_only_where_the_address_has_none(void **state)
{
	(void)state;
	japanese();
	juki[MG_JUKI_ADDR] = text("堺市堺区南瓦町");
	juki[MG_JUKI_ADDR_BANCHI1] = text("3");
	juki[MG_JUKI_ADDR_BANCHI2] = text("1");
	mg_scratch_init(&scratch, room, sizeof(room));
	equal(mg_person_address(juki, &scratch), "堺市堺区南瓦町3-1　瓦荘２０１");
	juki[MG_JUKI_ADDR] = text("堺市堺区南瓦町３番１号");
	equal(mg_person_address(juki, &scratch), "堺市堺区南瓦町３番１号　瓦荘２０１");
}

static void the_longest_names_fit_their_columns_and_the_room(void **state)
{
	(void)state;
	static char wide[400], latin[400];
	for (size_t i = 0; i < 100; i++)
		memcpy(wide + 4 * i, "𠮷", 4);
	memset(latin, 'W', sizeof(latin));
	static const int items[] = {MG_JUKI_NAME_KANJI, MG_JUKI_NAME_KANA, MG_JUKI_OLD_NAME_KANJI, MG_JUKI_OLD_NAME_KANA,
		MG_JUKI_ALPHA_NAME, MG_JUKI_ALPHA_NAME_KANA, MG_JUKI_ALIAS_NAME, MG_JUKI_ALIAS_KANA, MG_JUKI_KATAKANA_NAME,
		MG_JUKI_ADDR_KATAGAKI};
	for (size_t i = 0; i < MG_LEN(items); i++)
		juki[items[i]] = (struct mg_text){wide, sizeof(wide)};
	juki[MG_JUKI_ADDR] = juki[MG_JUKI_JITTEI_ADDR] = (struct mg_text){wide, sizeof(wide)};
	juki[MG_JUKI_SHOJO_REASON] = text("12");
	derive();
	mg_person_address(juki, &scratch);
	assert_true(scratch.ok);
	assert_int_equal(mg_text_count(atena[MG_ATENA_EDITED_NAME_KANJI].s, atena[MG_ATENA_EDITED_NAME_KANJI].n), 100);
	juki[MG_JUKI_NAME_KANA] = (struct mg_text){latin, 100};
	derive();
	assert_int_equal(names.name[0].kana_key.n, 100);
}

static void too_little_room_is_said_and_gives_empty_values(void **state)
{
	(void)state;
	japanese();
	mg_scratch_init(&scratch, room, 10);
	mg_person_names(juki, &scratch, &names);
	assert_false(scratch.ok);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_state_follows_from_the_reason_of_removal, begin),
		cmocka_unit_test_setup(age_is_attained_the_day_before_the_birthday, begin),
		cmocka_unit_test_setup(a_birth_unknown_in_part_is_written_out, begin),
		cmocka_unit_test_setup(a_japanese_is_found_by_name_and_former_name, begin),
		cmocka_unit_test_setup(a_former_name_may_be_a_family_name_alone, begin),
		cmocka_unit_test_setup(a_foreigner_is_shown_by_the_legal_name_and_found_by_each, begin),
		cmocka_unit_test_setup(a_record_without_any_name_still_has_a_row, begin),
		cmocka_unit_test_setup(the_shown_reading_is_in_full_width_katakana, begin),
		cmocka_unit_test_setup(the_mailing_address_of_a_resident_is_the_home, begin),
		cmocka_unit_test_setup(the_mailing_address_of_one_who_left_is_the_new_one, begin),
		cmocka_unit_test_setup(the_dead_are_flagged_and_keep_their_address, begin),
		cmocka_unit_test_setup(a_settling_date_unknown_in_part_is_no_date_of_the_address_record, begin),
		cmocka_unit_test_setup(the_lot_number_is_added_only_where_the_address_has_none, begin),
		cmocka_unit_test_setup(the_longest_names_fit_their_columns_and_the_room, begin),
		cmocka_unit_test_setup(too_little_room_is_said_and_gives_empty_values, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
