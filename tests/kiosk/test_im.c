/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "im/mg-kana.h"
#include "im/mg-kanji.h"
#include "im/mg-preedit.h"
#include "im/mg-romaji.h"
#include "im/mg-words.h"

/* --- romaji --- */

static void assert_typed(const char *keys, const char *expected)
{
	g_autoptr(GString) kana = g_string_new(NULL);
	g_autoptr(GString) tail = g_string_new(NULL);
	for (const char *p = keys; *p; p++)
		mg_romaji_feed(kana, tail, *p);
	mg_romaji_finish(kana, tail);
	assert_string_equal(kana->str, expected);
	assert_string_equal(tail->str, "");
}

static void names_are_typed_in_hepburn_and_in_the_cabinets_romaji_alike(void **state)
{
	assert_typed("yamadatarou", "やまだたろう");
	assert_typed("shimizu", "しみず");
	assert_typed("simizu", "しみず");
	assert_typed("tsuchiya", "つちや");
	assert_typed("tutiya", "つちや");
	assert_typed("fujiwara", "ふじわら");
	assert_typed("huziwara", "ふじわら");
	assert_typed("chanoki", "ちゃのき");
	assert_typed("tyanoki", "ちゃのき");
	assert_typed("jyunnko", "じゅんこ");
}

static void a_lone_n_becomes_a_syllable_before_consonants_and_at_the_end(void **state)
{
	assert_typed("honda", "ほんだ");
	assert_typed("nan", "なん");
	assert_typed("kannna", "かんな");
	assert_typed("sin'itirou", "しんいちろう");
	assert_typed("sinitirou", "しにちろう");
	assert_typed("shimbun", "しんぶん");
	assert_typed("kokuminnenkin", "こくみんえんきん"); /* nn is ん, as clerks know it */
	assert_typed("kokuminnnenkinn", "こくみんねんきん");
}

static void doubled_consonants_make_a_small_tsu(void **state)
{
	assert_typed("hattori", "はっとり");
	assert_typed("kyattochi", "きゃっとち");
	assert_typed("mattya", "まっちゃ");
	assert_typed("matcha", "まっちゃ");
}

static void foreign_names_and_small_kana_can_be_typed(void **state)
{
	assert_typed("vaiorin", "ゔぁいおりん");
	assert_typed("ko-hi-", "こーひー");
	assert_typed("wyixtuxwafa", "ゐっゎふぁ");
	assert_typed("thiimu", "てぃいむ");
	assert_typed("twu", "とぅ");
}

static void house_numbers_are_full_width_and_keep_their_hyphen(void **state)
{
	assert_typed("minamikawaramachi3-1", "みなみかわらまち３－１");
}

static void what_makes_no_syllable_stays_in_the_tail_until_it_is_finished(void **state)
{
	g_autoptr(GString) kana = g_string_new(NULL);
	g_autoptr(GString) tail = g_string_new(NULL);
	mg_romaji_feed(kana, tail, 'k');
	mg_romaji_feed(kana, tail, 'y');
	assert_string_equal(kana->str, "");
	assert_string_equal(tail->str, "ky");
	mg_romaji_feed(kana, tail, 'o');
	assert_string_equal(kana->str, "きょ");
	assert_string_equal(tail->str, "");
}

static void no_sequence_of_keys_is_lost_or_grows_without_end(void **state)
{
	guint32 dice = 20261127;
	for (int round = 0; round < 20000; round++) {
		g_autoptr(GString) kana = g_string_new(NULL);
		g_autoptr(GString) tail = g_string_new(NULL);
		for (int i = 0; i < 24; i++) {
			dice = dice * 1664525u + 1013904223u;
			mg_romaji_feed(kana, tail, (char)('!' + (dice >> 24) % ('~' - '!')));
			assert_true(tail->len <= 4);
		}
		mg_romaji_finish(kana, tail);
		assert_int_equal(tail->len, 0);
		assert_true(kana->len > 0 && g_utf8_validate(kana->str, -1, NULL));
	}
}

/* --- kana --- */

static void kana_take_their_other_forms(void **state)
{
	static const char *const cases[][3] = {
		{"やまだ", "ヤマダ", "ﾔﾏﾀﾞ"},
		{"ぱーてぃー", "パーティー", "ﾊﾟｰﾃｨｰ"},
		{"ゔぁん", "ヴァン", "ｳﾞｧﾝ"},
		{"きょうと　し", "キョウト　シ", "ｷｮｳﾄ ｼ"},
		{"３－１", "３－１", "3-1"},
		{"山だ", "山ダ", "山ﾀﾞ"},
		{"ゐゑを", "ヰヱヲ", "ｲｴｦ"},
		{"", "", ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *katakana = mg_kana_to_katakana(cases[i][0]);
		g_autofree char *half = mg_kana_to_half(cases[i][0]);
		assert_string_equal(katakana, cases[i][1]);
		assert_string_equal(half, cases[i][2]);
	}
}

/* --- kanji --- */

static char *surface(GPtrArray *segments)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < segments->len; i++) {
		const struct mg_segment *s = segments->pdata[i];
		g_string_append(text, s->candidates->pdata[s->chosen]);
	}
	return g_string_free(text, FALSE);
}

static void assert_converts(const char *reading, const char *expected)
{
	g_autoptr(GPtrArray) segments = mg_kanji_convert(reading);
	g_autofree char *text = surface(segments);
	assert_string_equal(text, expected);
}

static gboolean offers(const char *reading, const char *wanted)
{
	g_autoptr(GPtrArray) segments = mg_kanji_convert(reading);
	const struct mg_segment *first = segments->pdata[0];
	return g_ptr_array_find_with_equal_func(first->candidates, wanted, g_str_equal, NULL);
}

static void words_of_the_office_come_first(void **state)
{
	assert_converts("こくみんねんきん", "国民年金");
	assert_converts("めんじょしんせい", "免除申請");
	assert_converts("ほうていめんじょ", "法定免除"); /* libanthy alone: 法廷免除 */
	assert_converts("のうふゆうよ", "納付猶予");
	assert_converts("ふかねんきん", "付加年金"); /* libanthy alone: 負荷年金 */
	assert_converts("さかいしさかいくみなみかわらまち", "堺市堺区南瓦町");
}

static void variants_of_a_surname_are_offered(void **state)
{
	assert_true(offers("わたなべ", "渡邊"));
	assert_true(offers("わたなべ", "渡邉"));
	assert_true(offers("わたなべ", "渡辺"));
	assert_true(offers("たかはし", "髙橋"));
	assert_true(offers("たかはし", "高橋"));
	assert_true(offers("よしだ", "𠮷田"));
}

static void kana_forms_are_always_among_the_candidates(void **state)
{
	assert_true(offers("やまだ", "やまだ"));
	assert_true(offers("やまだ", "ヤマダ"));
	assert_true(offers("やまだ", "ﾔﾏﾀﾞ"));
}

static void every_word_of_our_own_is_found_by_its_reading(void **state)
{
	for (gsize i = 0; i < mg_words_n; i++)
		if (g_utf8_strlen(mg_words[i].reading, -1) >= 3)
			assert_true(offers(mg_words[i].reading, mg_words[i].surface));
}

static void a_segment_can_be_made_longer_and_shorter_without_losing_kana(void **state)
{
	g_autoptr(GPtrArray) segments = mg_kanji_convert("やまだたろう");
	for (int delta = -1; delta <= 1; delta += 2) {
		g_autoptr(GString) readings = g_string_new(NULL);
		mg_kanji_resize(segments, 0, delta);
		for (guint i = 0; i < segments->len; i++) {
			const struct mg_segment *s = segments->pdata[i];
			assert_true(s->candidates->len > 0);
			g_string_append(readings, s->reading);
		}
		assert_string_equal(readings->str, "やまだたろう");
	}
}

static void f6_to_f8_are_one_segment_in_the_wanted_form(void **state)
{
	static const char *const forms[] = {"やまだ", "ヤマダ", "ﾔﾏﾀﾞ"};
	for (guint form = 0; form < G_N_ELEMENTS(forms); form++) {
		g_autoptr(GPtrArray) segments = mg_kanji_as_kana("やまだ", form);
		g_autofree char *text = surface(segments);
		assert_int_equal(segments->len, 1);
		assert_string_equal(text, forms[form]);
	}
}

/* --- what is shown meanwhile --- */

static void the_cursor_stands_behind_a_reading_and_its_unfinished_keys(void **state)
{
	g_autoptr(GString) kana = g_string_new("やま");
	g_autoptr(GString) tail = g_string_new("d");
	PangoAttrList *attrs = pango_attr_list_new();
	int cursor = -1;
	g_autofree char *text = mg_preedit_reading(kana, tail, FALSE, attrs, &cursor);
	g_autofree char *katakana = mg_preedit_reading(kana, tail, TRUE, attrs, &cursor);
	assert_string_equal(text, "やまd");
	assert_string_equal(katakana, "ヤマd");
	assert_int_equal(cursor, 3); /* characters, not bytes */
	pango_attr_list_unref(attrs);
}

static guint end_of_double_underline(PangoAttrList *attrs, guint *ret_start)
{
	guint end = 0;
	GSList *all = pango_attr_list_get_attributes(attrs);
	for (GSList *at = all; at; at = at->next) {
		const PangoAttrInt *attribute = at->data;
		if (attribute->attr.klass->type == PANGO_ATTR_UNDERLINE &&
			attribute->value == PANGO_UNDERLINE_DOUBLE) {
			*ret_start = attribute->attr.start_index;
			end = attribute->attr.end_index;
		}
	}
	g_slist_free_full(all, (GDestroyNotify)pango_attribute_destroy);
	return end;
}

static void the_segment_in_hand_is_the_one_underlined_twice(void **state)
{
	g_autoptr(GPtrArray) segments = mg_kanji_convert("さかいしさかいく"); /* 堺市 and 堺区 */
	PangoAttrList *attrs = pango_attr_list_new();
	int cursor = -1;
	guint start = 0;
	g_autofree char *text = mg_preedit_conversion(segments, 1, attrs, &cursor);
	assert_string_equal(text, "堺市堺区");
	assert_int_equal(cursor, 2);
	assert_int_equal(end_of_double_underline(attrs, &start), strlen(text));
	assert_int_equal(start, strlen("堺市")); /* bytes */
	pango_attr_list_unref(attrs);
}

static int start_dictionary(void **state)
{
	return mg_kanji_init() ? 0 : -1;
}

static int forget(void **state)
{
	mg_kanji_forget();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_typed_in_hepburn_and_in_the_cabinets_romaji_alike),
		cmocka_unit_test(a_lone_n_becomes_a_syllable_before_consonants_and_at_the_end),
		cmocka_unit_test(doubled_consonants_make_a_small_tsu),
		cmocka_unit_test(foreign_names_and_small_kana_can_be_typed),
		cmocka_unit_test(house_numbers_are_full_width_and_keep_their_hyphen),
		cmocka_unit_test(what_makes_no_syllable_stays_in_the_tail_until_it_is_finished),
		cmocka_unit_test(no_sequence_of_keys_is_lost_or_grows_without_end),
		cmocka_unit_test(kana_take_their_other_forms),
		cmocka_unit_test(words_of_the_office_come_first),
		cmocka_unit_test(variants_of_a_surname_are_offered),
		cmocka_unit_test(kana_forms_are_always_among_the_candidates),
		cmocka_unit_test(every_word_of_our_own_is_found_by_its_reading),
		cmocka_unit_test(a_segment_can_be_made_longer_and_shorter_without_losing_kana),
		cmocka_unit_test(f6_to_f8_are_one_segment_in_the_wanted_form),
		cmocka_unit_test(the_cursor_stands_behind_a_reading_and_its_unfinished_keys),
		cmocka_unit_test(the_segment_in_hand_is_the_one_underlined_twice),
	};
	return cmocka_run_group_tests_name("im", tests, start_dictionary, forget);
}
