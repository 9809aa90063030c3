/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include "law/csv.h"

void mg_csv_init(struct mg_csv *csv, const char *text, size_t n)
{
	csv->p = text;
	csv->n = n;
	csv->line = 0;
	csv->next_line = 1;
	csv->field_n = 0;
}

/* The next byte without taking it; -1 at the end. */
static int peek(const struct mg_csv *csv)
{
	return csv->n > 0 ? (unsigned char)*csv->p : -1;
}

static int take(struct mg_csv *csv)
{
	const int c = peek(csv);

	if (c >= 0) {
		csv->p++;
		csv->n--;
		csv->next_line += c == '\n';
	}
	return c;
}

struct out {
	char *bytes;
	size_t used;
};

static bool put(struct out *out, int c)
{
	if (c == 0 || out->used + 1 >= MG_CSV_BYTES)
		return false;
	out->bytes[out->used++] = (char)c;
	return true;
}

static bool quoted(struct mg_csv *csv, struct out *out)
{
	(void)take(csv);
	for (;;) {
		const int c = take(csv);

		if (c < 0)
			return false;
		if (c == '"') {
			if (peek(csv) != '"')
				return true;
			(void)take(csv);
		}
		if (!put(out, c))
			return false;
	}
}

static bool ends_field(int c)
{
	return c < 0 || c == ',' || c == '\n' || c == '\r';
}

static bool plain(struct mg_csv *csv, struct out *out)
{
	while (!ends_field(peek(csv)))
		if (peek(csv) == '"' || !put(out, take(csv)))
			return false;
	return true;
}

enum mg_csv_result mg_csv_next(struct mg_csv *csv)
{
	struct out out = {.bytes = csv->bytes};

	while (peek(csv) == '\n' || peek(csv) == '\r')
		(void)take(csv);
	csv->field_n = 0;
	csv->line = csv->next_line;
	if (csv->n == 0)
		return MG_CSV_END;
	for (;;) {
		if (csv->field_n == MG_CSV_FIELDS)
			return MG_CSV_BAD;
		csv->field[csv->field_n++] = csv->bytes + out.used;
		if (!(peek(csv) == '"' ? quoted(csv, &out) : plain(csv, &out)) || !ends_field(peek(csv)) ||
			out.used + 1 >= MG_CSV_BYTES)
			return MG_CSV_BAD;
		csv->bytes[out.used++] = 0;
		if (peek(csv) != ',')
			break;
		(void)take(csv);
	}
	if (peek(csv) == '\r')
		(void)take(csv);
	if (peek(csv) >= 0 && take(csv) != '\n')
		return MG_CSV_BAD;
	return MG_CSV_RECORD;
}
