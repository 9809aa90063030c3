/* SPDX-License-Identifier: Apache-2.0 */
#include "db/grants.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_LIMIT 64U

static int by_letters(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts "b,a,c" in place. */
static bool sort_columns(char *list, size_t n)
{
	char copy[MG_GRANT_LINE_BYTES];
	char *names[COLUMNS_LIMIT];
	size_t count = 0, at = 0;
	memcpy(copy, list, n);
	copy[n] = '\0';
	for (char *p = copy; p;) {
		char *comma = strchr(p, ',');
		if (count == COLUMNS_LIMIT)
			return false;
		names[count++] = p;
		if (comma)
			*comma++ = '\0';
		p = comma;
	}
	qsort(names, count, sizeof(*names), by_letters);
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(names[i]);
		memcpy(list + at, names[i], len);
		at += len;
		if (i + 1 < count)
			list[at++] = ',';
	}
	return true;
}

static bool sort_lists(char *line)
{
	for (char *p = line; (p = strchr(p, '(')) != NULL;) {
		char *end = strchr(++p, ')');
		if (!end || !sort_columns(p, (size_t)(end - p)))
			return false;
		p = end;
	}
	return true;
}

void mg_grant_normalise(const char *line, size_t len, char ret[MG_GRANT_LINE_BYTES])
{
	size_t n = 0;
	bool space = false;
	for (size_t i = 0; i < len; i++) {
		char c = line[i];
		if (c == '`' || c == '\'' || c == ';')
			continue;
		if (isspace((unsigned char)c)) {
			space = n > 0;
			continue;
		}
		if (n + 2 >= MG_GRANT_LINE_BYTES) {
			ret[0] = '\0';
			return;
		}
		if (space && c != ',' && ret[n - 1] != ',')
			ret[n++] = ' ';
		space = false;
		ret[n++] = c;
	}
	ret[n] = '\0';
	char *cut = strstr(ret, " IDENTIFIED ");
	if (cut)
		*cut = '\0';
	if (!sort_lists(ret))
		ret[0] = '\0';
}

bool mg_grant_is_allowed(const char *granted, const char *grants_sql)
{
	char have[MG_GRANT_LINE_BYTES], may[MG_GRANT_LINE_BYTES];
	mg_grant_normalise(granted, strlen(granted), have);
	for (const char *p = grants_sql; *p;) {
		size_t n = strcspn(p, "\n");
		mg_grant_normalise(p, n, may);
		if (strncmp(may, "GRANT ", 6) == 0 && strcmp(have, may) == 0)
			return true;
		p += n + (p[n] == '\n');
	}
	return false;
}
