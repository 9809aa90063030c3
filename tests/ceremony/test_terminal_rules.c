/* SPDX-License-Identifier: Apache-2.0
 * Who decides on a terminal's request, and which program is the newer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "base/macros.h"
#include "terminal/request_rules.h"

static void two_different_people_decide(void **state)
{
	(void)state;
	static const struct {
		struct mg_request_party proposer, reviewer;
		const char *fault;
	} cases[] = {
		{{1, "P-1"}, {2, "P-2"}, NULL},
		{{1, "P-1"}, {1, "P-1"}, "own_request"},
		{{1, ""}, {1, ""}, "own_request"},
		{{1, "P-1"}, {2, "P-1"}, "same_person"},
		{{1, ""}, {2, "P-2"}, "person_unknown"},
		{{1, "P-1"}, {2, ""}, "person_unknown"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const char *fault = mg_request_review_fault(&cases[i].proposer, &cases[i].reviewer);
		if (cases[i].fault)
			assert_string_equal(fault, cases[i].fault);
		else
			assert_null(fault);
	}
}

static void programs_are_ordered_by_their_numbers(void **state)
{
	(void)state;
	static const char *const ascending[] = {
		"", "0.1", "0.1.0", "0.1.0+a", "0.1.2", "0.1.10", "0.2", "1.0~rc1", "9", "10", "100000000000000000000000"};
	for (size_t i = 0; i < MG_LEN(ascending); i++)
		for (size_t k = 0; k < MG_LEN(ascending); k++) {
			const int order = mg_program_compare(ascending[i], ascending[k]);
			assert_int_equal(order < 0, i < k);
			assert_int_equal(order > 0, i > k);
		}
	assert_int_equal(mg_program_compare("0.01", "0.1"), 0);
}

static void a_version_is_short_and_plain(void **state)
{
	(void)state;
	static const char *const bad[] = {"0.1 ", "<b>", "1\n", "版", "12345678901234567890123456789012345678901"};
	assert_true(mg_program_is_valid(""));
	assert_true(mg_program_is_valid("0.1.0+git-1~a"));
	assert_true(mg_program_is_valid("1234567890123456789012345678901234567890"));
	for (size_t i = 0; i < MG_LEN(bad); i++)
		assert_false(mg_program_is_valid(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_different_people_decide),
		cmocka_unit_test(programs_are_ordered_by_their_numbers),
		cmocka_unit_test(a_version_is_short_and_plain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
