/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "exchange/j01_format.h"

#define PEOPLE 4000

struct tally {
	size_t lines, inserted, updated, deleted;
	size_t foreigners, children, elders, dead, moved;
	size_t wards[7];
};

static bool read_file(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	*ret_n = fread(ret, 1, cap, context);
	return !ferror(context) || mg_fail(err, MG_ERR_UNAVAILABLE, "read");
}

static void invent(const char *arguments)
{
	char command[1024];
	snprintf(command, sizeof(command), "%s --municipality 271403 %s", CITY_PROGRAM, arguments);
	assert_int_equal(system(command), 0);
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool is(struct mg_text t, const char *s)
{
	return t.n == strlen(s) && memcmp(t.s, s, t.n) == 0;
}

static void count(struct tally *t, const struct mg_j01_record *r)
{
	t->lines++;
	t->inserted += r->op == MG_J01_INSERT;
	t->updated += r->op == MG_J01_UPDATE;
	t->deleted += r->op == MG_J01_DELETE;
	if (r->op == MG_J01_DELETE)
		return;
	t->foreigners += r->field[MG_J01_nationality].n > 0;
	t->children += memcmp(r->field[MG_J01_birth_date].s, "2009", 4) >= 0;
	t->elders += memcmp(r->field[MG_J01_birth_date].s, "1961", 4) < 0;
	t->dead += is(r->field[MG_J01_shojo_reason], "11");
	t->moved += is(r->field[MG_J01_shojo_reason], "12");
	assert_in_range(r->field[MG_J01_shokan_ward].s[2], '1', '7');
	t->wards[r->field[MG_J01_shokan_ward].s[2] - '1']++;
}

/* Reads a whole file; fails on any fault. Copies `field` (or the 個人番号 when it is MG_J01_FIELDS)
 * of every line. */
static struct tally read_city(const char *path, enum mg_j01_field field, char (*ret)[16])
{
	struct tally t = {.lines = 0};
	struct mg_frame_reader r;
	struct mg_error err;
	enum mg_frame_event event;
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	assert_true(mg_frame_open(&r, &mg_j01_layout, "271403", read_file, file));
	while ((event = mg_frame_next(&r, &err)) == MG_FRAME_HEADER || event == MG_FRAME_DATA) {
		struct mg_j01_record record;
		struct mg_import_fault fault;
		if (event == MG_FRAME_HEADER)
			continue;
		if (!mg_j01_read(&r.data, &record, &fault))
			fail_msg("line %zu %s: %s", (size_t)fault.line, fault.field,
				mg_reason_name(fault.reason));
		const struct mg_text value = field == MG_J01_FIELDS	  ? record.my_number
					     : record.op == MG_J01_DELETE ? record.shori_no
									  : record.field[field];
		snprintf(ret[t.lines], 16, "%.*s", (int)value.n, value.s);
		count(&t, &record);
	}
	if (event != MG_FRAME_END)
		fail_msg("%s line %zu", mg_reason_name(r.fault.reason), (size_t)r.fault.line);
	mg_frame_done(&r);
	fclose(file);
	return t;
}

static char values[2 * PEOPLE][16];
static char changed[2 * PEOPLE][16];

static size_t count_distinct(size_t n)
{
	size_t distinct = 0;
	qsort(values, n, sizeof(values[0]), compare);
	for (size_t i = 0; i < n; i++)
		distinct +=
			values[i][0] != '\0' && (i == 0 || strcmp(values[i], values[i - 1]) != 0);
	return distinct;
}

static size_t count_filled(size_t n)
{
	size_t filled = 0;
	for (size_t i = 0; i < n; i++)
		filled += values[i][0] != '\0';
	return filled;
}

static void an_invented_city_is_a_valid_file_with_people_of_every_kind(void **state)
{
	(void)state;
	invent("--persons 4000 --seed 7 --out city-1.csv");
	const struct tally t = read_city("city-1.csv", MG_J01_shori_no, values);
	assert_int_equal(t.inserted, PEOPLE);
	assert_int_equal(t.lines, PEOPLE);
	assert_in_range(t.children, PEOPLE / 14, PEOPLE / 5);
	assert_in_range(t.elders, PEOPLE / 5, PEOPLE / 2);
	assert_in_range(t.foreigners, PEOPLE / 200, PEOPLE / 20);
	assert_in_range(t.dead, PEOPLE / 100, PEOPLE / 10);
	assert_in_range(t.moved, PEOPLE / 100, PEOPLE / 10);
	for (size_t i = 0; i < 7; i++)
		assert_in_range(t.wards[i], PEOPLE / 50, PEOPLE / 3);
	assert_int_equal(count_distinct(PEOPLE), PEOPLE);
}

static void numbers_are_given_once(void **state)
{
	(void)state;
	invent("--persons 4000 --seed 7 --out city-2.csv");
	(void)read_city("city-2.csv", MG_J01_FIELDS, values);
	assert_int_equal(count_filled(PEOPLE), PEOPLE);
	assert_int_equal(count_distinct(PEOPLE), PEOPLE);
	(void)read_city("city-2.csv", MG_J01_kokunen_kigo_no, values);
	const size_t insured = count_filled(PEOPLE);
	assert_in_range(insured, PEOPLE / 2, PEOPLE - 1);
	assert_int_equal(count_distinct(PEOPLE), insured);
}

static void a_week_of_life_changes_people_who_are_there_and_adds_people_who_are_not(void **state)
{
	(void)state;
	invent("--persons 4000 --seed 7 --out city-3.csv --changes city-4.csv --change-count 300 "
	       "--seq 5");
	const struct tally before = read_city("city-3.csv", MG_J01_shori_no, values);
	const struct tally after = read_city("city-4.csv", MG_J01_shori_no, changed);
	assert_in_range(after.lines, 300, 320);
	assert_in_range(after.inserted, 10, 150);
	assert_in_range(after.updated, 100, 280);
	assert_in_range(after.deleted, 1, 30);
	assert_in_range(after.dead, 5, 80);
	size_t unknown = 0;
	for (size_t i = 0; i < after.lines; i++)
		unknown += bsearch(changed[i], values, before.lines, sizeof(values[0]), compare) ==
			   NULL;
	assert_int_equal(unknown, after.inserted);
}

static void the_same_seed_makes_the_same_city_and_another_seed_another(void **state)
{
	(void)state;
	invent("--persons 1000 --seed 7 --out city-5.csv");
	invent("--persons 1000 --seed 7 --out city-6.csv");
	invent("--persons 1000 --seed 8 --out city-7.csv");
	assert_int_equal(system("cmp -s city-5.csv city-6.csv"), 0);
	assert_int_not_equal(system("cmp -s city-5.csv city-7.csv"), 0);
}

static void a_city_in_cp932_is_valid_too(void **state)
{
	(void)state;
	invent("--persons 1000 --seed 7 --charset cp932 --out city-8.csv");
	assert_int_equal(read_city("city-8.csv", MG_J01_shori_no, values).lines, 1000);
}

static void wrong_arguments_are_refused(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"--persons 0 --out x.csv",
		"--persons x --out x.csv",
		"--persons 10",
		"--persons 10 --out x.csv --charset sjis",
		"--persons 10 --out x.csv --municipality 271404",
		"--persons 10 --out x.csv --seq 0",
		"--persons 10 --out x.csv extra",
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		char command[512];
		snprintf(command, sizeof(command), "%s %s 2>/dev/null", CITY_PROGRAM, cases[i]);
		assert_int_not_equal(system(command), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_invented_city_is_a_valid_file_with_people_of_every_kind),
		cmocka_unit_test(numbers_are_given_once),
		cmocka_unit_test(
			a_week_of_life_changes_people_who_are_there_and_adds_people_who_are_not),
		cmocka_unit_test(the_same_seed_makes_the_same_city_and_another_seed_another),
		cmocka_unit_test(a_city_in_cp932_is_valid_too),
		cmocka_unit_test(wrong_arguments_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
