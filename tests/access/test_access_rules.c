/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "access/access_rules.h"
#include "base/macros.h"
#include "db/grants.h"

#define S INT64_C(1000000)
#define M (60 * S)
#define H (60 * M)
#define T0 (INT64_C(1795000000) * S)

static struct mg_session_facts begun(void)
{
	return (struct mg_session_facts){
		.created_us = T0, .last_seen_us = T0, .staff_active = true, .terminal_enrolled = true};
}

static void a_session_goes_from_live_to_locked_to_over_by_its_clock(void **state)
{
	(void)state;
	static const struct {
		int64_t seen, locked, now; /* after T0; locked 0: not */
		enum mg_session_state state;
		enum mg_session_end end;
	} cases[] = {
		{0, 0, 0, MG_SESSION_LIVE, MG_SESSION_END_NONE},
		{0, 0, 5 * M - 1, MG_SESSION_LIVE, MG_SESSION_END_NONE},
		{0, 0, 5 * M, MG_SESSION_LOCKED, MG_SESSION_END_NONE},
		{0, 0, 15 * M - 1, MG_SESSION_LOCKED, MG_SESSION_END_NONE},
		{0, 0, 15 * M, MG_SESSION_NONE, MG_SESSION_END_IDLE},
		{10 * M, 0, 15 * M - 1, MG_SESSION_LIVE, MG_SESSION_END_NONE},
		{10 * M, 0, 25 * M, MG_SESSION_NONE, MG_SESSION_END_IDLE},
		{0, 1, 1, MG_SESSION_LOCKED, MG_SESSION_END_NONE},
		{0, 2 * M, 17 * M - 1, MG_SESSION_LOCKED, MG_SESSION_END_NONE},
		{0, 2 * M, 17 * M, MG_SESSION_NONE, MG_SESSION_END_IDLE},
		{12 * H - 1, 0, 12 * H - 1, MG_SESSION_LIVE, MG_SESSION_END_NONE},
		{12 * H - 1, 0, 12 * H, MG_SESSION_NONE, MG_SESSION_END_ABSOLUTE},
		{0, 0, -30 * S, MG_SESSION_LIVE, MG_SESSION_END_NONE},
		{0, 0, -30 * S - 1, MG_SESSION_NONE, MG_SESSION_END_ABSOLUTE},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_session_facts f = begun();
		f.last_seen_us = T0 + cases[i].seen;
		f.locked_us = cases[i].locked ? T0 + cases[i].locked : 0;
		struct mg_session_verdict v = mg_session_judge(&f, T0 + cases[i].now);
		assert_int_equal(v.state, cases[i].state);
		assert_int_equal(v.end, cases[i].end);
	}
}

static void a_revoked_person_or_terminal_ends_the_session_at_once(void **state)
{
	(void)state;
	struct mg_session_facts f = begun();
	f.staff_active = false;
	assert_int_equal(mg_session_judge(&f, T0).end, MG_SESSION_END_REVOKED);
	f = begun();
	f.terminal_enrolled = false;
	assert_int_equal(mg_session_judge(&f, T0).end, MG_SESSION_END_REVOKED);
}

static void the_reason_a_session_ended_for_stays(void **state)
{
	(void)state;
	struct mg_session_facts f = begun();
	f.ended_us = T0 + M;
	f.end_reason = MG_SESSION_END_ELSEWHERE;
	f.staff_active = false; /* later events do not rewrite it */
	assert_int_equal(mg_session_judge(&f, T0 + 20 * H).end, MG_SESSION_END_ELSEWHERE);
	f.end_reason = MG_SESSION_END_NONE;
	assert_int_equal(mg_session_judge(&f, T0).end, MG_SESSION_END_REVOKED);
}

static void the_third_refused_finger_ends_a_locked_session(void **state)
{
	(void)state;
	struct mg_session_facts f = begun();
	f.locked_us = T0 + 1;
	f.resume_tries = 2;
	assert_int_equal(mg_session_judge(&f, T0 + 2).state, MG_SESSION_LOCKED);
	f.resume_tries = 3;
	struct mg_session_verdict v = mg_session_judge(&f, T0 + 2);
	assert_int_equal(v.end, MG_SESSION_END_TRIES);
}

static void last_seen_is_written_no_more_often_than_every_30_seconds(void **state)
{
	(void)state;
	assert_false(mg_session_touch_is_due(T0, T0 + 30 * S - 1));
	assert_true(mg_session_touch_is_due(T0, T0 + 30 * S));
}

static void a_day_in_japan_begins_at_15_o_clock_utc(void **state)
{
	(void)state;
	assert_int_equal(mg_day_in_japan(0), 0);
	assert_int_equal(mg_day_in_japan(15 * H - 1), 0);
	assert_int_equal(mg_day_in_japan(15 * H), 1);
	assert_int_equal(mg_day_in_japan(-9 * H - 1), -1);
	assert_true(mg_day_within(5, 5, true, 5));
	assert_false(mg_day_within(4, 5, false, 0));
	assert_false(mg_day_within(6, 5, true, 5));
	assert_true(mg_day_within(60000, 5, false, 0));
}

static void every_end_has_a_name_that_reads_back(void **state)
{
	(void)state;
	for (int e = MG_SESSION_END_LOGGED_OFF; e <= MG_SESSION_END_ADMINISTRATOR; e++) {
		if (e == 6)
			continue;
		const char *name = mg_session_end_name((enum mg_session_end)e);
		assert_non_null(name);
		assert_int_equal(mg_session_end_from_name(name), e);
	}
	assert_null(mg_session_end_name(MG_SESSION_END_NONE));
	assert_int_equal(mg_session_end_from_name("?"), MG_SESSION_END_REVOKED);
}

static void grants_are_compared_without_regard_to_quotes_and_column_order(void **state)
{
	(void)state;
	const char *sql = "-- words\nGRANT SELECT, UPDATE (`a`, `b`) ON `m`.`t` TO `x`@`localhost`\n";
	assert_true(mg_grant_is_allowed("GRANT SELECT, UPDATE (`b`, `a`) ON `m`.`t` TO `x`@`localhost`", sql));
	assert_true(mg_grant_is_allowed(
		"GRANT SELECT, UPDATE (`b`,`a`) ON `m`.`t` TO `x`@`localhost` IDENTIFIED BY PASSWORD '*1'", sql));
	assert_false(mg_grant_is_allowed("GRANT SELECT, UPDATE (`b`, `c`) ON `m`.`t` TO `x`@`localhost`", sql));
	assert_false(mg_grant_is_allowed("GRANT SELECT, UPDATE ON `m`.`t` TO `x`@`localhost`", sql));
	assert_false(mg_grant_is_allowed("GRANT SELECT, UPDATE (`a`, `b`) ON `m`.* TO `x`@`localhost`", sql));
	char longer[3000];
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_false(mg_grant_is_allowed(longer, longer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_goes_from_live_to_locked_to_over_by_its_clock),
		cmocka_unit_test(a_revoked_person_or_terminal_ends_the_session_at_once),
		cmocka_unit_test(the_reason_a_session_ended_for_stays),
		cmocka_unit_test(the_third_refused_finger_ends_a_locked_session),
		cmocka_unit_test(last_seen_is_written_no_more_often_than_every_30_seconds),
		cmocka_unit_test(a_day_in_japan_begins_at_15_o_clock_utc),
		cmocka_unit_test(every_end_has_a_name_that_reads_back),
		cmocka_unit_test(grants_are_compared_without_regard_to_quotes_and_column_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
