/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/base64.h"

void mg_base64_write(struct mg_writer *w, const void *bytes, size_t n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *b = bytes;
	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)b[i] << 16;
		if (i + 1 < n)
			v |= (uint32_t)b[i + 1] << 8;
		if (i + 2 < n)
			v |= b[i + 2];
		const char out[4] = {digits[v >> 18], digits[v >> 12 & 63],
			i + 1 < n ? digits[v >> 6 & 63] : '=', i + 2 < n ? digits[v & 63] : '='};
		mg_put_raw(w, out, sizeof(out));
	}
}

static int digit_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool mg_base64_read(struct mg_bytes text, uint8_t *ret, size_t cap, size_t *ret_n)
{
	if (text.n % 4 != 0)
		return false;
	size_t pad = text.n == 0 || text.p[text.n - 1] != '=' ? 0
		     : text.p[text.n - 2] == '='	      ? 2
							      : 1;
	size_t n = text.n / 4 * 3 - pad;
	if (n > cap)
		return false;
	uint32_t bits = 0;
	size_t out = 0;
	for (size_t i = 0; i < text.n; i++) {
		int v = i < text.n - pad ? digit_value(text.p[i]) : 0;
		if (v < 0)
			return false;
		bits = bits << 6 | (uint32_t)v;
		if (i % 4 != 3)
			continue;
		for (int shift = 16; shift >= 0; shift -= 8) {
			uint8_t byte = (uint8_t)(bits >> shift & 0xFF);
			if (out < n)
				ret[out++] = byte;
			else if (byte != 0)
				return false; /* unused bits must be zero */
		}
		bits = 0;
	}
	*ret_n = n;
	return true;
}
