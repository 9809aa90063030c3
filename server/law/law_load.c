/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/date.h"
#include "base/macros.h"
#include "law/csv.h"
#include "law/law_load.h"

/* YYYY-MM-DD to YYYYMMDD; empty to 0. */
static bool read_day(const char *s, int32_t *ret)
{
	struct mg_date d;

	if (*s == 0) {
		*ret = 0;
		return true;
	}
	if (strlen(s) != 10 || mg_date_parse(s, 10, &d) != MG_DATE_READ)
		return false;
	*ret = d.year * 10000 + d.month * 100 + d.day;
	return true;
}

static bool read_integer(const char *s, int64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoll(s, &end, 10);
	return errno == 0 && end != s && *end == 0;
}

static bool overlaps(const struct mg_law_row *a, const struct mg_law_row *b)
{
	return (a->to_ymd == 0 || b->from_ymd <= a->to_ymd) && (b->to_ymd == 0 || a->from_ymd <= b->to_ymd);
}

static bool read_row(const struct mg_csv *csv, struct mg_law *law, struct mg_error *err)
{
	struct mg_law_row row = {0};

	if (csv->field_n != MG_LAW_COLUMNS)
		return mg_fail(err, MG_ERR_INVALID, "line %d: %d fields", csv->line, csv->field_n);
	const enum mg_param param = mg_param_find(csv->field[MG_LAW_KEY]);

	if (param == MG_PARAM_MAX)
		return mg_fail(err, MG_ERR_INVALID, "line %d: unknown key", csv->line);
	if (strcmp(csv->field[MG_LAW_UNIT], mg_param_unit(param)) != 0)
		return mg_fail(err, MG_ERR_INVALID, "line %d: unit", csv->line);
	if (!read_day(csv->field[MG_LAW_VALID_FROM], &row.from_ymd) || row.from_ymd == 0 ||
		!read_day(csv->field[MG_LAW_VALID_TO], &row.to_ymd) ||
		(row.to_ymd != 0 && row.to_ymd < row.from_ymd))
		return mg_fail(err, MG_ERR_INVALID, "line %d: validity", csv->line);
	if (!read_integer(csv->field[MG_LAW_VALUE], &row.value))
		return mg_fail(err, MG_ERR_INVALID, "line %d: value", csv->line);
	if (csv->field[MG_LAW_SOURCE][0] == 0)
		return mg_fail(err, MG_ERR_INVALID, "line %d: no source", csv->line);
	if (strcmp(csv->field[MG_LAW_VERIFY], "0") != 0 && strcmp(csv->field[MG_LAW_VERIFY], "1") != 0)
		return mg_fail(err, MG_ERR_INVALID, "line %d: verify mark", csv->line);
	row.verify = csv->field[MG_LAW_VERIFY][0] == '1';
	for (int32_t i = 0; i < law->param[param].n; i++)
		if (overlaps(&law->param[param].row[i], &row))
			return mg_fail(err, MG_ERR_INVALID, "line %d: overlaps an earlier row", csv->line);
	if (law->param[param].n == MG_LAW_ROWS_MAX)
		return mg_fail(err, MG_ERR_INVALID, "line %d: too many rows of a key", csv->line);
	law->param[param].row[law->param[param].n++] = row;
	return true;
}

bool mg_law_parse(const char *text, size_t n, struct mg_law *ret, struct mg_error *err)
{
	struct mg_law law = {0};
	struct mg_csv csv;
	enum mg_csv_result r;

	mg_csv_init(&csv, text, n);
	if (mg_csv_next(&csv) != MG_CSV_RECORD || csv.field_n != MG_LAW_COLUMNS ||
		strcmp(csv.field[MG_LAW_KEY], "key") != 0)
		return mg_fail(err, MG_ERR_INVALID, "no heading");
	while ((r = mg_csv_next(&csv)) == MG_CSV_RECORD)
		if (!read_row(&csv, &law, err))
			return false;
	if (r == MG_CSV_BAD)
		return mg_fail(err, MG_ERR_INVALID, "line %d: not CSV", csv.line);
	for (int i = 0; i < MG_PARAM_MAX; i++)
		if (law.param[i].n == 0)
			return mg_fail(err, MG_ERR_INVALID, "no row for %s", mg_param_key((enum mg_param)i));
	*ret = law;
	return true;
}

#define FILE_MAX_BYTES (1024 * 1024)

static void close_file(FILE **f)
{
	if (*f)
		fclose(*f);
}

static void free_text(char **text)
{
	free(*text);
}

bool mg_law_load(const char *path, struct mg_law *ret, struct mg_error *err)
{
	MG_CLEANUP(close_file) FILE *f = fopen(path, "rbe");
	MG_CLEANUP(free_text) char *text = malloc(FILE_MAX_BYTES);
	size_t n;

	if (!f)
		return mg_fail(err, MG_ERR_NOT_FOUND, "the parameters of the law: %s", strerror(errno));
	if (!text)
		return mg_fail(err, MG_ERR_INTERNAL, "no memory");
	n = fread(text, 1, FILE_MAX_BYTES, f);
	if (ferror(f) || n == FILE_MAX_BYTES)
		return mg_fail(err, MG_ERR_INVALID, "the parameters of the law: unreadable or too large");
	return mg_law_parse(text, n, ret, err);
}
