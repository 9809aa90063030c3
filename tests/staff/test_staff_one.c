/* SPDX-License-Identifier: Apache-2.0
 * One person is one person, a vendor is nobody's second one, and what was approved acts on the account that it was about. */
#include "test_staff.h"

#define REGISTER PB__STAFF_KIND__STAFF_REGISTER
#define CHANGE PB__STAFF_KIND__STAFF_CHANGE
#define REMOVE PB__STAFF_KIND__STAFF_REMOVE
#define DONE PB__STAFF_STATE__STAFF_DONE

/* A number has leading zeros, a small letter or none: it is one number. */
void a_personnel_number_is_one_in_whichever_spelling(void **state)
{
	(void)state;
	static const char *const own[] = {"1", "P-1", "p-1", "0001", "P-0000000001", "P1", "p01"},
				 *const colleague[] = {"2", "002", "p-2", "P2"}, *const none[] = {"", "0", "P-", "P-0", "P--1", "1 ",
				 "A-1", "V-1", "12345678901", "-1", "１"};
	for (size_t i = 0; i < MG_LEN(own); i++) {
		assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "300099", own[i], .role = "authority"}));
		rig_refused_by("own_account");
	}
	for (size_t i = 0; i < MG_LEN(colleague); i++) {
		assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "300099", colleague[i], .from = 0}));
		rig_refused_by("person_has_account");
	}
	for (size_t i = 0; i < MG_LEN(none); i++) {
		assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "300099", none[i], .from = 0}));
		assert_int_equal(rig_code, MG_ERR_INVALID);
		assert_string_equal(rig_field, "person_ref");
	}
	/* and no other one comes in past the code */
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff SET person_ref = '1' WHERE staff_id = %d", CLERK));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff SET person_ref = 'P-01' WHERE staff_id = %d", CLERK));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff SET person_ref = 'p-1' WHERE staff_id = %d", CLERK));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff SET person_ref = 'P-9' WHERE staff_id = %d", VENDOR));
}

void of_two_registrations_of_one_person_one_is_approved(void **state)
{
	(void)state;
	const uint64_t a = rig_ask(&(struct ask){HEAD, REGISTER, "100130", "130", .from = 0}),
		       b = rig_ask(&(struct ask){HEAD_ELSEWHERE, REGISTER, "100131", "P-0130", .from = 0});
	assert_true(a && b);
	assert_true(rig_approve(AUTHORITY, a));
	assert_false(rig_approve(AUTHORITY, b));
	rig_refused_by("person_has_account");
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff WHERE person_ref = 'P-130'"), 1);
	/* the database says it too, to the server's account */
	rig_sql("INSERT INTO madoguchi.staff_request_step VALUES ('271403', %llu, 'approved', 1, 'x', 1, 1)", (unsigned long long)b);
	rig_sql("UPDATE madoguchi.staff_request SET state = 'approved', decider_id = %d, decider_no = '300001', decider_name = 'x',"
		" decided_us = 5 WHERE request_no = %llu", AUTHORITY, (unsigned long long)b);
	assert_true(rig_app_is_refused("INSERT INTO madoguchi.staff (municipality, staff_no, name, kana, ward, section, role, state,"
		" must_change_password, valid_from, person_ref, made_us, vendor) SELECT municipality, staff_no, name, kana, ward, section,"
		" role, 'active', 1, effective, person_ref, 1, vendor FROM madoguchi.staff_request WHERE request_no = %llu",
		(unsigned long long)b));
	rig_sql("UPDATE madoguchi.staff_request SET state = 'lapsed' WHERE request_no = %llu", (unsigned long long)b);
}

void a_vendor_is_neither_head_nor_of_the_authority(void **state)
{
	(void)state;
	static const char *const offices[] = {"head", "authority"};
	for (size_t i = 0; i < MG_LEN(offices); i++) {
		assert_false(rig_ask(&(struct ask){HEAD, REGISTER, "500003", "3", .vendor = true, .to = 30, .role = offices[i]}));
		rig_refused_by("vendor_role");
		assert_false(rig_ask(&(struct ask){HEAD, CHANGE, "500001", .to = 30, .role = offices[i]}));
		rig_refused_by("vendor_role");
		assert_true(rig_sql_is_refused("UPDATE madoguchi.staff SET role = '%s' WHERE staff_id = %d", offices[i], VENDOR));
		assert_true(rig_sql_is_refused("INSERT INTO madoguchi.staff_request (municipality, kind, state, staff_no, person_ref, need,"
			" effective, name, kana, ward, section, role, vendor, valid_to, requester_id, requester_no, requester_name, asked_ward,"
			" asked_section, asked_us, log_writer, log_n) VALUES ('271403', 'register', 'requested', '500003', 'V-3', 'x',"
			" '2026-12-01', 'x', 'x', '146', '北', '%s', 1, '2026-12-31', %d, '200001', 'x', '146', '北', 1, 1, 1)",
			offices[i], HEAD));
	}
	/* nor one of the two who enrol a terminal or give a right */
#define TERMINAL "INSERT INTO madoguchi.terminal_request (municipality, kind, state, request, fingerprint, assertion_key, name, section, ward," \
		 " proposer_id, proposer_no, made_us, log_writer, log_n) VALUES ('271403', 'new', 'proposed', 'r', REPEAT('f', 16)," \
		 " REPEAT('k', 32), 'x', 'x', '146', %d, '%s', 1, 1, 1)"
	assert_true(rig_sql_is_refused(TERMINAL, VENDOR, "500001"));
	rig_sql(TERMINAL, CLERK, "100001");
	assert_true(rig_sql_is_refused("UPDATE madoguchi.terminal_request SET state = 'refused', reviewer_id = %d, reviewer_no = '500001',"
				       " reviewed_us = 1", VENDOR));
#define RIGHT "INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, asked_by, allowed_by, log_writer, log_n)" \
	      " VALUES ('271403', %d, 'EXTRACT', 1, 'x', '%s', '300001', 1, 1)"
	assert_true(rig_sql_is_refused(RIGHT, VENDOR, "400001"));
	assert_true(rig_sql_is_refused(RIGHT, CLERK, "500001"));
	assert_false(rig_sql_is_refused(RIGHT, CLERK, "400001"));
}

/* ---- what was approved before something else happened ---- */

void an_approved_change_does_not_undo_a_removal(void **state)
{
	(void)state;
	const uint64_t change = rig_ask(&(struct ask){HEAD, CHANGE, "100140", .role = "supervisor", .from = 3});
	assert_true(rig_approve(AUTHORITY, change));
	/* nothing else about that account but its removal */
	assert_false(rig_ask(&(struct ask){HEAD, CHANGE, "100140", .role = "head", .from = 4}));
	rig_refused_by("asked_already");
	const uint64_t leaves = rig_ask(&(struct ask){HEAD, REMOVE, "100140", .from = 12});
	assert_true(rig_approve(AUTHORITY, leaves));
	assert_false(rig_ask(&(struct ask){HEAD, REMOVE, "100140", .from = 14}));
	rig_refused_by("asked_already");
	rig_day(3);
	assert_true(rig_job());
	assert_int_equal(rig_state(change), PB__STAFF_STATE__STAFF_LAPSED);
	assert_int_equal(rig_number("SELECT role = 'clerk' AND valid_to = '2026-12-09' FROM madoguchi.staff WHERE staff_no = '100140'"), 1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.staff_request_step t JOIN madoguchi_log.leaf l ON l.writer = t.log_writer"
				    " AND l.n = t.log_n WHERE t.request_no = %llu AND t.state = 'lapsed'", (unsigned long long)change), 1);
	rig_day(12);
	assert_true(rig_job());
	assert_int_equal(rig_state(leaves), DONE);
	rig_day(0);
}

void an_approved_change_is_not_of_an_account_that_was_begun_anew(void **state)
{
	(void)state;
	const uint64_t change = rig_ask(&(struct ask){HEAD, CHANGE, "100141", .role = "supervisor", .from = 3}),
		       leaves = (assert_true(rig_approve(AUTHORITY, change)), rig_ask(&(struct ask){HEAD, REMOVE, "100141", .from = 0}));
	assert_true(rig_approve(AUTHORITY, leaves));
	assert_int_equal(rig_state(leaves), DONE);
	const uint64_t back = rig_ask(&(struct ask){HEAD, REGISTER, "100141", "141", .from = 0});
	assert_true(rig_approve(AUTHORITY, back)); /* as it was: the same name, role and end */
	rig_day(3);
	assert_true(rig_job());
	assert_int_equal(rig_state(change), PB__STAFF_STATE__STAFF_LAPSED);
	assert_int_equal(rig_number("SELECT role = 'clerk' AND state = 'active' FROM madoguchi.staff WHERE staff_no = '100141'"), 1);
	rig_day(0);
	/* asked for before and decided after: refused at once, and sent back */
	const uint64_t late = rig_ask(&(struct ask){HEAD, CHANGE, "100141", .role = "supervisor", .from = 0});
	rig_sql("UPDATE madoguchi.staff SET kana = 'カクウ' WHERE staff_no = '100141'");
	assert_false(rig_approve(AUTHORITY, late));
	rig_refused_by("account_changed");
	assert_true(rig_refuse(AUTHORITY, late, "x"));
}
