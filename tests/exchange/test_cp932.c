/* SPDX-License-Identifier: Apache-2.0
 * CP932 over every code there is: what decodes encodes again to the same character, and to the same bytes but for the
 * characters that CP932 has twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "exchange/cp932_format.h"

/* Microsoft KB170559: 398 characters stand at two or three codes; each is written at one. */
#define WRITTEN_ELSEWHERE 398
/* ASCII and the kana of half width; JIS X 0208, NEC's row 13, the IBM characters as NEC chose them, the same as IBM did. */
#define SINGLE (95 + 63)
#define DOUBLE (6879 + 83 + 374 + 388)

static size_t bytes_of(uint32_t code, char ret[2])
{
	ret[0] = (char)(code > 0xff ? code >> 8 : code);
	ret[1] = (char)code;
	return code > 0xff ? 2 : 1;
}

static bool is_lead(uint32_t byte)
{
	return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
}

/* The next code: one byte, or a lead and a trail. 0 behind the last. */
static uint32_t after(uint32_t code)
{
	do {
		code++;
		if (code == 0x100)
			code = 0x8140;
	} while (code > 0xff && code <= 0xffff && (!is_lead(code >> 8) || (code & 0xff) < 0x40 || (code & 0xff) > 0xfc));
	return code > 0xffff ? 0 : code;
}

static bool is_user_defined(uint32_t code)
{
	return code >= 0xf040 && code <= 0xf9fc;
}

static void every_code_comes_back(void **state)
{
	(void)state;
	struct mg_cp932 *c;
	struct mg_error err;
	int single = 0, two = 0, elsewhere = 0;

	assert_true(mg_cp932_open(&c, &err));
	for (uint32_t code = 0x20; code != 0; code = after(code)) {
		char bytes[2], text[16], again[8], twice[16];
		size_t text_n, twice_n;
		const size_t n = bytes_of(code, bytes);
		struct mg_cp932_encoding e = {.s = text, .out = again, .cap = sizeof(again)};

		if (code == 0x7f || is_user_defined(code) || (n == 1 && is_lead(code)) ||
			!mg_cp932_decode(c, bytes, n, text, sizeof(text), &text_n))
			continue;
		if (n == 1 && (uint8_t)bytes[0] >= 0x80 && !((uint8_t)bytes[0] >= 0xa1 && (uint8_t)bytes[0] <= 0xdf))
			continue; /* 80 A0 FD FE FF: controls of their own */
		e.n = text_n;
		if (!mg_cp932_encode(c, &e) || e.replaced_n != 0)
			fail_msg("%04x is decoded and not encoded", code);
		if (!mg_cp932_decode(c, again, e.used, twice, sizeof(twice), &twice_n) || twice_n != text_n ||
			memcmp(text, twice, text_n) != 0)
			fail_msg("%04x comes back as another character", code);
		elsewhere += e.used != n || memcmp(again, bytes, n) != 0;
		*(n == 1 ? &single : &two) += 1;
	}
	assert_int_equal(single, SINGLE);
	assert_int_equal(two, DOUBLE);
	assert_int_equal(elsewhere, WRITTEN_ELSEWHERE);
	mg_cp932_free(c);
}

/* What encodes without a replacement decodes to itself, or is the other one of the seven disputed pairs. */
static void every_character_comes_back(void **state)
{
	(void)state;
	static const uint32_t DISPUTED[] = {0xff5e, 0x2225, 0xff0d, 0x2015, 0xffe0, 0xffe1, 0xffe2};
	struct mg_cp932 *c;
	struct mg_error err;
	int kept = 0;
	size_t other = 0;

	assert_true(mg_cp932_open(&c, &err));
	for (uint32_t u = 0x20; u < 0x10000; u++) {
		char text[4] = {(char)u}, out[8], back[16];
		size_t back_n, n = 1;
		struct mg_cp932_encoding e = {.s = text, .out = out, .cap = sizeof(out)};
		bool disputed = false;

		if ((u >= 0xd800 && u <= 0xf8ff) || (u >= 0x7f && u < 0xa0))
			continue; /* surrogates, user-defined, controls */
		if (u >= 0x80) {
			n = u < 0x800 ? 2 : 3;
			text[0] = (char)(u < 0x800 ? 0xc0 | u >> 6 : 0xe0 | u >> 12);
			text[n - 2] = (char)(u < 0x800 ? text[0] : (char)(0x80 | (u >> 6 & 0x3f)));
			text[n - 1] = (char)(0x80 | (u & 0x3f));
		}
		e.n = n;
		assert_true(mg_cp932_encode(c, &e));
		if (e.replaced_n != 0)
			continue;
		assert_true(mg_cp932_decode(c, out, e.used, back, sizeof(back), &back_n));
		for (size_t i = 0; i < MG_LEN(DISPUTED); i++)
			disputed = disputed || u == DISPUTED[i];
		if ((back_n == n && memcmp(back, text, n) == 0) == disputed)
			fail_msg("U+%04X", u);
		other += disputed;
		kept++;
	}
	assert_int_equal(other, MG_LEN(DISPUTED));
	assert_int_equal(kept, SINGLE + DOUBLE - WRITTEN_ELSEWHERE + (int)MG_LEN(DISPUTED));
	mg_cp932_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_comes_back),
		cmocka_unit_test(every_character_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
