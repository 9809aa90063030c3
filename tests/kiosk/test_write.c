/* SPDX-License-Identifier: Apache-2.0
 * Writes over a real connection: whatever the line does, each intended act is committed at most once, and once when it
 * is acknowledged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "madoguchi/v1/memo.pb-c.h"
#include "remote/mg-read.h"
#include "remote/mg-write.h"
#include "scripted.h"

static const MgCallSpec add_call = {&pb__memo__descriptor, "Add", .timeout_ms = 5000, MG_CALL_WRITE};
static const MgCallSpec list_call = {&pb__memo__descriptor, "List", .timeout_ms = 5000, MG_CALL_PLAIN};

struct rig {
	Scripted *server;
	MgClient *client;
	MgLine *line;
	MgWrite *write;
	guint notes;
	guint answers;
	MgTrouble trouble;
	GMainLoop *loop;
};

static void changed(gpointer owner, MgWrite *write)
{
	struct rig *rig = owner;
	const MgAct *act = mg_write_get_act(write);
	if (!mg_act_is_open(act) || act->state == MG_ACT_UNSETTLED)
		g_main_loop_quit(rig->loop);
}

static void noted(struct rig *rig)
{
	rig->notes++;
}

static gboolean give_up(gpointer loop)
{
	fail_msg("no answer within 40 s");
	return G_SOURCE_REMOVE;
}

static void run(struct rig *rig)
{
	const guint timer = g_timeout_add_seconds(40, give_up, rig->loop);
	g_main_loop_run(rig->loop);
	g_source_remove(timer);
}

static struct rig open_rig(const Line *lines, guint n, guint64 memo_id)
{
	struct rig rig = {.loop = g_main_loop_new(NULL, FALSE)};
	Pb__MemoAddReply reply = PB__MEMO_ADD_REPLY__INIT;
	reply.memo_id = memo_id; /* 0: no bytes, which every message reads as empty */
	g_autoptr(GBytes) packed = mg_line_pack(&reply.base);
	rig.server = scripted_new(lines, n, packed);
	rig.client = mg_client_new(scripted_config(rig.server));
	rig.line = mg_line_new(rig.client);
	return rig;
}

static void start(struct rig *rig)
{
	g_signal_connect_swapped(rig->line, "noted", G_CALLBACK(noted), rig);
	rig->write = mg_write_new(rig->line, &add_call, changed, rig);
}

static void close_rig(struct rig *rig)
{
	mg_write_free(rig->write);
	g_object_unref(rig->line);
	g_object_unref(rig->client);
	scripted_free(rig->server);
	g_main_loop_unref(rig->loop);
}

static gboolean press(struct rig *rig, const char *text)
{
	Pb__MemoAddRequest request = PB__MEMO_ADD_REQUEST__INIT;
	request.shori_no = (char *)"1";
	request.text = (char *)text;
	return mg_write_send(rig->write, &request.base);
}

static void committed_but_uncertain_ends_once(void **state)
{
	static const Line lines[] = {{.said = SAID_UNCERTAIN}, {.said = SAID_CUT}, {.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines), 7);
	start(&rig);
	assert_true(press(&rig, "来所"));
	assert_false(press(&rig, "来所")); /* the clerk presses again and again */
	run(&rig);
	assert_int_equal(mg_write_get_act(rig.write)->state, MG_ACT_DONE);
	const Pb__MemoAddReply *reply = (const Pb__MemoAddReply *)mg_write_get_reply(rig.write);
	assert_int_equal(reply->memo_id, 7);
	assert_int_equal(scripted_calls(rig.server), 3);
	assert_int_equal(scripted_keys(rig.server), 1);
	assert_int_equal(scripted_committed(rig.server), 1);
	assert_false(scripted_saw_reuse(rig.server));
	assert_int_equal(rig.notes, 3);
	assert_string_equal(mg_act_words(mg_write_get_act(rig.write)), "登録できていました。");
	close_rig(&rig);
}

static void two_acts_have_two_keys(void **state)
{
	static const Line lines[] = {{.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines), 7);
	start(&rig);
	for (int i = 0; i < 2; i++) {
		assert_true(press(&rig, "同じ文"));
		run(&rig);
	}
	assert_int_equal(scripted_keys(rig.server), 2);
	assert_int_equal(scripted_committed(rig.server), 2);
	close_rig(&rig);
}

static void a_refusal_ends_the_act(void **state)
{
	static const Line lines[] = {{SAID_REFUSED, "CONFLICT", NULL}, {SAID_REFUSED, "REFUSED_BY_RULE", NULL}};
	static const MgTrouble wanted[] = {MG_TROUBLE_CONFLICT, MG_TROUBLE_RULE};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines), 7);
	start(&rig);
	for (int i = 0; i < 2; i++) {
		press(&rig, "x");
		run(&rig);
		assert_int_equal(mg_write_get_act(rig.write)->state, MG_ACT_FAILED);
		assert_int_equal(mg_write_get_act(rig.write)->trouble, wanted[i]);
		assert_null(mg_write_get_reply(rig.write));
	}
	assert_int_equal(scripted_calls(rig.server), 2);
	assert_int_equal(scripted_committed(rig.server), 0);
	close_rig(&rig);
}

static void after_its_tries_the_clerk_settles_it_with_the_same_key(void **state)
{
	static const Line lines[] = {{.said = SAID_UNCERTAIN}, {.said = SAID_UNTOUCHED}, {.said = SAID_UNTOUCHED},
		{.said = SAID_UNTOUCHED}, {.said = SAID_UNTOUCHED}, {.said = SAID_UNTOUCHED},
		{.said = SAID_UNTOUCHED}, {.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines), 7);
	start(&rig);
	press(&rig, "長い不通");
	run(&rig);
	assert_int_equal(mg_write_get_act(rig.write)->state, MG_ACT_UNSETTLED);
	assert_false(press(&rig, "別の文")); /* another act must wait for this one's end */
	assert_true(mg_write_again(rig.write));
	run(&rig);
	assert_int_equal(mg_write_get_act(rig.write)->state, MG_ACT_DONE);
	assert_int_equal(scripted_keys(rig.server), 1);
	assert_int_equal(scripted_committed(rig.server), 1);
	close_rig(&rig);
}

static void nothing_is_sent_under_an_alarm(void **state)
{
	static const Line lines[] = {{.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines), 7);
	start(&rig);
	mg_line_stop(rig.line, TRUE);
	press(&rig, "x");
	run(&rig);
	assert_int_equal(mg_write_get_act(rig.write)->trouble, MG_TROUBLE_ALARM);
	assert_int_equal(scripted_calls(rig.server), 0);
	close_rig(&rig);
}

static void a_write_that_was_let_go_answers_nobody(void **state)
{
	static const Line lines[] = {{.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines), 7);
	start(&rig);
	press(&rig, "x");
	mg_write_free(g_steal_pointer(&rig.write));
	while (rig.notes == 0)
		g_main_context_iteration(NULL, TRUE);
	while (g_main_context_iteration(NULL, FALSE))
		;
	assert_int_equal(scripted_committed(rig.server), 1);
	close_rig(&rig);
}

static void read_done(gpointer owner, MgMessage *message, MgTrouble trouble)
{
	struct rig *rig = owner;
	rig->answers++;
	rig->trouble = trouble;
	if (message)
		g_main_loop_quit(rig->loop);
	mg_message_free(message);
}

static void a_read_is_asked_again_by_itself_and_only_the_newest_answers(void **state)
{
	static const Line lines[] = {{.said = SAID_UNTOUCHED}, {.said = SAID_UNTOUCHED}, {.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines), 0);
	Pb__MemoListRequest request = PB__MEMO_LIST_REQUEST__INIT;
	start(&rig);
	MgRead *read = mg_read_new(rig.line, &list_call, read_done, &rig);
	mg_read_ask(read, &request.base);
	mg_read_ask(read, &request.base);
	run(&rig);
	assert_false(mg_read_is_busy(read));
	assert_true(rig.answers >= 1 && rig.answers <= 3);
	assert_int_equal(rig.trouble, MG_N_TROUBLES);
	assert_int_equal(scripted_keys(rig.server), 0);
	mg_read_ask(read, &request.base);
	mg_read_free(read);
	close_rig(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(committed_but_uncertain_ends_once),
		cmocka_unit_test(two_acts_have_two_keys),
		cmocka_unit_test(a_refusal_ends_the_act),
		cmocka_unit_test(after_its_tries_the_clerk_settles_it_with_the_same_key),
		cmocka_unit_test(nothing_is_sent_under_an_alarm),
		cmocka_unit_test(a_write_that_was_let_go_answers_nobody),
		cmocka_unit_test(a_read_is_asked_again_by_itself_and_only_the_newest_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
