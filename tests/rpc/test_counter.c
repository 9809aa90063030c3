/* SPDX-License-Identifier: Apache-2.0
 * The counter's records over real mutual TLS: a notice entered once and only once, numbers without
 * a gap under a crowd, what the rules say, and what two clerks at once get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/sha.h>
#include <pthread.h>
#include "counter.h"

/* ---- once and only once ---- */

static void a_notice_is_entered_with_event_state_and_steps(void **state)
{
	(void)state;
	struct counter c;
	counter_login(&c, CLERK, 1);
	const char *who = somebody();
	assert_string_equal(must_show(&c, who)->insured_type, "2");
	const Pb__AcquireReply *r = must_acquire(&c, who);
	assert_string_equal(r->no->ward, "146");
	assert_int_equal(r->state_version, 1);
	const Pb__QualificationShowReply *now = must_show(&c, who);
	assert_string_equal(now->insured_type, "1");
	assert_int_equal(now->state_version, 1);
	assert_int_equal(now->n_events, 1);
	assert_int_equal(now->events[0]->receipt->number, r->no->number);
	assert_string_equal(now->events[0]->reason_code, "03");
	const Pb__ReceiptOpenReply *o = must_open(&c, no_of(r));
	assert_int_equal(o->row->state, PB__RECEIPT_STATE__RECEIPT_ENTERED);
	assert_int_equal(o->n_steps, 1);
	assert_string_equal(o->steps[0]->what, "entered");
	assert_true(
		o->may_correct && o->may_move && o->row->number_inquired && !o->row->late_entry);
	counter_logout(&c);
}

static void the_same_key_twice_is_one_receipt_and_the_same_reply(void **state)
{
	(void)state;
	static const uint8_t key[16] = {'o', 'n', 'c', 'e', 1};
	struct counter c;
	struct counter_said said;
	counter_login(&c, CLERK, 1);
	const char *who = somebody();
	uint8_t fresh[16];
	memcpy(fresh, key, 16);
	memcpy(fresh + 5, who, 10); /* another key each run */
	const Pb__AcquireReply *a = counter_acquire(&c, who, fresh, &arena, &said);
	const Pb__AcquireReply *b = counter_acquire(&c, who, fresh, &arena, &said);
	assert_non_null(a);
	assert_non_null(b);
	assert_int_equal(a->no->number, b->no->number);
	assert_int_equal(a->entered_us, b->entered_us);
	char sql[160];
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM madoguchi.receipt WHERE shori_no = '%s'",
		who);
	assert_int_equal(counter_number(sql), 1);
	/* another request under that key is no replay */
	assert_null(counter_acquire(&c, somebody(), fresh, &arena, &said));
	assert_string_equal(said.code, "KEY_REUSED");
	counter_logout(&c);
}

static void what_is_kept_for_replay_holds_nobody(void **state)
{
	(void)state;
	/* a 処理番号 or a name in a kept reply would be found as text: replies hold numbers,
	 * versions and instants */
	assert_true(counter_number("SELECT COUNT(*) FROM madoguchi.idempotency") > 0);
	assert_int_equal(
		counter_number(
			"SELECT COUNT(*) FROM madoguchi.idempotency i JOIN madoguchi.receipt r"
			" ON INSTR(i.reply, r.shori_no) OR INSTR(i.reply, r.name_kanji) OR "
			"INSTR(i.reply, r.name_kana)"),
		0);
}

static void what_is_kept_of_a_request_cannot_be_tried_out(void **state)
{
	(void)state;
	static const char path[] = "/madoguchi.v1.Memo/Add"; /* hashed with its NUL */
	struct counter c;
	struct counter_said said;
	Pb__MemoAddRequest in = PB__MEMO_ADD_REQUEST__INIT;
	uint8_t bytes[512], hash[32];
	char hex[65], sql[200];
	counter_login(&c, CLERK, 1);
	in.shori_no = (char *)(uintptr_t)somebody();
	in.text = (char *)(uintptr_t) "連絡は夫にしない";
	assert_non_null(COUNTER_CALL(&c, "Memo/Add", &in, memo_add_reply, NULL, &arena, &said));
	memcpy(bytes, path, sizeof(path));
	const size_t n = sizeof(path) + pb__memo_add_request__pack(&in, bytes + sizeof(path));
	SHA256(bytes, n, hash);
	mg_hex(hash, sizeof(hash), hex);
	snprintf(sql, sizeof(sql),
		"SELECT COUNT(*) FROM madoguchi.idempotency WHERE request_sha256 = UNHEX('%s')",
		hex);
	assert_int_equal(counter_number(sql), 0);
	counter_logout(&c);
}

/* ---- a crowd ---- */

#define CROWD 44 /* one terminal may have 24 calls in the server */
struct one_of {
	const struct counter *c;
	const char *who;
	struct counter_said said;
	uint32_t number;
	pthread_t thread;
};

static void *enter(void *user)
{
	struct one_of *o = user;
	struct mg_arena mine;
	mg_arena_init(&mine, 1 << 20);
	const Pb__AcquireReply *r = counter_acquire(o->c, o->who, NULL, &mine, &o->said);
	o->number = r ? r->no->number : 0;
	mg_arena_done(&mine);
	return NULL;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static void a_crowd_in_one_ward_gets_numbers_without_a_gap_and_no_lost_race(void **state)
{
	(void)state;
	static struct one_of crowd[CROWD];
	uint32_t numbers[CROWD];
	struct counter a, b;
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2); /* another person of the same ward */
	for (int i = 0; i < CROWD; i++) {
		crowd[i] = (struct one_of){.c = i % 2 ? &a : &b, .who = somebody()};
		assert_int_equal(pthread_create(&crowd[i].thread, NULL, enter, &crowd[i]), 0);
	}
	for (int i = 0; i < CROWD; i++) {
		pthread_join(crowd[i].thread, NULL);
		if (crowd[i].said.code[0])
			fail_msg("%s %s", crowd[i].said.code, crowd[i].said.field);
		numbers[i] = crowd[i].number;
	}
	qsort(numbers, CROWD, sizeof(numbers[0]), by_number);
	for (int i = 1; i < CROWD; i++)
		assert_int_equal(numbers[i], numbers[i - 1] + 1);
	assert_int_equal(counter_number("SELECT SUM(n.last_number) - (SELECT COUNT(*) FROM "
					"madoguchi.receipt) FROM madoguchi.receipt_number n"),
		0);
	counter_logout(&a);
	counter_logout(&b);
}

static void a_refusal_uses_no_number(void **state)
{
	(void)state;
	struct counter c;
	struct counter_said said;
	struct counter_form f;
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	counter_login(&c, CLERK, 1);
	const char *who = somebody();
	const uint32_t before = must_acquire(&c, somebody())->no->number;
	counter_form(&f, who);
	in.form = &f.form;
	f.form.reason_code = (char *)(uintptr_t) "04"; /* who is 第2号 does not leave 第3号 */
	assert_null(
		COUNTER_CALL(&c, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	assert_string_equal(said.field, "reason_code");
	f.form.reason_code = (char *)(uintptr_t) "03";
	f.form.n_documents = 0;
	assert_null(
		COUNTER_CALL(&c, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "INVALID");
	assert_string_equal(said.field, "documents");
	f.form.n_documents = 2;
	f.documents[1] = (char *)(uintptr_t) "77";
	assert_null(
		COUNTER_CALL(&c, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said));
	assert_string_equal(said.field, "documents");
	f.documents[1] = (char *)(uintptr_t) "11";
	in.state_version = 7;
	assert_null(
		COUNTER_CALL(&c, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "CONFLICT");
	assert_int_equal(must_acquire(&c, who)->no->number, before + 1);
	counter_logout(&c);
}

static void a_late_entry_says_why(void **state)
{
	(void)state;
	struct counter c;
	struct counter_said said;
	struct counter_form f;
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	counter_login(&c, CLERK, 1);
	counter_form(&f, somebody());
	in.form = &f.form;
	Pb__Date earlier = PB__DATE__INIT;
	earlier.year = f.today.year - 1, earlier.month = 11, earlier.day = 20;
	f.form.received_date = &earlier;
	f.fact.year = earlier.year, f.fact.month = 11, f.fact.day = 1;
	assert_null(
		COUNTER_CALL(&c, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "INVALID");
	assert_string_equal(said.field, "late_entry_reason");
	f.form.late_entry_reason = (char *)(uintptr_t) "01";
	const Pb__AcquireReply *r =
		COUNTER_CALL(&c, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said);
	assert_non_null(r);
	const Pb__ReceiptOpenReply *o = must_open(&c, no_of(r));
	assert_true(o->row->late_entry);
	assert_int_equal(o->row->received_date->day, 20);
	counter_logout(&c);
}

static void the_rules_explain_a_form_half_typed(void **state)
{
	(void)state;
	struct counter c;
	struct counter_said said;
	struct counter_form f;
	Pb__QualificationJudgeRequest in = PB__QUALIFICATION_JUDGE_REQUEST__INIT;
	counter_login(&c, CLERK, 1);
	counter_form(&f, somebody());
	in.form = &f.form;
	f.form.reason_code = (char *)(uintptr_t) "";
	const Pb__QualificationJudgeReply *r = COUNTER_CALL(
		&c, "Qualification/Judge", &in, qualification_judge_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_false(r->may_record);
	assert_string_equal(r->verdict->result, "NONE");
	assert_string_equal(r->field, "reason_code");
	f.form.reason_code = (char *)(uintptr_t) "02";
	r = COUNTER_CALL(
		&c, "Qualification/Judge", &in, qualification_judge_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_string_equal(r->verdict->reasons[0]->name, "ALREADY_SECOND");
	assert_true(r->verdict->reasons[0]->article[0] != '\0');
	f.form.reason_code = (char *)(uintptr_t) "03";
	r = COUNTER_CALL(
		&c, "Qualification/Judge", &in, qualification_judge_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_true(r->may_record);
	assert_int_equal(r->event_date->day, f.today.day);
	counter_logout(&c);
}

/* ---- two clerks ---- */

static void of_two_clerks_on_one_person_the_second_gets_a_conflict(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2);
	const char *who = somebody();
	const uint32_t seen = must_show(&a, who)->state_version;
	assert_int_equal(must_show(&b, who)->state_version, seen);
	const Pb__AcquireReply *r = must_acquire(&a, who);
	assert_null(counter_acquire(&b, who, NULL, &arena, &said));
	assert_string_equal(said.code, "CONFLICT");
	/* and of two corrections of one version */
	assert_non_null(correct(&a, who, no_of(r), 1, "", &said));
	assert_null(correct(&b, who, no_of(r), 1, "照合で気付いた", &said));
	assert_string_equal(said.code, "CONFLICT");
	counter_logout(&a);
	counter_logout(&b);
}

static void a_person_is_entered_once_by_a_crowd(void **state)
{
	(void)state;
	static struct one_of crowd[16];
	struct counter a, b;
	int entered = 0;
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2);
	const char *who = somebody();
	for (size_t i = 0; i < MG_LEN(crowd); i++) {
		crowd[i] = (struct one_of){.c = i % 2 ? &a : &b, .who = who};
		assert_int_equal(pthread_create(&crowd[i].thread, NULL, enter, &crowd[i]), 0);
	}
	for (size_t i = 0; i < MG_LEN(crowd); i++) {
		pthread_join(crowd[i].thread, NULL);
		entered += crowd[i].said.code[0] == '\0';
		if (crowd[i].said.code[0])
			assert_string_equal(crowd[i].said.code, "CONFLICT");
	}
	assert_int_equal(entered, 1);
	counter_logout(&a);
	counter_logout(&b);
}

/* ---- a call and its retry side by side ---- */

struct mover {
	const struct counter *c;
	Pb__ReceiptNo *no;
	const uint8_t *key;
	struct counter_said said;
	pthread_t thread;
};

static void *withdraw(void *user)
{
	struct mover *m = user;
	MG_CLEANUP(mg_arena_done) struct mg_arena memory;
	Pb__ReceiptMoveRequest in = PB__RECEIPT_MOVE_REQUEST__INIT;
	mg_arena_init(&memory, 1 << 20);
	in.no = m->no;
	in.version = 1;
	in.to = PB__RECEIPT_STATE__RECEIPT_WITHDRAWN;
	in.reason_code = (char *)(uintptr_t) "01";
	in.reason = (char *)(uintptr_t) "窓口で申出";
	(void)COUNTER_CALL(
		m->c, "Receipt/Move", &in, receipt_move_reply, m->key, &memory, &m->said);
	return NULL;
}

/* Both wait for the receipt's row, and the second finds it changed by the first. */
static void a_retry_beside_its_first_call_is_told_the_reply_and_no_conflict(void **state)
{
	static const uint8_t key[16] = "side by side 01";
	const struct mg_stmt_def hold = {.name = "test.hold",
		.sql = "SELECT number FROM madoguchi.receipt FOR UPDATE",
		.params = "",
		.columns = "u"};
	struct counter c;
	struct mg_error err = {0};
	struct mg_rows rows;
	struct mg_tx tx;
	(void)state;
	counter_login(&c, CLERK, 1);
	Pb__ReceiptNo *no = no_of(must_acquire(&c, somebody()));
	struct mover both[2] = {{.c = &c, .no = no, .key = key}, {.c = &c, .no = no, .key = key}};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&counter_superuser);
	mg_tx_begin(&tx, db);
	assert_true(mg_query(&tx, &arena, &hold, MG_NO_PARAMS, &rows, &err));
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&both[i].thread, NULL, withdraw, &both[i]), 0);
	nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
	mg_tx_done(&tx);
	for (int i = 0; i < 2; i++) {
		pthread_join(both[i].thread, NULL);
		assert_string_equal(both[i].said.code, "");
	}
	assert_int_equal(must_open(&c, no)->row->version, 2);
	counter_logout(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_is_entered_with_event_state_and_steps),
		cmocka_unit_test(the_same_key_twice_is_one_receipt_and_the_same_reply),
		cmocka_unit_test(a_crowd_in_one_ward_gets_numbers_without_a_gap_and_no_lost_race),
		cmocka_unit_test(a_refusal_uses_no_number),
		cmocka_unit_test(a_late_entry_says_why),
		cmocka_unit_test(the_rules_explain_a_form_half_typed),
		cmocka_unit_test(of_two_clerks_on_one_person_the_second_gets_a_conflict),
		cmocka_unit_test(a_person_is_entered_once_by_a_crowd),
		cmocka_unit_test(what_is_kept_for_replay_holds_nobody),
		cmocka_unit_test(what_is_kept_of_a_request_cannot_be_tried_out),
		cmocka_unit_test(a_retry_beside_its_first_call_is_told_the_reply_and_no_conflict),
	};
	return cmocka_run_group_tests(tests, counter_setup, NULL);
}
