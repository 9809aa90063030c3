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
	bool ok = mg_request_unpack(
		&pb__person_search_request__descriptor, &arena, bytes, n, &m, &err);
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
	assert_int_equal(UNPACK("\x0a\x02\xc0\x80"), MG_ERR_INVALID);	      /* overlong NUL */
	assert_int_equal(UNPACK("\x0a\x03\xed\xa0\x80"), MG_ERR_INVALID);     /* surrogate */
	assert_int_equal(UNPACK("\x0a\x04\xf4\x90\x80\x80"), MG_ERR_INVALID); /* above U+10FFFF */
	assert_int_equal(UNPACK("\x0a\x02\xe3\x82"), MG_ERR_INVALID);	      /* cut short */
	assert_int_equal(UNPACK("\x0a\x04\xf0\xa0\xae\xb7"), MG_OK);	      /* U+20BB7 */
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
	static const uint8_t kiosk[32] = {77};
	struct mg_refusal_count earlier;
	unsigned single = 0;
	for (int i = 0; i < 25; i++) {
		single += mg_refusals_note(kiosk, MG_ERR_DENIED, "/a", 1000, &earlier);
		assert_int_equal(earlier.n, 0);
	}
	assert_int_equal(single, MG_REFUSALS_SINGLY);
	assert_true(mg_refusals_note(kiosk, MG_ERR_DENIED, "/a", 1001, &earlier));
	assert_int_equal(earlier.n, 15);
	assert_int_equal(earlier.code, MG_ERR_DENIED);
	assert_string_equal(earlier.method, "/a");
	assert_memory_equal(earlier.cert_sha256, kiosk, 32);
	assert_true(mg_refusals_note(kiosk, MG_ERR_DENIED, "/a", 1001, &earlier));
	assert_int_equal(earlier.n, 0);
}

/* Ten harmless refusals of one kind do not hide an eleventh of another. */
static void refusals_of_one_method_do_not_hide_those_of_another(void **state)
{
	(void)state;
	static const uint8_t kiosk[32] = {78};
	struct mg_refusal_count earlier;
	for (int i = 0; i < 50; i++)
		(void)mg_refusals_note(kiosk, MG_ERR_REFUSED_BY_RULE, "/a", 1000, &earlier);
	assert_true(mg_refusals_note(kiosk, MG_ERR_REFUSED_BY_RULE, "/b", 1000, &earlier));
	assert_int_equal(earlier.n, 0); /* and the count of the one is not given up for it */
	assert_true(mg_refusals_note(kiosk, MG_ERR_REFUSED_BY_RULE, NULL, 1000, &earlier));
}

static void counts_are_never_lost_nor_booked_to_another_terminal_or_reason(void **state)
{
	(void)state;
	static uint32_t written[3000], counted[3000];
	struct mg_refusal_count c;
	uint8_t cert[32] = {0};
	for (int round = 0; round < 14; round++) {
		for (uint32_t i = 0; i < 3000;
			i++) { /* three times as many sources as there are places */
			memcpy(cert + 8, &i, sizeof(i));
			written[i] += mg_refusals_note(cert, MG_ERR_INVALID, NULL, 2000, &c);
			if (!c.n)
				continue;
			memcpy(&i, c.cert_sha256 + 8, sizeof(i));
			assert_int_equal(c.code, MG_ERR_INVALID);
			counted[i] += c.n;
			memcpy(&i, cert + 8, sizeof(i));
		}
	}
	while (mg_refusals_take(INT64_MAX, &c)) {
		uint32_t i;
		memcpy(&i, c.cert_sha256 + 8, sizeof(i));
		if (c.code == MG_ERR_INVALID)
			counted[i] += c.n;
	}
	for (uint32_t i = 0; i < 3000; i++)
		assert_int_equal(written[i] + counted[i], 14);
}

static void a_text_with_a_nul_inside_is_refused(void **state)
{
	(void)state;
	assert_int_equal(unpack("\x0a\x03"
				"ab\0",
				 5, 65536),
		MG_ERR_INVALID);
	assert_int_equal(unpack("\x0a\x03"
				"a\0b",
				 5, 65536),
		MG_ERR_INVALID);
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
		cmocka_unit_test(refusals_of_one_method_do_not_hide_those_of_another),
		cmocka_unit_test(counts_are_never_lost_nor_booked_to_another_terminal_or_reason),
		cmocka_unit_test(a_text_with_a_nul_inside_is_refused),
		cmocka_unit_test(ten_refusals_a_minute_are_written_singly_and_the_rest_as_a_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
