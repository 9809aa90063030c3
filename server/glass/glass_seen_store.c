/* SPDX-License-Identifier: Apache-2.0 */
#include "glass/glass_seen_store.h"

#define ACKS                                                                                         \
	"(SELECT COUNT(*) FROM madoguchi.glass_acknowledgement a"                                    \
	" WHERE a.municipality = g.municipality AND a.glass_no = g.glass_no)"
static const struct mg_stmt_def list_rows = {
	.name = "glass.list",
	.sql = "SELECT g.glass_no, g.way = 'codes', IFNULL(g.first_no, ''), IFNULL(g.second_no, ''), g.reason, g.opened_by,"
	       " IFNULL(g.ended_by, ''), g.opened_us, g.until_us, IFNULL(g.ended_us, 0), (SELECT COUNT(*) FROM madoguchi.glass_act t"
	       " WHERE t.municipality = g.municipality AND t.glass_no = g.glass_no)"
	       " FROM madoguchi.break_glass g WHERE g.municipality = ? ORDER BY " ACKS " >= 2, g.glass_no DESC LIMIT 20",
	.params = "t",
	.columns = "uitttttiiii",
};
static const struct mg_stmt_def list_acts = {
	.name = "glass.list_acts",
	.sql = "SELECT at_us, command, by_actor FROM madoguchi.glass_act WHERE municipality = ? AND glass_no = ?"
	       " ORDER BY at_us LIMIT 100",
	.params = "tu",
	.columns = "itt",
};
static const struct mg_stmt_def list_acks = {
	.name = "glass.list_acks",
	.sql = "SELECT staff_no, staff_name, note, at_us FROM madoguchi.glass_acknowledgement"
	       " WHERE municipality = ? AND glass_no = ? ORDER BY at_us",
	.params = "tu",
	.columns = "ttti",
};
static const struct mg_stmt_def lock_row = {
	.name = "glass.lock",
	.sql = "SELECT ended_us IS NOT NULL FROM madoguchi.break_glass WHERE municipality = ? AND glass_no = ? FOR UPDATE",
	.params = "tu",
	.columns = "i",
};
static const struct mg_stmt_def count_acks = {
	.name = "glass.count_acks",
	.sql = "SELECT COUNT(*), COUNT(IF(a.staff_id = f.staff_id OR o.person_ref = f.person_ref, 1, NULL))"
	       " FROM madoguchi.glass_acknowledgement a"
	       " JOIN madoguchi.staff o ON o.municipality = a.municipality AND o.staff_id = a.staff_id"
	       " JOIN madoguchi.staff f ON f.municipality = a.municipality AND f.staff_id = ?"
	       " WHERE a.municipality = ? AND a.glass_no = ?",
	.params = "utu",
	.columns = "ii",
};
static const struct mg_stmt_def add_ack = {
	.name = "glass.add_ack",
	.sql = "INSERT INTO madoguchi.glass_acknowledgement (municipality, glass_no, staff_id, staff_no, staff_name, note, at_us,"
	       " log_writer, log_n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	.params = "tuutttiuu",
	.columns = "",
};
static const struct mg_stmt_def count_unseen = {
	.name = "glass.count_unseen",
	.sql = "SELECT COUNT(*) FROM madoguchi.break_glass g WHERE g.municipality = ? AND g.ended_us IS NOT NULL AND " ACKS " < 2",
	.params = "t",
	.columns = "i",
};
mg_stmt_list mg_glass_seen_statements = {
	&list_rows, &list_acts, &list_acks, &lock_row, &count_acks, &add_ack, &count_unseen, NULL};

_Static_assert(MG_GLASS_LIST_MAX == 20U && MG_GLASS_ACTS_MAX == 100U, "as the statements say");

bool mg_glass_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_glass_row ret[MG_GLASS_LIST_MAX], size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_rows, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		ret[i] = (struct mg_glass_row){.glass_no = mg_u(&v[0]), .by_codes = mg_i(&v[1]) == 1, .first_no = mg_s(&v[2]),
			.second_no = mg_s(&v[3]), .reason = mg_s(&v[4]), .opened_by = mg_s(&v[5]), .ended_by = mg_s(&v[6]),
			.opened_us = mg_i(&v[7]), .until_us = mg_i(&v[8]), .ended_us = mg_i(&v[9]),
			.acts_in_all = (uint32_t)mg_i(&v[10])};
	}
	*ret_n = rows.n;
	return true;
}

bool mg_glass_acts(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t glass_no,
	struct mg_glass_act **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_acts, MG_PARAMS(MG_T(shared->municipality), MG_U(glass_no)), &rows, err))
		return false;
	struct mg_glass_act *acts = mg_arena_calloc(arena, rows.n + 1, sizeof(*acts));
	if (!acts)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the acts");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		acts[i] = (struct mg_glass_act){.at_us = mg_i(&v[0]), .command = mg_s(&v[1]), .by = mg_s(&v[2])};
	}
	*ret = acts;
	*ret_n = rows.n;
	return true;
}

bool mg_glass_acks(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t glass_no,
	struct mg_glass_ack **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_acks, MG_PARAMS(MG_T(shared->municipality), MG_U(glass_no)), &rows, err))
		return false;
	struct mg_glass_ack *acks = mg_arena_calloc(arena, rows.n + 1, sizeof(*acks));
	if (!acks)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the acknowledgements");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		acks[i] = (struct mg_glass_ack){
			.staff_no = mg_s(&v[0]), .staff_name = mg_s(&v[1]), .note = mg_s(&v[2]), .at_us = mg_i(&v[3])};
	}
	*ret = acks;
	*ret_n = rows.n;
	return true;
}

bool mg_glass_lock(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t glass_no,
	bool *ret_ended, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &lock_row, MG_PARAMS(MG_T(shared->municipality), MG_U(glass_no)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no break-glass has this number");
	*ret_ended = mg_i(mg_row(&rows, 0)) == 1;
	return true;
}

bool mg_glass_count_acks(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t glass_no,
	uint64_t staff_id, uint32_t *ret_all, uint32_t *ret_same_person, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &count_acks, MG_PARAMS(MG_U(staff_id), MG_T(shared->municipality), MG_U(glass_no)), &rows, err))
		return false;
	*ret_all = (uint32_t)mg_i(&mg_row(&rows, 0)[0]);
	*ret_same_person = (uint32_t)mg_i(&mg_row(&rows, 0)[1]);
	return true;
}

bool mg_glass_add_ack(struct mg_tx *tx, const struct mg_shared *shared, uint64_t glass_no, uint64_t staff_id,
	const struct mg_glass_ack *a, struct mg_glass_log log, struct mg_error *err)
{
	return mg_exec(tx, &add_ack,
		MG_PARAMS(MG_T(shared->municipality), MG_U(glass_no), MG_U(staff_id), MG_T(a->staff_no), MG_T(a->staff_name),
			MG_T(a->note), MG_I(a->at_us), MG_U(log.writer), MG_U(log.n)),
		NULL, NULL, err);
}

bool mg_glass_count_unseen(
	struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint32_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &count_unseen, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret = (uint32_t)mg_i(mg_row(&rows, 0));
	return true;
}
