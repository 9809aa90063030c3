/* SPDX-License-Identifier: Apache-2.0
 * The file of the code master into its table: for madoguchi-admin. */
#include "code/code_store.h"
#include <stdio.h>
#include "law/csv.h"

static const struct mg_stmt_def put_word = {
	.name = "code.put",
	.sql = "INSERT INTO madoguchi.code_word (municipality, list, code, name, valid_from, "
	       "valid_to, position, text, source,"
	       " verify) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE valid_from "
	       "= VALUES(valid_from),"
	       " valid_to = VALUES(valid_to), position = VALUES(position), text = VALUES(text), "
	       "source = VALUES(source),"
	       " verify = VALUES(verify)",
	.params = "ttttddutt"
		  "u",
	.columns = "",
};
mg_stmt_list mg_code_load_statements = {&put_word, NULL};

enum { LIST, CODE, NAME, TEXT, VALID_FROM, VALID_TO, SOURCE, VERIFY, COLUMNS };

/* "1868-01-25": a word may be older than the days that mg_date_parse takes. */
static bool is_day(const char *s)
{
	unsigned year, month, day;
	char end;
	if (!*s)
		return true;
	if (strlen(s) != 10 || sscanf(s, "%4u-%2u-%2u%c", &year, &month, &day, &end) != 3 ||
		month > 12 || day > 31)
		return false;
	return mg_date_is_valid((struct mg_date){(int32_t)year, (uint8_t)month, (uint8_t)day});
}

static struct mg_value day_or_null(const char *s)
{
	return *s ? MG_T(s) : MG_NULL;
}

static bool put(struct mg_tx *tx, const char *municipality, const struct mg_csv *csv,
	size_t position, struct mg_error *err)
{
	const char *const *f = csv->field;
	if (csv->field_n != COLUMNS || !*f[LIST] || !*f[CODE] || !*f[NAME] || !*f[TEXT] ||
		!*f[SOURCE] || !is_day(f[VALID_FROM]) || !is_day(f[VALID_TO]) ||
		(strcmp(f[VERIFY], "0") != 0 && strcmp(f[VERIFY], "1") != 0))
		return mg_fail(err, MG_ERR_INVALID,
			"codes.csv, line %d: not a word of the code master", csv->line);
	return mg_exec(tx, &put_word,
		MG_PARAMS(MG_T(municipality), MG_T(f[LIST]), MG_T(f[CODE]), MG_T(f[NAME]),
			day_or_null(f[VALID_FROM]), day_or_null(f[VALID_TO]), MG_U(position),
			MG_T(f[TEXT]), MG_T(f[SOURCE]), MG_U(f[VERIFY][0] == '1')),
		NULL, NULL, err);
}

bool mg_code_load(struct mg_tx *tx, const char *municipality, const char *text, size_t n,
	size_t *ret_n, struct mg_error *err)
{
	struct mg_csv csv;
	enum mg_csv_result r;
	size_t count = 0;
	mg_csv_init(&csv, text, n);
	if (mg_csv_next(&csv) != MG_CSV_RECORD || csv.field_n != COLUMNS ||
		strcmp(csv.field[LIST], "list") != 0)
		return mg_fail(err, MG_ERR_INVALID, "codes.csv: no heading");
	while ((r = mg_csv_next(&csv)) == MG_CSV_RECORD)
		if (!put(tx, municipality, &csv, ++count, err))
			return false;
	if (r == MG_CSV_BAD)
		return mg_fail(err, MG_ERR_INVALID, "codes.csv, line %d: not CSV", csv.line);
	*ret_n = count;
	return true;
}
