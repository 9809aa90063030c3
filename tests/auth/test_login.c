/* SPDX-License-Identifier: Apache-2.0
 * Logins against a real database and matcher: what opens a session, and each way in which it must not. */
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

/* Every test begins with clean counters and without sessions. */
static int clean(void **state)
{
	(void)state;
	mg_test_db_sql(office_superuser(), "DELETE FROM madoguchi.login_failure_pair; DELETE FROM madoguchi.login_failure_staff;"
					   "DELETE FROM madoguchi.login_failure_terminal; DELETE FROM madoguchi.session");
	return 0;
}

/* Refused, for the reason that stands in the entry, with the one code, at the fixed instant. */
static struct office_reply refused(const struct office_try *t, const char *why)
{
	struct office_reply r = office_login(t);
	assert_int_equal(r.code, MG_ERR_LOGIN_REFUSED);
	assert_string_equal(r.refused, why);
	assert_true(r.delayed_us >= 1200000);
	assert_int_equal(r.delayed_us % 1200000, 0);
	return r;
}

static void both_factors_open_a_session(void **state)
{
	(void)state;
	enum mg_session_end end;
	struct office_reply r = office_must_login(CLERK_A, 1);
	assert_int_equal(r.delayed_us, 0);
	assert_string_equal(r.actor, "100001");
	assert_true(r.n_permissions > 0);
	assert_int_equal(office_session(r.token, 1, &end), MG_SESSION_LIVE);
	assert_int_equal(office_session(r.token, 2, &end), MG_SESSION_NONE); /* stolen: another terminal */
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.login_challenge WHERE state = 'submitted'"), 0);
}

static void one_wrong_factor_is_refused_whichever_it_is(void **state)
{
	(void)state;
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .password = "kitaku-Mado-28"}, "password");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .other_finger = true, .finger_of = CLERK_B}, "finger");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .password = "x", .other_finger = true,
			.finger_of = CLERK_B},
		"password_and_finger");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .password = ""}, "password");
}

static void the_password_is_compared_in_normal_form_and_with_case(void **state)
{
	(void)state;
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .password = "KITAKU-Mado-27"}, "password");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .password = "kitaku-Mado-27 "}, "password");
	static char longer[3000];
	memset(longer, 'k', sizeof(longer) - 1);
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .password = longer}, "password");
}

static void a_staff_number_swapped_after_the_capture_is_refused(void **state)
{
	(void)state;
	/* A's finger and B's number and password: the capture is in order, but it is not B's finger. */
	struct office_reply r = refused(&(struct office_try){.terminal = 1, .person = CLERK_B, .other_finger = true,
						.finger_of = CLERK_A},
		"finger");
	assert_string_equal(r.actor, "100002");
}

static void unknown_disabled_and_unenrolled_people_get_the_same_refusal(void **state)
{
	(void)state;
	struct office_reply r = refused(&(struct office_try){.terminal = 1, .person = NOBODY}, "staff_unknown");
	assert_string_equal(r.actor, ""); /* what was typed may be a password */
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .staff_no = "' OR ''='"}, "staff_unknown");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .staff_no = ""}, "staff_unknown");
	refused(&(struct office_try){.terminal = 1, .person = DISABLED}, "staff_disabled");
	refused(&(struct office_try){.terminal = 1, .person = UNENROLLED, .other_finger = true, .finger_of = CLERK_A}, "finger");
}

static void a_template_that_was_tampered_with_refuses_and_alarms(void **state)
{
	(void)state;
	struct office_reply r = refused(&(struct office_try){.terminal = 1, .person = DAMAGED}, "finger");
	assert_string_equal(r.alarm, "template_damaged");
}

static void a_challenge_serves_once(void **state)
{
	(void)state;
	struct office_challenge c = office_challenge(1);
	assert_int_equal(
		office_login(&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &c}).code, MG_OK);
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &c}, "challenge_used");
	c = office_challenge(1);
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &c, .password = "x"}, "password");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &c}, "challenge_used");
}

static void a_challenge_lives_sixty_seconds(void **state)
{
	(void)state;
	struct office_challenge c = office_challenge(1);
	office_wait(60 * S);
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &c}, "challenge_expired");
}

static void a_challenge_of_another_terminal_is_refused_and_not_used_up(void **state)
{
	(void)state;
	struct office_challenge c = office_challenge(1);
	refused(&(struct office_try){.terminal = 2, .person = CLERK_A, .challenge = &c}, "challenge_of_another_terminal");
	assert_int_equal(
		office_login(&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &c}).code, MG_OK);
}

static void an_invented_challenge_is_refused(void **state)
{
	(void)state;
	struct office_challenge c = {.given = true, .login_id = {1, 2, 3}};
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &c}, "challenge_unknown");
}

static void a_picture_seen_before_is_refused_and_alarms(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	memcpy(pixels, office_touch(CLERK_A), sizeof(pixels));
	struct office_try t = {.terminal = 1, .person = CLERK_A, .pixels = pixels};
	assert_int_equal(office_login(&t).code, MG_OK);
	struct office_reply r = refused(&t, "image_seen_before");
	assert_string_equal(r.alarm, "image_seen_before");
	t.terminal = 2;
	refused(&t, "image_seen_before");
	assert_int_equal(office_count("SELECT failures FROM madoguchi.login_failure_staff WHERE staff_id = 1"), 0);
}

static void a_capture_that_this_terminal_did_not_sign_is_refused(void **state)
{
	(void)state;
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .signer = 2}, "capture_signature");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .wrong_type = true}, "capture_signature");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .no_envelope = true}, "capture_signature");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .trailing_bytes = true}, "capture_signature");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .spoil_nonce = true}, "capture_nonce");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .other_hash = true}, "capture_image");
	assert_int_equal(office_count("SELECT COALESCE(SUM(failures), 0) * 1 FROM madoguchi.login_failure_staff WHERE staff_id = 1"), 0);
}

static void pictures_that_no_reader_makes_are_refused(void **state)
{
	(void)state;
	static const uint8_t nothing[MG_SYNTH_PIXELS];
	static uint8_t grey[MG_SYNTH_PIXELS];
	memset(grey, 128, sizeof(grey));
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .width = 1}, "image_size");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .width = 100000}, "image_size");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .width = UINT32_MAX, .height = UINT32_MAX}, "image_size");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .width = 65536, .height = 65536}, "image_size");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .height = MG_SYNTH_HEIGHT - 1}, "image_size");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .pixels = nothing}, "image_blank");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .pixels = grey}, "image_blank");
}

static void guessing_at_one_kiosk_shuts_that_pair_while_the_chief_logs_in_elsewhere(void **state)
{
	(void)state;
	struct office_try wrong = {.terminal = 1, .person = CHIEF, .password = "wrong"};
	for (int i = 0; i < 10; i++) {
		refused(&wrong, "password");
		office_wait(901 * S);
	}
	refused(&wrong, "pair_is_shut");
	office_wait(24 * 3600 * S);
	refused(&(struct office_try){.terminal = 1, .person = CHIEF}, "pair_is_shut"); /* even the right factors */
	struct office_reply r = office_must_login(CHIEF, 2);
	assert_int_equal(r.failures_since, 12);
	refused(&(struct office_try){.terminal = 1, .person = CHIEF}, "pair_is_shut"); /* a login elsewhere does not open it */
	assert_int_equal(office_login(&(struct office_try){.terminal = 1, .person = CLERK_A}).code, MG_OK);
}

static void the_fifth_failure_makes_the_pair_wait(void **state)
{
	(void)state;
	struct office_try wrong = {.terminal = 1, .person = CLERK_A, .password = "wrong"};
	for (int i = 0; i < 5; i++)
		refused(&wrong, "password");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A}, "pair_waits");
	office_wait(31 * S);
	struct office_reply r = office_must_login(CLERK_A, 1);
	assert_int_equal(r.failures_since, 6);
	assert_int_equal(office_count("SELECT failures FROM madoguchi.login_failure_pair WHERE staff_id = 1"), 0);
	office_wait(S);
	r = office_must_login(CLERK_A, 1);
	assert_int_equal(r.failures_since, 0);
	assert_string_equal(r.last_login_terminal, "北-01");
	assert_true(r.last_login_us > 0);
}

static void guessing_numbers_at_a_terminal_slows_it_down_for_all(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++)
		refused(&(struct office_try){.terminal = 3, .person = NOBODY}, "staff_unknown");
	refused(&(struct office_try){.terminal = 3, .person = NOBODY}, "terminal_waits");
	/* nothing is hashed or matched any more: a matcher that is away is not missed */
	struct mg_error err = {0};
	struct mg_matcher_client *here = office_shared()->matcher, *away;
	assert_true(mg_matcher_client_new("/nonexistent/matcher.sock", &away, &err));
	office_shared()->matcher = away;
	refused(&(struct office_try){.terminal = 3, .person = CLERK_A}, "terminal_waits");
	office_shared()->matcher = here;
	mg_matcher_client_free(away);
	assert_int_equal(office_login(&(struct office_try){.terminal = 2, .person = CLERK_A}).code, MG_OK);
	office_wait(65 * S);
	assert_int_equal(office_login(&(struct office_try){.terminal = 3, .person = CLERK_A}).code, MG_OK);
}

static void a_person_has_one_session_and_so_has_a_terminal(void **state)
{
	(void)state;
	enum mg_session_end end;
	struct office_reply first = office_must_login(CLERK_A, 1);
	struct office_reply moved = office_must_login(CLERK_A, 2);
	assert_int_equal(office_session(first.token, 1, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_ELSEWHERE);
	assert_int_equal(office_session(moved.token, 2, &end), MG_SESSION_LIVE);
	struct office_reply other = office_must_login(CLERK_B, 2);
	assert_int_equal(office_session(moved.token, 2, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_ELSEWHERE);
	assert_int_equal(office_session(other.token, 2, &end), MG_SESSION_LIVE);
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.session WHERE ended_us IS NULL"), 1);
	assert_memory_not_equal(first.token, moved.token, 32);
}

static void a_matcher_that_is_away_costs_nobody_a_failure(void **state)
{
	(void)state;
	struct mg_matcher_client *here = office_shared()->matcher, *away;
	struct mg_error err = {0};
	assert_true(mg_matcher_client_new("/nonexistent/matcher.sock", &away, &err));
	office_shared()->matcher = away;
	for (int i = 0; i < 12; i++) {
		struct office_reply r = office_login(&(struct office_try){.terminal = 1, .person = CLERK_A});
		assert_int_equal(r.code, MG_ERR_UNAVAILABLE);
	}
	office_shared()->matcher = here;
	mg_matcher_client_free(away);
	struct office_reply r = office_must_login(CLERK_A, 1);
	assert_int_equal(r.failures_since, 0);
}

static void an_attempt_that_never_completes_has_counted(void **state)
{
	(void)state;
	struct office_try right = {.terminal = 1, .person = CLERK_A, .cut_off = true};
	for (int i = 0; i < 5; i++)
		office_login(&right);
	assert_int_equal(office_count("SELECT failures FROM madoguchi.login_failure_pair WHERE staff_id = 1"), 5);
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.session"), 0);
	right.cut_off = false;
	refused(&right, "pair_waits");
	mg_test_db_sql(office_superuser(), "DELETE FROM madoguchi.login_challenge");
}

static void attempts_that_a_crash_broke_off_are_given_back_once_none_is_under_way(void **state)
{
	(void)state;
	struct office_try right = {.terminal = 1, .person = CLERK_A, .cut_off = true};
	struct office_try wrong = {.terminal = 1, .person = CLERK_A, .password = "x"};
	refused(&wrong, "password");
	for (int i = 0; i < 4; i++)
		office_login(&right);
	right.cut_off = false;
	refused(&right, "pair_waits");
	office_wait(121 * S);
	assert_int_equal(office_must_login(CLERK_A, 1).code, MG_OK);
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.login_challenge WHERE state = 'submitted'"), 0);
	/* what was judged wrong is never given back */
	for (int i = 0; i < 5; i++)
		refused(&wrong, "password");
	office_wait(121 * S);
	refused(&wrong, "password");
	assert_int_equal(office_count("SELECT failures FROM madoguchi.login_failure_pair WHERE staff_id = 1"), 6);
}

/* Judged, and before its transaction the password is set anew, or the finger removed. */
static void a_login_with_factors_that_were_taken_away_meanwhile_opens_nothing(void **state)
{
	(void)state;
	struct office_try held = {.terminal = 1, .person = CHIEF,
		.meanwhile = "INSERT INTO madoguchi.staff_password SELECT municipality, staff_id, generation + 1, hash, pepper_id,"
			     " changed_us, 'admin:test' FROM madoguchi.staff_password WHERE staff_id = 3 ORDER BY generation DESC LIMIT 1"};
	const int64_t before = office_count("SELECT COUNT(*) FROM madoguchi.session");
	refused(&held, "factors_changed_meanwhile");
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.session"), before);
	office_must_login(CHIEF, 1);
	held.meanwhile = "UPDATE madoguchi.finger SET removed_us = 1, template = '', wrapped = '' WHERE staff_id = 3";
	refused(&held, "factors_changed_meanwhile");
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.session"), before + 1);
}

static void no_password_token_or_picture_stands_in_the_database(void **state)
{
	(void)state;
	struct office_reply r = office_must_login(CLERK_A, 1);
	char sql[400], hex[65];
	mg_hex(r.token, 32, hex);
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM madoguchi.session WHERE token_sha256 = UNHEX('%s')", hex);
	assert_int_equal(office_count(sql), 0);
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM madoguchi.session WHERE token_sha256 = UNHEX(SHA2(UNHEX('%s'), 256))", hex);
	assert_int_equal(office_count(sql), 1);
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.finger WHERE LEFT(template, 3) = 'FP3'"), 0);
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.staff_password WHERE hash LIKE '$argon2id$v=19$m=65536,t=2,p=1$%'"), PEOPLE);
}

static int setup(void **state)
{
	(void)state;
	office_open("test_login");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	office_close();
	return 0;
}

/* Last: a city in service stays in service. The triggers that want two of the authority and envelopes are not what is looked at. */
static void in_service_a_single_finger_opens_nothing_and_two_do(void **state)
{
	(void)state;
	office_must_login(CLERK_A, 1); /* in set-up it is enough */
	office_second_finger(CLERK_B);
	mg_test_db_sql(office_superuser(), "DROP TRIGGER madoguchi.service_begins_by_two;"
					   "INSERT INTO madoguchi.city_service VALUES ('271403', 1, '1', '2', 'test', 1, 1)");
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A}, "single_finger");
	/* which of the factors was wrong is written as ever */
	refused(&(struct office_try){.terminal = 1, .person = CLERK_A, .password = "kitaku-Mado-28"}, "password");
	office_must_login(CLERK_B, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(both_factors_open_a_session, clean),
		cmocka_unit_test_setup(one_wrong_factor_is_refused_whichever_it_is, clean),
		cmocka_unit_test_setup(the_password_is_compared_in_normal_form_and_with_case, clean),
		cmocka_unit_test_setup(a_staff_number_swapped_after_the_capture_is_refused, clean),
		cmocka_unit_test_setup(unknown_disabled_and_unenrolled_people_get_the_same_refusal, clean),
		cmocka_unit_test_setup(a_template_that_was_tampered_with_refuses_and_alarms, clean),
		cmocka_unit_test_setup(a_challenge_serves_once, clean),
		cmocka_unit_test_setup(a_challenge_lives_sixty_seconds, clean),
		cmocka_unit_test_setup(a_challenge_of_another_terminal_is_refused_and_not_used_up, clean),
		cmocka_unit_test_setup(an_invented_challenge_is_refused, clean),
		cmocka_unit_test_setup(a_picture_seen_before_is_refused_and_alarms, clean),
		cmocka_unit_test_setup(a_capture_that_this_terminal_did_not_sign_is_refused, clean),
		cmocka_unit_test_setup(pictures_that_no_reader_makes_are_refused, clean),
		cmocka_unit_test_setup(guessing_at_one_kiosk_shuts_that_pair_while_the_chief_logs_in_elsewhere, clean),
		cmocka_unit_test_setup(the_fifth_failure_makes_the_pair_wait, clean),
		cmocka_unit_test_setup(guessing_numbers_at_a_terminal_slows_it_down_for_all, clean),
		cmocka_unit_test_setup(a_person_has_one_session_and_so_has_a_terminal, clean),
		cmocka_unit_test_setup(a_matcher_that_is_away_costs_nobody_a_failure, clean),
		cmocka_unit_test_setup(an_attempt_that_never_completes_has_counted, clean),
		cmocka_unit_test_setup(attempts_that_a_crash_broke_off_are_given_back_once_none_is_under_way, clean),
		cmocka_unit_test_setup(no_password_token_or_picture_stands_in_the_database, clean),
		cmocka_unit_test_setup(a_login_with_factors_that_were_taken_away_meanwhile_opens_nothing, clean),
		/* the city is in service afterwards, for good */
		cmocka_unit_test_setup(in_service_a_single_finger_opens_nothing_and_two_do, clean),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
