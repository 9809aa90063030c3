/* SPDX-License-Identifier: Apache-2.0
 * Cells, rows and the inner ZIP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "extract/cell_format.h"
#include "extract/inner_format.h"
#include "extract/rows_format.h"

/* ---- cells ---- */

static void a_cell_that_begins_like_a_formula_gets_an_apostrophe(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} cases[] = {{"=1+1", "'=1+1"}, {"+81", "'+81"}, {"-1", "'-1"}, {"@x", "'@x"}, {"\tx", "'\tx"}, {"\rx", "'\rx"},
		{"＝1", "'＝1"}, {"＋1", "'＋1"}, {"－1", "'－1"}, {"−1", "'−1"}, {"＠x", "'＠x"}, {"'x", "''x"}, {"'", "''"},
		{"", ""}, {"a=1", "a=1"}, {"渡邉", "渡邉"}, {"1-2", "1-2"}, {" =1", " =1"}};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		char out[40];
		out[mg_cell_neutralise(cases[i].in, strlen(cases[i].in), out)] = '\0';
		assert_string_equal(out, cases[i].out);
	}
}

static void every_value_is_recovered(void **state)
{
	(void)state;
	static const char alphabet[] = "=+-@'\t\r\n\",a\xef\xbc\x9d\xe2\x88\x92";
	unsigned seed = (unsigned)time(NULL);
	print_message("seed %u\n", seed);
	for (int k = 0; k < 200000; k++) {
		char value[12], cell[13];
		const size_t n = (size_t)rand_r(&seed) % sizeof(value);
		for (size_t i = 0; i < n; i++)
			value[i] = alphabet[(size_t)rand_r(&seed) % (sizeof(alphabet) - 1)];
		size_t back_n;
		const size_t cell_n = mg_cell_neutralise(value, n, cell);
		const char *back = mg_cell_recover(cell, cell_n, &back_n);
		assert_int_equal(back_n, n);
		assert_memory_equal(back, value, n);
		if (cell_n)
			assert_null(memchr("=+-@\t\r\n", cell[0], 7));
	}
}

/* ---- rows ---- */

static bool read_rows(const char *csv, size_t step, uint64_t first, size_t max, struct mg_rows_reader *r, struct mg_arena *arena)
{
	const size_t n = strlen(csv);
	if (!mg_rows_begin(r, arena, first, max))
		return false;
	for (size_t at = 0; at < n; at += step)
		if (!mg_rows_feed(r, (const uint8_t *)csv + at, n - at < step ? n - at : step))
			return false;
	return mg_rows_end(r);
}

static void rows_come_out_in_pieces_of_any_length(void **state)
{
	(void)state;
	static const char csv[] = "\"a\",\"b\"\r\n\"1\",\"x\"\"y\"\r\n\"2\",\"\"\r\n\"3\",\"p,\r\nq\"\r\n";
	static struct mg_rows_reader r;
	for (size_t step = 1; step < sizeof(csv); step++) {
		struct mg_arena arena;
		mg_arena_init(&arena, 1 << 20);
		assert_true(read_rows(csv, step, 1, 5, &r, &arena));
		assert_int_equal(r.heading.n, 2);
		assert_string_equal(r.heading.cells[1], "b");
		assert_int_equal(r.seen, 3);
		assert_int_equal(r.n_rows, 2);
		assert_string_equal(r.rows[0].cells[0], "2");
		assert_string_equal(r.rows[1].cells[1], "p,\r\nq");
		assert_true(read_rows(csv, step, 0, 1, &r, &arena));
		assert_int_equal(r.n_rows, 1);
		assert_string_equal(r.rows[0].cells[1], "x\"y");
		mg_arena_done(&arena);
	}
}

static void what_is_no_such_csv_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"a", "\"a\"", "\"a\"\n", "\"a\"\r", "\"a\"x", "\"a\",\r\n", "\"a\r\n", "\r\n", "\"a\"\r\n,"};
	static struct mg_rows_reader r;
	for (size_t i = 0; i < MG_LEN(bad); i++) {
		struct mg_arena arena;
		mg_arena_init(&arena, 1 << 20);
		assert_false(read_rows(bad[i], 1, 0, 5, &r, &arena));
		mg_arena_done(&arena);
	}
}

/* ---- the inner ZIP ---- */

struct flow {
	uint8_t in[300000], zip[400000], out[300000];
	size_t in_n, in_at, zip_n, out_n;
	size_t most; /* bytes at a time */
};

static bool give(void *user, uint8_t *ret, size_t cap, size_t *ret_n)
{
	struct flow *f = user;
	*ret_n = f->in_n - f->in_at;
	*ret_n = *ret_n < cap ? *ret_n : cap;
	*ret_n = *ret_n < f->most ? *ret_n : f->most;
	memcpy(ret, f->in + f->in_at, *ret_n);
	f->in_at += *ret_n;
	return true;
}

static bool take(void *user, const uint8_t *bytes, size_t n)
{
	struct flow *f = user;
	if (f->out_n + n > sizeof(f->out))
		return false;
	memcpy(f->out + f->out_n, bytes, n);
	f->out_n += n;
	return true;
}

static void pack(struct flow *f)
{
	struct mg_inner_writer *w =
		mg_inner_writer_new("a.csv", "0123456789abcdef0123456789abcdef", 0x6000, 0x5d7c, give, f);
	size_t n = 0;
	assert_non_null(w);
	f->zip_n = 0;
	do {
		assert_true(mg_inner_writer_read(w, f->zip + f->zip_n, f->most, &n));
		f->zip_n += n;
	} while (n);
	assert_int_equal(mg_inner_writer_plain(w), f->in_n);
	mg_inner_writer_free(w);
}

static bool unpack(struct flow *f)
{
	struct mg_inner_reader *r = mg_inner_reader_new(take, f);
	bool ok = r != NULL;
	f->out_n = 0;
	for (size_t at = 0; ok && at < f->zip_n; at += f->most)
		ok = mg_inner_reader_feed(r, f->zip + at, f->zip_n - at < f->most ? f->zip_n - at : f->most);
	ok = ok && mg_inner_reader_end(r);
	mg_inner_reader_free(r);
	return ok;
}

static void the_inner_zip_comes_back_whatever_the_pieces(void **state)
{
	(void)state;
	static struct flow f;
	static const size_t sizes[] = {0, 1, 70000, 300000}, steps[] = {1, 7, 4096, 100000};
	for (size_t i = 0; i < MG_LEN(sizes); i++)
		for (size_t k = 0; k < MG_LEN(steps); k++) {
			f = (struct flow){.in_n = sizes[i], .most = steps[k]};
			for (size_t b = 0; b < f.in_n; b++)
				f.in[b] = (uint8_t)(b * b >> 7);
			pack(&f);
			assert_true(unpack(&f));
			assert_int_equal(f.out_n, f.in_n);
			assert_memory_equal(f.out, f.in, f.in_n);
		}
}

static void any_changed_byte_of_it_is_noticed(void **state)
{
	(void)state;
	static struct flow f;
	f = (struct flow){.in_n = 500, .most = 4096};
	memset(f.in, 'x', f.in_n);
	pack(&f);
	for (size_t at = 0; at < f.zip_n - MG_INNER_COMMENT; at++) {
		f.zip[at] ^= 0x10;
		if (unpack(&f))
			fail_msg("a change of byte %zu went unnoticed", at);
		f.zip[at] ^= 0x10;
	}
	f.zip_n--;
	assert_false(unpack(&f));
	f.zip_n += 2;
	assert_false(unpack(&f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_that_begins_like_a_formula_gets_an_apostrophe),
		cmocka_unit_test(every_value_is_recovered),
		cmocka_unit_test(rows_come_out_in_pieces_of_any_length),
		cmocka_unit_test(what_is_no_such_csv_is_refused),
		cmocka_unit_test(the_inner_zip_comes_back_whatever_the_pieces),
		cmocka_unit_test(any_changed_byte_of_it_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
