/* SPDX-License-Identifier: Apache-2.0
 * What may leave, from the specification to the ticket: calls as the gate makes them, and jobs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/sha.h>
#include "extract/parcel.h"
#include "rig.h"


/* ---- specifications ---- */

static void nothing_is_built_by_a_specification_that_nobody_approved(void **state)
{
	(void)state;
	Pb__ExtractSpecsRequest in = PB__EXTRACT_SPECS_REQUEST__INIT;
	assert_null(rig_build(EXTRACTOR, "調査"));
	assert_int_equal(rig_code, MG_ERR_REFUSED_BY_RULE);
	assert_string_equal(rig_field, "spec");
	assert_true(rig_job("ExtractDaily"));
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.extract"), 0);
	const Pb__ExtractSpecsReply *r = rig_call(EXTRACTOR, "Extract/Specs", &in.base);
	assert_non_null(r);
	assert_int_equal(r->n_specs, 0);
	/* by whoever has the rank only, and what was approved stays */
	assert_true(rig_sql_is_refused("UPDATE madoguchi.extract_spec SET approved_by = '100001', approved_name = 'x', "
				       "approved_us = 2"));
	rig_approve_specs();
	assert_true(rig_sql_is_refused("UPDATE madoguchi.extract_spec SET title = 'x'"));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.extract_spec SET approved_us = 3"));
	assert_true(rig_sql_is_refused("INSERT INTO madoguchi.extract_field VALUES ('271403', 'sofusho', 1, 99, 'state', 'x', 0)"));
	assert_true(rig_sql_is_refused("UPDATE madoguchi.extract_field SET title = 'x'"));
	r = rig_call(EXTRACTOR, "Extract/Specs", &in.base);
	assert_int_equal(r->n_specs, 2);
	assert_int_equal(r->quota_per_day, 50);
	assert_int_equal(r->size_limit, 1U << 20);
}

static void only_who_has_the_right_extracts_and_only_the_own_ward(void **state)
{
	(void)state;
	Pb__ExtractBuildRequest in = PB__EXTRACT_BUILD_REQUEST__INIT;
	Pb__Date from = PB__DATE__INIT, to = PB__DATE__INIT;
	from.year = to.year = 2026, from.month = to.month = 11, from.day = 1, to.day = 30;
	assert_null(rig_build(CLERK, "調査"));
	assert_int_equal(rig_code, MG_ERR_DENIED);
	assert_null(rig_build(HEAD, "調査"));
	assert_int_equal(rig_code, MG_ERR_DENIED);
	assert_null(rig_build(EXTRACTOR, ""));
	assert_string_equal(rig_field, "reason");
	in.spec = S("qualification-list");
	in.version = 1;
	in.reason = S("調査");
	in.from = &to, in.to = &from;
	assert_null(rig_call(EXTRACTOR, "Extract/Build", &in.base));
	assert_string_equal(rig_field, "to");
	in.from = &from, in.to = &to;
	in.ward = S("142");
	assert_null(rig_call(EXTRACTOR, "Extract/Build", &in.base));
	assert_string_equal(rig_field, "ward");
	in.ward = S("146");
	in.version = 7;
	assert_null(rig_call(EXTRACTOR, "Extract/Build", &in.base));
	assert_int_equal(rig_code, MG_ERR_NOT_FOUND);
	in.spec = S("sofusho"); /* the system's */
	in.version = 1;
	assert_null(rig_call(EXTRACTOR, "Extract/Build", &in.base));
	assert_string_equal(rig_field, "spec");
}

/* ---- extracts ---- */

static void an_extract_holds_its_rows_and_not_where_a_protected_person_lives(void **state)
{
	(void)state;
	const Pb__BuiltExtract *x = rig_build(EXTRACTOR, "統計のため");
	assert_non_null(x);
	assert_int_equal(x->row_count, 3);
	assert_int_equal(x->person_count, 3);
	assert_true(rig_lend("100001", 30));
	const Pb__ExportItem *item = rig_request(CLERK, x->extract_id);
	assert_non_null(item);
	/* each is told the count of the own act: the carrier one request, the builder what was built */
	const Pb__ExtractSpecsRequest specs = PB__EXTRACT_SPECS_REQUEST__INIT;
	const Pb__ExtractSpecsReply *mine = rig_call(CLERK, "Extract/Specs", &specs.base);
	assert_non_null(mine);
	assert_int_equal(mine->quota_used, rig_number("SELECT used FROM madoguchi.export_quota WHERE kind = 'request' AND person = 'P-1'"));
	assert_true(mine->quota_used > 0);
	const Pb__ExportPreviewReply *p = rig_preview(HEAD, item->ticket_id, 0);
	assert_non_null(p);
	assert_int_equal(p->n_rows, 3);
	assert_int_equal(p->n_columns, 14);
	assert_memory_equal(p->plain_sha256.data, x->plain_sha256.data, 32);
	assert_memory_equal(p->sealed_sha256.data, x->sealed_sha256.data, 32);
	assert_string_equal(p->columns[6]->title, "氏名漢字");
	assert_string_equal(p->rows[0]->cells[6], "架空 花子");
	assert_string_equal(p->rows[0]->cells[12], "架空市架空町1丁目");
	assert_string_equal(p->rows[0]->cells[13], "0");
	assert_string_equal(p->rows[1]->cells[6], "'=HYPERLINK(1)");
	assert_string_equal(p->rows[2]->cells[11], "");
	assert_string_equal(p->rows[2]->cells[12], "");
	assert_string_equal(p->rows[2]->cells[13], "1");
	p = rig_preview(HEAD, item->ticket_id, 2);
	assert_int_equal(p->n_rows, 1);
	assert_string_equal(p->rows[0]->cells[6], "架空 隠子");
	p = rig_preview(HEAD, item->ticket_id, 3);
	assert_int_equal(p->n_rows, 0);
	assert_true(rig_withdraw(CLERK, item->ticket_id));
	assert_true(rig_take_back());
}

static void the_days_list_is_built_once_and_a_receipt_stands_in_one(void **state)
{
	(void)state;
	assert_true(rig_job("ExtractDaily"));
	assert_true(rig_job("ExtractDaily"));
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.extract WHERE spec = 'sofusho' AND state = 'ready'"), 1);
	assert_int_equal(rig_number("SELECT row_count FROM madoguchi.extract WHERE spec = 'sofusho'"), 3);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.extract_receipt"), 3);
	assert_int_equal(rig_number("SELECT extractor_id IS NULL FROM madoguchi.extract WHERE spec = 'sofusho'"), 1);
	/* the entry of the building is there, under the system's name */
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.extract e JOIN madoguchi_log.leaf l ON l.writer = "
				    "e.log_writer AND l.n = e.log_n"),
		rig_number("SELECT COUNT(*) FROM madoguchi.extract"));
}

static void there_is_a_limit_to_size_and_to_how_many(void **state)
{
	(void)state;
	mg_bureau.shared.export_size_limit_bytes = 300;
	assert_null(rig_build(EXTRACTOR, "大きすぎる"));
	assert_int_equal(rig_code, MG_ERR_REFUSED_BY_RULE);
	assert_string_equal(rig_field, "to");
	mg_bureau.shared.export_size_limit_bytes = 1U << 20;
	const unsigned used = (unsigned)rig_number("SELECT used FROM madoguchi.export_quota WHERE kind = 'build' AND person = 'P-2'");
	mg_bureau.shared.export_quota_per_day = used;
	assert_null(rig_build(EXTRACTOR, "多すぎる"));
	assert_string_equal(rig_field, "quota");
	/* the other account of the same person counts with it */
	rig_sql("INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, asked_by, allowed_by, "
		"log_writer, log_n) VALUES ('271403', 3, 'EXTRACT', 1, 'admin:test', '400001', '300001', 1, 1)");
	assert_null(rig_build(EXTRACTOR_2, "多すぎる"));
	assert_string_equal(rig_field, "quota");
	mg_bureau.shared.export_quota_per_day = 50;
	/* what was refused left nothing behind */
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.extract WHERE state = 'building'"), 0);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.extract_chunk c LEFT JOIN madoguchi.extract e ON "
				    "e.extract_id = c.extract_id WHERE e.extract_id IS NULL"),
		0);
}

/* ---- requests ---- */

static uint64_t sofusho(void)
{
	return (uint64_t)rig_number("SELECT extract_id FROM madoguchi.extract WHERE spec = 'sofusho'");
}

static void a_request_wants_a_stick_that_is_lent_to_its_person(void **state)
{
	(void)state;
	assert_null(rig_request(CLERK, sofusho())); /* it lies in the cupboard */
	assert_string_equal(rig_field, "medium_id");
	assert_false(rig_lend("200002", 30)); /* another section's */
	assert_string_equal(rig_field, "staff_no");
	assert_false(rig_lend("300001", 30)); /* the keeper's own */
	assert_string_equal(rig_field, "staff_no");
	assert_false(rig_lend("100001", 27)); /* a day that is over */
	assert_string_equal(rig_field, "due");
	assert_true(rig_lend("100009", 30));
	assert_null(rig_request(CLERK, sofusho()));
	assert_string_equal(rig_field, "medium_id");
	assert_true(rig_take_back());
	assert_true(rig_lend("100001", 28));
	mg_bureau_set_time(RIG_START_US + 25 * MG_TICKET_HOUR_US);
	assert_null(rig_request(CLERK, sofusho())); /* overdue */
	assert_string_equal(rig_field, "medium_id");
	mg_bureau_set_time(RIG_START_US + 1000000);
	assert_null(rig_request(EXTRACTOR, sofusho()));
	assert_int_equal(rig_code, MG_ERR_DENIED);
	assert_null(rig_request(CLERK, 99999));
	assert_int_equal(rig_code, MG_ERR_NOT_FOUND);
}

static void one_person_has_one_open_ticket_whatever_the_account(void **state)
{
	(void)state;
	const Pb__ExportItem *item = rig_request(CLERK, sofusho());
	assert_non_null(item);
	assert_int_equal(item->state, PB__EXPORT_STATE__EXPORT_REQUESTED);
	assert_string_equal(item->file_name, "EXPORT02.ZIP");
	assert_string_equal(item->extract->extractor, "system");
	assert_null(rig_request(CLERK, sofusho()));
	assert_int_equal(rig_code, MG_ERR_REFUSED_BY_RULE);
	const Pb__ExportListReply *own = rig_list(CLERK, false);
	assert_int_equal(own->n_items, 2);
	assert_string_equal(own->items[0]->reason, "月次の報告");
	assert_int_equal(rig_list(CLERK, true)->n_items, 0); /* may decide nothing */
	assert_int_equal(rig_list(HEAD, true)->n_items, 1);
	assert_int_equal(rig_list(HEAD_ELSEWHERE, true)->n_items, 0);
	assert_false(rig_withdraw(CLERK_B, item->ticket_id)); /* another person's */
	assert_int_equal(rig_code, MG_ERR_NOT_FOUND);
	assert_true(rig_withdraw(CLERK, item->ticket_id));
	assert_false(rig_withdraw(CLERK, item->ticket_id));
	assert_int_equal(rig_code, MG_ERR_REFUSED_BY_RULE);
}

static void who_extracted_or_carries_never_decides(void **state)
{
	(void)state;
	Pb__ExportRefuseRequest no = PB__EXPORT_REFUSE_REQUEST__INIT;
	const Pb__ExportItem *item = rig_request(CLERK, sofusho());
	assert_non_null(item);
	no.ticket_id = item->ticket_id;
	no.words = S("宛先が違います");
	assert_null(rig_preview(HEAD_ELSEWHERE, item->ticket_id, 0));
	assert_int_equal(rig_code, MG_ERR_NOT_FOUND);
	assert_null(rig_preview(CLERK, item->ticket_id, 0));
	assert_int_equal(rig_code, MG_ERR_DENIED);
	/* the requester's other account, a supervisor: the right cannot be given beside the other */
	assert_true(rig_sql_is_refused("INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, "
				       "asked_by, allowed_by, log_writer, log_n) VALUES ('271403', 6, 'EXPORT_APPROVE', 1, 'x', "
				       "'400001', '300001', 1, 1)"));
	/* and where it got there nevertheless, the account is seen to be the same person's */
	rig_sql("UPDATE madoguchi.staff SET person_ref = NULL WHERE staff_id = 6");
	rig_sql("INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, asked_by, allowed_by, "
		"log_writer, log_n) VALUES ('271403', 6, 'EXPORT_APPROVE', 1, 'x', '400001', '300001', 1, 1)");
	assert_true(rig_sql_is_refused("UPDATE madoguchi.staff SET person_ref = 'P-1' WHERE staff_id = 6"));
	rig_sql("DELETE FROM madoguchi.staff_right WHERE staff_id = 1");
	rig_sql("UPDATE madoguchi.staff SET person_ref = 'P-1' WHERE staff_id = 6");
	assert_null(rig_preview(HEAD_2, item->ticket_id, 0));
	assert_int_equal(rig_code, MG_ERR_REFUSED_BY_RULE);
	assert_null(rig_call(HEAD_2, "Export/Refuse", &no.base));
	assert_int_equal(rig_code, MG_ERR_REFUSED_BY_RULE);
	assert_int_equal(rig_list(HEAD_2, true)->n_items, 0);
	rig_sql("DELETE FROM madoguchi.staff_right WHERE staff_id = 6");
	rig_sql("INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, asked_by, allowed_by, "
		"log_writer, log_n) VALUES ('271403', 1, 'MEDIA_OUT', 1, 'x', '400001', '300001', 1, 1)");
	no.words = S("");
	assert_null(rig_call(HEAD, "Export/Refuse", &no.base));
	assert_string_equal(rig_field, "words");
	no.words = S("宛先が違います");
	assert_non_null(rig_call(HEAD, "Export/Refuse", &no.base));
	assert_null(rig_call(HEAD, "Export/Refuse", &no.base)); /* decided */
	assert_string_equal(rig_list(CLERK, false)->items[0]->failure, "宛先が違います");
	assert_int_equal(rig_list(HEAD, false)->n_items, 1); /* what one decided stays with that person */
	assert_int_equal(rig_list(CLERK_B, false)->n_items, 0);
}

/* ---- the sealed file ---- */

struct sealed {
	uint8_t *p;
	size_t n;
	uint8_t plain[1 << 20];
	size_t plain_n;
};

static bool load(void *user, uint32_t number, const uint8_t **ret, size_t *ret_n, struct mg_error *err)
{
	struct sealed *s = user;
	(void)err;
	const size_t at = (size_t)number * MG_PARCEL_PIECE;
	*ret = s->p + at;
	*ret_n = s->n - at < MG_PARCEL_PIECE ? s->n - at : MG_PARCEL_PIECE;
	return true;
}

static bool sink(void *user, const uint8_t *bytes, size_t n, struct mg_error *err)
{
	struct sealed *s = user;
	(void)err;
	assert_true(s->plain_n + n <= sizeof(s->plain));
	memcpy(s->plain + s->plain_n, bytes, n);
	s->plain_n += n;
	return true;
}

static char passphrase[MG_EXTRACT_PASSPHRASE_BYTES];
static bool read_passphrase(struct mg_call *call, void *user, struct mg_error *err)
{
	struct mg_extract x;
	return mg_extract_get(call, *(uint64_t *)user, &x, err) && mg_extract_passphrase(call, &x, passphrase, err);
}

static void an_approved_ticket_downloads_the_file_that_its_digest_names(void **state)
{
	(void)state;
	static struct sealed s;
	Pb__ExportDownloadRequest in = PB__EXPORT_DOWNLOAD_REQUEST__INIT;
	uint8_t hash[32];
	uint64_t id = sofusho();
	struct mg_error err = {0};
	const Pb__ExportItem *item = rig_request(CLERK, id);
	assert_non_null(item);
	in.ticket_id = item->ticket_id;
	assert_null(rig_call(CLERK, "Export/Download", &in.base)); /* not yet */
	assert_int_equal(rig_code, MG_ERR_REFUSED_BY_RULE);
	rig_sql("UPDATE madoguchi.export_ticket SET " APPROVED " WHERE ticket_id = X'%s'", rig_hex_of(item->ticket_id));
	assert_null(rig_call(CLERK_B, "Export/Download", &in.base));
	assert_int_equal(rig_code, MG_ERR_NOT_FOUND);
	const Pb__ExportDownloadReply *r = rig_call(CLERK, "Export/Download", &in.base);
	assert_non_null(r);
	assert_int_equal(r->size, item->extract->sealed_size);
	assert_int_equal(r->piece.len, r->size); /* less than a MiB */
	assert_non_null(r->ticket);
	SHA256(r->piece.data, r->piece.len, hash);
	assert_memory_equal(hash, item->extract->sealed_sha256.data, 32);
	s = (struct sealed){.p = r->piece.data, .n = r->piece.len};
	if (!mg_bureau_run("mg_app", read_passphrase, &id, &err) || !mg_parcel_open(passphrase, s.n, load, sink, &s, &err))
		fail_msg("%s", err.detail);
	SHA256(s.plain, s.plain_n, hash);
	assert_memory_equal(hash, item->extract->plain_sha256.data, 32);
	in.offset = r->size;
	r = rig_call(CLERK, "Export/Download", &in.base);
	assert_int_equal(r->piece.len, 0);
	mg_bureau_set_time(RIG_START_US + 5 * MG_TICKET_HOUR_US);
	in.offset = 0;
	assert_null(rig_call(CLERK, "Export/Download", &in.base)); /* four hours are over */
	assert_int_equal(rig_list(CLERK, false)->items[0]->state, PB__EXPORT_STATE__EXPORT_EXPIRED);
	assert_true(rig_job("ExportWatch"));
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.export_ticket WHERE state = 'expired'"), 1);
	mg_bureau_set_time(RIG_START_US + 2000000);
}

static void a_passphrase_opens_in_its_own_place_only(void **state)
{
	(void)state;
	struct mg_error err = {0};
	uint64_t id = (uint64_t)rig_number("SELECT extract_id FROM madoguchi.extract WHERE spec <> 'sofusho' LIMIT 1");
	rig_sql("DROP TRIGGER madoguchi.extract_stays_as_built");
	rig_sql("CREATE TABLE madoguchi.kept AS SELECT passphrase FROM madoguchi.extract WHERE extract_id = %llu", (unsigned long long)id);
	rig_sql("UPDATE madoguchi.extract e JOIN (SELECT passphrase FROM madoguchi.extract WHERE spec = 'sofusho') o SET "
		"e.passphrase = o.passphrase WHERE e.extract_id = %llu",
		(unsigned long long)id);
	assert_false(mg_bureau_run("mg_app", read_passphrase, &id, &err));
	assert_int_equal(err.code, MG_ERR_DATA_LOSS);
	rig_sql("UPDATE madoguchi.extract e JOIN madoguchi.kept o SET e.passphrase = o.passphrase WHERE e.extract_id = %llu",
		(unsigned long long)id);
	assert_true(mg_bureau_run("mg_app", read_passphrase, &id, &err));
	/* a changed piece shows before anybody signs */
	rig_sql("DROP TRIGGER madoguchi.chunk_stays");
	const Pb__ExportItem *item = rig_request(CLERK, id);
	assert_non_null(item);
	assert_non_null(rig_preview(HEAD, item->ticket_id, 0));
	rig_sql("UPDATE madoguchi.extract_chunk SET bytes = INSERT(bytes, 150, 1, CHAR(ORD(SUBSTRING(bytes, 150, 1)) ^ 1)) WHERE "
		"extract_id = %llu",
		(unsigned long long)id);
	assert_null(rig_preview(HEAD, item->ticket_id, 0));
	assert_int_equal(rig_code, MG_ERR_DATA_LOSS);
	assert_true(rig_withdraw(CLERK, item->ticket_id));
}

/* ---- time ---- */

static void a_redemption_without_a_close_is_an_alarm(void **state)
{
	(void)state;
	Pb__ExportCarriedRequest in = PB__EXPORT_CARRIED_REQUEST__INIT;
	const Pb__ExportItem *item = rig_request(CLERK, sofusho());
	assert_non_null(item);
	rig_sql("UPDATE madoguchi.export_ticket SET " APPROVED " WHERE ticket_id = X'%s'", rig_hex_of(item->ticket_id));
	rig_sql("UPDATE madoguchi.export_ticket SET " REDEEMED " WHERE ticket_id = X'%s'", rig_hex_of(item->ticket_id));
	assert_true(rig_job("ExportWatch"));
	assert_int_equal(rig_list(CLERK_B, false)->n_alarms, 0);
	mg_bureau_set_time(RIG_START_US + 11 * 60 * INT64_C(1000000) + 5000000);
	assert_true(rig_job("ExportWatch"));
	assert_int_equal(rig_list(CLERK_B, false)->n_alarms, 1);
	assert_int_equal(rig_list(HEAD, true)->n_alarms, 1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.export_ticket t JOIN madoguchi_log.leaf l ON l.writer = "
				    "t.log_writer AND l.n = t.log_n WHERE t.state = 'unclosed'"),
		1);
	assert_null(rig_request(CLERK, sofusho())); /* until it is closed */
	const Pb__ExportCarriedReply *r = rig_call(READER, "Export/Carried", &in.base);
	assert_non_null(r);
	assert_int_equal(r->items[0]->state, PB__EXPORT_STATE__EXPORT_UNCLOSED);
	const size_t all = r->n_items;
	in.ward = S("142");
	assert_int_equal(((const Pb__ExportCarriedReply *)rig_call(READER, "Export/Carried", &in.base))->n_items, 0);
	/* the head reads the own section, whatever was asked */
	assert_int_equal(((const Pb__ExportCarriedReply *)rig_call(HEAD, "Export/Carried", &in.base))->n_items, all);
	assert_int_equal(((const Pb__ExportCarriedReply *)rig_call(HEAD_ELSEWHERE, "Export/Carried", &in.base))->n_items, 0);
	in.ward = S("");
	in.before = r->items[1]->ticket_id;
	assert_int_equal(((const Pb__ExportCarriedReply *)rig_call(READER, "Export/Carried", &in.base))->n_items, all - 2);
	in.before = (ProtobufCBinaryData){0};
	in.staff_no = S("100009");
	assert_int_equal(((const Pb__ExportCarriedReply *)rig_call(READER, "Export/Carried", &in.base))->n_items, 0);
	assert_null(rig_call(CLERK, "Export/Carried", &in.base));
	assert_int_equal(rig_code, MG_ERR_DENIED);
}

static void an_extract_goes_when_its_time_is_over_and_nobody_is_to_carry_it(void **state)
{
	(void)state;
	const int64_t extracts = rig_number("SELECT COUNT(*) FROM madoguchi.extract");
	mg_bureau_set_time(RIG_START_US + 8 * 24 * MG_TICKET_HOUR_US);
	assert_true(rig_job("ExtractRemove"));
	/* the one whose ticket is unclosed stays */
	assert_int_equal(rig_number("SELECT COUNT(DISTINCT extract_id) FROM madoguchi.extract_chunk"), 1);
	assert_int_equal(rig_number("SELECT COUNT(*) FROM madoguchi.extract WHERE state = 'removed'"), extracts - 1);
	assert_true(rig_sql_is_refused("INSERT INTO madoguchi.extract_chunk VALUES ('271403', %lld, 9, 'x')", (long long)sofusho()));
	mg_bureau_set_time(RIG_START_US + 3000000);
}

static int setup(void **state)
{
	(void)state;
	rig_open("test_export");
	rig_receipts();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_built_by_a_specification_that_nobody_approved),
		cmocka_unit_test(only_who_has_the_right_extracts_and_only_the_own_ward),
		cmocka_unit_test(an_extract_holds_its_rows_and_not_where_a_protected_person_lives),
		cmocka_unit_test(the_days_list_is_built_once_and_a_receipt_stands_in_one),
		cmocka_unit_test(there_is_a_limit_to_size_and_to_how_many),
		cmocka_unit_test(a_request_wants_a_stick_that_is_lent_to_its_person),
		cmocka_unit_test(one_person_has_one_open_ticket_whatever_the_account),
		cmocka_unit_test(who_extracted_or_carries_never_decides),
		cmocka_unit_test(an_approved_ticket_downloads_the_file_that_its_digest_names),
		cmocka_unit_test(a_passphrase_opens_in_its_own_place_only),
		cmocka_unit_test(a_redemption_without_a_close_is_an_alarm),
		cmocka_unit_test(an_extract_goes_when_its_time_is_over_and_nobody_is_to_carry_it),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
