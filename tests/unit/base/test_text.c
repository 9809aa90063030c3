/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <uchar.h>
#include <cmocka.h>
#include "base/text.h"

#define CASE(text, fault)                                                                          \
	{                                                                                          \
		text, sizeof(text) - 1, fault                                                      \
	}

static void only_clean_utf8_is_let_in(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		size_t n;
		enum mg_text_fault fault;
	} cases[] = {
		CASE("", MG_TEXT_CLEAN),
		CASE("山田 太郎", MG_TEXT_CLEAN),
		CASE("\x1f", MG_TEXT_CONTROL),
		CASE("\x20", MG_TEXT_CLEAN),
		CASE("\x7e", MG_TEXT_CLEAN),
		CASE("\x7f", MG_TEXT_CONTROL),
		CASE("a\0b", MG_TEXT_CONTROL),
		CASE("a\tb", MG_TEXT_CONTROL),
		CASE("\xc2\x80", MG_TEXT_CONTROL),
		CASE("\xc2\x9f", MG_TEXT_CONTROL),
		CASE("\u00a0", MG_TEXT_CLEAN),
		CASE("\u2028", MG_TEXT_CONTROL),
		CASE("\u2029", MG_TEXT_CONTROL),
		CASE("\u202a", MG_TEXT_BIDI),
		CASE("\u202e", MG_TEXT_BIDI),
		CASE("\u202f", MG_TEXT_CLEAN),
		CASE("\u2065", MG_TEXT_CLEAN),
		CASE("\u2066", MG_TEXT_BIDI),
		CASE("\u2069", MG_TEXT_BIDI),
		CASE("\u206a", MG_TEXT_CLEAN),
		CASE("葛\U000e0100城", MG_TEXT_CLEAN),
		CASE("\xc0\x80", MG_TEXT_NOT_UTF8),	/* overlong NUL */
		CASE("\xe0\x80\xaf", MG_TEXT_NOT_UTF8), /* overlong / */
		CASE("\xed\x9f\xbf", MG_TEXT_CLEAN),	/* U+D7FF */
		CASE("\xed\xa0\x80", MG_TEXT_NOT_UTF8), /* U+D800 */
		CASE("\xed\xbf\xbf", MG_TEXT_NOT_UTF8), /* U+DFFF */
		CASE("\xf4\x8f\xbf\xbd", MG_TEXT_CLEAN),
		CASE("\xf4\x90\x80\x80", MG_TEXT_NOT_UTF8),
		CASE("\xe5\xb1", MG_TEXT_NOT_UTF8), /* cut */
		CASE("\x80", MG_TEXT_NOT_UTF8),
		CASE("\x8e\x52\x93\x63", MG_TEXT_NOT_UTF8), /* CP932 */
		CASE("\xff", MG_TEXT_NOT_UTF8),
	};
	for (size_t i = 0; i < MG_LEN(cases); i++)
		if (mg_text_find_fault(cases[i].s, cases[i].n, NULL) != cases[i].fault)
			fail_msg("case %zu", i);
}

static void the_place_of_the_fault_is_told(void **state)
{
	(void)state;
	size_t at = 99;
	assert_int_equal(mg_text_find_fault("山\xff", 4, &at), MG_TEXT_NOT_UTF8);
	assert_int_equal(at, 3);
}

static void characters_are_counted_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(mg_text_count("𠮷野家", strlen("𠮷野家")), 3);
	assert_int_equal(mg_text_bytes_of("𠮷野家", strlen("𠮷野家"), 2), 7);
	assert_int_equal(mg_text_bytes_of("𠮷野家", strlen("𠮷野家"), 9), 10);
	struct mg_text t = mg_text_trim("　 a 　", strlen("　 a 　"));
	assert_int_equal(t.n, 1);
	assert_int_equal(mg_text_trim(" 　", 4).n, 0);
}

static void check_keys(bool (*key)(const char *, size_t, char *, size_t),
	const char *const (*cases)[2], size_t count)
{
	char first[MG_TEXT_KEY_BYTES];
	char second[MG_TEXT_KEY_BYTES];
	for (size_t i = 0; i < count; i++) {
		assert_true(key(cases[i][0], strlen(cases[i][0]), first, sizeof(first)));
		if (strcmp(first, cases[i][1]) != 0)
			fail_msg("%s: %s instead of %s", cases[i][0], first, cases[i][1]);
		assert_true(key(first, strlen(first), second, sizeof(second)));
		assert_string_equal(first, second);
	}
}

static void a_reading_has_one_kana_key_however_it_is_typed(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{"ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダタロウ"},
		{"やまだ　たろう", "ヤマダタロウ"},
		{"ﾊﾟﾊﾞﾊ", "パバハ"},
		{"ハ\u309a", "パ"},
		{"か\u3099", "ガ"},
		{"カ\uff9e", "ガ"},
		{"カ\u309b", "ガ"},
		{"ハ゜", "パ"},
		{"ｳﾞｧﾝｻﾝ", "バンサン"},
		{"バンサン", "バンサン"},
		{"ヴィヴェヴォヴ", "ビベボブ"},
		{"ゔぃ", "ビ"},
		{"ヴュ", "ブユ"},
		{"ヷヸヹヺ", "バビベボ"},
		{"ミヅキ", "ミズキ"},
		{"ヂロウ", "ジロウ"},
		{"オヲタ", "オオタ"},
		{"ヰセキ", "イセキ"},
		{"ゑり", "エリ"},
		{"シャッタ", "シヤツタ"},
		{"ァィゥェォッャュョヮ", "アイウエオツヤユヨワ"},
		{"マヶ", "マケ"},
		{"ヵ", "カ"},
		{"ジョン・スミス", "ジヨンスミス"},
		{"アン－マリｰ", "アンマリ"},
		{"オーノ", "オノ"},
		{"㌔", "キロ"},
		{"ＬＩ　ＷＥＩ", "LIWEI"},
		{"li wei", "LIWEI"},
		{"O'Brien", "OBRIEN"},
		{"José Núñez", "JOSENUNEZ"},
		{"Nguyễn", "NGUYEN"},
		{"エ\u200bミ", "エミ"},
		{"ニ二ハ八", "ニ二ハ八"},
		{"いすゞ", "イスズ"},
		{"ちゝ", "チチ"},
		{"ミスヾ", "ミスズ"},
		{"ハーヽ", "ハハ"},
		{"ゝ", "ゝ"},
		{"ㇰㇿ", "クロ"},
		{"１２-３", "123"},
		{"ー", ""},
		{"", ""},
	};
	check_keys(mg_kana_key, cases, MG_LEN(cases));
}

static void voiced_kana_stay_apart_from_plain_ones(void **state)
{
	(void)state;
	char ha[16], ba[16], pa[16];
	assert_true(mg_kana_key("ﾊ", 3, ha, sizeof(ha)));
	assert_true(mg_kana_key("ﾊﾞ", 6, ba, sizeof(ba)));
	assert_true(mg_kana_key("ﾊﾟ", 6, pa, sizeof(pa)));
	assert_string_not_equal(ha, ba);
	assert_string_not_equal(ba, pa);
}

static void a_name_has_one_kanji_key_in_all_its_variants(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{"渡邊 太郎", "渡辺太郎"},
		{"渡邉　太郎", "渡辺太郎"},
		{"渡辺太郎", "渡辺太郎"},
		{"渡邉\U000e0101太郎", "渡辺太郎"},
		{"髙橋", "高橋"},
		{"山﨑", "山崎"},
		{"齋藤", "斉藤"},
		{"齊藤", "斉藤"},
		{"斎藤", "斉藤"},
		{"𠮷野", "吉野"},
		{"澤田", "沢田"},
		{"廣瀨", "広瀬"},
		{"櫻井", "桜井"},
		{"濵﨑", "浜崎"},
		{"神\uFE00谷", "神谷"},
		{"\uFA19谷", "神谷"},
		{"佐々木", "佐佐木"},
		{"奈々子", "奈奈子"},
		{"邊々", "辺辺"},
		{"々", "々"},
		{"山田さくら", "山田サクラ"},
		{"葛\U000e0100城", "葛城"},
		{"SANTOS MARIA", "SANTOSMARIA"},
		{"田中マリア", "田中マリア"},
		{"一ノ瀬", "一ノ瀬"},
		{"一ﾉ瀬", "一ノ瀬"},
	};
	check_keys(mg_kanji_key, cases, MG_LEN(cases));
}

static void an_address_has_one_key_however_it_is_written(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{"南瓦町３番１号", "南瓦町3-1"},
		{"南瓦町3-1", "南瓦町3-1"},
		{"南瓦町３ー１", "南瓦町3-1"},
		{"南瓦町 3 − 1", "南瓦町3-1"},
		{"南瓦町3の1", "南瓦町3-1"},
		{"南瓦町3ノ1", "南瓦町3-1"},
		{"南瓦町三番一号", "南瓦町3-1"},
		{"大仙西町一丁2番地の3", "大仙西町1-2-3"},
		{"大仙西町1丁目2番3号", "大仙西町1-2-3"},
		{"大仙西町十二丁百二十番地", "大仙西町12-120"},
		{"大仙西町1丁", "大仙西町1"},
		{"大仙西町1の", "大仙西町1"},
		{"3の丸", "3の丸"},
		{"三国ヶ丘御幸通59番地", "三国ケ丘御幸通59"},
		{"三国ケ丘御幸通59", "三国ケ丘御幸通59"},
		{"九間町東1丁1番1号 101", "九間町東1-1-1-101"},
		{"百舌鳥梅町", "百舌鳥梅町"},
		{"八丁", "8"},
		{"髙松", "高松"},
		{"ビーチ荘", "ビチ荘"},
		{"-1", "1"},
		{"", ""},
	};
	check_keys(mg_address_key, cases, MG_LEN(cases));
}

static void a_key_that_does_not_fit_is_refused_empty(void **state)
{
	(void)state;
	char key[7];
	assert_true(mg_kana_key("アイ", 6, key, sizeof(key)));
	assert_false(mg_kana_key("アイ", 6, key, sizeof(key) - 1));
	assert_string_equal(key, "");
	assert_false(mg_kana_key("\xff", 1, key, sizeof(key)));
	static const char *const space = "                                ";
	char text[2080] = "";
	for (int i = 0; i < 16; i++)
		strcat(text, space);
	assert_true(mg_kana_key(text, 512, key, sizeof(key)));
	text[512] = 'a';
	assert_false(mg_kana_key(text, 513, key, sizeof(key)));
}

static void the_variant_table_is_sorted_and_needs_one_step_only(void **state)
{
	(void)state;
	static const struct {
		char32_t variant;
		char32_t base;
	} table[] = {
#define MG_VARIANT(variant, base) {variant, base},
#include "base/kanji_variants.def"
#undef MG_VARIANT
	};
	assert_in_range(MG_LEN(table), 120, 1000);
	for (size_t i = 0; i < MG_LEN(table); i++) {
		if (i > 0)
			assert_true(table[i - 1].variant < table[i].variant);
		for (size_t j = 0; j < MG_LEN(table); j++)
			assert_true(table[j].variant != table[i].base);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_clean_utf8_is_let_in),
		cmocka_unit_test(the_place_of_the_fault_is_told),
		cmocka_unit_test(characters_are_counted_not_bytes),
		cmocka_unit_test(a_reading_has_one_kana_key_however_it_is_typed),
		cmocka_unit_test(voiced_kana_stay_apart_from_plain_ones),
		cmocka_unit_test(a_name_has_one_kanji_key_in_all_its_variants),
		cmocka_unit_test(an_address_has_one_key_however_it_is_written),
		cmocka_unit_test(a_key_that_does_not_fit_is_refused_empty),
		cmocka_unit_test(the_variant_table_is_sorted_and_needs_one_step_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
