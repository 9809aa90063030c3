/* SPDX-License-Identifier: Apache-2.0
 * The register as values: every step of every state, who may change what, and what one types. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "receipt/form_format.h"
#include "receipt/receipt_rules.h"

/* from state (row) to state (column): the step's name, "" none. */
static const char *const STEPS[MG_RECEIPT_STATE_MAX][MG_RECEIPT_STATE_MAX] = {
	[MG_RECEIPT_ENTERED] = {[MG_RECEIPT_CHECKED] = "checked",
		[MG_RECEIPT_RETURNED] = "returned",
		[MG_RECEIPT_WITHDRAWN] = "withdrawn",
		[MG_RECEIPT_REJECTED] = "rejected"},
	[MG_RECEIPT_CHECKED] = {[MG_RECEIPT_RETURNED] = "returned",
		[MG_RECEIPT_WITHDRAWN] = "withdrawn",
		[MG_RECEIPT_REJECTED] = "rejected"},
	[MG_RECEIPT_SENT] =
		{[MG_RECEIPT_RETURNED] = "returned", [MG_RECEIPT_REJECTED] = "rejected"},
	[MG_RECEIPT_RETURNED] = {[MG_RECEIPT_ENTERED] = "resumed",
		[MG_RECEIPT_WITHDRAWN] = "withdrawn",
		[MG_RECEIPT_REJECTED] = "rejected"},
};

static void each_state_takes_these_steps_and_no_other(void **state)
{
	(void)state;
	for (int from = 0; from < MG_RECEIPT_STATE_MAX; from++)
		for (int to = 0; to < MG_RECEIPT_STATE_MAX; to++) {
			const char *want = STEPS[from][to] ? STEPS[from][to] : "";
			const enum mg_receipt_step step = mg_receipt_step_to(
				(enum mg_receipt_state)from, (enum mg_receipt_state)to);
			if (strcmp(mg_receipt_step_name(step), want) != 0)
				fail_msg("%s to %s: %s",
					mg_receipt_state_name((enum mg_receipt_state)from),
					mg_receipt_state_name((enum mg_receipt_state)to),
					mg_receipt_step_name(step));
		}
}

static void what_was_taken_back_does_not_count(void **state)
{
	(void)state;
	static const bool counts[] = {false, true, true, true, true, false, false, false};
	static const bool open[] = {false, true, true, false, false, false, false, false};
	for (int s = 0; s < MG_RECEIPT_STATE_MAX; s++) {
		assert_int_equal(mg_receipt_counts((enum mg_receipt_state)s), counts[s]);
		assert_int_equal(mg_receipt_is_open((enum mg_receipt_state)s), open[s]);
		const char *name = mg_receipt_state_name((enum mg_receipt_state)s);
		assert_int_equal(mg_receipt_state_from_name(name), s);
	}
	assert_int_equal(mg_receipt_state_from_name("lost"), MG_RECEIPT_NONE);
}

static void ones_own_of_today_and_anothers_with_the_right(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 64; bits++) {
		const struct mg_receipt_asker a = {.is_author = bits & 1,
			.is_today = bits & 2,
			.may_correct = bits & 4,
			.same_ward = bits & 8,
			.moves = bits & 16,
			.is_checked = bits & 32};
		const enum mg_receipt_answer want = !a.same_ward		? MG_RECEIPT_WARD
						    : a.is_author && a.moves && a.is_checked ? MG_RECEIPT_SIGNED
						    : a.is_author && a.is_today ? MG_RECEIPT_MAY
						    : a.is_author   ? MG_RECEIPT_TOO_LATE
						    : a.may_correct ? MG_RECEIPT_MAY_REASON
								    : MG_RECEIPT_OTHERS;
		assert_int_equal(mg_receipt_may_change(&a), want);
		const bool may = want == MG_RECEIPT_MAY || want == MG_RECEIPT_MAY_REASON;
		assert_int_equal(mg_receipt_answer_text(want)[0] == '\0', may);
	}
}

static enum mg_receipt_text_kind read(const char *text, struct mg_receipt_no *no, char shori_no[11])
{
	return mg_receipt_text_read(text, strlen(text), no, shori_no);
}

static void a_number_a_receipt_a_person_or_a_name_is_read(void **state)
{
	(void)state;
	struct mg_receipt_no no = {0};
	char shori_no[11], text[MG_RECEIPT_NO_BYTES];
	assert_int_equal(read("", &no, shori_no), MG_RECEIPT_TEXT_NONE);
	assert_int_equal(read(" \xe3\x80\x80", &no, shori_no), MG_RECEIPT_TEXT_NONE);
	assert_int_equal(read("７", &no, shori_no), MG_RECEIPT_TEXT_NUMBER);
	assert_int_equal(no.number, 7);
	assert_int_equal(read("000123", &no, shori_no), MG_RECEIPT_TEXT_NUMBER);
	assert_int_equal(no.number, 123);
	assert_int_equal(read("0000001234", &no, shori_no), MG_RECEIPT_TEXT_PERSON);
	assert_string_equal(shori_no, "0000001234");
	assert_int_equal(read("143-20261128-0007", &no, shori_no), MG_RECEIPT_TEXT_NO);
	mg_receipt_no_format(&no, text);
	assert_string_equal(text, "143-20261128-0007");
	assert_int_equal(read("143-20261128-12345", &no, shori_no), MG_RECEIPT_TEXT_NO);
	assert_int_equal(no.number, 12345);
	assert_int_equal(read("143-20261131-0007", &no, shori_no), MG_RECEIPT_TEXT_NAME);
	assert_int_equal(read("143-20261128-0000", &no, shori_no), MG_RECEIPT_TEXT_NAME);
	assert_int_equal(read("ヤマダ", &no, shori_no), MG_RECEIPT_TEXT_NAME);
	assert_int_equal(read("1234567", &no, shori_no), MG_RECEIPT_TEXT_NAME);
}

static void a_form_comes_back_as_it_was_written(void **state)
{
	(void)state;
	static struct mg_form_content in = {.packed = {(const uint8_t *)"packed", 6}, .n = 2}, out;
	static uint8_t bytes[MG_FORM_BYTES];
	in.item[0] = (struct mg_form_item){{"氏名", 6}, {"山田 太郎", 13}};
	in.item[1] = (struct mg_form_item){{"備考", 6}, {"", 0}};
	const size_t n = mg_form_write(&in, bytes);
	assert_true(mg_form_read(bytes, n, &out));
	assert_int_equal(out.n, 2);
	assert_memory_equal(out.item[0].value.s, "山田 太郎", 13);
	assert_memory_equal(out.packed.p, "packed", 6);
	for (size_t cut = 0; cut < n; cut++)
		assert_false(mg_form_read(bytes, cut, &out));
	bytes[0] ^= 1;
	assert_false(mg_form_read(bytes, n, &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_takes_these_steps_and_no_other),
		cmocka_unit_test(what_was_taken_back_does_not_count),
		cmocka_unit_test(ones_own_of_today_and_anothers_with_the_right),
		cmocka_unit_test(a_number_a_receipt_a_person_or_a_name_is_read),
		cmocka_unit_test(a_form_comes_back_as_it_was_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
