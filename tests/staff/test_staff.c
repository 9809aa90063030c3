/* SPDX-License-Identifier: Apache-2.0
 * The life of an account against a real database: asked for, decided, acting on its day, and what is refused on the way, by the
 * code and by the database itself. The year's confirmation and the list of personnel: test_staff_year.c. */
#include "test_staff.h"
#include <stdio.h>
#include "auth/password.h"
#include "staff/personnel_load.h"
#include "staff/staff.h"

#define REGISTER PB__STAFF_KIND__STAFF_REGISTER
#define CHANGE PB__STAFF_KIND__STAFF_CHANGE
#define REMOVE PB__STAFF_KIND__STAFF_REMOVE
#define PERSONAL PB__STAFF_KIND__STAFF_PERSONAL
#define DONE PB__STAFF_STATE__STAFF_DONE
#define APPROVED PB__STAFF_STATE__STAFF_APPROVED

static void every_statement_is_one_that_the_server_may_run(void **state)
{
	(void)state;
	const struct mg_db_config app = mg_test_db_as(mg_bureau.superuser, "mg_app");
	const struct {
		const struct mg_db_config *as;
		const struct mg_stmt_def *const *list;
	} lists[] = {{&app, mg_staff_statements}, {&app, mg_staff_account_statements}, {&app, mg_confirm_statements},
		{mg_bureau.superuser, mg_personnel_load_statements}};
	for (size_t i = 0; i < MG_LEN(lists); i++) {
		MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(lists[i].as);
		for (size_t k = 0; lists[i].list[k]; k++) {
			struct mg_error err = {0};
			if (!mg_stmt_check(db, lists[i].list[k], &err))
				fail_msg("%s: %s", lists[i].list[k]->name, err.detail);
		}
	}
}

/* ---- from request to account ---- */

static uint64_t register_one(const char *staff_no, const char *person_ref)
{
	const uint64_t no = rig_ask(&(struct ask){HEAD, REGISTER, staff_no, person_ref, .from = 0});
	if (!no)
		fail_msg("ask: %s %s", mg_code_name(rig_code), rig_field);
	return no;
}

static const Pb__StaffFirstPasswordReply *first_password(enum who by, uint64_t request_no)
{
	Pb__StaffFirstPasswordRequest in = PB__STAFF_FIRST_PASSWORD_REQUEST__INIT;
	in.request_no = request_no;
	return rig_call(by, "Staff/FirstPassword", &in.base);
}

static void an_approved_registration_makes_an_account_that_waits_for_password_and_fingers(void **state)
{
	(void)state;
	const uint64_t no = register_one("100100", "P-100");
	assert_int_equal(rig_state(no), PB__STAFF_STATE__STAFF_REQUESTED);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff WHERE staff_no = '100100'"), 0);
	assert_true(rig_approve(AUTHORITY, no));
	assert_int_equal(rig_state(no), DONE);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff WHERE staff_no = '100100' AND state = 'active' AND "
				    "must_change_password AND ward = '146' AND section = '北' AND role = 'clerk' AND person_ref = 'P-100' "
				    "AND valid_from = '2026-11-28' AND valid_to IS NULL"), 1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff_password p JOIN madoguchi.staff s USING (staff_id) WHERE "
				    "s.staff_no = '100100'"), 0);
	/* each step has its entry */
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff_request_step t JOIN madoguchi_log.leaf l ON l.writer = "
				    "t.log_writer AND l.n = t.log_n WHERE t.request_no = %llu", (unsigned long long)no), 3);
	/* the password is shown once, kept as a hash, and given anew until somebody logged in */
	const Pb__StaffFirstPasswordReply *a = first_password(AUTHORITY, no), *b = first_password(AUTHORITY, no);
	assert_non_null(a);
	assert_non_null(b);
	assert_int_equal(strlen(a->password), 19);
	assert_string_not_equal(a->password, b->password);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff_password p JOIN madoguchi.staff s USING (staff_id) WHERE "
				    "s.staff_no = '100100' AND p.hash LIKE '$argon2id$%%' AND p.set_by = '300001'"), 2);
	rig_sql("UPDATE madoguchi.staff SET last_login_us = %lld WHERE staff_no = '100100'", (long long)(RIG_START_US + DAY_US));
	assert_null(first_password(AUTHORITY, no));
	rig_refused_by("not_a_new_account");
}

static void a_forgotten_password_is_set_anew_by_two_people(void **state)
{
	(void)state;
	rig_sql("UPDATE madoguchi.staff SET last_login_us = %lld, password_locked_us = 1 WHERE staff_no = '100001'", (long long)RIG_START_US - DAY_US);
	const int64_t before = rig_number("SELECT COUNT(*) FROM madoguchi.staff_password p JOIN madoguchi.staff s USING (staff_id) WHERE s.staff_no = '100001'");
	rig_session(CLERK);
	assert_int_equal(rig_ask(&(struct ask){.by = HEAD_ELSEWHERE, .kind = PB__STAFF_KIND__STAFF_PASSWORD, .staff_no = "100001"}), 0);
	rig_refused_by("another_ward");
	const uint64_t no = rig_ask(&(struct ask){.by = HEAD, .kind = PB__STAFF_KIND__STAFF_PASSWORD, .staff_no = "100001"});
	assert_true(no > 0);
	assert_null(first_password(AUTHORITY, no)); /* not before it is approved */
	rig_refused_by("not_a_new_account");
	assert_false(rig_approve(AUTHORITY_2, no)); /* the head's person */
	assert_true(rig_approve(AUTHORITY, no));
	assert_int_equal(rig_state(no), DONE);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.session c JOIN madoguchi.staff s USING (staff_id) WHERE s.staff_no = '100001' "
				    "AND c.ended_us IS NULL"), 0);
	/* what may be known to others is worth nothing until then, and nothing after it */
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff WHERE staff_no = '100001' AND password_locked_us = 1"), 1);
	assert_non_null(first_password(AUTHORITY, no));
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff_password p JOIN madoguchi.staff s USING (staff_id) WHERE s.staff_no = '100001'"),
		before + 1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff WHERE staff_no = '100001' AND must_change_password AND "
				    "password_locked_us IS NULL AND state = 'active' AND role = 'clerk'"), 1);
	rig_sql("UPDATE madoguchi.staff SET last_login_us = %lld WHERE staff_no = '100001'", (long long)(RIG_START_US + DAY_US));
	assert_null(first_password(AUTHORITY, no));
	rig_refused_by("not_a_new_account");
	rig_sql("UPDATE madoguchi.staff SET must_change_password = FALSE, last_login_us = %lld WHERE staff_no = '100001'", (long long)RIG_START_US);
}

static void the_lists_say_what_is_open_and_before_and_after(void **state)
{
	(void)state;
	const uint64_t no = rig_ask(&(struct ask){HEAD, CHANGE, "100001", .role = "supervisor", .from = 3});
	assert_true(no > 0);
	Pb__StaffReviewRequest review = PB__STAFF_REVIEW_REQUEST__INIT;
	const Pb__StaffRequestsReply *r = rig_call(AUTHORITY, "Staff/Review", &review.base);
	assert_non_null(r);
	const Pb__StaffItem *item = r->items[r->n_items - 1];
	assert_int_equal(item->request_no, no);
	assert_string_equal(item->before->role, "clerk");
	assert_string_equal(item->after->role, "supervisor");
	assert_string_equal(item->after->role_title, "係長");
	assert_string_equal(item->requester, "200001");
	assert_false(item->left_open);
	Pb__StaffRequestsRequest own = PB__STAFF_REQUESTS_REQUEST__INIT;
	assert_true(((const Pb__StaffRequestsReply *)rig_call(HEAD, "Staff/Requests", &own.base))->n_items > 0);
	assert_int_equal(((const Pb__StaffRequestsReply *)rig_call(HEAD_ELSEWHERE, "Staff/Requests", &own.base))->n_items, 0);
	Pb__StaffWithdrawRequest withdraw = PB__STAFF_WITHDRAW_REQUEST__INIT;
	withdraw.request_no = no;
	assert_null(rig_call(HEAD_ELSEWHERE, "Staff/Withdraw", &withdraw.base));
	rig_refused_by("not_the_requester");
	assert_non_null(rig_call(HEAD, "Staff/Withdraw", &withdraw.base));
	assert_false(rig_approve(AUTHORITY, no));
	rig_refused_by("decided_already");
	Pb__StaffListRequest list = PB__STAFF_LIST_REQUEST__INIT;
	const Pb__StaffListReply *people = rig_call(HEAD, "Staff/List", &list.base);
	for (size_t i = 0; i < people->n_members; i++)
		assert_string_equal(people->members[i]->account->section, "北");
	people = rig_call(AUDITOR, "Staff/List", &list.base);
	assert_true(people->n_members >= N_PEOPLE - 1);
}

/* ---- what is refused, and stands in the log ---- */

static void a_request_over_the_section_s_border_is_refused_and_logged(void **state)
{
	(void)state;
	assert_false(rig_ask(&(struct ask){HEAD, REMOVE, "100003", .from = 0}));
	rig_refused_by("another_ward");
	assert_false(rig_ask(&(struct ask){HEAD, CHANGE, "100003", .role = "supervisor"}));
	rig_refused_by("another_ward");
	assert_false(rig_ask(&(struct ask){HEAD, REMOVE, "100004", .from = 0}));
	rig_refused_by("another_section");
	assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "100101", "P-101", .ward = "142", .section = "中"}));
	rig_refused_by("another_ward");
	assert_false(rig_ask(&(struct ask){CLERK, REGISTER, "100101", "P-101", .from = 0}));
	assert_int_equal(rig_code, MG_ERR_DENIED);
	assert_false(rig_ask(&(struct ask){HEAD, REMOVE, "999999", .from = 0}));
	assert_int_equal(rig_code, MG_ERR_INVALID);
	assert_string_equal(rig_field, "staff_no");
	assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "100101", "P-101", .need = "  "}));
	assert_string_equal(rig_field, "need");
	assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "100101", "P-101", .role = "boss"}));
	assert_string_equal(rig_field, "role");
}

static void one_person_has_one_account_and_asks_for_it_once(void **state)
{
	(void)state;
	assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "100102", "P-2", .from = 0})); /* 100001's */
	rig_refused_by("person_has_account");
	assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "100001", "P-102", .from = 0}));
	rig_refused_by("number_taken");
	const uint64_t no = register_one("100103", "P-103");
	assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "100103", "P-103", .from = 0}));
	rig_refused_by("asked_already");
	assert_false(rig_refuse(AUTHORITY, no, ""));
	assert_string_equal(rig_field, "words");
	assert_true(rig_refuse(AUTHORITY, no, "定員を超えています"));
	assert_int_equal(rig_state(no), PB__STAFF_STATE__STAFF_REFUSED);
	assert_false(rig_approve(AUTHORITY, no));
	rig_refused_by("decided_already");
}

static void nobody_decides_on_what_they_asked_under_whichever_account(void **state)
{
	(void)state;
	const uint64_t no = register_one("100104", "P-104");
	assert_false(rig_approve(AUTHORITY_2, no)); /* the head's second account */
	rig_refused_by("own_request");
	assert_false(rig_refuse(AUTHORITY_2, no, "x"));
	rig_refused_by("own_request");
	assert_false(rig_approve(HEAD, no));
	assert_int_equal(rig_code, MG_ERR_DENIED);
	/* nor on the own account */
	rig_sql("UPDATE madoguchi.staff SET person_ref = 'P-2' WHERE staff_id = %d", AUTHORITY_2);
	const uint64_t own = rig_ask(&(struct ask){HEAD, CHANGE, "100001", .role = "supervisor", .from = 1});
	assert_true(own > 0);
	assert_false(rig_approve(AUTHORITY_2, own));
	rig_refused_by("own_account");
	rig_sql("UPDATE madoguchi.staff SET person_ref = NULL WHERE staff_id = %d", AUTHORITY_2);
	assert_false(rig_approve(AUTHORITY_2, own));
	rig_refused_by("no_person_ref");
	rig_sql("UPDATE madoguchi.staff SET person_ref = 'P-1' WHERE staff_id = %d", AUTHORITY_2);
	assert_true(rig_refuse(AUTHORITY, own, "x"));
	assert_true(rig_refuse(AUTHORITY, no, "x"));
}

static void a_disabled_head_or_authority_neither_asks_nor_decides(void **state)
{
	(void)state;
	const uint64_t no = register_one("100105", "P-105");
	rig_sql("UPDATE madoguchi.staff SET state = 'disabled', disabled_us = 1 WHERE staff_id IN (%d, %d)", HEAD, AUTHORITY);
	/* a session of theirs is over; whoever still came so far is refused by the rule */
	assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "100106", "P-106", .from = 0}));
	rig_refused_by("not_a_head");
	assert_false(rig_approve(AUTHORITY, no));
	rig_refused_by("decider_not_active");
	rig_sql("UPDATE madoguchi.staff SET state = 'active', disabled_us = NULL WHERE staff_id = %d", AUTHORITY);
	assert_false(rig_approve(AUTHORITY, no)); /* who asked is not in office any more */
	rig_refused_by("requester_not_in_office");
	rig_sql("UPDATE madoguchi.staff SET state = 'active', disabled_us = NULL WHERE staff_id = %d", HEAD);
	rig_sql("UPDATE madoguchi.staff SET valid_to = '2026-11-27' WHERE staff_id = %d", AUTHORITY);
	assert_false(rig_approve(AUTHORITY, no));
	rig_refused_by("decider_not_active");
	rig_sql("UPDATE madoguchi.staff SET valid_to = NULL WHERE staff_id = %d", AUTHORITY);
	assert_true(rig_refuse(AUTHORITY, no, "x"));
}

/* ---- the database says the same ---- */

static void the_database_refuses_what_the_code_refuses(void **state)
{
	(void)state;
	const unsigned long long no = (unsigned long long)register_one("100107", "P-107");
#define DECIDE "UPDATE madoguchi.staff_request SET state = 'approved', decider_id = %d, decider_no = '%s', decider_name = 'x', " \
	       "decided_us = 5 WHERE request_no = %llu"
	assert_true(rig_sql_is_refused(DECIDE, HEAD, "200001", no));
	assert_true(rig_sql_is_refused(DECIDE, AUTHORITY_2, "300002", no)); /* the same person */
	assert_true(rig_sql_is_refused(DECIDE, CLERK, "100001", no));
	rig_sql("UPDATE madoguchi.staff SET state = 'disabled', disabled_us = 1 WHERE staff_id = %d", AUTHORITY);
	assert_true(rig_sql_is_refused(DECIDE, AUTHORITY, "300001", no));
	rig_sql("UPDATE madoguchi.staff SET state = 'active', disabled_us = NULL WHERE staff_id = %d", AUTHORITY);
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff_request SET state = 'done', done_us = 5 WHERE request_no = %llu", no));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff_request SET role = 'authority' WHERE request_no = %llu", no));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff_request SET effective = '2026-12-24' WHERE request_no = %llu", no));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff_request_step SET by_no = 'x'"));
	/* asked by a clerk, over the border, of another, decided from the start */
#define ASK "INSERT INTO madoguchi.staff_request (municipality, kind, state, staff_id, staff_no, person_ref, need, effective, name, kana, " \
	    "ward, section, role, vendor, valid_to, requester_id, requester_no, requester_name, asked_ward, asked_section, asked_us, " \
	    "log_writer, log_n) VALUES ('271403', '%s', '%s', %s, '%s', '%s', 'x', '2026-12-01', 'x', 'x', '%s', '北', 'clerk', %d, NULL, " \
	    "%d, '%s', 'x', '146', '北', 1, 1, 1)"
	assert_false(rig_sql_is_refused(ASK, "register", "requested", "NULL", "100108", "P-108", "146", 0, HEAD, "200001"));
	assert_true(rig_sql_is_refused(ASK, "register", "approved", "NULL", "100109", "P-109", "146", 0, HEAD, "200001"));
	assert_true(rig_sql_is_refused(ASK, "register", "requested", "NULL", "100109", "P-109", "146", 0, CLERK, "100001"));
	assert_true(rig_sql_is_refused(ASK, "register", "requested", "NULL", "100109", "P-109", "142", 0, HEAD, "200001"));
	assert_true(rig_sql_is_refused(ASK, "register", "requested", "NULL", "100109", "P-1", "146", 0, HEAD, "200001"));
	assert_true(rig_sql_is_refused(ASK, "register", "requested", "NULL", "100109", "P-109", "146", 1, HEAD, "200001"));
	assert_true(rig_sql_is_refused(ASK, "change", "requested", "5", "100003", "P-5", "146", 0, HEAD, "200001"));
	/* without a request the server makes and changes nothing; madoguchi-admin's account may */
#define MAKE "INSERT INTO madoguchi.staff (municipality, staff_no, name, kana, ward, section, role, state, must_change_password, valid_from, " \
	     "person_ref, made_us, vendor) VALUES ('271403', '%s', 'x', 'x', '146', '北', 'clerk', 'active', 1, '2026-12-01', '%s', 1, 0)"
	assert_true(rig_app_is_refused(MAKE, "100107", "P-107")); /* asked for, not approved */
	assert_true(rig_app_is_refused(MAKE, "100110", "P-110"));
	assert_true(rig_app_is_refused("UPDATE madoguchi.staff SET role = 'authority' WHERE staff_id = %d", CLERK));
	assert_true(rig_app_is_refused("UPDATE madoguchi.staff SET valid_to = '2030-01-01' WHERE staff_id = %d", VENDOR));
	assert_true(rig_app_is_refused("UPDATE madoguchi.staff SET state = 'disabled', disabled_us = 5 WHERE staff_id = %d", CLERK));
	assert_true(rig_app_is_refused("UPDATE madoguchi.staff SET staff_no = '100111' WHERE staff_id = %d", CLERK));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff SET valid_to = NULL WHERE staff_id = %d", VENDOR));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff SET vendor = 0 WHERE staff_id = %d", VENDOR));
	assert_true(rig_sql_is_refused("INSERT INTO madoguchi.vendor_access VALUES ('271403', %llu, %d, '2026-12-01', '2027-12-01')", no, VENDOR));
	assert_true(rig_sql_is_refused("INSERT INTO madoguchi.training VALUES ('271403', 1)"));
	assert_true(rig_refuse(AUTHORITY, no, "x"));
}

/* ---- days ---- */

static int64_t live_sessions(enum who who)
{
	return rig_number("SELECT COUNT(*) FROM madoguchi.session WHERE live_staff_id = %d", (int)who);
}

static void a_removal_of_today_disables_at_once_and_ends_the_session(void **state)
{
	(void)state;
	rig_session(CLERK_ELSEWHERE);
	assert_int_equal(live_sessions(CLERK_ELSEWHERE), 1);
	const uint64_t no = rig_ask(&(struct ask){HEAD_ELSEWHERE, REMOVE, "100003", .from = 0});
	assert_true(rig_approve(AUTHORITY, no));
	assert_int_equal(rig_state(no), DONE);
	assert_int_equal(live_sessions(CLERK_ELSEWHERE), 0);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff WHERE staff_id = %d AND state = 'disabled' AND disabled_us > 1 "
				    "AND valid_to = '2026-11-27'", CLERK_ELSEWHERE), 1);
	/* who comes back gets the number back, and what was is kept */
	const uint64_t back = rig_ask(&(struct ask){HEAD_ELSEWHERE, REGISTER, "100003", "P-5", .from = 0});
	assert_true(rig_approve(AUTHORITY, back));
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff WHERE staff_id = %d AND state = 'active' AND must_change_password "
				    "AND valid_to IS NULL", CLERK_ELSEWHERE), 1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff_history WHERE staff_id = %d AND state = 'disabled'",
				 CLERK_ELSEWHERE), 1);
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff_history SET role = 'x'"));
	rig_sql("UPDATE madoguchi.staff SET name = '架空 100003' WHERE staff_id = %d", CLERK_ELSEWHERE);
}

static void what_was_approved_acts_on_its_day(void **state)
{
	(void)state;
	const uint64_t moves = rig_ask(&(struct ask){HEAD, CHANGE, "100001", .role = "supervisor", .from = 1}),
		       leaves = rig_ask(&(struct ask){HEAD, REMOVE, "100002", .from = 2});
	assert_true(rig_approve(AUTHORITY, moves) && rig_approve(AUTHORITY, leaves));
	assert_int_equal(rig_state(moves), APPROVED);
	assert_int_equal(rig_state(leaves), APPROVED);
	/* the last day stands at once: the account is out on the day even if no job runs */
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff WHERE staff_id = %d AND state = 'active' AND valid_to = "
				    "'2026-11-29'", CLERK_B), 1);
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff_request SET state = 'done', done_us = 5, decider_name = NULL WHERE request_no "
				       "= %llu", (unsigned long long)moves));
	rig_session(CLERK);
	assert_true(rig_job());
	assert_int_equal(rig_state(moves), APPROVED);
	assert_int_equal(live_sessions(CLERK), 1);
	rig_day(1);
	assert_true(rig_job());
	assert_int_equal(rig_state(moves), DONE);
	assert_int_equal(rig_number("SELECT role = 'supervisor' FROM madoguchi.staff WHERE staff_id = %d", CLERK), 1);
	assert_int_equal(live_sessions(CLERK), 0);
	assert_int_equal(rig_state(leaves), APPROVED);
	rig_session(CLERK_B);
	rig_day(2);
	assert_true(rig_job());
	assert_int_equal(rig_state(leaves), DONE);
	assert_int_equal(rig_number("SELECT state = 'disabled' FROM madoguchi.staff WHERE staff_id = %d", CLERK_B), 1);
	assert_int_equal(live_sessions(CLERK_B), 0);
	assert_true(rig_job()); /* again: nothing more */
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff_request_step WHERE by_no = 'system'"), 2);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff_request_step t JOIN madoguchi_log.leaf l ON l.writer = "
				    "t.log_writer AND l.n = t.log_n WHERE t.by_no = 'system'"), 2);
}

static void a_request_left_open_and_an_account_past_its_end_are_the_day_s_alarm(void **state)
{
	(void)state;
	rig_day(2);
	const uint64_t open = rig_ask(&(struct ask){HEAD, CHANGE, "100001", .role = "clerk", .from = 20});
	assert_true(open > 0);
	rig_sql("UPDATE madoguchi.staff SET valid_to = '2026-12-05' WHERE staff_id = %d", OF_SOUTH);
	rig_session(OF_SOUTH);
	rig_day(8);
	assert_true(rig_job());
	assert_int_equal(rig_number("SELECT open_requests FROM madoguchi.staff_day WHERE day = '2026-12-06'"), 0);
	assert_int_equal(rig_number("SELECT past_end FROM madoguchi.staff_day WHERE day = '2026-12-06'"), 1);
	assert_int_equal(rig_number("SELECT state = 'disabled' FROM madoguchi.staff WHERE staff_id = %d", OF_SOUTH), 1);
	assert_int_equal(live_sessions(OF_SOUTH), 0);
	rig_day(10);
	assert_true(rig_job());
	assert_true(rig_job()); /* one look a day */
	assert_int_equal(rig_number("SELECT open_requests FROM madoguchi.staff_day WHERE day = '2026-12-08'"), 1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff_day d JOIN madoguchi_log.leaf l ON l.writer = d.log_writer AND "
				    "l.n = d.log_n"), rig_number("SELECT COUNT(*) FROM madoguchi.staff_day"));
	Pb__StaffReviewRequest review = PB__STAFF_REVIEW_REQUEST__INIT;
	const Pb__StaffRequestsReply *r = rig_call(AUTHORITY, "Staff/Review", &review.base);
	assert_int_equal(r->left_open, 1);
	assert_true(rig_refuse(AUTHORITY, open, "x"));
	rig_day(0);
}

/* ---- vendors ---- */

static uint64_t withheld_of(enum who who)
{
	Pb__StaffListRequest in = PB__STAFF_LIST_REQUEST__INIT;
	assert_null(rig_call(who, "Staff/List", &in.base)); /* never */
	assert_int_equal(rig_code, MG_ERR_DENIED);
	Pb__PersonSearchRequest search = PB__PERSON_SEARCH_REQUEST__INIT;
	(void)rig_call(who, "Person/Search", &search.base);
	return rig_code == MG_ERR_DENIED;
}

static void a_vendor_sees_residents_for_a_span_of_its_own_request(void **state)
{
	(void)state;
	assert_true(withheld_of(VENDOR));
	assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "500002", "V-2", .vendor = true}));
	rig_refused_by("vendor_without_end");
	assert_false(rig_ask(&(struct ask){HEAD, PERSONAL, "100001", .from = 1, .to = 3}));
	rig_refused_by("not_a_vendor");
	const uint64_t no = rig_ask(&(struct ask){HEAD, PERSONAL, "500001", .from = 1, .to = 3, .need = "移行データの確認"});
	assert_true(no > 0);
	assert_true(withheld_of(VENDOR));
	assert_true(rig_approve(AUTHORITY, no));
	assert_int_equal(rig_state(no), DONE);
	assert_true(withheld_of(VENDOR)); /* not yet */
	rig_day(1);
	assert_false(withheld_of(VENDOR));
	rig_day(3);
	assert_false(withheld_of(VENDOR));
	rig_day(4);
	assert_true(withheld_of(VENDOR));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.vendor_access SET to_day = '2030-01-01'"));
	rig_day(0);
}

static int setup(void **state)
{
	(void)state;
	rig_open("test_staff");
	rig_sql("INSERT INTO madoguchi.staff (municipality, staff_no, name, kana, ward, section, role, state, must_change_password, valid_from,"
		" person_ref, made_us) VALUES ('271403', '100140', '架空 新人', 'カクウ シンジン', '146', '北', 'clerk', 'active', 0,"
		" '2026-01-01', 'P-140', 1), ('271403', '100141', '架空 新人', 'カクウ シンジン', '146', '北', 'clerk', 'active', 0,"
		" '2026-01-01', 'P-141', 1)");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_is_one_that_the_server_may_run),
		cmocka_unit_test(two_of_the_authority_acknowledge_a_break_glass),
		cmocka_unit_test(an_approved_registration_makes_an_account_that_waits_for_password_and_fingers),
		cmocka_unit_test(a_forgotten_password_is_set_anew_by_two_people),
		cmocka_unit_test(the_lists_say_what_is_open_and_before_and_after),
		cmocka_unit_test(a_request_over_the_section_s_border_is_refused_and_logged),
		cmocka_unit_test(one_person_has_one_account_and_asks_for_it_once),
		cmocka_unit_test(a_personnel_number_is_one_in_whichever_spelling),
		cmocka_unit_test(of_two_registrations_of_one_person_one_is_approved),
		cmocka_unit_test(nobody_decides_on_what_they_asked_under_whichever_account),
		cmocka_unit_test(a_disabled_head_or_authority_neither_asks_nor_decides),
		cmocka_unit_test(the_database_refuses_what_the_code_refuses),
		cmocka_unit_test(a_removal_of_today_disables_at_once_and_ends_the_session),
		cmocka_unit_test(a_vendor_sees_residents_for_a_span_of_its_own_request),
		cmocka_unit_test(heads_confirm_their_people_each_year_and_sign),
		cmocka_unit_test(the_list_of_personnel_shows_what_is_out_of_order),
		cmocka_unit_test(what_was_approved_acts_on_its_day),
		cmocka_unit_test(a_request_left_open_and_an_account_past_its_end_are_the_day_s_alarm),
		cmocka_unit_test(a_vendor_is_neither_head_nor_of_the_authority),
		cmocka_unit_test(an_approved_change_does_not_undo_a_removal),
		cmocka_unit_test(an_approved_change_is_not_of_an_account_that_was_begun_anew),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
