/* SPDX-License-Identifier: Apache-2.0 */
#include "rig.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "access/session_store.h"
#include "extract/extract_load.h"
#include "madoguchi/v1/receipt.pb-c.h"
#include "receipt/receipt.h"
#include "rights_file.h"
#include "rpc/check.h"
#include "rpc/notes.h"

static const struct {
	const char *no, *role, *ward, *ref, *rights[2];
} people[] = {
	[CLERK] = {"100001", "clerk", "146", "P-1", {"MEDIA_OUT"}},
	[EXTRACTOR] = {"100002", "clerk", "146", "P-2", {"EXTRACT"}},
	[EXTRACTOR_2] = {"100003", "clerk", "146", "P-2", {NULL}},
	[HEAD] = {"200001", "head", "146", "P-4", {"EXPORT_APPROVE"}},
	[HEAD_ELSEWHERE] = {"200002", "head", "142", "P-5", {"EXPORT_APPROVE"}},
	[HEAD_2] = {"200003", "supervisor", "146", "P-1", {NULL}},
	[KEEPER] = {"300001", "it", "146", "P-7", {"MEDIA_ADMIN"}},
	[READER] = {"400001", "auditor", "100", "P-8", {NULL}},
	[CLERK_B] = {"100009", "clerk", "146", "P-9", {"MEDIA_OUT"}},
};

enum mg_code rig_code;
char rig_field[32];
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

bool rig_sql_is_refused(const char *format, ...)
{
	char sql[4000];
	va_list args;
	struct mg_error err = {0};
	va_start(args, format);
	vsnprintf(sql, sizeof(sql), format, args);
	va_end(args);
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(mg_bureau.superuser);
	if (mg_db_script(db, sql, strlen(sql), &err))
		return false;
	/* a trigger's or a key's no, and not a slip in the statement */
	if (!strstr(err.detail, "1644") && !strstr(err.detail, "1062") && !strstr(err.detail, "4025") && !strstr(err.detail, "1452"))
		fail_msg("%s: %s", sql, err.detail);
	return true;
}

int64_t rig_number(const char *sql)
{
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
	snprintf(s->ward, sizeof(s->ward), "%s", people[who].ward);
	snprintf(s->staff_no, sizeof(s->staff_no), "%s", people[who].no);
	snprintf(s->staff_name, sizeof(s->staff_name), "架空 %s", people[who].no);
	s->staff_id = who;
	s->role = mg_role_from_name(people[who].role);
	s->state = MG_SESSION_LIVE;
	call->terminal.terminal_id = 1;
	snprintf(call->terminal.name, sizeof(call->terminal.name), "北-01");
	snprintf(call->terminal.ward, sizeof(call->terminal.ward), "146");
	if (!mg_session_find_rights(call->tx, call->arena, call->shared, who, s, err))
		return false;
	mg_session_grant(s, mg_test_rights(), s->rights);
	return true;
}

/* As the gate does: permission, memory of the row, demanded notes, a reply that fits, and what is kept for replay. */
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
	rig_field[0] = '\0';
	const bool ok = v->row->handle(call, v->in, out, err);
	snprintf(rig_field, sizeof(rig_field), "%s", call->field ? call->field : "");
	if (!ok)
		return false;
	if ((call->notes->got & v->row->notes) != v->row->notes)
		return mg_fail(err, MG_ERR_INTERNAL, "a note is missing");
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

bool rig_job(const char *name)
{
	struct mg_worker w;
	struct mg_error err = {0};
	const struct mg_job *job = NULL;
	for (size_t i = 0; i < mg_job_table_len; i++)
		if (strcmp(mg_job_table[i].name, name) == 0)
			job = &mg_job_table[i];
	assert_non_null(job);
	if (!mg_bureau_worker(job->account, &w, &err))
		fail_msg("%s", err.detail);
	const bool ok = mg_gate_run_job(&w, job, NULL, &err);
	if (!ok)
		print_message("%s: %s\n", name, err.detail);
	mg_worker_done(&w);
	return ok;
}

/* ---- people and their forms ---- */

static bool load_specs(struct mg_call *call, void *user, struct mg_error *err)
{
	static char text[1 << 16];
	size_t specs;
	FILE *f = fopen(MG_SOURCE_DIR "/sql/codes/extract.csv", "re");
	(void)user;
	assert_non_null(f);
	const size_t n = fread(text, 1, sizeof(text), f);
	fclose(f);
	if (!mg_extract_load(call->tx, call->arena, MG_BUREAU_CITY, text, n, call->now_us, &specs, err))
		return false;
	assert_int_equal(specs, 2);
	/* loaded again it is the same */
	return mg_extract_load(call->tx, call->arena, MG_BUREAU_CITY, text, n, call->now_us, &specs, err);
}

static void add_people(void)
{
	for (size_t i = 1; i < MG_LEN(people); i++)
		rig_sql("INSERT INTO madoguchi.staff (municipality, staff_id, staff_no, name, kana, ward, section, role, state, "
			"must_change_password, valid_from, person_ref, made_us) VALUES ('271403', %zu, '%s', '架空 %s', 'カクウ', "
			"'%s', '架空課', '%s', 'active', 0, '2026-01-01', '%s', 1)",
			i, people[i].no, people[i].no, people[i].ward, people[i].role, people[i].ref);
	for (size_t i = 1; i < MG_LEN(people); i++)
		for (size_t k = 0; k < 2 && people[i].rights[k]; k++)
			rig_sql("INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, asked_by, "
				"allowed_by, log_writer, log_n) VALUES ('271403', %zu, '%s', 1, 'admin:test', '400001', '%s', 1, 1)",
				i, people[i].rights[k], i == KEEPER ? "200002" : "300001");
}

void rig_open(const char *name)
{
	struct mg_error err = {0};
	mg_bureau_open(name);
	mg_bureau_set_time(RIG_START_US);
	mg_bureau.shared.export_size_limit_bytes = 1U << 20;
	mg_bureau.shared.export_quota_per_day = 50;
	mg_bureau.shared.export_keep_us = 7 * 24 * MG_TICKET_HOUR_US;
	mg_bureau.shared.export_daily_minute = 1;
	mg_arena_init(&kept, 64U << 20);
	rig_sql("INSERT INTO madoguchi.municipality VALUES ('271403', '架空市', 'kakuu', 1)");
	rig_sql("INSERT INTO madoguchi.terminal (municipality, terminal_id, name, section, ward, cert_sha256, cert_not_after_us, "
		"assertion_key, state, enrolled_us) VALUES ('271403', 1, '北-01', '架空課', '146', REPEAT('a', 32), 1, REPEAT('b', "
		"32), 'enrolled', 1)");
	add_people();
	if (!mg_bureau_run(NULL, load_specs, NULL, &err))
		fail_msg("%s", err.detail);
}

void rig_close(void)
{
	mg_arena_done(&kept);
	mg_bureau_close();
}

void rig_approve_specs(void)
{
	rig_sql("UPDATE madoguchi.extract_spec SET approved_by = '200001', approved_name = '架空 200001', approved_us = 2, "
		"log_writer = 1, log_n = 1");
}

static const char *shori_no;
static const char *name_kanji;

static bool enter(struct mg_call *call, void *user, struct mg_error *err)
{
	static const struct mg_receipt_item items[] = {{"異動年月日", "", "令和8年11月1日"}};
	struct mg_receipt_no no;
	const struct mg_receipt_entry entry = {.form = MG_FORM_ACQUIRE_FIRST,
		.shori_no = shori_no,
		.name_kanji = name_kanji,
		.name_kana = "カクウ",
		.received_date = mg_date_of_utc_us(call->now_us),
		.packed = {(const uint8_t *)"form", 4},
		.items = items,
		.n_items = MG_LEN(items)};
	(void)user;
	return sign_in(call, CLERK, err) && mg_receipt_take_number(call, &no, err) &&
	       mg_receipt_enter(call, &no, &entry, err);
}

static void sign_off(void)
{
	Pb__CheckListRequest list = PB__CHECK_LIST_REQUEST__INIT;
	Pb__SignOffRequest sign = PB__SIGN_OFF_REQUEST__INIT;
	list.staff_no = sign.staff_no = (char *)(uintptr_t) "100001";
	const Pb__CheckListReply *l = rig_call(CLERK_B, "Receipt/CheckList", &list.base);
	assert_non_null(l);
	sign.digest = l->digest;
	assert_non_null(rig_call(CLERK_B, "Receipt/SignOff", &sign.base));
}

void rig_receipts(void)
{
	static const char *const names[] = {"架空 花子", "=HYPERLINK(1)", "架空 隠子"};
	struct mg_error err = {0};
	for (unsigned i = 0; i < 3; i++) {
		struct mg_invented p;
		char number[11];
		mg_invent(&p, i + 1);
		mg_invent_basics(&p, names[i], "カクウ", "19900102", "架空市架空町1丁目");
		mg_invent_set(&p, MG_JUKI_SHOKAN_WARD, "146");
		mg_bureau_write('I', &p, NULL);
		snprintf(number, sizeof(number), "%010u", i + 1);
		if (i == 2)
			rig_sql("INSERT INTO madoguchi.protected_person (municipality, shori_no, started_us, started_by, "
				"valid_from) VALUES ('271403', '%s', 1, '200001', '2026-01-01')",
				number);
		shori_no = number;
		name_kanji = names[i];
		if (!mg_bureau_run("mg_app", enter, NULL, &err))
			fail_msg("enter: %s", err.detail);
		/* the event of the form, as the qualification slice records it */
		rig_sql("INSERT INTO madoguchi.pension_qualification (municipality, shori_no, event_no, row_version, "
			"known_from_us, source, log_writer, log_n, undone, receipt_ward, receipt_day, receipt_no, ido_date, "
			"tokuso_reason, insured_type) VALUES ('271403', '%s', 1, 1, 1, 'test', 1, 1, 0, '146', '2026-11-28', %u, "
			"'2026-11-01', '03', '1')",
			number, i + 1);
	}
	sign_off();
}

/* ---- in one line ---- */

const Pb__BuiltExtract *rig_build(enum who who, const char *reason)
{
	Pb__ExtractBuildRequest in = PB__EXTRACT_BUILD_REQUEST__INIT;
	Pb__Date from = PB__DATE__INIT, to = PB__DATE__INIT;
	from.year = to.year = 2026, from.month = to.month = 11, from.day = 1, to.day = 30;
	in.spec = S("qualification-list");
	in.version = 1;
	in.from = &from;
	in.to = &to;
	in.reason = S(reason);
	const Pb__ExtractBuildReply *r = rig_call(who, "Extract/Build", &in.base);
	return r ? r->extract : NULL;
}

uint64_t rig_medium(void)
{
	static uint64_t id;
	if (id)
		return id;
	static uint8_t hash[32] = {9};
	Pb__MediaEnterRequest in = PB__MEDIA_ENTER_REQUEST__INIT;
	Sg__UsbDevice d = SG__USB_DEVICE__INIT;
	d.vendor = 0x0951;
	d.product = 0x1666;
	d.serial = S("AB12CD34");
	d.descriptors_sha256 = (ProtobufCBinaryData){32, hash};
	in.label = S("北-USB-01");
	in.owner = S("架空課");
	in.device = &d;
	const Pb__MediaReply *r = rig_call(KEEPER, "Media/Enter", &in.base);
	assert_non_null(r);
	assert_null(rig_call(KEEPER, "Media/Enter", &in.base)); /* a stick is entered once */
	assert_int_equal(rig_code, MG_ERR_ALREADY_EXISTS);
	return id = r->medium->medium_id;
}

static uint32_t medium_version(void)
{
	return (uint32_t)rig_number("SELECT row_version FROM madoguchi.medium");
}

bool rig_lend(const char *staff_no, unsigned day)
{
	Pb__MediaLendRequest in = PB__MEDIA_LEND_REQUEST__INIT;
	Pb__Date due = PB__DATE__INIT;
	due.year = 2026, due.month = 11, due.day = day;
	in.medium_id = rig_medium();
	in.row_version = medium_version();
	in.staff_no = S(staff_no);
	in.due = &due;
	return rig_call(KEEPER, "Media/Lend", &in.base) != NULL;
}

bool rig_take_back(void)
{
	Pb__MediaTakeBackRequest in = PB__MEDIA_TAKE_BACK_REQUEST__INIT;
	in.medium_id = rig_medium();
	in.row_version = medium_version();
	in.erased = true;
	return rig_call(KEEPER, "Media/TakeBack", &in.base) != NULL;
}

const Pb__ExportItem *rig_request(enum who who, uint64_t extract_id)
{
	Pb__ExportRequestRequest in = PB__EXPORT_REQUEST_REQUEST__INIT;
	in.extract_id = extract_id;
	in.medium_id = rig_medium();
	in.purpose = S("年金事務所への送付");
	in.recipient = S("架空年金事務所");
	in.reason = S("月次の報告");
	const Pb__ExportRequestReply *r = rig_call(who, "Export/Request", &in.base);
	return r ? r->item : NULL;
}

bool rig_withdraw(enum who who, ProtobufCBinaryData ticket_id)
{
	Pb__ExportWithdrawRequest in = PB__EXPORT_WITHDRAW_REQUEST__INIT;
	in.ticket_id = ticket_id;
	return rig_call(who, "Export/Withdraw", &in.base) != NULL;
}

const Pb__ExportPreviewReply *rig_preview(enum who who, ProtobufCBinaryData ticket_id, uint32_t first_row)
{
	Pb__ExportPreviewRequest in = PB__EXPORT_PREVIEW_REQUEST__INIT;
	in.ticket_id = ticket_id;
	in.first_row = first_row;
	return rig_call(who, "Export/Preview", &in.base);
}

const Pb__ExportListReply *rig_list(enum who who, bool to_approve)
{
	Pb__ExportListRequest in = PB__EXPORT_LIST_REQUEST__INIT;
	in.to_approve = to_approve;
	return rig_call(who, "Export/List", &in.base);
}

const char *rig_hex_of(ProtobufCBinaryData id)
{
	static char hex[33];
	mg_hex(id.data, 16, hex);
	return hex;
}

struct sending {
	uint64_t extract_id, sent;
};

static bool send(struct mg_call *call, void *user, struct mg_error *err)
{
	struct sending *s = user;
	return sign_in(call, CLERK, err) && mg_receipt_send(call, s->extract_id, &s->sent, err);
}

int64_t rig_send(uint64_t extract_id)
{
	struct sending s = {.extract_id = extract_id};
	struct mg_error err = {0};
	return mg_bureau_run("mg_app", send, &s, &err) ? (int64_t)s.sent : -1;
}
