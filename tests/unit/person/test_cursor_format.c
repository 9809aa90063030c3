/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "person/cursor_format.h"

static const struct mg_search_cursor SAMPLE = {.reading = 1,
	.lead = 6,
	.total = 1000,
	.more_than_total = true,
	.place = {.birth = 19790514, .kind = 3, .shori_no = "0000000123", .key = "ヤマダタロウ"}};

static void a_cursor_reads_as_it_was_written(void **state)
{
	(void)state;
	uint8_t bytes[MG_SEARCH_CURSOR_BYTES];
	struct mg_search_cursor c;
	const size_t n = mg_search_cursor_write(&SAMPLE, bytes);
	assert_true(mg_search_cursor_read(bytes, n, &c));
	assert_int_equal(c.reading, 1);
	assert_int_equal(c.lead, 6);
	assert_int_equal(c.total, 1000);
	assert_true(c.more_than_total);
	assert_int_equal(c.place.birth, 19790514);
	assert_int_equal(c.place.kind, 3);
	assert_string_equal(c.place.shori_no, "0000000123");
	assert_string_equal(c.place.key, "ヤマダタロウ");
	uint32_t version;
	assert_int_equal(mg_history_cursor_write(7, bytes), MG_HISTORY_CURSOR_BYTES);
	assert_true(mg_history_cursor_read(bytes, MG_HISTORY_CURSOR_BYTES, &version));
	assert_int_equal(version, 7);
}

static void the_longest_key_fits(void **state)
{
	(void)state;
	struct mg_search_cursor c = SAMPLE, back;
	uint8_t bytes[MG_SEARCH_CURSOR_BYTES];
	c.place.key[0] = '\0';
	for (int i = 0; i < 200; i++)
		memcpy(c.place.key + 4 * i, "\U00020bb7", 5);
	const size_t n = mg_search_cursor_write(&c, bytes);
	assert_true(mg_search_cursor_read(bytes, n, &back));
	assert_int_equal(strlen(back.place.key), 800);
}

static void every_other_length_is_refused(void **state)
{
	(void)state;
	uint8_t bytes[MG_SEARCH_CURSOR_BYTES + 1] = {0};
	struct mg_search_cursor c;
	const size_t n = mg_search_cursor_write(&SAMPLE, bytes);
	for (size_t i = 0; i <= n + 1; i++)
		assert_int_equal(mg_search_cursor_read(bytes, i, &c), i == n);
}

static void what_no_search_makes_is_refused(void **state)
{
	(void)state;
	static const struct {
		size_t at;
		uint8_t value;
	} bad[] = {{0, 0}, {0, 0x61}, {1, 8}, {2, 0}, {2, 7}, {3, 8}, {5, 2}, {6, 0xff}, {10, 0},
		{10, 6}, {11, 'a'}, {20, ' '}, {24, 0xff}, {25, 0xff}, {25, 0}};
	uint8_t bytes[MG_SEARCH_CURSOR_BYTES];
	struct mg_search_cursor c;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const size_t n = mg_search_cursor_write(&SAMPLE, bytes);
		bytes[bad[i].at] = bad[i].value;
		if (mg_search_cursor_read(bytes, n, &c))
			fail_msg("byte %zu as %u", bad[i].at, bad[i].value);
	}
	uint32_t version;
	mg_history_cursor_write(1, bytes); /* nothing comes before the first version */
	assert_false(mg_history_cursor_read(bytes, MG_HISTORY_CURSOR_BYTES, &version));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cursor_reads_as_it_was_written),
		cmocka_unit_test(the_longest_key_fits),
		cmocka_unit_test(every_other_length_is_refused),
		cmocka_unit_test(what_no_search_makes_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
