/* SPDX-License-Identifier: Apache-2.0
 * The bytes of a log entry, and the tokens of its writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "audit/writer_chain.h"
#include "wire/entry.h"

static size_t sample(uint8_t *ret, size_t cap)
{
	static const uint8_t persons[32] = {1, 2, 3};
	static const struct mg_entry_block block = {
		.kind = MG_ENTRY_BLOCK_MONTH, .key_ref = "271403202611", .ciphertext = {(const uint8_t *)"sealed", 6}};
	struct mg_entry e = {.municipality = "271403", .utc_us = 1, .writer = 7, .n = 9,
		.actor = {(const uint8_t *)"100001", 6}, .rpc_path = {(const uint8_t *)"/a/b", 4}, .result = 3, .action = 20,
		.n_persons = 2, .persons = persons, .n_blocks = 1, .blocks = &block, .token = {5}};
	struct mg_writer w;
	mg_writer_init(&w, ret, cap);
	mg_entry_write(&w, &e);
	assert_true(w.ok);
	assert_int_equal(w.n, mg_entry_size(&e));
	return w.n;
}

static void an_entry_reads_back_as_it_was_written(void **state)
{
	(void)state;
	uint8_t bytes[512];
	struct mg_entry e;
	struct mg_entry_block b;
	struct mg_reader r;
	struct mg_error err = {0};
	size_t n = sample(bytes, sizeof(bytes));
	assert_true(mg_entry_read(bytes, n, &e, &err));
	assert_string_equal(e.municipality, "271403");
	assert_int_equal(e.writer, 7);
	assert_int_equal(e.n, 9);
	assert_memory_equal(e.actor.p, "100001", 6);
	assert_int_equal(e.n_persons, 2);
	assert_int_equal(e.persons[2], 3);
	mg_reader_init(&r, e.block_bytes.p, e.block_bytes.n);
	assert_true(mg_entry_next_block(&r, &b));
	assert_memory_equal(b.ciphertext.p, "sealed", 6);
	assert_false(mg_entry_next_block(&r, &b));
}

static void an_entry_cut_short_or_made_longer_is_refused(void **state)
{
	(void)state;
	uint8_t bytes[512] = {0};
	struct mg_entry e;
	size_t n = sample(bytes, sizeof(bytes));
	for (size_t cut = 0; cut < n; cut++)
		assert_false(mg_entry_read(bytes, cut, &e, NULL));
	assert_false(mg_entry_read(bytes, n + 1, &e, NULL));
	bytes[0] = 2;
	assert_false(mg_entry_read(bytes, n, &e, NULL));
}

static void tokens_follow_each_other_from_the_anchor(void **state)
{
	(void)state;
	struct mg_writer_chain *chain;
	uint8_t before[MG_WRITER_TOKEN_BYTES], token[MG_WRITER_TOKEN_BYTES];
	struct mg_error err = {0};
	assert_true(mg_writer_chain_new(100, &chain, &err));
	mg_writer_chain_anchor(chain, before);
	for (uint32_t n = 1; n <= 100; n++) {
		mg_writer_chain_token(chain, n, token);
		assert_true(mg_writer_token_follows(before, token));
		token[n % 16] ^= 1;
		assert_false(mg_writer_token_follows(before, token));
		token[n % 16] ^= 1;
		memcpy(before, token, sizeof(before));
	}
	static const uint8_t zeros[MG_WRITER_TOKEN_BYTES];
	mg_writer_chain_token(chain, 101, token);
	assert_memory_equal(token, zeros, sizeof(zeros));
	mg_writer_chain_free(chain);
}

static void two_writers_never_share_an_anchor(void **state)
{
	(void)state;
	struct mg_writer_chain *a, *b;
	uint8_t x[MG_WRITER_TOKEN_BYTES], y[MG_WRITER_TOKEN_BYTES];
	struct mg_error err = {0};
	assert_true(mg_writer_chain_new(4, &a, &err));
	assert_true(mg_writer_chain_new(4, &b, &err));
	mg_writer_chain_anchor(a, x);
	mg_writer_chain_anchor(b, y);
	assert_memory_not_equal(x, y, sizeof(x));
	mg_writer_chain_free(a);
	mg_writer_chain_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_reads_back_as_it_was_written),
		cmocka_unit_test(an_entry_cut_short_or_made_longer_is_refused),
		cmocka_unit_test(tokens_follow_each_other_from_the_anchor),
		cmocka_unit_test(two_writers_never_share_an_anchor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
