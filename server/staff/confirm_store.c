/* SPDX-License-Identifier: Apache-2.0 */
#include "staff/confirm_store.h"

#define STMT(id, name_, sql_, params_, columns_) \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}
STMT(add_signoff, "confirm.add_signoff",
	"INSERT INTO madoguchi.staff_signoff (municipality, fiscal_year, ward, section, signer_id, signer_no, signer_name,"
	" line_count, digest, signed_us, log_writer, log_n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"tuttuttubiuu", "");
STMT(add_line, "confirm.add_line",
	"INSERT INTO madoguchi.staff_confirmation (municipality, signoff_no, staff_id, fiscal_year, ward, section, role, answer)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	"tuuutttt", "");
/* The newest answer counts. */
STMT(list_to_end, "confirm.list_to_end",
	"SELECT s.staff_id, o.signed_us FROM madoguchi.staff s JOIN madoguchi.staff_confirmation c ON c.municipality = s.municipality"
	" AND c.staff_id = s.staff_id AND c.fiscal_year = ? AND c.ward = s.ward AND c.section = s.section AND c.role = s.role"
	" JOIN madoguchi.staff_signoff o ON o.municipality = c.municipality AND o.signoff_no = c.signoff_no WHERE s.municipality = ? AND s.state = 'active' AND c.answer = 'end' AND NOT EXISTS (SELECT 1"
	" FROM madoguchi.staff_confirmation n WHERE n.municipality = c.municipality AND n.staff_id = c.staff_id"
	" AND n.signoff_no > c.signoff_no) LIMIT 2000",
	"ut", "ui");
STMT(last_run, "personnel.last_run",
	"SELECT run_no, seq, line_count, imported_us FROM madoguchi.personnel_run WHERE municipality = ? ORDER BY run_no DESC LIMIT 1",
	"t", "uuui");
STMT(list_personnel, "personnel.list",
	"SELECT person_ref, state + 0, left_on FROM madoguchi.personnel WHERE municipality = ? ORDER BY person_ref LIMIT 20000", "t",
	"tit");
/* Left: with the last day behind. A city whose list never came knows nobody, and goes on. */
STMT(knows_person, "personnel.knows",
	"SELECT NOT EXISTS (SELECT 1 FROM madoguchi.personnel_run r WHERE r.municipality = ?) OR EXISTS (SELECT 1"
	" FROM madoguchi.personnel p WHERE p.municipality = ? AND p.person_ref = ? AND (p.state <> 'left' OR p.left_on >= ?))",
	"tttd", "i");
STMT(find_day, "staff.find_day", "SELECT 1 FROM madoguchi.staff_day WHERE municipality = ? AND day = ?", "td", "i");
STMT(add_day, "staff.add_day",
	"INSERT INTO madoguchi.staff_day (municipality, day, open_requests, past_end, unconfirmed, log_writer, log_n)"
	" VALUES (?, ?, ?, ?, ?, ?, ?)",
	"tduuuuu", "");
mg_stmt_list mg_confirm_statements = {
	&add_signoff, &add_line, &list_to_end, &last_run, &list_personnel, &knows_person, &find_day, &add_day, NULL};

bool mg_signoff_add(const struct mg_staff_in *at, const struct mg_signoff *s, struct mg_staff_log log, uint64_t *ret_no,
	struct mg_error *err)
{
	return mg_exec(at->tx, &add_signoff,
		MG_PARAMS(MG_T(at->shared->municipality), MG_U((uint64_t)s->fiscal_year), MG_T(s->ward), MG_T(s->section),
			MG_U(s->signer_id), MG_T(s->signer_no), MG_T(s->signer_name), MG_U(s->lines), MG_B(s->digest, 32),
			MG_I(s->now_us), MG_U(log.writer), MG_U(log.n)),
		NULL, ret_no, err);
}

bool mg_confirmation_add(const struct mg_staff_in *at, uint64_t signoff_no, int32_t fiscal_year, const struct mg_staff_row *m,
	bool keep, struct mg_error *err)
{
	return mg_exec(at->tx, &add_line,
		MG_PARAMS(MG_T(at->shared->municipality), MG_U(signoff_no), MG_U(m->staff_id), MG_U((uint64_t)fiscal_year),
			MG_T(m->ward), MG_T(m->section), MG_T(mg_role_name(m->role)), MG_T(keep ? "keep" : "end")),
		NULL, NULL, err);
}

bool mg_confirmation_to_end(
	const struct mg_staff_in *at, int32_t fiscal_year, struct mg_to_end **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &list_to_end,
		    MG_PARAMS(MG_U((uint64_t)fiscal_year), MG_T(at->shared->municipality)), &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "answers do not fit their arena");
	for (size_t i = 0; i < rows.n; i++)
		(*ret)[i] = (struct mg_to_end){mg_u(&mg_row(&rows, i)[0]), mg_i(&mg_row(&rows, i)[1])};
	*ret_n = rows.n;
	return true;
}

bool mg_personnel_last(const struct mg_staff_in *at, struct mg_personnel_run *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &last_run, MG_PARAMS(MG_T(at->shared->municipality)), &rows, err))
		return false;
	*ret = (struct mg_personnel_run){0};
	if (rows.n) {
		const struct mg_value *v = mg_row(&rows, 0);
		*ret = (struct mg_personnel_run){.run_no = mg_u(&v[0]),
			.seq = (uint32_t)mg_u(&v[1]),
			.lines = (uint32_t)mg_u(&v[2]),
			.imported_us = mg_i(&v[3])};
	}
	return true;
}

bool mg_personnel_list(const struct mg_staff_in *at, struct mg_personnel **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &list_personnel, MG_PARAMS(MG_T(at->shared->municipality)), &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "the list of personnel does not fit its arena");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		(*ret)[i] = (struct mg_personnel){
			.person_ref = mg_s(&v[0]), .state = (enum mg_personnel_state)mg_i(&v[1])};
		if (v[2].kind != MG_VALUE_NULL &&
			mg_date_parse(mg_s(&v[2]), strlen(mg_s(&v[2])), &(*ret)[i].left_on) != MG_DATE_READ)
			return mg_fail(err, MG_ERR_DATA_LOSS, "a day of the list of personnel is none");
	}
	*ret_n = rows.n;
	return true;
}

bool mg_personnel_knows(const struct mg_staff_in *at, const char *person_ref, struct mg_date today, bool *ret, struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality);
	struct mg_rows rows;
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(today, MG_DATE_ISO, day);
	if (!mg_query(at->tx, at->arena, &knows_person, MG_PARAMS(city, city, MG_T(person_ref), MG_T(day)), &rows, err))
		return false;
	*ret = mg_i(mg_row(&rows, 0)) == 1;
	return true;
}

bool mg_staff_day_is_there(const struct mg_staff_in *at, struct mg_date day, bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	char iso[MG_DATE_TEXT_BYTES];
	mg_date_format(day, MG_DATE_ISO, iso);
	if (!mg_query(at->tx, at->arena, &find_day, MG_PARAMS(MG_T(at->shared->municipality), MG_T(iso)), &rows, err))
		return false;
	*ret = rows.n > 0;
	return true;
}

bool mg_staff_day_add(const struct mg_staff_in *at, const struct mg_staff_day *d, struct mg_staff_log log, struct mg_error *err)
{
	char iso[MG_DATE_TEXT_BYTES];
	mg_date_format(d->day, MG_DATE_ISO, iso);
	return mg_exec(at->tx, &add_day,
		MG_PARAMS(MG_T(at->shared->municipality), MG_T(iso), MG_U(d->open_requests), MG_U(d->past_end),
			MG_U(d->unconfirmed), MG_U(log.writer), MG_U(log.n)),
		NULL, NULL, err);
}
