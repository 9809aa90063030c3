/* SPDX-License-Identifier: Apache-2.0
 * The limit of calls of one certificate: told once, not heard for ten minutes, and nobody else's business. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "rpc/rate.h"

#define S INT64_C(1000000)

static struct mg_rate rate;

static int setup(void **state)
{
	(void)state;
	mg_rate_init(&rate, 5);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mg_rate_done(&rate);
	return 0;
}

static const uint8_t *cert(uint32_t n)
{
	static uint8_t c[32];
	memset(c, 0, sizeof(c));
	memcpy(c, &n, sizeof(n));
	return c;
}

static enum mg_rate_verdict calls(uint32_t who, unsigned n, int64_t at_us)
{
	enum mg_rate_verdict last = MG_RATE_FINE;
	for (unsigned i = 0; i < n; i++)
		last = mg_rate_note(&rate, cert(who), at_us);
	return last;
}

static void the_limit_is_of_one_second_and_told_once(void **state)
{
	(void)state;
	assert_int_equal(calls(1, 5, 10 * S), MG_RATE_FINE);
	assert_int_equal(calls(1, 5, 11 * S), MG_RATE_FINE);
	assert_int_equal(calls(1, 1, 11 * S), MG_RATE_OVER);
	assert_int_equal(calls(1, 1, 11 * S), MG_RATE_SHUT);
	assert_int_equal(calls(2, 5, 11 * S), MG_RATE_FINE); /* another terminal */
}

static void who_went_over_is_not_heard_for_ten_minutes_of_quiet(void **state)
{
	(void)state;
	assert_int_equal(calls(1, 6, 10 * S), MG_RATE_OVER);
	assert_int_equal(calls(1, 1, 10 * S + MG_RATE_SHUT_US - 1), MG_RATE_SHUT);
	assert_int_equal(calls(1, 1, 10 * S + MG_RATE_SHUT_US), MG_RATE_FINE);
	assert_int_equal(calls(3, 6, 10 * S), MG_RATE_OVER);
	assert_int_equal(calls(3, 6, 300 * S), MG_RATE_SHUT); /* it goes on: the time begins anew */
	assert_int_equal(calls(3, 1, 10 * S + MG_RATE_SHUT_US), MG_RATE_SHUT);
	assert_int_equal(calls(3, 1, 300 * S + MG_RATE_SHUT_US), MG_RATE_FINE);
}

static void more_certificates_than_places_neither_stop_nor_free_who_is_shut(void **state)
{
	(void)state;
	assert_int_equal(calls(7, 6, 10 * S), MG_RATE_OVER);
	for (uint32_t who = 100; who < 100 + 3 * MG_RATE_SLOTS; who++)
		assert_int_equal(calls(who, 1, 11 * S), MG_RATE_FINE);
	assert_int_equal(calls(7, 1, 12 * S), MG_RATE_SHUT);
}

static void no_limit_lets_everything_through(void **state)
{
	(void)state;
	mg_rate_done(&rate);
	mg_rate_init(&rate, 0);
	assert_int_equal(calls(1, 10000, 10 * S), MG_RATE_FINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_limit_is_of_one_second_and_told_once, setup, teardown),
		cmocka_unit_test_setup_teardown(who_went_over_is_not_heard_for_ten_minutes_of_quiet, setup, teardown),
		cmocka_unit_test_setup_teardown(
			more_certificates_than_places_neither_stop_nor_free_who_is_shut, setup, teardown),
		cmocka_unit_test_setup_teardown(no_limit_lets_everything_through, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
