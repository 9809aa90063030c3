/* SPDX-License-Identifier: Apache-2.0 */
#include "person/person_store.h"
#include <stdio.h>
#include "fields/items_sql.h"
#include "person/items_store.h"
#include "person/person_rules.h"
#include "person/shelter_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

STMT(find_facts, "person.find_facts",
	"SELECT EXISTS (SELECT 1 FROM madoguchi.juki_person p WHERE p.municipality = ? AND "
	"p.shori_no = ?)"
	" OR EXISTS (SELECT 1 FROM madoguchi.juki_person_history h FORCE INDEX (PRIMARY) WHERE "
	"h.municipality = ? AND "
	"h.shori_no = ?),"
	" " MG_SQL_PROTECTED("q") " OR " MG_SQL_LIVES_WITH_PROTECTED(
		"q") ","
		     " EXISTS (SELECT 1 FROM madoguchi.my_number n WHERE n.municipality = ? AND "
		     "n.shori_no = ?)"
		     " FROM (SELECT CAST(? AS CHAR CHARACTER SET ascii) COLLATE ascii_bin AS "
		     "municipality,"
		     " CAST(? AS CHAR CHARACTER SET ascii) COLLATE ascii_bin AS shori_no) q",
	"tttttttt", "uuu");
STMT(find_shelter, "person.find_shelter",
	"SELECT 1 FROM madoguchi.protected_person FORCE INDEX (sheltering) WHERE municipality = ? "
	"AND setai_no = ? AND live = 1 LIMIT 1",
	"tt", "u");

/* ---- a record at an instant: the current row when it was known already, else the image that was
 * current then ---- */

#define JUKI_COLUMNS MG_SQL_JUKI_PERSON_COLUMNS ", " MG_SQL_JUKI_PERSON_EXT_COLUMNS
#define HEAD "p.row_version, p.known_from_us, p.source, e.row_version, "
#define JUKI(p, e)                                                                                 \
	" FROM madoguchi." p " p FORCE INDEX (PRIMARY) LEFT JOIN madoguchi." e                     \
	" e ON e.municipality = p.municipality AND e.shori_no = p.shori_no"                        \
	" AND e.row_version = p.row_version WHERE p.municipality = ? AND p.shori_no = ? AND "      \
	"p.known_from_us <= ?"
#define ATENA(p)                                                                                   \
	" FROM madoguchi." p                                                                       \
	" p WHERE p.municipality = ? AND p.shori_no = ? AND p.known_from_us <= ?"
#define UNTIL " AND p.known_to_us > ?"

/* What is known now needs no images: a union, even an empty one, costs a table in memory of all
 * these columns (measured: half a millisecond). The facts come along. */
STMT(find_juki_now, "person.find_juki_now",
	"SELECT " MG_SQL_PROTECTED("p") " OR " MG_SQL_SHELTERS(
		"p") ", EXISTS (SELECT 1 FROM "
		     "madoguchi.my_number n WHERE n.municipality = p.municipality AND n.shori_no = "
		     "p.shori_no)"
		     ", " HEAD JUKI_COLUMNS JUKI("juki_person", "juki_person_ext"),
	"tti", "uuuitu" MG_SQL_JUKI_PERSON_RESULT MG_SQL_JUKI_PERSON_EXT_RESULT);
STMT(find_atena_now, "person.find_atena_now",
	"SELECT p.row_version, " MG_SQL_ATENA_COLUMNS ATENA("atena"), "tti",
	"u" MG_SQL_ATENA_RESULT);
STMT(find_juki, "person.find_juki",
	"SELECT " HEAD JUKI_COLUMNS
		JUKI("juki_person", "juki_person_ext") " UNION ALL SELECT " HEAD JUKI_COLUMNS JUKI(
			"juki_person_history", "juki_person_ext_history") UNTIL,
	"ttittii", "uitu" MG_SQL_JUKI_PERSON_RESULT MG_SQL_JUKI_PERSON_EXT_RESULT);
STMT(find_atena, "person.find_atena",
	"SELECT p.row_version, " MG_SQL_ATENA_COLUMNS
		ATENA("atena") " UNION ALL SELECT p.row_version, " MG_SQL_ATENA_COLUMNS ATENA(
			"atena_history") UNTIL,
	"ttittii", "u" MG_SQL_ATENA_RESULT);

/* ---- the state that follows from the counter's events; an undone one leaves event_no 0 ---- */

#define PENSION(table)                                                                             \
	"SELECT s.insured_type, s.pension_no FROM madoguchi." table                                \
	" s WHERE s.municipality = ? AND s.shori_no = ? AND s.event_no <> 0 AND s.known_from_us "  \
	"<= ?"
STMT(find_pension_now, "person.find_pension_now", PENSION("pension_state"), "tti", "tt");
STMT(find_pension, "person.find_pension",
	PENSION("pension_state") " UNION ALL " PENSION(
		"pension_state_history") " AND s.known_to_us > ?",
	"ttittii", "tt");

/* ---- household ---- */

/* Who lives here first, and the head before the others: a list that is cut keeps them. Then
 * MEMBER_ITEMS in their order; the two texts stand beside dates that are unknown in part. */
#define MEMBER(lives_with)                                                                         \
	"SELECT IF(p.shojo_reason IS NULL AND p.shojo_date IS NULL AND p.shojo_date_text IS NULL," \
	" 0, 2) + IF(p.relation_code <=> '" MG_RELATION_OF_HEAD "', 0, 1),"                        \
	" p.shori_no, " MG_SQL_PROTECTED("p") " OR " lives_with(                                   \
		"p") ","                                                                           \
		     " p.name_kana, p.name_kanji, p.addr, p.addr_katagaki, p.addr_banchi1,"        \
		     " p.addr_banchi2, p.addr_banchi3, p.sex, p.birth_date, p.birth_date_text, "   \
		     "p.era_flag, "                                                                \
		     "p.relation_code,"                                                            \
		     " p.relation_name, p.shojo_reason, p.shojo_date, p.shojo_date_text, "         \
		     "e.alpha_name_kana, "                                                         \
		     "e.alpha_name,"                                                               \
		     " e.katakana_name, e.nationality, e.residence_status, e.shokan_ward"
#define HOUSEHOLD(p, e)                                                                            \
	" FROM madoguchi." p " p FORCE INDEX (household) STRAIGHT_JOIN madoguchi." e               \
	" e ON e.municipality = p.municipality AND e.shori_no = p.shori_no"                        \
	" AND e.row_version = p.row_version WHERE p.municipality = ? AND p.setai_no = ? AND "      \
	"p.known_from_us <= ?"
STMT(list_household, "person.list_household",
	MEMBER(MG_SQL_SHELTERS) HOUSEHOLD("juki_person", "juki_person_ext") " UNION ALL " MEMBER(
		MG_SQL_LIVES_WITH_PROTECTED) HOUSEHOLD("juki_person_history",
		"juki_person_ext_history") UNTIL " ORDER BY 1, 2 LIMIT 101",
	"ttittii", "ututtttiiittttttttttttttt");
STMT(list_household_now, "person.list_household_now",
	MEMBER(MG_SQL_SHELTERS)
		HOUSEHOLD("juki_person", "juki_person_ext") " ORDER BY 1, 2 LIMIT 101",
	"tti", "ututtttiiittttttttttttttt");

static const struct mg_field_column MEMBER_ITEMS[] = {{MG_JUKI_NAME_KANA, false},
	{MG_JUKI_NAME_KANJI, false}, {MG_JUKI_ADDR, false}, {MG_JUKI_ADDR_KATAGAKI, false},
	{MG_JUKI_ADDR_BANCHI1, false}, {MG_JUKI_ADDR_BANCHI2, false}, {MG_JUKI_ADDR_BANCHI3, false},
	{MG_JUKI_SEX, false}, {MG_JUKI_BIRTH_DATE, false}, {MG_JUKI_BIRTH_DATE, true},
	{MG_JUKI_ERA_FLAG, false}, {MG_JUKI_RELATION_CODE, false}, {MG_JUKI_RELATION_NAME, false},
	{MG_JUKI_SHOJO_REASON, false}, {MG_JUKI_SHOJO_DATE, false}, {MG_JUKI_SHOJO_DATE, true},
	{MG_JUKI_ALPHA_NAME_KANA, false}, {MG_JUKI_ALPHA_NAME, false},
	{MG_JUKI_KATAKANA_NAME, false}, {MG_JUKI_NATIONALITY, false},
	{MG_JUKI_RESIDENCE_STATUS, false}, {MG_JUKI_SHOKAN_WARD, false}};

mg_stmt_list mg_person_statements = {&find_facts, &find_shelter, &find_juki_now, &find_atena_now,
	&find_juki, &find_atena, &list_household, &list_household_now, &find_pension_now,
	&find_pension, NULL};

/* ---- running ---- */

bool mg_person_find_facts(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, struct mg_person_facts *ret, struct mg_error *err)
{
	const struct mg_value city = MG_T(municipality), person = MG_T(shori_no);
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_facts,
		    MG_PARAMS(city, person, city, person, city, person, city, person), &rows, err))
		return false;
	const struct mg_value *v = mg_row(&rows, 0);
	*ret = (struct mg_person_facts){mg_u(&v[0]) != 0, mg_u(&v[1]) != 0, mg_u(&v[2]) != 0};
	return true;
}

bool mg_person_find_shelter(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *setai_no, bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_shelter, MG_PARAMS(MG_T(municipality), MG_T(setai_no)),
		    &rows, err))
		return false;
	*ret = rows.n != 0;
	return true;
}

static struct mg_text keep(struct mg_arena *arena, const char *s)
{
	char *copy = mg_arena_strdup(arena, s);
	return (struct mg_text){copy ? copy : "", copy ? strlen(copy) : 0};
}

/* `v` begins with the version of 個人情報, `a` with that of 宛名情報. */
static bool read_record(struct mg_arena *arena, const char *shori_no, const struct mg_value *v,
	const struct mg_value *a, struct mg_person_record *ret, struct mg_error *err)
{
	*ret = (struct mg_person_record){.version = (uint32_t)mg_u(&v[0]),
		.known_from_us = mg_i(&v[1]),
		.source = mg_s(&v[2])};
	if (mg_u(&v[3]) != ret->version || mg_u(&a[0]) != ret->version)
		return mg_fail(
			err, MG_ERR_DATA_LOSS, "the groups of a person have different versions");
	ret->juki[MG_JUKI_KOJIN_SHORI_NO] = ret->juki[MG_JUKI_SHORI_NO] =
		ret->atena[MG_ATENA_SHORI_NO] = keep(arena, shori_no);
	return mg_items_read(arena, mg_fields_juki, mg_columns_juki_person, MG_SQL_JUKI_PERSON_N,
		       v + 4, ret->juki, err) &&
	       mg_items_read(arena, mg_fields_juki, mg_columns_juki_person_ext,
		       MG_SQL_JUKI_PERSON_EXT_N, v + 4 + MG_SQL_JUKI_PERSON_N, ret->juki, err) &&
	       mg_items_read(arena, mg_fields_atena, mg_columns_atena, MG_SQL_ATENA_N, a + 1,
		       ret->atena, err);
}

static bool read_rows(struct mg_arena *arena, const char *shori_no, const struct mg_rows *juki,
	const struct mg_rows *atena, size_t facts, struct mg_person_record *ret, bool *ret_found,
	struct mg_error *err)
{
	*ret_found = juki->n != 0;
	if (juki->n > 1 || atena->n != juki->n)
		return mg_fail(err, MG_ERR_DATA_LOSS,
			"%zu rows of 個人情報 and %zu of 宛名情報 at one instant", juki->n,
			atena->n);
	return juki->n == 0 ||
	       read_record(arena, shori_no, mg_row(juki, 0) + facts, mg_row(atena, 0), ret, err);
}

bool mg_person_find_now(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, struct mg_person_facts *ret_facts, struct mg_person_record *ret,
	bool *ret_found, struct mg_error *err)
{
	const struct mg_value city = MG_T(municipality), person = MG_T(shori_no),
			      now = MG_I(MG_NOW_KNOWN);
	struct mg_rows juki, atena;
	if (!mg_query(tx, arena, &find_juki_now, MG_PARAMS(city, person, now), &juki, err) ||
		!mg_query(tx, arena, &find_atena_now, MG_PARAMS(city, person, now), &atena, err) ||
		!read_rows(arena, shori_no, &juki, &atena, 2, ret, ret_found, err))
		return false;
	if (*ret_found)
		*ret_facts = (struct mg_person_facts){.is_known = true,
			.hides_place = mg_u(&mg_row(&juki, 0)[0]) != 0,
			.has_my_number = mg_u(&mg_row(&juki, 0)[1]) != 0};
	return true;
}

bool mg_person_find_record(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, int64_t at_us, struct mg_person_record *ret, bool *ret_found,
	struct mg_error *err)
{
	const struct mg_value city = MG_T(municipality), person = MG_T(shori_no), at = MG_I(at_us);
	struct mg_rows juki, atena;
	return mg_query(tx, arena, &find_juki, MG_PARAMS(city, person, at, city, person, at, at),
		       &juki, err) &&
	       mg_query(tx, arena, &find_atena, MG_PARAMS(city, person, at, city, person, at, at),
		       &atena, err) &&
	       read_rows(arena, shori_no, &juki, &atena, 0, ret, ret_found, err);
}

bool mg_person_list_household(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *setai_no, int64_t at_us, struct mg_household_member **ret, size_t *ret_n,
	bool *ret_more, struct mg_error *err)
{
	const struct mg_value city = MG_T(municipality), household = MG_T(setai_no),
			      at = MG_I(at_us);
	struct mg_rows rows;
	if (!(at_us == MG_NOW_KNOWN
			    ? mg_query(tx, arena, &list_household_now,
				      MG_PARAMS(city, household, at), &rows, err)
			    : mg_query(tx, arena, &list_household,
				      MG_PARAMS(city, household, at, city, household, at, at),
				      &rows, err)))
		return false;
	struct mg_household_member *members =
		mg_arena_calloc(arena, rows.n ? rows.n : 1, sizeof(*members));
	if (!members)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a household does not fit its arena");
	*ret_more = rows.n > MG_HOUSEHOLD_MAX;
	*ret_n = *ret_more ? MG_HOUSEHOLD_MAX : rows.n;
	for (size_t i = 0; i < *ret_n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		snprintf(members[i].shori_no, sizeof(members[i].shori_no), "%s", mg_s(&v[1]));
		members[i].hides_place = mg_u(&v[2]) != 0;
		for (size_t k = 0; k < MG_JUKI_N; k++)
			members[i].juki[k] = (struct mg_text){"", 0};
		if (!mg_items_read(arena, mg_fields_juki, MEMBER_ITEMS, MG_LEN(MEMBER_ITEMS), v + 3,
			    members[i].juki, err))
			return false;
	}
	*ret = members;
	return true;
}

bool mg_person_find_pension(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, int64_t at_us, const char **ret_insured_type,
	const char **ret_pension_no, bool *ret_found, struct mg_error *err)
{
	const struct mg_value city = MG_T(municipality), who = MG_T(shori_no), at = MG_I(at_us);
	struct mg_rows rows;
	const bool ok = at_us == MG_NOW_KNOWN
				? mg_query(tx, arena, &find_pension_now, MG_PARAMS(city, who, at),
					  &rows, err)
				: mg_query(tx, arena, &find_pension,
					  MG_PARAMS(city, who, at, city, who, at, at), &rows, err);
	if (!ok)
		return false;
	*ret_found = rows.n != 0;
	if (rows.n) {
		*ret_insured_type = mg_s(&mg_row(&rows, 0)[0]);
		*ret_pension_no = mg_s(&mg_row(&rows, 0)[1]);
	}
	return true;
}
