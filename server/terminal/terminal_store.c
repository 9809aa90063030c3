/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal/terminal_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                                       \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}
#define TERMINAL                                                                                                       \
	"SELECT t.terminal_id, t.name, t.section, t.ward, IF(t.state = 'revoked', 2, IF(t.suspended_us IS NULL, 1, 3))," \
	" t.enrolled_us, t.cert_not_after_us, GREATEST(COALESCE(t.last_seen_us, 0), COALESCE((SELECT MAX(s.last_seen_us)" \
	" FROM madoguchi.session s WHERE s.municipality = t.municipality AND s.terminal_id = t.terminal_id), 0)),"     \
	" (SELECT f.staff_no FROM madoguchi.session s JOIN madoguchi.staff f ON f.municipality = s.municipality"       \
	" AND f.staff_id = s.staff_id WHERE s.municipality = t.municipality AND s.live_terminal_id = t.terminal_id),"  \
	" COALESCE(t.revoked_us, t.suspended_us), t.changed_by, t.change_note, t.cert_sha256,"           \
	" t.program, IF(t.next_cert_sha256 IS NOT NULL, 2, EXISTS (SELECT 1 FROM madoguchi.terminal_request r"         \
	" WHERE r.municipality = t.municipality AND r.waiting_terminal = t.terminal_id)) FROM madoguchi.terminal t"    \
	" WHERE t.municipality = ?"
#define COLUMNS "utttuiiitittbti"
STMT(list, "terminal.list", TERMINAL " ORDER BY t.name LIMIT 1000", "t", COLUMNS);
STMT(get, "terminal.get", TERMINAL " AND t.terminal_id = ?", "tu", COLUMNS);
STMT(lock, "terminal.lock",
	"SELECT terminal_id FROM madoguchi.terminal WHERE municipality = ? AND terminal_id = ? FOR UPDATE", "tu", "u");
STMT(revoke, "terminal.revoke",
	"UPDATE madoguchi.terminal SET state = 'revoked', revoked_us = ?, changed_by = ?, change_note = ?"
	" WHERE municipality = ? AND terminal_id = ? AND state = 'enrolled'",
	"itttu", "");
STMT(suspend, "terminal.suspend",
	"UPDATE madoguchi.terminal SET suspended_us = ?, changed_by = ?, change_note = ?"
	" WHERE municipality = ? AND terminal_id = ? AND state = 'enrolled' AND suspended_us IS NULL",
	"itttu", "");
STMT(release, "terminal.release",
	"UPDATE madoguchi.terminal SET suspended_us = NULL, changed_by = ?, change_note = ?"
	" WHERE municipality = ? AND terminal_id = ? AND suspended_us IS NOT NULL",
	"tttu", "");
mg_stmt_list mg_terminal_statements = {&list, &get, &lock, &revoke, &suspend, &release, NULL};

static void read_row(const struct mg_value *v, struct mg_terminal_row *ret)
{
	*ret = (struct mg_terminal_row){.terminal_id = mg_u(&v[0]), .name = mg_s(&v[1]), .section = mg_s(&v[2]),
		.ward = mg_s(&v[3]), .state = (enum mg_terminal_state)mg_u(&v[4]), .enrolled_us = mg_i(&v[5]),
		.cert_not_after_us = mg_i(&v[6]), .last_seen_us = mg_i(&v[7]), .staff_no = mg_s(&v[8]),
		.changed_us = mg_i(&v[9]), .changed_by = mg_s(&v[10]), .note = mg_s(&v[11]), .cert_sha256 = v[12].b,
		.program = v[13].kind == MG_VALUE_NULL ? "" : mg_s(&v[13]), .renewal = (unsigned)mg_i(&v[14])};
}

bool mg_terminal_list(const struct mg_terminal_in *in, struct mg_terminal_row **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &list, MG_PARAMS(MG_T(in->shared->municipality)), &rows, err))
		return false;
	*ret = mg_arena_calloc(in->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "terminals do not fit their arena");
	for (size_t i = 0; i < rows.n; i++)
		read_row(mg_row(&rows, i), &(*ret)[i]);
	*ret_n = rows.n;
	return true;
}

bool mg_terminal_lock(const struct mg_terminal_in *in, uint64_t terminal_id, struct mg_terminal_row *ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &lock, MG_PARAMS(MG_T(in->shared->municipality), MG_U(terminal_id)), &rows, err) ||
		!mg_query(in->tx, in->arena, &get, MG_PARAMS(MG_T(in->shared->municipality), MG_U(terminal_id)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such terminal");
	read_row(mg_row(&rows, 0), ret);
	return true;
}

bool mg_terminal_set(const struct mg_terminal_in *in, uint64_t terminal_id, enum mg_terminal_state state, const char *by,
	const char *note, int64_t now_us, struct mg_error *err)
{
	const struct mg_value city = MG_T(in->shared->municipality), id = MG_U(terminal_id), who = MG_T(by),
			      why = MG_T(note), now = MG_I(now_us);
	uint64_t n;
	const bool ok = state == MG_TERMINAL_REVOKED
				? mg_exec(in->tx, &revoke, MG_PARAMS(now, who, why, city, id), &n, NULL, err)
			: state == MG_TERMINAL_SUSPENDED
				? mg_exec(in->tx, &suspend, MG_PARAMS(now, who, why, city, id), &n, NULL, err)
				: mg_exec(in->tx, &release, MG_PARAMS(who, why, city, id), &n, NULL, err);
	return ok && (n == 1 || mg_fail(err, MG_ERR_CONFLICT, "the terminal is not in that state any more"));
}
