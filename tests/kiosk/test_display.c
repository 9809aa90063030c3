/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/mg-display.h"

static void what_a_program_hands_to_itself_comes_back(void **state)
{
	(void)state;
	for (guint number = 0; number < MG_N_SCALES; number++) {
		const MgDisplay given = {mg_display_scale_of(number), number % 2 == 0, number > 2};
		MgDisplay back = {1, FALSE, FALSE};
		g_autofree char *text = mg_display_format(&given);
		assert_true(mg_display_parse(text, &back));
		assert_true(mg_display_equal(&given, &back));
		assert_int_equal(mg_display_number_of(back.scale), number);
	}
}

static void anything_else_is_not_taken(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "150", "150 1", "130 0 0", "150 2 0", "150 0 2", "150 0 0 ", "1500 0 0", "x 0 0", "-1 0 0"};
	MgDisplay display = {125, TRUE, FALSE};
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
		assert_false(mg_display_parse(bad[i], &display));
	assert_false(mg_display_parse(NULL, &display));
	assert_int_equal(display.scale, 125);
	assert_int_equal(mg_display_scale_of(MG_N_SCALES), 0);
	assert_int_equal(mg_display_number_of(130), 0);
}

static void any_true_is_the_same_true(void **state)
{
	(void)state;
	const MgDisplay a = {100, 4, 0}, b = {100, TRUE, FALSE}, c = {100, TRUE, TRUE};
	assert_true(mg_display_equal(&a, &b));
	assert_false(mg_display_equal(&a, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_program_hands_to_itself_comes_back),
		cmocka_unit_test(anything_else_is_not_taken),
		cmocka_unit_test(any_true_is_the_same_true),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
