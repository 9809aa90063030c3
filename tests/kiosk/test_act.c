/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/mg-act.h"

static const guint8 one[MG_ACT_KEY_BYTES] = {1};
static const guint8 two[MG_ACT_KEY_BYTES] = {2};

static void a_key_lives_until_a_definite_answer(void **state)
{
	MgAct act = {0};
	assert_true(mg_act_begin(&act, one));
	assert_false(mg_act_begin(&act, two));
	mg_act_fail(&act, MG_TROUBLE_UNCERTAIN, 1000);
	assert_int_equal(act.state, MG_ACT_WAITING);
	assert_false(mg_act_begin(&act, two));
	assert_memory_equal(act.key, one, sizeof one);
	assert_false(mg_act_tick(&act, act.due_ms - 1));
	assert_true(mg_act_tick(&act, act.due_ms));
	assert_memory_equal(act.key, one, sizeof one);
	mg_act_done(&act);
	assert_int_equal(act.state, MG_ACT_DONE);
	assert_true(mg_act_begin(&act, two));
	assert_memory_equal(act.key, two, sizeof two);
}

static void a_definite_refusal_frees_the_key(void **state)
{
	static const MgTrouble definite[] = {MG_TROUBLE_CONFLICT, MG_TROUBLE_RULE, MG_TROUBLE_DENIED,
		MG_TROUBLE_INVALID, MG_TROUBLE_INTERNAL, MG_TROUBLE_NOT_FOUND, MG_TROUBLE_ALARM};
	for (size_t i = 0; i < G_N_ELEMENTS(definite); i++) {
		MgAct act = {0};
		mg_act_begin(&act, one);
		mg_act_fail(&act, definite[i], 1000);
		assert_int_equal(act.state, MG_ACT_FAILED);
		assert_true(mg_act_begin(&act, two));
	}
}

static void a_locked_session_is_definite_only_when_nothing_was_open_before(void **state)
{
	MgAct act = {0};
	mg_act_begin(&act, one);
	mg_act_fail(&act, MG_TROUBLE_LOCKED, 0);
	assert_int_equal(act.state, MG_ACT_FAILED);
	mg_act_begin(&act, one);
	mg_act_fail(&act, MG_TROUBLE_LOST, 0);
	assert_true(mg_act_tick(&act, 600));
	mg_act_fail(&act, MG_TROUBLE_LOCKED, 700);
	assert_int_equal(act.state, MG_ACT_UNSETTLED);
	assert_true(mg_act_is_open(&act));
}

static void the_waits_grow_and_end(void **state)
{
	MgAct act = {0};
	gint64 now = 0, before = 0;
	guint sends = 1;
	mg_act_begin(&act, one);
	for (mg_act_fail(&act, MG_TROUBLE_LOST, now); act.state == MG_ACT_WAITING;
		mg_act_fail(&act, MG_TROUBLE_LOST, now)) {
		const gint64 wait = act.due_ms - now;
		assert_true(wait >= before && wait <= 8000);
		before = wait;
		now = act.due_ms;
		assert_true(mg_act_tick(&act, now));
		sends++;
	}
	assert_int_equal(act.state, MG_ACT_UNSETTLED);
	assert_int_equal(sends, MG_ACT_SENDS_MAX);
	assert_true(now < 60000);
	assert_false(mg_act_tick(&act, now + 1000000));
	assert_true(mg_act_again(&act));
	assert_memory_equal(act.key, one, sizeof one);
	assert_int_equal(act.state, MG_ACT_SENDING);
}

static void it_says_what_the_clerk_must_not_do(void **state)
{
	MgAct act = {0};
	mg_act_begin(&act, one);
	assert_null(mg_act_words(&act));
	mg_act_fail(&act, MG_TROUBLE_UNCERTAIN, 0);
	assert_string_equal(mg_act_words(&act), "登録できたか確かめています。もう一度押さないでください。");
	mg_act_tick(&act, 100000);
	mg_act_done(&act);
	assert_string_equal(mg_act_words(&act), "登録できていました。");
	mg_act_begin(&act, two);
	assert_null(mg_act_words(&act));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_lives_until_a_definite_answer),
		cmocka_unit_test(a_definite_refusal_frees_the_key),
		cmocka_unit_test(a_locked_session_is_definite_only_when_nothing_was_open_before),
		cmocka_unit_test(the_waits_grow_and_end),
		cmocka_unit_test(it_says_what_the_clerk_must_not_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
