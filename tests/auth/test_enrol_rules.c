/* SPDX-License-Identifier: Apache-2.0
 * Who enrols whom, how many fingers, and how long a sitting goes on: tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "auth/enrol_rules.h"
#include "base/macros.h"

static void two_people_are_two_only_when_both_numbers_are_known_and_differ(void **state)
{
	(void)state;
	const struct mg_enrol_person a = {1, "P-1"}, second_account = {2, "P-1"}, b = {3, "P-3"}, unknown = {4, ""};
	assert_true(mg_enrol_are_two(&a, &b));
	assert_false(mg_enrol_are_two(&a, &a));
	assert_false(mg_enrol_are_two(&a, &second_account));
	assert_false(mg_enrol_are_two(&a, &unknown));
	assert_false(mg_enrol_are_two(&unknown, &a));
	assert_false(mg_enrol_are_two(&unknown, &(struct mg_enrol_person){5, ""}));
}

static void fingers_are_counted_once_and_two_to_four_fit(void **state)
{
	(void)state;
	assert_int_equal(mg_enrol_count(0, 0), 0);
	assert_int_equal(mg_enrol_count(1U << 7, 1U << 7), 1); /* renewed */
	assert_int_equal(mg_enrol_count(1U << 7 | 1U << 2, 1U << 10), 3);
	assert_int_equal(mg_enrol_count(1U | 1U << 11, 0), 0); /* no fingers */
	static const bool fits[] = {false, false, true, true, true, false};
	for (unsigned n = 0; n < MG_LEN(fits); n++)
		assert_int_equal(mg_enrol_count_fits(n), fits[n]);
}

static void a_single_finger_is_never_left(void **state)
{
	(void)state;
	const struct {
		uint32_t enrolled;
		unsigned finger;
		bool may;
		unsigned left;
	} cases[] = {
		{1U << 7 | 1U << 2, 7, false, 0},
		{1U << 7 | 1U << 2, 0, true, 0},
		{1U << 7 | 1U << 2 | 1U << 3, 3, true, 2},
		{1U << 7, 7, true, 0}, /* from before: nothing stays */
		{1U << 7 | 1U << 2 | 1U << 3, 4, false, 0},
		{1U << 7 | 1U << 2 | 1U << 3, 11, false, 0},
		{0, 0, false, 0},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		unsigned left = 99;
		assert_int_equal(mg_enrol_may_remove(cases[i].enrolled, cases[i].finger, &left), cases[i].may);
		if (cases[i].may)
			assert_int_equal(left, cases[i].left);
	}
}

static void a_sitting_goes_on_in_its_session_until_it_is_over(void **state)
{
	(void)state;
	const struct mg_enrol_sitting open = {MG_ENROL_OPEN, 5, 1000, 0};
	const struct mg_enrol_sitting seen = {MG_ENROL_WITNESSED, 5, 2 * MG_ENROL_WITNESS_LIFE_US, 100};
	assert_null(mg_enrol_closed(&open, MG_ENROL_OPEN, 5, 999));
	assert_string_equal(mg_enrol_closed(&open, MG_ENROL_OPEN, 5, 1000), "enrolment_id");
	assert_string_equal(mg_enrol_closed(&open, MG_ENROL_OPEN, 6, 10), "enrolment_id");
	assert_string_equal(mg_enrol_closed(&open, MG_ENROL_WITNESSED, 5, 10), "witness");
	assert_null(mg_enrol_closed(&seen, MG_ENROL_WITNESSED, 5, 100 + MG_ENROL_WITNESS_LIFE_US - 1));
	assert_string_equal(mg_enrol_closed(&seen, MG_ENROL_WITNESSED, 5, 100 + MG_ENROL_WITNESS_LIFE_US), "witness");
	assert_string_equal(mg_enrol_closed(&seen, MG_ENROL_OPEN, 5, 200), "witness"); /* nothing is taken after it */
	assert_null(mg_enrol_closed(&seen, MG_ENROL_NONE, 5, 200));                    /* may be dropped */
	static const enum mg_enrol_state over[] = {MG_ENROL_DONE, MG_ENROL_DROPPED};
	for (size_t i = 0; i < MG_LEN(over); i++) {
		const struct mg_enrol_sitting s = {over[i], 5, 1000, 0};
		assert_string_equal(mg_enrol_closed(&s, MG_ENROL_NONE, 5, 10), "enrolment_id");
	}
}

static void in_service_nobody_is_let_in_by_a_single_finger(void **state)
{
	(void)state;
	assert_false(mg_enrol_suffices(false, 0));
	assert_true(mg_enrol_suffices(false, 1));
	assert_false(mg_enrol_suffices(true, 0));
	assert_false(mg_enrol_suffices(true, 1));
	assert_true(mg_enrol_suffices(true, 2));
	assert_true(mg_enrol_suffices(true, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_people_are_two_only_when_both_numbers_are_known_and_differ),
		cmocka_unit_test(fingers_are_counted_once_and_two_to_four_fit),
		cmocka_unit_test(a_single_finger_is_never_left),
		cmocka_unit_test(a_sitting_goes_on_in_its_session_until_it_is_over),
		cmocka_unit_test(in_service_nobody_is_let_in_by_a_single_finger),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
