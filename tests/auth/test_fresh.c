/* SPDX-License-Identifier: Apache-2.0
 * Fresh factors for one act, against a real database and matcher. That the gate demands them: tests/rpc. */
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
#define ACT "/madoguchi.v1.Export/Approve"
#define OTHER_ACT "/madoguchi.v1.Export/Redeem"

static int clean(void **state)
{
	(void)state;
	mg_test_db_sql(office_superuser(),
		"DELETE FROM madoguchi.session; DELETE FROM madoguchi.fresh_token; DELETE FROM madoguchi.login_failure_pair;"
		"DELETE FROM madoguchi.login_failure_staff; DELETE FROM madoguchi.login_failure_terminal");
	return 0;
}

static struct office_reply renew(const uint8_t token[32])
{
	struct office_reply r =
		office_reauthenticate(token, &(struct office_try){.terminal = 1, .person = CHIEF}, ACT);
	assert_int_equal(r.code, MG_OK);
	return r;
}

static void finger_and_password_give_a_token_that_serves_once(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CHIEF, 1), f = renew(s.token);
	assert_int_equal(f.delayed_us, 0);
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.fresh_token WHERE used_us IS NULL"), 1);
	assert_null(office_spend(f.token, s.token, 1, ACT));
	assert_string_equal(office_spend(f.token, s.token, 1, ACT), "fresh_used");
}

static void a_token_serves_its_own_session_and_act_only(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CHIEF, 1), other = office_must_login(CLERK_B, 2), f = renew(s.token);
	assert_string_equal(office_spend(f.token, other.token, 2, ACT), "fresh_of_another_session");
	assert_string_equal(office_spend(f.token, s.token, 1, OTHER_ACT), "fresh_for_another_act");
	assert_string_equal(office_spend(s.token, s.token, 1, ACT), "fresh_unknown"); /* the session's own is none */
	assert_null(office_spend(f.token, s.token, 1, ACT));
	/* the same person at the same terminal again is another session */
	f = renew(s.token);
	struct office_reply later = office_must_login(CHIEF, 1);
	assert_string_equal(office_spend(f.token, later.token, 1, ACT), "fresh_of_another_session");
}

static void a_token_lives_for_sixty_seconds(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CHIEF, 1), f = renew(s.token);
	office_wait(60 * S - 1);
	struct office_reply late = renew(s.token);
	office_wait(1);
	assert_string_equal(office_spend(f.token, s.token, 1, ACT), "fresh_expired");
	assert_null(office_spend(late.token, s.token, 1, ACT));
}

static void each_wrong_factor_is_refused_alike_and_counts_as_at_the_login(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CHIEF, 1);
	const struct {
		struct office_try how;
		const char *refused;
	} cases[] = {
		{{.terminal = 1, .person = CHIEF, .password = "machigai-Mado-1"}, "password"},
		{{.terminal = 1, .person = CHIEF, .other_finger = true, .finger_of = CLERK_A}, "finger"},
		{{.terminal = 1, .person = CHIEF, .other_finger = true, .finger_of = CLERK_A, .password = "machigai-Mado-1"},
			"password_and_finger"},
		{{.terminal = 1, .person = CLERK_A}, "password_and_finger"}, /* another clerk's good ones */
		{{.terminal = 1, .person = CHIEF, .signer = 2}, "capture_signer"},
		{{.terminal = 1, .person = CHIEF, .spoil_nonce = true}, "capture_nonce"},
		{{.terminal = 1, .person = CHIEF, .other_hash = true}, "capture_hash"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct office_reply r = office_reauthenticate(s.token, &cases[i].how, ACT);
		assert_int_equal(r.code, MG_ERR_LOGIN_REFUSED);
		assert_int_equal(r.delayed_us % 1200000, 0);
		assert_true(r.delayed_us >= 1200000);
		if (i < 4)
			assert_string_equal(r.refused, cases[i].refused);
		else
			assert_string_not_equal(r.refused, "");
	}
	assert_int_equal(office_count("SELECT failures FROM madoguchi.login_failure_pair WHERE staff_id = 3"), 4);
	assert_int_equal(office_count("SELECT failures FROM madoguchi.login_failure_staff WHERE staff_id = 3"), 4);
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.fresh_token"), 0);
	(void)renew(s.token); /* forgets them, but the next login is told of all seven */
	assert_int_equal(office_count("SELECT failures FROM madoguchi.login_failure_pair WHERE staff_id = 3"), 0);
	assert_int_equal(office_must_login(CHIEF, 1).failures_since, MG_LEN(cases));
}

static void ten_failures_shut_it_as_they_shut_the_login(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CHIEF, 1), r = {0};
	mg_test_db_sql(office_superuser(),
		"INSERT INTO madoguchi.login_failure_pair VALUES ('271403', 3, 1, 10, 0, 0)"
		" ON DUPLICATE KEY UPDATE failures = 10, next_try_us = 0");
	r = office_reauthenticate(s.token, &(struct office_try){.terminal = 1, .person = CHIEF}, ACT);
	assert_int_equal(r.code, MG_ERR_LOGIN_REFUSED);
	assert_string_equal(r.refused, "pair_is_shut");
}

static void an_attempt_that_breaks_off_has_counted_and_its_challenge_is_gone(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CHIEF, 1);
	struct office_challenge c = office_fresh_challenge(s.token, 1);
	(void)office_reauthenticate(
		s.token, &(struct office_try){.terminal = 1, .person = CHIEF, .challenge = &c, .cut_off = true}, ACT);
	assert_int_equal(office_count("SELECT failures FROM madoguchi.login_failure_pair WHERE staff_id = 3"), 1);
	struct office_reply r = office_reauthenticate(
		s.token, &(struct office_try){.terminal = 1, .person = CHIEF, .challenge = &c}, ACT);
	assert_string_equal(r.refused, "challenge_used");
}

static void challenges_of_logins_and_of_other_sessions_do_not_serve(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CHIEF, 1);
	struct office_challenge login = office_challenge(1), mine = office_fresh_challenge(s.token, 1);
	struct office_reply r = office_reauthenticate(
		s.token, &(struct office_try){.terminal = 1, .person = CHIEF, .challenge = &login}, ACT);
	assert_string_equal(r.refused, "challenge_of_another_kind");
	r = office_login(&(struct office_try){.terminal = 1, .person = CHIEF, .challenge = &mine});
	assert_string_equal(r.refused, "challenge_of_another_kind");
	mine = office_fresh_challenge(s.token, 1);
	struct office_reply later = office_must_login(CHIEF, 1);
	r = office_reauthenticate(
		later.token, &(struct office_try){.terminal = 1, .person = CHIEF, .challenge = &mine}, ACT);
	assert_string_equal(r.refused, "challenge_of_another_kind");
}

static void the_picture_of_the_login_does_not_serve_again(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	memcpy(pixels, office_touch(CHIEF), sizeof(pixels));
	struct office_reply s = office_login(&(struct office_try){.terminal = 1, .person = CHIEF, .pixels = pixels});
	assert_int_equal(s.code, MG_OK);
	struct office_reply r = office_reauthenticate(
		s.token, &(struct office_try){.terminal = 1, .person = CHIEF, .pixels = pixels}, ACT);
	assert_int_equal(r.code, MG_ERR_LOGIN_REFUSED);
	assert_string_equal(r.alarm, "image_seen_before");
}

static void a_session_that_ended_meanwhile_gets_none(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CHIEF, 1);
	struct office_challenge c = office_fresh_challenge(s.token, 1);
	office_logout(s.token, 1);
	struct office_reply r = office_reauthenticate(
		s.token, &(struct office_try){.terminal = 1, .person = CHIEF, .challenge = &c}, ACT);
	assert_int_equal(r.code, MG_ERR_UNAUTHENTICATED);
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.fresh_token"), 0);
}

static void only_an_act_that_wants_them_gets_fresh_factors(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CHIEF, 1);
	static const char *const paths[] = {"", "/madoguchi.v1.Export/Nothing", "Export/Approve"};
	for (size_t i = 0; i < MG_LEN(paths); i++) {
		struct office_reply r =
			office_reauthenticate(s.token, &(struct office_try){.terminal = 1, .person = CHIEF}, paths[i]);
		assert_int_equal(r.code, MG_ERR_INVALID);
	}
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.login_failure_pair WHERE failures > 0"), 0);
}

static int setup(void **state)
{
	(void)state;
	office_open("test_fresh");
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
		cmocka_unit_test_setup(finger_and_password_give_a_token_that_serves_once, clean),
		cmocka_unit_test_setup(a_token_serves_its_own_session_and_act_only, clean),
		cmocka_unit_test_setup(a_token_lives_for_sixty_seconds, clean),
		cmocka_unit_test_setup(each_wrong_factor_is_refused_alike_and_counts_as_at_the_login, clean),
		cmocka_unit_test_setup(ten_failures_shut_it_as_they_shut_the_login, clean),
		cmocka_unit_test_setup(an_attempt_that_breaks_off_has_counted_and_its_challenge_is_gone, clean),
		cmocka_unit_test_setup(challenges_of_logins_and_of_other_sessions_do_not_serve, clean),
		cmocka_unit_test_setup(the_picture_of_the_login_does_not_serve_again, clean),
		cmocka_unit_test_setup(a_session_that_ended_meanwhile_gets_none, clean),
		cmocka_unit_test_setup(only_an_act_that_wants_them_gets_fresh_factors, clean),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
