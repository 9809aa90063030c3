/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/csv_format.h"
#include <string.h>

/* Reads the field whose opening quote is before `p`; `end` is the end of the line. Returns what
 * follows its closing quote, NULL when there is none. */
static char *read_field(char *p, const char *end, struct mg_text *ret_field)
{
	char *start = p;
	char *out = NULL; /* behind p once a doubled quote was met */
	for (;;) {
		char *quote = memchr(p, '"', (size_t)(end - p));
		if (quote == NULL)
			return NULL;
		if (out == NULL) {
			out = quote;
		} else {
			memmove(out, p, (size_t)(quote - p));
			out += quote - p;
		}
		if (quote + 1 == end || quote[1] != '"') {
			*ret_field = (struct mg_text){start, (size_t)(out - start)};
			return quote + 1;
		}
		*out++ = '"';
		p = quote + 2;
	}
}

bool mg_csv_split(char *line, size_t n, struct mg_text *ret_fields, size_t cap, size_t *ret_count)
{
	char *p = line;
	const char *end = line + n;
	size_t count = 0;
	struct mg_text field;
	do {
		if (count > 0)
			p++; /* the comma */
		if (p == end || *p != '"')
			return false;
		p = read_field(p + 1, end, &field);
		if (p == NULL)
			return false;
		if (count < cap)
			ret_fields[count] = field;
		if (count <= cap)
			count++;
	} while (p < end && *p == ',');
	*ret_count = count;
	return p == end;
}

size_t mg_csv_quote(const char *value, size_t n, char *ret)
{
	size_t used = 0;
	ret[used++] = '"';
	for (size_t i = 0; i < n; i++) {
		if (value[i] == '"')
			ret[used++] = '"';
		ret[used++] = value[i];
	}
	ret[used++] = '"';
	return used;
}
