/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/frame_format_internal.h"
#include <openssl/evp.h>
#include <string.h>
#include "base/bytes.h"
#include "base/number.h"

enum header_field {
	HEADER_TYPE,
	HEADER_FILE_ID,
	HEADER_LAYOUT,
	HEADER_MUNICIPALITY,
	HEADER_CREATED,
	HEADER_SOURCE,
	HEADER_SEQ,
	HEADER_CHARSET,
	HEADER_SPEC,
	HEADER_FIELDS,
};

enum trailer_field {
	TRAILER_TYPE,
	TRAILER_RECORDS,
	TRAILER_AMOUNT_1,
	TRAILER_AMOUNT_2,
	TRAILER_HASH,
	TRAILER_SHA256,
	TRAILER_FIELDS,
};

void mg_frame_digest_freep(EVP_MD_CTX **digest)
{
	EVP_MD_CTX_free(*digest);
}

static bool is_text(struct mg_text field, const char *text)
{
	return field.n == strlen(text) && memcmp(field.s, text, field.n) == 0;
}

/* Printable ASCII that fits, NUL-terminated. */
static bool copy_ascii(struct mg_text field, char *ret, size_t cap)
{
	if (field.n == 0 || field.n >= cap)
		return false;
	for (size_t i = 0; i < field.n; i++)
		if (field.s[i] < 0x20 || field.s[i] > 0x7e)
			return false;
	memcpy(ret, field.s, field.n);
	ret[field.n] = '\0';
	return true;
}

bool mg_frame_read_number(struct mg_text text, uint64_t *ret)
{
	uint64_t value = 0;
	if (text.n > 15 || !mg_is_digits(text.s, text.n))
		return false;
	for (size_t i = 0; i < text.n; i++)
		value = value * 10 + (uint64_t)(text.s[i] - '0');
	*ret = value;
	return true;
}

static bool is_created(struct mg_text field)
{
	struct mg_partial_date day;
	if (field.n != 14 || !mg_is_digits(field.s, 14))
		return false;
	const int hour = (field.s[8] - '0') * 10 + field.s[9] - '0';
	return mg_partial_from_digits(field.s, 8, &day) == MG_DATE_READ &&
	       mg_partial_is_whole(day) && hour < 24 && field.s[10] < '6' && field.s[12] < '6';
}

static bool read_charset(struct mg_text field, enum mg_frame_charset *ret)
{
	if (!is_text(field, "UTF-8") && !is_text(field, "CP932"))
		return false;
	*ret = is_text(field, "UTF-8") ? MG_CHARSET_UTF8 : MG_CHARSET_CP932;
	return true;
}

enum mg_import_reason mg_frame_read_header(const struct mg_text *fields, size_t n,
	const struct mg_frame_layout *layout, const char *municipality, struct mg_frame_header *ret)
{
	struct mg_frame_header h = {.seq = 0};
	uint64_t seq;
	if (n == 0 || !is_text(fields[HEADER_TYPE], "1"))
		return MG_REASON_NO_HEADER;
	if (n != HEADER_FIELDS ||
		!copy_ascii(fields[HEADER_FILE_ID], h.file_id, sizeof(h.file_id)) ||
		!copy_ascii(fields[HEADER_LAYOUT], h.layout_version, sizeof(h.layout_version)) ||
		!copy_ascii(fields[HEADER_SPEC], h.spec_id, sizeof(h.spec_id)))
		return MG_REASON_HEADER_FORM;
	if (strcmp(h.file_id, layout->file_id) != 0)
		return MG_REASON_FILE_ID;
	if (strcmp(h.layout_version, layout->layout_version) != 0)
		return MG_REASON_LAYOUT_VERSION;
	if (!copy_ascii(fields[HEADER_MUNICIPALITY], h.municipality, sizeof(h.municipality)) ||
		strcmp(h.municipality, municipality) != 0)
		return MG_REASON_MUNICIPALITY;
	if (!is_created(fields[HEADER_CREATED]) || fields[HEADER_SEQ].n != 8 ||
		!mg_frame_read_number(fields[HEADER_SEQ], &seq) || seq == 0)
		return MG_REASON_HEADER_FORM;
	memcpy(h.created, fields[HEADER_CREATED].s, 14);
	h.seq = (uint32_t)seq;
	if (!read_charset(fields[HEADER_CHARSET], &h.charset))
		return MG_REASON_CHARSET;
	*ret = h;
	return MG_REASON_NONE;
}

bool mg_frame_read_trailer(const struct mg_text *fields, size_t n, struct mg_frame_trailer *ret)
{
	struct mg_frame_trailer t;
	if (n != TRAILER_FIELDS || !mg_frame_read_number(fields[TRAILER_RECORDS], &t.records) ||
		!mg_frame_read_number(fields[TRAILER_AMOUNT_1], &t.amount[0]) ||
		!mg_frame_read_number(fields[TRAILER_AMOUNT_2], &t.amount[1]) ||
		!mg_frame_read_number(fields[TRAILER_HASH], &t.hash_total))
		return false;
	if (!mg_unhex(
		    fields[TRAILER_SHA256].s, fields[TRAILER_SHA256].n, t.sha256, sizeof(t.sha256)))
		return false;
	*ret = t;
	return true;
}
