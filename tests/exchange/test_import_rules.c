/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "exchange/import_rules.h"
#include "exchange/stage_format.h"

static void only_whole_files_of_our_name_count(void **state)
{
	(void)state;
	static const char *const good[] = {
		"J01-0001.csv", "a.csv", "住基異動 令和8年11月.csv", "J01.csv.csv"};
	static const char *const bad[] = {"", ".csv", ".J01.csv", "J01-0001.csv.part",
		"J01-0001.CSV", "J01-0001", "a\nb.csv", "../a.csv", "done/a.csv", "\xff.csv",
		"\u202ea.csv"};
	char longest[MG_IMPORT_NAME_BYTES + 2];
	for (size_t i = 0; i < MG_LEN(good); i++)
		if (!mg_import_name_counts(good[i]))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < MG_LEN(bad); i++)
		if (mg_import_name_counts(bad[i]))
			fail_msg("%s", bad[i]);
	memset(longest, 'a', sizeof(longest));
	strcpy(longest + MG_IMPORT_NAME_BYTES - 4, ".csv");
	assert_true(mg_import_name_counts(longest));
	memset(longest, 'a', sizeof(longest));
	strcpy(longest + MG_IMPORT_NAME_BYTES - 3, ".csv");
	assert_false(mg_import_name_counts(longest));
}

static void numbers_follow_each_other_from_one(void **state)
{
	(void)state;
	const struct mg_import_last none = {0, ""}, twelve = {12, "住民記録"};
	assert_int_equal(mg_import_follows(&none, 1, "住民記録"), MG_REASON_NONE);
	assert_int_equal(mg_import_follows(&none, 2, "住民記録"), MG_REASON_SEQUENCE_GAP);
	assert_int_equal(mg_import_follows(&twelve, 13, "住民記録"), MG_REASON_NONE);
	assert_int_equal(mg_import_follows(&twelve, 12, "住民記録"), MG_REASON_SEQUENCE_REPEATED);
	assert_int_equal(mg_import_follows(&twelve, 1, "住民記録"), MG_REASON_SEQUENCE_REPEATED);
	assert_int_equal(mg_import_follows(&twelve, 14, "住民記録"), MG_REASON_SEQUENCE_GAP);
	assert_int_equal(mg_import_follows(&twelve, 13, "税務記録"), MG_REASON_SOURCE);
}

static void the_file_is_blamed_before_its_lines(void **state)
{
	(void)state;
	struct mg_import_faults f = {0};
	mg_import_add_fault(&f, (struct mg_import_fault){MG_REASON_NO_SUCH_DAY, 9, "birth_date"});
	mg_import_add_fault(&f, (struct mg_import_fault){MG_REASON_REQUIRED, 4, "sex"});
	assert_int_equal(mg_import_main_fault(&f)->line, 4);
	for (uint64_t i = 0; i < 200; i++)
		mg_import_add_fault(
			&f, (struct mg_import_fault){MG_REASON_REQUIRED, 10 + i, "sex"});
	mg_import_add_fault(&f, (struct mg_import_fault){MG_REASON_DIGEST, 300, NULL});
	assert_int_equal(f.n, MG_IMPORT_FAULTS_MAX);
	assert_int_equal(f.found, 203);
	assert_int_equal(mg_import_main_fault(&f)->reason, MG_REASON_DIGEST);
}

static void a_fault_is_told_in_words_without_the_value(void **state)
{
	(void)state;
	char text[MG_IMPORT_TEXT_BYTES];
	mg_import_explain(&(struct mg_import_fault){MG_REASON_NO_SUCH_DAY, 12, "birth_date"}, text);
	assert_string_equal(text, "12行目 生年月日: 存在しない日付です");
	mg_import_explain(&(struct mg_import_fault){MG_REASON_LINE_END, 3, NULL}, text);
	assert_string_equal(text, "3行目: 行末が CR LF ではありません");
	mg_import_explain(&(struct mg_import_fault){MG_REASON_DUPLICATE_FILE, 0, NULL}, text);
	assert_string_equal(text, "既に取り込んだファイルです");
	/* every reason and every item fits its column */
	for (int r = 1; r < MG_REASON_MAX; r++)
		for (size_t i = 0; i < MG_J01_FIELDS; i++) {
			mg_import_explain(&(struct mg_import_fault){(enum mg_import_reason)r,
						  UINT64_MAX, mg_j01_fields[i].column},
				text);
			assert_true(mg_text_is_clean(text, strlen(text)));
			assert_true(mg_text_count(text, strlen(text)) <= 200);
		}
}

static void a_record_at_its_longest_fits_and_comes_back(void **state)
{
	(void)state;
	static char value[MG_J01_FIELDS][1700], packed[MG_STAGE_BYTES];
	struct mg_text field[MG_J01_FIELDS], back[MG_STAGE_FIELDS];
	const struct mg_j01_record record = {
		MG_J01_INSERT, {"0000000001", 10}, {"999900000011", 12}, field};
	size_t n = 0;
	for (size_t i = 0; i < MG_J01_FIELDS; i++) {
		for (size_t k = 0; k < mg_j01_fields[i].length; k++)
			memcpy(value[i] + 4 * k, "𠮷", 4);
		field[i] = (struct mg_text){value[i], 4U * mg_j01_fields[i].length};
	}
	assert_true(mg_stage_pack(&record, packed, sizeof(packed), &n));
	assert_true(n + 40 < 65536);
	assert_true(mg_stage_unpack(packed, n, back));
	assert_memory_equal(back[0].s, "999900000011", 12);
	for (size_t i = 0; i < MG_J01_FIELDS; i++) {
		assert_int_equal(back[i + 1].n, field[i].n);
		assert_memory_equal(back[i + 1].s, field[i].s, field[i].n);
	}
	assert_false(mg_stage_pack(&record, packed, n - 1, &n));
	assert_false(mg_stage_unpack(packed, n - 1, back));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_whole_files_of_our_name_count),
		cmocka_unit_test(numbers_follow_each_other_from_one),
		cmocka_unit_test(the_file_is_blamed_before_its_lines),
		cmocka_unit_test(a_fault_is_told_in_words_without_the_value),
		cmocka_unit_test(a_record_at_its_longest_fits_and_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
