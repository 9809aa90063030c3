/* SPDX-License-Identifier: Apache-2.0
 * What protobuf-c lets through and the server does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "madoguchi/v1/person.pb-c.h"
#include "rpc/check.h"
#include "rpc/refusals.h"

static enum mg_code unpack(const void *bytes, size_t n, size_t arena_bytes)
{
	struct mg_arena arena;
	struct mg_error err = {0};
	ProtobufCMessage *m;
	mg_arena_init(&arena, arena_bytes);
	bool ok = mg_request_unpack(&pb__person_search_request__descriptor, &arena, bytes, n, &m, &err);
	mg_arena_done(&arena);
	return ok ? MG_OK : err.code;
}
#define UNPACK(literal) unpack(literal, sizeof(literal) - 1, 65536)

static void a_good_request_is_unpacked_into_the_arena(void **state)
{
	(void)state;
	assert_int_equal(UNPACK("\x0a\x06\xe3\x82\x84\xe3\x81\xbe\x10\x01"), MG_OK);
	assert_int_equal(UNPACK(""), MG_OK);
}

static void text_that_is_not_utf8_is_refused(void **state)
{
	(void)state;
	assert_int_equal(UNPACK("\x0a\x02\xff\xfe"), MG_ERR_INVALID);
	assert_int_equal(UNPACK("\x0a\x02\xc0\x80"), MG_ERR_INVALID);         /* overlong NUL */
	assert_int_equal(UNPACK("\x0a\x03\xed\xa0\x80"), MG_ERR_INVALID);     /* surrogate */
	assert_int_equal(UNPACK("\x0a\x04\xf4\x90\x80\x80"), MG_ERR_INVALID); /* above U+10FFFF */
	assert_int_equal(UNPACK("\x0a\x02\xe3\x82"), MG_ERR_INVALID);         /* cut short */
	assert_int_equal(UNPACK("\x0a\x04\xf0\xa0\xae\xb7"), MG_OK);          /* U+20BB7 */
}

static void an_unknown_enum_value_is_refused(void **state)
{
	(void)state;
	assert_int_equal(UNPACK("\x10\x03"), MG_OK);
	assert_int_equal(UNPACK("\x10\x04"), MG_ERR_INVALID);
}

static void an_unknown_field_is_refused(void **state)
{
	(void)state;
	assert_int_equal(UNPACK("\x7a\x01x"), MG_ERR_INVALID);
}

static void malformed_bytes_are_refused_at_every_cut(void **state)
{
	(void)state;
	static const char whole[] = "\x0a\x06\xe3\x82\x84\xe3\x81\xbe";
	for (size_t n = 1; n < sizeof(whole) - 1; n++)
		assert_int_equal(unpack(whole, n, 65536), MG_ERR_INVALID);
}

static void a_request_larger_than_its_arena_is_refused(void **state)
{
	(void)state;
	static char big[5003] = "\x0a\x88\x27"; /* 5,000 bytes of text */
	memset(big + 3, 'a', 5000);
	assert_int_equal(unpack(big, sizeof(big), 65536), MG_OK);
	assert_int_equal(unpack(big, sizeof(big), 4096), MG_ERR_TOO_LARGE);
}

static void ten_refusals_a_minute_are_written_singly_and_the_rest_as_a_count(void **state)
{
	(void)state;
	unsigned single = 0;
	for (int i = 0; i < 25; i++)
		single += mg_refusals_note(77, 1000).write_single;
	assert_int_equal(single, MG_REFUSALS_SINGLY);
	struct mg_refusal_plan next = mg_refusals_note(77, 1001);
	assert_true(next.write_single);
	assert_int_equal(next.write_count, 15);
	assert_int_equal(mg_refusals_note(77, 1001).write_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_request_is_unpacked_into_the_arena),
		cmocka_unit_test(text_that_is_not_utf8_is_refused),
		cmocka_unit_test(an_unknown_enum_value_is_refused),
		cmocka_unit_test(an_unknown_field_is_refused),
		cmocka_unit_test(malformed_bytes_are_refused_at_every_cut),
		cmocka_unit_test(a_request_larger_than_its_arena_is_refused),
		cmocka_unit_test(ten_refusals_a_minute_are_written_singly_and_the_rest_as_a_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
