/* SPDX-License-Identifier: Apache-2.0 */
#include "access/session_list_store.h"

#define ITEM                                                                                                 \
	"SELECT s.session_no, f.staff_no, f.name, f.section, f.role, t.name, t.section, s.created_us,"       \
	" s.last_seen_us, s.locked_us, s.ended_us, s.end_reason, s.resume_tries,"                            \
	" f.state = 'active' AND f.password_locked_us IS NULL, DATEDIFF(f.valid_from, '1970-01-01'),"        \
	" DATEDIFF(f.valid_to, '1970-01-01'),"                                                               \
	" t.state = 'enrolled' AND t.suspended_us IS NULL AND t.cert_sha256 = s.cert_sha256"                 \
	" FROM madoguchi.session s"                                                                          \
	" JOIN madoguchi.staff f ON f.municipality = s.municipality AND f.staff_id = s.staff_id"             \
	" JOIN madoguchi.terminal t ON t.municipality = s.municipality AND t.terminal_id = s.terminal_id"
#define ITEM_COLUMNS "uttttttiiiitiiiii"

static const struct mg_stmt_def list_open = {
	.name = "session.list_open", /* LIMIT: one more than MG_SESSIONS_LISTED_MAX */
	.sql = ITEM " WHERE s.municipality = ? AND s.live_staff_id IS NOT NULL ORDER BY s.session_no LIMIT 501",
	.params = "t",
	.columns = ITEM_COLUMNS,
};
_Static_assert(MG_SESSIONS_LISTED_MAX == 500, "the LIMIT above");
static const struct mg_stmt_def get_numbered = {
	.name = "session.get_numbered",
	.sql = ITEM " WHERE s.municipality = ? AND s.session_no = ?",
	.params = "tu",
	.columns = ITEM_COLUMNS,
};
static const struct mg_stmt_def end_numbered = {
	.name = "session.end_numbered",
	.sql = "UPDATE madoguchi.session SET ended_us = ?, end_reason = ?"
	       " WHERE municipality = ? AND session_no = ? AND ended_us IS NULL",
	.params = "ittu",
	.columns = "",
};
mg_stmt_list mg_session_list_statements = {&list_open, &get_numbered, &end_numbered, NULL};

static bool read_item(
	struct mg_arena *arena, const struct mg_value *v, int64_t now_us, struct mg_session_item *ret, struct mg_error *err)
{
	bool in_dates = mg_day_within(
		mg_day_in_japan(now_us), mg_i(&v[14]), v[15].kind != MG_VALUE_NULL, mg_i(&v[15]));
	*ret = (struct mg_session_item){
		.session_no = mg_u(&v[0]),
		.staff_no = mg_arena_strdup(arena, mg_s(&v[1])),
		.staff_name = mg_arena_strdup(arena, mg_s(&v[2])),
		.section = mg_arena_strdup(arena, mg_s(&v[3])),
		.role = mg_role_from_name(mg_s(&v[4])),
		.terminal_name = mg_arena_strdup(arena, mg_s(&v[5])),
		.terminal_section = mg_arena_strdup(arena, mg_s(&v[6])),
		.facts = {.created_us = mg_i(&v[7]),
			.last_seen_us = mg_i(&v[8]),
			.locked_us = mg_i(&v[9]),
			.ended_us = mg_i(&v[10]),
			.end_reason = v[11].kind == MG_VALUE_NULL ? MG_SESSION_END_NONE
								  : mg_session_end_from_name(mg_s(&v[11])),
			.resume_tries = (unsigned)mg_i(&v[12]),
			.staff_active = mg_i(&v[13]) == 1 && in_dates,
			.terminal_enrolled = mg_i(&v[16]) == 1},
	};
	return (ret->staff_no && ret->staff_name && ret->section && ret->terminal_name && ret->terminal_section) ||
	       mg_fail(err, MG_ERR_TOO_LARGE, "no room for sessions");
}

bool mg_session_list_open(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, int64_t now_us,
	const struct mg_session_item **ret, size_t *ret_n, bool *ret_more, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_open, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	const size_t n = rows.n < MG_SESSIONS_LISTED_MAX ? rows.n : MG_SESSIONS_LISTED_MAX;
	struct mg_session_item *items = mg_arena_calloc(arena, n + 1, sizeof(*items));
	if (!items)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for sessions");
	for (size_t i = 0; i < n; i++)
		if (!read_item(arena, mg_row(&rows, i), now_us, &items[i], err))
			return false;
	*ret = items;
	*ret_n = n;
	*ret_more = rows.n > n;
	return true;
}

bool mg_session_end_numbered(struct mg_tx *tx, const struct mg_shared *shared, uint64_t session_no,
	enum mg_session_end reason, int64_t now_us, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &end_numbered,
		    MG_PARAMS(MG_I(now_us), MG_T(mg_session_end_name(reason)), MG_T(shared->municipality), MG_U(session_no)),
		    &n, NULL, err))
		return false;
	return n > 0 || mg_fail(err, MG_ERR_NOT_FOUND, "no live session of this number");
}

bool mg_session_get_numbered(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t session_no,
	int64_t now_us, struct mg_session_item *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &get_numbered, MG_PARAMS(MG_T(shared->municipality), MG_U(session_no)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no session of this number");
	return read_item(arena, mg_row(&rows, 0), now_us, ret, err);
}
