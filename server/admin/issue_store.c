/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/issue_store.h"

#define STMT(id, name_, sql_, params_, columns_) \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}
/* Requests r: new ones that two different people stand for, and renewals of terminals that are heard. */
#define WAITING                                                                                                        \
	" FROM madoguchi.terminal_request r"                                                                           \
	" LEFT JOIN madoguchi.staff p ON p.municipality = r.municipality AND p.staff_id = r.proposer_id"               \
	" LEFT JOIN madoguchi.staff v ON v.municipality = r.municipality AND v.staff_id = r.reviewer_id"               \
	" LEFT JOIN madoguchi.terminal t ON t.municipality = r.municipality AND t.terminal_id = r.terminal_id"         \
	" WHERE r.municipality = ? AND r.state = 'approved' AND (r.kind = 'new' AND p.staff_id <> v.staff_id"          \
	" AND p.person_ref <> v.person_ref OR r.kind = 'renewal' AND t.state = 'enrolled' AND t.suspended_us IS NULL"  \
	" AND t.assertion_key = r.assertion_key)"
STMT(list, "issue.list",
	"SELECT r.request_id, CAST(IF(r.kind = 'renewal', r.terminal_id, 0) AS UNSIGNED), r.request, r.name, r.section, r.ward, r.proposer_no,"
	" r.reviewer_no, r.fingerprint, IF(r.kind = 'renewal', t.assertion_key, r.assertion_key)" WAITING
	" ORDER BY r.request_id LIMIT 200",
	"t", "uubtttttbb");
STMT(count, "issue.count",
	"SELECT CAST(COALESCE(SUM(r.kind = 'new'), 0) AS SIGNED), CAST(COALESCE(SUM(r.kind = 'renewal'), 0) AS SIGNED)" WAITING,
	"t", "ii");
STMT(ending, "issue.ending",
	"SELECT t.terminal_id, t.name, t.cert_not_after_us FROM madoguchi.terminal t WHERE t.municipality = ? AND t.state = 'enrolled'"
	" AND t.suspended_us IS NULL AND t.cert_not_after_us < ? AND t.next_cert_sha256 IS NULL AND NOT EXISTS (SELECT 1"
	" FROM madoguchi.terminal_request r WHERE r.municipality = t.municipality AND r.waiting_terminal = t.terminal_id)"
	" ORDER BY t.cert_not_after_us, t.terminal_id LIMIT 200",
	"ti", "uti");
STMT(number, "issue.number",
	"SELECT COALESCE(MAX(terminal_id), 0) + 1 FROM madoguchi.terminal WHERE municipality = ? FOR UPDATE", "t", "u");
STMT(enrol, "issue.enrol",
	"INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, cert_sha256, cert_not_after_us,"
	" assertion_key, state, enrolled_us) SELECT r.municipality, ?, r.name, r.section, r.ward, ?, ?, r.assertion_key,"
	" 'enrolled', ?" WAITING " AND r.kind = 'new' AND r.request_id = ? AND r.assertion_key = ? AND r.fingerprint = ?",
	"ubiitubb", "");
STMT(set_next, "issue.set_next",
	"UPDATE madoguchi.terminal SET next_cert_sha256 = ?, next_not_after_us = ? WHERE municipality = ? AND terminal_id = ?"
	" AND state = 'enrolled' AND EXISTS (SELECT 1 FROM madoguchi.terminal_request r WHERE r.municipality = ?"
	" AND r.request_id = ? AND r.kind = 'renewal' AND r.state = 'approved' AND r.terminal_id = terminal.terminal_id"
	" AND r.fingerprint = ?) AND assertion_key = ?",
	"bitutubb", "");
STMT(issued, "issue.issued",
	"UPDATE madoguchi.terminal_request SET state = 'issued', terminal_id = ?, certificate = ?, issued_us = ?, log_writer = ?,"
	" log_n = ? WHERE municipality = ? AND request_id = ? AND state = 'approved'",
	"ubiuutu", "");
mg_stmt_list mg_issue_statements = {&list, &count, &ending, &number, &enrol, &set_next, &issued, NULL};

bool mg_issue_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, struct mg_issue **ret, size_t *ret_n,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret = mg_arena_calloc(arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "requests do not fit their arena");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		(*ret)[i] = (struct mg_issue){.request_id = mg_u(&v[0]), .terminal_id = mg_u(&v[1]), .request = v[2].b,
			.name = mg_s(&v[3]), .section = mg_s(&v[4]), .ward = mg_s(&v[5]), .proposer_no = mg_s(&v[6]),
			.reviewer_no = mg_s(&v[7]), .fingerprint = v[8].b, .key = v[9].b};
	}
	*ret_n = rows.n;
	return true;
}

bool mg_issue_count(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, int64_t *ret_new,
	int64_t *ret_renewals, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &count, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret_new = mg_i(&mg_row(&rows, 0)[0]);
	*ret_renewals = mg_i(&mg_row(&rows, 0)[1]);
	return true;
}

bool mg_issue_ending(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, int64_t before_us,
	struct mg_ending **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &ending, MG_PARAMS(MG_T(shared->municipality), MG_I(before_us)), &rows, err))
		return false;
	*ret = mg_arena_calloc(arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "terminals do not fit their arena");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		(*ret)[i] = (struct mg_ending){.terminal_id = mg_u(&v[0]), .name = mg_s(&v[1]), .not_after_us = mg_i(&v[2])};
	}
	*ret_n = rows.n;
	return true;
}

bool mg_issue_number(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &number, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret = mg_u(mg_row(&rows, 0));
	return true;
}

static bool finish(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_issue *i, int64_t now_us,
	uint64_t log_writer, uint64_t log_n, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &issued,
		    MG_PARAMS(MG_U(i->terminal_id), MG_B(i->certificate.p, i->certificate.n), MG_I(now_us), MG_U(log_writer),
			    MG_U(log_n), MG_T(shared->municipality), MG_U(i->request_id)),
		    &n, NULL, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_CONFLICT, "the request does not wait any more");
}

bool mg_issue_new(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_issue *i, int64_t now_us, uint64_t log_writer,
	uint64_t log_n, struct mg_error *err)
{
	struct mg_error e = {0};
	uint64_t n;
	if (!mg_exec(tx, &enrol,
		    MG_PARAMS(MG_U(i->terminal_id), MG_B(i->cert_sha256, 32), MG_I(i->cert_not_after_us), MG_I(now_us),
			    MG_T(shared->municipality), MG_U(i->request_id), MG_B(i->key.p, i->key.n),
			    MG_B(i->fingerprint.p, i->fingerprint.n)),
		    &n, NULL, &e))
		return e.code == MG_ERR_ALREADY_EXISTS
			       ? mg_fail(err, MG_ERR_ALREADY_EXISTS, "a terminal has this name or this assertion key already")
			       : mg_fail(err, e.code, "%s", e.detail);
	if (n != 1)
		return mg_fail(err, MG_ERR_CONFLICT, "no request that two people approved");
	return finish(tx, shared, i, now_us, log_writer, log_n, err);
}

bool mg_issue_renewal(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_issue *i, int64_t now_us,
	uint64_t log_writer, uint64_t log_n, struct mg_error *err)
{
	const struct mg_value city = MG_T(shared->municipality);
	uint64_t n;
	if (!mg_exec(tx, &set_next,
		    MG_PARAMS(MG_B(i->cert_sha256, 32), MG_I(i->cert_not_after_us), city, MG_U(i->terminal_id), city,
			    MG_U(i->request_id), MG_B(i->fingerprint.p, i->fingerprint.n), MG_B(i->key.p, i->key.n)),
		    &n, NULL, err))
		return false;
	if (n != 1)
		return mg_fail(err, MG_ERR_CONFLICT, "no renewal that waits");
	return finish(tx, shared, i, now_us, log_writer, log_n, err);
}
