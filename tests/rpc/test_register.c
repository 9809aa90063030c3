/* SPDX-License-Identifier: Apache-2.0
 * The counter's records over real mutual TLS, after the entry: corrections, steps that undo, the
 * register, parked forms, memos, the code master, and a disk that is nearly full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <signal.h>
#include "counter.h"
#include "second.h"

/* ---- corrections and steps ---- */

static void a_correction_is_ones_own_of_today_or_anothers_with_a_reason(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2);
	const char *who = somebody();
	Pb__ReceiptNo *no = no_of(must_acquire(&a, who));
	assert_non_null(
		correct(&a, who, no, 1, "", &said)); /* one's own, today: no reason is asked */
	assert_null(correct(&b, who, no, 2, "", &said));
	assert_string_equal(said.field, "reason");
	assert_non_null(correct(&b, who, no, 2, "照合で気付いた", &said));
	/* the version in force is the supervisor's now */
	assert_null(correct(&a, who, no, 3, "戻したい", &said));
	assert_string_equal(said.code, "DENIED");
	const Pb__ReceiptOpenReply *o = must_open(&b, no);
	assert_true(o->row->corrected);
	assert_int_equal(o->n_steps, 3);
	assert_string_equal(o->steps[2]->what, "corrected");
	assert_string_equal(o->steps[2]->reason, "照合で気付いた");
	assert_int_equal(must_show(&a, who)->state_version, 3);
	counter_logout(&a);
	counter_logout(&b);
}

static const Pb__CheckListLine *line_of(const Pb__CheckListReply *list, const Pb__ReceiptNo *no)
{
	for (size_t i = 0; i < list->n_lines; i++)
		if (list->lines[i]->row->no->number == no->number)
			return list->lines[i];
	return NULL;
}

/* Two corrections of one receipt by one person on one day are one line: what stood there before the first, and the last. */
static void two_corrections_of_one_receipt_are_one_line_of_the_list(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	struct counter_form f;
	Pb__CorrectRequest in = PB__CORRECT_REQUEST__INIT;
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2);
	const char *who = somebody();
	Pb__ReceiptNo *no = no_of(must_acquire(&a, who));
	counter_form(&f, who);
	in.form = &f.form, in.no = no, in.reason_code = (char *)(uintptr_t) "01", in.reason = (char *)(uintptr_t) "照合で気付いた";
	static const char *const remarks[] = {"一度め", "二度め"};
	for (uint32_t i = 0; i < 2; i++) {
		f.form.remarks = (char *)(uintptr_t)remarks[i];
		in.version = i + 1;
		if (!COUNTER_CALL(&b, "Qualification/Correct", &in, correct_reply, NULL, &arena, &said))
			fail_msg("correct: %s %s", said.code, said.field);
	}
	const Pb__CheckListLine *line = line_of(must_list(&b, mg_rig_get_nth("MG_STAFF_%d_NO", SUPERVISOR)), no);
	assert_non_null(line);
	assert_int_equal(line->row->version, 3);
	assert_int_equal(line->n_items, 1); /* only what changed */
	assert_string_equal(line->items[0]->before, "");
	assert_string_equal(line->items[0]->after, "二度め");
	assert_false(line->changed_since);
	/* on the list of who entered it, it is told that another version is in force */
	line = line_of(must_list(&b, mg_rig_get_nth("MG_STAFF_%d_NO", CLERK)), no);
	assert_true(line && line->changed_since);
	const Pb__ReceiptOpenReply *o = must_open(&b, no);
	assert_int_equal(o->n_steps, 3);
	assert_string_equal(o->steps[2]->what, "corrected");
	counter_logout(&a);
	counter_logout(&b);
}

static void a_step_undoes_the_event_and_coming_back_does_it_again(void **state)
{
	(void)state;
	struct counter a;
	struct counter_said said;
	counter_login(&a, CLERK, 1);
	const char *who = somebody();
	Pb__ReceiptNo *no = no_of(must_acquire(&a, who));
	assert_string_equal(move(&a, no, 1, PB__RECEIPT_STATE__RECEIPT_RETURNED, &said), "");
	const Pb__QualificationShowReply *q = must_show(&a, who);
	assert_string_equal(q->insured_type, "2"); /* as it was before */
	assert_true(q->events[0]->undone);
	assert_string_equal(move(&a, no, 1, PB__RECEIPT_STATE__RECEIPT_ENTERED, &said), "CONFLICT");
	assert_string_equal(
		move(&a, no, 2, PB__RECEIPT_STATE__RECEIPT_CHECKED, &said), "REFUSED_BY_RULE");
	assert_null(correct(&a, who, no, 2, "", &said));
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	assert_string_equal(move(&a, no, 2, PB__RECEIPT_STATE__RECEIPT_ENTERED, &said), "");
	q = must_show(&a, who);
	assert_string_equal(q->insured_type, "1");
	assert_false(q->events[0]->undone);
	assert_int_equal(q->n_events, 1);
	assert_string_equal(move(&a, no, 3, PB__RECEIPT_STATE__RECEIPT_WITHDRAWN, &said), "");
	assert_string_equal(must_show(&a, who)->insured_type, "2");
	assert_string_equal(
		move(&a, no, 4, PB__RECEIPT_STATE__RECEIPT_ENTERED, &said), "REFUSED_BY_RULE");
	/* what was withdrawn may be handed in anew */
	struct counter_form f;
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	counter_form(&f, who);
	in.form = &f.form;
	in.state_version = must_show(&a, who)->state_version;
	assert_non_null(
		COUNTER_CALL(&a, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said));
	counter_logout(&a);
}

static void a_clerk_of_another_ward_changes_nothing(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	counter_login(&a, CLERK, 1);
	const char *who = somebody();
	Pb__ReceiptNo *no = no_of(must_acquire(&a, who));
	counter_logout(&a);
	counter_login(&b, ELSEWHERE, 2);
	assert_null(correct(&b, who, no, 1, "他区から", &said));
	assert_string_equal(said.code, "DENIED");
	assert_string_equal(move(&b, no, 1, PB__RECEIPT_STATE__RECEIPT_WITHDRAWN, &said), "DENIED");
	assert_false(must_open(&b, no)->may_correct);
	counter_logout(&b);
}

/* ---- the register and the check ---- */

static void the_register_is_listed_counted_and_searched(void **state)
{
	(void)state;
	struct counter a;
	struct counter_said said;
	Pb__ReceiptListRequest in = PB__RECEIPT_LIST_REQUEST__INIT;
	counter_login(&a, CLERK, 1);
	const Pb__AcquireReply *last = must_acquire(&a, somebody());
	const Pb__ReceiptListReply *r =
		COUNTER_CALL(&a, "Receipt/List", &in, receipt_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_int_equal(r->n_rows, 50);
	assert_int_equal(r->rows[0]->no->number, last->no->number);
	assert_int_equal(r->total, r->by_state[0]);
	assert_int_equal(r->total, last->no->number); /* no gap, so as many as the last number */
	size_t seen = r->n_rows;
	while (r->next_cursor.len) {
		in.cursor = r->next_cursor;
		r = COUNTER_CALL(&a, "Receipt/List", &in, receipt_list_reply, NULL, &arena, &said);
		assert_non_null(r);
		seen += r->n_rows;
	}
	assert_int_equal(seen, last->no->number);
	in.text = (char *)(uintptr_t) "1"; /* a cursor of another question */
	assert_null(COUNTER_CALL(&a, "Receipt/List", &in, receipt_list_reply, NULL, &arena, &said));
	assert_string_equal(said.field, "cursor");
	in.cursor = (ProtobufCBinaryData){0};
	r = COUNTER_CALL(&a, "Receipt/List", &in, receipt_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_int_equal(r->n_rows, 1);
	in.text = must_open(&a, last->no)->row->name_kana;
	r = COUNTER_CALL(&a, "Receipt/List", &in, receipt_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_true(r->n_rows >= 1);
	in.text = (char *)(uintptr_t) "";
	in.state = PB__RECEIPT_STATE__RECEIPT_WITHDRAWN;
	r = COUNTER_CALL(&a, "Receipt/List", &in, receipt_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_int_equal(r->total, r->by_state[PB__RECEIPT_STATE__RECEIPT_WITHDRAWN]);
	counter_logout(&a);
}

/* ---- parked forms, memos, codes, numbers ---- */

static const char *half_field = "fact_date"; /* where something is half typed */

static const Pb__DraftParkReply *park(const struct counter *c, uint8_t id[16], uint32_t version,
	const char *who, struct counter_said *said)
{
	struct counter_form f;
	Pb__DraftForm form = PB__DRAFT_FORM__INIT;
	Pb__DraftParkRequest in = PB__DRAFT_PARK_REQUEST__INIT;
	counter_form(&f, who);
	form.kind = PB__FORM_KIND__FORM_ACQUIRE_FIRST;
	form.acquire = &f.form;
	form.cursor_field = (char *)(uintptr_t) "fact_date";
	Pb__HalfTyped half = PB__HALF_TYPED__INIT, *halves[] = {&half};
	half.field = (char *)(uintptr_t)half_field;
	half.text = (char *)(uintptr_t) "r8.4";
	form.half_typed = halves;
	form.n_half_typed = 1;
	in.draft_id = (ProtobufCBinaryData){16, id};
	in.version = version;
	in.form = &form;
	return COUNTER_CALL(c, "Draft/Park", &in, draft_park_reply, NULL, &arena, said);
}

static const Pb__DraftTakeReply *take(
	const struct counter *c, uint8_t id[16], uint32_t version, struct counter_said *said)
{
	Pb__DraftTakeRequest in = PB__DRAFT_TAKE_REQUEST__INIT;
	in.draft_id = (ProtobufCBinaryData){16, id};
	in.version = version;
	return COUNTER_CALL(c, "Draft/Take", &in, draft_take_reply, NULL, &arena, said);
}

static void a_parked_form_is_its_clerks_until_they_are_away(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	Pb__LockRequest lock = PB__LOCK_REQUEST__INIT;
	uint8_t id[16] = {0xD, 1};
	const char *who = somebody();
	memcpy(id + 4, who, 10);
	counter_login(&a, CLERK, 1);
	counter_login(&b, SUPERVISOR, 2);
	assert_int_equal(park(&a, id, 0, who, &said)->version, 1);
	assert_null(park(&a, id, 0, who, &said));
	assert_string_equal(said.code, "CONFLICT");
	assert_int_equal(park(&a, id, 1, who, &said)->version, 2);
	assert_null(take(&b, id, 2, &said)); /* the clerk is there */
	assert_string_equal(said.code, "DENIED");
	const Pb__DraftTakeReply *t = take(&a, id, 2, &said);
	assert_non_null(t);
	assert_string_equal(t->form->cursor_field, "fact_date");
	assert_string_equal(t->form->acquire->shori_no, who);
	assert_int_equal(t->form->n_half_typed, 1);
	assert_string_equal(t->form->half_typed[0]->text, "r8.4");
	half_field = "number_check"; /* nothing of a 個人番号 is kept */
	assert_null(park(&a, id, 2, who, &said));
	assert_string_equal(said.code, "INVALID");
	half_field = "fact_date";
	assert_non_null(COUNTER_CALL(&a, "Session/Lock", &lock, lock_reply, NULL, &arena, &said));
	t = take(&b, id, 2, &said);
	assert_non_null(t);
	assert_true(t->row->own);
	assert_non_null(take(&b, id, 2, &said)); /* asked again after a lost answer */
	struct counter_form f;
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	counter_form(&f, who);
	in.form = &f.form;
	in.draft_id = (ProtobufCBinaryData){16, id};
	assert_non_null(
		COUNTER_CALL(&b, "Qualification/Acquire", &in, acquire_reply, NULL, &arena, &said));
	assert_null(take(&b, id, 2, &said));
	assert_string_equal(said.code, "NOT_FOUND");
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi.draft WHERE state <> "
					"'open' AND content IS NOT NULL"),
		0);
	counter_logout(&a);
	counter_logout(&b);
}

static void fifty_parked_forms_are_enough(void **state)
{
	(void)state;
	struct counter a;
	struct counter_said said;
	uint8_t id[16] = {0xD, 2};
	const char *who = somebody();
	memcpy(id + 4, who, 10);
	counter_login(&a, CLERK, 1);
	Pb__DraftListRequest in = PB__DRAFT_LIST_REQUEST__INIT;
	const Pb__DraftListReply *r =
		COUNTER_CALL(&a, "Draft/List", &in, draft_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	for (size_t i = r->n_rows; i < 50; i++) {
		id[15] = (uint8_t)i;
		assert_non_null(park(&a, id, 0, who, &said));
	}
	id[15] = 99;
	assert_null(park(&a, id, 0, who, &said));
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	r = COUNTER_CALL(&a, "Draft/List", &in, draft_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_int_equal(r->n_rows, 50);
	for (size_t i = 0; i < 50; i++) {
		Pb__DraftDropRequest drop = PB__DRAFT_DROP_REQUEST__INIT;
		drop.draft_id = r->rows[i]->draft_id;
		drop.version = r->rows[i]->version;
		assert_non_null(COUNTER_CALL(
			&a, "Draft/Drop", &drop, draft_drop_reply, NULL, &arena, &said));
	}
	counter_logout(&a);
}

static void a_memo_is_struck_out_and_never_overwritten(void **state)
{
	(void)state;
	struct counter a, b;
	struct counter_said said;
	Pb__MemoAddRequest add = PB__MEMO_ADD_REQUEST__INIT;
	Pb__MemoListRequest list = PB__MEMO_LIST_REQUEST__INIT;
	Pb__MemoStrikeRequest strike = PB__MEMO_STRIKE_REQUEST__INIT;
	counter_login(&a, CLERK, 1);
	counter_login(&b, ELSEWHERE, 2);
	add.shori_no = list.shori_no = strike.shori_no = (char *)(uintptr_t)somebody();
	add.text = (char *)(uintptr_t) "電話は夕方に";
	const Pb__MemoAddReply *m =
		COUNTER_CALL(&a, "Memo/Add", &add, memo_add_reply, NULL, &arena, &said);
	assert_non_null(m);
	strike.memo_id = m->memo_id;
	assert_null(COUNTER_CALL(&b, "Memo/Strike", &strike, memo_strike_reply, NULL, &arena,
		&said)); /* another clerk's */
	assert_string_equal(said.code, "DENIED");
	const Pb__MemoListReply *r =
		COUNTER_CALL(&b, "Memo/List", &list, memo_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_int_equal(r->n_memos, 1);
	assert_string_equal(r->memos[0]->text, "電話は夕方に");
	assert_non_null(
		COUNTER_CALL(&a, "Memo/Strike", &strike, memo_strike_reply, NULL, &arena, &said));
	assert_null(
		COUNTER_CALL(&a, "Memo/Strike", &strike, memo_strike_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "CONFLICT");
	r = COUNTER_CALL(&a, "Memo/List", &list, memo_list_reply, NULL, &arena, &said);
	assert_int_equal(r->n_memos, 0);
	list.with_struck = true;
	r = COUNTER_CALL(&a, "Memo/List", &list, memo_list_reply, NULL, &arena, &said);
	assert_int_equal(r->n_memos, 1);
	assert_true(r->memos[0]->struck);
	add.text = (char *)(uintptr_t) "";
	assert_null(COUNTER_CALL(&a, "Memo/Add", &add, memo_add_reply, NULL, &arena, &said));
	assert_string_equal(said.field, "text");
	counter_logout(&a);
	counter_logout(&b);
}

static void the_code_master_lists_what_is_in_force(void **state)
{
	(void)state;
	struct counter a;
	struct counter_said said;
	Pb__CodeListRequest in = PB__CODE_LIST_REQUEST__INIT;
	char *lists[] = {(char *)(uintptr_t) "document", (char *)(uintptr_t) "tokuso_reason"};
	counter_login(&a, CLERK, 1);
	in.lists = lists;
	in.n_lists = 2;
	const Pb__CodeListReply *r =
		COUNTER_CALL(&a, "Code/List", &in, code_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_string_equal(r->words[0]->list, "document");
	assert_string_equal(r->words[0]->text, "個人番号カード");
	const size_t today = r->n_words;
	Pb__Date then = PB__DATE__INIT;
	then.year = 2010, then.month = 1, then.day = 1;
	in.on = &then; /* before there were such cards */
	r = COUNTER_CALL(&a, "Code/List", &in, code_list_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_true(r->n_words < today);
	assert_string_not_equal(r->words[0]->text, "個人番号カード");
	counter_logout(&a);
}

static void a_number_is_compared_and_never_shown(void **state)
{
	(void)state;
	struct counter a;
	struct counter_said said;
	Pb__CheckNumberRequest in = PB__CHECK_NUMBER_REQUEST__INIT;
	counter_login(&a, CLERK, 1);
	in.shori_no = (char *)(uintptr_t)somebody();
	in.my_number = (char *)(uintptr_t) "123456789018"; /* valid, and not of the city's people */
	const Pb__CheckNumberReply *r = COUNTER_CALL(
		&a, "Qualification/CheckNumber", &in, check_number_reply, NULL, &arena, &said);
	assert_non_null(r);
	assert_int_equal(r->result, PB__NUMBER_CHECK__NUMBER_DIFFERS);
	in.my_number = (char *)(uintptr_t) "123456789019";
	assert_null(COUNTER_CALL(
		&a, "Qualification/CheckNumber", &in, check_number_reply, NULL, &arena, &said));
	assert_string_equal(said.code, "INVALID");
	assert_string_equal(said.field, "my_number");
	counter_logout(&a);
}

/* ---- the disk ---- */

static void a_disk_nearly_full_refuses_writes_and_goes_on_reading(void **state)
{
	(void)state;
	static const char *const changes[] = {"disk.path=%s", "disk.min_free_mib=1073741824", NULL};
	struct mg_second s;
	struct counter_said said;
	mg_second_start(&s, changes, NULL);
	struct counter c = {.client = mg_second_connect_as(&s, 1)};
	mg_rig_must_login(c.client, CLERK, 1, c.token); /* or nobody could read */
	const char *who = somebody();
	assert_string_equal(must_show(&c, who)->insured_type, "2");
	assert_null(counter_acquire(&c, who, NULL, &arena, &said));
	assert_string_equal(said.code, "NO_SPACE");
	assert_string_equal(must_show(&c, who)->insured_type, "2");
	mg_rig_logout(c.client, c.token);
	mg_rpc_client_free(c.client);
	assert_int_equal(mg_second_stop(&s, SIGTERM), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_correction_is_ones_own_of_today_or_anothers_with_a_reason),
		cmocka_unit_test(two_corrections_of_one_receipt_are_one_line_of_the_list),
		cmocka_unit_test(a_step_undoes_the_event_and_coming_back_does_it_again),
		cmocka_unit_test(a_clerk_of_another_ward_changes_nothing),
		cmocka_unit_test(the_register_is_listed_counted_and_searched),
		cmocka_unit_test(a_parked_form_is_its_clerks_until_they_are_away),
		cmocka_unit_test(fifty_parked_forms_are_enough),
		cmocka_unit_test(a_memo_is_struck_out_and_never_overwritten),
		cmocka_unit_test(the_code_master_lists_what_is_in_force),
		cmocka_unit_test(a_number_is_compared_and_never_shown),
		cmocka_unit_test(a_disk_nearly_full_refuses_writes_and_goes_on_reading),
	};
	return cmocka_run_group_tests(tests, counter_setup, NULL);
}
