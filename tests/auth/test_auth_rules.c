/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "auth/auth_rules.h"
#include "base/macros.h"

#define S INT64_C(1000000)
#define NOW (INT64_C(1795000000) * S)

static void the_delay_grows_from_the_fifth_failure_to_fifteen_minutes(void **state)
{
	(void)state;
	static const int64_t seconds[] = {0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900};
	for (uint32_t n = 0; n < MG_LEN(seconds); n++)
		assert_int_equal(mg_login_delay_us(n), seconds[n] * S);
	assert_int_equal(mg_login_delay_us(UINT32_MAX), 900 * S);
}

/* Fails as fast as the rules let it from one terminal; returns how many attempts were judged. */
static unsigned attack(struct mg_login_counters *staff_wide, int64_t *now_us, unsigned attempts)
{
	struct mg_login_counters c = {.staff_failures = staff_wide->staff_failures};
	unsigned judged = 0;
	for (unsigned i = 0; i < attempts; i++, *now_us += 901 * S) {
		if (mg_login_gate_judge(&c, *now_us) != MG_LOGIN_OPEN)
			continue;
		c = mg_login_after_failure(&c, *now_us);
		judged++;
	}
	staff_wide->staff_failures = c.staff_failures;
	return judged;
}

static void one_terminal_adds_ten_failures_and_does_not_lock_the_chief_out(void **state)
{
	(void)state;
	int64_t now = NOW;
	struct mg_login_counters chief = {0};
	assert_int_equal(attack(&chief, &now, 1000), MG_LOGIN_PAIR_SHUT);
	assert_int_equal(chief.staff_failures, 10);
	struct mg_login_counters elsewhere = {.staff_failures = chief.staff_failures};
	assert_int_equal(mg_login_gate_judge(&elsewhere, now), MG_LOGIN_OPEN);
}

static void five_terminals_together_shut_the_account(void **state)
{
	(void)state;
	int64_t now = NOW;
	struct mg_login_counters chief = {0};
	unsigned judged = 0;
	for (int terminal = 0; terminal < 100; terminal++)
		judged += attack(&chief, &now, 20);
	assert_int_equal(judged, MG_LOGIN_STAFF_SHUT);
	struct mg_login_counters elsewhere = {.staff_failures = chief.staff_failures};
	assert_int_equal(mg_login_gate_judge(&elsewhere, now), MG_LOGIN_STAFF_IS_SHUT);
}

static void within_its_delay_a_pair_is_not_judged(void **state)
{
	(void)state;
	struct mg_login_counters c = {.pair_failures = 4, .staff_failures = 4};
	c = mg_login_after_failure(&c, NOW);
	assert_int_equal(c.pair_failures, 5);
	assert_int_equal(c.pair_next_try_us, NOW + 30 * S);
	assert_int_equal(mg_login_gate_judge(&c, NOW + 30 * S - 1), MG_LOGIN_PAIR_WAITS);
	assert_int_equal(mg_login_gate_judge(&c, NOW + 30 * S), MG_LOGIN_OPEN);
}

static void a_failure_that_was_none_is_taken_back_whole(void **state)
{
	(void)state;
	struct mg_login_counters before = {.pair_failures = 6, .staff_failures = 9, .pair_next_try_us = NOW - 1};
	struct mg_login_counters c = mg_login_after_failure(&before, NOW);
	c = mg_login_after_refund(&c);
	assert_int_equal(c.pair_failures, 6);
	assert_int_equal(c.staff_failures, 9);
	assert_int_equal(mg_login_gate_judge(&c, NOW), MG_LOGIN_OPEN);
	struct mg_login_counters none = {0};
	none = mg_login_after_refund(&none);
	assert_int_equal(none.staff_failures, 0);
}

static void failures_of_attempts_that_were_never_judged_are_given_back(void **state)
{
	(void)state;
	struct mg_login_counters shut = {.pair_failures = 10, .staff_failures = 12, .pair_next_try_us = NOW + 900 * S};
	struct mg_login_counters c = mg_login_after_unjudged(&shut, 0);
	assert_int_equal(mg_login_gate_judge(&c, NOW), MG_LOGIN_PAIR_IS_SHUT);
	assert_int_equal(c.staff_failures, 12);
	c = mg_login_after_unjudged(&shut, 5); /* five are left: their delay stands */
	assert_int_equal(c.pair_failures, 5);
	assert_int_equal(c.staff_failures, 7);
	assert_int_equal(c.pair_next_try_us, NOW + 900 * S);
	c = mg_login_after_unjudged(&shut, 6);
	assert_int_equal(mg_login_gate_judge(&c, NOW), MG_LOGIN_OPEN);
	c = mg_login_after_unjudged(&shut, 99);
	assert_int_equal(c.pair_failures + c.staff_failures, 0);
}

static void a_terminal_that_asks_on_and_on_is_still_judged_every_thirty_seconds(void **state)
{
	(void)state;
	struct mg_login_counters c = {0};
	unsigned judged = 0;
	for (int64_t now = NOW; now < NOW + 3600 * S; now += 3 * S) { /* each refusal asks to be counted */
		judged += mg_login_gate_judge(&c, now) == MG_LOGIN_OPEN;
		c.bucket_empty_us = mg_login_bucket_after_failure(c.bucket_empty_us, now);
	}
	assert_in_range(judged, 20 + 110, 20 + 120);
}

static void a_terminal_that_guesses_numbers_is_slowed_to_one_in_thirty_seconds(void **state)
{
	(void)state;
	struct mg_login_counters c = {0};
	unsigned judged = 0;
	for (int64_t now = NOW; now < NOW + 3600 * S; now += S) {
		if (mg_login_gate_judge(&c, now) != MG_LOGIN_OPEN)
			continue;
		c.bucket_empty_us = mg_login_bucket_after_failure(c.bucket_empty_us, now);
		judged++;
	}
	assert_in_range(judged, 20 + 118, 20 + 120);
	assert_int_equal(mg_login_gate_judge(&c, NOW + 3600 * S + 31 * S), MG_LOGIN_OPEN);
}

static void refusals_leave_at_fixed_instants_whatever_the_work_took(void **state)
{
	(void)state;
	const int64_t step = MG_LOGIN_ANSWER_US;
	assert_int_equal(mg_login_answer_at_us(NOW, NOW), NOW + step);
	assert_int_equal(mg_login_answer_at_us(NOW, NOW + 1), NOW + step);
	assert_int_equal(mg_login_answer_at_us(NOW, NOW + step - 1), NOW + step);
	assert_int_equal(mg_login_answer_at_us(NOW, NOW + step), NOW + 2 * step);
	assert_int_equal(mg_login_answer_at_us(NOW, NOW - 5), NOW + step);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_delay_grows_from_the_fifth_failure_to_fifteen_minutes),
		cmocka_unit_test(one_terminal_adds_ten_failures_and_does_not_lock_the_chief_out),
		cmocka_unit_test(five_terminals_together_shut_the_account),
		cmocka_unit_test(within_its_delay_a_pair_is_not_judged),
		cmocka_unit_test(a_failure_that_was_none_is_taken_back_whole),
		cmocka_unit_test(failures_of_attempts_that_were_never_judged_are_given_back),
		cmocka_unit_test(a_terminal_that_asks_on_and_on_is_still_judged_every_thirty_seconds),
		cmocka_unit_test(a_terminal_that_guesses_numbers_is_slowed_to_one_in_thirty_seconds),
		cmocka_unit_test(refusals_leave_at_fixed_instants_whatever_the_work_took),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
