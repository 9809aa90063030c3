/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "model/mg-board.h"

#define MINUTE_US G_GINT64_CONSTANT(60000000)
/* 2026-11-28 13:05 in Japan */
#define NOW (G_GINT64_CONSTANT(1795838700) * 1000000)

static void the_end_is_the_next_time_that_clocks_show_it(void **state)
{
	(void)state;
	assert_int_equal(mg_notice_until(NOW, "1730") - NOW, (4 * 60 + 25) * MINUTE_US);
	assert_int_equal(mg_notice_until(NOW, "1306") - NOW, MINUTE_US);
	assert_int_equal(mg_notice_until(NOW, "1305") - NOW, 24 * 60 * MINUTE_US);
	assert_int_equal(mg_notice_until(NOW, "1304") - NOW, (24 * 60 - 1) * MINUTE_US);
	assert_int_equal(mg_notice_until(NOW, "0000") - NOW, (10 * 60 + 55) * MINUTE_US);
	static const char *const bad[] = {"", "1", "173", "17300", "2400", "1760", "17:3", "-730"};
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
		assert_int_equal(mg_notice_until(NOW, bad[i]), 0);
}

static void a_notice_says_its_kind_who_and_until_when_and_no_markup_of_its_own(void **state)
{
	(void)state;
	MgNotice *notice = mg_notice_new("<停止> & 再開", "中区役所", "大窪 彩");
	notice->posted_us = NOW;
	notice->until_us = NOW + 85 * MINUTE_US;
	g_autofree char *normal = mg_notice_words(notice);
	assert_string_equal(normal, "<b>◆ お知らせ　&lt;停止&gt; &amp; 再開</b>　中区役所 大窪 彩 13:05、14:30 まで");
	notice->is_urgent = TRUE;
	g_autofree char *urgent = mg_notice_words(notice);
	assert_non_null(strstr(urgent, "▲ 至急"));
	mg_notice_free(notice);
	notice = mg_notice_new("停止", "中区役所", ""); /* nobody is logged in */
	notice->posted_us = NOW;
	notice->until_us = NOW + 85 * MINUTE_US;
	g_autofree char *bare = mg_notice_words(notice);
	assert_string_equal(bare, "<b>◆ お知らせ　停止</b>　中区役所 13:05、14:30 まで");
	mg_notice_free(notice);
}

static void what_was_told_replaces_what_stood_there(void **state)
{
	(void)state;
	MgBoard *board = mg_board_new();
	GPtrArray *one = g_ptr_array_new_with_free_func((GDestroyNotify)mg_notice_free);
	assert_int_equal(mg_board_get_version(board), 0);
	assert_int_equal(mg_board_count(board), 0);
	g_ptr_array_add(one, mg_notice_new("一", "所属", "名"));
	mg_board_told(board, 7, one);
	assert_int_equal(mg_board_get_version(board), 7);
	assert_string_equal(mg_board_get(board, 0)->text, "一");
	assert_null(mg_board_get(board, 1));
	mg_board_told(board, 0, g_ptr_array_new_with_free_func((GDestroyNotify)mg_notice_free));
	assert_int_equal(mg_board_count(board), 0);
	mg_board_free(board);
	mg_board_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_end_is_the_next_time_that_clocks_show_it),
		cmocka_unit_test(a_notice_says_its_kind_who_and_until_when_and_no_markup_of_its_own),
		cmocka_unit_test(what_was_told_replaces_what_stood_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
