/* SPDX-License-Identifier: Apache-2.0 */
#include "person/cursor_format.h"
#include <string.h>
#include "base/bytes.h"
#include "base/number.h"
#include "base/text.h"

#define SEARCH_MARK 0x51U /* kind of cursor and version of its form */
#define HISTORY_MARK 0x61U
#define LEADS 6U
#define READINGS 8U
#define KINDS 5U
#define COUNTED 1000U
#define LAST_BIRTH 99991231U
#define KEY_CHARACTERS 200U

size_t mg_search_cursor_write(
	const struct mg_search_cursor *cursor, uint8_t ret[MG_SEARCH_CURSOR_BYTES])
{
	struct mg_writer w;
	mg_writer_init(&w, ret, MG_SEARCH_CURSOR_BYTES);
	mg_put_u8(&w, SEARCH_MARK);
	mg_put_u8(&w, cursor->reading);
	mg_put_u8(&w, cursor->lead);
	mg_put_u16(&w, cursor->total);
	mg_put_u8(&w, cursor->more_than_total);
	mg_put_u32(&w, cursor->place.birth);
	mg_put_u8(&w, cursor->place.kind);
	mg_put_raw(&w, cursor->place.shori_no, 10);
	mg_put_block(&w, cursor->place.key, strlen(cursor->place.key));
	return w.n; /* a key of its column's length always fits */
}

bool mg_search_cursor_read(const uint8_t *bytes, size_t n, struct mg_search_cursor *ret)
{
	struct mg_reader r;
	struct mg_search_cursor c = {0};
	mg_reader_init(&r, bytes, n);
	const uint8_t mark = mg_get_u8(&r);
	c.reading = mg_get_u8(&r);
	c.lead = mg_get_u8(&r);
	c.total = mg_get_u16(&r);
	const uint8_t more = mg_get_u8(&r);
	c.place.birth = mg_get_u32(&r);
	c.place.kind = mg_get_u8(&r);
	const uint8_t *shori_no = mg_get_raw(&r, 10);
	const struct mg_bytes key = mg_get_block(&r);
	if (!mg_reader_end(&r) || mark != SEARCH_MARK || c.reading >= READINGS || c.lead == 0 ||
		c.lead > LEADS || c.total > COUNTED || more > 1 || c.place.birth > LAST_BIRTH ||
		c.place.kind == 0 || c.place.kind > KINDS)
		return false;
	const char *text = (const char *)key.p;
	if (!mg_is_digits((const char *)shori_no, 10) || key.n >= sizeof(c.place.key) ||
		!mg_text_is_clean(text, key.n) || mg_text_count(text, key.n) > KEY_CHARACTERS)
		return false;
	c.more_than_total = more;
	memcpy(c.place.shori_no, shori_no, 10);
	if (key.n)
		memcpy(c.place.key, key.p, key.n);
	*ret = c;
	return true;
}

size_t mg_history_cursor_write(uint32_t version, uint8_t ret[MG_HISTORY_CURSOR_BYTES])
{
	struct mg_writer w;
	mg_writer_init(&w, ret, MG_HISTORY_CURSOR_BYTES);
	mg_put_u8(&w, HISTORY_MARK);
	mg_put_u32(&w, version);
	return w.n;
}

bool mg_history_cursor_read(const uint8_t *bytes, size_t n, uint32_t *ret_version)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes, n);
	const uint8_t mark = mg_get_u8(&r);
	const uint32_t version = mg_get_u32(&r);
	if (!mg_reader_end(&r) || mark != HISTORY_MARK || version < 2)
		return false; /* nothing comes before the first version */
	*ret_version = version;
	return true;
}
