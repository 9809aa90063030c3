/* SPDX-License-Identifier: Apache-2.0 */
#include "access/session_store.h"
#include "access/rights_store.h"

#define HEARD " AND state = 'enrolled' AND suspended_us IS NULL"
static const struct mg_stmt_def find_terminal = {
	.name = "session.find_terminal",
	.sql = "SELECT terminal_id, name, section, ward, assertion_key, cert_not_after_us FROM madoguchi.terminal"
	       " WHERE municipality = ? AND cert_sha256 = ?" HEARD,
	.params = "tb",
	.columns = "utttbi",
};
static const struct mg_stmt_def find_by_next = {
	.name = "session.find_terminal_by_next",
	.sql = "SELECT terminal_id, name, section, ward, assertion_key, next_not_after_us FROM madoguchi.terminal"
	       " WHERE municipality = ? AND next_cert_sha256 = ?" HEARD,
	.params = "tb",
	.columns = "utttbi",
};
/* Of the person in row f. */
#define RIGHTS                                                                                               \
	"(SELECT GROUP_CONCAT(r.name) FROM madoguchi.staff_right r WHERE r.municipality = f.municipality"    \
	" AND r.staff_id = f.staff_id AND r.live = 1)"
/* Of the person in row f: residents may be seen today; one parameter, the day. */
#define PERSONAL_TODAY                                                                                       \
	"EXISTS (SELECT 1 FROM madoguchi.vendor_access v WHERE v.municipality = f.municipality"             \
	" AND v.staff_id = f.staff_id AND DATE_ADD('1970-01-01', INTERVAL ? DAY) BETWEEN v.from_day AND v.to_day)"
static const struct mg_stmt_def find_session = {
	.name = "session.find",
	.sql = "SELECT s.session_no, s.staff_id, s.created_us, s.last_seen_us, s.locked_us, s.ended_us, s.end_reason,"
	       " s.resume_tries, f.staff_no, f.name, f.role, f.ward, f.must_change_password,"
	       " f.state = 'active' AND f.password_locked_us IS NULL,"
	       " DATEDIFF(f.valid_from, '1970-01-01'), DATEDIFF(f.valid_to, '1970-01-01'),"
	       " t.state = 'enrolled' AND t.suspended_us IS NULL AND t.cert_sha256 = s.cert_sha256, s.version, " RIGHTS
	       ", " MG_SQL_RIGHTS_VERSION("s") ", f.vendor, " PERSONAL_TODAY
	       " FROM madoguchi.session s"
	       " JOIN madoguchi.staff f ON f.municipality = s.municipality AND f.staff_id = s.staff_id"
	       " JOIN madoguchi.terminal t ON t.municipality = s.municipality AND t.terminal_id = s.terminal_id"
	       " WHERE s.municipality = ? AND s.token_sha256 = ? AND s.cert_sha256 = ?",
	.params = "itbb",
	.columns = "uuiiiitittttiiiiiutuii",
};
static const struct mg_stmt_def find_rights = {
	.name = "session.find_rights",
	.sql = "SELECT " RIGHTS ", " MG_SQL_RIGHTS_VERSION("f")
	       " FROM madoguchi.staff f WHERE f.municipality = ? AND f.staff_id = ?",
	.params = "tu",
	.columns = "tu",
};
static const struct mg_stmt_def find_withheld = {
	.name = "session.find_withheld",
	.sql = "SELECT f.vendor, " PERSONAL_TODAY " FROM madoguchi.staff f WHERE f.municipality = ? AND f.staff_id = ?",
	.params = "itu",
	.columns = "ii",
};
static const struct mg_stmt_def touch_session = {
	.name = "session.touch",
	.sql = "UPDATE madoguchi.session SET last_seen_us = ?"
	       " WHERE municipality = ? AND token_sha256 = ? AND ended_us IS NULL AND last_seen_us < ?",
	.params = "itbi",
	.columns = "",
};
static const struct mg_stmt_def end_session = {
	.name = "session.end",
	.sql = "UPDATE madoguchi.session SET ended_us = ?, end_reason = ?"
	       " WHERE municipality = ? AND token_sha256 = ? AND ended_us IS NULL",
	.params = "ittb",
	.columns = "",
};
static const struct mg_stmt_def end_session_of_staff = {
	.name = "session.end_of_staff",
	.sql = "UPDATE madoguchi.session SET ended_us = ?, end_reason = ?"
	       " WHERE municipality = ? AND live_staff_id = ? AND ended_us IS NULL",
	.params = "ittu",
	.columns = "",
};
static const struct mg_stmt_def end_session_of_terminal = {
	.name = "session.end_of_terminal",
	.sql = "UPDATE madoguchi.session SET ended_us = ?, end_reason = ?"
	       " WHERE municipality = ? AND live_terminal_id = ? AND ended_us IS NULL",
	.params = "ittu",
	.columns = "",
};
static const struct mg_stmt_def lock_terminal = {
	.name = "session.lock_terminal",
	.sql = "SELECT terminal_id FROM madoguchi.terminal WHERE municipality = ? AND cert_sha256 = ?" HEARD " FOR UPDATE",
	.params = "tb",
	.columns = "u",
};
static const struct mg_stmt_def lock_by_next = {
	.name = "session.lock_terminal_by_next",
	.sql = "SELECT terminal_id FROM madoguchi.terminal WHERE municipality = ? AND next_cert_sha256 = ?" HEARD " FOR UPDATE",
	.params = "tb",
	.columns = "u",
};
/* Set from left to right: each expression sees what stands before it as set already. */
static const struct mg_stmt_def take_next = {
	.name = "session.take_next",
	.sql = "UPDATE madoguchi.terminal SET cert_sha256 = next_cert_sha256, cert_not_after_us = next_not_after_us,"
	       " next_cert_sha256 = NULL, next_not_after_us = NULL WHERE municipality = ? AND terminal_id = ?",
	.params = "tu",
	.columns = "",
};
static const struct mg_stmt_def suspend_terminal = {
	.name = "session.suspend_terminal",
	.sql = "UPDATE madoguchi.terminal SET suspended_us = ?, changed_by = 'system:limit', change_note = 'calls over the limit'"
	       " WHERE municipality = ? AND terminal_id = ?",
	.params = "itu",
	.columns = "",
};
/* A locking look, so that it opens no snapshot that the counters would meet. */
static const struct mg_stmt_def hold_session = {
	.name = "session.hold",
	.sql = "SELECT 1 FROM madoguchi.session WHERE municipality = ? AND token_sha256 = ? AND version = ? LOCK IN SHARE MODE",
	.params = "tbu",
	.columns = "i",
};
mg_stmt_list mg_session_statements = {&lock_terminal, &lock_by_next, &take_next, &suspend_terminal, &find_terminal,
	&find_by_next, &find_session, &hold_session, &touch_session, &end_session,
	&end_session_of_staff, &end_session_of_terminal, &find_rights, &find_withheld, NULL};

/* Copies a text cell whose length the schema bounds below `cap`. */
static bool copy_text(const struct mg_value *v, char *ret, size_t cap, struct mg_error *err)
{
	if (v->kind != MG_VALUE_BYTES || v->b.n >= cap)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a text of terminal or staff is longer than the schema allows");
	memcpy(ret, v->b.p, v->b.n);
	ret[v->b.n] = '\0';
	return true;
}

bool mg_terminal_load(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t cert_sha256[32], struct mg_terminal *ret, struct mg_error *err)
{
	const struct mg_value city = MG_T(shared->municipality), cert = MG_B(cert_sha256, 32);
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_terminal, MG_PARAMS(city, cert), &rows, err))
		return false;
	const bool is_next = rows.n == 0;
	if (is_next && !mg_query(tx, arena, &find_by_next, MG_PARAMS(city, cert), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_TERMINAL_UNKNOWN, "no enrolled terminal has this certificate");
	const struct mg_value *v = mg_row(&rows, 0);
	/* TLS checks this at the handshake only; a connection may outlive its certificate. */
	if (mg_now_us(shared->clock) >= mg_i(&v[5]))
		return mg_fail(err, MG_ERR_TERMINAL_UNKNOWN, "the terminal's certificate has run out");
	struct mg_terminal t = {.terminal_id = mg_u(&v[0]), .cert_not_after_us = mg_i(&v[5]), .is_next = is_next};
	memcpy(t.cert_sha256, cert_sha256, 32);
	if (!copy_text(&v[1], t.name, sizeof(t.name), err) || !copy_text(&v[2], t.section, sizeof(t.section), err) ||
		!copy_text(&v[3], t.ward, sizeof(t.ward), err))
		return false;
	if (v[4].kind != MG_VALUE_BYTES || v[4].b.n != sizeof(t.assertion_key))
		return mg_fail(err, MG_ERR_DATA_LOSS, "a terminal's assertion key has the wrong length");
	memcpy(t.assertion_key, v[4].b.p, sizeof(t.assertion_key));
	*ret = t;
	return true;
}

static struct mg_session_facts facts_of(const struct mg_value *v, int64_t now_us)
{
	bool has_to = v[15].kind != MG_VALUE_NULL;
	bool in_dates = mg_day_within(mg_day_in_japan(now_us), mg_i(&v[14]), has_to, mg_i(&v[15]));
	return (struct mg_session_facts){
		.created_us = mg_i(&v[2]),
		.last_seen_us = mg_i(&v[3]),
		.locked_us = mg_i(&v[4]),
		.ended_us = mg_i(&v[5]),
		.end_reason = v[6].kind == MG_VALUE_NULL ? MG_SESSION_END_NONE : mg_session_end_from_name(mg_s(&v[6])),
		.resume_tries = (unsigned)mg_i(&v[7]),
		.staff_active = mg_i(&v[13]) == 1 && in_dates,
		.terminal_enrolled = mg_i(&v[16]) == 1,
	};
}

/* `v`: names of the person's rights, version of the matrix in force. */
static bool grant(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const struct mg_value *v,
	struct mg_session *s, struct mg_error *err)
{
	const struct mg_rights *matrix = NULL;
	if (shared->rights && !mg_rights_at(tx, arena, shared, mg_u(&v[1]), &matrix, err))
		return false;
	mg_session_grant(s, matrix, mg_rights_of(mg_s(&v[0])));
	return true;
}

bool mg_session_load(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t token_sha256[32], const uint8_t cert_sha256[32], int64_t now_us, struct mg_session *ret,
	enum mg_session_end *ret_end, struct mg_error *err)
{
	*ret_end = MG_SESSION_END_NONE;
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_session,
		    MG_PARAMS(MG_I(mg_day_in_japan(now_us)), MG_T(shared->municipality), MG_B(token_sha256, 32),
			    MG_B(cert_sha256, 32)),
		    &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_UNAUTHENTICATED, "no such session on this terminal");
	const struct mg_value *v = mg_row(&rows, 0);
	struct mg_session_facts facts = facts_of(v, now_us);
	struct mg_session_verdict verdict = mg_session_judge(&facts, now_us);
	struct mg_session s = {
		.state = verdict.state,
		.session_no = mg_u(&v[0]),
		.staff_id = mg_u(&v[1]),
		.role = mg_role_from_name(mg_s(&v[10])),
		.created_us = facts.created_us,
		.last_seen_us = facts.last_seen_us,
		.must_change_password = mg_i(&v[12]) != 0,
		.resume_tries = facts.resume_tries,
		.version = mg_u(&v[17]),
		.withheld = mg_rights_withheld(mg_i(&v[20]) != 0, mg_i(&v[21]) != 0),
	};
	memcpy(s.token_sha256, token_sha256, 32);
	if (!copy_text(&v[8], s.staff_no, sizeof(s.staff_no), err) ||
		!copy_text(&v[9], s.staff_name, sizeof(s.staff_name), err) ||
		!copy_text(&v[11], s.ward, sizeof(s.ward), err))
		return false;
	if (!grant(tx, arena, shared, &v[18], &s, err))
		return false;
	*ret = s;
	*ret_end = verdict.end;
	if (verdict.state == MG_SESSION_NONE)
		return mg_fail(err, MG_ERR_UNAUTHENTICATED, "the session is over: %s", mg_session_end_name(verdict.end));
	return true;
}

bool mg_session_find_rights(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	struct mg_session *session, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_rights, MG_PARAMS(MG_T(shared->municipality), MG_U(staff_id)), &rows, err))
		return false;
	if (rows.n)
		return grant(tx, arena, shared, mg_row(&rows, 0), session, err);
	mg_session_grant(session, NULL, 0);
	return true;
}

bool mg_withheld_find(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t staff_id,
	int64_t now_us, uint64_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_withheld,
		    MG_PARAMS(MG_I(mg_day_in_japan(now_us)), MG_T(shared->municipality), MG_U(staff_id)), &rows, err))
		return false;
	*ret = rows.n ? mg_rights_withheld(mg_i(&mg_row(&rows, 0)[0]) != 0, mg_i(&mg_row(&rows, 0)[1]) != 0) : 0;
	return true;
}

bool mg_session_hold(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const struct mg_session *session,
	bool *ret_same, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &hold_session,
		    MG_PARAMS(MG_T(shared->municipality), MG_B(session->token_sha256, 32), MG_U(session->version)), &rows, err))
		return false;
	*ret_same = rows.n == 1;
	return true;
}

bool mg_session_touch(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_session *session,
	int64_t now_us, bool *ret_touched, struct mg_error *err)
{
	*ret_touched = mg_session_touch_is_due(session->last_seen_us, now_us);
	return !*ret_touched ||
	       mg_exec(tx, &touch_session,
		       MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_B(session->token_sha256, 32), MG_I(now_us)),
		       NULL, NULL, err);
}

bool mg_session_end(struct mg_tx *tx, const struct mg_shared *shared, const uint8_t token_sha256[32],
	enum mg_session_end reason, int64_t now_us, bool *ret_ended, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &end_session,
		    MG_PARAMS(MG_I(now_us), MG_T(mg_session_end_name(reason)), MG_T(shared->municipality),
			    MG_B(token_sha256, 32)),
		    &n, NULL, err))
		return false;
	if (ret_ended)
		*ret_ended = n > 0;
	return true;
}

bool mg_session_end_of_staff(struct mg_tx *tx, const struct mg_shared *shared, uint64_t staff_id,
	enum mg_session_end reason, int64_t now_us, uint64_t *ret_ended, struct mg_error *err)
{
	return mg_exec(tx, &end_session_of_staff,
		MG_PARAMS(MG_I(now_us), MG_T(mg_session_end_name(reason)), MG_T(shared->municipality), MG_U(staff_id)),
		ret_ended, NULL, err);
}

bool mg_session_end_of_terminal(struct mg_tx *tx, const struct mg_shared *shared, uint64_t terminal_id,
	enum mg_session_end reason, int64_t now_us, uint64_t *ret_ended, struct mg_error *err)
{
	return mg_exec(tx, &end_session_of_terminal,
		MG_PARAMS(MG_I(now_us), MG_T(mg_session_end_name(reason)), MG_T(shared->municipality), MG_U(terminal_id)),
		ret_ended, NULL, err);
}

/* By either of its certificates; 0: nobody who is heard. */
static bool lock_heard(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t cert_sha256[32], bool by_next, uint64_t *ret_id, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, by_next ? &lock_by_next : &lock_terminal,
		    MG_PARAMS(MG_T(shared->municipality), MG_B(cert_sha256, 32)), &rows, err))
		return false;
	*ret_id = rows.n ? mg_u(mg_row(&rows, 0)) : 0;
	return true;
}

bool mg_terminal_suspend(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t cert_sha256[32], int64_t now_us, uint64_t *ret_id, struct mg_error *err)
{
	if (!lock_heard(tx, arena, shared, cert_sha256, /* by_next= */ false, ret_id, err) ||
		(*ret_id == 0 && !lock_heard(tx, arena, shared, cert_sha256, /* by_next= */ true, ret_id, err)))
		return false;
	return *ret_id == 0 || mg_exec(tx, &suspend_terminal,
				       MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_U(*ret_id)), NULL, NULL, err);
}

bool mg_terminal_take_next(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t cert_sha256[32], uint64_t *ret_id, struct mg_error *err)
{
	return lock_heard(tx, arena, shared, cert_sha256, /* by_next= */ true, ret_id, err) &&
	       (*ret_id == 0 ||
		       mg_exec(tx, &take_next, MG_PARAMS(MG_T(shared->municipality), MG_U(*ret_id)), NULL, NULL, err));
}
