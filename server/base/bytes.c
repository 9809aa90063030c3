/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"
#include <string.h>

void mg_hex(const void *bytes, size_t n, char *ret)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *b = bytes;
	for (size_t i = 0; i < n; i++) {
		ret[2 * i] = digits[b[i] >> 4];
		ret[2 * i + 1] = digits[b[i] & 15];
	}
	ret[2 * n] = '\0';
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool mg_unhex(const char *hex, size_t hex_len, uint8_t *ret, size_t n)
{
	if (hex_len != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = digit(hex[2 * i]), lo = digit(hex[2 * i + 1]);
		if (hi < 0 || lo < 0)
			return false;
		ret[i] = (uint8_t)(hi << 4 | lo);
	}
	return true;
}

bool mg_equal_ct(const void *a, const void *b, size_t n)
{
	const volatile uint8_t *x = a, *y = b;
	uint8_t d = 0;
	for (size_t i = 0; i < n; i++)
		d |= (uint8_t)(x[i] ^ y[i]);
	return d == 0;
}

void mg_wipe(void *p, size_t n)
{
	if (p && n)
		explicit_bzero(p, n);
}

void mg_writer_init(struct mg_writer *w, void *buffer, size_t cap)
{
	*w = (struct mg_writer){.p = buffer, .cap = cap, .ok = true};
}

void mg_put_raw(struct mg_writer *w, const void *bytes, size_t n)
{
	if (!w->ok || n > w->cap - w->n) {
		w->ok = false;
		return;
	}
	if (n)
		memcpy(w->p + w->n, bytes, n);
	w->n += n;
}

static void put_be(struct mg_writer *w, uint64_t v, unsigned bytes)
{
	uint8_t b[8];
	for (unsigned i = 0; i < bytes; i++)
		b[i] = (uint8_t)(v >> (8 * (bytes - 1 - i)));
	mg_put_raw(w, b, bytes);
}

void mg_put_u8(struct mg_writer *w, uint8_t v)
{
	put_be(w, v, 1);
}

void mg_put_u16(struct mg_writer *w, uint16_t v)
{
	put_be(w, v, 2);
}

void mg_put_u32(struct mg_writer *w, uint32_t v)
{
	put_be(w, v, 4);
}

void mg_put_u64(struct mg_writer *w, uint64_t v)
{
	put_be(w, v, 8);
}

void mg_put_block(struct mg_writer *w, const void *bytes, size_t n)
{
	if (n > UINT32_MAX) {
		w->ok = false;
		return;
	}
	mg_put_u32(w, (uint32_t)n);
	mg_put_raw(w, bytes, n);
}

void mg_reader_init(struct mg_reader *r, const void *bytes, size_t n)
{
	*r = (struct mg_reader){.p = bytes, .n = n, .ok = true};
}

const uint8_t *mg_get_raw(struct mg_reader *r, size_t n)
{
	if (!r->ok || n > r->n) {
		r->ok = false;
		return NULL;
	}
	const uint8_t *p = r->p;
	r->p += n;
	r->n -= n;
	return p;
}

static uint64_t get_be(struct mg_reader *r, unsigned bytes)
{
	const uint8_t *p = mg_get_raw(r, bytes);
	uint64_t v = 0;
	for (unsigned i = 0; p && i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

uint8_t mg_get_u8(struct mg_reader *r)
{
	return (uint8_t)get_be(r, 1);
}

uint16_t mg_get_u16(struct mg_reader *r)
{
	return (uint16_t)get_be(r, 2);
}

uint32_t mg_get_u32(struct mg_reader *r)
{
	return (uint32_t)get_be(r, 4);
}

uint64_t mg_get_u64(struct mg_reader *r)
{
	return get_be(r, 8);
}

struct mg_bytes mg_get_block(struct mg_reader *r)
{
	uint32_t n = mg_get_u32(r);
	const uint8_t *p = mg_get_raw(r, n);
	return (struct mg_bytes){.p = p, .n = p ? n : 0};
}

bool mg_reader_end(const struct mg_reader *r)
{
	return r->ok && r->n == 0;
}
