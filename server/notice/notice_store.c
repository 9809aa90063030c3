/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/notice_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                                       \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}
#define READ                                                                                                           \
	"SELECT notice_no, text, ward, urgent, posted_us, until_us, staff_no, staff_name, section, withdrawn_us,"      \
	" withdrawn_name, withdrawn_why FROM madoguchi.notice WHERE municipality = ?"
#define COLUMNS "uttuiitttitt"

STMT(count_both, "notice.count",
	"SELECT (SELECT CAST(COUNT(*) AS UNSIGNED) FROM madoguchi.terminal t WHERE t.municipality = ? AND t.state = 'enrolled'"
	" AND (? = '' OR t.ward = ?)), (SELECT CAST(COUNT(*) AS UNSIGNED) FROM madoguchi.notice n WHERE n.municipality = ?"
	" AND n.until_us > ? AND n.withdrawn_us IS NULL AND COALESCE(n.ward, '') = ?)",
	"ttttit", "uu");
STMT(put, "notice.put",
	"INSERT INTO madoguchi.notice (municipality, text, ward, urgent, posted_us, until_us, staff_id, staff_no, staff_name,"
	" section, log_writer, log_n) SELECT s.municipality, ?, NULLIF(?, ''), ?, ?, ?, s.staff_id, s.staff_no, s.name,"
	" s.section, ?, ? FROM madoguchi.staff s WHERE s.municipality = ? AND s.staff_id = ?",
	"ttuiiuutu", "");
STMT(list, "notice.list",
	READ " AND until_us > ? AND (? = 1 OR ward IS NULL OR ward = ?) ORDER BY notice_no DESC LIMIT 101", "tiut", COLUMNS);
STMT(lock, "notice.lock", READ " AND notice_no = ? FOR UPDATE", "tu", COLUMNS);
STMT(withdraw, "notice.withdraw",
	"UPDATE madoguchi.notice SET withdrawn_us = ?, withdrawn_by = ?, withdrawn_no = ?, withdrawn_name = ?,"
	" withdrawn_why = ?, withdrawn_writer = ?, withdrawn_n = ? WHERE municipality = ? AND notice_no = ?"
	" AND withdrawn_us IS NULL",
	"iutttuutu", "");
mg_stmt_list mg_notice_statements = {&count_both, &put, &list, &lock, &withdraw, NULL};

static void read_row(const struct mg_value *v, struct mg_notice_row *ret)
{
	*ret = (struct mg_notice_row){.notice_no = mg_u(&v[0]), .text = mg_s(&v[1]), .ward = mg_s(&v[2]),
		.urgent = mg_u(&v[3]) != 0, .posted_us = mg_i(&v[4]), .until_us = mg_i(&v[5]), .staff_no = mg_s(&v[6]),
		.staff_name = mg_s(&v[7]), .section = mg_s(&v[8]), .withdrawn_us = mg_i(&v[9]),
		.withdrawn_name = mg_s(&v[10]), .withdrawn_why = mg_s(&v[11])};
}

bool mg_notice_count(const struct mg_notice_in *in, const char *ward, uint64_t *ret_terminals, uint64_t *ret_in_force,
	struct mg_error *err)
{
	const struct mg_value city = MG_T(in->shared->municipality), of = MG_T(ward);
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &count_both, MG_PARAMS(city, of, of, city, MG_I(in->now_us), of), &rows, err))
		return false;
	*ret_terminals = mg_u(&mg_row(&rows, 0)[0]);
	*ret_in_force = mg_u(&mg_row(&rows, 0)[1]);
	return true;
}

bool mg_notice_put(const struct mg_notice_in *in, const char *text, const char *ward, int64_t until_us, bool urgent,
	uint64_t *ret_no, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(in->tx, &put,
		    MG_PARAMS(MG_T(text), MG_T(ward), MG_U(urgent), MG_I(in->now_us), MG_I(until_us), MG_U(in->log_writer),
			    MG_U(in->log_n), MG_T(in->shared->municipality), MG_U(in->session->staff_id)),
		    &n, ret_no, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_INTERNAL, "nobody posts a notice");
}

bool mg_notice_list(const struct mg_notice_in *in, const char *ward, int64_t since_us, struct mg_notice_row **ret,
	size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &list,
		    MG_PARAMS(MG_T(in->shared->municipality), MG_I(since_us), MG_U(ward == NULL), MG_T(ward ? ward : "")), &rows,
		    err))
		return false;
	*ret = mg_arena_calloc(in->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "notices do not fit their arena");
	for (size_t i = 0; i < rows.n; i++)
		read_row(mg_row(&rows, i), &(*ret)[i]);
	*ret_n = rows.n;
	return true;
}

bool mg_notice_lock(const struct mg_notice_in *in, uint64_t notice_no, struct mg_notice_row *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &lock, MG_PARAMS(MG_T(in->shared->municipality), MG_U(notice_no)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such notice");
	read_row(mg_row(&rows, 0), ret);
	return true;
}

bool mg_notice_withdraw_row(const struct mg_notice_in *in, uint64_t notice_no, const char *why, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(in->tx, &withdraw,
		    MG_PARAMS(MG_I(in->now_us), MG_U(in->session->staff_id), MG_T(in->session->staff_no),
			    MG_T(in->session->staff_name), MG_T(why), MG_U(in->log_writer), MG_U(in->log_n),
			    MG_T(in->shared->municipality), MG_U(notice_no)),
		    &n, NULL, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_CONFLICT, "the notice is withdrawn already");
}
