/* SPDX-License-Identifier: Apache-2.0
 * Files that are not to be trusted: each is refused whole, with its reason, its line and its log
 * entry, and posts nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "import_rig.h"

#define PEOPLE 4U /* who stand in the register when the bad files come */
#define NEXT 2U	  /* the number that would follow */

static char number_1[13], number_2[13], number_9[13];

static int setup(void **state)
{
	(void)state;
	struct sample s;
	const struct mg_frame_header h = rig_header(1);
	rig_open("test_import_bad");
	const struct rig_line lines[PEOPLE] = {{'I', 1, rig_my_number(1, number_1), NULL},
		{'I', 2, rig_my_number(2, number_2), NULL}, {'I', 3, NULL, NULL},
		{'I', 4, NULL, NULL}};
	rig_my_number(9, number_9);
	rig_make(&s, &h, lines, PEOPLE);
	rig_drop(&s, "J01-0001.csv");
	rig_run_well();
	sample_done(&s);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_close();
	return 0;
}

static void make_good(struct sample *s)
{
	const struct mg_frame_header h = rig_header(NEXT);
	const struct rig_line lines[] = {{'I', 11, NULL, "架空　一子"},
		{'I', 12, number_9, "架空　二子"}, {'U', 3, NULL, "架空　三子"},
		{'D', 4, NULL, NULL}};
	rig_make(s, &h, lines, MG_LEN(lines));
}

/* The file in the inbox is refused for this reason; the register stands as before. */
static void is_refused(const struct sample *s, const char *reason, uint64_t line)
{
	char text[100], name[60];
	const uint64_t runs = rig_number("SELECT COUNT(*) FROM madoguchi.import_run"),
		       entries = rig_number("SELECT COUNT(*) FROM madoguchi_log.leaf");
	snprintf(name, sizeof(name), "bad-%llu.csv", (unsigned long long)runs);
	rig_drop(s, name);
	rig_run_well();
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_run"), runs + 1);
	rig_text("SELECT CONCAT_WS('/', state, posted, refusal, refusal_line) FROM "
		 "madoguchi.import_run"
		 " ORDER BY run_id DESC LIMIT 1",
		text, sizeof(text));
	char expected[100];
	snprintf(expected, sizeof(expected), "refused/0/%s/%llu", reason, (unsigned long long)line);
	assert_string_equal(text, expected);
	/* the error list names it too, in words */
	rig_text("SELECT CONCAT(e.reason, '/', e.line_no, '/', e.explanation = r.refusal_text) "
		 "FROM madoguchi.import_run r JOIN"
		 " madoguchi.import_error e ON e.run_id = r.run_id AND e.reason = r.refusal AND "
		 "e.line_no = r.refusal_line"
		 " ORDER BY r.run_id DESC LIMIT 1",
		text, sizeof(text));
	snprintf(expected, sizeof(expected), "%s/%llu/1", reason, (unsigned long long)line);
	assert_string_equal(text, expected);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.juki_person"), PEOPLE);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.juki_person_history"), 0);
	assert_true(rig_number("SELECT COUNT(*) FROM madoguchi_log.leaf") > entries);
	rig_check_whole();
	snprintf(text, sizeof(text), "refused/%llu-%s",
		(unsigned long long)rig_number("SELECT MAX(run_id) FROM madoguchi.import_run"),
		name);
	assert_true(rig_exists(text));
	assert_false(rig_exists(name));
}

/* ---- the frame ---- */

static void a_frame_that_was_tampered_with_is_refused(void **state)
{
	(void)state;
	static const struct {
		size_t line;
		const char *from, *to;
		bool seal; /* with a digest that is right again */
		const char *reason;
		uint64_t at;
	} cases[] = {
		{1, "\"J01\"", "\"J02\"", true, "FILE_ID", 1},
		{1, "271403", "271411", true, "MUNICIPALITY", 1},
		{1, "\"J01\",\"1\"", "\"J01\",\"2\"", true, "LAYOUT_VERSION", 1},
		{1, "\"UTF-8\"", "\"EUC-JP\"", true, "CHARSET", 1},
		{1, "\"UTF-8\"", "\"CP932\"", true, "SOURCE", 1}, /* read so, it is another name */
		{1, "J01-1", "J01-9", true, "SPECIFICATION", 1},
		{1, "住民記録", "税務記録", true, "SOURCE", 1},
		{1, "00000002", "00000003", true, "SEQUENCE_GAP", 1},
		{1, "00000002", "00000001", true, "SEQUENCE_REPEATED", 1},
		{1, "00000002", "0000000x", true, "HEADER_FORM", 1},
		{1, "20261124083000", "20261324083000", true, "HEADER_FORM", 1},
		{1, "\"1\",\"J01\"", "\xef\xbb\xbf\"1\",\"J01\"", true, "BYTE_ORDER_MARK", 1},
		{1, "\"1\",\"J01\"", "\"2\",\"J01\"", true, "NO_HEADER", 1},
		{2, "架空　一子", "架空　壱子", false, "DIGEST", 6},
		{2, "架空　一子", "架空\x01一子", true, "CONTROL_CHARACTER", 2},
		{2, "架空　一子", "架\xe7\xa9 一子", true, "BAD_ENCODING", 2},
		{2, "架空　一子", "\x89\xcb\x8b\xf3", true, "BAD_ENCODING",
			2}, /* CP932 in a UTF-8 file */
		{2, "\"2\",\"1\"", "\"2\",\"2\"", true, "LINE_NUMBER", 2},
		{3, "\"2\",\"2\"", "\"4\",\"2\"", true, "RECORD_TYPE", 3},
		{3, "\"2\",\"2\",", "\"2\",\"2\",\"\",", true, "FIELD_COUNT", 3},
		{3, "\"2\",\"2\",", "\"2\",2,", true, "NOT_CSV", 3},
		{3, "\r\n", "\n", true, "LINE_END", 3},
		{6, "\"3\",\"4\"", "\"3\",\"5\"", false, "RECORD_COUNT", 6},
		{6, "\"3\",\"4\"", "\"3\",\"3\"", false, "RECORD_COUNT", 6},
		{6, "\"3\",\"4\",\"0\"", "\"3\",\"4\",\"1\"", false, "AMOUNT_TOTAL", 6},
		{6, "\"30\"", "\"31\"", false, "HASH_TOTAL", 6},
		{6, "\"3\",\"4\"", "\"3\",\"x\"", false, "TRAILER_FORM", 6},
		{6, "\r\n", "\r\n\"2\",\"5\"\r\n", false, "AFTER_TRAILER", 7},
		{6, "\r\n", "\r\n\r\n", false, "AFTER_TRAILER", 7},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct sample s;
		make_good(&s);
		sample_replace(&s, cases[i].line, cases[i].from, cases[i].to);
		if (cases[i].seal)
			rig_seal(&s);
		is_refused(&s, cases[i].reason, cases[i].at);
		sample_done(&s);
	}
}

static void a_file_cut_anywhere_in_its_last_kilobyte_is_refused(void **state)
{
	(void)state;
	struct sample s;
	make_good(&s);
	assert_true(s.n > 1100);
	const size_t whole = s.n;
	const uint64_t runs = rig_number("SELECT COUNT(*) FROM madoguchi.import_run");
	for (size_t cut = 1; cut <= 1024; cut++) {
		char name[40];
		s.n = whole - cut;
		snprintf(name, sizeof(name), "cut-%04zu.csv", cut);
		rig_drop(&s, name);
	}
	s.n = whole;
	rig_run_well();
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_run"), runs + 1024);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_run WHERE state = "
				    "'refused' AND refusal = 'NO_TRAILER'"
				    " AND file_name LIKE 'cut-%'"),
		1024);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.juki_person"), PEOPLE);
	rig_check_whole();
	sample_done(&s);
}

static void a_file_of_nothing_is_refused(void **state)
{
	(void)state;
	struct sample s = {.p = (char[]){""}, .n = 0};
	is_refused(&s, "EMPTY_FILE", 0);
}

static void absurd_lengths_are_refused(void **state)
{
	(void)state;
	struct sample s;
	char *long_name = malloc(200001);
	memset(long_name, 'A', 200000);
	long_name[200000] = '\0';
	static const struct {
		size_t n;
		const char *reason;
		uint64_t at;
	} cases[] = {{101, "TOO_LONG", 2}, {60000, "TOO_LONG", 2}, {70000, "LINE_TOO_LONG", 2},
		{200000, "LINE_TOO_LONG", 2}};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		make_good(&s);
		long_name[cases[i].n] = '\0';
		sample_replace(&s, 2, "架空　一子", long_name);
		rig_seal(&s);
		long_name[cases[i].n] = 'A';
		is_refused(&s, cases[i].reason, cases[i].at);
		sample_done(&s);
	}
	/* a gigabyte without a line end is a hole in a file: nothing is read but what a line may
	 * hold */
	s = (struct sample){.p = long_name, .n = 200000};
	is_refused(&s, "LINE_TOO_LONG", 0);
	free(long_name);
}

static void a_file_larger_than_any_is_not_even_read(void **state)
{
	(void)state;
	char path[700], text[100];
	struct sample s = {.p = (char[]){"x"}, .n = 1};
	rig_drop(&s, "huge.csv.hold");
	snprintf(path, sizeof(path), "%s/huge.csv.hold", rig_inbox());
	assert_int_equal(
		truncate(path, (off_t)((UINT64_C(8) << 30) + 1)), 0); /* a hole: takes no room */
	char whole[700];
	snprintf(whole, sizeof(whole), "%s/huge.csv", rig_inbox());
	assert_int_equal(rename(path, whole), 0);
	rig_run_well();
	rig_text("SELECT CONCAT_WS('/', state, refusal, file_sha256 IS NULL) FROM "
		 "madoguchi.import_run ORDER BY run_id DESC LIMIT 1",
		text, sizeof(text));
	assert_string_equal(text, "refused/FILE_TOO_LARGE/1");
}

/* ---- what the lines say ---- */

static void lines_that_contradict_the_register_or_each_other_are_refused(void **state)
{
	(void)state;
	static const struct {
		struct rig_line lines[4];
		size_t n;
		const char *reason;
		uint64_t at;
	} cases[] = {
		{{{'I', 11, NULL, NULL}, {'I', 1, NULL, NULL}}, 2, "PERSON_EXISTS", 3},
		{{{'I', 11, NULL, NULL}, {'U', 99, NULL, NULL}}, 2, "PERSON_UNKNOWN", 3},
		{{{'D', 99, NULL, NULL}}, 1, "PERSON_UNKNOWN", 2},
		{{{'U', 3, NULL, NULL}, {'I', 11, NULL, NULL}, {'U', 3, NULL, NULL}}, 3,
			"PERSON_REPEATED", 4},
		{{{'D', 3, NULL, NULL}, {'I', 3, NULL, NULL}}, 2, "PERSON_REPEATED", 3},
		{{{'U', 3, number_1, NULL}}, 1, "MY_NUMBER_TAKEN", 2},
		{{{'I', 11, number_1, NULL}}, 1, "MY_NUMBER_TAKEN", 2},
		/* its holder stays, without a word of the number */
		{{{'U', 1, NULL, NULL}, {'I', 11, number_1, NULL}}, 2, "MY_NUMBER_TAKEN", 3},
		{{{'I', 11, number_9, NULL}, {'I', 12, number_9, NULL}}, 2, "MY_NUMBER_REPEATED",
			3},
		{{{'U', 1, number_1, NULL}, {'I', 12, number_1, NULL}}, 2, "MY_NUMBER_REPEATED", 3},
		{{{'I', 11, "999900000012", NULL}}, 1, "MY_NUMBER_CHECK", 2},
		{{{'X', 11, NULL, NULL}}, 1, "OPERATION", 2},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct sample s;
		const struct mg_frame_header h = rig_header(NEXT);
		rig_make(&s, &h, cases[i].lines, cases[i].n);
		is_refused(&s, cases[i].reason, cases[i].at);
		sample_done(&s);
	}
}

static void every_wrong_line_is_named_with_its_item(void **state)
{
	(void)state;
	char text[700];
	struct sample s;
	make_good(&s);
	sample_replace(&s, 2, "19790514", "19790231");
	sample_replace(&s, 4, "\"141\"", "\"1-1\"");
	rig_seal(&s);
	is_refused(&s, "NO_SUCH_DAY", 2);
	rig_text("SELECT GROUP_CONCAT(CONCAT_WS('/', line_no, item, reason, explanation) ORDER BY "
		 "line_no SEPARATOR ' ')"
		 " FROM madoguchi.import_error WHERE run_id = (SELECT MAX(run_id) FROM "
		 "madoguchi.import_run)",
		text, sizeof(text));
	assert_string_equal(text,
		"2/birth_date/NO_SUCH_DAY/2行目 生年月日: 存在しない日付です"
		" 4/shokan_ward/NOT_A_CODE/4行目 所管区: コードに使えない文字があります");
	assert_null(strstr(text, "19790231"));
	sample_done(&s);
}

static void of_many_wrong_lines_a_hundred_are_kept(void **state)
{
	(void)state;
	struct sample s;
	struct rig_line *lines = calloc(5000, sizeof(*lines));
	const struct mg_frame_header h = rig_header(NEXT);
	for (unsigned i = 0; i < 5000; i++)
		lines[i] = (struct rig_line){i < 2500 ? 'I' : 'U', 1000 + i, NULL, NULL};
	rig_make(&s, &h, lines, 5000);
	is_refused(&s, "PERSON_UNKNOWN", 2502);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_error WHERE run_id ="
				    " (SELECT MAX(run_id) FROM madoguchi.import_run)"),
		100);
	sample_done(&s);
	free(lines);
}

/* ---- again ---- */

static void a_file_that_was_taken_is_not_taken_again_under_any_name(void **state)
{
	(void)state;
	struct sample s;
	const struct mg_frame_header h = rig_header(1);
	const struct rig_line lines[PEOPLE] = {{'I', 1, number_1, NULL}, {'I', 2, number_2, NULL},
		{'I', 3, NULL, NULL}, {'I', 4, NULL, NULL}};
	rig_make(&s, &h, lines, PEOPLE);
	is_refused(&s, "DUPLICATE_FILE", 0);
	sample_done(&s);
}

static void a_refused_file_may_come_again_mended_under_its_number(void **state)
{
	(void)state;
	struct sample s;
	make_good(&s);
	rig_drop(&s, "J01-0002.csv");
	rig_run_well();
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.import_run WHERE seq = 2 AND "
				    "state = 'posted'"),
		1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.juki_person"), PEOPLE + 1);
	rig_check_whole();
	sample_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_that_was_tampered_with_is_refused),
		cmocka_unit_test(a_file_cut_anywhere_in_its_last_kilobyte_is_refused),
		cmocka_unit_test(a_file_of_nothing_is_refused),
		cmocka_unit_test(absurd_lengths_are_refused),
		cmocka_unit_test(a_file_larger_than_any_is_not_even_read),
		cmocka_unit_test(lines_that_contradict_the_register_or_each_other_are_refused),
		cmocka_unit_test(every_wrong_line_is_named_with_its_item),
		cmocka_unit_test(of_many_wrong_lines_a_hundred_are_kept),
		cmocka_unit_test(a_file_that_was_taken_is_not_taken_again_under_any_name),
		cmocka_unit_test(a_refused_file_may_come_again_mended_under_its_number),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
