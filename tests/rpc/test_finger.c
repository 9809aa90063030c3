/* SPDX-License-Identifier: Apache-2.0
 * Fingers enrolled at a counter by two people, over real mutual TLS and with the real matcher. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "enroller.h"

#define INDEX_SEED 9101
#define OTHER_SEED 9102
#define NEW_SEED 9103
#define OF_STAFF_1 1001 /* packaging/demo/lib.sh */
#define FIVE(x)                                                                                                        \
	(const uint64_t[5])                                                                                            \
	{                                                                                                              \
		x, x, x, x, x                                                                                          \
	}

static struct counter chief;
static struct counter_said said;

static int setup(void **state)
{
	counter_setup(state);
	mg_arena_done(&arena);
	mg_arena_init(&arena, 256U << 20);
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET role = 'authority' WHERE staff_no = '200002'");
	counter_login(&chief, ENROLLER, TERMINAL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	counter_logout(&chief);
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET role = 'supervisor' WHERE staff_no = '200002';"
					   "UPDATE madoguchi.staff SET state = 'disabled', disabled_us = 1 WHERE name = '新人'");
	return 0;
}

static void two_people_enrol_two_fingers_and_the_person_logs_in(void **state)
{
	(void)state;
	struct sitting s;
	uint8_t token[32];
	const char *who = enroller_person();
	assert_false(enroller_list(&chief, who)->enrolled);
	assert_string_equal(enroller_login(who, INDEX_SEED, NULL), "LOGIN_REFUSED");
	sitting_begin(&s, &chief, who);
	assert_int_equal(sitting_look(&s, INDEX_SEED, AS_IT_IS, &said)->fault, PB__FINGER_FAULT__FINGER_FINE);
	assert_int_equal(sitting_look(&s, BLANK, AS_IT_IS, &said)->fault, PB__FINGER_FAULT__FINGER_BLANK);
	sitting_take(&s, 7, INDEX_SEED);
	/* one finger is not enough, and nobody has looked on yet */
	assert_false(sitting_witness(&s, WITNESS, NULL, NULL, &said));
	assert_string_equal(said.field, "fingers");
	sitting_take(&s, 2, OTHER_SEED);
	assert_int_equal(sitting_commit(&s, &said), 0);
	assert_string_equal(said.field, "witness");
	/* the second person's factors are judged as a login's */
	assert_false(sitting_witness(&s, WITNESS, NULL, "not-the-Password-1", &said));
	assert_string_equal(said.code, "LOGIN_REFUSED");
	assert_false(sitting_witness(&s, 1, mg_rig_get_nth("MG_STAFF_%d_NO", WITNESS), NULL, &said));
	assert_string_equal(said.code, "LOGIN_REFUSED");
	assert_false(sitting_witness(&s, WITNESS, "999999", NULL, &said));
	assert_string_equal(said.code, "LOGIN_REFUSED");
	if (!sitting_witness(&s, WITNESS, NULL, NULL, &said))
		fail_msg("witness: %s %s", said.code, said.field);
	/* nothing is taken after it, and the one who enrols gives the own factors again */
	assert_null(sitting_capture(&s, 3, FIVE(NEW_SEED), &said));
	assert_string_equal(said.field, "witness");
	Pb__FingerCommitRequest in = PB__FINGER_COMMIT_REQUEST__INIT;
	in.enrolment_id = exporter_bytes(s.id, sizeof(s.id));
	assert_null(exporter_say(&chief, "/madoguchi.v1.Finger/Commit", &in.base, &pb__finger_commit_reply__descriptor, NULL, &said));
	assert_string_equal(said.code, "FRESH_FACTOR");
	assert_int_equal(sitting_commit(&s, &said), 2);
	assert_int_equal(sitting_commit(&s, &said), 0); /* once */
	assert_true(enroller_list(&chief, who)->enrolled);
	assert_string_equal(enroller_list(&chief, who)->fingers[0]->enrolled_by, "200002");
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi.finger_capture WHERE template <> '' OR wrapped <> ''"), 0);
	assert_string_equal(enroller_login(who, NEW_SEED, NULL), "LOGIN_REFUSED");
	assert_string_equal(enroller_login(who, INDEX_SEED, token), "");
	assert_string_equal(enroller_login(who, OTHER_SEED, token), "");
	/* all removed: the session ends, and nobody logs in with them */
	assert_string_equal(enroller_delete(&chief, who, 7, &said), "REFUSED_BY_RULE");
	assert_string_equal(enroller_delete(&chief, who, 0, &said), "");
	struct counter person = {.client = mg_rig_connect(1)};
	memcpy(person.token, token, sizeof(token));
	Pb__CodeListRequest list = PB__CODE_LIST_REQUEST__INIT;
	assert_null(exporter_say(&person, "/madoguchi.v1.Code/List", &list.base, &pb__code_list_reply__descriptor, NULL, &said));
	assert_string_equal(said.code, "UNAUTHENTICATED");
	mg_rpc_client_free(person.client);
	assert_string_equal(enroller_login(who, INDEX_SEED, NULL), "LOGIN_REFUSED");
	assert_int_equal(enroller_list(&chief, who)->n_fingers, 0);
}

static void neither_the_person_nor_a_second_account_looks_on(void **state)
{
	(void)state;
	struct sitting s;
	char sql[200];
	const char *who = enroller_person();
	Pb__FingerBeginRequest in = PB__FINGER_BEGIN_REQUEST__INIT;
	in.staff_no = (char *)(uintptr_t)mg_rig_get_nth("MG_STAFF_%d_NO", ENROLLER);
	assert_null(exporter_say(&chief, "/madoguchi.v1.Finger/Begin", &in.base, &pb__finger_begin_reply__descriptor, NULL, &said));
	assert_string_equal(said.field, "staff_no"); /* the own fingers */
	sitting_begin(&s, &chief, who);
	sitting_take(&s, 7, INDEX_SEED);
	sitting_take(&s, 2, OTHER_SEED);
	assert_false(sitting_witness(&s, ENROLLER, NULL, NULL, &said));
	assert_string_equal(said.field, "staff_no");
	assert_false(sitting_witness(&s, WITNESS, who, PASSWORD, &said));
	assert_string_equal(said.field, "staff_no");
	snprintf(sql, sizeof(sql), "UPDATE madoguchi.staff SET person_ref = 'P-%s' WHERE staff_no = '100003'", who);
	mg_test_db_sql(&counter_superuser, sql); /* found to be the same person */
	assert_false(sitting_witness(&s, WITNESS, NULL, NULL, &said));
	assert_string_equal(said.field, "staff_no");
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-200002' WHERE staff_no = '100003'");
	assert_false(sitting_witness(&s, WITNESS, NULL, NULL, &said));
	assert_string_equal(said.field, "staff_no");
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET person_ref = 'P-100003', must_change_password = 1 WHERE staff_no = '100003'");
	assert_false(sitting_witness(&s, WITNESS, NULL, NULL, &said));
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.staff SET must_change_password = 0 WHERE staff_no = '100003'");
	if (!sitting_witness(&s, WITNESS, NULL, NULL, &said))
		fail_msg("witness: %s %s", said.code, said.field);
}

static void the_same_finger_is_enrolled_once_in_the_house(void **state)
{
	(void)state;
	struct sitting s;
	const char *who = enroller_person();
	sitting_begin(&s, &chief, who);
	const Pb__FingerCaptureReply *r = sitting_capture(&s, 7, FIVE(OF_STAFF_1), &said);
	assert_non_null(r);
	assert_int_equal(r->verdict, PB__FINGER_CAPTURE_REPLY__VERDICT__OF_ANOTHER);
	assert_false(r->complete);
	sitting_take(&s, 7, INDEX_SEED);
	r = sitting_capture(&s, 2, FIVE(INDEX_SEED), &said); /* the other hand, they say */
	assert_non_null(r);
	assert_int_equal(r->verdict, PB__FINGER_CAPTURE_REPLY__VERDICT__OWN_TWICE);
	assert_false(sitting_witness(&s, WITNESS, NULL, NULL, &said)); /* one finger, still */
	sitting_take(&s, 2, OTHER_SEED);
	/* the very same pictures are nobody's touch any more: here they are the own finger at once */
	r = sitting_again(&s, 3, &said);
	assert_non_null(r);
	assert_int_equal(r->verdict, PB__FINGER_CAPTURE_REPLY__VERDICT__OWN_TWICE);
	sitting_begin(&s, &chief, who); /* and in a new sitting a repetition */
	assert_null(sitting_again(&s, 2, &said));
	assert_string_equal(said.code, "INVALID");
	assert_string_equal(said.field, "images");
}

static void pictures_of_no_use_are_named_one_by_one(void **state)
{
	(void)state;
	struct sitting s;
	sitting_begin(&s, &chief, enroller_person());
	const uint64_t stranger[5] = {INDEX_SEED, INDEX_SEED, INDEX_SEED, OTHER_SEED, INDEX_SEED};
	const Pb__FingerCaptureReply *r = sitting_capture(&s, 7, stranger, &said);
	assert_non_null(r);
	assert_int_equal(r->verdict, PB__FINGER_CAPTURE_REPLY__VERDICT__RETAKE);
	assert_int_equal(r->picture, 3);
	assert_int_equal(r->fault, PB__FINGER_FAULT__FINGER_DIFFERENT);
	const uint64_t blank[5] = {INDEX_SEED, INDEX_SEED, BLANK, INDEX_SEED, INDEX_SEED};
	r = sitting_capture(&s, 7, blank, &said);
	assert_non_null(r);
	assert_int_equal(r->picture, 2);
	assert_int_equal(r->fault, PB__FINGER_FAULT__FINGER_BLANK);
	assert_null(sitting_look(&s, INDEX_SEED, WRONG_NONCE, &said));
	assert_string_equal(said.code, "INVALID");
	assert_null(sitting_look(&s, INDEX_SEED, WRONG_SIGNATURE, &said));
	assert_string_equal(said.code, "INVALID");
	assert_null(sitting_capture(&s, 11, FIVE(INDEX_SEED), &said));
	assert_string_equal(said.field, "finger");
}

static void a_renewed_finger_replaces_the_old_one(void **state)
{
	(void)state;
	struct sitting s;
	const char *who = enroller_person();
	sitting_whole(&chief, who, (const unsigned[]){7, 2}, (const uint64_t[]){INDEX_SEED, OTHER_SEED});
	sitting_begin(&s, &chief, who);
	sitting_take(&s, 7, NEW_SEED);
	if (!sitting_witness(&s, WITNESS, NULL, NULL, &said))
		fail_msg("witness: %s %s", said.code, said.field);
	assert_int_equal(sitting_commit(&s, &said), 2);
	assert_string_equal(enroller_login(who, INDEX_SEED, NULL), "LOGIN_REFUSED");
	assert_string_equal(enroller_login(who, NEW_SEED, NULL), "");
	assert_string_equal(enroller_login(who, OTHER_SEED, NULL), "");
	assert_int_equal(counter_number("SELECT MAX(version) FROM madoguchi.finger WHERE finger = 7"), 2);
	assert_string_equal(enroller_delete(&chief, who, 0, &said), "");
}

static void two_sittings_with_the_same_finger_do_not_both_come_in_force(void **state)
{
	(void)state;
	struct sitting first, second;
	const char *one = enroller_person(), *two = enroller_person();
	sitting_begin(&first, &chief, one);
	sitting_take(&first, 7, INDEX_SEED);
	sitting_take(&first, 2, OTHER_SEED);
	sitting_begin(&second, &chief, two); /* compared before the first is in force */
	sitting_take(&second, 7, INDEX_SEED);
	sitting_take(&second, 2, NEW_SEED);
	assert_true(sitting_witness(&first, WITNESS, NULL, NULL, &said));
	assert_true(sitting_witness(&second, WITNESS, NULL, NULL, &said));
	assert_int_equal(sitting_commit(&first, &said), 2);
	assert_int_equal(sitting_commit(&second, &said), 0);
	assert_string_equal(said.field, "compared");
	sitting_begin(&second, &chief, two);
	const Pb__FingerCaptureReply *r = sitting_capture(&second, 7, FIVE(INDEX_SEED), &said);
	assert_non_null(r);
	assert_int_equal(r->verdict, PB__FINGER_CAPTURE_REPLY__VERDICT__OF_ANOTHER);
	assert_string_equal(enroller_delete(&chief, one, 0, &said), "");
}

static void a_sitting_belongs_to_its_session(void **state)
{
	(void)state;
	struct sitting s;
	struct counter later;
	sitting_begin(&s, &chief, enroller_person());
	counter_logout(&chief);
	counter_login(&later, ENROLLER, TERMINAL);
	s.c = &later;
	assert_null(sitting_capture(&s, 7, FIVE(INDEX_SEED), &said));
	assert_string_equal(said.field, "enrolment_id");
	counter_logout(&later);
	counter_login(&chief, ENROLLER, TERMINAL);
}

/* Ends the chief's session while the matcher, stopped, has their call. */
static void *end_meanwhile(void *user)
{
	const pid_t matcher = *(const pid_t *)user;
	sleep(2); /* the call is at the matcher by then; were it not, it would be refused all the same */
	mg_test_db_sql(&counter_superuser,
		"UPDATE madoguchi.session s JOIN madoguchi.staff f USING (municipality, staff_id) SET s.ended_us = s.last_seen_us,"
		" s.end_reason = 'revoked' WHERE f.staff_no = '200002' AND s.ended_us IS NULL");
	kill(-matcher, SIGCONT);
	return NULL;
}

static void a_session_that_ends_while_its_call_is_prepared_does_nothing_more(void **state)
{
	(void)state;
	struct sitting s;
	pid_t matcher = atoi(mg_rig_get("MG_PID_MATCHER"));
	pthread_t other;
	sitting_begin(&s, &chief, enroller_person());
	sitting_take(&s, 7, INDEX_SEED);
	assert_int_equal(kill(-matcher, SIGSTOP), 0);
	assert_int_equal(pthread_create(&other, NULL, end_meanwhile, &matcher), 0);
	const Pb__FingerLookReply *looked = sitting_look(&s, INDEX_SEED, AS_IT_IS, &said);
	pthread_join(other, NULL);
	assert_null(looked);
	assert_string_equal(said.code, "UNAUTHENTICATED");
	mg_rpc_client_free(chief.client);
	counter_login(&chief, ENROLLER, TERMINAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_people_enrol_two_fingers_and_the_person_logs_in),
		cmocka_unit_test(neither_the_person_nor_a_second_account_looks_on),
		cmocka_unit_test(the_same_finger_is_enrolled_once_in_the_house),
		cmocka_unit_test(pictures_of_no_use_are_named_one_by_one),
		cmocka_unit_test(a_renewed_finger_replaces_the_old_one),
		cmocka_unit_test(two_sittings_with_the_same_finger_do_not_both_come_in_force),
		cmocka_unit_test(a_sitting_belongs_to_its_session),
		cmocka_unit_test(a_session_that_ends_while_its_call_is_prepared_does_nothing_more),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
