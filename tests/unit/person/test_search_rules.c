/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "person/search_rules.h"

static struct mg_search_reading read_as(const char *text, unsigned which)
{
	struct mg_search_reading r;
	mg_search_read(text, strlen(text), which, &r);
	return r;
}

static struct mg_search_reading read_first(const char *text)
{
	struct mg_search_reading r = read_as(text, 0);
	if (r.refusal)
		fail_msg("%s: %s", text, r.refusal);
	return r;
}

static void kana_of_any_sort_is_one_prefix(void **state)
{
	(void)state;
	static const char *const same[] = {"ﾔﾏﾀﾞ", "やまだ", "ヤマダ", "　ヤマダ ", "や まだ"};
	for (size_t i = 0; i < 4; i++) {
		struct mg_search_reading r = read_first(same[i]);
		assert_string_equal(r.search.kana, "ヤマダ");
		assert_string_equal(r.search.kanji, "");
		assert_string_equal(r.understood, "カナ ヤマダ");
		assert_int_equal(r.readings, 1);
	}
	/* a space ends the family name */
	struct mg_search_reading r = read_first(same[4]);
	assert_string_equal(r.search.kana, "ヤ");
	assert_string_equal(r.search.given_kana, "マダ");
}

static void words_narrow_each_other(void **state)
{
	(void)state;
	struct mg_search_reading r = read_first("ヤマダ　タロウ S54.5.14");
	assert_string_equal(r.search.kana, "ヤマダ");
	assert_string_equal(r.search.given_kana, "タロウ");
	assert_int_equal(r.search.birth_from, 19790514);
	assert_int_equal(r.search.birth_to, 19790514);
	assert_string_equal(r.understood, "カナ ヤマダ・名 タロウ・昭和54年5月14日生");
	r = read_first("山田 たろう 1234-567890");
	assert_string_equal(r.search.kanji, "山田");
	assert_string_equal(r.search.given_kana, "タロウ");
	assert_string_equal(r.search.pension_no, "1234567890");
	assert_string_equal(r.understood, "氏名 山田・名 タロウ・基礎年金番号 1234-567890");
	r = read_first("マリア ルイーザ サントス");
	assert_string_equal(r.search.kana, "マリア");
	assert_string_equal(r.search.given_kana, "ルイザサントス");
}

static void kanji_are_folded_to_one_form(void **state)
{
	(void)state;
	struct mg_search_reading a = read_first("髙橋"), b = read_first("高橋"), c = read_first("渡邉");
	assert_string_equal(a.search.kanji, b.search.kanji);
	struct mg_search_reading d = read_first("渡辺");
	assert_string_equal(c.search.kanji, d.search.kanji);
	assert_string_equal(a.understood, "氏名 髙橋");
	assert_int_equal(a.readings, 2);
}

static void letters_are_a_name(void **state)
{
	(void)state;
	struct mg_search_reading r = read_first("santos Ｍａｒｉａ");
	assert_string_equal(r.search.kanji, "SANTOS");
	assert_string_equal(r.search.given_kanji, "MARIA");
}

static void births_are_read_in_every_calendar(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t from, to;
		const char *understood;
	} cases[] = {
		{"S54.5.14", 19790514, 19790514, "昭和54年5月14日生"},
		{"昭和54年5月14日", 19790514, 19790514, "昭和54年5月14日生"},
		{"昭和54年 5月14日", 19790514, 19790514, "昭和54年5月14日生"},
		{"昭和 54年 5月 14日", 19790514, 19790514, "昭和54年5月14日生"},
		{"Ｓ５４．５．１４", 19790514, 19790514, "昭和54年5月14日生"},
		{"19790514", 19790514, 19790514, "昭和54年5月14日生"},
		{"1979-05-14", 19790514, 19790514, "昭和54年5月14日生"},
		{"1901-1-1", 19010101, 19010101, "明治34年1月1日生"},
		{"1979/5/14", 19790514, 19790514, "昭和54年5月14日生"},
		{"5-64.1.7", 19890107, 19890107, "昭和64年1月7日生"},
		{"5540514", 19790514, 19790514, "昭和54年5月14日生"},
		{"H31.5.1", 20190501, 20190501, "令和元年5月1日生"},
		{"昭和20年", 19450000, 19451231, "昭和20年生"},
		{"昭和20年5月", 19450500, 19450531, "昭和20年5月生"},
		{"昭和20年月日不詳", 19450000, 19451231, "昭和20年生"},
		{"昭和64年", 19890000, 19890107, "昭和64年生"},
		{"平成元年", 19890108, 19891231, "平成元年生"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_search_reading r = read_first(cases[i].text);
		if (r.search.birth_from != cases[i].from || r.search.birth_to != cases[i].to)
			fail_msg("%s: %u to %u", cases[i].text, r.search.birth_from, r.search.birth_to);
		assert_string_equal(r.understood, cases[i].understood);
	}
	/* a person recorded as 日不詳 or 月日不詳 may be meant by the whole day */
	struct mg_search_reading r = read_first("昭和20年5月14日");
	assert_int_equal(r.search.birth_unknown[0], 19450000);
	assert_int_equal(r.search.birth_unknown[1], 19450500);
}

static void numbers_are_told_apart_by_their_length(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned which;
		const char *pension_no, *shori_no;
		uint32_t birth;
	} cases[] = {
		{"123", 0, "123", "", 0},
		{"1234-5", 0, "12345", "", 0},
		{"１２３４", 0, "1234", "", 0},
		{"1979", 0, "1979", "", 0},
		{"1979", 1, "", "", 19790000},
		{"197905", 1, "", "", 19790500},
		{"19790514", 1, "19790514", "", 0},
		{"99999999", 0, "99999999", "", 0},
		{"123456789", 0, "123456789", "", 0},
		{"1234567890", 0, "1234567890", "", 0},
		{"1234567890", 1, "", "1234567890", 0},
		{"1234 567890", 0, "1234567890", "", 0},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_search_reading r = read_as(cases[i].text, cases[i].which);
		assert_null(r.refusal);
		assert_string_equal(r.search.pension_no, cases[i].pension_no);
		assert_string_equal(r.search.shori_no, cases[i].shori_no);
		assert_int_equal(r.search.birth_from, cases[i].birth);
	}
	assert_int_equal(read_first("123").readings, 1);
	assert_int_equal(read_first("19790514").readings, 2);
	assert_int_equal(read_first("1234567890").readings, 2);
}

static void a_my_number_is_searched_whole_and_never_logged(void **state)
{
	(void)state;
	static const char *const forms[] = {"999900000046", "9999 0000 0046", "９９９９-００００-００４６"};
	for (size_t i = 0; i < MG_LEN(forms); i++) {
		struct mg_search_reading r = read_first(forms[i]);
		assert_string_equal(r.search.my_number, "999900000046");
		assert_null(strstr(r.for_log, "9999"));
		assert_null(strstr(r.understood, "9999"));
	}
	static const char *const wrong[] = {"999900000047", "9999 0000 0047", "ヤマダ 999900000047", "000000000000",
		"9999000000460", "99990000 0046", "999900000 046", "999900000046a"};
	for (size_t i = 0; i < MG_LEN(wrong); i++) {
		struct mg_search_reading r = read_as(wrong[i], 0);
		assert_non_null(r.refusal);
		assert_string_equal(r.search.my_number, "");
		assert_null(strstr(r.for_log, "9999"));
		assert_null(strstr(r.understood, "9999"));
	}
}

static void kanji_that_name_nobody_are_tried_as_an_address(void **state)
{
	(void)state;
	struct mg_search_reading r = read_as("南瓦町", 1);
	assert_string_equal(r.search.kanji, "");
	assert_string_equal(r.search.address, "南瓦町");
	assert_string_equal(r.understood, "住所 南瓦町");
	r = read_as("山田 南瓦町", 1);
	assert_string_equal(r.search.kanji, "山田");
	assert_string_equal(r.search.address, "南瓦町");
	r = read_as("南瓦町 山田", 2);
	assert_string_equal(r.search.kanji, "山田");
	assert_string_equal(r.search.address, "南瓦町");
	r = read_as("堺市堺区南瓦町", 1);
	assert_string_equal(r.search.address, "南瓦町");
}

static void an_address_with_a_number_is_an_address_at_once(void **state)
{
	(void)state;
	static const char *const same[] = {"南瓦町3番1号", "南瓦町３－１", "大阪府堺市堺区南瓦町３番１号", "堺区南瓦町3-1"};
	for (size_t i = 0; i < MG_LEN(same); i++) {
		struct mg_search_reading r = read_first(same[i]);
		assert_string_equal(r.search.address, "南瓦町3-1");
		assert_string_equal(r.search.kanji, "");
		assert_int_equal(r.readings, 1);
	}
}

static void prefecture_city_and_ward_are_left_out_of_address_keys(void **state)
{
	(void)state;
	static const char *const cases[][2] = {{"大阪府堺市美原区黒山167番地", "黒山167"}, {"北海道札幌市中央区北1条西2丁目", "北1条西2"},
		{"神奈川県横浜市中区本町6-50-10", "本町6-50-10"}, {"奈良県吉野郡十津川村", "吉野郡十津川村"}, {"市之町東1丁1番", "市之町東1-1"},
		{"堺市堺区市之町東1丁1番", "市之町東1-1"}, {"東京都千代田区千代田1-1", "千代田1-1"}, {"大阪府堺市堺区", ""}};
	char key[MG_SEARCH_KEY_BYTES];
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		assert_true(mg_search_address_key(cases[i][0], strlen(cases[i][0]), key, sizeof(key)));
		assert_string_equal(key, cases[i][1]);
	}
}

static void what_cannot_be_searched_is_refused_with_what_to_do(void **state)
{
	(void)state;
	static const struct {
		const char *text, *part;
	} cases[] = {
		{"", "1 文字"},
		{"　 ", "1 文字"},
		{"12", "3 けた"},
		{"1", "3 けた"},
		{"ー", "1 文字"},
		{"-", "1 文字"},
		{"12345678901", "けた数"},
		{"S54.2.30", "その日付はありません"},
		{"19000230x", "読めない文字"},
		{"M3.1.1", "明治 6 年"},
		{"1850-01-01", "明治 6 年"},
		{"Иван", "読めない文字"},
		{"山田\x01", "読めない文字"},
		{"山田\xff", "読めない文字"},
		{"S54.5.14 S54.5.15", "1 つ"},
		{"堺区1", ""},
		{"123 456", "1 つ"},
		{"あ い う え お か き く け こ さ し す", "語が多すぎます"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_search_reading r = read_as(cases[i].text, 0);
		if (!cases[i].part[0])
			continue;
		if (!r.refusal || !strstr(r.refusal, cases[i].part))
			fail_msg("%s: %s", cases[i].text, r.refusal ? r.refusal : "searched");
		assert_int_equal(r.readings, 0);
		assert_string_equal(r.search.kana, "");
		assert_int_equal(r.search.birth_to, 0);
	}
	char text[300];
	memset(text, 'a', sizeof(text));
	struct mg_search_reading r;
	mg_search_read(text, sizeof(text), 0, &r);
	assert_non_null(r.refusal);
	/* an address that is nothing but a ward is refused as an address only */
	r = read_as("堺区", 1);
	assert_non_null(strstr(r.refusal, "町名"));
}

static void one_kana_one_kanji_and_three_digits_are_enough(void **state)
{
	(void)state;
	static const char *const texts[] = {"ヤ", "ﾔ", "や", "ガ", "山", "𠮷", "123", "A"};
	for (size_t i = 0; i < MG_LEN(texts); i++)
		read_first(texts[i]);
}

static void the_matched_part_of_a_name_is_counted_in_its_characters(void **state)
{
	(void)state;
	assert_int_equal(mg_search_covered("ヤマダ　タロウ", "ヤマ"), 2);
	assert_int_equal(mg_search_covered("ヤマダ　タロウ", "ヤマダタ"), 5);
	assert_int_equal(mg_search_covered("オーノ　ジュン", "オノジユ"), 6);
	assert_int_equal(mg_search_covered("ヤマダ　タロウ", "ヤマト"), 0);
	assert_int_equal(mg_search_covered("ヤマダ", "ヤマダタロウ"), 0);
	assert_int_equal(mg_search_covered("ヤマダ", ""), 0);
	assert_int_equal(mg_search_covered("", "ヤ"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kana_of_any_sort_is_one_prefix),
		cmocka_unit_test(words_narrow_each_other),
		cmocka_unit_test(kanji_are_folded_to_one_form),
		cmocka_unit_test(letters_are_a_name),
		cmocka_unit_test(births_are_read_in_every_calendar),
		cmocka_unit_test(numbers_are_told_apart_by_their_length),
		cmocka_unit_test(a_my_number_is_searched_whole_and_never_logged),
		cmocka_unit_test(kanji_that_name_nobody_are_tried_as_an_address),
		cmocka_unit_test(an_address_with_a_number_is_an_address_at_once),
		cmocka_unit_test(prefecture_city_and_ward_are_left_out_of_address_keys),
		cmocka_unit_test(what_cannot_be_searched_is_refused_with_what_to_do),
		cmocka_unit_test(one_kana_one_kanji_and_three_digits_are_enough),
		cmocka_unit_test(the_matched_part_of_a_name_is_counted_in_its_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
