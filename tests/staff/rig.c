/* SPDX-License-Identifier: Apache-2.0 */
#include "rig.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "access/session_store.h"
#include "auth/auth.h"
#include "base/date.h"
#include "rpc/check.h"
#include "rights_file.h"
#include "rpc/notes.h"

static const struct {
	const char *no, *role, *ward, *section, *ref;
	bool vendor;
} people[N_PEOPLE] = {
	[HEAD] = {"200001", "head", "146", "北", "P-1", false},
	[CLERK] = {"100001", "clerk", "146", "北", "P-2", false},
	[CLERK_B] = {"100002", "clerk", "146", "北", "P-3", false},
	[HEAD_ELSEWHERE] = {"200002", "head", "142", "中", "P-4", false},
	[CLERK_ELSEWHERE] = {"100003", "clerk", "142", "中", "P-5", false},
	[AUTHORITY] = {"300001", "authority", "100", "人事", "P-6", false},
	[AUTHORITY_2] = {"300002", "authority", "100", "人事", "P-1", false},
	[AUDITOR] = {"400001", "auditor", "100", "監査", "P-8", false},
	[VENDOR] = {"500001", "clerk", "146", "北", "V-9", true},
	[OF_SOUTH] = {"100004", "clerk", "146", "南", "P-10", false},
};

enum mg_code rig_code;
char rig_field[32], rig_refused[48];
static struct mg_arena kept;

/* ---- the database ---- */

void rig_sql(const char *format, ...)
{
	char sql[4000];
	va_list args;
	va_start(args, format);
	vsnprintf(sql, sizeof(sql), format, args);
	va_end(args);
	mg_test_db_sql(mg_bureau.superuser, sql);
}

static bool is_refused(const struct mg_db_config *as, const char *format, va_list args)
{
	char sql[4000];
	struct mg_error err = {0};
	vsnprintf(sql, sizeof(sql), format, args);
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(as);
	if (mg_db_script(db, sql, strlen(sql), &err))
		return false;
	/* a trigger's, a key's or a CHECK's no, and not a slip in the statement */
	if (!strstr(err.detail, "1644") && !strstr(err.detail, "1062") && !strstr(err.detail, "4025") && !strstr(err.detail, "1142") &&
		!strstr(err.detail, "1143"))
		fail_msg("%s: %s", sql, err.detail);
	return true;
}

bool rig_sql_is_refused(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const bool refused = is_refused(mg_bureau.superuser, format, args);
	va_end(args);
	return refused;
}

bool rig_app_is_refused(const char *format, ...)
{
	const struct mg_db_config app = mg_test_db_as(mg_bureau.superuser, "mg_app");
	va_list args;
	va_start(args, format);
	const bool refused = is_refused(&app, format, args);
	va_end(args);
	return refused;
}

int64_t rig_number(const char *format, ...)
{
	char sql[4000];
	va_list args;
	va_start(args, format);
	vsnprintf(sql, sizeof(sql), format, args);
	va_end(args);
	const struct mg_stmt_def def = {.name = "rig.number", .sql = sql, .params = "", .columns = "i"};
	struct mg_rows rows;
	struct mg_error err = {0};
	struct mg_tx tx;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(mg_bureau.superuser);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &kept, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s: %s", sql, err.detail);
	const int64_t n = rows.n ? mg_i(mg_row(&rows, 0)) : -1;
	mg_tx_done(&tx);
	return n;
}

void rig_day(int days)
{
	mg_bureau_set_time(RIG_START_US + days * DAY_US);
}

/* ---- calls ---- */

struct visit {
	enum who who;
	const struct mg_rpc *row;
	const ProtobufCMessage *in;
	ProtobufCMessage *reply;
};

static bool sign_in(struct mg_call *call, enum who who, struct mg_error *err)
{
	struct mg_session *s = &call->session;
	const struct mg_stmt_def def = {.name = "rig.role",
		.sql = "SELECT role, ward FROM madoguchi.staff WHERE staff_id = ?", .params = "u", .columns = "tt"};
	struct mg_rows rows;
	if (!mg_query(call->tx, call->arena, &def, MG_PARAMS(MG_U(who)), &rows, err))
		return false;
	snprintf(s->ward, sizeof(s->ward), "%s", mg_s(&mg_row(&rows, 0)[1]));
	snprintf(s->staff_no, sizeof(s->staff_no), "%s", people[who].no);
	snprintf(s->staff_name, sizeof(s->staff_name), "架空 %s", people[who].no);
	s->staff_id = who;
	s->role = mg_role_from_name(mg_s(mg_row(&rows, 0)));
	s->state = MG_SESSION_LIVE;
	call->terminal.terminal_id = 1;
	if (!mg_withheld_find(call->tx, call->arena, call->shared, who, call->now_us, &s->withheld, err))
		return false;
	mg_session_grant(s, mg_test_rights(), 0);
	return true;
}

static void read_refused(const struct mg_call *call)
{
	struct mg_reader reader;
	mg_reader_init(&reader, call->notes->facts, call->notes->facts_n);
	rig_refused[0] = '\0';
	while (reader.ok && reader.n) {
		const struct mg_bytes key = mg_get_block(&reader), value = mg_get_block(&reader);
		if (key.n == 7 && memcmp(key.p, "refused", 7) == 0)
			snprintf(rig_refused, sizeof(rig_refused), "%.*s", (int)value.n, (const char *)value.p);
	}
}

/* As the gate does: permission, memory of the row, what is slow, a reply that fits, and what is kept for replay. */
static bool run(struct mg_call *call, void *user, struct mg_error *err)
{
	struct visit *v = user;
	call->row = v->row;
	call->arena->limit_bytes = v->row->arena_bytes;
	if (!sign_in(call, v->who, err))
		return false;
	if (!mg_session_may(&call->session, v->row->perm))
		return mg_fail(err, MG_ERR_DENIED, "not permitted");
	ProtobufCMessage *out = mg_message_new(mg_rpc_output(v->row), call->arena);
	call->field = NULL;
	bool ok = !v->row->prepare || v->row->prepare(call, v->in, NULL, err);
	ok = ok && v->row->handle(call, v->in, out, err);
	snprintf(rig_field, sizeof(rig_field), "%s", call->field ? call->field : "");
	read_refused(call);
	if (!ok)
		return false;
	const size_t n = protobuf_c_message_get_packed_size(out);
	if ((v->row->flags & MG_RPC_WRITE) && n > 2048)
		return mg_fail(err, MG_ERR_INTERNAL, "a reply of %zu bytes cannot be kept for replay", n);
	uint8_t *bytes = mg_arena_alloc(&kept, n + 1);
	protobuf_c_message_pack(out, bytes);
	return mg_request_unpack(mg_rpc_output(v->row), &kept, bytes, n, &v->reply, err);
}

const void *rig_call(enum who who, const char *name, const ProtobufCMessage *in)
{
	char path[80];
	struct mg_error err = {0};
	snprintf(path, sizeof(path), "/madoguchi.v1.%s", name);
	struct visit v = {.who = who, .row = mg_rpc_find(path, strlen(path)), .in = in};
	assert_non_null(v.row);
	rig_code = mg_bureau_run("mg_app", run, &v, &err) ? MG_OK : err.code;
	if (rig_code == MG_ERR_INTERNAL)
		fail_msg("%s: %s", name, err.detail);
	return rig_code == MG_OK ? v.reply : NULL;
}

bool rig_job(void)
{
	struct mg_worker w;
	struct mg_error err = {0};
	const struct mg_job *job = NULL;
	for (size_t i = 0; i < mg_job_table_len; i++)
		if (strcmp(mg_job_table[i].name, "StaffDay") == 0)
			job = &mg_job_table[i];
	assert_non_null(job);
	if (!mg_bureau_worker(job->account, &w, &err))
		fail_msg("%s", err.detail);
	const bool ok = mg_gate_run_job(&w, job, NULL, &err);
	if (!ok)
		print_message("StaffDay: %s\n", err.detail);
	mg_worker_done(&w);
	return ok;
}

void rig_session(enum who who)
{
	rig_sql("UPDATE madoguchi.session SET ended_us = 1, end_reason = 'elsewhere' WHERE ended_us IS NULL;"
		"INSERT INTO madoguchi.session (municipality, token_sha256, staff_id, terminal_id, cert_sha256, created_us, last_seen_us,"
		" resume_tries) VALUES ('271403', RANDOM_BYTES(32), %d, 1, REPEAT('a', 32), 1, 1, 0)", (int)who);
}

/* ---- people ---- */

void rig_open(const char *name)
{
	struct mg_error err = {0};
	mg_bureau_open(name);
	rig_day(0);
	mg_arena_init(&kept, 64U << 20);
	if (!mg_auth_init(&mg_bureau.shared, &err))
		fail_msg("%s", err.detail);
	rig_sql("INSERT INTO madoguchi.municipality VALUES ('271403', '架空市', 'kakuu', 1)");
	rig_sql("INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, cert_sha256, cert_not_after_us, "
		"assertion_key, state, enrolled_us) VALUES ('271403', 1, '北-01', '北', '146', REPEAT('a', 32), 1, REPEAT('b', "
		"32), 'enrolled', 1)");
	for (int i = 1; i < N_PEOPLE; i++)
		rig_sql("INSERT INTO madoguchi.staff (municipality, staff_id, staff_no, name, kana, ward, section, role, state, "
			"must_change_password, valid_from, valid_to, person_ref, made_us, vendor, last_login_us) VALUES ('271403', %d, "
			"'%s', '架空 %s', 'カクウ', '%s', '%s', '%s', 'active', 0, '2026-01-01', %s, '%s', 1, %d, %lld)",
			i, people[i].no, people[i].no, people[i].ward, people[i].section, people[i].role,
			people[i].vendor ? "'2027-03-31'" : "NULL", people[i].ref, people[i].vendor, (long long)RIG_START_US);
}

void rig_close(void)
{
	mg_auth_done(&mg_bureau.shared);
	mg_arena_done(&kept);
	mg_bureau_close();
}

/* ---- in one line ---- */

static Pb__Date *day_of(int days, Pb__Date *ret)
{
	const struct mg_date d = mg_date_of_utc_us(RIG_START_US + days * DAY_US);
	*ret = (Pb__Date)PB__DATE__INIT;
	ret->year = d.year, ret->month = d.month, ret->day = d.day;
	return ret;
}

uint64_t rig_ask(const struct ask *a)
{
	Pb__StaffAskRequest in = PB__STAFF_ASK_REQUEST__INIT;
	Pb__StaffAccount account = PB__STAFF_ACCOUNT__INIT;
	Pb__Date from, to;
	in.kind = a->kind;
	in.staff_no = S(a->staff_no);
	in.person_ref = S(a->person_ref ? a->person_ref : "");
	in.need = S(a->need ? a->need : "窓口の受付に要る");
	in.effective = day_of(a->from, &from);
	in.account = &account;
	account.name = S("架空 新人");
	account.kana = S("カクウ シンジン");
	account.ward = S(a->ward ? a->ward : a->kind == PB__STAFF_KIND__STAFF_CHANGE ? people[a->by].ward : "");
	account.section = S(a->section ? a->section : a->kind == PB__STAFF_KIND__STAFF_CHANGE ? people[a->by].section : "");
	account.role = S(a->role ? a->role : "clerk");
	account.vendor = a->vendor;
	account.valid_to = a->to ? day_of(a->to, &to) : NULL;
	const Pb__StaffStepReply *r = rig_call(a->by, "Staff/Ask", &in.base);
	return r ? r->request_no : 0;
}

bool rig_approve(enum who by, uint64_t request_no)
{
	Pb__StaffApproveRequest in = PB__STAFF_APPROVE_REQUEST__INIT;
	in.request_no = request_no;
	return rig_call(by, "Staff/Approve", &in.base) != NULL;
}

bool rig_refuse(enum who by, uint64_t request_no, const char *words)
{
	Pb__StaffRefuseRequest in = PB__STAFF_REFUSE_REQUEST__INIT;
	in.request_no = request_no;
	in.words = S(words);
	return rig_call(by, "Staff/Refuse", &in.base) != NULL;
}

Pb__StaffState rig_state(uint64_t request_no)
{
	return (Pb__StaffState)rig_number(
		"SELECT state + 0 FROM madoguchi.staff_request WHERE request_no = %llu", (unsigned long long)request_no);
}

void rig_refused_by(const char *fault)
{
	assert_int_equal(rig_code, MG_ERR_REFUSED_BY_RULE);
	assert_string_equal(rig_field, fault);
	assert_string_equal(rig_refused, fault);
}
