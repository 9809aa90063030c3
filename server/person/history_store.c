/* SPDX-License-Identifier: Apache-2.0
 * The versions of a person, newest first: the current row and the images before it. */
#include "fields/items_sql.h"
#include "person/items_store.h"
#include "person/person_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

#define JUKI_COLUMNS MG_SQL_JUKI_PERSON_COLUMNS ", " MG_SQL_JUKI_PERSON_EXT_COLUMNS
#define HEAD(until) "(SELECT p.row_version, p.known_from_us, " until ", p.source, e.row_version, "
#define JUKI(p, e)                                                                                 \
	" FROM madoguchi." p " p FORCE INDEX (PRIMARY) LEFT JOIN madoguchi." e                     \
	" e ON e.municipality = p.municipality AND e.shori_no = p.shori_no"                        \
	" AND e.row_version = p.row_version WHERE p.municipality = ? AND p.shori_no = ? AND "      \
	"p.row_version < ?"
#define ATENA(p)                                                                                   \
	" FROM madoguchi." p " p WHERE p.municipality = ? AND p.shori_no = ? AND p.row_version < " \
	"?"
#define NEWEST " ORDER BY p.row_version DESC LIMIT 11)"

STMT(list_juki, "person.list_juki_versions",
	HEAD("0") JUKI_COLUMNS JUKI("juki_person", "juki_person_ext") ") UNION ALL " HEAD(
		"p.known_to_us") JUKI_COLUMNS JUKI("juki_person_history", "juki_person_ext_history")
		NEWEST " ORDER BY 1 DESC LIMIT 11",
	"ttuttu", "uiitu" MG_SQL_JUKI_PERSON_RESULT MG_SQL_JUKI_PERSON_EXT_RESULT);
STMT(list_atena, "person.list_atena_versions",
	"(SELECT p.row_version, " MG_SQL_ATENA_COLUMNS
		ATENA("atena") ") UNION ALL (SELECT p.row_version, " MG_SQL_ATENA_COLUMNS ATENA(
			"atena_history") NEWEST " ORDER BY 1 DESC LIMIT 11",
	"ttuttu", "u" MG_SQL_ATENA_RESULT);
STMT(list_removals, "person.list_removals",
	"SELECT row_version, removed_us, source FROM madoguchi.person_removal WHERE municipality = "
	"? AND shori_no = ?"
	" ORDER BY row_version DESC",
	"tt", "uit");

mg_stmt_list mg_history_statements = {&list_juki, &list_atena, &list_removals, NULL};

static bool read_version(struct mg_arena *arena, const struct mg_value *v, const struct mg_value *a,
	struct mg_person_record *ret, struct mg_error *err)
{
	*ret = (struct mg_person_record){.version = (uint32_t)mg_u(&v[0]),
		.known_from_us = mg_i(&v[1]),
		.known_to_us = mg_i(&v[2]),
		.source = mg_s(&v[3])};
	if (mg_u(&v[4]) != ret->version || mg_u(&a[0]) != ret->version)
		return mg_fail(
			err, MG_ERR_DATA_LOSS, "the groups of a person have different versions");
	/* the number is the same in all of them */
	ret->juki[MG_JUKI_KOJIN_SHORI_NO] = ret->juki[MG_JUKI_SHORI_NO] =
		ret->atena[MG_ATENA_SHORI_NO] = (struct mg_text){"", 0};
	return mg_items_read(arena, mg_fields_juki, mg_columns_juki_person, MG_SQL_JUKI_PERSON_N,
		       v + 5, ret->juki, err) &&
	       mg_items_read(arena, mg_fields_juki, mg_columns_juki_person_ext,
		       MG_SQL_JUKI_PERSON_EXT_N, v + 5 + MG_SQL_JUKI_PERSON_N, ret->juki, err) &&
	       mg_items_read(arena, mg_fields_atena, mg_columns_atena, MG_SQL_ATENA_N, a + 1,
		       ret->atena, err);
}

bool mg_person_list_versions(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, uint32_t before, struct mg_person_record **ret, size_t *ret_n,
	struct mg_error *err)
{
	const struct mg_value city = MG_T(municipality), person = MG_T(shori_no),
			      version = MG_U(before);
	struct mg_rows juki, atena;
	if (!mg_query(tx, arena, &list_juki,
		    MG_PARAMS(city, person, version, city, person, version), &juki, err) ||
		!mg_query(tx, arena, &list_atena,
			MG_PARAMS(city, person, version, city, person, version), &atena, err))
		return false;
	if (juki.n != atena.n)
		return mg_fail(err, MG_ERR_DATA_LOSS,
			"%zu versions of 個人情報 and %zu of 宛名情報", juki.n, atena.n);
	struct mg_person_record *records =
		mg_arena_calloc(arena, juki.n ? juki.n : 1, sizeof(*records));
	if (!records)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a history does not fit its arena");
	for (size_t i = 0; i < juki.n; i++)
		if (!read_version(arena, mg_row(&juki, i), mg_row(&atena, i), &records[i], err))
			return false;
	*ret = records;
	*ret_n = juki.n;
	return true;
}

bool mg_person_list_removals(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, struct mg_removal **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_removals, MG_PARAMS(MG_T(municipality), MG_T(shori_no)),
		    &rows, err))
		return false;
	struct mg_removal *removals =
		mg_arena_calloc(arena, rows.n ? rows.n : 1, sizeof(*removals));
	if (!removals)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a history does not fit its arena");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		removals[i] = (struct mg_removal){(uint32_t)mg_u(&v[0]), mg_i(&v[1]), mg_s(&v[2])};
	}
	*ret = removals;
	*ret_n = rows.n;
	return true;
}
