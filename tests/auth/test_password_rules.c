/* SPDX-License-Identifier: Apache-2.0
 * What a password must be: each limit on, below and above. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "auth/password_rules.h"
#include "auth/romaji_rules.h"
#include "base/macros.h"

static const struct mg_password_owner megumi = {
	.staff_no = "100001", .name = "西 恵", .kana = "ニシ メグミ", .birth = "19790514"};

static void expect(const char *password, enum mg_password_fault fault)
{
	enum mg_password_fault got =
		mg_password_judge(password, strlen(password), &megumi, MG_PASSWORD_CHARACTERS_MIN);
	if (got != fault)
		fail_msg("%s: %s instead of %s", password, mg_password_fault_name(got), mg_password_fault_name(fault));
}

static void the_length_counts_characters(void **state)
{
	(void)state;
	expect("", MG_PASSWORD_TOO_SHORT);
	expect("kawazu7", MG_PASSWORD_TOO_SHORT);
	expect("kawazu7t", MG_PASSWORD_FINE);
	expect("kawazu7to", MG_PASSWORD_FINE);
	expect("古池や蛙とび", MG_PASSWORD_TOO_SHORT);
	expect("古池や蛙とび込む", MG_PASSWORD_FINE);
	for (unsigned min = 7; min <= 12; min++) { /* what the city asks for, but never less than 8 */
		assert_int_equal(mg_password_judge("kawazu tobik", 12, &megumi, min + 5),
			min + 5 > 12 ? MG_PASSWORD_TOO_SHORT : MG_PASSWORD_FINE);
		assert_int_equal(mg_password_judge("kawazu7", 7, &megumi, min), MG_PASSWORD_TOO_SHORT);
	}
	static char longer[MG_PASSWORD_BYTES_MAX + 1];
	for (size_t i = 0; i < sizeof(longer); i++)
		longer[i] = "kjzwvxqh"[i * i % 7];
	assert_int_equal(mg_password_judge(longer, sizeof(longer), &megumi, 8), MG_PASSWORD_TOO_LONG);
	assert_int_equal(mg_password_judge(longer, sizeof(longer) - 1, &megumi, 8), MG_PASSWORD_FINE);
}

static void what_is_no_text_is_refused(void **state)
{
	(void)state;
	expect("tobi\tkomu9", MG_PASSWORD_CONTROL);
	expect("tobi\xc2\x85komu9", MG_PASSWORD_CONTROL); /* U+0085 */
	expect("bad\xff\xfe utf", MG_PASSWORD_CONTROL);
	expect("cut off \xe5\x8f", MG_PASSWORD_CONTROL);
}

static void what_is_known_of_the_person_is_refused_wherever_it_stands(void **state)
{
	(void)state;
	static const struct {
		const char *password;
		enum mg_password_fault fault;
	} cases[] = {
		{"kaeru-100001-x", MG_PASSWORD_STAFF_NUMBER},
		{"kaeru-１０００01-x", MG_PASSWORD_STAFF_NUMBER},
		{"kaeru-10001-x", MG_PASSWORD_FINE},
		{"zutto megumi da", MG_PASSWORD_OWN_NAME},
		{"zutto M3gum1 da", MG_PASSWORD_OWN_NAME},
		{"kaze no NISHI yo", MG_PASSWORD_OWN_NAME},
		{"kaze no nisi yo", MG_PASSWORD_OWN_NAME}, /* 訓令式 */
		{"kaze no nis yo", MG_PASSWORD_FINE},
		{"かぜのなかめぐみへ", MG_PASSWORD_OWN_NAME},
		{"カゼノナカメグミヘ", MG_PASSWORD_OWN_NAME},
		{"かぜのなかにしへふく", MG_PASSWORD_FINE}, /* two kana are as good as a word */
		{"あおい西恵のそらへ", MG_PASSWORD_OWN_NAME},
		{"あおい西のそらへとぶ", MG_PASSWORD_FINE},
		{"kaze 19790514 yo", MG_PASSWORD_BIRTH_DATE},
		{"kaze 790514 yoru", MG_PASSWORD_BIRTH_DATE},
		{"kaze S540514 yo", MG_PASSWORD_BIRTH_DATE},
		{"kaze 790515 yoru", MG_PASSWORD_FINE},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++)
		expect(cases[i].password, cases[i].fault);
	const struct mg_password_owner nobody = {0};
	assert_int_equal(mg_password_judge("zutto megumi da", 15, &nobody, 8), MG_PASSWORD_FINE);
	const struct mg_password_owner shota = {.name = "大野　翔太", .kana = "オオノ　ショウタ"};
	static const char *const his[] = {"kaze shouta fuku", "kaze syouta fuku", "kaze shota fuku", "kaze syota fuku",
		"kaze oono fuku 7", "kaze OonoShouta", "あおい大野のそら", "あおい翔太のそら"};
	for (size_t i = 0; i < MG_LEN(his); i++)
		assert_int_equal(mg_password_judge(his[i], strlen(his[i]), &shota, 8), MG_PASSWORD_OWN_NAME);
}

static void words_of_the_list_want_four_characters_beside_them(void **state)
{
	(void)state;
	static const struct {
		const char *password;
		enum mg_password_fault fault;
	} cases[] = {
		{"password", MG_PASSWORD_WORD},
		{"P@ssw0rd", MG_PASSWORD_WORD},
		{"Ｐａｓｓｗｏｒｄ", MG_PASSWORD_WORD},
		{"passwordxkv", MG_PASSWORD_WORD},   /* three */
		{"passwordxkvq", MG_PASSWORD_FINE},  /* four */
		{"password2026", MG_PASSWORD_WORD},  /* a year is a word */
		{"password2126", MG_PASSWORD_FINE},  /* 2126 is none */
		{"madoguchi123", MG_PASSWORD_WORD},
		{"KokuminNenkin", MG_PASSWORD_WORD},
		{"kitaku-nenkin", MG_PASSWORD_WORD},
		{"sakai-2026!!", MG_PASSWORD_WORD},
		{"国民年金の窓口で", MG_PASSWORD_WORD},
		{"ありがとうさくらです", MG_PASSWORD_WORD},
		{"qwertyuiop", MG_PASSWORD_KEYBOARD},
		{"poiuytrewq", MG_PASSWORD_KEYBOARD},
		{"1qaz2wsx3edc", MG_PASSWORD_KEYBOARD},
		{"asdfghjkxvq", MG_PASSWORD_KEYBOARD},  /* three beside the row */
		{"asdfghjkxvqn", MG_PASSWORD_FINE},     /* four */
		{"aaaaaaaaaa", MG_PASSWORD_MONOTONOUS},
		{"abababababab", MG_PASSWORD_MONOTONOUS}, /* two different ones */
		{"abcabcabc", MG_PASSWORD_MONOTONOUS},
		{"98765432", MG_PASSWORD_MONOTONOUS},
		{"abcdefghij", MG_PASSWORD_MONOTONOUS},
		{"12345678kxv", MG_PASSWORD_MONOTONOUS}, /* three beside the sequence */
		{"12345678kxvq", MG_PASSWORD_FINE},      /* four */
		{"kawazu tobi", MG_PASSWORD_FINE},
		{"kitaku-Mado-27", MG_PASSWORD_FINE},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++)
		expect(cases[i].password, cases[i].fault);
}

static void every_fault_has_a_name_and_words(void **state)
{
	(void)state;
	for (int f = MG_PASSWORD_FINE; f <= MG_PASSWORD_REUSED; f++) {
		assert_string_not_equal(mg_password_fault_name((enum mg_password_fault)f), "?");
		assert_string_not_equal(mg_password_fault_words((enum mg_password_fault)f), "?");
	}
	assert_string_equal(mg_password_fault_name((enum mg_password_fault)99), "?");
}

static void a_password_ages_by_whole_days_or_never(void **state)
{
	(void)state;
	const int64_t day_us = INT64_C(86400000000), changed_us = INT64_C(1700000000000000);
	assert_false(mg_password_is_expired(changed_us, changed_us + 90 * day_us - 1, 90));
	assert_true(mg_password_is_expired(changed_us, changed_us + 90 * day_us, 90));
	assert_true(mg_password_is_expired(changed_us, changed_us + 90 * day_us + 1, 90));
	assert_false(mg_password_is_expired(changed_us, changed_us + 100000 * day_us, 0));
	assert_true(mg_password_is_expired(changed_us, changed_us + MG_PASSWORD_AGE_DAYS_MAX * day_us, MG_PASSWORD_AGE_DAYS_MAX));
}

static void a_reading_is_spelt_as_people_spell_it(void **state)
{
	(void)state;
	static const struct {
		const char *kana, *spelt[MG_ROMAJI_WAYS];
	} cases[] = {
		{"シンジ", {"sinzi", "shinji", "sinzi", "shinji"}},
		{"きょうこ", {"kyouko", "kyouko", "kyoko", "kyoko"}},
		{"ハットリ", {"hattori", "hattori", "hattori", "hattori"}},
		{"チヅル", {"tizuru", "chizuru", "tizuru", "chizuru"}},
		{"ジュンイチ", {"zyuniti", "junichi", "zyuniti", "junichi"}},
		{"ヴァン", {"vuan", "vuan", "vuan", "vuan"}},
	};
	char spelt[64], tiny[4];
	for (size_t i = 0; i < MG_LEN(cases); i++)
		for (unsigned way = 0; way < MG_ROMAJI_WAYS; way++) {
			assert_true(mg_romaji_of(cases[i].kana, strlen(cases[i].kana), way, spelt, sizeof(spelt)));
			assert_string_equal(spelt, cases[i].spelt[way]);
		}
	assert_false(mg_romaji_of("西", 3, 0, spelt, sizeof(spelt)));
	assert_false(mg_romaji_of("abc", 3, 0, spelt, sizeof(spelt)));
	assert_false(mg_romaji_of("", 0, 0, spelt, sizeof(spelt)));
	assert_false(mg_romaji_of("シンジ", 9, 0, tiny, sizeof(tiny)));
	assert_false(mg_romaji_of("シ", 2, 0, spelt, sizeof(spelt))); /* cut off */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_length_counts_characters),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(what_is_known_of_the_person_is_refused_wherever_it_stands),
		cmocka_unit_test(words_of_the_list_want_four_characters_beside_them),
		cmocka_unit_test(every_fault_has_a_name_and_words),
		cmocka_unit_test(a_password_ages_by_whole_days_or_never),
		cmocka_unit_test(a_reading_is_spelt_as_people_spell_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
