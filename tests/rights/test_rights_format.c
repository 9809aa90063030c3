/* SPDX-License-Identifier: Apache-2.0
 * The matrix of rights as a text: what is complete is read, what is not is refused with its line; records by ward and
 * class. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "access/record_rules.h"
#include "base/macros.h"
#include "rights_file.h"

static struct mg_rights rights;
static struct mg_error error;

/* The file with the first `from` of it replaced by `to`. */
static bool read_with(const char *from, const char *to)
{
	static char text[MG_RIGHTS_TEXT_BYTES_MAX + 100];
	size_t n;
	const char *whole = mg_test_rights_text(&n), *at = strstr(whole, from);
	assert_non_null(at);
	const int made = snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
	error = (struct mg_error){0};
	return mg_rights_read(text, (size_t)made, &rights, &error);
}

static int line_of(const char *what)
{
	size_t n;
	const char *whole = mg_test_rights_text(&n), *at = strstr(whole, what);
	int line = 1;
	assert_non_null(at);
	for (const char *p = whole; p < at; p++)
		line += *p == '\n';
	return line;
}

/* Refused as INVALID, the line named. */
static void refused(int line, const char *why)
{
	char head[24];
	snprintf(head, sizeof(head), "line %d: ", line);
	assert_int_equal(error.code, MG_ERR_INVALID);
	if (strncmp(error.detail, head, strlen(head)) != 0 || !strstr(error.detail, why))
		fail_msg("%s; not %s%s", error.detail, head, why);
}

static void the_file_that_a_city_begins_with_is_complete(void **state)
{
	(void)state;
	const struct mg_rights *r = mg_test_rights();
	assert_int_equal(r->version, 1);
	assert_true(r->role[MG_STAFF_CLERK] & MG_RIGHT(MG_PERM_PERSON_READ));
	assert_false(r->role[MG_STAFF_CLERK] & MG_RIGHT(MG_PERM_RECORD_CORRECT));
	assert_true(r->role[MG_STAFF_AUTHORITY] & MG_RIGHT(MG_PERM_RIGHTS_CHANGE));
	assert_int_equal(r->role[MG_STAFF_NONE], 0);
	for (int i = MG_STAFF_NONE; i < MG_STAFF_MAX; i++)
		assert_false(r->role[i] & (MG_RIGHT(MG_PERM_EXTRACT) | MG_RIGHT(MG_PERM_MEDIA_OUT) |
						  MG_RIGHT(MG_PERM_EXPORT_APPROVE) | MG_RIGHT(MG_PERM_MEDIA_ADMIN) |
						  MG_RIGHT(MG_PERM_FIELD_PLACE)));
	const struct mg_screens clerk = mg_rights_screens(r, r->role[MG_STAFF_CLERK]);
	assert_true(mg_screens_has(&clerk, 1) && mg_screens_has(&clerk, 46));
	assert_false(mg_screens_has(&clerk, 63) || mg_screens_has(&clerk, 51) || mg_screens_has(&clerk, 100));
}

static void a_permission_without_its_line_is_refused_by_name_at_the_end(void **state)
{
	(void)state;
	size_t n;
	int lines = 1;
	for (const char *p = mg_test_rights_text(&n); *p; p++)
		lines += *p == '\n';
	assert_false(read_with("PERSON_READ,x,x,-,-,-,-,01,住民の検索と記録\n", ""));
	refused(lines - 1, "PERSON_READ: has no line");
	assert_false(read_with("FIELD_TAX,", "#FIELD_TAX,"));
	refused(lines, "FIELD_TAX: has no line");
	assert_int_equal(mg_rights_missing("version,1\n", 10), 0);
}

static void rights_around_what_leaves_are_given_to_no_role_alone_or_together(void **state)
{
	(void)state;
	static const char *const rights_of_persons[] = {"EXTRACT", "MEDIA_OUT", "EXPORT_APPROVE", "MEDIA_ADMIN"};
	for (size_t i = 0; i < MG_LEN(rights_of_persons); i++) {
		char from[40], to[40];
		snprintf(from, sizeof(from), "\n%s,-,-,", rights_of_persons[i]);
		snprintf(to, sizeof(to), "\n%s,-,x,", rights_of_persons[i]);
		assert_false(read_with(from, to));
		refused(line_of(from) + 1, "given to single persons");
	}
	assert_false(read_with(
		"EXTRACT,-,-,-,-,-,-,51,抽出する\nMEDIA_OUT,-,", "EXTRACT,x,-,-,-,-,-,51,抽出する\nMEDIA_OUT,x,"));
	refused(line_of("EXTRACT,"), "given to single persons");
}

static void changing_the_rights_stays_the_authoritys(void **state)
{
	(void)state;
	assert_false(read_with("RIGHTS_CHANGE,-,-,-,x,", "RIGHTS_CHANGE,-,-,-,-,"));
	refused(line_of("RIGHTS_CHANGE,"), "authority");
	assert_false(read_with("RIGHTS_CHANGE,-,-,-,x,-,", "RIGHTS_CHANGE,-,-,-,x,x,"));
	refused(line_of("RIGHTS_CHANGE,"), "authority");
}

static void what_is_misspelt_is_refused_where_it_stands(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to, *why;
	} cases[] = {
		{"version,1", "version,0", "version"},
		{"version,1", "version,01", "version"},
		{"version,1", "version,1000000000", "version"},
		{"version,1", "Version,1", "version"},
		{"permission,clerk", "permission,head", "head is"},
		{"auditor,screens", "screens,auditor", "head is"},
		{"PERSON_READ,x", "PERSON_REED,x", "no such permission"},
		{"RECEIPT_READ,x", "PERSON_READ,x", "already"},
		{"EXPORT_READ,-", "EXPORT_LIST,-", "follows from others"},
		{"PERSON_READ,x,x", "PERSON_READ,x,X", "a cell"},
		{"PERSON_READ,x,x", "PERSON_READ,x,", "a cell"},
		{"PERSON_READ,x,x", "PERSON_READ,x", "as many fields"},
		{",01,住民", ",1,住民", "two digits"},
		{",01,住民", ",01 ,住民", "two digits"},
		{",01,住民", ",001,住民", "two digits"},
		{",01,住民", ",0１,住民", "two digits"},
		{"税情報", "", "title"},
		{"税情報", "税\xff", "title"},
		{"税情報", "税\t情報", "title"},
		{"税情報", "税情報税情報税情報税情報税情報税情報税情報", "title"},
		{"税情報", "\"税情報", "record"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		assert_false(read_with(cases[i].from, cases[i].to));
		const int line = strcmp(cases[i].why, "record") == 0 ? 0 : line_of(cases[i].from);
		if (line)
			refused(line, cases[i].why);
		else
			assert_non_null(strstr(error.detail, cases[i].why));
	}
	char *big = calloc(1, MG_RIGHTS_TEXT_BYTES_MAX + 1);
	memset(big, '\n', MG_RIGHTS_TEXT_BYTES_MAX + 1);
	assert_false(mg_rights_read(big, MG_RIGHTS_TEXT_BYTES_MAX + 1, &rights, &error));
	refused(1, "longer");
	free(big);
}

static void a_failure_leaves_the_result_untouched(void **state)
{
	(void)state;
	assert_true(read_with("version,1", "version,41"));
	assert_false(read_with("FIELD_TAX,", "FIELD_TAXI,"));
	assert_int_equal(rights.version, 41);
}

static void a_session_may_what_its_role_holds_and_what_was_given_to_the_person(void **state)
{
	(void)state;
	struct mg_session s = {.role = MG_STAFF_CLERK};
	assert_false(mg_session_may(&s, MG_PERM_PERSON_READ)); /* no matrix: nothing */
	assert_true(mg_session_may(&s, MG_PERM_SIGNED_IN) && mg_session_may(&s, MG_PERM_ANYONE));
	mg_session_grant(&s, mg_test_rights(), mg_rights_of("MEDIA_OUT"));
	assert_true(mg_session_may(&s, MG_PERM_PERSON_READ) && mg_session_may(&s, MG_PERM_MEDIA_OUT));
	assert_true(mg_session_may(&s, MG_PERM_EXPORT_LIST));
	assert_false(mg_session_may(&s, MG_PERM_EXTRACT) || mg_session_may(&s, MG_PERM_RECORD_CORRECT));
	assert_false(mg_session_may(&s, MG_PERM_UNSET) || mg_session_may(&s, MG_PERM_MAX));
	s.role = MG_STAFF_NONE;
	mg_session_grant(&s, mg_test_rights(), 0);
	assert_false(mg_session_may(&s, MG_PERM_SIGNED_IN) || mg_session_may(&s, MG_PERM_PERSON_READ));
}

static void a_class_of_fields_is_shown_by_right_ward_and_protection(void **state)
{
	(void)state;
	static const struct {
		bool is_protected, holds;
		const char *ward;
		bool shows;
	} places[] = {{false, false, "141", true}, {false, false, "", true}, {true, false, "146", false},
		{true, true, "146", true}, {true, true, "141", false}, {true, true, "", false},
		{true, true, NULL, false}};
	for (size_t i = 0; i < MG_LEN(places); i++) {
		const struct mg_session s = {.role = MG_STAFF_CLERK,
			.ward = "146",
			.may = places[i].holds ? MG_RIGHT(MG_PERM_FIELD_PLACE) : 0};
		const struct mg_record record = {places[i].ward, places[i].is_protected};
		assert_int_equal(mg_record_shows(&s, &record, MG_CLASS_PLACE), places[i].shows);
		assert_true(mg_record_shows(&s, &record, MG_CLASS_OPEN));
		assert_false(
			mg_record_shows(&s, &record, MG_CLASS_NUMBER) || mg_record_shows(&s, &record, MG_CLASS_TAX));
		assert_false(mg_record_shows(&s, &record, (enum mg_field_class)77));
	}
	const struct mg_session no_ward = {.role = MG_STAFF_CLERK};
	assert_false(mg_record_is_own(&no_ward, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_file_that_a_city_begins_with_is_complete),
		cmocka_unit_test(a_permission_without_its_line_is_refused_by_name_at_the_end),
		cmocka_unit_test(rights_around_what_leaves_are_given_to_no_role_alone_or_together),
		cmocka_unit_test(changing_the_rights_stays_the_authoritys),
		cmocka_unit_test(what_is_misspelt_is_refused_where_it_stands),
		cmocka_unit_test(a_failure_leaves_the_result_untouched),
		cmocka_unit_test(a_session_may_what_its_role_holds_and_what_was_given_to_the_person),
		cmocka_unit_test(a_class_of_fields_is_shown_by_right_ward_and_protection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
