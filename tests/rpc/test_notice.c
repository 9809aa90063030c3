/* SPDX-License-Identifier: Apache-2.0
 * Notices reach the parked long polls of the terminals they are for, also where nobody is logged in, and go away there; and
 * how a terminal shows what it shows. Terminal 1 stands in ward 146, terminal 2 in ward 142. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "base/clock.h"
#include "counter.h"
#include "madoguchi/v1/display.pb-c.h"
#include "madoguchi/v1/notice.pb-c.h"

#define POSTER 5 /* 200002, with another role for the test, at terminal 2 */
#define SECOND_US INT64_C(1000000)
#define HEARD_US (5 * SECOND_US) /* a second is meant; the machine may be busy */
#define NO_VERSION 1
#define WAITED_US (40 * SECOND_US)

static struct counter north, centre; /* ward 146, ward 142 */
static struct counter_said said;

/* ---- a terminal that waits ---- */

struct waiting {
	const struct counter *at;
	uint64_t known;
	pthread_t thread;
	struct mg_arena memory;
	const Pb__NoticesInForce *heard; /* NULL: nothing new came in time */
	int64_t heard_us;
	char code[32]; /* of the last refusal */
};
static struct counter at_login; /* terminal 1 once more, without a session */
static struct waiting a, b; /* what one heard lives until it begins again */

static void set_role(const char *role)
{
	char sql[200];
	snprintf(sql, sizeof(sql), "UPDATE madoguchi.staff SET role = '%s' WHERE staff_no = '200002'", role);
	mg_test_db_sql(&counter_superuser, sql);
}

static void withdraw_all(void)
{
	mg_test_db_sql(&counter_superuser, "DELETE FROM madoguchi.notice; DELETE FROM madoguchi.terminal_display");
}

static int setup(void **state)
{
	counter_setup(state);
	withdraw_all();
	set_role("it");
	counter_login(&north, CLERK, 1);
	counter_login(&centre, POSTER, 2);
	at_login.client = mg_rig_connect(1);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	counter_logout(&north);
	counter_logout(&centre);
	mg_rpc_client_free(at_login.client);
	mg_arena_done(&a.memory);
	mg_arena_done(&b.memory);
	set_role("supervisor");
	withdraw_all();
	return 0;
}

/* One long poll; NULL: refused. known_size: of a log longer than any, so that no checkpoint ends the wait. */
static const Pb__WatchReply *poll(const struct counter *c, uint64_t known, int timeout_ms, struct mg_arena *memory)
{
	Pb__WatchRequest in = PB__WATCH_REQUEST__INIT;
	struct mg_rpc_result result;
	in.known_size = UINT64_MAX / 2;
	in.known_notices = known;
	mg_rpc_call(c->client, "/madoguchi.v1.Session/Watch", &in.base, &pb__watch_reply__descriptor,
		&(struct mg_rpc_options){.token = c->token, .timeout_ms = timeout_ms}, memory, &result);
	return result.status == 0 ? (const Pb__WatchReply *)(const void *)result.reply : NULL;
}

/* One long poll of nobody; NULL: refused. */
static const Pb__NoticeWatchReply *poll_of_nobody(struct waiting *w, int timeout_ms)
{
	Pb__NoticeWatchRequest in = PB__NOTICE_WATCH_REQUEST__INIT;
	struct mg_rpc_result result;
	in.known_notices = w->known;
	mg_rpc_call(w->at->client, "/madoguchi.v1.Notice/Watch", &in.base, &pb__notice_watch_reply__descriptor,
		&(struct mg_rpc_options){.timeout_ms = timeout_ms}, &w->memory, &result);
	snprintf(w->code, sizeof(w->code), "%s", result.code);
	return result.status == 0 ? (const Pb__NoticeWatchReply *)(const void *)result.reply : NULL;
}

/* True when it was answered. */
static bool ask_once(struct waiting *w, const Pb__NoticesInForce **ret)
{
	if (w->at == &at_login) {
		const Pb__NoticeWatchReply *r = poll_of_nobody(w, 30000);
		*ret = r ? r->notices : NULL;
		return r != NULL;
	}
	const Pb__WatchReply *r = poll(w->at, w->known, 30000, &w->memory);
	*ret = r ? r->notices : NULL;
	return r != NULL;
}

static void *wait_for_news(void *user)
{
	struct waiting *w = user;
	const int64_t begun_us = mg_mono_us(&mg_clock_system);
	while (!w->heard && mg_mono_us(&mg_clock_system) - begun_us < WAITED_US) {
		const Pb__NoticesInForce *told = NULL;
		const bool answered = ask_once(w, &told);
		w->heard_us = mg_mono_us(&mg_clock_system);
		if (!answered)
			break;
		if (told && told->version != w->known)
			w->heard = told;
	}
	return NULL;
}

static void begin(struct waiting *w, const struct counter *at, uint64_t known)
{
	mg_arena_done(&w->memory);
	*w = (struct waiting){.at = at, .known = known};
	mg_arena_init(&w->memory, 4U << 20);
	assert_int_equal(pthread_create(&w->thread, NULL, wait_for_news, w), 0);
}

static void parked(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 700 * 1000000L}, NULL); /* longer than a tick of the poll */
}

static const Pb__NoticesInForce *hear(struct waiting *w, const char *what, int64_t since_us)
{
	pthread_join(w->thread, NULL);
	if (!w->heard)
		fail_msg("%s: nothing was heard", what);
	if (since_us > 0) {
		print_message("%s: heard after %lld ms\n", what, (long long)((w->heard_us - since_us) / 1000));
		assert_true(w->heard_us - since_us <= HEARD_US);
	}
	return w->heard;
}

/* What the terminal would show just now. */
static const Pb__NoticesInForce *look(const struct counter *at)
{
	const Pb__WatchReply *r = poll(at, NO_VERSION, 20000, &arena); /* news to it in any case: answers at once */
	assert_non_null(r);
	assert_non_null(r->notices);
	return r->notices;
}

/* ---- acts ---- */

static const Pb__NoticePostReply *post(const char *text, const char *ward, int64_t for_us, bool urgent)
{
	Pb__NoticePostRequest in = PB__NOTICE_POST_REQUEST__INIT;
	in.text = (char *)(uintptr_t)text;
	in.ward = (char *)(uintptr_t)ward;
	in.until_us = mg_now_us(&mg_clock_system) + for_us;
	in.urgent = urgent;
	return counter_call(
		&centre, "/madoguchi.v1.Notice/Post", &in.base, &pb__notice_post_reply__descriptor, NULL, &arena, &said);
}

static bool withdraw(uint64_t notice_no, const char *why)
{
	Pb__NoticeWithdrawRequest in = PB__NOTICE_WITHDRAW_REQUEST__INIT;
	in.notice_no = notice_no;
	in.why = (char *)(uintptr_t)why;
	return counter_call(&centre, "/madoguchi.v1.Notice/Withdraw", &in.base, &pb__notice_withdraw_reply__descriptor, NULL,
		       &arena, &said) != NULL;
}

static const Pb__NoticeItem *listed(uint64_t notice_no)
{
	Pb__NoticeListRequest in = PB__NOTICE_LIST_REQUEST__INIT;
	const Pb__NoticeListReply *r = counter_call(
		&centre, "/madoguchi.v1.Notice/List", &in.base, &pb__notice_list_reply__descriptor, NULL, &arena, &said);
	assert_non_null(r);
	for (size_t i = 0; i < r->n_items; i++)
		if (r->items[i]->notice_no == notice_no)
			return r->items[i];
	return NULL;
}

/* ---- cases ---- */

static void a_notice_is_heard_at_every_terminal_and_goes_when_it_is_withdrawn(void **state)
{
	(void)state;
	assert_int_equal(look(&north)->version, 0);
	begin(&a, &north, 0);
	begin(&b, &centre, 0);
	parked();
	int64_t begun_us = mg_mono_us(&mg_clock_system);
	const Pb__NoticePostReply *posted = post("17:30 にシステムを止めます", "", 3600 * SECOND_US, true);
	assert_non_null(posted);
	assert_true(posted->terminals >= 2);
	const Pb__NoticesInForce *at_a = hear(&a, "posted, 北-01", begun_us), *at_b = hear(&b, "posted, 中-01", begun_us);
	assert_int_equal(at_a->n_items, 1);
	assert_int_equal(at_b->n_items, 1);
	assert_string_equal(at_a->items[0]->text, "17:30 にシステムを止めます");
	assert_true(at_a->items[0]->urgent);
	assert_string_equal(at_a->items[0]->section_name, "中区役所 保険年金課");
	assert_string_equal(at_a->items[0]->staff_name, mg_rig_get_nth("MG_STAFF_%d_NAME", POSTER));
	assert_string_equal(at_a->items[0]->staff_no, "");
	begin(&a, &north, at_a->version);
	begin(&b, &centre, at_b->version);
	parked();
	assert_false(withdraw(posted->notice_no, ""));
	assert_string_equal(said.field, "why");
	begun_us = mg_mono_us(&mg_clock_system);
	assert_true(withdraw(posted->notice_no, "時刻を間違えた"));
	assert_int_equal(hear(&a, "withdrawn, 北-01", begun_us)->version, 0);
	assert_int_equal(hear(&b, "withdrawn, 中-01", begun_us)->n_items, 0);
	assert_false(withdraw(posted->notice_no, "もう一度"));
	assert_string_equal(said.code, "CONFLICT");
	const Pb__NoticeItem *item = listed(posted->notice_no);
	assert_non_null(item);
	assert_false(item->in_force || item->may_withdraw);
	assert_string_equal(item->withdrawn_why, "時刻を間違えた");
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi.notice n JOIN madoguchi_log.leaf p ON p.writer ="
					" n.log_writer AND p.n = n.log_n JOIN madoguchi_log.leaf w ON w.writer ="
					" n.withdrawn_writer AND w.n = n.withdrawn_n"),
		1);
}

static void one_for_a_ward_is_heard_in_that_ward_alone_and_goes_when_its_time_is_over(void **state)
{
	(void)state;
	begin(&a, &north, 0);
	parked();
	const int64_t begun_us = mg_mono_us(&mg_clock_system);
	assert_non_null(post("北区の番号発券機は止まっています", "146", 4 * SECOND_US, false));
	const Pb__NoticesInForce *at_a = hear(&a, "posted for one ward", begun_us);
	assert_int_equal(at_a->n_items, 1);
	assert_false(at_a->items[0]->urgent);
	assert_int_equal(look(&centre)->n_items, 0);
	begin(&a, &north, at_a->version);
	assert_int_equal(hear(&a, "its time is over", 0)->version, 0);
	assert_true(a.heard_us - begun_us >= 3 * SECOND_US);
}

static void a_head_posts_for_the_own_ward_and_takes_back_nobody_elses(void **state)
{
	(void)state;
	const Pb__NoticePostReply *of_city = post("全区の連絡", "", 3600 * SECOND_US, false),
				  *of_north = post("北区の連絡", "146", 3600 * SECOND_US, false);
	assert_non_null(of_city);
	assert_non_null(of_north);
	assert_int_equal(of_north->terminals, 1);
	set_role("head");
	assert_null(post("北区へ", "146", 3600 * SECOND_US, false));
	assert_string_equal(said.field, "ward");
	assert_null(post("全区へ", "", 3600 * SECOND_US, false));
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	assert_non_null(post("中区へ", "142", 3600 * SECOND_US, false));
	assert_non_null(listed(of_city->notice_no));
	assert_null(listed(of_north->notice_no));
	assert_false(listed(of_city->notice_no)->may_withdraw);
	assert_false(withdraw(of_city->notice_no, "要らない"));
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	assert_int_equal(look(&north)->n_items, 2);
	assert_int_equal(look(&centre)->n_items, 2);
	set_role("clerk");
	assert_null(post("書いてみる", "142", 3600 * SECOND_US, false));
	assert_string_equal(said.code, "DENIED");
	set_role("it");
	withdraw_all();
}

static void what_is_no_notice_is_refused_by_its_field(void **state)
{
	(void)state;
	assert_null(post("二行\nある", "", 3600 * SECOND_US, false));
	assert_string_equal(said.code, "INVALID");
	assert_string_equal(said.field, "text");
	assert_null(post("1234-5678-9012 の人", "", 3600 * SECOND_US, false));
	assert_string_equal(said.code, "REFUSED_BY_RULE");
	assert_string_equal(said.field, "text");
	assert_null(post("長すぎる", "", 25 * 3600 * SECOND_US, false));
	assert_string_equal(said.field, "until_us");
	assert_null(post("端末のない区", "999", 3600 * SECOND_US, false));
	assert_string_equal(said.field, "ward");
	assert_non_null(post("一", "146", 3600 * SECOND_US, false));
	const Pb__NoticePostReply *second = post("二", "146", 3600 * SECOND_US, true);
	assert_non_null(second);
	assert_null(post("三", "146", 3600 * SECOND_US, false));
	assert_string_equal(said.field, "in_force");
	assert_string_equal(look(&north)->items[0]->text, "二"); /* urgent ones first */
	assert_true(withdraw(second->notice_no, "片付いた"));
	assert_non_null(post("三", "146", 3600 * SECOND_US, false));
	assert_string_equal(look(&north)->items[0]->text, "三"); /* then the newest */
	withdraw_all();
}

/* ---- where nobody is logged in ---- */

static void a_terminal_where_nobody_is_logged_in_hears_of_it_and_leaves_no_entry(void **state)
{
	(void)state;
	begin(&a, &at_login, 0);
	parked();
	assert_non_null(post("中区の連絡", "142", 3600 * SECOND_US, false)); /* for others: it waits on */
	const int64_t begun_us = mg_mono_us(&mg_clock_system);
	const Pb__NoticePostReply *posted = post("本日17:30に停止します", "", 3600 * SECOND_US, true);
	assert_non_null(posted);
	const Pb__NoticesInForce *told = hear(&a, "posted, nobody logged in", begun_us);
	assert_int_equal(told->n_items, 1);
	assert_string_equal(told->items[0]->text, "本日17:30に停止します");
	assert_true(told->items[0]->urgent);
	assert_string_equal(told->items[0]->section_name, "中区役所 保険年金課");
	assert_string_equal(told->items[0]->staff_name, ""); /* nobody's name where anybody may look */
	assert_true(told->items[0]->until_us > told->items[0]->posted_us);
	/* who logs in then hears of it once more, with the name */
	const Pb__WatchReply *named = poll(&north, told->version, 20000, &arena);
	assert_non_null(named);
	assert_non_null(named->notices);
	assert_string_equal(named->notices->items[0]->staff_name, mg_rig_get_nth("MG_STAFF_%d_NAME", POSTER));
	begin(&a, &at_login, told->version);
	parked();
	assert_true(withdraw(posted->notice_no, "時刻を間違えた"));
	assert_int_equal(hear(&a, "withdrawn, nobody logged in", 0)->version, 0);
	withdraw_all();
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi_log.leaf WHERE LOCATE(CONCAT('Notice/Watch', UNHEX('0000')),"
					" entry) > 0"),
		0);
}

static void one_poll_of_a_terminal_waits_and_a_newer_one_sends_it_home(void **state)
{
	(void)state;
	begin(&a, &at_login, 0);
	parked();
	struct waiting newer = {.at = &at_login};
	mg_arena_init(&newer.memory, 1U << 20);
	assert_non_null(poll_of_nobody(&newer, 2500)); /* answered in time, though nothing is new */
	pthread_join(a.thread, NULL);
	assert_null(a.heard);
	assert_string_equal(a.code, "CANCELLED");
	/* that of a session too: who logs in does not wait twice */
	begin(&a, &at_login, 0);
	parked();
	assert_non_null(poll(&north, NO_VERSION, 20000, &arena));
	pthread_join(a.thread, NULL);
	assert_string_equal(a.code, "CANCELLED");
	mg_arena_done(&newer.memory);
}

static void what_is_no_terminal_of_the_city_any_more_is_told_nothing_also_while_it_waits(void **state)
{
	(void)state;
	char back[160];
	snprintf(back, sizeof(back), "UPDATE madoguchi.terminal SET cert_not_after_us = %lld WHERE terminal_id = 1",
		(long long)counter_number("SELECT cert_not_after_us FROM madoguchi.terminal WHERE terminal_id = 1"));
	begin(&a, &at_login, 0);
	parked();
	mg_test_db_sql(&counter_superuser, "UPDATE madoguchi.terminal SET cert_not_after_us = 1 WHERE terminal_id = 1");
	const bool posted = post("これは聞こえない", "", 3600 * SECOND_US, false) != NULL;
	pthread_join(a.thread, NULL);
	mg_test_db_sql(&counter_superuser, back);
	assert_true(posted);
	assert_null(a.heard);
	assert_string_equal(a.code, "TERMINAL_UNKNOWN");
	assert_true(counter_number("SELECT COUNT(*) FROM madoguchi_log.leaf WHERE LOCATE('Notice/Watch', entry) > 0") > 0);
	withdraw_all();
}

/* ---- how a terminal shows it ---- */

static const Pb__DisplaySettings *show(int terminal)
{
	Pb__DisplayShowRequest in = PB__DISPLAY_SHOW_REQUEST__INIT;
	struct mg_rpc_result result;
	struct mg_rpc_client *client = mg_rig_connect(terminal);
	mg_rpc_call(client, "/madoguchi.v1.Display/Show", &in.base, &pb__display_settings__descriptor,
		&(struct mg_rpc_options){0}, &arena, &result);
	mg_rpc_client_free(client);
	assert_int_equal(result.status, 0);
	return (const Pb__DisplaySettings *)(const void *)result.reply;
}

static const Pb__DisplaySettings *set(const struct counter *c, uint32_t scale, bool contrast, bool reader)
{
	Pb__DisplaySettings in = PB__DISPLAY_SETTINGS__INIT;
	in.scale = scale;
	in.contrast = contrast;
	in.reader = reader;
	return counter_call(
		c, "/madoguchi.v1.Display/Set", &in.base, &pb__display_settings__descriptor, NULL, &arena, &said);
}

static void a_terminal_knows_how_it_shows_before_anybody_logs_in_and_who_changed_it_is_logged(void **state)
{
	(void)state;
	const struct counter nobody = {.client = north.client};
	assert_int_equal(show(1)->scale, 0);
	assert_null(set(&nobody, 150, true, false));
	assert_string_equal(said.code, "UNAUTHENTICATED");
	assert_null(set(&north, 130, false, false));
	assert_string_equal(said.field, "scale");
	assert_non_null(set(&north, 150, true, false));
	assert_int_equal(show(1)->scale, 150);
	assert_true(show(1)->contrast);
	assert_int_equal(show(2)->scale, 0); /* the other terminal's own */
	const Pb__WatchReply *told = poll(&north, NO_VERSION, 20000, &arena);
	assert_non_null(told);
	assert_non_null(told->display);
	assert_int_equal(told->display->scale, 150);
	assert_non_null(set(&north, 0, false, true));
	assert_true(show(1)->reader);
	assert_int_equal(counter_number("SELECT COUNT(*) FROM madoguchi.terminal_display d JOIN madoguchi_log.leaf l ON"
					" l.writer = d.log_writer AND l.n = d.log_n WHERE d.changed_by = '100001'"),
		1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_is_heard_at_every_terminal_and_goes_when_it_is_withdrawn),
		cmocka_unit_test(one_for_a_ward_is_heard_in_that_ward_alone_and_goes_when_its_time_is_over),
		cmocka_unit_test(a_head_posts_for_the_own_ward_and_takes_back_nobody_elses),
		cmocka_unit_test(what_is_no_notice_is_refused_by_its_field),
		cmocka_unit_test(a_terminal_where_nobody_is_logged_in_hears_of_it_and_leaves_no_entry),
		cmocka_unit_test(one_poll_of_a_terminal_waits_and_a_newer_one_sends_it_home),
		cmocka_unit_test(what_is_no_terminal_of_the_city_any_more_is_told_nothing_also_while_it_waits),
		cmocka_unit_test(a_terminal_knows_how_it_shows_before_anybody_logs_in_and_who_changed_it_is_logged),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
