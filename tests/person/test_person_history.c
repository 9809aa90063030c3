/* SPDX-License-Identifier: Apache-2.0
 * Person.History against a real MariaDB under the server's account. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/date.h"
#include "desk.h"

static int setup(void **state)
{
	(void)state;
	desk_open_for("test_person_history");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	desk_close();
	return 0;
}

static const Pb__PersonHistoryReply *must(const char *shori_no, const ProtobufCBinaryData *cursor)
{
	const Pb__PersonHistoryReply *r = desk_history(shori_no, cursor);
	if (!r)
		fail_msg("%s: %s", shori_no, mg_code_name(desk.code));
	return r;
}

static const Pb__HistoryChange *change_of(const Pb__HistoryEvent *e, const char *column)
{
	for (size_t i = 0; i < e->n_changes; i++)
		if (strcmp(e->changes[i]->column, column) == 0)
			return e->changes[i];
	return NULL;
}

static void assert_change(
	const Pb__HistoryEvent *e, const char *column, const char *before, const char *after)
{
	const Pb__HistoryChange *c = change_of(e, column);
	if (!c)
		fail_msg("%s did not change", column);
	assert_string_equal(c->before, before);
	assert_string_equal(c->after, after);
	assert_int_equal(c->state, PB__ITEM__STATE__PLAIN);
}

static void each_change_shows_before_and_after_newest_first(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 1);
	mg_invent_basics(
		&p, "髙橋　花子", "タカハシ　ハナコ", "19790514", "堺市堺区南瓦町３番１号");
	mg_invent_set(&p, MG_JUKI_REMARK_TEXT, "はじめの記載");
	mg_bureau_write('I', &p, NULL);
	mg_invent_set(&p, MG_JUKI_NAME_KANJI, "大野　花子");
	mg_invent_set(&p, MG_JUKI_NAME_KANA, "オオノ　ハナコ");
	mg_invent_set(&p, MG_JUKI_REMARK_TEXT, "次の記載");
	mg_invent_set(&p, MG_JUKI_IDO_DATE, "20260410");
	mg_invent_set(&p, MG_JUKI_JUKI_IDO_REASON, "31");
	mg_bureau_write('U', &p, NULL);
	mg_invent_set(&p, MG_JUKI_CNT_ADDR, "2"); /* nothing of 宛名情報 */
	mg_bureau_write('U', &p, NULL);

	const Pb__PersonHistoryReply *r = must(p.shori_no, NULL);
	assert_int_equal(r->n_events, 5);
	assert_int_equal(r->next_cursor.len, 0);
	assert_string_equal(r->events[0]->group, "juki");
	assert_int_equal(r->events[0]->n_changes, 1);
	assert_change(r->events[0], "cnt_addr", "", "2");

	const Pb__HistoryEvent *e = r->events[1];
	assert_string_equal(e->group, "juki");
	assert_string_equal(e->source, "J01 2026-0001");
	assert_string_equal(e->reason_code, "31");
	assert_int_equal(e->event_date->year, 2026);
	assert_int_equal(e->event_date->month, 4);
	assert_int_equal(e->event_date->day, 10);
	assert_int_equal(e->n_changes, 5);
	assert_change(e, "name_kana", "タカハシ　ハナコ", "オオノ　ハナコ");
	assert_change(e, "name_kanji", "髙橋　花子", "大野　花子");
	assert_change(e, "remark_text", "はじめの記載", "次の記載");
	assert_change(e, "ido_date", "", "20260410");
	assert_string_equal(e->changes[0]->column, "name_kana"); /* in the order of the items */
	e = r->events[2];
	assert_string_equal(e->group, "atena");
	assert_int_equal(e->known_from_us, r->events[1]->known_from_us);
	assert_change(e, "edited_name_kanji", "髙橋　花子", "大野　花子");
	assert_change(e, "search_name_kanji", "高橋花子", "大野花子");

	e = r->events[3]; /* how it began */
	assert_change(e, "addr", "", "堺市堺区南瓦町３番１号");
	assert_change(e, "remark_text", "", "はじめの記載");
	assert_null(change_of(e, "addr_katagaki"));
	assert_string_equal(r->events[4]->group, "atena");
	for (size_t i = 1; i < r->n_events; i++)
		assert_true(r->events[i]->known_from_us <= r->events[i - 1]->known_from_us);
	assert_true(e->known_from_us < r->events[2]->known_from_us);
	assert_int_equal(desk.notes, MG_NOTE_PERSON);
	assert_int_equal(desk.n_persons, 1);
	assert_true(desk_noted(p.shori_no));
}

static void what_was_sent_again_unchanged_is_no_event(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 2);
	mg_invent_basics(&p, "同　一", "ドウ　イチ", "19800101", NULL);
	mg_bureau_write('I', &p, NULL);
	mg_bureau_write('U', &p, NULL);
	assert_int_equal(must(p.shori_no, NULL)->n_events, 2);
}

static void pages_of_history_meet_without_gap_or_double(void **state)
{
	(void)state;
	enum { VERSIONS = 23 };
	struct mg_invented p;
	char addresses[VERSIONS + 1][24] = {""}; /* one behind each version */
	bool seen[VERSIONS] = {false};
	mg_invent(&p, 3);
	mg_invent_basics(&p, "転居　好", "テンキョ　コノム", "19800101", NULL);
	for (int i = 0; i < VERSIONS; i++) {
		snprintf(addresses[i + 1], sizeof(addresses[i + 1]), "%d丁目", i);
		mg_invent_set(&p, MG_JUKI_ADDR, addresses[i + 1]);
		mg_bureau_write(i ? 'U' : 'I', &p, NULL);
	}
	ProtobufCBinaryData cursor = {0};
	int next = VERSIONS - 1, pages = 0;
	do {
		const Pb__PersonHistoryReply *r = must(p.shori_no, cursor.len ? &cursor : NULL);
		for (size_t i = 0; i < r->n_events; i++) {
			const Pb__HistoryEvent *e = r->events[i];
			if (strcmp(e->group, "juki") != 0)
				continue;
			assert_true(next >= 0 && !seen[next]);
			assert_change(e, "addr", addresses[next], addresses[next + 1]);
			seen[next--] = true;
		}
		cursor = r->next_cursor;
		pages++;
	} while (cursor.len);
	assert_int_equal(next, -1);
	assert_int_equal(pages, 3);
}

static void what_the_register_took_back_and_gave_again_is_told(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 4);
	mg_invent_basics(&p, "取消　一", "トリケシ　ハジメ", "19800101", NULL);
	mg_bureau_write('I', &p, NULL);
	mg_bureau_write('D', &p, NULL);
	const Pb__PersonHistoryReply *r = must(p.shori_no, NULL);
	assert_int_equal(r->n_events, 4);
	assert_change(r->events[0], "name_kanji", "取消　一", "");
	assert_null(r->events[0]->event_date);
	assert_string_equal(r->events[0]->source, "J01 2026-0001");
	assert_change(r->events[2], "name_kanji", "", "取消　一");
	mg_invent_set(&p, MG_JUKI_NAME_KANJI, "再登　一");
	mg_bureau_write('I', &p, NULL);
	r = must(p.shori_no, NULL);
	assert_int_equal(r->n_events, 6);
	assert_change(r->events[0], "name_kanji", "",
		"再登　一"); /* not "取消" before: there was nothing */
	assert_change(r->events[0], "sex", "", "1");
	assert_change(r->events[2], "name_kanji", "取消　一", "");
}

static void tells_no_place(const Pb__PersonHistoryReply *r)
{
	size_t hidden = 0;
	for (size_t i = 0; i < r->n_events; i++) {
		const struct mg_field_group *group = mg_field_group_find(r->events[i]->group);
		for (size_t k = 0; k < r->events[i]->n_changes; k++) {
			const Pb__HistoryChange *c = r->events[i]->changes[k];
			const bool guarded = mg_field_find(group, c->column)->guarded;
			assert_int_equal(c->state == PB__ITEM__STATE__NOT_PERMITTED, guarded);
			if (guarded) {
				assert_string_equal(c->before, "");
				assert_string_equal(c->after, "");
				hidden++;
			}
			assert_null(strstr(c->before, "町"));
			assert_null(strstr(c->after, "町"));
		}
	}
	assert_true(hidden >= 6);
}

static void the_history_of_a_protected_person_tells_no_place(void **state)
{
	(void)state;
	struct mg_invented p;
	mg_invent(&p, 5);
	mg_invent_basics(&p, "隠　一", "カクレ　ハジメ", "19800101", "堺市西区鳳東町９－９");
	mg_invent_set(&p, MG_JUKI_REMARK_TEXT, "鳳東町から");
	mg_bureau_write('I', &p, NULL);
	mg_invent_basics(&p, "隠　次", NULL, NULL, "堺市中区深井沢町１");
	mg_bureau_write('U', &p, NULL);
	mg_test_db_sql(mg_bureau.superuser,
		"INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us,"
		" started_by, valid_from) VALUES ('271403', '0000000005', 1, 's', '2026-04-01')");
	const Pb__PersonHistoryReply *r = must(p.shori_no, NULL);
	assert_int_equal(r->n_events, 4);
	tells_no_place(r);
	assert_change(r->events[0], "name_kanji", "隠　一", "隠　次");
}

static void the_history_of_who_lives_with_a_protected_person_tells_no_place(void **state)
{
	(void)state;
	struct mg_invented p;
	for (unsigned n = 60; n < 62; n++) {
		mg_invent(&p, n);
		mg_invent_basics(
			&p, "同居　一", "ドウキョ　ハジメ", "19800101", "堺市西区鳳東町９－９");
		mg_invent_set(&p, MG_JUKI_REMARK_TEXT, "鳳東町から");
		mg_bureau_write('I', &p, NULL);
		mg_invent_basics(&p, "同居　次", NULL, NULL, "堺市中区深井沢町１");
		mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000060");
		mg_bureau_write('U', &p, NULL);
	}
	mg_test_db_sql(mg_bureau.superuser,
		"INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us,"
		" started_by, valid_from) VALUES ('271403', '0000000060', 1, 's', '2026-04-01')");
	tells_no_place(must("0000000061", NULL));
	/* moved out: the days together still tell where the other one is */
	mg_invent_basics(&p, NULL, NULL, NULL, "堺市南区桃山台１");
	mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000061");
	mg_bureau_write('U', &p, NULL);
	tells_no_place(must("0000000061", NULL));
}

static void a_cursor_of_history_goes_with_its_person_alone(void **state)
{
	(void)state;
	const ProtobufCBinaryData cursor = must("0000000003", NULL)->next_cursor;
	uint8_t bytes[128];
	assert_true(cursor.len && cursor.len < sizeof(bytes));
	assert_null(desk_history("0000000001", &cursor));
	assert_int_equal(desk.code, MG_ERR_INVALID);
	assert_string_equal(desk.field, "cursor");
	for (size_t i = 0; i < cursor.len; i++) {
		memcpy(bytes, cursor.data, cursor.len);
		bytes[i] ^= 0x40;
		assert_null(desk_history("0000000003", &(ProtobufCBinaryData){cursor.len, bytes}));
		assert_int_equal(desk.code, MG_ERR_INVALID);
	}
	assert_null(desk_next("テンキョ", &cursor));
	assert_int_equal(desk.code, MG_ERR_INVALID);
}

static void nobody_has_no_history(void **state)
{
	(void)state;
	assert_null(desk_history("0000009999", NULL));
	assert_int_equal(desk.code, MG_ERR_NOT_FOUND);
	assert_null(desk_history("9999", NULL));
	assert_int_equal(desk.code, MG_ERR_INVALID);
	assert_string_equal(desk.field, "shori_no");
}

static void a_page_of_whole_records_fits_the_memory_of_its_row(void **state)
{
	(void)state;
	struct mg_invented p;
	static char wide[MG_JUKI_N][2][700];
	mg_invent(&p, 6);
	for (int version = 0; version < 12; version++) {
		for (size_t i = 0; i < MG_JUKI_N; i++) {
			const struct mg_field *f = &mg_fields_juki[i];
			if (f->kind != MG_ITEM_TEXT)
				continue;
			char *to = wide[i][version % 2];
			to[0] = '\0';
			for (unsigned k = 0; k < f->length && k < 200; k++)
				memcpy(to + strlen(to), version % 2 ? "漢" : "字", 4);
			mg_invent_set(&p, (enum mg_juki_item)i, to);
		}
		mg_bureau_write(version ? 'U' : 'I', &p, NULL);
	}
	const Pb__PersonHistoryReply *r = must(p.shori_no, NULL);
	assert_int_equal(r->n_events, 20);
	assert_true(r->next_cursor.len != 0);
	assert_true(desk.reply_bytes > 100000);
	assert_non_null(desk_must_open(p.shori_no));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_shows_before_and_after_newest_first),
		cmocka_unit_test(what_was_sent_again_unchanged_is_no_event),
		cmocka_unit_test(pages_of_history_meet_without_gap_or_double),
		cmocka_unit_test(what_the_register_took_back_and_gave_again_is_told),
		cmocka_unit_test(the_history_of_a_protected_person_tells_no_place),
		cmocka_unit_test(the_history_of_who_lives_with_a_protected_person_tells_no_place),
		cmocka_unit_test(a_cursor_of_history_goes_with_its_person_alone),
		cmocka_unit_test(nobody_has_no_history),
		cmocka_unit_test(a_page_of_whole_records_fits_the_memory_of_its_row),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
