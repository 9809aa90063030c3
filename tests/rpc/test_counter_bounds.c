/* SPDX-License-Identifier: Apache-2.0
 * The counter's records over real mutual TLS: what a clerk alone, another ward, or many at once must not be able to do, and
 * what must be found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdatomic.h>
#include "base/date.h"
#include "counter.h"
#include "madoguchi/v1/person.pb-c.h"

static void an_author_does_not_withdraw_alone_what_another_signed(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2);
	Pb__ReceiptNo *no = no_of(must_acquire(&a, somebody()));
	assert_non_null(sign(&b, must_list(&b, mg_rig_get_nth("MG_STAFF_%d_NO", CLERK)), &said));
	const Pb__ReceiptOpenReply *r = must_open(&a, no);
	assert_true(r->may_correct);
	assert_false(r->may_move);
	assert_string_equal(
		move(&a, no, r->row->version, PB__RECEIPT_STATE__RECEIPT_WITHDRAWN, &said), "DENIED");
	assert_string_equal(
		move(&a, no, r->row->version, PB__RECEIPT_STATE__RECEIPT_RETURNED, &said), "DENIED");
	assert_string_equal(
		move(&b, no, r->row->version, PB__RECEIPT_STATE__RECEIPT_WITHDRAWN, &said), "");
	counter_logout(&a);
	counter_logout(&b);
}

static const Pb__AcquireReply *enter(
	const struct counter *c, const char *who, Pb__NumberCheck check, struct counter_said *said)
{
	struct counter_form f;
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	counter_form(&f, who);
	f.form.number_check = check;
	in.form = &f.form;
	return COUNTER_CALL(c, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, said);
}

static Pb__NumberCheck compare(const struct counter *c, const char *who)
{
	struct counter_said said;
	Pb__CheckNumberRequest in = PB__CHECK_NUMBER_REQUEST__INIT;
	in.shori_no = (char *)(uintptr_t)who;
	in.my_number = (char *)(uintptr_t) "123456789018"; /* valid, and not of the city's people */
	const Pb__CheckNumberReply *r =
		COUNTER_CALL(c, "Qualification/CheckNumber", &in, check_number_reply, NULL, &arena, &said);
	assert_non_null(r);
	return r->result;
}

static void a_form_says_of_a_number_what_this_session_was_told(void **state)
{
	(void)state;
	struct counter a;
	struct counter_said said;
	char sql[300];
	const char *who = somebody(), *other = somebody();
	counter_login(&a, CLERK, 1);
	assert_null(enter(&a, who, PB__NUMBER_CHECK__NUMBER_MATCHES, &said)); /* nothing was compared */
	assert_string_equal(said.code, "INVALID");
	assert_string_equal(said.field, "number_check");
	assert_int_equal(compare(&a, who), PB__NUMBER_CHECK__NUMBER_DIFFERS);
	assert_null(enter(&a, who, PB__NUMBER_CHECK__NUMBER_MATCHES, &said)); /* another answer */
	assert_string_equal(said.code, "INVALID");
	snprintf(sql, sizeof(sql), "UPDATE madoguchi.number_check SET result = 'matches' WHERE shori_no = '%s'", who);
	mg_test_db_sql(&counter_superuser, sql);
	assert_null(enter(&a, other, PB__NUMBER_CHECK__NUMBER_MATCHES, &said)); /* of another person */
	assert_string_equal(said.code, "INVALID");
	counter_logout(&a);
	counter_login(&a, CLERK, 1);
	assert_null(enter(&a, who, PB__NUMBER_CHECK__NUMBER_MATCHES, &said)); /* of another session */
	assert_string_equal(said.code, "INVALID");
	(void)compare(&a, who);
	mg_test_db_sql(&counter_superuser, sql);
	const Pb__AcquireReply *r = enter(&a, who, PB__NUMBER_CHECK__NUMBER_MATCHES, &said);
	assert_non_null(r);
	/* what stands on the receipt may stay when it is corrected in another session */
	Pb__ReceiptNo *no = no_of(r);
	counter_logout(&a);
	counter_login(&a, CLERK, 1);
	struct counter_form f;
	Pb__CorrectRequest in = PB__CORRECT_REQUEST__INIT;
	counter_form(&f, who);
	f.form.number_check = PB__NUMBER_CHECK__NUMBER_NONE_HELD;
	in.form = &f.form, in.no = no, in.version = 1;
	assert_null(COUNTER_CALL(&a, "Qualification/Correct", &in, correct_reply, NULL, &arena, &said));
	assert_string_equal(said.field, "number_check");
	f.form.number_check = PB__NUMBER_CHECK__NUMBER_MATCHES;
	assert_non_null(COUNTER_CALL(&a, "Qualification/Correct", &in, correct_reply, NULL, &arena, &said));
	counter_logout(&a);
}

/* ---- memos ---- */

static const Pb__MemoListReply *memos(const struct counter *c, const char *who, uint64_t before)
{
	struct counter_said said;
	Pb__MemoListRequest in = PB__MEMO_LIST_REQUEST__INIT;
	in.shori_no = (char *)(uintptr_t)who;
	in.before = before;
	const Pb__MemoListReply *r = COUNTER_CALL(c, "Memo/List", &in, memo_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	return r;
}

static uint64_t add_memo(const struct counter *c, const char *who)
{
	struct counter_said said;
	Pb__MemoAddRequest in = PB__MEMO_ADD_REQUEST__INIT;
	in.shori_no = (char *)(uintptr_t)who;
	in.text = (char *)(uintptr_t) "折り返し電話する";
	const Pb__MemoAddReply *r = COUNTER_CALL(c, "Memo/Add", &in, memo_add_reply, NULL, &arena, &said);
	assert_non_null(r);
	return r->memo_id;
}

static void memos_go_on_behind_the_first_hundred(void **state)
{
	(void)state;
	struct counter a;
	counter_login(&a, CLERK, 1);
	const char *who = somebody();
	for (int i = 0; i < 102; i++)
		(void)add_memo(&a, who);
	const Pb__MemoListReply *r = memos(&a, who, 0);
	assert_int_equal(r->n_memos, 100);
	assert_true(r->more);
	r = memos(&a, who, r->memos[99]->memo_id);
	assert_int_equal(r->n_memos, 2);
	assert_false(r->more);
	assert_int_equal(r->memos[1]->memo_id, 1);
	counter_logout(&a);
}

static void memos_on_a_protected_person_are_for_the_ward_that_wrote_them(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	char sql[300];
	counter_login(&a, CLERK, 1);
	counter_login(&b, ELSEWHERE, 2);
	const char *who = somebody();
	const uint64_t here = add_memo(&a, who), there = add_memo(&b, who);
	assert_int_equal(memos(&a, who, 0)->n_memos, 2);
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us, started_by, valid_from)"
		" VALUES ('271403', '%s', 1, 'memos', '2026-01-01')", who);
	mg_test_db_sql(&counter_superuser, sql);
	const Pb__MemoListReply *r = memos(&a, who, 0);
	assert_int_equal(r->n_memos, 1);
	assert_int_equal(r->memos[0]->memo_id, here);
	r = memos(&b, who, 0);
	assert_int_equal(r->n_memos, 1);
	assert_int_equal(r->memos[0]->memo_id, there);
	Pb__MemoStrikeRequest strike = PB__MEMO_STRIKE_REQUEST__INIT;
	strike.shori_no = (char *)(uintptr_t)who;
	strike.memo_id = here;
	assert_null(COUNTER_CALL(&b, "Memo/Strike", &strike, memo_strike_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "NOT_FOUND");
	assert_non_null(COUNTER_CALL(&a, "Memo/Strike", &strike, memo_strike_reply, NULL, &arena, &said));
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.protected_person SET ended_us = 2, ended_by = 'memos'"
					   " WHERE started_by = 'memos' AND ended_us IS NULL");
	counter_logout(&a);
	counter_logout(&b);
}

/* ---- found ---- */

static void a_pension_number_that_a_notice_brought_is_found(void **state)
{
	(void)state;
	struct counter a;
	struct counter_said said;
	struct counter_form f;
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	counter_login(&a, CLERK, 1);
	const char *who = somebody();
	counter_form(&f, who);
	f.form.pension_no = (char *)(uintptr_t) "9876543210";
	in.form = &f.form;
	assert_non_null(COUNTER_CALL(&a, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said));
	static const char *const texts[] = {"9876543210", "9876-543210", "9876543"};
	for (size_t i = 0; i < MG_LEN(texts); i++) {
		Pb__PersonSearchRequest search = PB__PERSON_SEARCH_REQUEST__INIT;
		search.text = (char *)(uintptr_t)texts[i];
		const Pb__PersonSearchReply *r =
			COUNTER_CALL(&a, "Person/Search", &search, person_search_reply, NULL, &arena, &said);
		assert_non_null(r);
		if (r->n_rows != 1 || strcmp(r->rows[0]->shori_no, who) != 0)
			fail_msg("%s: %zu rows", texts[i], r->n_rows);
		assert_int_equal(r->total, 1);
		assert_int_equal(r->rows[0]->match, PB__MATCH_KIND__MATCH_PENSION_NO);
	}
	counter_logout(&a);
}

/* A notice with another 基礎年金番号 than the held one: both stand in its event, also after it came back. */
static void another_pension_number_is_kept_beside_the_held_one_also_when_a_notice_comes_back(void **state)
{
	(void)state;
	struct counter a;
	struct counter_said said;
	struct counter_form f;
	char both[400], held[11];
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	counter_login(&a, CLERK, 1);
	const char *who;
	do
		who = somebody();
	while (!must_show(&a, who)->pension_no[0]);
	snprintf(held, sizeof(held), "%s", must_show(&a, who)->pension_no);
	snprintf(both, sizeof(both),
		"SELECT COUNT(*) FROM madoguchi.pension_qualification WHERE shori_no = '%s' AND undone = 0"
		" AND kiso_nenkin_no = '9876501230' AND old_kiso_nenkin_no = '%s'",
		who, held);
	counter_form(&f, who);
	f.form.pension_no = (char *)(uintptr_t) "9876501230";
	in.form = &f.form;
	const Pb__AcquireReply *r = COUNTER_CALL(&a, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said);
	assert_non_null(r);
	Pb__ReceiptNo *no = no_of(r);
	assert_int_equal(counter_number(both), 1);
	assert_string_equal(must_show(&a, who)->pension_no, "9876501230");
	assert_string_equal(move(&a, no, 1, PB__RECEIPT_STATE__RECEIPT_RETURNED, &said), "");
	assert_int_equal(counter_number(both), 0);
	assert_string_equal(must_show(&a, who)->pension_no, held);
	assert_string_equal(move(&a, no, 2, PB__RECEIPT_STATE__RECEIPT_ENTERED, &said), "");
	assert_int_equal(counter_number(both), 1);
	assert_string_equal(must_show(&a, who)->pension_no, "9876501230");
	counter_logout(&a);
}

/* More versions than a signature can hold are refused before anything is signed. */
static void a_list_of_more_versions_than_can_be_held_is_not_signed(void **state)
{
	(void)state;
	struct counter a, b;
	char sql[600];
	uint8_t digest[32] = {0};
	struct counter_said said;
	Pb__SignOffRequest in = PB__SIGN_OFF_REQUEST__INIT;
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2);
	const Pb__AcquireReply *r = must_acquire(&a, somebody());
	Pb__Date day = *r->no->day;
	/* as if made yesterday, so that nothing else stands on that list; versions from 3 on are not in force */
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.receipt_form SELECT municipality, ward, day, number, s.seq + 2, day - INTERVAL 1 DAY, staff_id, "
		"content FROM madoguchi.receipt_form JOIN madoguchi.seq_1_to_2000 s WHERE ward = '146' AND number = %u AND version = 1 "
		"AND day = '%u-%u-%u'",
		r->no->number, day.year, day.month, day.day);
	mg_test_db_sql(&counter_superuser, sql);
	const struct mg_date yesterday =
		mg_date_add_days((struct mg_date){day.year, (uint8_t)day.month, (uint8_t)day.day}, -1);
	day.year = yesterday.year, day.month = yesterday.month, day.day = yesterday.day;
	in.day = &day;
	in.staff_no = (char *)(uintptr_t)mg_rig_get_nth("MG_STAFF_%d_NO", CLERK);
	in.digest = (ProtobufCBinaryData){32, digest};
	assert_null(COUNTER_CALL(&b, "Receipt/SignOff", &in, sign_off_reply, NULL, &arena, &said));
	assert_string_not_equal(said.code, "TOO_LARGE"); /* two thousand are held; their copied content opens under no version */
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.receipt_form SELECT municipality, ward, day, number, 2003, day - INTERVAL 1 DAY, staff_id, content "
		"FROM madoguchi.receipt_form WHERE ward = '146' AND number = %u AND version = 3",
		r->no->number);
	mg_test_db_sql(&counter_superuser, sql);
	assert_null(COUNTER_CALL(&b, "Receipt/SignOff", &in, sign_off_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "TOO_LARGE");
	mg_test_db_sql(&counter_superuser, "DELETE FROM madoguchi.receipt_form WHERE version > 2 AND made_day < day");
	counter_logout(&a);
	counter_logout(&b);
}

/* ---- parked forms ---- */

static struct counter parker;
static atomic_int parked, full, odd;

static void *park(void *user)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena memory;
	struct counter_said said;
	uint8_t id[16];
	Pb__DraftParkRequest in = PB__DRAFT_PARK_REQUEST__INIT;
	Pb__DraftForm form = PB__DRAFT_FORM__INIT;
	Pb__AcquireForm acquire = PB__ACQUIRE_FORM__INIT;
	mg_arena_init(&memory, 1 << 18);
	for (int i = 0; i < *(const int *)user; i++) {
		if (RAND_bytes(id, sizeof(id)) != 1)
			abort();
		form.kind = PB__FORM_KIND__FORM_ACQUIRE_FIRST;
		form.acquire = &acquire;
		in.draft_id = (ProtobufCBinaryData){16, id};
		in.form = &form;
		const bool ok = COUNTER_CALL(&parker, "Draft/Park", &in, draft_park_reply, NULL, &memory, &said);
		atomic_fetch_add(ok ? &parked : strcmp(said.code, "REFUSED_BY_RULE") == 0 ? &full : &odd, 1);
		mg_arena_reset(&memory);
	}
	return NULL;
}

static void of_many_who_park_at_once_nobody_gets_more_than_fifty(void **state)
{
	(void)state;
	pthread_t thread[8];
	int each = 8;
	mg_test_db_sql(&counter_superuser, "DELETE FROM madoguchi.draft");
	counter_login(&parker, CLERK, 1);
	for (int i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, park, &each), 0);
	for (int i = 0; i < 8; i++)
		pthread_join(thread[i], NULL);
	if (atomic_load(&odd) > 0)
		print_message("neither parked nor full: %d\n", atomic_load(&odd));
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi.draft WHERE state = 'open'"),
		atomic_load(&parked));
	assert_true(atomic_load(&parked) <= 50);
	assert_true(atomic_load(&full) > 0);
	mg_test_db_sql(&counter_superuser, "DELETE FROM madoguchi.draft");
	counter_logout(&parker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_author_does_not_withdraw_alone_what_another_signed),
		cmocka_unit_test(a_form_says_of_a_number_what_this_session_was_told),
		cmocka_unit_test(memos_go_on_behind_the_first_hundred),
		cmocka_unit_test(memos_on_a_protected_person_are_for_the_ward_that_wrote_them),
		cmocka_unit_test(a_pension_number_that_a_notice_brought_is_found),
		cmocka_unit_test(another_pension_number_is_kept_beside_the_held_one_also_when_a_notice_comes_back),
		cmocka_unit_test(a_list_of_more_versions_than_can_be_held_is_not_signed),
		cmocka_unit_test(of_many_who_park_at_once_nobody_gets_more_than_fifty),
	};
	return cmocka_run_group_tests(tests, counter_setup, NULL);
}
