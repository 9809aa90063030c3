/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "base/number.h"

struct number_case {
	const char *digits;
	bool valid;
};

static void check(bool (*is_valid)(const char *, size_t), const struct number_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_valid(cases[i].digits, strlen(cases[i].digits)) != cases[i].valid)
			fail_msg("%s", cases[i].digits);
}

static void a_personal_number_needs_its_check_digit(void **state)
{
	(void)state;
	static const struct number_case cases[] = {
		{"123456789018", true},
		{"123456789017", false},
		{"123456789019", false},
		{"999900000011", true},
		{"999900000020", true},
		{"999900000038", true},
		{"999900000046", true},
		{"999900000047", false},
		{"999900000045", false},
		{"000000000000", false},
		{"111111111111", false},
		{"12345678901", false},
		{"1234567890180", false},
		{"12345678901a", false},
		{"", false},
	};
	check(mg_my_number_is_valid, cases, MG_LEN(cases));
}

static void every_single_wrong_digit_of_a_personal_number_is_found(void **state)
{
	(void)state;
	/* not the check digit 0, which stands for two remainders */
	char number[] = "123456789018";
	for (size_t at = 0; at < 12; at++) {
		const char right = number[at];
		for (char wrong = '0'; wrong <= '9'; wrong++) {
			number[at] = wrong;
			assert_int_equal(mg_my_number_is_valid(number, 12), wrong == right);
		}
		number[at] = right;
	}
}

static void a_pension_number_has_ten_digits_and_no_check(void **state)
{
	(void)state;
	static const struct number_case cases[] = {
		{"1234567890", true},
		{"0000000001", true},
		{"123456789", false},
		{"12345678901", false},
		{"123456789x", false},
	};
	check(mg_pension_no_is_valid, cases, MG_LEN(cases));
}

static void a_municipality_needs_its_check_digit(void **state)
{
	(void)state;
	static const struct number_case cases[] = {
		{"271403", true},
		{"271404", false},
		{"271402", false},
		{"271411", true},
		{"271420", true},
		{"271438", true},
		{"271446", true},
		{"271454", true},
		{"271462", true},
		{"271471", true},
		{"011002", true},
		{"131016", true},
		{"27140", false},
		{"000000", false},
		{"2714031", false},
	};
	check(mg_municipality_is_valid, cases, MG_LEN(cases));
}

static void a_corporate_number_has_its_check_digit_in_front(void **state)
{
	(void)state;
	static const struct number_case cases[] = {
		{"8700110005901", true},
		{"7700110005901", false},
		{"9700110005901", false},
		{"870011000590", false},
		{"87001100059011", false},
	};
	check(mg_corporate_no_is_valid, cases, MG_LEN(cases));
}

static void digits_are_folded_before_they_are_judged(void **state)
{
	(void)state;
	char out[13] = "x";
	const char *full = "９９９９－００００ー００４６";
	assert_true(mg_digits_fold(full, strlen(full), out, sizeof(out)));
	assert_string_equal(out, "999900000046");
	assert_true(mg_digits_fold("1234-567890", 11, out, sizeof(out)));
	assert_string_equal(out, "1234567890");
	assert_false(mg_digits_fold("1234567890123", 13, out, sizeof(out)));
	assert_string_equal(out, "1234567890");
	assert_false(mg_digits_fold("12a", 3, out, sizeof(out)));
	assert_false(mg_digits_fold(" - ", 3, out, sizeof(out)));
	assert_false(mg_digits_fold("", 0, out, sizeof(out)));
	assert_false(mg_digits_fold("1\xff", 2, out, sizeof(out)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_personal_number_needs_its_check_digit),
		cmocka_unit_test(every_single_wrong_digit_of_a_personal_number_is_found),
		cmocka_unit_test(a_pension_number_has_ten_digits_and_no_check),
		cmocka_unit_test(a_municipality_needs_its_check_digit),
		cmocka_unit_test(a_corporate_number_has_its_check_digit_in_front),
		cmocka_unit_test(digits_are_folded_before_they_are_judged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
