/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal/request_store.h"

#define STMT(id, name_, sql_, params_, columns_) \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}
#define REQUEST                                                                                                        \
	"SELECT r.request_id, r.state + 0, r.kind = 'renewal', r.fingerprint, r.name, r.section, r.ward, r.terminal_id," \
	" r.proposer_id, r.proposer_no, p.name, r.made_us, r.reviewer_no, v.name, r.reviewed_us, r.words"              \
	" FROM madoguchi.terminal_request r"                                                                           \
	" LEFT JOIN madoguchi.staff p ON p.municipality = r.municipality AND p.staff_id = r.proposer_id"               \
	" LEFT JOIN madoguchi.staff v ON v.municipality = r.municipality AND v.staff_id = r.reviewer_id"               \
	" WHERE r.municipality = ?"
#define COLUMNS "uiib" "tttu" "utti" "ttit"
STMT(list, "terminal_request.list",
	REQUEST " ORDER BY r.state IN ('proposed', 'approved') DESC, r.request_id DESC LIMIT 200", "t", COLUMNS);
STMT(get, "terminal_request.get", REQUEST " AND r.request_id = ?", "tu", COLUMNS);
STMT(lock, "terminal_request.lock",
	"SELECT request_id FROM madoguchi.terminal_request WHERE municipality = ? AND request_id = ? FOR UPDATE", "tu", "u");
STMT(add, "terminal_request.add",
	"INSERT INTO madoguchi.terminal_request (municipality, kind, state, request, fingerprint, assertion_key, name, section,"
	" ward, terminal_id, proposer_id, proposer_no, made_us, log_writer, log_n)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0), NULLIF(?, 0), NULLIF(?, ''), ?, ?, ?)",
	"tttbbbtttuutiuu", "");
STMT(decide, "terminal_request.decide",
	"UPDATE madoguchi.terminal_request SET state = ?, reviewer_id = ?, reviewer_no = ?, reviewed_us = ?, words = ?,"
	" log_writer = ?, log_n = ? WHERE municipality = ? AND request_id = ? AND state = 'proposed'",
	"tutituutu", "");
STMT(replace, "terminal_request.replace",
	"UPDATE madoguchi.terminal_request SET state = 'replaced', log_writer = ?, log_n = ?"
	" WHERE municipality = ? AND waiting_terminal = ?",
	"uutu", "");
STMT(name_taken, "terminal_request.name_taken",
	"SELECT EXISTS (SELECT 1 FROM madoguchi.terminal t WHERE t.municipality = ? AND t.name = ?) OR EXISTS (SELECT 1"
	" FROM madoguchi.terminal_request r WHERE r.municipality = ? AND r.state IN ('proposed', 'approved')"
	" AND r.kind = 'new' AND r.name = ?)",
	"tttt", "i");
STMT(key_taken, "terminal_request.key_taken",
	"SELECT EXISTS (SELECT 1 FROM madoguchi.terminal t WHERE t.municipality = ? AND t.assertion_key = ?) OR EXISTS (SELECT 1"
	" FROM madoguchi.terminal_request r WHERE r.municipality = ? AND r.open_key = ? AND r.fingerprint <> ?)",
	"tbtbb", "i");
STMT(newest_renewal, "terminal_request.newest_renewal",
	"SELECT request_id FROM madoguchi.terminal_request WHERE municipality = ? AND terminal_id = ? AND kind = 'renewal'"
	" ORDER BY request_id DESC LIMIT 1 FOR UPDATE",
	"tu", "u");
STMT(person, "terminal_request.person",
	"SELECT person_ref FROM madoguchi.staff WHERE municipality = ? AND staff_id = ?", "tu", "t");
STMT(seen, "terminal.seen",
	"UPDATE madoguchi.terminal SET last_seen_us = ?, program = COALESCE(NULLIF(?, ''), program)"
	" WHERE municipality = ? AND terminal_id = ?",
	"ittu", "");
STMT(next, "terminal.next",
	"SELECT r.certificate FROM madoguchi.terminal t JOIN madoguchi.terminal_request r ON r.municipality = t.municipality"
	" AND r.terminal_id = t.terminal_id AND r.kind = 'renewal' AND r.state = 'issued'"
	" WHERE t.municipality = ? AND t.terminal_id = ? AND t.next_cert_sha256 = UNHEX(SHA2(r.certificate, 256))",
	"tu", "b");
mg_stmt_list mg_terminal_request_statements = {&list, &get, &lock, &add, &decide, &replace, &name_taken, &key_taken,
	&newest_renewal, &person, &seen, &next, NULL};

static const char *text(const struct mg_value *v)
{
	return v->kind == MG_VALUE_NULL ? "" : mg_s(v);
}

static void read_row(const struct mg_value *v, struct mg_request_row *ret)
{
	*ret = (struct mg_request_row){.request_id = mg_u(&v[0]), .state = (enum mg_terminal_request_state)mg_i(&v[1]),
		.renewal = mg_i(&v[2]) != 0, .fingerprint = v[3].b, .name = mg_s(&v[4]), .section = mg_s(&v[5]),
		.ward = mg_s(&v[6]), .terminal_id = mg_u(&v[7]), .proposer_id = mg_u(&v[8]), .proposer_no = text(&v[9]),
		.proposer_name = text(&v[10]), .made_us = mg_i(&v[11]), .reviewer_no = text(&v[12]),
		.reviewer_name = text(&v[13]), .reviewed_us = mg_i(&v[14]), .words = mg_s(&v[15])};
}

bool mg_terminal_request_list(const struct mg_terminal_in *in, struct mg_request_row **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &list, MG_PARAMS(MG_T(in->shared->municipality)), &rows, err))
		return false;
	*ret = mg_arena_calloc(in->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "requests do not fit their arena");
	for (size_t i = 0; i < rows.n; i++)
		read_row(mg_row(&rows, i), &(*ret)[i]);
	*ret_n = rows.n;
	return true;
}

static bool read_one(const struct mg_terminal_in *in, uint64_t request_id, struct mg_request_row *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &get, MG_PARAMS(MG_T(in->shared->municipality), MG_U(request_id)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such request");
	read_row(mg_row(&rows, 0), ret);
	return true;
}

bool mg_terminal_request_lock(const struct mg_terminal_in *in, uint64_t request_id, struct mg_request_row *ret, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(in->tx, in->arena, &lock, MG_PARAMS(MG_T(in->shared->municipality), MG_U(request_id)), &rows, err) &&
	       read_one(in, request_id, ret, err);
}

bool mg_terminal_request_add(const struct mg_terminal_in *in, const struct mg_new_request *r, uint64_t *ret_id, struct mg_error *err)
{
	const bool renewal = r->terminal_id != 0;
	return mg_exec(in->tx, &add,
		MG_PARAMS(MG_T(in->shared->municipality), MG_T(renewal ? "renewal" : "new"),
			MG_T(renewal ? "approved" : "proposed"), MG_B(r->request.p, r->request.n),
			MG_B(r->fingerprint.p, r->fingerprint.n), MG_B(r->assertion_key.p, r->assertion_key.n), MG_T(r->name),
			MG_T(r->section), MG_T(r->ward), MG_U(r->terminal_id), MG_U(r->staff_id),
			MG_T(r->staff_no ? r->staff_no : ""), MG_I(r->now_us), MG_U(r->log_writer), MG_U(r->log_n)),
		NULL, ret_id, err);
}

bool mg_terminal_request_decide(const struct mg_terminal_in *in, const struct mg_request_decision *d, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(in->tx, &decide,
		    MG_PARAMS(MG_T(d->approve ? "approved" : "refused"), MG_U(d->staff_id), MG_T(d->staff_no), MG_I(d->now_us),
			    MG_T(d->words), MG_U(d->log_writer), MG_U(d->log_n), MG_T(in->shared->municipality),
			    MG_U(d->request_id)),
		    &n, NULL, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_CONFLICT, "the request was decided meanwhile");
}

bool mg_terminal_request_replace(const struct mg_terminal_in *in, uint64_t terminal_id, uint64_t log_writer, uint64_t log_n,
	struct mg_error *err)
{
	return mg_exec(in->tx, &replace,
		MG_PARAMS(MG_U(log_writer), MG_U(log_n), MG_T(in->shared->municipality), MG_U(terminal_id)), NULL, NULL, err);
}

bool mg_terminal_request_name_taken(const struct mg_terminal_in *in, const char *name, bool *ret, struct mg_error *err)
{
	const struct mg_value city = MG_T(in->shared->municipality), t = MG_T(name);
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &name_taken, MG_PARAMS(city, t, city, t), &rows, err))
		return false;
	*ret = mg_i(mg_row(&rows, 0)) != 0;
	return true;
}

bool mg_terminal_request_key_taken(const struct mg_terminal_in *in, const struct mg_new_request *r, bool *ret, struct mg_error *err)
{
	const struct mg_value city = MG_T(in->shared->municipality), key = MG_B(r->assertion_key.p, r->assertion_key.n);
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &key_taken,
		    MG_PARAMS(city, key, city, key, MG_B(r->fingerprint.p, r->fingerprint.n)), &rows, err))
		return false;
	*ret = mg_i(mg_row(&rows, 0)) != 0;
	return true;
}

bool mg_terminal_request_newest_renewal(const struct mg_terminal_in *in, uint64_t terminal_id, struct mg_request_row *ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	*ret = (struct mg_request_row){0};
	if (!mg_query(in->tx, in->arena, &newest_renewal, MG_PARAMS(MG_T(in->shared->municipality), MG_U(terminal_id)), &rows,
		    err))
		return false;
	return rows.n == 0 || read_one(in, mg_u(mg_row(&rows, 0)), ret, err);
}

bool mg_terminal_request_person(const struct mg_terminal_in *in, uint64_t staff_id, const char **ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &person, MG_PARAMS(MG_T(in->shared->municipality), MG_U(staff_id)), &rows, err))
		return false;
	*ret = rows.n ? text(mg_row(&rows, 0)) : "";
	return true;
}

bool mg_terminal_seen(const struct mg_terminal_in *in, uint64_t terminal_id, const char *program, int64_t now_us,
	struct mg_error *err)
{
	return mg_exec(in->tx, &seen,
		MG_PARAMS(MG_I(now_us), MG_T(program), MG_T(in->shared->municipality), MG_U(terminal_id)), NULL, NULL, err);
}

bool mg_terminal_next(const struct mg_terminal_in *in, uint64_t terminal_id, struct mg_bytes *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &next, MG_PARAMS(MG_T(in->shared->municipality), MG_U(terminal_id)), &rows, err))
		return false;
	*ret = rows.n ? mg_row(&rows, 0)[0].b : (struct mg_bytes){0};
	return true;
}
