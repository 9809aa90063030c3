/* SPDX-License-Identifier: Apache-2.0 */
#include "counter.h"
#include <openssl/rand.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>
#include "base/date.h"

struct mg_db_config counter_superuser;
struct mg_arena arena;
static char people[COUNTER_PEOPLE][11];
static int n_people;

static _Noreturn void die(const char *what, const char *detail)
{
	fprintf(stderr, "counter: %s %s\n", what, detail);
	exit(1);
}

static bool keep(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	(void)user;
	(void)columns;
	(void)err;
	if (n_people < COUNTER_PEOPLE)
		snprintf(people[n_people++], sizeof(people[0]), "%s", mg_s(&row[0]));
	return true;
}

void counter_open(void)
{
	static const struct mg_stmt_def find = {.name = "counter.people",
		.sql = "SELECT e.shori_no FROM madoguchi.juki_person_ext e JOIN "
		       "madoguchi.juki_person p"
		       " ON p.municipality = e.municipality AND p.shori_no = e.shori_no"
		       " WHERE e.kokunen_type = '2' AND p.shojo_date IS NULL AND p.shojo_reason IS "
		       "NULL AND p.birth_date > '1967-01-01'"
		       " AND NOT EXISTS (SELECT 1 FROM madoguchi.pension_state s WHERE "
		       "s.municipality = e.municipality"
		       " AND s.shori_no = e.shori_no) ORDER BY e.shori_no LIMIT 200",
		.params = "",
		.columns = "t"};
	struct mg_error err = {0};
	struct mg_tx tx;
	mg_rig_open();
	counter_superuser =
		(struct mg_db_config){.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&counter_superuser);
	mg_tx_begin(&tx, db);
	if (!mg_query_each(&tx, &find, MG_NO_PARAMS, keep, NULL, &err))
		die("people", err.detail);
	mg_tx_done(&tx);
}

const char *counter_person(int n)
{
	if (n >= n_people)
		die("the city has too few", "people of 第2号");
	return people[n];
}

void counter_login(struct counter *c, int staff, int terminal)
{
	c->client = mg_rig_connect(terminal);
	c->staff = staff;
	mg_rig_must_login(c->client, staff, terminal, c->token);
}

void counter_logout(struct counter *c)
{
	mg_rig_logout(c->client, c->token);
	mg_rpc_client_free(c->client);
}

int64_t counter_number(const char *sql)
{
	const struct mg_stmt_def def = {
		.name = "counter.number", .sql = sql, .params = "", .columns = "i"};
	struct mg_error err = {0};
	struct mg_rows rows;
	struct mg_tx tx;
	MG_CLEANUP(mg_arena_done) struct mg_arena memory;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&counter_superuser);
	mg_arena_init(&memory, 1 << 16);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &memory, &def, MG_NO_PARAMS, &rows, &err))
		die(sql, err.detail);
	const int64_t n = rows.n ? mg_i(mg_row(&rows, 0)) : -1;
	mg_tx_done(&tx);
	return n;
}

const void *counter_call(const struct counter *c, const char *rpc, const ProtobufCMessage *in,
	const ProtobufCMessageDescriptor *out, const uint8_t *key, struct mg_arena *memory,
	struct counter_said *said)
{
	struct mg_rpc_result result;
	uint8_t fresh[16];
	if (RAND_bytes(fresh, sizeof(fresh)) != 1)
		die("no random bytes", "");
	mg_rpc_call(c->client, rpc, in, out,
		(&(struct mg_rpc_options){
			.token = c->token, .key = key ? key : fresh, .timeout_ms = 60000}),
		memory, &result);
	snprintf(said->code, sizeof(said->code), "%s",
		result.status == 0 ? ""
		: result.code[0]   ? result.code
				   : "TRANSPORT");
	snprintf(said->field, sizeof(said->field), "%s", result.field);
	return result.status == 0 ? result.reply : NULL;
}

void counter_form(struct counter_form *f, const char *shori_no)
{
	const struct mg_date today = mg_date_of_utc_us((int64_t)time(NULL) * 1000000);
	*f = (struct counter_form){.form = PB__ACQUIRE_FORM__INIT, .today = PB__DATE__INIT};
	f->today.year = today.year, f->today.month = today.month, f->today.day = today.day;
	f->fact = f->today;
	f->documents[0] = (char *)(uintptr_t) "01";
	f->documents[1] = (char *)(uintptr_t) "11";
	f->form.shori_no = (char *)(uintptr_t)shori_no;
	f->form.received_date = &f->today;
	f->form.fact_date = &f->fact;
	f->form.reason_code = (char *)(uintptr_t) "03";
	f->form.filer = PB__FILER_KIND__FILER_SELF;
	f->form.documents = f->documents;
	f->form.n_documents = 2;
	f->form.number_check = PB__NUMBER_CHECK__NUMBER_INQUIRED;
}

const Pb__AcquireReply *counter_acquire(const struct counter *c, const char *shori_no,
	const uint8_t *key, struct mg_arena *memory, struct counter_said *said)
{
	struct counter_form f;
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	counter_form(&f, shori_no);
	in.form = &f.form;
	return COUNTER_CALL(c, "Qualification/Acquire", &in, acquire_reply, key, memory, said);
}

/* ---- in one line ---- */

static int next_person;

int counter_setup(void **state)
{
	(void)state;
	counter_open();
	mg_arena_init(&arena, (size_t)64 << 20);
	return 0;
}

const char *somebody(void)
{
	return counter_person(next_person++);
}

Pb__ReceiptNo *no_of(const Pb__AcquireReply *r)
{
	return r->no;
}

const Pb__AcquireReply *must_acquire(const struct counter *c, const char *shori_no)
{
	struct counter_said said;
	const Pb__AcquireReply *r = counter_acquire(c, shori_no, NULL, &arena, &said);
	if (!r)
		fail_msg("acquire: %s %s", said.code, said.field);
	return r;
}

const Pb__ReceiptOpenReply *must_open(const struct counter *c, Pb__ReceiptNo *no)
{
	Pb__ReceiptOpenRequest in = PB__RECEIPT_OPEN_REQUEST__INIT;
	struct counter_said said;
	in.no = no;
	const Pb__ReceiptOpenReply *r =
		COUNTER_CALL(c, "Receipt/Open", &in, receipt_open_reply, NULL, &arena, &said);
	if (!r)
		fail_msg("open: %s", said.code);
	return r;
}

const Pb__QualificationShowReply *must_show(const struct counter *c, const char *shori_no)
{
	Pb__QualificationShowRequest in = PB__QUALIFICATION_SHOW_REQUEST__INIT;
	struct counter_said said;
	in.shori_no = (char *)(uintptr_t)shori_no;
	const Pb__QualificationShowReply *r = COUNTER_CALL(
		c, "Qualification/Show", &in, qualification_show_reply, NULL, &arena, &said);
	if (!r)
		fail_msg("show: %s", said.code);
	return r;
}

/* "" or the code. */
const char *move(const struct counter *c, Pb__ReceiptNo *no, uint32_t version, Pb__ReceiptState to,
	struct counter_said *said)
{
	Pb__ReceiptMoveRequest in = PB__RECEIPT_MOVE_REQUEST__INIT;
	in.no = no;
	in.version = version;
	in.to = to;
	in.reason_code = (char *)(uintptr_t) "01";
	in.reason = (char *)(uintptr_t) "窓口で申出";
	(void)COUNTER_CALL(c, "Receipt/Move", &in, receipt_move_reply, NULL, &arena, said);
	return said->code;
}

const Pb__CorrectReply *correct(const struct counter *c, const char *shori_no, Pb__ReceiptNo *no,
	uint32_t version, const char *reason, struct counter_said *said)
{
	struct counter_form f;
	Pb__CorrectRequest in = PB__CORRECT_REQUEST__INIT;
	counter_form(&f, shori_no);
	f.form.remarks = (char *)(uintptr_t) "離職票を確認";
	in.form = &f.form;
	in.no = no;
	in.version = version;
	in.reason_code = (char *)(uintptr_t)(reason[0] ? "02" : "");
	in.reason = (char *)(uintptr_t)reason;
	return COUNTER_CALL(c, "Qualification/Correct", &in, correct_reply, NULL, &arena, said);
}

const Pb__CheckListReply *must_list(const struct counter *c, const char *staff_no)
{
	Pb__CheckListRequest in = PB__CHECK_LIST_REQUEST__INIT;
	struct counter_said said;
	in.staff_no = (char *)(uintptr_t)staff_no;
	const Pb__CheckListReply *r =
		COUNTER_CALL(c, "Receipt/CheckList", &in, check_list_reply, NULL, &arena, &said);
	if (!r)
		fail_msg("list: %s", said.code);
	return r;
}

const Pb__SignOffReply *sign(
	const struct counter *c, const Pb__CheckListReply *list, struct counter_said *said)
{
	Pb__SignOffRequest in = PB__SIGN_OFF_REQUEST__INIT;
	in.staff_no = list->staff_no;
	in.digest = list->digest;
	return COUNTER_CALL(c, "Receipt/SignOff", &in, sign_off_reply, NULL, &arena, said);
}
