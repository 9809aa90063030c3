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
		{"200000000000", true}, /* all equal but the first */
		{"133333333333", true},
		{"090000000000", true}, /* all equal but the second */
		{"949999999999", true},
		{"999999999910", true}, /* the remainders 0, 1 and 2 */
		{"999999999970", true},
		{"999999999929", true},
		{"999999999920", false},
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
		{"000051", true}, /* the sums 10, 11 and 12 */
		{"000050", false},
		{"000060", true},
		{"000141", true},
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

static void only_hyphens_and_spaces_stand_between_digits(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *digits; /* NULL: refused */
	} cases[] = {
		{"1-2", "12"}, {"1 2", "12"}, {"1\u30002", "12"}, {"1\u30012", NULL}, {"1\u20102", "12"}, {"1\u20152", "12"},
		{"1\u200f2", NULL}, {"1\u20162", NULL}, {"1\u22122", "12"}, {"1\u22132", NULL}, {"1\uff0d2", "12"},
		{"1\uff0e2", NULL}, {"1\u30fc2", "12"}, {"1\u30fd2", NULL}, {"1\uff702", "12"}, {"1\uff712", NULL},
		{"\uff10\uff19", "09"}, {"\uff0f", NULL}, {"\uff1a", NULL}, {"09", "09"}, {"1/2", NULL}, {"1:2", NULL},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		char out[4] = "";
		const bool folded = mg_digits_fold(cases[i].text, strlen(cases[i].text), out, sizeof(out));
		if (folded != (cases[i].digits != NULL) || strcmp(out, cases[i].digits ? cases[i].digits : "") != 0)
			fail_msg("%s", cases[i].text);
	}
	/* what does not fit is refused: more than cap - 1, and more than 64 in any case */
	char out[80], long_one[66];
	memset(long_one, '7', sizeof(long_one));
	assert_true(mg_digits_fold(long_one, 3, out, 4));
	assert_false(mg_digits_fold(long_one, 4, out, 4));
	assert_true(mg_digits_fold(long_one, 64, out, sizeof(out)));
	assert_int_equal(strlen(out), 64);
	assert_false(mg_digits_fold(long_one, 65, out, sizeof(out)));
}

static void digits_are_digits_from_the_first_to_the_last(void **state)
{
	(void)state;
	assert_true(mg_is_digits("0", 1));
	assert_true(mg_is_digits("0987654321", 10));
	assert_false(mg_is_digits("", 0));
	assert_false(mg_is_digits("a1", 2));
	assert_false(mg_is_digits("1a", 2));
	assert_false(mg_is_digits("/", 1));
	assert_false(mg_is_digits(":", 1));
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
		cmocka_unit_test(only_hyphens_and_spaces_stand_between_digits),
		cmocka_unit_test(digits_are_digits_from_the_first_to_the_last),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
