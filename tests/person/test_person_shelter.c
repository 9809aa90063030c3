/* SPDX-License-Identifier: Apache-2.0
 * Person.Search and those who live with a person under 支援措置, against a real MariaDB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "desk.h"

static int setup(void **state)
{
	(void)state;
	desk_open_for("test_person_shelter");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	desk_close();
	return 0;
}

static const Pb__PersonRow *row_of(const Pb__PersonSearchReply *r, unsigned person)
{
	char shori_no[11];
	snprintf(shori_no, sizeof(shori_no), "%010u", person);
	for (size_t i = 0; i < r->n_rows; i++)
		if (strcmp(r->rows[i]->shori_no, shori_no) == 0)
			return r->rows[i];
	return NULL;
}

static unsigned count_in_ward(const char *text, const char *ward)
{
	Pb__PersonSearchRequest in = PB__PERSON_SEARCH_REQUEST__INIT;
	in.text = (char *)(uintptr_t)text;
	in.ward = (char *)(uintptr_t)ward;
	const Pb__PersonSearchReply *r = desk_ask(&in);
	assert_non_null(r);
	assert_int_equal(r->n_rows, r->total);
	return r->total;
}

static void a_housemate_of_a_protected_person_is_found_by_name_and_not_by_place(void **state)
{
	(void)state;
	struct mg_invented p;
	for (unsigned n = 900; n < 902; n++) {
		mg_invent(&p, n);
		mg_invent_basics(&p, n == 900 ? "隠里　母" : "隠里　子", "カクレザト　ヒト",
			"19910203", "堺市美原区黒山町４－４");
		mg_invent_set(&p, MG_JUKI_SETAI_NO, "7000000900");
		mg_invent_set(&p, MG_JUKI_SHOKAN_WARD, "147");
		mg_bureau_write('I', &p, NULL);
	}
	assert_int_equal(desk_must_search("黒山町")->n_rows, 2);
	assert_int_equal(count_in_ward("カクレザト", "147"), 2);
	mg_test_db_sql(mg_bureau.superuser,
		"INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us,"
		" started_by, valid_from) VALUES ('271403', '0000000900', 1, 's', '2026-04-01')");
	static const char *const by_name[] = {"カクレザト", "隠里", "H3.2.3", "0000000901"};
	for (size_t i = 0; i < MG_LEN(by_name); i++) {
		const Pb__PersonSearchReply *r = desk_must_search(by_name[i]);
		const Pb__PersonRow *row = row_of(r, 901);
		assert_non_null(row);
		assert_true(row->may_not_show_address);
		assert_string_equal(row->address, "");
		assert_string_equal(row->ward, "");
	}
	static const char *const places[] = {"黒山町", "黒山町4-4", "カクレザト 黒山町",
		"0000000901 黒山町", "H3.2.3 黒山町", "隠里 黒山町"};
	for (size_t i = 0; i < MG_LEN(places); i++) {
		const Pb__PersonSearchReply *r = desk_must_search(places[i]);
		assert_int_equal(r->n_rows, 0);
		assert_int_equal(r->total, 0);
	}
	assert_int_equal(count_in_ward("カクレザト", "147"), 0);
	mg_test_db_sql(mg_bureau.superuser, "UPDATE madoguchi.protected_person SET ended_us = 2, "
					    "ended_by = 's' WHERE shori_no = '0000000900'");
	assert_string_equal(
		row_of(desk_must_search("カクレザト"), 901)->address, "堺市美原区黒山町４－４");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_housemate_of_a_protected_person_is_found_by_name_and_not_by_place),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
