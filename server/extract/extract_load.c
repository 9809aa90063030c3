/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/extract_load.h"
#include <stdlib.h>
#include "extract/field_rules.h"
#include "law/csv.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

STMT(count_spec, "extract.count_spec",
	"SELECT COUNT(*), COUNT(IF(title = ? AND description = ? AND by_system = ? AND charset = ? AND parameters = ?, 1, NULL))"
	" FROM madoguchi.extract_spec WHERE municipality = ? AND spec = ? AND version = ?",
	"ttuttttu", "ii");
STMT(add_spec, "extract.add_spec",
	"INSERT INTO madoguchi.extract_spec (municipality, spec, version, title, description, by_system, charset, parameters,"
	" loaded_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"ttuttutti", "");
STMT(count_field, "extract.count_field",
	"SELECT COUNT(*) FROM madoguchi.extract_field WHERE municipality = ? AND spec = ? AND version = ? AND position = ?"
	" AND name = ? AND title = ? AND is_personal = ?",
	"ttuuttu", "i");
STMT(add_field, "extract.add_field",
	"INSERT INTO madoguchi.extract_field (municipality, spec, version, position, name, title, is_personal)"
	" VALUES (?, ?, ?, ?, ?, ?, ?)",
	"ttuuttu", "");
STMT(approve_spec, "extract.approve_spec",
	"UPDATE madoguchi.extract_spec s JOIN madoguchi.staff f ON f.municipality = s.municipality AND f.staff_no = ?"
	" AND f.state = 'active' SET s.approved_by = f.staff_no, s.approved_name = f.name, s.approved_us = ?, s.log_writer = ?,"
	" s.log_n = ? WHERE s.municipality = ? AND s.spec = ? AND s.version = ? AND s.approved_us IS NULL"
	" AND s.withdrawn_us IS NULL",
	"tiuuttu", "");
STMT(withdraw_spec, "extract.withdraw_spec",
	"UPDATE madoguchi.extract_spec SET withdrawn_us = ?, log_writer = ?, log_n = ? WHERE municipality = ? AND spec = ?"
	" AND version = ? AND withdrawn_us IS NULL",
	"iuuttu", "");

mg_stmt_list mg_extract_load_statements = {
	&count_spec, &add_spec, &count_field, &add_field, &approve_spec, &withdraw_spec, NULL};

enum { RECORD, SPEC, VERSION, NAME, TITLE, DESCRIPTION, BY_SYSTEM, CHARSET, PARAMETERS, PERSONAL, COLUMNS };

struct loading {
	struct mg_tx *tx;
	struct mg_arena *arena;
	struct mg_value city;
	int64_t now_us;
	struct mg_csv csv;
	/* the specification at hand */
	char spec[41];
	uint64_t version, position;
	bool was_there;
	size_t specs;
};

static bool bad(const struct loading *l, const char *why, struct mg_error *err)
{
	return mg_fail(err, MG_ERR_INVALID, "extract.csv, line %d: %s", l->csv.line, why);
}

static bool is_flag(const char *s)
{
	return strcmp(s, "0") == 0 || strcmp(s, "1") == 0;
}

static bool put_spec(struct loading *l, struct mg_error *err)
{
	const char *const *f = l->csv.field;
	const struct mg_value by_system = MG_U(f[BY_SYSTEM][0] == '1');
	struct mg_rows rows;
	if (!is_flag(f[BY_SYSTEM]) || (strcmp(f[CHARSET], "utf-8") != 0 && strcmp(f[CHARSET], "cp932") != 0) || !*f[TITLE] ||
		!*f[DESCRIPTION])
		return bad(l, "not a specification", err);
	memcpy(l->spec, f[SPEC], strlen(f[SPEC]) + 1);
	l->version = strtoul(f[VERSION], NULL, 10);
	l->position = 0;
	l->specs++;
	if (!mg_query(l->tx, l->arena, &count_spec,
		    MG_PARAMS(MG_T(f[TITLE]), MG_T(f[DESCRIPTION]), by_system, MG_T(f[CHARSET]), MG_T(f[PARAMETERS]), l->city,
			    MG_T(l->spec), MG_U(l->version)),
		    &rows, err))
		return false;
	l->was_there = mg_i(&mg_row(&rows, 0)[0]) > 0;
	if (l->was_there && mg_i(&mg_row(&rows, 0)[1]) == 0)
		return bad(l, "a specification is changed by a new version", err);
	return l->was_there || mg_exec(l->tx, &add_spec,
				       MG_PARAMS(l->city, MG_T(l->spec), MG_U(l->version), MG_T(f[TITLE]), MG_T(f[DESCRIPTION]),
					       by_system, MG_T(f[CHARSET]), MG_T(f[PARAMETERS]), MG_I(l->now_us)),
				       NULL, NULL, err);
}

static bool put_field(struct loading *l, struct mg_error *err)
{
	const char *const *f = l->csv.field;
	const struct mg_value personal = MG_U(f[PERSONAL][0] == '1');
	struct mg_rows rows;
	if (strcmp(f[SPEC], l->spec) != 0 || strtoul(f[VERSION], NULL, 10) != l->version)
		return bad(l, "a field that does not stand behind its specification", err);
	if (!mg_field_is_known(f[NAME]) || !*f[TITLE] || !is_flag(f[PERSONAL]))
		return bad(l, "there is no such field", err);
	l->position++;
	if (!l->was_there)
		return mg_exec(l->tx, &add_field,
			MG_PARAMS(l->city, MG_T(l->spec), MG_U(l->version), MG_U(l->position), MG_T(f[NAME]), MG_T(f[TITLE]),
				personal),
			NULL, NULL, err);
	if (!mg_query(l->tx, l->arena, &count_field,
		    MG_PARAMS(l->city, MG_T(l->spec), MG_U(l->version), MG_U(l->position), MG_T(f[NAME]), MG_T(f[TITLE]), personal),
		    &rows, err))
		return false;
	return mg_i(mg_row(&rows, 0)) == 1 || bad(l, "a specification is changed by a new version", err);
}

static bool put_record(struct loading *l, struct mg_error *err)
{
	const char *const *f = l->csv.field;
	if (l->csv.field_n != COLUMNS || !*f[SPEC] || strlen(f[SPEC]) > 40 || strtoul(f[VERSION], NULL, 10) == 0)
		return bad(l, "not a record", err);
	return strcmp(f[RECORD], "spec") == 0	 ? put_spec(l, err)
	       : strcmp(f[RECORD], "field") == 0 ? put_field(l, err)
						 : bad(l, "neither specification nor field", err);
}

bool mg_extract_load(struct mg_tx *tx, struct mg_arena *arena, const char *municipality, const char *text, size_t n,
	int64_t now_us, size_t *ret_specs, struct mg_error *err)
{
	struct loading l = {.tx = tx, .arena = arena, .city = MG_T(municipality), .now_us = now_us};
	enum mg_csv_result r;
	mg_csv_init(&l.csv, text, n);
	if (mg_csv_next(&l.csv) != MG_CSV_RECORD || l.csv.field_n != COLUMNS || strcmp(l.csv.field[RECORD], "record") != 0)
		return mg_fail(err, MG_ERR_INVALID, "extract.csv: no heading");
	while ((r = mg_csv_next(&l.csv)) == MG_CSV_RECORD)
		if (!put_record(&l, err))
			return false;
	if (r == MG_CSV_BAD)
		return bad(&l, "not CSV", err);
	*ret_specs = l.specs;
	return true;
}

bool mg_extract_spec_step(
	struct mg_tx *tx, const char *municipality, const struct mg_spec_step *s, struct mg_error *err)
{
	uint64_t changed = 0;
	const struct mg_value city = MG_T(municipality), spec = MG_T(s->spec), version = MG_U(s->version);
	const bool ok = s->withdraws ? mg_exec(tx, &withdraw_spec,
					       MG_PARAMS(MG_I(s->now_us), MG_U(s->log_writer), MG_U(s->log_n), city, spec, version),
					       &changed, NULL, err)
				     : mg_exec(tx, &approve_spec,
					       MG_PARAMS(MG_T(s->by), MG_I(s->now_us), MG_U(s->log_writer), MG_U(s->log_n), city,
						       spec, version),
					       &changed, NULL, err);
	return ok && (changed == 1 || mg_fail(err, MG_ERR_NOT_FOUND, "no such specification in that state, or nobody by that number"));
}
