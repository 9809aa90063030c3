/* SPDX-License-Identifier: Apache-2.0 */
#include "code/code_store.h"

#define IN_FORCE                                                                                   \
	" FROM madoguchi.code_word WHERE municipality = ? AND list = ?"                            \
	" AND (valid_from IS NULL OR valid_from <= ?) AND (valid_to IS NULL OR valid_to >= ?)"
static const struct mg_stmt_def list_words = {
	.name = "code.list",
	.sql = "SELECT code, name, text, source, verify" IN_FORCE " ORDER BY position",
	.params = "ttdd",
	.columns = "ttttu",
};
static const struct mg_stmt_def get_word = {
	.name = "code.get",
	.sql = "SELECT text" IN_FORCE " AND code = ? ORDER BY position LIMIT 1",
	.params = "ttddt",
	.columns = "t",
};
mg_stmt_list mg_code_statements = {&list_words, &get_word, NULL};

bool mg_code_list(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *list, struct mg_date on, struct mg_code_word **ret, size_t *ret_n,
	struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES];
	struct mg_rows rows;
	mg_date_format(on, MG_DATE_ISO, day);
	if (!mg_query(tx, arena, &list_words,
		    MG_PARAMS(MG_T(municipality), MG_T(list), MG_T(day), MG_T(day)), &rows, err))
		return false;
	struct mg_code_word *words = mg_arena_calloc(arena, rows.n + 1, sizeof(*words));
	if (!words)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a list of words does not fit");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		words[i] = (struct mg_code_word){
			list, mg_s(&v[0]), mg_s(&v[1]), mg_s(&v[2]), mg_s(&v[3]), mg_u(&v[4]) != 0};
	}
	*ret = words;
	*ret_n = rows.n;
	return true;
}

bool mg_code_get(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *list, const char *code, struct mg_date on, const char **ret_text,
	struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES];
	struct mg_rows rows;
	mg_date_format(on, MG_DATE_ISO, day);
	if (!mg_query(tx, arena, &get_word,
		    MG_PARAMS(MG_T(municipality), MG_T(list), MG_T(day), MG_T(day), MG_T(code)),
		    &rows, err))
		return false;
	*ret_text = rows.n ? mg_s(&mg_row(&rows, 0)[0]) : NULL;
	return true;
}
