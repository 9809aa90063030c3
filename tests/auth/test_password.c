/* SPDX-License-Identifier: Apache-2.0
 * Passwords changed, expired, reported as known to others, and the own logins, against a real database and matcher. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "auth/password_rules.h"
#include "database.h"
#include "office.h"
#include "office_account.h"

#define S INT64_C(1000000)
#define DAY (86400 * S)
enum { REFUSED, PASSED, UNJUDGED, BROKEN_OFF }; /* LoginSeen.Outcome */
enum { LOGIN, RESUME, FRESH };                  /* LoginSeen.Act */

static int clean(void **state)
{
	(void)state;
	mg_test_db_sql(office_superuser(),
		"DELETE FROM madoguchi.session; DELETE FROM madoguchi.login_failure_pair; DELETE FROM madoguchi.incident;"
		"DELETE FROM madoguchi.login_failure_staff; DELETE FROM madoguchi.login_failure_terminal;"
		"DELETE FROM madoguchi.login_challenge; DELETE FROM madoguchi.staff_password WHERE generation > 1;"
		"UPDATE madoguchi.staff SET must_change_password = 0, password_locked_us = NULL");
	office_shared()->password_max_age_days = 0;
	office_shared()->password_characters_min = 0;
	return 0;
}

static bool may_run(const struct mg_db_config *config, const char *sql)
{
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(config);
	return mg_db_script(db, sql, strlen(sql), &err);
}

static const struct office_try by_clerk = {.terminal = 1, .person = CLERK_A};
static int64_t generations(void)
{
	return office_count("SELECT COUNT(*) FROM madoguchi.staff_password WHERE staff_id = 1");
}

static void a_change_takes_effect_at_once_and_leaves_no_password_in_the_log(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CLERK_A, 1);
	enum mg_session_end end;
	struct office_change c = office_change_password(s.token, &by_clerk, "kawazu tobikomu");
	assert_int_equal(c.reply.code, MG_OK);
	assert_true(c.changed);
	assert_false(c.text_in_notes);
	assert_true(c.n_permissions > 0);
	assert_int_equal(c.reply.delayed_us, 0);
	assert_int_equal(generations(), 2);
	assert_int_equal(office_session(s.token, 1, &end), MG_SESSION_LIVE); /* one's own goes on */
	assert_int_equal(office_login_with(CLERK_A, 1, NULL).code, MG_ERR_LOGIN_REFUSED);
	assert_int_equal(office_login_with(CLERK_A, 1, "kawazu tobikomu").code, MG_OK);
}

static void both_factors_are_judged_and_counted_as_at_a_login(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CLERK_A, 1);
	const struct {
		struct office_try how;
		const char *refused;
	} cases[] = {
		{{.terminal = 1, .person = CLERK_A, .password = "machigai-Mado-1"}, "password"},
		{{.terminal = 1, .person = CLERK_A, .other_finger = true, .finger_of = CHIEF}, "finger"},
		{{.terminal = 1, .person = CLERK_A, .spoil_nonce = true}, "capture_nonce"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct office_change c = office_change_password(s.token, &cases[i].how, "kawazu tobikomu");
		assert_int_equal(c.reply.code, MG_ERR_LOGIN_REFUSED);
		assert_true(c.reply.delayed_us >= 1200000 && c.reply.delayed_us % 1200000 == 0);
		assert_string_not_equal(c.reply.refused, "");
		if (i < 2)
			assert_string_equal(c.reply.refused, cases[i].refused);
		assert_false(c.text_in_notes);
	}
	assert_int_equal(office_count("SELECT failures FROM madoguchi.login_failure_pair WHERE staff_id = 1"), 2);
	assert_int_equal(generations(), 1);
}

static void the_rules_speak_before_the_factors_and_their_no_costs_no_challenge(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CLERK_A, 1);
	struct office_challenge challenge = office_fresh_challenge(s.token, 1);
	static const struct {
		const char *password;
		enum mg_password_fault fault;
	} cases[] = {
		{"mijikai", MG_PASSWORD_TOO_SHORT},
		{"kaeru-100001-x", MG_PASSWORD_STAFF_NUMBER},
		{"あおい西恵のそらへ", MG_PASSWORD_OWN_NAME},
		{"kokuminnenkin", MG_PASSWORD_WORD},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct office_change c = office_change_password(s.token,
			&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &challenge}, cases[i].password);
		assert_int_equal(c.reply.code, MG_OK);
		assert_false(c.changed);
		assert_int_equal(c.fault, cases[i].fault);
		assert_false(c.text_in_notes);
	}
	mg_test_db_sql(office_superuser(),
		"UPDATE madoguchi.staff SET person_ref = 'P-4711' WHERE staff_id = 1;"
		"INSERT IGNORE INTO madoguchi.personnel_run (municipality, run_no, source, seq, file_created, line_count, sha256,"
		" imported_us, imported_by, log_writer, log_n) VALUES ('271403', 1, '人事', 1, '20261128080000', 1, REPEAT('x', 32), 1,"
		" 'admin:test', 1, 1);"
		"INSERT IGNORE INTO madoguchi.personnel (municipality, run_no, person_ref, name, kana, section, state, birth_on)"
		" VALUES ('271403', 1, 'P-4711', '西 恵', 'ニシ メグミ', '北', 'working', '1979-05-14')");
	struct office_change born = office_change_password(s.token,
		&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &challenge}, "yoake 790514 made");
	assert_int_equal(born.fault, MG_PASSWORD_BIRTH_DATE);
	office_shared()->password_characters_min = 16;
	struct office_change c = office_change_password(s.token,
		&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &challenge}, "kawazu tobikomu");
	assert_int_equal(c.fault, MG_PASSWORD_TOO_SHORT);
	assert_int_equal(c.characters_min, 16);
	office_shared()->password_characters_min = 15;
	c = office_change_password(s.token,
		&(struct office_try){.terminal = 1, .person = CLERK_A, .challenge = &challenge}, "kawazu tobikomu");
	assert_true(c.changed);
	assert_int_equal(generations(), 2);
}

static void none_of_the_last_twelve_is_taken_again(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CLERK_A, 1);
	struct office_change c = office_change_password(s.token, &by_clerk, "kitaku-Mado-27");
	assert_false(c.changed);
	assert_int_equal(c.fault, MG_PASSWORD_REUSED);
	/* the first one becomes the twelfth of the last, then the thirteenth */
	for (int g = 2; g <= 13; g++) {
		char sql[400];
		snprintf(sql, sizeof(sql),
			"INSERT INTO madoguchi.staff_password SELECT municipality, staff_id, %d, (SELECT hash FROM"
			" madoguchi.staff_password WHERE staff_id = 2 AND generation = 1), 1, 0, 'test'"
			" FROM madoguchi.staff WHERE staff_id = 1",
			g);
		mg_test_db_sql(office_superuser(), sql);
		if (g < 12)
			continue;
		const struct office_try with_present = {
			.terminal = 1, .person = CLERK_A, .password = "nakaku-Mado-35"}; /* of CLERK_B, copied */
		c = office_change_password(s.token, &with_present, "kitaku-Mado-27");
		assert_int_equal(c.reply.code, MG_OK);
		assert_int_equal(c.changed, g == 13);
		if (g == 12)
			assert_int_equal(c.fault, MG_PASSWORD_REUSED);
	}
}

static void a_password_that_is_too_old_must_be_changed(void **state)
{
	(void)state;
	mg_test_db_sql(office_superuser(), "DELETE FROM madoguchi.staff_password WHERE generation > 1");
	struct office_reply s = office_must_login(CLERK_A, 1);
	assert_true(office_change_password(s.token, &by_clerk, "kawazu tobikomu").changed);
	office_shared()->password_max_age_days = 90;
	office_wait(90 * DAY - 60 * S);
	s = office_login_with(CLERK_A, 1, "kawazu tobikomu");
	assert_int_equal(s.code, MG_OK);
	assert_false(s.must_change);
	assert_true(s.n_permissions > 0);
	assert_int_equal(office_my_logins(s.token, 1).expires_us - office_my_logins(s.token, 1).changed_us, 90 * DAY);
	office_wait(61 * S);
	s = office_login_with(CLERK_A, 1, "kawazu tobikomu");
	assert_int_equal(s.code, MG_OK);
	assert_true(s.must_change && s.is_expired);
	assert_int_equal(s.n_permissions, 0);
	assert_int_equal(office_count("SELECT must_change_password FROM madoguchi.staff WHERE staff_id = 1"), 1);
	struct office_change c = office_change_password(s.token,
		&(struct office_try){.terminal = 1, .person = CLERK_A, .password = "kawazu tobikomu"}, "mizu no oto ga");
	assert_true(c.changed && c.n_permissions > 0);
	assert_int_equal(office_count("SELECT must_change_password FROM madoguchi.staff WHERE staff_id = 1"), 0);
	s = office_login_with(CLERK_A, 1, "mizu no oto ga");
	assert_false(s.must_change);
}

static void a_reported_leak_forces_the_change_and_is_settled_by_it(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CLERK_A, 1);
	enum mg_session_end end;
	assert_int_equal(office_report_leak(s.token, 1, false).code, MG_OK);
	assert_int_equal(office_session(s.token, 1, &end), MG_SESSION_LIVE);
	assert_int_equal(office_count("SELECT must_change_password FROM madoguchi.staff WHERE staff_id = 1"), 1);
	assert_int_equal(office_count("SELECT COUNT(*) FROM madoguchi.incident WHERE staff_id = 1 AND act = 'change'"
				      " AND settled_us IS NULL AND terminal_id = 1 AND reported_by = '100001'"),
		1);
	assert_true(office_change_password(s.token, &by_clerk, "kawazu tobikomu").changed);
	assert_int_equal(
		office_count("SELECT COUNT(*) FROM madoguchi.incident WHERE settled_us IS NOT NULL AND settled_by = '100001'"), 1);
	assert_int_equal(office_count("SELECT must_change_password FROM madoguchi.staff WHERE staff_id = 1"), 0);
}

static void an_account_locked_for_a_leak_takes_nobody_in(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CLERK_A, 1);
	enum mg_session_end end;
	assert_int_equal(office_report_leak(s.token, 1, true).code, MG_OK);
	assert_int_equal(office_session(s.token, 1, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_REVOKED);
	struct office_reply r = office_login_with(CLERK_A, 1, NULL);
	assert_int_equal(r.code, MG_ERR_LOGIN_REFUSED);
	assert_string_equal(r.refused, "staff_disabled");
	assert_true(r.delayed_us >= 1200000);
	assert_int_equal(
		office_count("SELECT COUNT(*) FROM madoguchi.incident WHERE act = 'lock' AND settled_us IS NULL"), 1);
}

static void an_incident_is_never_rewritten(void **state)
{
	(void)state;
	struct office_reply s = office_must_login(CLERK_A, 1);
	assert_int_equal(office_report_leak(s.token, 1, false).code, MG_OK);
	assert_false(may_run(office_superuser(), "UPDATE madoguchi.incident SET reported_by = '100002'"));
	assert_false(may_run(office_superuser(), "UPDATE madoguchi.incident SET act = 'lock'"));
	assert_true(may_run(office_superuser(), "UPDATE madoguchi.incident SET settled_us = 1, settled_by = 'x'; COMMIT"));
	assert_false(may_run(office_superuser(), "UPDATE madoguchi.incident SET settled_us = NULL, settled_by = NULL"));
	assert_false(may_run(
		office_superuser(), "UPDATE madoguchi.staff_password SET changed_us = 5 WHERE staff_id = 1"));
}

static void everybody_sees_the_own_logins_and_nobody_elses(void **state)
{
	(void)state;
	(void)office_login_with(CLERK_A, 2, "machigai-Mado-1");
	office_wait(S);
	(void)office_login(&(struct office_try){.terminal = 3, .person = CLERK_A, .cut_off = true});
	office_wait(S);
	(void)office_must_login(CHIEF, 3);
	office_wait(S);
	struct office_reply s = office_must_login(CLERK_A, 1);
	struct office_logins l = office_my_logins(s.token, 1);
	assert_int_equal(l.n, 3);
	assert_int_equal(l.outcome[0], PASSED);
	assert_string_equal(l.terminal[0], "北-01");
	assert_int_equal(l.outcome[1], BROKEN_OFF);
	assert_string_equal(l.terminal[1], "北-03");
	assert_int_equal(l.outcome[2], REFUSED);
	assert_string_equal(l.terminal[2], "北-02");
	assert_int_equal(l.refused, 2);
	assert_true(l.at_us[0] > l.at_us[1] && l.at_us[1] > l.at_us[2]);
	for (size_t i = 0; i < l.n; i++)
		assert_int_equal(l.act[i], LOGIN);
	struct office_challenge c = office_lock(s.token, 1);
	assert_true(office_resume(s.token, 1, &c, &by_clerk).resumed);
	assert_true(office_change_password(s.token, &by_clerk, "kawazu tobikomu").changed);
	l = office_my_logins(s.token, 1);
	assert_int_equal(l.n, 5);
	assert_true(l.act[0] + l.act[1] == RESUME + FRESH && l.outcome[0] == PASSED && l.outcome[1] == PASSED);
}

static void the_list_of_logins_ends_at_fifty_and_ninety_days(void **state)
{
	(void)state;
	mg_test_db_sql(office_superuser(),
		"INSERT INTO madoguchi.login_challenge (municipality, login_id, nonce, terminal_id, kind, staff_id, state,"
		" created_us, expires_us, outcome) SELECT '271403', UNHEX(MD5(seq)), REPEAT('n', 32), 1, 'login', 2, 'done',"
		" 1000000 + seq, 2000000, 'refused' FROM madoguchi.seq_1_to_60");
	struct office_reply s = office_must_login(CLERK_B, 2);
	assert_int_equal(office_my_logins(s.token, 2).n, 1); /* those of 1970 are long past */
	char sql[200];
	snprintf(sql, sizeof(sql), "UPDATE madoguchi.login_challenge SET created_us = created_us + %lld WHERE created_us < 2000000",
		(long long)(office_now() - 80 * DAY));
	mg_test_db_sql(office_superuser(), "DROP TRIGGER madoguchi.challenge_is_used_once");
	mg_test_db_sql(office_superuser(), sql);
	struct office_logins l = office_my_logins(s.token, 2);
	assert_int_equal(l.n, 50);
	assert_int_equal(l.refused, 60);
}

static int setup(void **state)
{
	(void)state;
	office_open("test_password");
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
		cmocka_unit_test_setup(a_change_takes_effect_at_once_and_leaves_no_password_in_the_log, clean),
		cmocka_unit_test_setup(both_factors_are_judged_and_counted_as_at_a_login, clean),
		cmocka_unit_test_setup(the_rules_speak_before_the_factors_and_their_no_costs_no_challenge, clean),
		cmocka_unit_test_setup(none_of_the_last_twelve_is_taken_again, clean),
		cmocka_unit_test_setup(a_password_that_is_too_old_must_be_changed, clean),
		cmocka_unit_test_setup(a_reported_leak_forces_the_change_and_is_settled_by_it, clean),
		cmocka_unit_test_setup(an_account_locked_for_a_leak_takes_nobody_in, clean),
		cmocka_unit_test_setup(an_incident_is_never_rewritten, clean),
		cmocka_unit_test_setup(everybody_sees_the_own_logins_and_nobody_elses, clean),
		cmocka_unit_test_setup(the_list_of_logins_ends_at_fifty_and_ninety_days, clean), /* takes a trigger away: last */
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
