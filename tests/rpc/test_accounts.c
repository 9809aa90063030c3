/* SPDX-License-Identifier: Apache-2.0
 * A new clerk of the served city from the head's request to the first login, and out again, over mutual TLS; and who may not do
 * what on the way. */
#include "exporter.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "base/date.h"

#define HEAD 6	    /* 300001 of 北区役所 保険年金課, at terminal 1 */
#define AUTHORITY 7 /* 900001 of 人事課, at terminal 2 */
#define NEW_NO "100950"
#define NEW_REF "P-100950"
#define FINGER_OF 3 /* the new clerk is enrolled with this one's invented finger */
#define APPROVE "/madoguchi.v1.Staff/Approve"
#define PASSWORD "/madoguchi.v1.Staff/FirstPassword"

static struct counter head, authority;
static uint64_t request_no;
static char first_password[32];

static int64_t log_has(const char *rpc, unsigned code, unsigned action)
{
	char sql[300];
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM madoguchi_log.leaf WHERE LOCATE(CONCAT('/madoguchi.v1.%s', UNHEX('%04X%04X')), entry) > 0",
		rpc, code, action);
	return counter_number(sql);
}

static struct counter_said ask(const struct counter *by, Pb__StaffKind kind, const char *staff_no, const char *ref, uint64_t *ret_no)
{
	Pb__StaffAskRequest in = PB__STAFF_ASK_REQUEST__INIT;
	Pb__StaffAccount account = PB__STAFF_ACCOUNT__INIT;
	Pb__Date day = PB__DATE__INIT;
	struct counter_said said;
	const struct mg_date today = mg_date_of_utc_us((int64_t)time(NULL) * 1000000);
	day.year = today.year, day.month = today.month, day.day = today.day;
	in.kind = kind;
	in.staff_no = (char *)(uintptr_t)staff_no;
	in.person_ref = (char *)(uintptr_t)ref;
	in.need = (char *)(uintptr_t) "窓口の受付に要る";
	in.effective = &day;
	in.account = &account;
	account.name = (char *)(uintptr_t) "新山 架代";
	account.kana = (char *)(uintptr_t) "ニイヤマ カヨ";
	account.role = (char *)(uintptr_t) "clerk";
	const Pb__StaffStepReply *r = EXPORTER_SAY(by, "Staff/Ask", &in, StaffStepReply, NULL, &said);
	if (ret_no)
		*ret_no = r ? r->request_no : 0;
	return said;
}

static struct counter_said approve(const struct counter *by, uint64_t no, const uint8_t *fresh)
{
	Pb__StaffApproveRequest in = PB__STAFF_APPROVE_REQUEST__INIT;
	struct counter_said said;
	in.request_no = no;
	(void)EXPORTER_SAY(by, "Staff/Approve", &in, StaffStepReply, (&(struct exporter_call){.fresh = fresh}), &said);
	return said;
}

static void expect(struct counter_said said, const char *code, const char *field)
{
	assert_string_equal(said.code, code);
	if (field)
		assert_string_equal(said.field, field);
}

static void a_head_asks_for_the_own_section_and_nobody_else_does(void **state)
{
	(void)state;
	struct counter clerk;
	const int64_t refused = log_has("Staff/Ask", 14, 170), denied = log_has("Staff/Ask", 5, 170);
	expect(ask(&head, PB__STAFF_KIND__STAFF_REMOVE, "100002", "", NULL), "REFUSED_BY_RULE", "another_ward");
	expect(ask(&head, PB__STAFF_KIND__STAFF_REGISTER, NEW_NO, "P-300001", NULL), "REFUSED_BY_RULE", "own_account");
	expect(ask(&head, PB__STAFF_KIND__STAFF_REGISTER, "100951", "P-100001", NULL), "REFUSED_BY_RULE", "person_has_account");
	expect(ask(&authority, PB__STAFF_KIND__STAFF_REGISTER, NEW_NO, NEW_REF, NULL), "DENIED", NULL);
	counter_logout(&authority);
	counter_login(&clerk, 2, 2);
	expect(ask(&clerk, PB__STAFF_KIND__STAFF_REGISTER, NEW_NO, NEW_REF, NULL), "DENIED", NULL);
	counter_logout(&clerk);
	counter_login(&authority, AUTHORITY, 2);
	/* each by name in the log */
	assert_int_equal(log_has("Staff/Ask", 14, 170), refused + 3);
	assert_int_equal(log_has("Staff/Ask", 5, 170), denied + 2);
	expect(ask(&head, PB__STAFF_KIND__STAFF_REGISTER, NEW_NO, NEW_REF, &request_no), "", NULL);
	assert_true(request_no > 0);
}

static void the_authority_decides_with_fresh_factors_and_is_another_person(void **state)
{
	(void)state;
	uint8_t fresh[32];
	expect(approve(&authority, request_no, NULL), "FRESH_FACTOR", NULL);
	expect(approve(&head, request_no, NULL), "DENIED", NULL);
	exporter_fresh(&authority, 2, APPROVE, fresh);
	/* the head's second account: one personnel number, refused; the fresh factors stay good */
	const int64_t before = log_has("Staff/Approve", 14, 174);
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-300001' WHERE staff_no = '900001'");
	expect(approve(&authority, request_no, fresh), "REFUSED_BY_RULE", "own_request");
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-900001' WHERE staff_no = '900001'");
	assert_int_equal(log_has("Staff/Approve", 14, 174), before + 1);
	/* a disabled one has no session any more */
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET state = 'disabled' WHERE staff_no = '900001'");
	expect(approve(&authority, request_no, fresh), "UNAUTHENTICATED", NULL);
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET state = 'active' WHERE staff_no = '900001'");
	expect(approve(&authority, request_no, fresh), "", NULL);
	expect(approve(&authority, request_no, fresh), "FRESH_FACTOR", NULL); /* spent */
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi.staff WHERE staff_no = '" NEW_NO "' AND state = 'active' AND "
					"must_change_password"), 1);
}

static void the_first_password_is_shown_once_and_kept_nowhere(void **state)
{
	(void)state;
	Pb__StaffFirstPasswordRequest in = PB__STAFF_FIRST_PASSWORD_REQUEST__INIT;
	struct counter_said said;
	uint8_t fresh[32];
	char sql[300];
	in.request_no = request_no;
	exporter_fresh(&authority, 2, PASSWORD, fresh);
	const Pb__StaffFirstPasswordReply *r =
		EXPORTER_SAY(&authority, "Staff/FirstPassword", &in, StaffFirstPasswordReply, (&(struct exporter_call){.fresh = fresh}), &said);
	if (!r)
		fail_msg("first password: %s %s", said.code, said.field);
	snprintf(first_password, sizeof(first_password), "%s", r->password);
	assert_int_equal(strlen(first_password), 19);
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM madoguchi.idempotency WHERE LOCATE('%s', reply) > 0", first_password);
	assert_int_equal(counter_number(sql), 0);
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM madoguchi_log.leaf WHERE LOCATE('%s', entry) > 0", first_password);
	assert_int_equal(counter_number(sql), 0);
}

static void enrol(void)
{
	char words[900];
	const char *dir = mg_rig_get_nth("MG_STAFF_%d_FINGERS", FINGER_OF);
	snprintf(words, sizeof(words), "finger-enrol --staff-no " NEW_NO " --finger right-index --image '%s/1.pgm' --image '%s/2.pgm' "
				       "--image '%s/3.pgm' --image '%s/4.pgm' --image '%s/5.pgm'", dir, dir, dir, dir, dir);
	assert_int_equal(exporter_admin("", words), 0);
}

static void with_finger_and_first_password_the_new_clerk_may_only_change_it(void **state)
{
	(void)state;
	struct mg_rpc_result result;
	struct counter newcomer = {.staff = FINGER_OF};
	struct counter_said said;
	struct mg_rig_login login = {.staff = FINGER_OF, .terminal = 1, .staff_no = NEW_NO, .password = first_password};
	Pb__StaffListRequest list = PB__STAFF_LIST_REQUEST__INIT;
	Pb__PersonSearchRequest search = PB__PERSON_SEARCH_REQUEST__INIT;
	counter_logout(&head);
	newcomer.client = mg_rig_connect(1);
	if (counter_number("SELECT COUNT(*) FROM madoguchi.finger f JOIN madoguchi.staff s USING (staff_id) WHERE s.staff_no = '" NEW_NO "'") == 0) {
		mg_rig_login(newcomer.client, &login, &arena, &result);
		assert_string_equal(result.code, "LOGIN_REFUSED"); /* a password alone opens nothing */
	}
	enrol();
	mg_rig_login(newcomer.client, &login, &arena, &result);
	if (result.status != 0)
		fail_msg("first login: %s", result.code);
	const Pb__LoginReply *r = (const Pb__LoginReply *)(const void *)result.reply;
	assert_true(r->must_change_password);
	memcpy(newcomer.token, r->token.data, 32);
	(void)EXPORTER_SAY(&newcomer, "Staff/List", &list, StaffListReply, NULL, &said);
	expect(said, "DENIED", NULL);
	(void)COUNTER_CALL(&newcomer, "Person/Search", &search, person_search_reply, NULL, &arena, &said);
	expect(said, "DENIED", NULL);
	/* the removal of today ends the session at once, wherever it is */
	Pb__LogoutRequest off = PB__LOGOUT_REQUEST__INIT;
	uint64_t leaves;
	uint8_t fresh[32];
	counter_logout(&authority);
	counter_login(&head, HEAD, 2);
	expect(ask(&head, PB__STAFF_KIND__STAFF_REMOVE, NEW_NO, "", &leaves), "", NULL);
	counter_logout(&head);
	counter_login(&authority, AUTHORITY, 2);
	exporter_fresh(&authority, 2, APPROVE, fresh);
	expect(approve(&authority, leaves, fresh), "", NULL);
	(void)COUNTER_CALL(&newcomer, "Session/Logout", &off, logout_reply, NULL, &arena, &said);
	expect(said, "UNAUTHENTICATED", NULL);
	mg_rig_login(newcomer.client, &login, &arena, &result);
	assert_string_equal(result.code, "LOGIN_REFUSED");
	mg_rpc_client_free(newcomer.client);
	counter_logout(&authority);
}

static int setup(void **state)
{
	counter_setup(state);
	/* of an earlier run that broke off */
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff_request SET state = 'withdrawn' WHERE state = 'requested';"
					   "UPDATE madoguchi.staff SET state = 'disabled', disabled_us = 1 WHERE staff_no = '" NEW_NO "';"
					   "UPDATE madoguchi.staff SET state = 'active', person_ref = 'P-900001' WHERE staff_no = '900001'");
	counter_login(&head, HEAD, 1);
	counter_login(&authority, AUTHORITY, 2);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_asks_for_the_own_section_and_nobody_else_does),
		cmocka_unit_test(the_authority_decides_with_fresh_factors_and_is_another_person),
		cmocka_unit_test(the_first_password_is_shown_once_and_kept_nowhere),
		cmocka_unit_test(with_finger_and_first_password_the_new_clerk_may_only_change_it),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
