/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "desk.h"
#include "rights_file.h"
#include "rpc/check.h"
#include "rpc/notes.h"

struct desk desk;
uint64_t desk_may, desk_may_not;
const char *desk_ward = "146";
static struct mg_arena kept;

void desk_open_for(const char *name)
{
	mg_bureau_open(name);
	mg_arena_init(&kept, (size_t)256 << 20);
}

void desk_close(void)
{
	mg_arena_done(&kept);
	mg_bureau_close();
}

void desk_clear(void)
{
	mg_arena_reset(&kept);
}

/* ---- one call ---- */

struct visit {
	mg_rpc_fn *handle;
	const ProtobufCMessageDescriptor *output;
	size_t arena_kib;
	unsigned notes;
	const ProtobufCMessage *in;
	ProtobufCMessage *reply;
};

static void read_notes(const struct mg_call *call)
{
	struct mg_reader r;
	size_t n = 0;
	desk.notes = call->notes->got;
	desk.n_persons = call->notes->n_persons;
	memcpy(desk.persons, call->notes->persons, sizeof(desk.persons));
	mg_reader_init(&r, call->notes->facts, call->notes->facts_n);
	while (r.ok && r.n) {
		const struct mg_bytes key = mg_get_block(&r), value = mg_get_block(&r);
		n += (size_t)snprintf(desk.facts + n, sizeof(desk.facts) - n, "%.*s=%.*s\n",
			(int)key.n, (const char *)key.p, (int)value.n, (const char *)value.p);
	}
}

static bool handle(struct mg_call *call, void *user, struct mg_error *err)
{
	struct visit *v = user;
	call->session.role = MG_STAFF_CLERK;
	snprintf(call->session.ward, sizeof(call->session.ward), "%s", desk_ward);
	mg_session_grant(&call->session, mg_test_rights(), 0);
	call->session.may = (call->session.may | desk_may) & ~desk_may_not;
	call->arena->limit_bytes = (v->arena_kib + 64) << 10; /* as the gate does */
	ProtobufCMessage *out = mg_message_new(v->output, call->arena);
	const bool ok = v->handle(call, v->in, out, err);
	if (call->field)
		snprintf(desk.field, sizeof(desk.field), "%s", call->field);
	read_notes(call);
	if (!ok)
		return false;
	if ((call->notes->got & v->notes) != v->notes)
		return mg_fail(err, MG_ERR_INTERNAL, "a note is missing");
	desk.reply_bytes = protobuf_c_message_get_packed_size(out);
	uint8_t *bytes = mg_arena_alloc(call->arena, desk.reply_bytes);
	if (!bytes)
		return mg_fail(err, MG_ERR_TOO_LARGE, "the reply does not fit its arena");
	protobuf_c_message_pack(out, bytes);
	return mg_request_unpack(v->output, &kept, bytes, desk.reply_bytes, &v->reply, err);
}

static const void *visit(struct visit *v)
{
	struct mg_error err = {0};
	desk = (struct desk){0};
	if (!mg_bureau_run("mg_app", handle, v, &err)) {
		desk.code = err.code;
		if (err.code == MG_ERR_INTERNAL || err.code == MG_ERR_DATA_LOSS ||
			err.code == MG_ERR_TOO_LARGE)
			print_message("%s\n", err.detail);
		return NULL;
	}
	return v->reply;
}

/* Memory and notes of the rows; the handlers of other slices are not linked here. */
enum {
#define MG_RPC(S, M, m, Request, perm, audit, notes, flags, arena, lane)                           \
	S##_##m##_kib = (arena), S##_##m##_notes = (notes),
#include "rpc/rpc_list.def"
#undef MG_RPC
};
#define HANDLER(m, Request, Reply)                                                                 \
	static bool handle_##m(struct mg_call *call, const ProtobufCMessage *in,                   \
		ProtobufCMessage *out, struct mg_error *err)                                       \
	{                                                                                          \
		return mg_Person_##m(call, (const Pb__##Request *)in, (Pb__##Reply *)out, err);    \
	}
HANDLER(search, PersonSearchRequest, PersonSearchReply)
HANDLER(open, PersonOpenRequest, PersonOpenReply)
HANDLER(history, PersonHistoryRequest, PersonHistoryReply)

const Pb__PersonSearchReply *desk_ask(const Pb__PersonSearchRequest *in)
{
	struct visit v = {.handle = handle_search,
		.arena_kib = Person_search_kib,
		.notes = Person_search_notes};
	v.output = &pb__person_search_reply__descriptor;
	v.in = &in->base;
	return visit(&v);
}

const Pb__PersonSearchReply *desk_next(const char *text, const ProtobufCBinaryData *cursor)
{
	Pb__PersonSearchRequest in = PB__PERSON_SEARCH_REQUEST__INIT;
	in.text = (char *)(uintptr_t)text;
	if (cursor)
		in.cursor = *cursor;
	return desk_ask(&in);
}

const Pb__PersonSearchReply *desk_search(const char *text)
{
	return desk_next(text, NULL);
}

const Pb__PersonSearchReply *desk_must_search(const char *text)
{
	const Pb__PersonSearchReply *r = desk_search(text);
	if (!r)
		fail_msg("%s: %s", text, mg_code_name(desk.code));
	return r;
}

static const Pb__PersonOpenReply *open_on(const char *shori_no, Pb__Date *as_of)
{
	Pb__PersonOpenRequest in = PB__PERSON_OPEN_REQUEST__INIT;
	struct visit v = {
		.handle = handle_open, .arena_kib = Person_open_kib, .notes = Person_open_notes};
	in.shori_no = (char *)(uintptr_t)shori_no;
	in.as_of = as_of;
	v.output = &pb__person_open_reply__descriptor;
	v.in = &in.base;
	return visit(&v);
}

const Pb__PersonOpenReply *desk_open(const char *shori_no)
{
	return open_on(shori_no, NULL);
}

const Pb__PersonOpenReply *desk_open_as_of(
	const char *shori_no, int32_t year, unsigned month, unsigned day)
{
	Pb__Date date = PB__DATE__INIT;
	date.year = year;
	date.month = month;
	date.day = day;
	return open_on(shori_no, &date);
}

const Pb__PersonOpenReply *desk_must_open(const char *shori_no)
{
	const Pb__PersonOpenReply *r = desk_open(shori_no);
	if (!r)
		fail_msg("%s: %s", shori_no, mg_code_name(desk.code));
	return r;
}

const Pb__PersonHistoryReply *desk_history(const char *shori_no, const ProtobufCBinaryData *cursor)
{
	Pb__PersonHistoryRequest in = PB__PERSON_HISTORY_REQUEST__INIT;
	struct visit v = {.handle = handle_history,
		.arena_kib = Person_history_kib,
		.notes = Person_history_notes};
	in.shori_no = (char *)(uintptr_t)shori_no;
	if (cursor)
		in.cursor = *cursor;
	v.output = &pb__person_history_reply__descriptor;
	v.in = &in.base;
	return visit(&v);
}

/* ---- looking ---- */

bool desk_noted(const char *shori_no)
{
	uint8_t p[MG_PSEUDONYM_BYTES];
	mg_keys_pseudonym(mg_bureau.shared.keys, MG_BUREAU_CITY, shori_no, p);
	for (size_t i = 0; i < desk.n_persons; i++)
		if (memcmp(desk.persons[i], p, sizeof(p)) == 0)
			return true;
	return false;
}

const Pb__Item *desk_item(const Pb__PersonOpenReply *reply, const char *column)
{
	for (size_t i = 0; i < reply->n_juki; i++)
		if (strcmp(reply->juki[i]->column, column) == 0)
			return reply->juki[i];
	fail_msg("no item %s", column);
	return NULL;
}

int64_t desk_count(const char *sql)
{
	struct mg_rows rows;
	struct mg_tx tx;
	struct mg_error err = {0};
	const struct mg_stmt_def def = {
		.name = "desk.count", .sql = sql, .params = "", .columns = "i"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(mg_bureau.superuser);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &kept, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	const int64_t n = rows.n ? mg_i(mg_row(&rows, 0)) : -1;
	mg_tx_done(&tx);
	return n;
}
