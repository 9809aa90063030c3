/* SPDX-License-Identifier: Apache-2.0 */
#include "receipt/form_format.h"
#include "base/date.h"

#define MARK 0x71U /* kind of piece and version of its form */

size_t mg_form_write(const struct mg_form_content *content, uint8_t ret[MG_FORM_BYTES])
{
	struct mg_writer w;
	mg_writer_init(&w, ret, MG_FORM_BYTES);
	mg_put_u8(&w, MARK);
	mg_put_block(&w, content->packed.p, content->packed.n);
	mg_put_u8(&w, (uint8_t)content->n);
	for (size_t i = 0; i < content->n; i++) {
		mg_put_block(&w, content->item[i].label.s, content->item[i].label.n);
		mg_put_block(&w, content->item[i].value.s, content->item[i].value.n);
	}
	return w.ok && content->n <= MG_FORM_ITEMS_MAX ? w.n : 0;
}

static bool read_text(struct mg_reader *r, struct mg_text *ret)
{
	const struct mg_bytes b = mg_get_block(r);
	*ret = (struct mg_text){b.n ? (const char *)b.p : "", b.n};
	return r->ok && mg_text_is_clean(ret->s, ret->n);
}

bool mg_form_read(const uint8_t *bytes, size_t n, struct mg_form_content *ret)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes, n);
	if (n > MG_FORM_BYTES || mg_get_u8(&r) != MARK)
		return false;
	ret->packed = mg_get_block(&r);
	ret->n = mg_get_u8(&r);
	if (!r.ok || ret->n > MG_FORM_ITEMS_MAX)
		return false;
	for (size_t i = 0; i < ret->n; i++)
		if (!read_text(&r, &ret->item[i].label) || !read_text(&r, &ret->item[i].value) ||
			ret->item[i].label.n == 0)
			return false;
	return mg_reader_end(&r);
}

#define CURSOR_MARK 0x72U

size_t mg_receipt_cursor_write(int32_t ymd, uint32_t number, uint8_t ret[MG_RECEIPT_CURSOR_BYTES])
{
	struct mg_writer w;
	mg_writer_init(&w, ret, MG_RECEIPT_CURSOR_BYTES);
	mg_put_u8(&w, CURSOR_MARK);
	mg_put_u32(&w, (uint32_t)ymd);
	mg_put_u32(&w, number);
	return w.n;
}

bool mg_receipt_cursor_read(const uint8_t *bytes, size_t n, int32_t *ret_ymd, uint32_t *ret_number)
{
	struct mg_reader r;
	mg_reader_init(&r, bytes, n);
	const uint8_t mark = mg_get_u8(&r);
	const uint32_t ymd = mg_get_u32(&r), number = mg_get_u32(&r);
	const struct mg_date day = {
		(int32_t)(ymd / 10000), (uint8_t)(ymd / 100 % 100), (uint8_t)(ymd % 100)};
	if (!mg_reader_end(&r) || mark != CURSOR_MARK || number == 0 || ymd > 99991231 ||
		!mg_date_is_valid(day))
		return false;
	*ret_ymd = (int32_t)ymd;
	*ret_number = number;
	return true;
}
