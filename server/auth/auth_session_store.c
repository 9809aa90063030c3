/* SPDX-License-Identifier: Apache-2.0
 * Counters of failures, and sessions begun, locked and reopened. */
#include "auth/auth_store.h"

static const struct mg_stmt_def touch_staff_failures = {
	.name = "auth.touch_staff_failures",
	.sql = "INSERT INTO madoguchi.login_failure_staff (municipality, staff_id, failures, refused_since)"
	       " VALUES (?, ?, 0, 0) ON DUPLICATE KEY UPDATE failures = failures",
	.params = "tu",
	.columns = "",
};
static const struct mg_stmt_def touch_pair_failures = {
	.name = "auth.touch_pair_failures",
	.sql = "INSERT INTO madoguchi.login_failure_pair (municipality, staff_id, terminal_id, failures, next_try_us, last_us)"
	       " VALUES (?, ?, ?, 0, 0, 0) ON DUPLICATE KEY UPDATE failures = failures",
	.params = "tuu",
	.columns = "",
};
static const struct mg_stmt_def touch_bucket = {
	.name = "auth.touch_bucket",
	.sql = "INSERT INTO madoguchi.login_failure_terminal (municipality, terminal_id, empty_us)"
	       " VALUES (?, ?, 0) ON DUPLICATE KEY UPDATE empty_us = empty_us",
	.params = "tu",
	.columns = "",
};
static const struct mg_stmt_def lock_staff_failures = {
	.name = "auth.lock_staff_failures",
	.sql = "SELECT failures, refused_since FROM madoguchi.login_failure_staff"
	       " WHERE municipality = ? AND staff_id = ? FOR UPDATE",
	.params = "tu",
	.columns = "uu",
};
static const struct mg_stmt_def lock_pair_failures = {
	.name = "auth.lock_pair_failures",
	.sql = "SELECT failures, next_try_us FROM madoguchi.login_failure_pair"
	       " WHERE municipality = ? AND staff_id = ? AND terminal_id = ? FOR UPDATE",
	.params = "tuu",
	.columns = "ui",
};
static const struct mg_stmt_def lock_bucket = {
	.name = "auth.lock_bucket",
	.sql = "SELECT empty_us FROM madoguchi.login_failure_terminal WHERE municipality = ? AND terminal_id = ? FOR UPDATE",
	.params = "tu",
	.columns = "i",
};
static const struct mg_stmt_def store_staff_failures = {
	.name = "auth.store_staff_failures",
	.sql = "UPDATE madoguchi.login_failure_staff SET failures = ?, refused_since = ?"
	       " WHERE municipality = ? AND staff_id = ?",
	.params = "uutu",
	.columns = "",
};
static const struct mg_stmt_def store_pair_failures = {
	.name = "auth.store_pair_failures",
	.sql = "UPDATE madoguchi.login_failure_pair SET failures = ?, next_try_us = ?, last_us = ?"
	       " WHERE municipality = ? AND staff_id = ? AND terminal_id = ?",
	.params = "uiituu",
	.columns = "",
};
static const struct mg_stmt_def store_bucket = {
	.name = "auth.store_bucket",
	.sql = "UPDATE madoguchi.login_failure_terminal SET empty_us = ? WHERE municipality = ? AND terminal_id = ?",
	.params = "itu",
	.columns = "",
};
static const struct mg_stmt_def clear_staff_failures = {
	.name = "auth.clear_staff_failures",
	.sql = "UPDATE madoguchi.login_failure_staff SET failures = 0 WHERE municipality = ? AND staff_id = ?",
	.params = "tu",
	.columns = "",
};
static const struct mg_stmt_def clear_pair_failures = {
	.name = "auth.clear_pair_failures",
	.sql = "UPDATE madoguchi.login_failure_pair SET failures = 0, next_try_us = 0"
	       " WHERE municipality = ? AND staff_id = ?",
	.params = "tu",
	.columns = "",
};
static const struct mg_stmt_def lock_staff = {
	.name = "auth.lock_staff",
	.sql = "SELECT state = 'active' AND password_locked_us IS NULL FROM madoguchi.staff"
	       " WHERE municipality = ? AND staff_id = ? FOR UPDATE",
	.params = "tu",
	.columns = "i",
};
static const struct mg_stmt_def lock_generation = {
	.name = "auth.lock_generation",
	.sql = "SELECT MAX(generation) FROM madoguchi.staff_password WHERE municipality = ? AND staff_id = ? LOCK IN SHARE MODE",
	.params = "tu",
	.columns = "u",
};
static const struct mg_stmt_def lock_fingers = {
	.name = "auth.lock_fingers",
	.sql = "SELECT finger, version FROM madoguchi.finger WHERE municipality = ? AND staff_id = ? AND removed_us IS NULL"
	       " ORDER BY finger LIMIT 4 LOCK IN SHARE MODE", /* LIMIT: as those that were judged, auth.list_fingers */
	.params = "tu",
	.columns = "uu",
};
static const struct mg_stmt_def lock_terminal = {
	.name = "auth.lock_terminal",
	.sql = "SELECT state = 'enrolled' FROM madoguchi.terminal WHERE municipality = ? AND terminal_id = ? FOR UPDATE",
	.params = "tu",
	.columns = "i",
};
static const struct mg_stmt_def add_session = {
	.name = "auth.add_session",
	.sql = "INSERT INTO madoguchi.session (municipality, token_sha256, staff_id, terminal_id, cert_sha256, created_us,"
	       " last_seen_us, resume_tries) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
	.params = "tbuubii",
	.columns = "",
};
static const struct mg_stmt_def note_login = {
	.name = "auth.note_login",
	.sql = "UPDATE madoguchi.staff SET last_login_us = ?, last_login_terminal = ?"
	       " WHERE municipality = ? AND staff_id = ?",
	.params = "ittu",
	.columns = "",
};
static const struct mg_stmt_def store_hash = {
	.name = "auth.store_hash",
	.sql = "UPDATE madoguchi.staff_password SET hash = ? WHERE municipality = ? AND staff_id = ? AND generation = ?",
	.params = "ttuu",
	.columns = "",
};
static const struct mg_stmt_def lock_session = {
	.name = "auth.lock_session",
	.sql = "UPDATE madoguchi.session SET locked_us = ? WHERE municipality = ? AND token_sha256 = ?"
	       " AND ended_us IS NULL AND locked_us IS NULL",
	.params = "itb",
	.columns = "",
};
static const struct mg_stmt_def find_tries = {
	.name = "auth.find_tries",
	.sql = "SELECT resume_tries FROM madoguchi.session"
	       " WHERE municipality = ? AND token_sha256 = ? AND ended_us IS NULL FOR UPDATE",
	.params = "tb",
	.columns = "u",
};
static const struct mg_stmt_def store_tries = {
	.name = "auth.store_tries",
	.sql = "UPDATE madoguchi.session SET resume_tries = resume_tries + 1"
	       " WHERE municipality = ? AND token_sha256 = ? AND ended_us IS NULL",
	.params = "tb",
	.columns = "",
};
static const struct mg_stmt_def refund_try = {
	.name = "auth.refund_try",
	.sql = "UPDATE madoguchi.session SET resume_tries = resume_tries - 1"
	       " WHERE municipality = ? AND token_sha256 = ? AND ended_us IS NULL AND resume_tries > 0",
	.params = "tb",
	.columns = "",
};
static const struct mg_stmt_def reopen_session = {
	.name = "auth.reopen_session",
	.sql = "UPDATE madoguchi.session SET locked_us = NULL, resume_tries = 0, last_seen_us = ?"
	       " WHERE municipality = ? AND token_sha256 = ? AND ended_us IS NULL",
	.params = "itb",
	.columns = "",
};
mg_stmt_list mg_auth_session_statements = {&touch_staff_failures, &touch_pair_failures, &touch_bucket,
	&lock_staff_failures, &lock_pair_failures, &lock_bucket, &store_staff_failures, &store_pair_failures,
	&store_bucket, &clear_staff_failures, &clear_pair_failures, &lock_staff, &lock_generation, &lock_fingers, &lock_terminal, &add_session,
	&note_login, &store_hash, &lock_session, &find_tries, &store_tries, &refund_try, &reopen_session, NULL};

/* Makes the row when it is missing and locks it; then reads it. */
static bool lock_row(struct mg_tx *tx, struct mg_arena *arena, const struct mg_stmt_def *touch,
	const struct mg_stmt_def *lock, const struct mg_value *params, size_t n, const struct mg_value **ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_exec(tx, touch, params, n, NULL, NULL, err) || !mg_query(tx, arena, lock, params, n, &rows, err))
		return false;
	if (rows.n != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "%s: %zu rows", lock->name, rows.n);
	*ret = mg_row(&rows, 0);
	return true;
}

bool mg_auth_lock_counters(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	uint64_t terminal_id, struct mg_login_counters *ret, uint32_t *ret_refused_since, struct mg_error *err)
{
	const struct mg_value city = MG_T(shared->municipality), *row;
	struct mg_login_counters c = {0};
	uint32_t refused_since = 0;
	if (staff_id != 0) {
		if (!lock_row(tx, arena, &touch_staff_failures, &lock_staff_failures, MG_PARAMS(city, MG_U(staff_id)), &row,
			    err))
			return false;
		c.staff_failures = (uint32_t)mg_u(&row[0]);
		refused_since = (uint32_t)mg_u(&row[1]);
		if (!lock_row(tx, arena, &touch_pair_failures, &lock_pair_failures,
			    MG_PARAMS(city, MG_U(staff_id), MG_U(terminal_id)), &row, err))
			return false;
		c.pair_failures = (uint32_t)mg_u(&row[0]);
		c.pair_next_try_us = mg_i(&row[1]);
	}
	if (!lock_row(tx, arena, &touch_bucket, &lock_bucket, MG_PARAMS(city, MG_U(terminal_id)), &row, err))
		return false;
	c.bucket_empty_us = mg_i(&row[0]);
	*ret = c;
	*ret_refused_since = refused_since;
	return true;
}

bool mg_auth_store_counters(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint64_t terminal_id,
	const struct mg_login_counters *counters, uint32_t refused_since, int64_t now_us, struct mg_error *err)
{
	const struct mg_value city = MG_T(shared->municipality);
	return mg_exec(tx, &store_staff_failures,
		       MG_PARAMS(MG_U(counters->staff_failures), MG_U(refused_since), city, MG_U(staff_id)), NULL, NULL,
		       err) &&
	       mg_exec(tx, &store_pair_failures,
		       MG_PARAMS(MG_U(counters->pair_failures), MG_I(counters->pair_next_try_us), MG_I(now_us), city,
			       MG_U(staff_id), MG_U(terminal_id)),
		       NULL, NULL, err);
}

bool mg_auth_store_bucket(struct mg_tx *tx, const struct mg_shared *shared, uint64_t terminal_id, int64_t empty_us,
	struct mg_error *err)
{
	return mg_exec(tx, &store_bucket, MG_PARAMS(MG_I(empty_us), MG_T(shared->municipality), MG_U(terminal_id)), NULL,
		NULL, err);
}

bool mg_auth_clear_failures(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, struct mg_error *err)
{
	const struct mg_value city = MG_T(shared->municipality);
	return mg_exec(tx, &clear_staff_failures, MG_PARAMS(city, MG_U(staff_id)), NULL, NULL, err) &&
	       mg_exec(tx, &clear_pair_failures, MG_PARAMS(city, MG_U(staff_id)), NULL, NULL, err);
}

bool mg_auth_lock_parties(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	uint64_t terminal_id, bool *ret_active, struct mg_error *err)
{
	const struct mg_value city = MG_T(shared->municipality);
	struct mg_rows staff, terminal;
	if (!mg_query(tx, arena, &lock_staff, MG_PARAMS(city, MG_U(staff_id)), &staff, err) ||
		!mg_query(tx, arena, &lock_terminal, MG_PARAMS(city, MG_U(terminal_id)), &terminal, err))
		return false;
	*ret_active = staff.n == 1 && mg_i(mg_row(&staff, 0)) == 1 && terminal.n == 1 && mg_i(mg_row(&terminal, 0)) == 1;
	return true;
}

bool mg_auth_factors_hold(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const struct mg_auth_person *judged, bool *ret, struct mg_error *err)
{
	const struct mg_value city = MG_T(shared->municipality), staff = MG_U(judged->staff_id);
	struct mg_rows newest, fingers;
	if (!mg_query(tx, arena, &lock_generation, MG_PARAMS(city, staff), &newest, err) ||
		!mg_query(tx, arena, &lock_fingers, MG_PARAMS(city, staff), &fingers, err))
		return false;
	bool same = newest.n == 1 && mg_u(mg_row(&newest, 0)) == judged->password_generation && fingers.n == judged->n_fingers;
	for (size_t i = 0; same && i < fingers.n; i++) {
		const struct mg_value *v = mg_row(&fingers, i);
		same = mg_u(&v[0]) == judged->fingers[i].finger && mg_u(&v[1]) == judged->fingers[i].version;
	}
	*ret = same;
	return true;
}

bool mg_auth_add_session(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32],
	uint64_t staff_id, const struct mg_terminal *terminal, int64_t now_us, struct mg_error *err)
{
	return mg_exec(tx, &add_session,
		MG_PARAMS(MG_T(shared->municipality), MG_B(token_sha256, 32), MG_U(staff_id), MG_U(terminal->terminal_id),
			MG_B(terminal->cert_sha256, 32), MG_I(now_us), MG_I(now_us)),
		NULL, NULL, err);
}

bool mg_auth_note_login(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, const char *terminal_name,
	int64_t now_us, struct mg_error *err)
{
	return mg_exec(tx, &note_login,
		MG_PARAMS(MG_I(now_us), MG_T(terminal_name), MG_T(shared->municipality), MG_U(staff_id)), NULL, NULL, err);
}

bool mg_auth_store_hash(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id, uint32_t generation,
	const char *hash, struct mg_error *err)
{
	return mg_exec(tx, &store_hash,
		MG_PARAMS(MG_T(hash), MG_T(shared->municipality), MG_U(staff_id), MG_U(generation)), NULL, NULL, err);
}

bool mg_auth_lock_session(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32],
	int64_t now_us, bool *ret_locked, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &lock_session, MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_B(token_sha256, 32)), &n,
		    NULL, err))
		return false;
	*ret_locked = n > 0;
	return true;
}

bool mg_auth_count_resume(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t token_sha256[32], unsigned *ret_tries, struct mg_error *err)
{
	const struct mg_value city = MG_T(shared->municipality), token = MG_B(token_sha256, 32);
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_tries, MG_PARAMS(city, token), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "the session is over");
	if (!mg_exec(tx, &store_tries, MG_PARAMS(city, token), NULL, NULL, err))
		return false;
	*ret_tries = (unsigned)mg_u(mg_row(&rows, 0)) + 1;
	return true;
}

bool mg_auth_refund_resume(
	struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32], struct mg_error *err)
{
	return mg_exec(tx, &refund_try, MG_PARAMS(MG_T(shared->municipality), MG_B(token_sha256, 32)), NULL, NULL, err);
}

bool mg_auth_reopen_session(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32],
	int64_t now_us, bool *ret_reopened, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &reopen_session, MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_B(token_sha256, 32)), &n,
		    NULL, err))
		return false;
	*ret_reopened = n > 0;
	return true;
}
