/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/password_store.h"
#include "access/session_store.h"
#include "auth/password.h"

static const struct mg_stmt_def find_owner = {
	.name = "password.find_owner",
	/* the birth as the list of personnel has it */
	.sql = "SELECT s.staff_no, s.name, s.kana, DATE_FORMAT(p.birth_on, '%Y%m%d') FROM madoguchi.staff s"
	       " LEFT JOIN madoguchi.personnel p ON p.municipality = s.municipality AND p.person_ref = s.person_ref"
	       " WHERE s.municipality = ? AND s.staff_id = ?",
	.params = "tu",
	.columns = "tttt",
};
static const struct mg_stmt_def list_hashes = {
	.name = "password.list_hashes", /* LIMIT: MG_PASSWORD_HISTORY */
	.sql = "SELECT generation, changed_us, hash FROM madoguchi.staff_password"
	       " WHERE municipality = ? AND staff_id = ? AND pepper_id = ? ORDER BY generation DESC LIMIT 12",
	.params = "tuu",
	.columns = "uit",
};
_Static_assert(MG_PASSWORD_HISTORY == 12, "the LIMIT above");
static const struct mg_stmt_def add_password = {
	.name = "password.add",
	.sql = "INSERT INTO madoguchi.staff_password (municipality, staff_id, generation, hash, pepper_id, changed_us, set_by)"
	       " VALUES (?, ?, ?, ?, ?, ?, ?)",
	.params = "tuutuit",
	.columns = "",
};
static const struct mg_stmt_def demand_change = {
	.name = "password.demand_change",
	.sql = "UPDATE madoguchi.staff SET must_change_password = ? WHERE municipality = ? AND staff_id = ?",
	.params = "itu",
	.columns = "",
};
static const struct mg_stmt_def lock_account = {
	.name = "password.lock_account",
	.sql = "UPDATE madoguchi.staff SET password_locked_us = ? WHERE municipality = ? AND staff_id = ?",
	.params = "itu",
	.columns = "",
};
static const struct mg_stmt_def end_others = {
	.name = "password.end_others",
	.sql = "UPDATE madoguchi.session SET ended_us = ?, end_reason = ?"
	       " WHERE municipality = ? AND live_staff_id = ? AND ended_us IS NULL AND token_sha256 <> ?",
	.params = "ittub",
	.columns = "",
};
static const struct mg_stmt_def add_leak = {
	.name = "incident.add_leak",
	.sql = "INSERT INTO madoguchi.incident (municipality, kind, staff_id, reported_us, reported_by, terminal_id, act,"
	       " log_writer, log_n) VALUES (?, 'password_leak', ?, ?, ?, ?, ?, ?, ?)",
	.params = "tuitutuu",
	.columns = "",
};
static const struct mg_stmt_def settle_leaks = {
	.name = "incident.settle_leaks",
	.sql = "UPDATE madoguchi.incident SET settled_us = ?, settled_by = ?"
	       " WHERE municipality = ? AND staff_id = ? AND kind = 'password_leak' AND settled_us IS NULL",
	.params = "ittu",
	.columns = "",
};
static const struct mg_stmt_def list_seen = {
	.name = "password.list_seen", /* LIMIT: MG_SEEN_MAX; kind and outcome: their places in the ENUM */
	.sql = "SELECT c.created_us, t.name, t.section, c.kind + 0, IFNULL(c.outcome + 0, 0)"
	       " FROM madoguchi.login_challenge c LEFT JOIN madoguchi.terminal t"
	       " ON t.municipality = c.municipality AND t.terminal_id = c.terminal_id"
	       " WHERE c.municipality = ? AND c.staff_id = ? AND c.created_us >= ? ORDER BY c.created_us DESC LIMIT 50",
	.params = "tui",
	.columns = "ittii",
};
_Static_assert(MG_SEEN_MAX == 50, "the LIMIT above");
static const struct mg_stmt_def count_refused = {
	.name = "password.count_refused",
	.sql = "SELECT COUNT(*) FROM madoguchi.login_challenge"
	       " WHERE municipality = ? AND staff_id = ? AND created_us >= ? AND IFNULL(outcome, 'refused') = 'refused'",
	.params = "tui",
	.columns = "i",
};
mg_stmt_list mg_password_statements = {&find_owner, &list_hashes, &add_password, &demand_change, &lock_account, &end_others,
	&add_leak, &settle_leaks, &list_seen, &count_refused, NULL};

bool mg_password_owner_load(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	struct mg_password_owner *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_owner, MG_PARAMS(MG_T(shared->municipality), MG_U(staff_id)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such person");
	const struct mg_value *v = mg_row(&rows, 0);
	*ret = (struct mg_password_owner){.staff_no = mg_s(&v[0]), .name = mg_s(&v[1]), .kana = mg_s(&v[2]), .birth = v[3].kind == MG_VALUE_NULL ? NULL : mg_s(&v[3])};
	return true;
}

bool mg_password_history(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	struct mg_password_hashes *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_hashes,
		    MG_PARAMS(MG_T(shared->municipality), MG_U(staff_id), MG_U(MG_PASSWORD_PEPPER_ID)), &rows, err))
		return false;
	*ret = (struct mg_password_hashes){.n = rows.n};
	for (size_t i = 0; i < rows.n; i++)
		ret->hash[i] = mg_s(&mg_row(&rows, i)[2]);
	if (rows.n) {
		ret->generation = (uint32_t)mg_u(&mg_row(&rows, 0)[0]);
		ret->changed_us = mg_i(&mg_row(&rows, 0)[1]);
	}
	return true;
}

bool mg_password_add(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint32_t generation,
	const char *hash, const char *set_by, int64_t now_us, struct mg_error *err)
{
	return mg_exec(tx, &add_password,
		MG_PARAMS(MG_T(shared->municipality), MG_U(staff_id), MG_U(generation), MG_T(hash), MG_U(MG_PASSWORD_PEPPER_ID),
			MG_I(now_us), MG_T(set_by)),
		NULL, NULL, err);
}

bool mg_password_demand_change(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, bool must_change,
	struct mg_error *err)
{
	return mg_exec(tx, &demand_change, MG_PARAMS(MG_I(must_change), MG_T(shared->municipality), MG_U(staff_id)), NULL,
		NULL, err);
}

bool mg_password_lock(
	struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, int64_t locked_us, struct mg_error *err)
{
	return mg_exec(tx, &lock_account,
		MG_PARAMS(locked_us ? MG_I(locked_us) : MG_NULL, MG_T(shared->municipality), MG_U(staff_id)), NULL, NULL, err);
}

bool mg_password_end_others(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id,
	const uint8_t token_sha256[32], int64_t now_us, uint64_t *ret_ended, struct mg_error *err)
{
	return mg_exec(tx, &end_others,
		MG_PARAMS(MG_I(now_us), MG_T(mg_session_end_name(MG_SESSION_END_REVOKED)), MG_T(shared->municipality),
			MG_U(staff_id), MG_B(token_sha256, 32)),
		ret_ended, NULL, err);
}

bool mg_incident_add_leak(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_leak *leak,
	uint64_t *ret_incident_no, struct mg_error *err)
{
	return mg_exec(tx, &add_leak,
		MG_PARAMS(MG_T(shared->municipality), MG_U(leak->staff_id), MG_I(leak->now_us), MG_T(leak->reported_by),
			leak->terminal_id ? MG_U(leak->terminal_id) : MG_NULL, MG_T(leak->locks ? "lock" : "change"),
			MG_U(leak->log_writer), MG_U(leak->log_n)),
		NULL, ret_incident_no, err);
}

bool mg_incident_settle_leaks(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, const char *by,
	int64_t now_us, uint64_t *ret_n, struct mg_error *err)
{
	return mg_exec(tx, &settle_leaks, MG_PARAMS(MG_I(now_us), MG_T(by), MG_T(shared->municipality), MG_U(staff_id)), ret_n,
		NULL, err);
}

static bool read_seen(struct mg_arena *arena, const struct mg_value *v, struct mg_seen *ret, struct mg_error *err)
{
	static const int outcomes[] = {MG_SEEN_BROKEN_OFF, MG_SEEN_REFUSED, MG_SEEN_PASSED, MG_SEEN_UNJUDGED};
	const int64_t kind = mg_i(&v[3]), outcome = mg_i(&v[4]);
	if (kind < 1 || kind > MG_CHALLENGE_FRESH + 1 || outcome < 0 || outcome >= (int64_t)MG_LEN(outcomes))
		return mg_fail(err, MG_ERR_DATA_LOSS, "an attempt of no kind");
	*ret = (struct mg_seen){.at_us = mg_i(&v[0]), .kind = (enum mg_challenge_kind)(kind - 1)};
	ret->outcome = outcomes[outcome];
	ret->terminal = mg_arena_strdup(arena, mg_s(&v[1]));
	ret->section = mg_arena_strdup(arena, mg_s(&v[2]));
	return (ret->terminal && ret->section) || mg_fail(err, MG_ERR_TOO_LARGE, "no room for attempts");
}

bool mg_seen_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	int64_t from_us, struct mg_seen ret[MG_SEEN_MAX], size_t *ret_n, uint32_t *ret_refused, struct mg_error *err)
{
	const struct mg_value params[] = {MG_T(shared->municipality), MG_U(staff_id), MG_I(from_us)};
	struct mg_rows rows, refused;
	if (!mg_query(tx, arena, &list_seen, params, MG_LEN(params), &rows, err) ||
		!mg_query(tx, arena, &count_refused, params, MG_LEN(params), &refused, err))
		return false;
	for (*ret_n = 0; *ret_n < rows.n && *ret_n < MG_SEEN_MAX; ++*ret_n)
		if (!read_seen(arena, mg_row(&rows, *ret_n), &ret[*ret_n], err))
			return false;
	*ret_refused = (uint32_t)mg_i(mg_row(&refused, 0));
	return true;
}
