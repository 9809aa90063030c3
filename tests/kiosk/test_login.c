/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "model/mg-login.h"

struct rig {
	MgLogin *login;
	int challenges, arms, sends, stops, changes;
};

static void on_challenge(MgLogin *l, gpointer d)
{
	((struct rig *)d)->challenges++;
}
static void on_arm(MgLogin *l, gpointer d)
{
	((struct rig *)d)->arms++;
}
static void on_send(MgLogin *l, gpointer d)
{
	((struct rig *)d)->sends++;
}
static void on_stop(MgLogin *l, gpointer d)
{
	((struct rig *)d)->stops++;
}
static void on_changed(MgLogin *l, gpointer d)
{
	((struct rig *)d)->changes++;
}

static const MgLoginActs acts = {on_challenge, on_arm, on_send, on_stop, on_changed};
static const guint8 id[MG_LOGIN_ID_BYTES] = {1};
static const guint8 nonce[MG_LOGIN_NONCE_BYTES] = {2};

static int set_up(void **state)
{
	struct rig *rig = g_new0(struct rig, 1);
	rig->login = mg_login_new(MG_LOGIN_NEW, &acts, rig);
	*state = rig;
	return rig->login ? 0 : -1;
}
static int tear_down(void **state)
{
	struct rig *rig = *state;
	mg_login_free(rig->login);
	g_free(rig);
	return 0;
}

static MgPicture *finger(void)
{
	static const guint8 pixels[4] = {0, 255, 0, 255};
	return mg_picture_new(2, 2, pixels, "virtual_image", "0");
}

static void reach_judging(struct rig *rig, gint64 now)
{
	assert_int_equal(mg_login_submit(rig->login, "102345", "correct horse", now), MG_LOGIN_OK);
	mg_login_challenged(rig->login, id, nonce, now);
	mg_login_captured(rig->login, finger(), now);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_JUDGING);
}

static void the_reader_is_armed_only_after_number_and_password(void **state)
{
	struct rig *rig = *state;
	assert_int_equal(mg_login_submit(rig->login, "", "", 0), MG_LOGIN_NO_STAFF_NO);
	assert_int_equal(mg_login_submit(rig->login, "102345", "", 0), MG_LOGIN_NO_PASSWORD);
	assert_int_equal(rig->challenges + rig->arms, 0);
	assert_int_equal(mg_login_submit(rig->login, "102345", "pw", 0), MG_LOGIN_OK);
	assert_int_equal(rig->challenges, 1);
	assert_int_equal(rig->arms, 0);
	assert_int_equal(mg_login_submit(rig->login, "102345", "pw", 0), MG_LOGIN_NOT_NOW);
	mg_login_challenged(rig->login, id, nonce, 10);
	assert_int_equal(rig->arms, 1);
	assert_int_equal(mg_login_get_seconds(rig->login, 10), MG_LOGIN_FINGER_S);
}

static void a_finger_sends_everything_once_and_success_forgets_the_password(void **state)
{
	struct rig *rig = *state;
	reach_judging(rig, 0);
	assert_int_equal(rig->sends, 1);
	assert_string_equal(mg_login_peek_password(rig->login), "correct horse");
	assert_non_null(mg_login_get_picture(rig->login));
	mg_login_captured(rig->login, finger(), 5); /* a second one is dropped */
	assert_int_equal(rig->sends, 1);
	mg_login_accepted(rig->login);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_DONE);
	assert_string_equal(mg_login_peek_password(rig->login), "");
	assert_null(mg_login_get_picture(rig->login));
}

static void after_a_refusal_a_second_touch_needs_no_password_for_20_seconds(void **state)
{
	struct rig *rig = *state;
	gboolean is_error = FALSE;
	reach_judging(rig, 0);
	mg_login_failed(rig->login, MG_TROUBLE_REFUSED, 1000);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_PREPARING);
	assert_int_equal(rig->challenges, 2); /* a nonce is good once */
	assert_null(mg_login_get_picture(rig->login));
	mg_login_challenged(rig->login, id, nonce, 1100);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_FINGER);
	assert_int_equal(mg_login_get_seconds(rig->login, 1100), 20);
	assert_string_equal(mg_login_get_message(rig->login, &is_error), mg_trouble_words(MG_TROUBLE_REFUSED));
	assert_true(is_error);
	assert_string_equal(mg_login_peek_password(rig->login), "correct horse");
	mg_login_tick(rig->login, 21001);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_TYPING);
	assert_string_equal(mg_login_peek_password(rig->login), "");
}

static void the_third_refusal_forgets_everything_at_once(void **state)
{
	struct rig *rig = *state;
	reach_judging(rig, 0);
	for (int i = 0; i < 2; i++) {
		mg_login_failed(rig->login, MG_TROUBLE_REFUSED, 100);
		mg_login_challenged(rig->login, id, nonce, 100);
		mg_login_captured(rig->login, finger(), 100);
	}
	assert_int_equal(mg_login_get_try(rig->login), 3);
	mg_login_failed(rig->login, MG_TROUBLE_REFUSED, 200);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_TYPING);
	assert_string_equal(mg_login_peek_password(rig->login), "");
}

static void a_lost_connection_keeps_what_was_typed_for_one_more_key(void **state)
{
	struct rig *rig = *state;
	reach_judging(rig, 0);
	mg_login_failed(rig->login, MG_TROUBLE_LOST, 1000);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_HELD);
	assert_string_equal(mg_login_peek_password(rig->login), "correct horse");
	assert_int_equal(mg_login_submit(rig->login, "102345", "", 2000), MG_LOGIN_OK);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_PREPARING);
	mg_login_failed(rig->login, MG_TROUBLE_LOST, 3000);
	mg_login_tick(rig->login, 23001);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_TYPING);
	assert_string_equal(mg_login_peek_password(rig->login), "");
	assert_int_equal(mg_login_submit(rig->login, "102345", "", 24000), MG_LOGIN_NO_PASSWORD);
}

static void escape_stops_the_reader_and_forgets(void **state)
{
	struct rig *rig = *state;
	mg_login_submit(rig->login, "102345", "pw", 0);
	mg_login_challenged(rig->login, id, nonce, 0);
	mg_login_cancel(rig->login);
	assert_int_equal(rig->stops, 1);
	assert_string_equal(mg_login_peek_password(rig->login), "");
	mg_login_captured(rig->login, finger(), 1); /* too late */
	assert_int_equal(rig->sends, 0);
}

static void a_fresh_nonce_is_used_and_an_old_one_is_not(void **state)
{
	struct rig *rig = *state;
	mg_login_challenged(rig->login, id, nonce, 0); /* asked for when the screen came up */
	mg_login_submit(rig->login, "102345", "pw", 10000);
	assert_int_equal(rig->challenges, 0);
	assert_int_equal(rig->arms, 1);
	mg_login_cancel(rig->login);
	mg_login_submit(rig->login, "102345", "pw", 60000);
	assert_int_equal(rig->challenges, 1);
}

static void three_poor_pictures_stop_the_reader_kindly(void **state)
{
	struct rig *rig = *state;
	gboolean is_error;
	mg_login_submit(rig->login, "102345", "pw", 0);
	mg_login_challenged(rig->login, id, nonce, 0);
	mg_login_reader(rig->login, MG_READER_UNCLEAR, 1);
	assert_non_null(strstr(mg_login_get_message(rig->login, &is_error), "あと 2 回"));
	mg_login_reader(rig->login, MG_READER_OFF, 2);
	assert_int_equal(rig->arms, 3);
	mg_login_reader(rig->login, MG_READER_UNCLEAR, 3);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_HELD);
	assert_int_equal(rig->arms, 3);
}

static void an_overheated_reader_rests_until_it_is_cool_or_says_so(void **state)
{
	struct rig *rig = *state;
	gboolean is_error;
	mg_login_submit(rig->login, "102345", "pw", 0);
	mg_login_challenged(rig->login, id, nonce, 0);
	mg_login_reader(rig->login, MG_READER_HOT, 1000);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_HELD);
	assert_int_equal(mg_login_get_seconds(rig->login, 1000), MG_LOGIN_HOT_S);
	mg_login_submit(rig->login, "102345", "", 5000);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_HELD);
	assert_int_equal(rig->arms, 1);
	mg_login_tick(rig->login, 26000);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_TYPING);
	assert_int_equal(mg_login_get_seconds(rig->login, 31000), MG_LOGIN_HOT_S - 30);
	mg_login_tick(rig->login, 1000 + MG_LOGIN_HOT_S * 1000);
	assert_non_null(strstr(mg_login_get_message(rig->login, &is_error), "使えるように"));
	assert_false(is_error);
	mg_login_submit(rig->login, "102345", "pw", 300000);
	mg_login_challenged(rig->login, id, nonce, 300000);
	assert_int_equal(rig->arms, 2);
	mg_login_reader(rig->login, MG_READER_HOT, 301000);
	mg_login_reader(rig->login, MG_READER_READY, 305000); /* libfprint reckons that it is cool */
	mg_login_submit(rig->login, "102345", "", 306000);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_FINGER);
	assert_int_equal(rig->arms, 3);
}

static void without_a_finger_the_reader_is_disarmed_after_25_seconds(void **state)
{
	struct rig *rig = *state;
	mg_login_submit(rig->login, "102345", "pw", 0);
	mg_login_challenged(rig->login, id, nonce, 0);
	mg_login_tick(rig->login, 24999);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_FINGER);
	mg_login_tick(rig->login, 25000);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_HELD);
	assert_int_equal(rig->stops, 1);
}

static void an_unplugged_reader_is_said_and_nothing_is_lost(void **state)
{
	struct rig *rig = *state;
	gboolean is_error;
	mg_login_submit(rig->login, "102345", "pw", 0);
	mg_login_challenged(rig->login, id, nonce, 0);
	mg_login_reader(rig->login, MG_READER_MISSING, 10);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_HELD);
	assert_non_null(strstr(mg_login_get_message(rig->login, &is_error), "差し直して"));
	assert_string_equal(mg_login_peek_password(rig->login), "pw");
	mg_login_reader(rig->login, MG_READER_WRONG, 3000);
	assert_non_null(strstr(mg_login_get_message(rig->login, &is_error), "庁内で決めた機種"));
	mg_login_reader(rig->login, MG_READER_READY, 9000);
	assert_non_null(strstr(mg_login_get_message(rig->login, &is_error), "使えるように"));
	assert_false(is_error);
	mg_login_submit(rig->login, "102345", "", 10000);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_FINGER);
	assert_string_equal(mg_login_peek_password(rig->login), "pw");
}

static void a_reader_that_comes_is_not_news_to_who_was_told_nothing(void **state)
{
	struct rig *rig = *state;
	gboolean is_error;
	mg_login_reader(rig->login, MG_READER_MISSING, 0); /* when the screen came up */
	mg_login_reader(rig->login, MG_READER_READY, 10);
	assert_null(mg_login_get_message(rig->login, &is_error));
	reach_judging(rig, 20);
	mg_login_failed(rig->login, MG_TROUBLE_LOST, 30);
	mg_login_reader(rig->login, MG_READER_READY, 40); /* it was never away */
	assert_string_equal(mg_login_get_message(rig->login, &is_error), mg_trouble_words(MG_TROUBLE_LOST));
}

static void on_a_locked_screen_no_word_says_F12_which_logs_off_there(void **state)
{
	static const MgReaderStatus faults[] = {
		MG_READER_MISSING, MG_READER_WRONG, MG_READER_HOT, MG_READER_BROKEN};
	struct rig *rig = *state;
	gboolean is_error;
	for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
		mg_login_free(rig->login);
		rig->login = mg_login_new(MG_LOGIN_RESUME, &acts, rig);
		mg_login_challenged(rig->login, id, nonce, 0);
		mg_login_submit(rig->login, "", "", 0);
		mg_login_reader(rig->login, faults[i], 1);
		assert_null(strstr(mg_login_get_message(rig->login, &is_error), "F12"));
	}
}

static void a_resume_needs_the_finger_alone_and_three_refusals_shut_it(void **state)
{
	struct rig *rig = *state;
	mg_login_free(rig->login);
	rig->login = mg_login_new(MG_LOGIN_RESUME, &acts, rig);
	mg_login_challenged(rig->login, id, nonce, 0); /* came with Lock */
	assert_int_equal(mg_login_submit(rig->login, "", "", 0), MG_LOGIN_OK);
	for (guint left = 2;; left--) {
		mg_login_captured(rig->login, finger(), 1);
		mg_login_not_resumed(rig->login, left, 2);
		if (left == 0)
			break;
		mg_login_challenged(rig->login, id, nonce, 3);
		assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_FINGER);
	}
	assert_int_equal(rig->sends, 3);
	assert_int_equal(mg_login_get_state(rig->login), MG_LOGIN_SHUT);
	assert_int_equal(mg_login_submit(rig->login, "", "", 9), MG_LOGIN_NOT_NOW);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_reader_is_armed_only_after_number_and_password),
		CASE(a_finger_sends_everything_once_and_success_forgets_the_password),
		CASE(after_a_refusal_a_second_touch_needs_no_password_for_20_seconds),
		CASE(the_third_refusal_forgets_everything_at_once),
		CASE(a_lost_connection_keeps_what_was_typed_for_one_more_key),
		CASE(escape_stops_the_reader_and_forgets),
		CASE(a_fresh_nonce_is_used_and_an_old_one_is_not),
		CASE(three_poor_pictures_stop_the_reader_kindly),
		CASE(an_overheated_reader_rests_until_it_is_cool_or_says_so),
		CASE(without_a_finger_the_reader_is_disarmed_after_25_seconds),
		CASE(an_unplugged_reader_is_said_and_nothing_is_lost),
		CASE(a_reader_that_comes_is_not_news_to_who_was_told_nothing),
		CASE(on_a_locked_screen_no_word_says_F12_which_logs_off_there),
		CASE(a_resume_needs_the_finger_alone_and_three_refusals_shut_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
