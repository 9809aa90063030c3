/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/mg-search.h"

struct rig {
	MgSearch *search;
	int asked;
	guint generation;
	char *text;
	gboolean with_cursor;
};

static void on_ask(MgSearch *search, const MgQuestion *question, gpointer data)
{
	struct rig *rig = data;
	rig->asked++;
	rig->generation = question->generation;
	g_free(rig->text);
	rig->text = g_strdup(question->text);
	rig->with_cursor = question->cursor != NULL;
}

static int set_up(void **state)
{
	struct rig *rig = g_new0(struct rig, 1);
	rig->search = mg_search_new(on_ask, rig);
	*state = rig;
	return 0;
}
static int tear_down(void **state)
{
	struct rig *rig = *state;
	g_object_unref(rig->search);
	g_free(rig->text);
	g_free(rig);
	return 0;
}

static guint shown(struct rig *rig)
{
	return g_list_model_get_n_items(mg_search_get_rows(rig->search));
}

static void answer(struct rig *rig, guint generation, guint n, gboolean more, gint64 now)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_object_unref);
	g_autoptr(GBytes) cursor = more ? g_bytes_new_static("c", 1) : NULL;
	for (guint i = 0; i < n; i++)
		g_ptr_array_add(rows, mg_row_new());
	const MgAnswer a = {.rows = rows, .total = 1240, .next_cursor = cursor, .understood = "カナ ヤマダ"};
	mg_search_answer(rig->search, generation, &a, now);
}

static void one_kana_or_three_digits_are_enough(void **state)
{
	static const char *const enough[] = {"や", "ﾔ", "山", "123", "S54", "１２３", "12や", "Lee"};
	static const char *const too_little[] = {"", " ", "12", "S5", "１２", "---", "。。。", "Li"};
	for (size_t i = 0; i < G_N_ELEMENTS(enough); i++)
		assert_true(mg_search_is_enough(enough[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(too_little); i++)
		assert_false(mg_search_is_enough(too_little[i]));
}

static void it_asks_150_ms_after_the_last_key_and_only_once(void **state)
{
	struct rig *rig = *state;
	mg_search_type(rig->search, "や", 1000);
	mg_search_type(rig->search, "やま", 1100);
	mg_search_tick(rig->search, 1200);
	assert_int_equal(rig->asked, 0);
	assert_int_equal(mg_search_due_ms(rig->search), 1250);
	mg_search_tick(rig->search, 1250);
	mg_search_tick(rig->search, 1300);
	assert_int_equal(rig->asked, 1);
	assert_string_equal(rig->text, "やま");
}

static void an_answer_to_an_old_text_is_dropped(void **state)
{
	struct rig *rig = *state;
	mg_search_type(rig->search, "やま", 0);
	mg_search_tick(rig->search, 150);
	const guint old = rig->generation;
	mg_search_type(rig->search, "やまだ", 160);
	answer(rig, old, 50, FALSE, 170);
	assert_int_equal(shown(rig), 0);
	mg_search_tick(rig->search, 310);
	answer(rig, old, 50, FALSE, 320);
	assert_int_equal(shown(rig), 0);
	answer(rig, rig->generation, 3, FALSE, 330);
	assert_int_equal(shown(rig), 3);
	assert_string_equal(mg_search_get_asked(rig->search), "やまだ");
	assert_int_equal(mg_search_get_took_ms(rig->search), 20);
}

static void old_rows_stay_while_typing_and_go_when_the_text_is_too_short(void **state)
{
	struct rig *rig = *state;
	mg_search_type(rig->search, "やま", 0);
	mg_search_tick(rig->search, 150);
	answer(rig, rig->generation, 3, FALSE, 200);
	mg_search_type(rig->search, "やまだ", 300);
	assert_int_equal(shown(rig), 3);
	assert_int_equal(mg_search_get_state(rig->search), MG_SEARCH_WAITING);
	assert_string_equal(mg_search_get_asked(rig->search), "やま"); /* the key the rows answer */
	mg_search_type(rig->search, "", 400);
	assert_int_equal(shown(rig), 0);
	assert_int_equal(mg_search_due_ms(rig->search), 0);
}

static void pages_follow_up_to_two_hundred_rows(void **state)
{
	struct rig *rig = *state;
	mg_search_type(rig->search, "やま", 0);
	mg_search_tick(rig->search, 150);
	answer(rig, rig->generation, 50, TRUE, 200);
	for (guint page = 2; page <= 4; page++) {
		mg_search_more(rig->search, 300);
		assert_true(rig->with_cursor);
		mg_search_more(rig->search, 301); /* one at a time */
		assert_int_equal(rig->asked, page);
		answer(rig, rig->generation, 50, TRUE, 310);
		assert_int_equal(shown(rig), page * 50);
	}
	assert_false(mg_search_has_more(rig->search));
	mg_search_more(rig->search, 400);
	assert_int_equal(rig->asked, 4);
}

static void a_busy_server_is_asked_again_and_the_rows_stay(void **state)
{
	struct rig *rig = *state;
	mg_search_type(rig->search, "やま", 0);
	mg_search_tick(rig->search, 150);
	answer(rig, rig->generation, 3, FALSE, 160);
	mg_search_type(rig->search, "やまだ", 200);
	mg_search_tick(rig->search, 350);
	mg_search_fail(rig->search, rig->generation, MG_TROUBLE_BUSY, 400);
	assert_int_equal(mg_search_get_state(rig->search), MG_SEARCH_FAILED);
	assert_int_equal(shown(rig), 3);
	mg_search_tick(rig->search, 1900);
	assert_int_equal(rig->asked, 3);
	assert_string_equal(rig->text, "やまだ");
	mg_search_fail(rig->search, rig->generation, MG_TROUBLE_DENIED, 2000);
	assert_int_equal(mg_search_due_ms(rig->search), 0); /* no use asking again */
}

static void a_filter_asks_at_once_and_clearing_forgets_all(void **state)
{
	struct rig *rig = *state;
	mg_search_type(rig->search, "やま", 0);
	mg_search_tick(rig->search, 150);
	answer(rig, rig->generation, 3, FALSE, 160);
	mg_search_filter(rig->search, MG_RESIDENT_LIVING, "141", 200);
	assert_int_equal(rig->asked, 2);
	mg_search_clear(rig->search);
	answer(rig, rig->generation, 3, FALSE, 300);
	assert_int_equal(shown(rig), 0);
	assert_int_equal(mg_search_get_resident(rig->search), MG_RESIDENT_ALL);
	assert_string_equal(mg_search_get_asked(rig->search), "");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_kana_or_three_digits_are_enough),
		CASE(it_asks_150_ms_after_the_last_key_and_only_once),
		CASE(an_answer_to_an_old_text_is_dropped),
		CASE(old_rows_stay_while_typing_and_go_when_the_text_is_too_short),
		CASE(pages_follow_up_to_two_hundred_rows),
		CASE(a_busy_server_is_asked_again_and_the_rows_stay),
		CASE(a_filter_asks_at_once_and_clearing_forgets_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
