/* SPDX-License-Identifier: Apache-2.0
 * The RPCs of papers with receipts of the register: what is looked at is what comes out of the
 * printer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "bureau.h"
#include "paper/paper.h"
#include "paper_rig.h"
#include "receipt/receipt.h"
#include "rpc/check.h"
#include "rpc/notes.h"

static struct mg_worker worker;
static struct mg_arena kept; /* replies */
static struct mg_receipt_no no;
static enum mg_code code;
static const char *ward = "146";

static void sign_in(struct mg_call *call)
{
	struct mg_session *s = &call->session;
	snprintf(s->ward, sizeof(s->ward), "%s", ward);
	snprintf(s->staff_no, sizeof(s->staff_no), "100001");
	snprintf(s->staff_name, sizeof(s->staff_name), "西 恵");
	s->staff_id = 1;
	s->role = MG_STAFF_CLERK;
}

/* ---- the register ---- */

static bool enter(struct mg_call *call, void *user, struct mg_error *err)
{
	static const struct mg_receipt_item items[] = {{"処理番号", "", "0000000001"},
		{"氏名", "", "渡邉 花子"}, {"異動年月日", "", "令和8年11月1日"},
		{"届出人", "", "世帯主"}, {"届出人氏名", "", "渡邉 太郎"},
		{"確認した書類 1", "", "運転免許証"}, {"確認した書類 2", "", "離職票"},
		{"住所", "", "堺市北区長曽根町一丁目"}};
	const struct mg_receipt_entry entry = {.form = MG_FORM_ACQUIRE_FIRST,
		.shori_no = "0000000001",
		.name_kanji = "渡邉 花子",
		.name_kana = "ワタナベ ハナコ",
		.received_date = mg_date_of_utc_us(call->now_us),
		.packed = {(const uint8_t *)"form", 4},
		.items = items,
		.n_items = MG_LEN(items)};
	(void)user;
	sign_in(call);
	return mg_receipt_take_number(call, &no, err) && mg_receipt_enter(call, &no, &entry, err);
}

/* ---- calls ---- */

static size_t noted_persons; /* in the entry of the last call that was served */

struct visit {
	mg_rpc_fn *handle;
	const ProtobufCMessage *in;
	const ProtobufCMessageDescriptor *output;
	ProtobufCMessage *reply;
};

static bool run(struct mg_call *call, void *user, struct mg_error *err)
{
	struct visit *v = user;
	ProtobufCMessage *out = mg_arena_calloc(call->arena, 1, v->output->sizeof_message);
	sign_in(call);
	protobuf_c_message_init(v->output, out);
	if (!v->handle(call, v->in, out, err))
		return false;
	noted_persons = call->notes->n_persons;
	const size_t n = protobuf_c_message_get_packed_size(out);
	uint8_t *bytes = mg_arena_alloc(&kept, n + 1);
	protobuf_c_message_pack(out, bytes);
	return mg_request_unpack(v->output, &kept, bytes, n, &v->reply, err);
}

static void *visit(
	mg_rpc_fn *handle, const ProtobufCMessage *in, const ProtobufCMessageDescriptor *output)
{
	struct visit v = {.handle = handle, .in = in, .output = output};
	struct mg_error err = {0};
	code = mg_bureau_run("mg_app", run, &v, &err) ? MG_OK : err.code;
	if (code == MG_ERR_INTERNAL || code == MG_ERR_DATA_LOSS)
		print_message("%s\n", err.detail);
	return v.reply;
}

#define HANDLER(m, Request, Reply)                                                                 \
	static bool handle_##m(struct mg_call *call, const ProtobufCMessage *in,                   \
		ProtobufCMessage *out, struct mg_error *err)                                       \
	{                                                                                          \
		return mg_Paper_##m(call, (const Pb__##Request *)(const void *)in,                 \
			(Pb__##Reply *)(void *)out, err);                                          \
	}
HANDLER(preview, PaperPreviewRequest, PaperPreviewReply)
HANDLER(print, PaperPrintRequest, PaperPrintReply)
HANDLER(jobs, PaperJobsRequest, PaperJobsReply)
HANDLER(reprint, PaperReprintRequest, PaperPrintReply)
HANDLER(cancel, PaperCancelRequest, PaperCancelReply)

static Pb__PaperRef *slip_ref(void)
{
	static Pb__PaperRef ref;
	static Pb__ReceiptNo receipt;
	static Pb__Date day;
	pb__paper_ref__init(&ref);
	pb__receipt_no__init(&receipt);
	pb__date__init(&day);
	day.year = no.day.year;
	day.month = no.day.month;
	day.day = no.day.day;
	receipt.ward = no.ward;
	receipt.day = &day;
	receipt.number = no.number;
	ref.kind = PB__PAPER_KIND__PAPER_RECEIPT_SLIP;
	ref.receipt = &receipt;
	return &ref;
}

static Pb__PaperRef *list_ref(void)
{
	static Pb__PaperRef ref;
	static Pb__Date day;
	pb__paper_ref__init(&ref);
	pb__date__init(&day);
	day.year = no.day.year;
	day.month = no.day.month;
	day.day = no.day.day;
	ref.kind = PB__PAPER_KIND__PAPER_CHECK_LIST;
	ref.day = &day;
	return &ref;
}

static const Pb__PaperPreviewReply *preview(
	Pb__PaperRef *ref, uint32_t offset, const ProtobufCBinaryData *sha256)
{
	Pb__PaperPreviewRequest in = PB__PAPER_PREVIEW_REQUEST__INIT;
	in.paper = ref;
	in.offset = offset;
	if (sha256)
		in.sha256 = *sha256;
	return visit(handle_preview, &in.base, &pb__paper_preview_reply__descriptor);
}

static uint64_t print(Pb__PaperRef *ref, uint32_t copies, const ProtobufCBinaryData *sha256)
{
	Pb__PaperPrintRequest in = PB__PAPER_PRINT_REQUEST__INIT;
	in.paper = ref;
	in.copies = copies;
	if (sha256)
		in.sha256 = *sha256;
	const Pb__PaperPrintReply *reply =
		visit(handle_print, &in.base, &pb__paper_print_reply__descriptor);
	return reply ? reply->job_id : 0;
}

static const Pb__PaperJobsReply *jobs(void)
{
	const Pb__PaperJobsRequest in = PB__PAPER_JOBS_REQUEST__INIT;
	return visit(handle_jobs, &in.base, &pb__paper_jobs_reply__descriptor);
}

static const char *words_of(const ProtobufCBinaryData *pdf)
{
	static char text[1 << 18], command[600];
	snprintf(command, sizeof(command),
		"pdftotext -layout '%s' - | LC_ALL=C.UTF-8 sed 's/[ 　]//g' | tr -d '\\n\\f'",
		paper_rig_file("words.pdf", (struct mg_bytes){pdf->data, pdf->len}));
	paper_rig_output(command, text, sizeof(text));
	return text;
}

static int open_rig(void **state)
{
	(void)state;
	char sql[600];
	struct mg_error err = {0};
	struct mg_invented p;
	mg_arena_init(&kept, 64U << 20);
	paper_rig_open("service", 3);
	paper_rig_printer_on();
	mg_bureau_open("paper-service");
	mg_bureau.shared.paper = paper_rig.client;
	mg_bureau_set_time(INT64_C(1795833000000000));
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.printer (municipality, ward, name, position, uri, made_us) "
		"VALUES ('%s', '146', '北-01', 1, '%s', 0)",
		MG_BUREAU_CITY, paper_rig.uri);
	mg_test_db_sql(mg_bureau.superuser, sql);
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.ward_contact (municipality, ward, section, phone, hours) "
		"VALUES ('%s', '146', '北区役所 保険年金課', "
		"'072-000-0146', '')",
		MG_BUREAU_CITY);
	mg_test_db_sql(mg_bureau.superuser, sql);
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.municipality (municipality, name, spiffe_name, made_us) "
		"VALUES ('%s', '架空市', 'x', 0)",
		MG_BUREAU_CITY);
	mg_test_db_sql(mg_bureau.superuser, sql);
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.staff (municipality, staff_id, staff_no, name, kana, ward, "
		"section, role, state,"
		" must_change_password, valid_from, made_us) VALUES ('%s', 1, '100001', '西 恵', "
		"'ニシ', '146', '保険年金課', 'clerk', 'active', 0,"
		" '2026-01-01', 0)",
		MG_BUREAU_CITY);
	mg_test_db_sql(mg_bureau.superuser, sql);
	mg_invent(&p, 1);
	mg_invent_basics(&p, "渡邉 花子", "ワタナベ ハナコ", "19900101", "堺市北区長曽根町一丁目");
	mg_bureau_write('I', &p, NULL);
	if (!mg_bureau_run("mg_app", enter, NULL, &err)) {
		print_message("entered: %s\n", err.detail);
		return 1;
	}
	return mg_bureau_worker("mg_app", &worker, &err) ? 0 : 1;
}

static int close_rig(void **state)
{
	(void)state;
	mg_worker_done(&worker);
	mg_bureau_close();
	paper_rig_close();
	mg_arena_done(&kept);
	return 0;
}

/* ---- cases ---- */

static void a_slip_is_looked_at_and_the_same_bytes_are_printed(void **state)
{
	(void)state;
	static const struct mg_job row = {.name = "PrintPapers",
		.audit = MG_AUDIT_PAPER_QUEUE,
		.account = "mg_app",
		.every_s = 1,
		.arena_bytes = (size_t)64 << 20,
		.run = mg_job_print_papers};
	struct mg_error err = {0};
	char number[MG_RECEIPT_NO_BYTES], command[900], same[100];
	const Pb__PaperPreviewReply *paper = preview(slip_ref(), 0, NULL);
	assert_non_null(paper);
	assert_int_equal(paper->pages, 1);
	assert_int_equal(paper->piece.len, paper->size);
	const char *text = words_of(&paper->piece);
	mg_receipt_no_format(&no, number);
	assert_non_null(strstr(text, number));
	assert_non_null(strstr(text, "太郎（世帯主）"));
	assert_non_null(strstr(text, "運転免許証、離職票"));
	assert_non_null(strstr(text, "072-000-0146"));
	assert_null(strstr(text, "長曽根")); /* no place, of nobody */
	const uint64_t job = print(slip_ref(), 2, &paper->sha256);
	assert_true(job > 0);
	for (int i = 0; i < 40 && jobs()->jobs[0]->state != PB__PAPER_JOB__STATE__PRINTED; i++) {
		nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
		mg_bureau_set_time(INT64_C(1795833000000000) + (i + 1) * INT64_C(2000000));
		if (!mg_gate_run_job(&worker, &row, NULL, &err))
			fail_msg("%s", err.detail);
	}
	const Pb__PaperJobsReply *list = jobs();
	assert_int_equal(list->n_jobs, 1);
	assert_int_equal(list->jobs[0]->state, PB__PAPER_JOB__STATE__PRINTED);
	assert_int_equal(list->jobs[0]->copies, 2);
	assert_int_equal(list->jobs[0]->paper->receipt->number, no.number);
	assert_true(list->n_printers == 1 && list->printers[0]->answers);
	snprintf(command, sizeof(command), "cmp '%s' '%s/printed/1.pdf' && echo same",
		paper_rig_file(
			"looked-at.pdf", (struct mg_bytes){paper->piece.data, paper->piece.len}),
		paper_rig.dir);
	paper_rig_output(command, same, sizeof(same));
	assert_string_equal(same, "same\n");
}

static void a_list_shows_the_entries_without_a_place(void **state)
{
	(void)state;
	const Pb__PaperPreviewReply *paper = preview(list_ref(), 0, NULL);
	assert_non_null(paper);
	const char *text = words_of(&paper->piece);
	assert_non_null(strstr(text, "異動年月日"));
	assert_non_null(strstr(text, "令和8年11月1日"));
	assert_non_null(strstr(text, "届書1件"));
	assert_null(strstr(text, "長曽根"));
}

/* Nothing turns a city into one for training: here the trigger that says so is taken away. */
static void papers_of_a_city_for_training_say_so(void **state)
{
	(void)state;
	char sql[200];
	assert_null(strstr(words_of(&preview(slip_ref(), 0, NULL)->piece), "研修用"));
	mg_test_db_sql(mg_bureau.superuser, "DROP TRIGGER madoguchi.training_begins_empty");
	snprintf(sql, sizeof(sql), "INSERT INTO madoguchi.training VALUES ('%s', 0)", MG_BUREAU_CITY);
	mg_test_db_sql(mg_bureau.superuser, sql);
	assert_non_null(strstr(words_of(&preview(slip_ref(), 0, NULL)->piece), "研修用"));
	assert_non_null(strstr(words_of(&preview(list_ref(), 0, NULL)->piece), "研修用"));
	mg_test_db_sql(mg_bureau.superuser, "DELETE FROM madoguchi.training");
}

static void another_paper_than_the_one_looked_at_is_a_conflict(void **state)
{
	(void)state;
	uint8_t other[32] = {1};
	const ProtobufCBinaryData sha256 = {32, other};
	assert_null(preview(slip_ref(), 0, &sha256));
	assert_int_equal(code, MG_ERR_CONFLICT);
	assert_int_equal(print(slip_ref(), 1, &sha256), 0);
	assert_int_equal(code, MG_ERR_CONFLICT);
	assert_int_equal(print(slip_ref(), 1, NULL), 0); /* not looked at */
	assert_int_equal(code, MG_ERR_INVALID);
	assert_int_equal(print(slip_ref(), 21, &sha256), 0);
	assert_int_equal(code, MG_ERR_INVALID);
	assert_null(preview(slip_ref(), 1, NULL));
	assert_int_equal(code, MG_ERR_INVALID);
}

static void a_job_is_cancelled_or_printed_again_by_its_own_ward(void **state)
{
	(void)state;
	const Pb__PaperPreviewReply *paper = preview(slip_ref(), 0, NULL);
	assert_non_null(paper);
	const uint64_t job = print(slip_ref(), 1, &paper->sha256);
	Pb__PaperCancelRequest cancel = PB__PAPER_CANCEL_REQUEST__INIT;
	Pb__PaperReprintRequest again = PB__PAPER_REPRINT_REQUEST__INIT;
	cancel.job_id = again.job_id = job;
	assert_null(visit(handle_reprint, &again.base,
		&pb__paper_print_reply__descriptor)); /* still on its way */
	assert_int_equal(code, MG_ERR_REFUSED_BY_RULE);
	ward = "142";
	assert_null(visit(handle_cancel, &cancel.base, &pb__paper_cancel_reply__descriptor));
	assert_int_equal(code, MG_ERR_NOT_FOUND);
	assert_int_equal(jobs()->n_jobs, 0);
	ward = "146";
	noted_persons = 0;
	assert_non_null(visit(handle_cancel, &cancel.base, &pb__paper_cancel_reply__descriptor));
	assert_int_equal(noted_persons, 1); /* whose paper it was stands in the entry */
	assert_null(visit(handle_cancel, &cancel.base, &pb__paper_cancel_reply__descriptor));
	assert_int_equal(code, MG_ERR_REFUSED_BY_RULE);
	const Pb__PaperPrintReply *reply =
		visit(handle_reprint, &again.base, &pb__paper_print_reply__descriptor);
	assert_non_null(reply);
	const Pb__PaperJobsReply *list = jobs();
	assert_int_equal(list->jobs[0]->job_id, reply->job_id);
	assert_int_equal(list->jobs[0]->reprint_of, job);
	assert_int_equal(list->jobs[1]->state, PB__PAPER_JOB__STATE__CANCELLED);
}

static void a_ward_without_a_printer_is_told_so(void **state)
{
	(void)state;
	ward = "142";
	const Pb__PaperPreviewReply *paper = preview(slip_ref(), 0, NULL);
	assert_non_null(paper);
	assert_int_equal(print(slip_ref(), 1, &paper->sha256), 0);
	assert_int_equal(code, MG_ERR_NOT_FOUND);
	ward = "146";
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slip_is_looked_at_and_the_same_bytes_are_printed),
		cmocka_unit_test(a_list_shows_the_entries_without_a_place),
		cmocka_unit_test(another_paper_than_the_one_looked_at_is_a_conflict),
		cmocka_unit_test(a_job_is_cancelled_or_printed_again_by_its_own_ward),
		cmocka_unit_test(papers_of_a_city_for_training_say_so),
		cmocka_unit_test(a_ward_without_a_printer_is_told_so),
	};
	return cmocka_run_group_tests(tests, open_rig, close_rig);
}
