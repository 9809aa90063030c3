/* SPDX-License-Identifier: Apache-2.0
 * Requests and their steps. Accounts: account_store.c. */
#include "staff/staff_store.h"

#define STMT(id, name_, sql_, params_, columns_) \
	static const struct mg_stmt_def id = {.name = name_, .sql = sql_, .params = params_, .columns = columns_}

/* A first password is wanted of a registration, or of a password anew, that was done, until somebody logged in with the account. */
#define REQUEST                                                                                                       \
	"SELECT r.request_no, r.kind + 0, r.state + 0, r.staff_id, r.staff_no, r.person_ref, r.need, r.effective,"    \
	" r.name, r.kana, r.ward, r.section, r.role, r.valid_to, r.vendor, r.was_name, r.was_kana, r.was_ward,"       \
	" r.was_section, r.was_role, r.was_valid_to, r.requester_id, r.requester_no, r.requester_name, r.asked_ward," \
	" r.asked_section, r.asked_us, r.decider_id, r.decider_no, r.decider_name, r.words, r.decided_us, r.done_us," \
	" r.kind IN ('register', 'password') AND r.state = 'done' AND f.state = 'active' AND IFNULL(f.last_login_us, 0) < r.done_us" \
	" FROM madoguchi.staff_request r LEFT JOIN madoguchi.staff f"                                                 \
	" ON f.municipality = r.municipality AND f.staff_id = r.staff_id WHERE r.municipality = ? "
#define REQUEST_COLUMNS "uiiutttt" "tttttti" "tttttt" "utttti" "utttii" "i"
STMT(find_request, "staff.find_request", REQUEST "AND r.request_no = ?", "tu", REQUEST_COLUMNS);
STMT(lock_request, "staff.lock_request",
	"SELECT 1 FROM madoguchi.staff_request WHERE municipality = ? AND request_no = ? FOR UPDATE", "tu", "i");
STMT(list_of_section, "staff.list_requests_of_section",
	REQUEST "AND r.asked_ward = ? AND r.asked_section = ? ORDER BY r.request_no DESC LIMIT 200", "ttt", REQUEST_COLUMNS);
STMT(list_open, "staff.list_open_requests",
	REQUEST "AND (r.state = 'requested' OR r.kind IN ('register', 'password') AND r.state = 'done' AND f.state = 'active'"
		" AND IFNULL(f.last_login_us, 0) < r.done_us) ORDER BY r.request_no LIMIT 500",
	"t", REQUEST_COLUMNS);
STMT(list_all, "staff.list_all_requests", REQUEST "ORDER BY r.request_no DESC LIMIT 200", "t", REQUEST_COLUMNS);
STMT(list_due, "staff.list_due_requests",
	REQUEST "AND r.state = 'approved' AND r.effective <= ? ORDER BY r.effective, r.request_no LIMIT 500", "td", REQUEST_COLUMNS);
STMT(count_open, "staff.count_open_requests",
	"SELECT COUNT(*) FROM madoguchi.staff_request WHERE municipality = ? AND staff_no = ? AND (state = 'requested'"
	" OR state = 'approved' AND (kind = 'remove' OR ? IN ('change', 'personal')))",
	"ttt", "u");
STMT(add_request, "staff.add_request",
	"INSERT INTO madoguchi.staff_request (municipality, kind, state, staff_id, staff_no, person_ref, need, effective, name,"
	" kana, ward, section, role, vendor, valid_to, was_name, was_kana, was_ward, was_section, was_role, was_valid_to,"
	" requester_id, requester_no, requester_name, asked_ward, asked_section, asked_us, log_writer, log_n)"
	" VALUES (?, ?, 'requested', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"tt" "utttd" "tttttid" "tttttd" "uttttiuu", "");
STMT(decide_request, "staff.decide_request",
	"UPDATE madoguchi.staff_request SET state = ?, decider_id = ?, decider_no = ?, decider_name = ?, decided_us = ?, words = ?"
	" WHERE municipality = ? AND request_no = ? AND state = ?",
	"tuttit" "tut", "");
STMT(withdraw_request, "staff.withdraw_request",
	"UPDATE madoguchi.staff_request SET state = 'withdrawn' WHERE municipality = ? AND request_no = ? AND state = 'requested'",
	"tu", "");
STMT(finish_request, "staff.finish_request",
	"UPDATE madoguchi.staff_request SET state = 'done', staff_id = ?, done_us = ?"
	" WHERE municipality = ? AND request_no = ? AND state = 'approved'",
	"uitu", "");
STMT(lapse_request, "staff.lapse_request",
	"UPDATE madoguchi.staff_request SET state = 'lapsed' WHERE municipality = ? AND request_no = ? AND state = 'approved'", "tu", "");
STMT(add_step, "staff.add_step",
	"INSERT INTO madoguchi.staff_request_step (municipality, request_no, state, at_us, by_no, log_writer, log_n)"
	" VALUES (?, ?, ?, ?, ?, ?, ?)",
	"tutituu", "");

mg_stmt_list mg_staff_statements = {&find_request, &lock_request, &list_of_section, &list_open, &list_all, &list_due, &count_open,
	&add_request, &decide_request, &withdraw_request, &finish_request, &lapse_request, &add_step, NULL};

static bool read_day(const struct mg_value *v, struct mg_date *ret, struct mg_error *err)
{
	*ret = (struct mg_date){0};
	return v->kind == MG_VALUE_NULL || mg_date_parse(mg_s(v), strlen(mg_s(v)), ret) == MG_DATE_READ ||
	       mg_fail(err, MG_ERR_DATA_LOSS, "a day of a request is none");
}

static bool read_images(const struct mg_value *v, struct mg_staff_request *r, struct mg_error *err)
{
	r->after = (struct mg_staff_image){.name = mg_s(&v[8]), .kana = mg_s(&v[9]), .ward = mg_s(&v[10]),
		.section = mg_s(&v[11]), .role = mg_role_from_name(mg_s(&v[12]))};
	if (!read_day(&v[13], &r->after.valid_to, err))
		return false;
	if (v[15].kind == MG_VALUE_NULL)
		return true;
	r->before = (struct mg_staff_image){.name = mg_s(&v[15]), .kana = mg_s(&v[16]), .ward = mg_s(&v[17]),
		.section = mg_s(&v[18]), .role = mg_role_from_name(mg_s(&v[19]))};
	return read_day(&v[20], &r->before.valid_to, err);
}

static bool read_request(const struct mg_value *v, struct mg_staff_request *ret, struct mg_error *err)
{
	struct mg_staff_request r = {.request_no = mg_u(&v[0]),
		.kind = (enum mg_staff_kind)mg_i(&v[1]),
		.state = (enum mg_staff_state)mg_i(&v[2]),
		.staff_id = mg_u(&v[3]),
		.staff_no = mg_s(&v[4]),
		.person_ref = mg_s(&v[5]),
		.need = mg_s(&v[6]),
		.vendor = mg_i(&v[14]) != 0,
		.requester_id = mg_u(&v[21]),
		.requester_no = mg_s(&v[22]),
		.requester_name = mg_s(&v[23]),
		.asked_ward = mg_s(&v[24]),
		.asked_section = mg_s(&v[25]),
		.asked_us = mg_i(&v[26]),
		.decider_id = mg_u(&v[27]),
		.decider_no = mg_s(&v[28]),
		.decider_name = mg_s(&v[29]),
		.words = mg_s(&v[30]),
		.decided_us = mg_i(&v[31]),
		.done_us = mg_i(&v[32]),
		.wants_password = mg_i(&v[33]) == 1};
	if (!read_day(&v[7], &r.effective, err) || !read_images(v, &r, err))
		return false;
	*ret = r;
	return true;
}

bool mg_request_get(const struct mg_staff_in *at, uint64_t request_no, bool lock, struct mg_staff_request *ret, struct mg_error *err)
{
	const struct mg_value params[] = {MG_T(at->shared->municipality), MG_U(request_no)};
	struct mg_rows rows;
	if (lock && !mg_query(at->tx, at->arena, &lock_request, params, MG_LEN(params), &rows, err))
		return false;
	if (!mg_query(at->tx, at->arena, &find_request, params, MG_LEN(params), &rows, err))
		return false;
	return rows.n ? read_request(mg_row(&rows, 0), ret, err) : mg_fail(err, MG_ERR_NOT_FOUND, "no such request");
}

static bool query_list(const struct mg_staff_in *at, enum mg_request_list which, const char *ward, const char *section,
	struct mg_date day, struct mg_rows *ret, struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality);
	char iso[MG_DATE_TEXT_BYTES];
	switch (which) {
	case MG_REQUESTS_OF_SECTION:
		return mg_query(at->tx, at->arena, &list_of_section, MG_PARAMS(city, MG_T(ward), MG_T(section)), ret, err);
	case MG_REQUESTS_OPEN:
		return mg_query(at->tx, at->arena, &list_open, MG_PARAMS(city), ret, err);
	case MG_REQUESTS_ALL:
		return mg_query(at->tx, at->arena, &list_all, MG_PARAMS(city), ret, err);
	case MG_REQUESTS_DUE:
		break;
	}
	mg_date_format(day, MG_DATE_ISO, iso);
	return mg_query(at->tx, at->arena, &list_due, MG_PARAMS(city, MG_T(iso)), ret, err);
}

bool mg_request_list(const struct mg_staff_in *at, enum mg_request_list which, const char *ward, const char *section,
	struct mg_date day, struct mg_staff_request **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!query_list(at, which, ward, section, day, &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "requests do not fit their arena");
	for (size_t i = 0; i < rows.n; i++)
		if (!read_request(mg_row(&rows, i), &(*ret)[i], err))
			return false;
	*ret_n = rows.n;
	return true;
}

bool mg_request_count_open(const struct mg_staff_in *at, const char *staff_no, enum mg_staff_kind kind, uint64_t *ret,
	struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(at->tx, at->arena, &count_open,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(staff_no), MG_T(mg_staff_kind_name(kind))), &rows, err))
		return false;
	*ret = mg_u(mg_row(&rows, 0));
	return true;
}

static struct mg_value day_value(struct mg_date day, char buffer[MG_DATE_TEXT_BYTES])
{
	mg_date_format(day, MG_DATE_ISO, buffer);
	return mg_date_is_none(day) ? MG_NULL : MG_T(buffer);
}

static bool write_step(const struct mg_staff_in *at, uint64_t request_no, enum mg_staff_state state, int64_t now_us,
	const char *by_no, struct mg_staff_log log, struct mg_error *err)
{
	return mg_exec(at->tx, &add_step,
		MG_PARAMS(MG_T(at->shared->municipality), MG_U(request_no), MG_T(mg_staff_state_name(state)), MG_I(now_us),
			MG_T(by_no), MG_U(log.writer), MG_U(log.n)),
		NULL, NULL, err);
}

bool mg_request_add(const struct mg_staff_in *at, const struct mg_staff_request *r, struct mg_staff_log log, uint64_t *ret_no,
	struct mg_error *err)
{
	const struct mg_staff_image *a = &r->after, *b = &r->before;
	char effective[MG_DATE_TEXT_BYTES], to[MG_DATE_TEXT_BYTES], was_to[MG_DATE_TEXT_BYTES];
	return mg_exec(at->tx, &add_request,
		       MG_PARAMS(MG_T(at->shared->municipality), MG_T(mg_staff_kind_name(r->kind)),
			       r->staff_id ? MG_U(r->staff_id) : MG_NULL, MG_T(r->staff_no), MG_T(r->person_ref), MG_T(r->need),
			       day_value(r->effective, effective), MG_T(a->name), MG_T(a->kana), MG_T(a->ward), MG_T(a->section),
			       MG_T(mg_role_name(a->role)), MG_I(r->vendor), day_value(a->valid_to, to), MG_T(b->name),
			       MG_T(b->kana), MG_T(b->ward), MG_T(b->section), b->name ? MG_T(mg_role_name(b->role)) : MG_NULL,
			       day_value(b->valid_to, was_to), MG_U(r->requester_id), MG_T(r->requester_no),
			       MG_T(r->requester_name), MG_T(r->asked_ward), MG_T(r->asked_section), MG_I(r->asked_us),
			       MG_U(log.writer), MG_U(log.n)),
		       NULL, ret_no, err) &&
	       write_step(at, *ret_no, MG_STAFF_REQUESTED, r->asked_us, r->requester_no, log, err);
}

bool mg_request_move(const struct mg_staff_in *at, const struct mg_request_step *s, struct mg_staff_log log, struct mg_error *err)
{
	const struct mg_value city = MG_T(at->shared->municipality), no = MG_U(s->request_no);
	uint64_t moved;
	bool ok;
	if (s->to == MG_STAFF_DONE)
		ok = mg_exec(at->tx, &finish_request, MG_PARAMS(MG_U(s->staff_id), MG_I(s->now_us), city, no), &moved, NULL, err);
	else if (s->to == MG_STAFF_LAPSED)
		ok = mg_exec(at->tx, &lapse_request, MG_PARAMS(city, no), &moved, NULL, err);
	else if (s->to == MG_STAFF_WITHDRAWN)
		ok = mg_exec(at->tx, &withdraw_request, MG_PARAMS(city, no), &moved, NULL, err);
	else
		ok = mg_exec(at->tx, &decide_request,
			MG_PARAMS(MG_T(mg_staff_state_name(s->to)), MG_U(s->by_id), MG_T(s->by_no), MG_T(s->by_name),
				MG_I(s->now_us), MG_T(s->words ? s->words : ""), city, no, MG_T(mg_staff_state_name(s->from))),
			&moved, NULL, err);
	if (!ok)
		return false;
	if (moved != 1)
		return mg_fail(err, MG_ERR_CONFLICT, "the request has moved on");
	return write_step(at, s->request_no, s->to, s->now_us, s->by_no, log, err);
}
