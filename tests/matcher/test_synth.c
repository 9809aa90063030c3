/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include "base/bytes.h"
#include "picture.h"
#include "synth.h"

static void assert_digest(const uint8_t *pixels, const char *expected)
{
	uint8_t digest[32];
	unsigned n = 0;
	assert_int_equal(
		EVP_Digest(pixels, MG_SYNTH_PIXELS, digest, &n, EVP_sha256(), /* impl= */ NULL), 1);
	char hex[65];
	mg_hex(digest, n, hex);
	assert_string_equal(hex, expected);
}

/* Runs twice: once as the processor allows and once with libm held to the instructions every x86-64
 * has. */
static void fixed_seeds_give_fixed_bytes(void **state)
{
	(void)state;
	static const struct {
		uint64_t seed;
		uint32_t press;
		enum mg_synth_class class;
		const char *sha256;
	} cases[] = {
		{1000, 0, MG_SYNTH_RIGHT_LOOP,
			"bdc8befe62712b7fc7a004993580ba49238a0b469064054dff67cf60bce25bad"},
		{1000, 1, MG_SYNTH_RIGHT_LOOP,
			"2d34183e288d6486343bb993faeb9a59ad7ff842d8a09af4be54f8544ac97293"},
		{1001, 0, MG_SYNTH_WHORL,
			"0a329a6b9e144464a441371153626858435c52d27682740439e5c5b3e001f483"},
		{1004, 0, MG_SYNTH_LEFT_LOOP,
			"e23e9047c785fe972073399d2568c5edffba631e7f4a686ca81b09489a76f5da"},
		{1008, 0, MG_SYNTH_ARCH,
			"11e38f5bbcda9643a5414a20bca1b3c4394db1cfe6385caefa0fbfb49a9b19e3"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		MG_CLEANUP(mg_synth_master_freep)
		struct mg_synth_master *master = mg_synth_master_new(cases[i].seed);
		assert_non_null(master);
		assert_int_equal(mg_synth_master_class(master), cases[i].class);
		static uint8_t pixels[MG_SYNTH_PIXELS];
		const struct mg_synth_press press =
			mg_synth_press_nth(cases[i].seed, cases[i].press);
		mg_synth_impress(master, &press, pixels);
		assert_digest(pixels, cases[i].sha256);
	}
}

static void a_picture_survives_its_file(void **state)
{
	(void)state;
	char path[] = "/tmp/madoguchi-picture-XXXXXX";
	const int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	const uint8_t pixels[6] = {0, 10, 13, 32, 255, 7};
	struct mg_error err = {0};
	assert_true(mg_picture_save(path, 3, 2, pixels, &err));
	struct mg_picture back = {0};
	assert_true(mg_picture_load(path, &back, &err));
	assert_int_equal(back.width, 3);
	assert_int_equal(back.height, 2);
	assert_memory_equal(back.pixels, pixels, sizeof(pixels));
	mg_picture_done(&back);
	assert_int_equal(truncate(path, 14), 0);
	assert_false(mg_picture_load(path, &back, &err));
	assert_int_equal(err.code, MG_ERR_INVALID);
	unlink(path);
	assert_false(mg_picture_load(path, &back, &err));
	assert_int_equal(err.code, MG_ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_seeds_give_fixed_bytes),
		cmocka_unit_test(a_picture_survives_its_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
