/* SPDX-License-Identifier: Apache-2.0
 * Accounts as requests make, change and disable them, and as lists show them. */
#include "staff/staff_store.h"

#define STMT(id, name_, sql_, params_, columns_) \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}

/* Two parameters before the city: today, and its fiscal year. */
#define STAFF                                                                                                           \
	"SELECT s.staff_id, s.staff_no, s.name, s.kana, s.ward, s.section, s.person_ref, s.role, s.state = 'active',"   \
	" s.vendor, s.must_change_password, s.valid_from, s.valid_to, s.last_login_us, s.made_us, s.assigned_us,"       \
	" (SELECT COUNT(*) FROM madoguchi.finger g WHERE g.municipality = s.municipality AND g.staff_id = s.staff_id AND g.removed_us IS NULL)," \
	" EXISTS (SELECT 1 FROM madoguchi.staff_password p WHERE p.municipality = s.municipality"                      \
	" AND p.staff_id = s.staff_id),"                                                                                \
	" EXISTS (SELECT 1 FROM madoguchi.vendor_access v WHERE v.municipality = s.municipality"                       \
	" AND v.staff_id = s.staff_id AND ? BETWEEN v.from_day AND v.to_day),"                                          \
	" EXISTS (SELECT 1 FROM madoguchi.staff_confirmation c WHERE c.municipality = s.municipality"                  \
	" AND c.staff_id = s.staff_id AND c.fiscal_year = ? AND c.ward = s.ward AND c.section = s.section"             \
	" AND c.role = s.role) FROM madoguchi.staff s WHERE s.municipality = ? "
#define STAFF_COLUMNS "utttttttiiittiii" "uiii"
STMT(find_no, "staff.find_no", STAFF "AND s.staff_no = ?", "dutt", STAFF_COLUMNS);
STMT(find_id, "staff.find_id", STAFF "AND s.staff_id = ?", "dutu", STAFF_COLUMNS);
STMT(lock_no, "staff.lock_no", "SELECT 1 FROM madoguchi.staff WHERE municipality = ? AND staff_no = ? FOR UPDATE", "tt", "i");
STMT(lock_id, "staff.lock_id", "SELECT 1 FROM madoguchi.staff WHERE municipality = ? AND staff_id = ? FOR UPDATE", "tu", "i");
STMT(list_staff, "staff.list",
	STAFF "AND (? = '' OR s.ward = ?) AND (? = '' OR s.section = ?) AND (? OR s.state = 'active')"
	      " ORDER BY s.ward, s.section, s.staff_no LIMIT 2000",
	"dut" "tttti", STAFF_COLUMNS);
#define COUNT_OTHERS \
	"SELECT COUNT(*) FROM madoguchi.staff WHERE municipality = ? AND person_ref = ? AND staff_no <> ? AND state = 'active'"
STMT(count_others, "staff.count_others", COUNT_OTHERS, "ttt", "u");
/* By the index of persons, the gap where a new account would come included: of two at once one waits, or begins again. */
STMT(lock_others, "staff.lock_others", COUNT_OTHERS " FOR UPDATE", "ttt", "u");
STMT(make_account, "staff.make",
	"INSERT INTO madoguchi.staff (municipality, staff_no, name, kana, ward, section, role, state, must_change_password,"
	" valid_from, valid_to, person_ref, made_us, vendor, assigned_us) VALUES (?, ?, ?, ?, ?, ?, ?, 'active', TRUE, ?, ?, ?, ?, ?, ?)",
	"ttttttt" "ddtiii", "");
STMT(revive_account, "staff.revive",
	"UPDATE madoguchi.staff SET state = 'active', disabled_us = NULL, must_change_password = TRUE, name = ?, kana = ?, ward = ?,"
	" section = ?, role = ?, valid_from = ?, valid_to = ?, assigned_us = ? WHERE municipality = ? AND staff_id = ?",
	"tttttddi" "tu", "");
STMT(change_account, "staff.change",
	"UPDATE madoguchi.staff SET name = ?, kana = ?, ward = ?, section = ?, role = ?, valid_to = ?, assigned_us = ?"
	" WHERE municipality = ? AND staff_id = ?",
	"tttttdi" "tu", "");
STMT(end_account, "staff.end_on", "UPDATE madoguchi.staff SET valid_to = ? WHERE municipality = ? AND staff_id = ?", "dtu", "");
STMT(disable_account, "staff.disable",
	"UPDATE madoguchi.staff SET state = 'disabled', disabled_us = ? WHERE municipality = ? AND staff_id = ? AND state = 'active'",
	"itu", "");
STMT(allow_vendor, "staff.allow_vendor",
	"INSERT INTO madoguchi.vendor_access (municipality, request_no, staff_id, from_day, to_day) VALUES (?, ?, ?, ?, ?)",
	"tuudd", "");
STMT(add_password, "staff.add_password",
	"INSERT INTO madoguchi.staff_password (municipality, staff_id, generation, hash, pepper_id, changed_us, set_by)"
	" SELECT ?, ?, 1 + IFNULL(MAX(p.generation), 0), ?, 1, ?, ? FROM madoguchi.staff_password p"
	" WHERE p.municipality = ? AND p.staff_id = ?",
	"tutittu", "");
STMT(demand_change, "staff.demand_change",
	"UPDATE madoguchi.staff SET must_change_password = TRUE, password_locked_us = NULL WHERE municipality = ? AND staff_id = ?", "tu", "");
STMT(list_past, "staff.list_past",
	"SELECT staff_id FROM madoguchi.staff WHERE municipality = ? AND state = 'active' AND valid_to < ? LIMIT 500", "td", "u");

mg_stmt_list mg_staff_account_statements = {&find_no, &find_id, &lock_no, &lock_id, &list_staff, &count_others, &lock_others, &make_account,
	&revive_account, &change_account, &end_account, &disable_account, &allow_vendor, &add_password, &demand_change, &list_past, NULL};

/* ---- reading ---- */

static bool read_day(const struct mg_value *v, struct mg_date *ret, struct mg_error *err)
{
	*ret = (struct mg_date){0};
	return v->kind == MG_VALUE_NULL || mg_date_parse(mg_s(v), strlen(mg_s(v)), ret) == MG_DATE_READ ||
	       mg_fail(err, MG_ERR_DATA_LOSS, "a day of an account is none");
}

static bool read_row(const struct mg_value *v, struct mg_staff_row *ret, struct mg_error *err)
{
	struct mg_staff_row r = {.staff_id = mg_u(&v[0]),
		.staff_no = mg_s(&v[1]),
		.name = mg_s(&v[2]),
		.kana = mg_s(&v[3]),
		.ward = mg_s(&v[4]),
		.section = mg_s(&v[5]),
		.person_ref = mg_s(&v[6]),
		.role = mg_role_from_name(mg_s(&v[7])),
		.active = mg_i(&v[8]) == 1,
		.vendor = mg_i(&v[9]) != 0,
		.must_change_password = mg_i(&v[10]) != 0,
		.last_login_us = mg_i(&v[13]),
		.made_us = mg_i(&v[14]),
		.assigned_us = mg_i(&v[15]),
		.fingers = (uint32_t)mg_u(&v[16]),
		.has_password = mg_i(&v[17]) != 0,
		.personal_today = mg_i(&v[18]) != 0,
		.confirmed = mg_i(&v[19]) != 0};
	if (!read_day(&v[11], &r.valid_from, err) || !read_day(&v[12], &r.valid_to, err))
		return false;
	*ret = r;
	return true;
}

bool mg_staff_find_no(const struct mg_staff_in *at, const char *staff_no, bool lock, struct mg_date today, struct mg_staff_row *ret,
	struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality);
	struct mg_rows rows;
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(today, MG_DATE_ISO, day);
	if (lock && !mg_query(at->tx, at->arena, &lock_no, MG_PARAMS(city, MG_T(staff_no)), &rows, err))
		return false;
	if (!mg_query(at->tx, at->arena, &find_no,
		    MG_PARAMS(MG_T(day), MG_U((uint64_t)mg_date_fiscal_year(today)), city, MG_T(staff_no)), &rows, err))
		return false;
	*ret = (struct mg_staff_row){.staff_no = staff_no, .person_ref = "", .ward = "", .section = ""};
	return !rows.n || read_row(mg_row(&rows, 0), ret, err);
}

bool mg_staff_get(const struct mg_staff_in *at, uint64_t staff_id, bool lock, struct mg_date today, struct mg_staff_row *ret,
	struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality);
	struct mg_rows rows;
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(today, MG_DATE_ISO, day);
	if (lock && !mg_query(at->tx, at->arena, &lock_id, MG_PARAMS(city, MG_U(staff_id)), &rows, err))
		return false;
	if (!mg_query(at->tx, at->arena, &find_id,
		    MG_PARAMS(MG_T(day), MG_U((uint64_t)mg_date_fiscal_year(today)), city, MG_U(staff_id)), &rows, err))
		return false;
	return rows.n ? read_row(mg_row(&rows, 0), ret, err) : mg_fail(err, MG_ERR_NOT_FOUND, "no such account");
}

bool mg_staff_list(const struct mg_staff_in *at, const char *ward, const char *section, bool disabled_too, struct mg_date today,
	struct mg_staff_row **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(today, MG_DATE_ISO, day);
	if (!mg_query(at->tx, at->arena, &list_staff,
		    MG_PARAMS(MG_T(day), MG_U((uint64_t)mg_date_fiscal_year(today)), MG_T(at->shared->municipality), MG_T(ward),
			    MG_T(ward), MG_T(section), MG_T(section), MG_I(disabled_too)),
		    &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "accounts do not fit their arena");
	for (size_t i = 0; i < rows.n; i++)
		if (!read_row(mg_row(&rows, i), &(*ret)[i], err))
			return false;
	*ret_n = rows.n;
	return true;
}

bool mg_staff_is_active(const struct mg_staff_row *row, struct mg_date today)
{
	return row->staff_id && row->active && mg_date_compare(row->valid_from, today) <= 0 &&
	       (mg_date_is_none(row->valid_to) || mg_date_compare(today, row->valid_to) <= 0);
}

struct mg_staff_party mg_staff_party_of(const struct mg_staff_row *row, struct mg_date today)
{
	return (struct mg_staff_party){.staff_id = row->staff_id,
		.person_ref = row->person_ref,
		.ward = row->ward,
		.section = row->section,
		.role = row->role,
		.active = mg_staff_is_active(row, today),
		.vendor = row->vendor};
}

bool mg_staff_count_others(const struct mg_staff_in *at, const char *person_ref, const char *staff_no, bool lock, uint64_t *ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, lock ? &lock_others : &count_others,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(person_ref), MG_T(staff_no)), &rows, err))
		return false;
	*ret = mg_u(mg_row(&rows, 0));
	return true;
}

bool mg_account_list_past(const struct mg_staff_in *at, struct mg_date today, uint64_t **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(today, MG_DATE_ISO, day);
	if (!mg_query(at->tx, at->arena, &list_past, MG_PARAMS(MG_T(at->shared->municipality), MG_T(day)), &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "accounts do not fit their arena");
	for (size_t i = 0; i < rows.n; i++)
		(*ret)[i] = mg_u(mg_row(&rows, i));
	*ret_n = rows.n;
	return true;
}

/* ---- writing ---- */

static struct mg_value day_value(struct mg_date day, char buffer[MG_DATE_TEXT_BYTES])
{
	mg_date_format(day, MG_DATE_ISO, buffer);
	return mg_date_is_none(day) ? MG_NULL : MG_T(buffer);
}

bool mg_account_make(const struct mg_staff_in *at, const struct mg_staff_request *r, int64_t now_us, uint64_t *ret_id,
	struct mg_error *err)
{
	const struct mg_staff_image *a = &r->after;
	char from[MG_DATE_TEXT_BYTES], to[MG_DATE_TEXT_BYTES];
	return mg_exec(at->tx, &make_account,
		MG_PARAMS(MG_T(at->shared->municipality), MG_T(r->staff_no), MG_T(a->name), MG_T(a->kana), MG_T(a->ward),
			MG_T(a->section), MG_T(mg_role_name(a->role)), day_value(r->effective, from), day_value(a->valid_to, to),
			MG_T(r->person_ref), MG_I(now_us), MG_I(r->vendor), MG_I(now_us)),
		NULL, ret_id, err);
}

bool mg_account_revive(const struct mg_staff_in *at, const struct mg_staff_request *r, uint64_t staff_id, int64_t now_us,
	struct mg_error *err)
{
	const struct mg_staff_image *a = &r->after;
	char from[MG_DATE_TEXT_BYTES], to[MG_DATE_TEXT_BYTES];
	return mg_exec(at->tx, &revive_account,
		MG_PARAMS(MG_T(a->name), MG_T(a->kana), MG_T(a->ward), MG_T(a->section), MG_T(mg_role_name(a->role)),
			day_value(r->effective, from), day_value(a->valid_to, to), MG_I(now_us), MG_T(at->shared->municipality),
			MG_U(staff_id)),
		NULL, NULL, err);
}

bool mg_account_change(const struct mg_staff_in *at, const struct mg_staff_request *r, int64_t now_us, struct mg_error *err)
{
	const struct mg_staff_image *a = &r->after;
	char to[MG_DATE_TEXT_BYTES];
	return mg_exec(at->tx, &change_account,
		MG_PARAMS(MG_T(a->name), MG_T(a->kana), MG_T(a->ward), MG_T(a->section), MG_T(mg_role_name(a->role)),
			day_value(a->valid_to, to), MG_I(now_us), MG_T(at->shared->municipality), MG_U(r->staff_id)),
		NULL, NULL, err);
}

bool mg_account_end_on(const struct mg_staff_in *at, uint64_t staff_id, struct mg_date last_day, struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES];
	mg_date_format(last_day, MG_DATE_ISO, day);
	return mg_exec(at->tx, &end_account, MG_PARAMS(MG_T(day), MG_T(at->shared->municipality), MG_U(staff_id)), NULL, NULL, err);
}

bool mg_account_disable(const struct mg_staff_in *at, uint64_t staff_id, int64_t now_us, struct mg_error *err)
{
	return mg_exec(at->tx, &disable_account, MG_PARAMS(MG_I(now_us), MG_T(at->shared->municipality), MG_U(staff_id)), NULL,
		NULL, err);
}

bool mg_vendor_allow(const struct mg_staff_in *at, const struct mg_staff_request *r, struct mg_error *err)
{
	char from[MG_DATE_TEXT_BYTES], to[MG_DATE_TEXT_BYTES];
	return mg_exec(at->tx, &allow_vendor,
		MG_PARAMS(MG_T(at->shared->municipality), MG_U(r->request_no), MG_U(r->staff_id), day_value(r->effective, from),
			day_value(r->after.valid_to, to)),
		NULL, NULL, err);
}

bool mg_account_password(const struct mg_staff_in *at, uint64_t staff_id, const char *hash, const char *set_by, int64_t now_us,
	struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality), id = MG_U(staff_id);
	return mg_exec(at->tx, &demand_change, MG_PARAMS(city, id), NULL, NULL, err) &&
	       mg_exec(at->tx, &add_password,
		       MG_PARAMS(city, id, MG_T(hash), MG_I(now_us), MG_T(set_by), city, id), NULL, NULL, err);
}
