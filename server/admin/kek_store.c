/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/kek_store.h"
#include <stdio.h>

#define STMT(id, name_, sql_, params_, columns_)                                                                     \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}

/* ---- generations ---- */

STMT(list_generations, "kek.list_generations",
	"SELECT generation, check_value, finished_us, destroyed_us FROM madoguchi_keys.kek WHERE municipality = ? ORDER BY generation",
	"t", "ubii");
STMT(add_generation, "kek.add_generation",
	"INSERT INTO madoguchi_keys.kek (municipality, generation, check_value, begun_us, finished_us) VALUES (?, ?, ?, ?, ?)",
	"tubii", "");
STMT(add_secret, "kek.add_secret",
	"INSERT INTO madoguchi_keys.derived_secret (municipality, name, kek_generation, wrapped) VALUES (?, ?, ?, ?)", "ttub", "");
STMT(finish_generation, "kek.finish_generation",
	"UPDATE madoguchi_keys.kek SET finished_us = ? WHERE municipality = ? AND generation = ? AND finished_us IS NULL", "itu", "");
STMT(destroy_generations, "kek.destroy_generations",
	"UPDATE madoguchi_keys.kek SET destroyed_us = ? WHERE municipality = ? AND generation < ? AND destroyed_us IS NULL", "itu", "");
STMT(drop_secrets, "kek.drop_secrets",
	"DELETE FROM madoguchi_keys.derived_secret WHERE municipality = ? AND kek_generation < ?", "tu", "");

bool mg_kek_rows(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, struct mg_kek_rows *ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	struct mg_kek_rows r = {.older_destroyed = true};
	bool destroyed = true;
	if (!mg_query(tx, arena, &list_generations, MG_PARAMS(MG_T(municipality)), &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		if (v[2].kind != MG_VALUE_NULL) {
			r.current = (uint32_t)mg_u(&v[0]);
			r.finished_us = mg_i(&v[2]);
			r.older_destroyed = destroyed;
			r.begun = 0;
		} else if (v[1].b.n == sizeof(r.begun_check)) {
			r.begun = (uint32_t)mg_u(&v[0]);
			memcpy(r.begun_check, v[1].b.p, sizeof(r.begun_check));
		}
		destroyed = destroyed && v[3].kind != MG_VALUE_NULL;
	}
	*ret = r;
	return true;
}

static bool add(struct mg_tx *tx, const struct mg_keys *keys, const char *municipality, uint32_t generation, int64_t now_us,
	bool finished, struct mg_error *err)
{
	uint8_t check[32];
	if (!mg_keys_check_value(keys, generation, municipality, check))
		return mg_fail(err, MG_ERR_INTERNAL, "root key %u is not here", generation);
	return mg_exec(tx, &add_generation,
		MG_PARAMS(MG_T(municipality), MG_U(generation), MG_B(check, sizeof(check)), MG_I(now_us),
			finished ? MG_I(now_us) : MG_NULL),
		NULL, NULL, err);
}

bool mg_kek_enter(struct mg_tx *tx, struct mg_arena *arena, const struct mg_keys *keys, const char *municipality,
	int64_t now_us, struct mg_error *err)
{
	struct mg_kek_rows rows;
	return mg_kek_rows(tx, arena, municipality, &rows, err) &&
	       (rows.current != 0 || add(tx, keys, municipality, 1, now_us, true, err));
}

bool mg_kek_begin(struct mg_tx *tx, const struct mg_keys *keys, const char *municipality, uint32_t generation,
	int64_t now_us, struct mg_error *err)
{
	if (!add(tx, keys, municipality, generation, now_us, false, err))
		return false;
	for (unsigned i = 0; i < MG_KEYS_SECRETS; i++) {
		uint8_t wrapped[MG_WRAPPED_BYTES];
		mg_keys_wrap_secret(keys, municipality, i, wrapped);
		if (!mg_exec(tx, &add_secret,
			    MG_PARAMS(MG_T(municipality), MG_T(mg_keys_secret_names[i]), MG_U(generation),
				    MG_B(wrapped, sizeof(wrapped))),
			    NULL, NULL, err))
			return false;
	}
	return true;
}

bool mg_kek_finish(struct mg_tx *tx, const char *municipality, uint32_t generation, int64_t now_us, struct mg_error *err)
{
	uint64_t changed;
	if (!mg_exec(tx, &finish_generation, MG_PARAMS(MG_I(now_us), MG_T(municipality), MG_U(generation)), &changed, NULL, err))
		return false;
	return changed == 1 || mg_fail(err, MG_ERR_DATA_LOSS, "root key %u is not begun, or finished already", generation);
}

bool mg_kek_destroy(struct mg_tx *tx, const char *municipality, uint32_t generation, int64_t now_us, struct mg_error *err)
{
	return mg_exec(tx, &destroy_generations, MG_PARAMS(MG_I(now_us), MG_T(municipality), MG_U(generation)), NULL, NULL, err) &&
	       mg_exec(tx, &drop_secrets, MG_PARAMS(MG_T(municipality), MG_U(generation)), NULL, NULL, err);
}

/* ---- wrapped rows ---- */

/* As mg_wrapped_generation; nothing wrapped counts as none. */
#define GENERATION(column, first)                                                                                    \
	"IF(OCTET_LENGTH(" column ") = " first ", 1, CONV(HEX(LEFT(" column ", 4)), 16, 10) + 0)"
#define COUNT(id, name_, from, column, first)                                                                        \
	STMT(id, name_,                                                                                              \
		"SELECT CAST(COALESCE(SUM(" GENERATION(column, first) " < ?), 0) AS UNSIGNED),"                    \
		" CAST(COALESCE(SUM(" GENERATION(column, first) " = ?), 0) AS UNSIGNED) FROM " from " WHERE x.municipality = ? AND OCTET_LENGTH(" column ") > 0",                                 \
		"uut", "uu")
/* Without locks: snapshot isolation refuses a row that changed meanwhile, and the piece is done again.
 * Columns: where the row is (text, in order), the key of its seal, the version of its seal, the value. */
#define LIST(id, name_, place, key, version, from, column, first)                                                    \
	STMT(id, name_,                                                                                              \
		"SELECT " place ", " key ", " version ", " column " FROM " from " WHERE x.municipality = ? AND " place " > ?"  \
		" AND OCTET_LENGTH(" column ") > 0 AND " GENERATION(column, first) " < ? ORDER BY 1 LIMIT ?",   \
		"ttuu", "ttub")
#define UPDATE(id, name_, table, column, place)                                                                      \
	STMT(id, name_, "UPDATE " table " x SET " column " = ? WHERE x.municipality = ? AND " place " = ? AND x." column " = ?", \
		"bttb", "")

/* A million of these: the place is the key's own column, and a piece is written in one statement (below). */
LIST(list_person, "kek.list_person", "x.shori_no", "CONCAT(x.municipality, '/', x.shori_no)", "1",
	"madoguchi_keys.person_key x", "x.wrapped", "72");
STMT(update_person, "kek.update_person",
	"UPDATE JSON_TABLE(?, '$[*]' COLUMNS (k CHAR(10) CHARACTER SET ascii PATH '$.k', w CHAR(152) CHARACTER SET ascii PATH '$.w')) j"
	" STRAIGHT_JOIN madoguchi_keys.person_key p ON p.municipality = ? AND p.shori_no = j.k SET p.wrapped = UNHEX(j.w)",
	"tt", "");
COUNT(count_person, "kek.count_person", "madoguchi_keys.person_key x", "x.wrapped", "72");

LIST(list_month, "kek.list_month", "x.yyyymm", "CONCAT(x.municipality, '/', x.yyyymm)", "1", "madoguchi_keys.month_key x",
	"x.wrapped", "72");
UPDATE(update_month, "kek.update_month", "madoguchi_keys.month_key", "wrapped", "x.yyyymm");
COUNT(count_month, "kek.count_month", "madoguchi_keys.month_key x", "x.wrapped", "72");

#define RUN "LPAD(x.run_id, 20, '0')"
LIST(list_import, "kek.list_import", RUN, "CONCAT(x.municipality, '/', x.run_id)", "1", "madoguchi_keys.import_key x",
	"x.wrapped", "72");
UPDATE(update_import, "kek.update_import", "madoguchi_keys.import_key", "wrapped", RUN);
COUNT(count_import, "kek.count_import", "madoguchi_keys.import_key x", "x.wrapped", "72");

#define FINGER "CONCAT(LPAD(x.staff_id, 20, '0'), '/', LPAD(x.finger, 2, '0'))"
LIST(list_finger, "kek.list_finger", FINGER, "CONCAT(x.municipality, '/', x.staff_id, '/', x.finger)", "x.version",
	"madoguchi.finger x", "x.wrapped", "72");
UPDATE(update_finger, "kek.update_finger", "madoguchi.finger", "wrapped", FINGER);
COUNT(count_finger, "kek.count_finger", "madoguchi.finger x", "x.wrapped", "72");

#define CAPTURE "CONCAT(HEX(x.enrolment_id), '/', LPAD(x.finger, 2, '0'))"
LIST(list_capture, "kek.list_capture", CAPTURE, "CONCAT(x.municipality, '/', e.staff_id, '/', x.finger)", "x.version",
	"madoguchi.finger_capture x JOIN madoguchi.finger_enrolment e ON e.municipality = x.municipality"
	" AND e.enrolment_id = x.enrolment_id",
	"x.wrapped", "72");
UPDATE(update_capture, "kek.update_capture", "madoguchi.finger_capture", "wrapped", CAPTURE);
COUNT(count_capture, "kek.count_capture", "madoguchi.finger_capture x", "x.wrapped", "72");

#define EXTRACT "LPAD(x.extract_id, 20, '0')"
LIST(list_extract, "kek.list_extract", EXTRACT, "CONCAT(x.municipality, '/', x.extract_id)", "1", "madoguchi.extract x",
	"x.passphrase", "65");
UPDATE(update_extract, "kek.update_extract", "madoguchi.extract", "passphrase", EXTRACT);
COUNT(count_extract, "kek.count_extract", "madoguchi.extract x", "x.passphrase", "65");

mg_stmt_list mg_kek_statements = {&list_generations, &add_generation, &add_secret, &finish_generation, &destroy_generations,
	&drop_secrets, &list_person, &update_person, &count_person, &list_month, &update_month, &count_month, &list_import,
	&update_import, &count_import, &list_finger, &update_finger, &count_finger, &list_capture, &update_capture, &count_capture,
	&list_extract, &update_extract, &count_extract, NULL};

const struct mg_wrapped_table mg_wrapped_tables[MG_WRAPPED_TABLES] = {
	{"person_key", NULL, "person_key", "wrapped", MG_KEY_BYTES, &list_person, &update_person, &count_person},
	{"month_key", NULL, "month_key", "wrapped", MG_KEY_BYTES, &list_month, &update_month, &count_month},
	{"import_key", NULL, "import_key", "wrapped", MG_KEY_BYTES, &list_import, &update_import, &count_import},
	{"finger", "finger", "finger", "wrapped", MG_KEY_BYTES, &list_finger, &update_finger, &count_finger},
	{"finger_capture", "finger", "finger", "wrapped", MG_KEY_BYTES, &list_capture, &update_capture, &count_capture},
	{"extract", "export-passphrase", "extract", "passphrase", 25, &list_extract, &update_extract, &count_extract},
};

bool mg_wrapped_count(struct mg_tx *tx, struct mg_arena *arena, const struct mg_wrapped_table *table,
	const char *municipality, uint32_t generation, struct mg_wrapped_counts *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, table->count, MG_PARAMS(MG_U(generation), MG_U(generation), MG_T(municipality)), &rows, err))
		return false;
	*ret = (struct mg_wrapped_counts){mg_u(&mg_row(&rows, 0)[0]), mg_u(&mg_row(&rows, 0)[1])};
	return true;
}

#define LONGEST 64U /* of what is wrapped */

static bool renew(const struct mg_wrapped_table *t, const struct mg_keys *keys, const struct mg_value *row,
	uint8_t ret[LONGEST + MG_WRAP_OVERHEAD], struct mg_error *err)
{
	uint8_t plain[LONGEST];
	const struct mg_seal_place place = {t->seal_table, t->seal_column, mg_s(&row[1]), (uint32_t)mg_u(&row[2])};
	const bool ok = mg_keys_open_wrapped(keys, t->purpose, &place, row[3].b, t->n, plain, err);
	if (ok)
		mg_keys_wrap(keys, t->purpose, &place, plain, t->n, ret);
	mg_wipe(plain, sizeof(plain));
	return ok;
}

#define JSON_ROW_BYTES (sizeof("{\"k\":\"0000000000\",\"w\":\"\"},") + (size_t)2 * MG_WRAPPED_BYTES)

static bool update_persons(struct mg_tx *tx, struct mg_arena *arena, const struct mg_keys *keys, const char *municipality,
	const struct mg_rows *rows, struct mg_error *err)
{
	char *json = mg_arena_alloc(arena, rows->n * JSON_ROW_BYTES + 3);
	size_t at = 0;
	if (!json)
		return mg_fail(err, MG_ERR_TOO_LARGE, "too many rows at once");
	for (size_t i = 0; i < rows->n; i++) {
		const struct mg_value *row = mg_row(rows, i);
		uint8_t wrapped[LONGEST + MG_WRAP_OVERHEAD];
		char hex[2 * MG_WRAPPED_BYTES + 1];
		if (!renew(&mg_wrapped_tables[0], keys, row, wrapped, err))
			return false;
		mg_hex(wrapped, MG_WRAPPED_BYTES, hex);
		at += (size_t)snprintf(json + at, JSON_ROW_BYTES + 1, "%c{\"k\":\"%.10s\",\"w\":\"%s\"}", i ? ',' : '[', mg_s(&row[0]), hex);
	}
	snprintf(json + at, 2, "]");
	uint64_t changed;
	if (!mg_exec(tx, &update_person, MG_PARAMS(MG_T(json), MG_T(municipality)), &changed, NULL, err))
		return false;
	return changed == rows->n || mg_fail(err, MG_ERR_RETRY, "%zu keys were to be wrapped anew, %zu were", rows->n, (size_t)changed);
}

static bool update_each(struct mg_tx *tx, const struct mg_wrapped_table *t, const struct mg_keys *keys,
	const char *municipality, const struct mg_rows *rows, struct mg_error *err)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct mg_value *row = mg_row(rows, i);
		uint8_t wrapped[LONGEST + MG_WRAP_OVERHEAD];
		uint64_t changed;
		if (!renew(t, keys, row, wrapped, err) ||
			!mg_exec(tx, t->update, MG_PARAMS(MG_B(wrapped, t->n + MG_WRAP_OVERHEAD), MG_T(municipality), MG_T(mg_s(&row[0])), row[3]),
				&changed, NULL, err))
			return false;
		if (changed != 1)
			return mg_fail(err, MG_ERR_RETRY, "%s: a row changed while it was wrapped anew", t->name);
	}
	return true;
}

bool mg_wrapped_renew(struct mg_tx *tx, struct mg_arena *arena, const struct mg_wrapped_table *table,
	const struct mg_keys *keys, const char *municipality, unsigned max_rows, char after[MG_WRAPPED_PLACE_BYTES],
	size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, table->list,
		    MG_PARAMS(MG_T(municipality), MG_T(after), MG_U(mg_keys_generation(keys)), MG_U(max_rows)), &rows, err))
		return false;
	if (rows.n) {
		if (table == &mg_wrapped_tables[0] ? !update_persons(tx, arena, keys, municipality, &rows, err)
						   : !update_each(tx, table, keys, municipality, &rows, err))
			return false;
		snprintf(after, MG_WRAPPED_PLACE_BYTES, "%s", mg_s(&mg_row(&rows, rows.n - 1)[0]));
	}
	*ret_n = rows.n;
	return true;
}
