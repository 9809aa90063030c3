/* SPDX-License-Identifier: Apache-2.0
 * The counter's records over real mutual TLS, where one person stands against another: signatures,
 * second accounts, and other wards under 支援措置. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "counter.h"
#include "madoguchi/v1/person.pb-c.h"

static const Pb__CheckListLine *line_of(const Pb__CheckListReply *list, const char *shori_no)
{
	for (size_t i = 0; i < list->n_lines; i++)
		if (strcmp(list->lines[i]->row->shori_no, shori_no) == 0)
			return list->lines[i];
	return NULL;
}

static void only_another_person_signs_a_list_and_what_changed_is_checked_anew(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2);
	const char *clerk_no = mg_rig_get_nth("MG_STAFF_%d_NO", CLERK),
		   *chief_no = mg_rig_get_nth("MG_STAFF_%d_NO", SUPERVISOR);
	const char *who = somebody();
	Pb__ReceiptNo *no = no_of(must_acquire(&a, who));
	const Pb__CheckListReply *list = must_list(&a, clerk_no);
	const Pb__CheckListLine *line = line_of(list, who);
	assert_non_null(line);
	assert_true(line->n_items >= 8);
	assert_string_equal(line->items[0]->before, "");
	assert_null(sign(&a, list, &said)); /* one's own */
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	(void)must_acquire(&a, somebody());
	assert_null(sign(&b, list, &said)); /* another list than the one shown */
	assert_string_equal(said.code, "CONFLICT");
	list = must_list(&b, clerk_no);
	assert_false(list->signed_off);
	assert_non_null(sign(&b, list, &said));
	assert_true(must_list(&b, clerk_no)->signed_off);
	assert_int_equal(must_open(&a, no)->row->state, PB__RECEIPT_STATE__RECEIPT_CHECKED);
	/* the clerk corrects: checked anew; the chief corrects: on the chief's list, which the
	 * chief cannot sign */
	assert_non_null(correct(&a, who, no, 2, "", &said));
	assert_int_equal(must_open(&a, no)->row->state, PB__RECEIPT_STATE__RECEIPT_ENTERED);
	assert_non_null(correct(&b, who, no, 3, "照合で気付いた", &said));
	list = must_list(&b, clerk_no);
	assert_true(line_of(list, who)->changed_since);
	list = must_list(&b, chief_no);
	line = line_of(list, who);
	assert_non_null(line);
	assert_null(sign(&b, list, &said));
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	assert_non_null(sign(&a, list, &said));
	assert_int_equal(must_open(&a, no)->row->state, PB__RECEIPT_STATE__RECEIPT_CHECKED);
	counter_logout(&a);
	counter_logout(&b);
}

/* The personnel number that tells that clerk and supervisor are one person: NULL, nobody is. */
static void be_one_person(const char *person_ref)
{
	/* the supervisor's rights to what may leave are put aside: the database lets no one person hold two of them */
#define RIGHT "municipality, staff_id, name, given_us, given_by, asked_by, allowed_by, log_writer, log_n"
	static const char aside[] =
		"CREATE TABLE IF NOT EXISTS madoguchi.test_right AS SELECT " RIGHT " FROM madoguchi.staff_right"
		" WHERE ended_us IS NULL AND staff_id IN (SELECT staff_id FROM madoguchi.staff WHERE staff_no = '%s');"
		"DELETE FROM madoguchi.staff_right"
		" WHERE staff_id IN (SELECT staff_id FROM madoguchi.staff WHERE staff_no = '%s')";
	static const char back[] = "INSERT INTO madoguchi.staff_right (" RIGHT ") SELECT " RIGHT " FROM madoguchi.test_right;"
				   "DROP TABLE madoguchi.test_right";
	const bool joins = strcmp(person_ref, "NULL") != 0;
	const char *chief = mg_rig_get_nth("MG_STAFF_%d_NO", SUPERVISOR);
	char sql[700];
	snprintf(sql, sizeof(sql), aside, chief, chief);
	if (joins)
		mg_test_db_sql(&counter_superuser, sql);
	snprintf(sql, sizeof(sql),
		"UPDATE madoguchi.staff SET person_ref = %s WHERE staff_no IN ('%s', '%s')",
		person_ref, mg_rig_get_nth("MG_STAFF_%d_NO", CLERK),
		mg_rig_get_nth("MG_STAFF_%d_NO", SUPERVISOR));
	mg_test_db_sql(&counter_superuser, sql);
	if (!joins)
		mg_test_db_sql(&counter_superuser, back);
}

static void a_second_account_is_not_another_person(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2);
	const char *who = somebody();
	Pb__ReceiptNo *no = no_of(must_acquire(&a, who));
	const Pb__CheckListReply *list = must_list(&b, mg_rig_get_nth("MG_STAFF_%d_NO", CLERK));
	be_one_person("'P-1'");
	assert_null(sign(&b, list, &said));
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	assert_string_equal(said.field, "staff_no");
	assert_int_equal(must_open(&a, no)->row->state, PB__RECEIPT_STATE__RECEIPT_ENTERED);
	/* one's own of today, whoever one is: and no way round the day after */
	assert_non_null(correct(&b, who, no, 1, "", &said));
	be_one_person("NULL");
	list = must_list(&b, mg_rig_get_nth("MG_STAFF_%d_NO", CLERK));
	assert_true(line_of(list, who)->changed_since);
	assert_non_null(
		sign(&a, must_list(&a, mg_rig_get_nth("MG_STAFF_%d_NO", SUPERVISOR)), &said));
	counter_logout(&a);
	counter_logout(&b);
}

static void what_is_opened_is_what_the_counter_recorded(void **state)
{
	(void)state;
	struct counter a;
	struct counter_said said;
	Pb__PersonOpenRequest in = PB__PERSON_OPEN_REQUEST__INIT;
	counter_login(&a, CLERK, 1);
	const char *who = somebody();
	in.shori_no = (char *)(uintptr_t)who;
	const Pb__PersonOpenReply *r =
		COUNTER_CALL(&a, "Person/Open", &in, person_open_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_string_equal(r->insured_type, "2");
	Pb__ReceiptNo *no = no_of(must_acquire(&a, who));
	r = COUNTER_CALL(&a, "Person/Open", &in, person_open_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_string_equal(r->insured_type, "1");
	assert_string_equal(move(&a, no, 1, PB__RECEIPT_STATE__RECEIPT_WITHDRAWN, &said), "");
	r = COUNTER_CALL(&a, "Person/Open", &in, person_open_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_string_equal(r->insured_type, "2");
	counter_logout(&a);
}

static void the_database_lets_nobody_sign_what_they_entered(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct counter a;
	counter_login(&a, CLERK, 1);
	(void)must_acquire(&a, somebody());
	counter_logout(&a);
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&counter_superuser);
	static const char keep[] =
		"INSERT INTO madoguchi.receipt_history SELECT municipality, ward, day, number, "
		"row_version,"
		" known_from_us, known_from_us + 1, log_writer, log_n, form, state, shori_no, "
		"name_kanji, name_kana,"
		" kanji_key, kana_key, received_date, entered_us, staff_id, staff_no, staff_name, "
		"form_version,"
		" form_day, form_staff_id, number_inquired, checked_us, checked_by, checked_by_name"
		" FROM madoguchi.receipt WHERE state = 'entered' ORDER BY number DESC LIMIT 1";
#define STEP(set)                                                                                  \
	"UPDATE madoguchi.receipt SET row_version = row_version + 1, " set                         \
	" WHERE state = 'entered' ORDER BY number DESC LIMIT 1"
	static const struct {
		const char *sql, *why;
	} steps[] = {
		{STEP("state = 'checked', checked_us = 1, checked_by = form_staff_id, "
		      "checked_by_name = 'x'"),
			"another person checks"},
		/* by the other account of the one who entered it */
		{STEP("state = 'checked', checked_us = 1, checked_by_name = 'x', checked_by = "
		      "(SELECT b.staff_id"
		      " FROM madoguchi.staff b WHERE b.person_ref = 'P-1' AND b.staff_id <> "
		      "form_staff_id)"),
			"another person checks"},
		/* as if somebody else had made it */
		{STEP("state = 'checked', checked_us = 1, checked_by_name = 'x', checked_by = "
		      "form_staff_id,"
		      " form_staff_id = form_staff_id + 1"),
			"who made a form stays"},
		{STEP("checked_us = 1, checked_by = form_staff_id + 1, checked_by_name = 'x'"),
			"is unchecked"},
	};
	be_one_person("'P-1'");
	assert_true(mg_db_script(db, keep, sizeof(keep) - 1, &err));
	for (size_t i = 0; i < MG_LEN(steps); i++) {
		if (mg_db_script(db, steps[i].sql, strlen(steps[i].sql), &err))
			fail_msg("went through: %s", steps[i].sql);
		if (!strstr(err.detail, steps[i].why))
			fail_msg("%s: %s", steps[i].sql, err.detail);
	}
	static const char undo[] = "ROLLBACK";
	assert_true(mg_db_script(db, undo, sizeof(undo) - 1, &err));
	be_one_person("NULL");
}

/* ---- 支援措置 ---- */

static void another_ward_does_not_learn_where_a_protected_person_was_received(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	char sql[400];
	counter_login(&a, CLERK, 1);
	counter_login(&b, ELSEWHERE, 2);
	const char *who = somebody();
	Pb__ReceiptNo *no = no_of(must_acquire(&a, who));
	Pb__ReceiptListRequest in = PB__RECEIPT_LIST_REQUEST__INIT;
	in.ward = (char *)(uintptr_t) "146";
	in.text = (char *)(uintptr_t)who;
	const Pb__ReceiptListReply *r =
		COUNTER_CALL(&b, "Receipt/List", &in, receipt_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_int_equal(r->total, 1);
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us, "
		"started_by,"
		" valid_from) VALUES ('271403', '%s', 1, 'test', '2026-01-01')",
		who);
	mg_test_db_sql(&counter_superuser, sql);
	r = COUNTER_CALL(&b, "Receipt/List", &in, receipt_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_int_equal(r->n_rows + r->total, 0);
	Pb__ReceiptOpenRequest open = PB__RECEIPT_OPEN_REQUEST__INIT;
	open.no = no;
	assert_null(
		COUNTER_CALL(&b, "Receipt/Open", &open, receipt_open_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "NOT_FOUND");
	assert_null(must_show(&b, who)->events[0]->receipt);
	/* nor by trying numbers: the right one gets the answer of a wrong one */
	struct counter_form f;
	Pb__QualificationJudgeRequest judge = PB__QUALIFICATION_JUDGE_REQUEST__INIT;
	counter_form(&f, who);
	judge.form = &f.form;
	judge.correcting = no;
	assert_null(COUNTER_CALL(
		&b, "Qualification/Judge", &judge, qualification_judge_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "NOT_FOUND");
	assert_non_null(COUNTER_CALL(
		&a, "Qualification/Judge", &judge, qualification_judge_reply, NULL, &arena, &said));
	r = COUNTER_CALL(&a, "Receipt/List", &in, receipt_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_int_equal(r->total, 1); /* the ward's own */
	assert_non_null(must_show(&a, who)->events[0]->receipt);
	mg_test_db_sql(&counter_superuser,
		"UPDATE madoguchi.protected_person SET ended_us = 2, ended_by = 'test'"
		" WHERE started_by = 'test' AND ended_us IS NULL");
	counter_logout(&a);
	counter_logout(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_another_person_signs_a_list_and_what_changed_is_checked_anew),
		cmocka_unit_test(a_second_account_is_not_another_person),
		cmocka_unit_test(what_is_opened_is_what_the_counter_recorded),
		cmocka_unit_test(the_database_lets_nobody_sign_what_they_entered),
		cmocka_unit_test(another_ward_does_not_learn_where_a_protected_person_was_received),
	};
	return cmocka_run_group_tests(tests, counter_setup, NULL);
}
