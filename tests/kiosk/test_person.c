/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/mg-person.h"

struct rig {
	MgPerson *person;
	int opens, histories;
	guint generation;
	gboolean as_of_given;
	MgDate as_of;
	gboolean with_cursor;
};

static void on_open(MgPerson *p, guint generation, const char *no, const MgDate *as_of, gpointer data)
{
	struct rig *rig = data;
	rig->opens++;
	rig->generation = generation;
	rig->as_of_given = as_of != NULL;
	if (as_of)
		rig->as_of = *as_of;
	assert_string_equal(no, "0000000017");
}
static void on_history(MgPerson *p, guint generation, const char *no, GBytes *cursor, gpointer data)
{
	struct rig *rig = data;
	rig->histories++;
	rig->with_cursor = cursor != NULL;
}
static const MgPersonAsk ask = {on_open, on_history};

static int set_up(void **state)
{
	struct rig *rig = g_new0(struct rig, 1);
	rig->person = mg_person_new(&ask, rig);
	*state = rig;
	return 0;
}
static int tear_down(void **state)
{
	struct rig *rig = *state;
	g_object_unref(rig->person);
	g_free(rig);
	return 0;
}

static MgPersonData *somebody(void)
{
	MgPersonData *data = mg_person_data_new();
	data->row = mg_row_new();
	data->pension_no = g_strdup("4120318845");
	g_ptr_array_add(data->items[MG_GROUP_JUKI], mg_item_new("addr", "中区深井沢町", MG_ITEM_PLAIN));
	g_ptr_array_add(data->household, mg_member_new(mg_row_new(), "世帯主", TRUE));
	return data;
}

static void opening_shows_the_person_and_closing_forgets_them(void **state)
{
	struct rig *rig = *state;
	mg_person_open(rig->person, "0000000017", 0);
	assert_int_equal(mg_person_get_state(rig->person), MG_PERSON_OPENING);
	mg_person_answer(rig->person, rig->generation, somebody());
	assert_int_equal(mg_person_get_state(rig->person), MG_PERSON_OPEN);
	const MgItem *item = mg_person_data_find(mg_person_get_data(rig->person), MG_GROUP_JUKI, "addr");
	assert_string_equal(item->value, "中区深井沢町");
	mg_person_close(rig->person);
	assert_null(mg_person_get_data(rig->person));
	assert_null(mg_person_get_shori_no(rig->person));
}

static void a_past_day_is_asked_for_and_the_screen_stays_meanwhile(void **state)
{
	struct rig *rig = *state;
	const MgDate day = {2024, 4, 1};
	mg_person_open(rig->person, "0000000017", 0);
	assert_false(rig->as_of_given);
	mg_person_answer(rig->person, rig->generation, somebody());
	mg_person_set_as_of(rig->person, &day, 1);
	assert_true(rig->as_of_given);
	assert_int_equal(rig->as_of.month, 4);
	assert_non_null(mg_person_get_data(rig->person));
	mg_person_fail(rig->person, rig->generation, MG_TROUBLE_LOST, 2);
	assert_int_equal(mg_person_get_state(rig->person), MG_PERSON_FAILED);
	assert_non_null(mg_person_get_data(rig->person));
	mg_person_tick(rig->person, 2000); /* by itself */
	assert_int_equal(rig->opens, 3);
	assert_true(rig->as_of_given);
	mg_person_set_as_of(rig->person, NULL, 2001);
	assert_false(rig->as_of_given);
}

static void a_late_answer_for_another_person_is_dropped(void **state)
{
	struct rig *rig = *state;
	mg_person_open(rig->person, "0000000017", 0);
	const guint old = rig->generation;
	mg_person_open(rig->person, "0000000017", 1);
	mg_person_answer(rig->person, old, somebody());
	assert_null(mg_person_get_data(rig->person));
	mg_person_answer(rig->person, rig->generation, somebody());
	assert_non_null(mg_person_get_data(rig->person));
}

static void history_comes_in_pages(void **state)
{
	struct rig *rig = *state;
	g_autoptr(GBytes) cursor = g_bytes_new_static("c", 1);
	mg_person_open(rig->person, "0000000017", 0);
	mg_person_ask_history(rig->person); /* not before the person is open */
	assert_int_equal(rig->histories, 0);
	mg_person_answer(rig->person, rig->generation, somebody());
	for (int page = 1; page <= 2; page++) {
		GPtrArray *events = g_ptr_array_new();
		MgEvent *event = mg_event_new("31", "J01", MG_GROUP_JUKI);
		g_ptr_array_add(event->changes, mg_change_new("addr", "東", "西", MG_ITEM_PLAIN));
		g_ptr_array_add(events, event);
		mg_person_ask_history(rig->person);
		assert_int_equal(rig->histories, page);
		assert_int_equal(rig->with_cursor, page == 2);
		mg_person_answer_history(rig->person, rig->generation, events, page == 1 ? cursor : NULL);
	}
	assert_int_equal(mg_person_get_events(rig->person)->len, 2);
	mg_person_ask_history(rig->person);
	assert_int_equal(rig->histories, 2);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(opening_shows_the_person_and_closing_forgets_them),
		CASE(a_past_day_is_asked_for_and_the_screen_stays_meanwhile),
		CASE(a_late_answer_for_another_person_is_dropped),
		CASE(history_comes_in_pages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
