/* SPDX-License-Identifier: Apache-2.0
 * Classes of fields by the matrix of rights: the place of somebody under 支援措置, and the tax record, against a real
 * MariaDB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/date.h"
#include "desk.h"
#include "person/reply_service.h"

#define MOTHER "0000000930"
#define WARD "144"

static int64_t noon(unsigned month, unsigned day)
{
	return mg_date_start_utc_us((struct mg_date){2026, (uint8_t)month, (uint8_t)day}) + INT64_C(43200000000);
}

static int setup(void **state)
{
	struct mg_invented p;
	(void)state;
	desk_open_for("test_person_class");
	mg_bureau_set_time(noon(6, 1));
	for (unsigned n = 930; n < 932; n++) {
		mg_invent(&p, n);
		mg_invent_basics(
			&p, n == 930 ? "隠里　母" : "隠里　子", "カクレザト　ヒト", "19910203", "堺市西区鳳東町９－９");
		mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000930");
		if (n == 931)
			p.my_number = (struct mg_text){"999900000011", 12};
		mg_invent_set(&p, MG_JUKI_SHOKAN_WARD, WARD);
		mg_bureau_write('I', &p, NULL);
	}
	mg_test_db_sql(mg_bureau.superuser, "INSERT INTO madoguchi.protected_person (municipality, shori_no, "
					    "started_us, started_by, valid_from, setai_no)"
					    " VALUES ('271403', '" MOTHER "', 1, 's', '2026-06-02', '7000000930')");
	mg_bureau_set_time(noon(9, 21));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	desk_close();
	return 0;
}

static void stand_there(uint64_t more, const char *ward)
{
	desk_may = more;
	desk_ward = ward;
}

static void hides_the_place(const Pb__PersonOpenReply *r)
{
	assert_non_null(r);
	assert_true(r->person->may_not_show_address);
	assert_true(r->person->under_protection);
	assert_string_equal(r->person->address, "");
	assert_string_equal(r->person->ward, "");
	for (size_t i = 0; i < r->n_juki; i++)
		assert_int_equal(r->juki[i]->state == PB__ITEM__STATE__NOT_PERMITTED, mg_fields_juki[i].guarded);
	for (size_t i = 0; i < r->n_household; i++)
		assert_string_equal(r->household[i]->person->address, "");
}

static void a_place_is_hidden_without_its_class_and_in_every_other_ward(void **state)
{
	(void)state;
	stand_there(0, WARD); /* the ward in charge alone gives nothing */
	hides_the_place(desk_must_open(MOTHER));
	stand_there(MG_RIGHT(MG_PERM_FIELD_PLACE), "146"); /* nor does the class alone */
	hides_the_place(desk_must_open(MOTHER));
	stand_there(MG_RIGHT(MG_PERM_FIELD_PLACE), "");
	hides_the_place(desk_must_open(MOTHER));
}

static void its_holders_in_the_ward_in_charge_see_it_and_are_told_that_it_is_protected(void **state)
{
	(void)state;
	stand_there(MG_RIGHT(MG_PERM_FIELD_PLACE), WARD);
	const Pb__PersonOpenReply *r = desk_must_open(MOTHER);
	assert_false(r->person->may_not_show_address);
	assert_true(r->person->under_protection);
	assert_string_equal(r->person->ward, WARD);
	assert_non_null(strstr(r->person->address, "鳳東町"));
	for (size_t i = 0; i < r->n_juki; i++)
		assert_int_equal(r->juki[i]->state, PB__ITEM__STATE__PLAIN);
	assert_int_equal(r->n_household, 2);
	for (size_t i = 0; i < r->n_household; i++) {
		assert_true(r->household[i]->person->under_protection);
		assert_non_null(strstr(r->household[i]->person->address, "鳳東町"));
	}
}

static void no_list_no_past_day_and_no_history_shows_it_to_anybody(void **state)
{
	(void)state;
	stand_there(MG_RIGHT(MG_PERM_FIELD_PLACE), WARD);
	hides_the_place(desk_open_as_of(MOTHER, 2026, 6, 3));
	const Pb__PersonRow *row = desk_must_search(MOTHER)->rows[0];
	assert_true(row->may_not_show_address);
	assert_true(row->under_protection);
	assert_string_equal(row->address, "");
	const Pb__PersonHistoryReply *h = desk_history(MOTHER, NULL);
	assert_non_null(h);
	for (size_t i = 0; i < h->n_events; i++)
		for (size_t k = 0; k < h->events[i]->n_changes; k++)
			assert_null(strstr(h->events[i]->changes[k]->after, "鳳東町"));
}

static void items_of_the_tax_record_want_their_class(void **state)
{
	(void)state;
	struct mg_call call = {.session = {.role = MG_STAFF_CLERK}};
	for (size_t i = 0; i < MG_TAX_N; i++)
		assert_int_equal(mg_reply_item(&call, &mg_fields_tax[i], false, false), PB__ITEM__STATE__NOT_PERMITTED);
	assert_int_equal(mg_reply_item(&call, &mg_fields_juki[0], false, false), PB__ITEM__STATE__PLAIN);
	call.session.may = MG_RIGHT(MG_PERM_FIELD_TAX);
	for (size_t i = 0; i < MG_TAX_N; i++)
		assert_int_equal(mg_reply_item(&call, &mg_fields_tax[i], false, false), PB__ITEM__STATE__PLAIN);
}

static void a_search_by_number_wants_its_class(void **state)
{
	(void)state;
	stand_there(0, WARD);
	assert_int_equal(desk_must_search("999900000011")->n_rows, 1);
	desk_may_not = MG_RIGHT(MG_PERM_FIELD_NUMBER);
	assert_null(desk_search("999900000011"));
	assert_int_equal(desk.code, MG_ERR_DENIED);
	assert_null(strstr(desk.facts, "9999"));
	assert_int_equal(desk_must_search("0000000931")->n_rows, 1);
	desk_may_not = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_hidden_without_its_class_and_in_every_other_ward),
		cmocka_unit_test(its_holders_in_the_ward_in_charge_see_it_and_are_told_that_it_is_protected),
		cmocka_unit_test(no_list_no_past_day_and_no_history_shows_it_to_anybody),
		cmocka_unit_test(a_search_by_number_wants_its_class),
		cmocka_unit_test(items_of_the_tax_record_want_their_class),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
