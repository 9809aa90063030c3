/* SPDX-License-Identifier: Apache-2.0
 * Sessions after the login, against a real database and matcher: lock, resume, idle, absolute, log-off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "database.h"
#include "office.h"

#define S INT64_C(1000000)
#define M (60 * S)

static int clean(void **state)
{
	(void)state;
	mg_test_db_sql(office_superuser(), "DELETE FROM madoguchi.session; DELETE FROM madoguchi.login_failure_pair;"
					   "DELETE FROM madoguchi.login_failure_staff; DELETE FROM madoguchi.login_failure_terminal");
	return 0;
}

static struct office_reply resume(const uint8_t token[32], const struct office_challenge *c, enum office_person finger)
{
	return office_resume(token, 1, c, &(struct office_try){.terminal = 1, .person = finger});
}

static void the_right_finger_reopens_a_locked_session(void **state)
{
	(void)state;
	enum mg_session_end end;
	struct office_reply r = office_must_login(CLERK_A, 1);
	struct office_challenge c = office_lock(r.token, 1);
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_LOCKED);
	struct office_reply back = resume(r.token, &c, CLERK_A);
	assert_int_equal(back.code, MG_OK);
	assert_true(back.resumed);
	assert_int_equal(back.delayed_us, 0);
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_LIVE);
}

static void three_wrong_fingers_end_the_session(void **state)
{
	(void)state;
	enum mg_session_end end;
	struct office_reply r = office_must_login(CLERK_A, 1);
	for (uint32_t left = 2;; left--) {
		struct office_challenge c = office_lock(r.token, 1);
		struct office_reply try = resume(r.token, &c, CLERK_B);
		assert_int_equal(try.code, MG_OK);
		assert_false(try.resumed);
		assert_int_equal(try.tries_left, left);
		assert_string_equal(try.refused, "finger");
		assert_true(try.delayed_us >= 1200000);
		if (left == 0)
			break;
		assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_LOCKED);
	}
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_TRIES);
}

static void a_wrong_finger_then_the_right_one_gives_all_tries_back(void **state)
{
	(void)state;
	struct office_reply r = office_must_login(CLERK_A, 1);
	struct office_challenge c = office_lock(r.token, 1);
	assert_int_equal(resume(r.token, &c, CLERK_B).tries_left, 2);
	c = office_lock(r.token, 1);
	assert_true(resume(r.token, &c, CLERK_A).resumed);
	c = office_lock(r.token, 1);
	assert_int_equal(resume(r.token, &c, CLERK_B).tries_left, 2);
}

static void a_challenge_for_resuming_serves_once_and_for_its_session_only(void **state)
{
	(void)state;
	struct office_reply r = office_must_login(CLERK_A, 1);
	struct office_challenge c = office_lock(r.token, 1);
	assert_true(resume(r.token, &c, CLERK_A).resumed);
	struct office_reply again = resume(r.token, &c, CLERK_A);
	assert_false(again.resumed);
	assert_string_equal(again.refused, "challenge_used");
	c = office_lock(r.token, 1);
	struct office_reply newer = office_must_login(CLERK_A, 1); /* ends the first */
	struct office_reply stray = resume(newer.token, &c, CLERK_A);
	assert_false(stray.resumed);
	assert_string_equal(stray.refused, "challenge_of_another_kind");
	struct office_challenge login = office_challenge(1);
	assert_string_equal(resume(newer.token, &login, CLERK_A).refused, "challenge_of_another_kind");
	struct office_challenge for_resume = office_lock(newer.token, 1);
	struct office_reply crossed =
		office_login(&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &for_resume});
	assert_string_equal(crossed.refused, "challenge_of_another_kind");
}

static void a_picture_of_the_login_does_not_reopen_the_session(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	memcpy(pixels, office_touch(CLERK_A), sizeof(pixels));
	struct office_reply r = office_login(&(struct office_try){.terminal = 1, .person = CLERK_A, .pixels = pixels});
	assert_int_equal(r.code, MG_OK);
	struct office_challenge c = office_lock(r.token, 1);
	struct office_reply again = office_resume(
		r.token, 1, &c, &(struct office_try){.terminal = 1, .person = CLERK_A, .pixels = pixels});
	assert_false(again.resumed);
	assert_string_equal(again.alarm, "image_seen_before");
}

static void idleness_locks_after_five_minutes_and_ends_after_fifteen(void **state)
{
	(void)state;
	enum mg_session_end end;
	struct office_reply r = office_must_login(CLERK_A, 1);
	office_wait(4 * M); /* the office's clock goes on by itself too, on a busy machine for long */
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_LIVE);
	office_wait(M + S);
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_LOCKED);
	office_wait(10 * M);
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_IDLE);
}

static void a_session_ends_after_twelve_hours_however_busy(void **state)
{
	(void)state;
	enum mg_session_end end;
	struct office_reply r = office_must_login(CLERK_A, 1);
	for (int i = 0; i < 12 * 60 / 4 - 1; i++) {
		office_wait(4 * M);
		char sql[160];
		snprintf(sql, sizeof(sql), "UPDATE madoguchi.session SET last_seen_us = %lld WHERE ended_us IS NULL",
			(long long)office_now());
		mg_test_db_sql(office_superuser(), sql);
	}
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_LIVE);
	office_wait(4 * M + S);
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_ABSOLUTE);
}

static void a_token_is_worth_nothing_after_log_off(void **state)
{
	(void)state;
	enum mg_session_end end;
	struct office_reply r = office_must_login(CLERK_A, 1);
	office_logout(r.token, 1);
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_LOGGED_OFF);
}

static void a_disabled_person_or_a_revoked_terminal_ends_the_session_at_the_next_call(void **state)
{
	(void)state;
	enum mg_session_end end;
	struct office_reply r = office_must_login(CLERK_B, 1);
	mg_test_db_sql(office_superuser(), "UPDATE madoguchi.staff SET state = 'disabled' WHERE staff_no = '100002'");
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_REVOKED);
	mg_test_db_sql(office_superuser(), "UPDATE madoguchi.staff SET state = 'active' WHERE staff_no = '100002'");
	r = office_must_login(CLERK_B, 3);
	mg_test_db_sql(office_superuser(), "UPDATE madoguchi.terminal SET state = 'revoked' WHERE terminal_id = 3");
	assert_int_equal(office_session(r.token, 3, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_REVOKED);
}

static void a_matcher_that_is_away_costs_no_try(void **state)
{
	(void)state;
	struct mg_matcher_client *here = office_shared()->matcher, *away;
	struct mg_error err = {0};
	struct office_reply r = office_must_login(CLERK_A, 1);
	assert_true(mg_matcher_client_new("/nonexistent/matcher.sock", &away, &err));
	office_shared()->matcher = away;
	for (int i = 0; i < 5; i++) {
		struct office_challenge c = office_lock(r.token, 1);
		assert_int_equal(resume(r.token, &c, CLERK_A).code, MG_ERR_UNAVAILABLE);
	}
	office_shared()->matcher = here;
	mg_matcher_client_free(away);
	struct office_challenge c = office_lock(r.token, 1);
	assert_true(resume(r.token, &c, CLERK_A).resumed);
}

static int setup(void **state)
{
	(void)state;
	office_open("test_session");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	office_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_right_finger_reopens_a_locked_session, clean),
		cmocka_unit_test_setup(three_wrong_fingers_end_the_session, clean),
		cmocka_unit_test_setup(a_wrong_finger_then_the_right_one_gives_all_tries_back, clean),
		cmocka_unit_test_setup(a_challenge_for_resuming_serves_once_and_for_its_session_only, clean),
		cmocka_unit_test_setup(a_picture_of_the_login_does_not_reopen_the_session, clean),
		cmocka_unit_test_setup(idleness_locks_after_five_minutes_and_ends_after_fifteen, clean),
		cmocka_unit_test_setup(a_session_ends_after_twelve_hours_however_busy, clean),
		cmocka_unit_test_setup(a_token_is_worth_nothing_after_log_off, clean),
		cmocka_unit_test_setup(a_disabled_person_or_a_revoked_terminal_ends_the_session_at_the_next_call, clean),
		cmocka_unit_test_setup(a_matcher_that_is_away_costs_no_try, clean),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
