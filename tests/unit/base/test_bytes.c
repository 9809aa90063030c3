/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

static void hex_reads_back_what_it_wrote_and_refuses_the_rest(void **state)
{
	(void)state;
	const uint8_t in[] = {0x00, 0x9f, 0xff};
	char hex[7];
	uint8_t out[3] = {0};
	mg_hex(in, sizeof(in), hex);
	assert_string_equal(hex, "009fff");
	assert_true(mg_unhex("009FfF", 6, out, 3));
	assert_memory_equal(in, out, 3);
	assert_false(mg_unhex("009ff", 5, out, 3));
	assert_false(mg_unhex("009ffg", 6, out, 3));
}

static void a_reader_never_passes_the_end(void **state)
{
	(void)state;
	uint8_t buffer[32];
	struct mg_writer w;
	mg_writer_init(&w, buffer, sizeof(buffer));
	mg_put_u16(&w, 0x1234);
	mg_put_block(&w, "abc", 3);
	assert_true(w.ok);
	for (size_t cut = 0; cut < w.n; cut++) {
		struct mg_reader r;
		mg_reader_init(&r, buffer, cut);
		(void)mg_get_u16(&r);
		(void)mg_get_block(&r);
		assert_false(mg_reader_end(&r));
	}
	struct mg_reader r;
	mg_reader_init(&r, buffer, w.n);
	assert_int_equal(mg_get_u16(&r), 0x1234);
	struct mg_bytes b = mg_get_block(&r);
	assert_int_equal(b.n, 3);
	assert_memory_equal(b.p, "abc", 3);
	assert_true(mg_reader_end(&r));
}

static void a_writer_that_overflows_stays_failed(void **state)
{
	(void)state;
	uint8_t buffer[4];
	struct mg_writer w;
	mg_writer_init(&w, buffer, sizeof(buffer));
	mg_put_u64(&w, 1);
	assert_false(w.ok);
	mg_put_u8(&w, 1);
	assert_int_equal(w.n, 0);
}

static void an_arena_refuses_past_its_limit_and_serves_again_after_reset(void **state)
{
	(void)state;
	struct mg_arena a;
	mg_arena_init(&a, 64);
	assert_non_null(mg_arena_alloc(&a, 48));
	assert_null(mg_arena_alloc(&a, 48));
	assert_null(mg_arena_calloc(&a, SIZE_MAX, 2));
	mg_arena_reset(&a);
	assert_string_equal(mg_arena_printf(&a, "%d人", 3), "3人");
	mg_arena_done(&a);
}

static void every_error_has_a_status_and_a_key(void **state)
{
	(void)state;
	for (int c = MG_OK + 1; c < MG_CODE_MAX; c++) {
		assert_in_range(mg_code_grpc_status((enum mg_code)c), 1, 16);
		assert_int_equal(strncmp(mg_code_key((enum mg_code)c), "err.", 4), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hex_reads_back_what_it_wrote_and_refuses_the_rest),
		cmocka_unit_test(a_reader_never_passes_the_end),
		cmocka_unit_test(a_writer_that_overflows_stays_failed),
		cmocka_unit_test(an_arena_refuses_past_its_limit_and_serves_again_after_reset),
		cmocka_unit_test(every_error_has_a_status_and_a_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
