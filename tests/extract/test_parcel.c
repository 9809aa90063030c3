/* SPDX-License-Identifier: Apache-2.0
 * Parcels: what comes out of 7-Zip is what went in, with the passphrase and never without it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "extract/parcel.h"

/* A parcel in memory, its contents made of nothing but their length. */
struct rig {
	uint64_t size, given; /* of the file inside */
	bool stop_early, refuse_piece;
	uint8_t *sealed;
	size_t cap;
	uint64_t sealed_size;
	uint32_t pieces;
	uint64_t out_size;
	bool differs;
};

static uint8_t byte_at(uint64_t i)
{
	return (uint8_t)(i * 2654435761U >> 13 ^ i / 977);
}

static bool give(void *user, uint8_t *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	struct rig *r = user;
	if (r->stop_early && r->given > r->size / 2)
		return mg_fail(err, MG_ERR_CANCELLED, "enough");
	*ret_n = r->size - r->given < cap ? (size_t)(r->size - r->given) : cap;
	for (size_t i = 0; i < *ret_n; i++)
		ret[i] = byte_at(r->given + i);
	r->given += *ret_n;
	return true;
}

static bool store(void *user, uint32_t number, const uint8_t *bytes, size_t n, struct mg_error *err)
{
	struct rig *r = user;
	const size_t at = (size_t)number * MG_PARCEL_PIECE;
	if (r->refuse_piece)
		return mg_fail(err, MG_ERR_NO_SPACE, "full");
	assert_true(n <= MG_PARCEL_PIECE && at + n <= r->cap);
	memcpy(r->sealed + at, bytes, n);
	r->pieces++;
	return true;
}

static bool load(void *user, uint32_t number, const uint8_t **ret, size_t *ret_n, struct mg_error *err)
{
	struct rig *r = user;
	(void)err;
	const uint64_t at = (uint64_t)number * MG_PARCEL_PIECE;
	*ret = r->sealed + at;
	*ret_n = r->sealed_size - at < MG_PARCEL_PIECE ? (size_t)(r->sealed_size - at) : MG_PARCEL_PIECE;
	return true;
}

static bool sink(void *user, const uint8_t *bytes, size_t n, struct mg_error *err)
{
	struct rig *r = user;
	(void)err;
	for (size_t i = 0; i < n; i++)
		r->differs = r->differs || bytes[i] != byte_at(r->out_size + i);
	r->out_size += n;
	return true;
}

static struct rig rig_of(uint64_t size)
{
	struct rig r = {.size = size, .cap = (size_t)size + (1U << 20)};
	r.sealed = calloc(1, r.cap);
	assert_non_null(r.sealed);
	return r;
}

static bool make(struct rig *r, const char *passphrase, struct mg_error *err)
{
	const struct mg_parcel_job job = {.name = "sofusho-146-20261128.csv",
		.passphrase = passphrase,
		.made_us = INT64_C(1790000000000000),
		.source = give,
		.store = store,
		.user = r};
	uint32_t pieces = 0;
	if (!mg_parcel_make(&job, &r->sealed_size, &pieces, err))
		return false;
	assert_int_equal(pieces, r->pieces);
	return true;
}

static void what_was_packed_comes_out(void **state)
{
	(void)state;
	static const uint64_t sizes[] = {0, 1, 1000, 65536, MG_PARCEL_PIECE - 500, MG_PARCEL_PIECE, 3000000};
	for (size_t i = 0; i < MG_LEN(sizes); i++) {
		struct mg_error err = {0};
		char passphrase[MG_PASSPHRASE_BYTES];
		struct rig r = rig_of(sizes[i]);
		mg_passphrase_draw(passphrase);
		if (!make(&r, passphrase, &err) || !mg_parcel_open(passphrase, r.sealed_size, load, sink, &r, &err))
			fail_msg("%llu: %s", (unsigned long long)sizes[i], err.detail);
		assert_false(r.differs);
		assert_int_equal(r.out_size, sizes[i]);
		free(r.sealed);
	}
}

static void nothing_opens_with_another_passphrase_or_after_a_change(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct rig r = rig_of(400000);
	char other[MG_PASSPHRASE_BYTES];
	assert_true(make(&r, "0000-1111-2222-3333-4444", &err));
	mg_passphrase_draw(other);
	assert_false(mg_parcel_open(other, r.sealed_size, load, sink, &r, &err));
	assert_int_equal(err.code, MG_ERR_DATA_LOSS);
	for (uint64_t at = 0; at < r.sealed_size; at += r.sealed_size / 41 + 1) {
		err = (struct mg_error){0};
		if (at >= 10 && at < 14)
			continue; /* the time of the outer entry is nobody's business */
		r.sealed[at] ^= 1;
		r.out_size = 0;
		r.differs = false;
		assert_false(mg_parcel_open("0000-1111-2222-3333-4444", r.sealed_size, load, sink, &r, &err) &&
			     (r.differs || r.out_size != r.size));
		r.sealed[at] ^= 1;
	}
	free(r.sealed);
}

static void an_error_of_either_side_is_told(void **state)
{
	(void)state;
	struct mg_error err = {0};
	struct rig r = rig_of(900000);
	r.stop_early = true;
	assert_false(make(&r, "0000-1111-2222-3333-4444", &err));
	assert_int_equal(err.code, MG_ERR_CANCELLED);
	free(r.sealed);
	err = (struct mg_error){0};
	r = rig_of(900000);
	r.refuse_piece = true;
	assert_false(make(&r, "0000-1111-2222-3333-4444", &err));
	assert_int_equal(err.code, MG_ERR_NO_SPACE);
	free(r.sealed);
}

static void passphrases_are_of_the_alphabet_and_differ(void **state)
{
	(void)state;
	char a[MG_PASSPHRASE_BYTES], b[MG_PASSPHRASE_BYTES];
	unsigned seen[128] = {0};
	mg_passphrase_draw(a);
	for (int k = 0; k < 2000; k++) {
		mg_passphrase_draw(b);
		assert_int_equal(strlen(b), 24);
		assert_string_not_equal(a, b);
		for (int i = 0; i < 24; i++) {
			if (i % 5 == 4)
				assert_int_equal(b[i], '-');
			else
				seen[(unsigned char)b[i]]++;
		}
	}
	/* 40,000 digits, 1,250 each: none is missing, none is twice as likely */
	for (const char *p = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; *p; p++)
		assert_true(seen[(unsigned char)*p] > 900 && seen[(unsigned char)*p] < 1700);
	for (const char *p = "ILOU"; *p; p++)
		assert_int_equal(seen[(unsigned char)*p], 0);
}

/* ---- with 7-Zip ---- */

static int run(const char *format, const char *dir)
{
	char command[900];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(command, sizeof(command), format, dir, dir, dir);
#pragma GCC diagnostic pop
	return system(command);
}

static void seven_zip_opens_it_with_the_passphrase_and_reads_the_same_bytes(void **state)
{
	(void)state;
	char dir[] = "/tmp/mg-parcel-XXXXXX", path[100];
	struct mg_error err = {0};
	struct rig r = rig_of(1500000);
	assert_non_null(mkdtemp(dir));
	assert_true(make(&r, "ABCD-EFGH-JKMN-PQRS-TVWX", &err));
	snprintf(path, sizeof(path), "%s/EXPORT01.ZIP", dir);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(r.sealed, 1, r.sealed_size, f), r.sealed_size);
	fclose(f);
	snprintf(path, sizeof(path), "%s/plain", dir);
	f = fopen(path, "we");
	assert_non_null(f);
	for (uint64_t i = 0; i < r.size; i++)
		fputc(byte_at(i), f);
	fclose(f);
	assert_int_equal(run("7zz l -slt %s/EXPORT01.ZIP | grep -q 'Method = AES-256 Store'", dir), 0);
	assert_int_equal(run("test \"$(7zz l -slt %s/EXPORT01.ZIP | grep -c '^Path = ')\" = 2", dir), 0);
	assert_int_not_equal(run("7zz t -pABCD-EFGH-JKMN-PQRS-TVWY %s/EXPORT01.ZIP >/dev/null 2>&1", dir), 0);
	assert_int_equal(run("cd %s && 7zz x -pABCD-EFGH-JKMN-PQRS-TVWX EXPORT01.ZIP >/dev/null && "
			     "7zz x data.zip >/dev/null && cmp plain sofusho-146-20261128.csv",
				 dir),
		0);
	assert_int_equal(run("rm -r %s", dir), 0);
	free(r.sealed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_packed_comes_out),
		cmocka_unit_test(nothing_opens_with_another_passphrase_or_after_a_change),
		cmocka_unit_test(an_error_of_either_side_is_told),
		cmocka_unit_test(passphrases_are_of_the_alphabet_and_differ),
		cmocka_unit_test(seven_zip_opens_it_with_the_passphrase_and_reads_the_same_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
