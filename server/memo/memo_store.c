/* SPDX-License-Identifier: Apache-2.0 */
#include "memo/memo_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}
#define OF_PERSON "municipality = ? AND shori_no = ?"
#define READ                                                                                       \
	"SELECT memo_no, text, made_us, staff_id, staff_name, struck_us, struck_by_name FROM "     \
	"madoguchi.memo WHERE " OF_PERSON
#define SEEN " AND (? = 0 OR ward = ?)"
#define RESULT "ubiutit"

STMT(list_memos, "memo.list",
	READ SEEN " AND (? = 1 OR struck_us IS NULL) AND memo_no < ? ORDER BY memo_no DESC LIMIT "
	"101",
	"ttutuu", RESULT);
STMT(find_memo, "memo.find", READ SEEN " AND memo_no = ?", "ttutu", RESULT);
STMT(next_memo, "memo.next",
	"SELECT CAST(COALESCE(MAX(memo_no), 0) + 1 AS UNSIGNED) FROM madoguchi.memo "
	"WHERE " OF_PERSON,
	"tt", "u");
STMT(add_memo, "memo.add",
	"INSERT INTO madoguchi.memo (municipality, shori_no, memo_no, ward, text, made_us, staff_id, "
	"staff_name, log_writer, log_n)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"ttutbiutuu", "");
STMT(strike_memo, "memo.strike",
	"UPDATE madoguchi.memo SET struck_us = ?, struck_by = ?, struck_by_name = ?, struck_writer "
	"= ?, struck_n = ?"
	" WHERE " OF_PERSON " AND memo_no = ? AND struck_us IS NULL",
	"iutuuttu", "");
mg_stmt_list mg_memo_statements = {
	&list_memos, &find_memo, &next_memo, &add_memo, &strike_memo, NULL};

static struct mg_memo_row read_row(const struct mg_value *v)
{
	return (struct mg_memo_row){.memo_no = (uint32_t)mg_u(&v[0]),
		.text = v[1].b,
		.made_us = mg_i(&v[2]),
		.staff_id = mg_u(&v[3]),
		.staff_name = mg_s(&v[4]),
		.struck_us = mg_i(&v[5]),
		.struck_by_name = mg_s(&v[6])};
}

bool mg_memo_list_rows(const struct mg_memo_in *in, bool with_struck, uint64_t before,
	struct mg_memo_row **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &list_memos,
		    MG_PARAMS(MG_T(in->municipality), MG_T(in->shori_no), MG_U(in->own_ward_only),
			    MG_T(in->session->ward), MG_U(with_struck),
			    MG_U(before ? before : UINT64_MAX)),
		    &rows, err))
		return false;
	struct mg_memo_row *list = mg_arena_calloc(in->arena, rows.n + 1, sizeof(*list));
	if (!list)
		return mg_fail(err, MG_ERR_TOO_LARGE, "the memos of a person do not fit");
	for (size_t i = 0; i < rows.n; i++)
		list[i] = read_row(mg_row(&rows, i));
	*ret = list;
	*ret_n = rows.n;
	return true;
}

bool mg_memo_find(const struct mg_memo_in *in, uint64_t memo_no, struct mg_memo_row *ret,
	bool *ret_found, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &find_memo,
		    MG_PARAMS(MG_T(in->municipality), MG_T(in->shori_no), MG_U(in->own_ward_only),
			    MG_T(in->session->ward), MG_U(memo_no)),
		    &rows, err))
		return false;
	*ret_found = rows.n != 0;
	if (rows.n)
		*ret = read_row(mg_row(&rows, 0));
	return true;
}

bool mg_memo_next(const struct mg_memo_in *in, uint32_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &next_memo,
		    MG_PARAMS(MG_T(in->municipality), MG_T(in->shori_no)), &rows, err))
		return false;
	*ret = (uint32_t)mg_u(&mg_row(&rows, 0)[0]);
	return true;
}

bool mg_memo_put(
	const struct mg_memo_in *in, uint32_t memo_no, struct mg_bytes sealed, struct mg_error *err)
{
	return mg_exec(in->tx, &add_memo,
		MG_PARAMS(MG_T(in->municipality), MG_T(in->shori_no), MG_U(memo_no),
			MG_T(in->session->ward), MG_B(sealed.p, sealed.n), MG_I(in->now_us), MG_U(in->session->staff_id),
			MG_T(in->session->staff_name), MG_U(in->log_writer), MG_U(in->log_n)),
		NULL, NULL, err);
}

bool mg_memo_strike_row(
	const struct mg_memo_in *in, uint64_t memo_no, bool *ret_done, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(in->tx, &strike_memo,
		    MG_PARAMS(MG_I(in->now_us), MG_U(in->session->staff_id),
			    MG_T(in->session->staff_name), MG_U(in->log_writer), MG_U(in->log_n),
			    MG_T(in->municipality), MG_T(in->shori_no), MG_U(memo_no)),
		    &n, NULL, err))
		return false;
	*ret_done = n == 1;
	return true;
}
