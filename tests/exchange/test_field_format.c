/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <uchar.h>
#include <cmocka.h>
#include "exchange/cp932_format.h"
#include "exchange/csv_format.h"
#include "exchange/field_format.h"

static void every_type_takes_its_shape_and_nothing_else(void **state)
{
	(void)state;
	static const struct {
		enum mg_field_type type;
		uint16_t length;
		const char *value;
		enum mg_import_reason reason;
	} cases[] = {
		{MG_FIELD_DIGITS, 7, "", MG_REASON_NONE},
		{MG_FIELD_DIGITS, 7, "5900078", MG_REASON_NONE},
		{MG_FIELD_DIGITS, 7, "590007", MG_REASON_WRONG_LENGTH},
		{MG_FIELD_DIGITS, 7, "59000781", MG_REASON_WRONG_LENGTH},
		{MG_FIELD_DIGITS, 7, "590007x", MG_REASON_NOT_DIGITS},
		{MG_FIELD_DIGITS, 2, "１２", MG_REASON_NOT_DIGITS},
		{MG_FIELD_TEXT, 3, "𠮷野家", MG_REASON_NONE},
		{MG_FIELD_TEXT, 3, "𠮷野家。", MG_REASON_TOO_LONG},
		{MG_FIELD_TEXT, 3, "\ue000", MG_REASON_PRIVATE_CHARACTER},
		{MG_FIELD_TEXT, 3, "\uf8ff", MG_REASON_PRIVATE_CHARACTER},
		{MG_FIELD_TEXT, 3, "\uf900", MG_REASON_NONE},
		{MG_FIELD_TEXT, 3, "\ud7ff", MG_REASON_NONE},
		{MG_FIELD_TEXT, 3, "\U000e0100", MG_REASON_NONE},
		{MG_FIELD_TEXT, 3, "\U000f0000", MG_REASON_PRIVATE_CHARACTER},
		{MG_FIELD_TEXT, 3, "\U0010fffd", MG_REASON_PRIVATE_CHARACTER},
		{MG_FIELD_CODE, 2, "0A", MG_REASON_NONE},
		{MG_FIELD_CODE, 2, "1", MG_REASON_NONE},
		{MG_FIELD_CODE, 2, "123", MG_REASON_TOO_LONG},
		{MG_FIELD_CODE, 2, "-1", MG_REASON_NOT_A_CODE},
		{MG_FIELD_FLAG, 1, "0", MG_REASON_NONE},
		{MG_FIELD_FLAG, 1, "1", MG_REASON_NONE},
		{MG_FIELD_FLAG, 1, "2", MG_REASON_NOT_A_FLAG},
		{MG_FIELD_FLAG, 1, "01", MG_REASON_NOT_A_FLAG},
		{MG_FIELD_DATE, 8, "20240229", MG_REASON_NONE},
		{MG_FIELD_DATE, 8, "20250229", MG_REASON_NO_SUCH_DAY},
		{MG_FIELD_DATE, 8, "20240200", MG_REASON_NOT_A_DATE},
		{MG_FIELD_DATE, 8, "18721231", MG_REASON_NOT_A_DATE},
		{MG_FIELD_DATE_UNKNOWN, 8, "20240200", MG_REASON_NONE},
		{MG_FIELD_DATE_UNKNOWN, 8, "20240000", MG_REASON_NONE},
		{MG_FIELD_DATE_UNKNOWN, 8, "00000000", MG_REASON_NONE},
		{MG_FIELD_DATE_UNKNOWN, 8, "20240030", MG_REASON_NOT_A_DATE},
		{MG_FIELD_DATE_UNKNOWN, 8, "20241300", MG_REASON_NO_SUCH_DAY},
		{MG_FIELD_MONTH, 6, "202612", MG_REASON_NONE},
		{MG_FIELD_MONTH, 6, "202613", MG_REASON_NOT_A_MONTH},
		{MG_FIELD_MONTH, 6, "202600", MG_REASON_NOT_A_MONTH},
		{MG_FIELD_NUMBER, 5, "0", MG_REASON_NONE},
		{MG_FIELD_NUMBER, 5, "99999", MG_REASON_NONE},
		{MG_FIELD_NUMBER, 5, "100000", MG_REASON_TOO_LONG},
		{MG_FIELD_NUMBER, 5, "-1", MG_REASON_NOT_DIGITS},
		{MG_FIELD_TIME, 6, "000000", MG_REASON_NONE},
		{MG_FIELD_TIME, 6, "235959", MG_REASON_NONE},
		{MG_FIELD_TIME, 6, "236000", MG_REASON_NOT_A_TIME},
		{MG_FIELD_TIME, 6, "240000", MG_REASON_NOT_A_TIME},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_field_def def = {"x", cases[i].type, cases[i].length};
		const struct mg_text value = {cases[i].value, strlen(cases[i].value)};
		const enum mg_import_reason reason = mg_field_check(&def, value);
		if (reason != cases[i].reason)
			fail_msg("case %zu %s: %s", i, cases[i].value, mg_reason_name(reason));
	}
}

static void a_csv_line_needs_every_field_quoted(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		bool good;
		size_t count;
		const char *last;
	} cases[] = {
		{"\"\"", true, 1, ""},
		{"\"a\"", true, 1, "a"},
		{"\"a\",\"b\"", true, 2, "b"},
		{"\"a\",\"b\"\"c\"", true, 2, "b\"c"},
		{"\"a\",\"\"\"\"\"\"", true, 2, "\"\""},
		{"\"a,b\"", true, 1, "a,b"},
		{"\"a\",\"b\",\"c\",\"d\",\"e\"", true, 4, ""}, /* more than fit */
		{"", false, 0, ""},
		{"a", false, 0, ""},
		{"\"a", false, 0, ""},
		{"\"a\"b", false, 0, ""},
		{"\"a\",", false, 0, ""},
		{"\"a\",b", false, 0, ""},
		{"\"a\" ,\"b\"", false, 0, ""},
		{"\"a\"\"", false, 0, ""},
		{",\"a\"", false, 0, ""},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		char line[64];
		struct mg_text fields[3];
		size_t count = 0;
		strcpy(line, cases[i].line);
		if (mg_csv_split(line, strlen(line), fields, 3, &count) != cases[i].good)
			fail_msg("case %zu", i);
		if (!cases[i].good)
			continue;
		assert_int_equal(count, cases[i].count);
		if (count > 3)
			continue;
		assert_int_equal(fields[count - 1].n, strlen(cases[i].last));
		assert_memory_equal(fields[count - 1].s, cases[i].last, fields[count - 1].n);
	}
}

static void encode(struct mg_cp932 *c, const char *s, struct mg_cp932_encoding *e)
{
	e->s = s;
	e->n = strlen(s);
	assert_true(mg_cp932_encode(c, e));
}

static void the_seven_disputed_characters_have_one_byte_pair_and_come_back_the_jis_way(void **state)
{
	(void)state;
	struct mg_cp932 *c;
	struct mg_error err;
	char jis[32], microsoft[32], back[64];
	size_t n;
	assert_true(mg_cp932_open(&c, &err));
	struct mg_cp932_encoding a = {.out = jis, .cap = sizeof(jis)};
	struct mg_cp932_encoding b = {.out = microsoft, .cap = sizeof(microsoft)};
	const char *text = "\u301c\u2212\u2016\u2014\u00a2\u00a3\u00ac";
	encode(c, text, &a);
	encode(c, "\uff5e\uff0d\u2225\u2015\uffe0\uffe1\uffe2", &b);
	assert_int_equal(a.used, 14);
	assert_int_equal(b.used, 14);
	assert_memory_equal(jis, microsoft, 14);
	assert_memory_equal(jis, "\x81\x60\x81\x7c\x81\x61\x81\x5c\x81\x91\x81\x92\x81\xca", 14);
	assert_true(mg_cp932_decode(c, jis, a.used, back, sizeof(back), &n));
	assert_int_equal(n, strlen(text));
	assert_memory_equal(back, text, n);
	mg_cp932_free(c);
}

static void what_cp932_lacks_becomes_its_variant_or_a_geta_and_is_listed(void **state)
{
	(void)state;
	struct mg_cp932 *c;
	struct mg_error err;
	char out[64], back[64];
	size_t n;
	struct mg_cp932_replaced replaced[3];
	assert_true(mg_cp932_open(&c, &err));
	struct mg_cp932_encoding e = {.out = out,
		.cap = sizeof(out),
		.replaced = replaced,
		.replaced_cap = MG_LEN(replaced)};
	encode(c, "髙﨑𠮷𠀋葛\U000e0100", &e);
	assert_int_equal(e.replaced_n, 3);
	assert_int_equal(replaced[0].character, U'𠮷');
	assert_int_equal(replaced[0].written, U'吉');
	assert_int_equal(replaced[1].character, U'𠀋');
	assert_int_equal(replaced[1].written, U'〓');
	assert_int_equal(replaced[2].character, 0xe0100);
	assert_int_equal(replaced[2].written, 0);
	assert_true(mg_cp932_decode(c, out, e.used, back, sizeof(back), &n));
	assert_int_equal(n, strlen("髙﨑吉〓葛"));
	assert_memory_equal(back, "髙﨑吉〓葛", n);
	assert_null(memchr(out, '?', e.used));
	mg_cp932_free(c);
}

static void bytes_that_are_not_cp932_are_refused(void **state)
{
	(void)state;
	struct mg_cp932 *c;
	struct mg_error err;
	char out[64];
	size_t n;
	assert_true(mg_cp932_open(&c, &err));
	assert_false(mg_cp932_decode(c, "\x81", 1, out, sizeof(out), &n));
	assert_false(mg_cp932_decode(c, "\x81\x20", 2, out, sizeof(out), &n));
	assert_false(mg_cp932_decode(c, "\x80", 1, out, sizeof(out), &n));
	assert_false(mg_cp932_decode(c, "\xfd\x40", 2, out, sizeof(out), &n));
	assert_true(mg_cp932_decode(c, "\xb1", 1, out, sizeof(out), &n));
	assert_memory_equal(out, "ｱ", n);
	assert_false(mg_cp932_decode(c, "\x82\xa0\x82\xa2", 4, out, 5, &n));
	assert_true(mg_cp932_decode(c, "\x82\xa0\x82\xa2", 4, out, 6, &n));
	struct mg_cp932_encoding e = {.out = out, .cap = 3, .s = "あい", .n = 6};
	assert_false(mg_cp932_encode(c, &e));
	e = (struct mg_cp932_encoding){.out = out, .cap = 4, .s = "あい", .n = 6};
	assert_true(mg_cp932_encode(c, &e));
	mg_cp932_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_takes_its_shape_and_nothing_else),
		cmocka_unit_test(a_csv_line_needs_every_field_quoted),
		cmocka_unit_test(
			the_seven_disputed_characters_have_one_byte_pair_and_come_back_the_jis_way),
		cmocka_unit_test(what_cp932_lacks_becomes_its_variant_or_a_geta_and_is_listed),
		cmocka_unit_test(bytes_that_are_not_cp932_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
