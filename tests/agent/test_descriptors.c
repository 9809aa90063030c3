/* SPDX-License-Identifier: Apache-2.0
 * Which devices count as mass storage and nothing else. */
#include "../wire/cmocka_all.h"
#include "agent/descriptors.h"

/* Device, configuration 1, interface 08/06/50 with two endpoints. */
static const uint8_t good[] = {18, 1, 0, 2, 0, 0, 0, 64, 0x51, 9, 0x66, 0x16, 0, 1, 1, 2, 3, 1, 9, 2, 32, 0, 1, 1, 0, 0x80,
	50, 9, 4, 0, 0, 2, 8, 6, 0x50, 0, 7, 5, 0x81, 2, 0, 2, 0, 7, 5, 2, 2, 0, 2, 0};

static void one_byte_decides(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		size_t at;
		uint8_t value;
	} changes[] = {{"length of the device", 0, 17}, {"no device", 1, 2}, {"a hub", 4, 9}, {"two configurations", 17, 2},
		{"length of the configuration", 18, 8}, {"no configuration", 19, 4}, {"more than there is", 20, 33},
		{"less than there is", 20, 31}, {"two interfaces", 22, 2}, {"value 0", 23, 0}, {"interface 1", 29, 1},
		{"alternate setting first", 30, 1}, {"a keyboard", 32, 3}, {"another protocol family", 33, 5},
		{"UAS alone", 34, 0x62}, {"short interface", 27, 8}, {"an interface association", 37, 0x0b},
		{"a class descriptor", 37, 0x21}, {"length 0", 36, 0}, {"length 1", 36, 1}, {"past the end", 43, 8}};
	uint8_t configuration = 0;
	assert_true(mg_descriptors_are_storage(good, sizeof(good), &configuration));
	assert_true(mg_descriptors_are_storage(good, sizeof(good), NULL));
	assert_int_equal(configuration, 1);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		uint8_t bytes[sizeof(good)];
		memcpy(bytes, good, sizeof(good));
		bytes[changes[i].at] = changes[i].value;
		if (mg_descriptors_are_storage(bytes, sizeof(bytes), NULL))
			fail_msg("storage: %s", changes[i].what);
	}
	for (size_t n = 0; n < sizeof(good); n++)
		assert_false(mg_descriptors_are_storage(good, n, NULL));
}

static void uas_is_an_alternate_of_bulk_only(void **state)
{
	(void)state;
	uint8_t bytes[64];
	const size_t n = sizeof(good) + 9;
	static const uint8_t alternate[] = {9, 4, 0, 1, 2, 8, 6, 0x62, 0};
	memcpy(bytes, good, sizeof(good));
	memcpy(bytes + sizeof(good), alternate, sizeof(alternate));
	bytes[20] = 32 + 9;
	assert_true(mg_descriptors_are_storage(bytes, n, NULL));
	bytes[sizeof(good) + 5] = 3; /* the second setting is a keyboard */
	assert_false(mg_descriptors_are_storage(bytes, n, NULL));
}

static void what_stores_anything_is_shut(void **state)
{
	(void)state;
	uint8_t bytes[sizeof(good)];
	memcpy(bytes, good, sizeof(good));
	assert_true(mg_descriptors_have_storage(bytes, sizeof(bytes)));
	bytes[32] = 3;
	assert_false(mg_descriptors_have_storage(bytes, sizeof(bytes)));
	bytes[4] = 8;
	assert_true(mg_descriptors_have_storage(bytes, sizeof(bytes)));
	assert_false(mg_descriptors_have_storage(bytes, 17));
	assert_false(mg_descriptors_have_storage(bytes, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_byte_decides),
		cmocka_unit_test(uas_is_an_alternate_of_bulk_only),
		cmocka_unit_test(what_stores_anything_is_shut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
