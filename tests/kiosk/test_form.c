/* SPDX-License-Identifier: Apache-2.0
 * The form against a scripted server: what is typed survives everything but registering, parking and dropping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "scripted.h"
#include "work/mg-form.h"

static const MgDate today = {2026, 11, 28};

struct rig {
	Scripted *server;
	MgClient *client;
	MgLine *line;
	MgForm *form;
};

static void answer(struct rig *rig, const char *method, const ProtobufCMessage *message)
{
	g_autoptr(GBytes) packed = mg_line_pack(message);
	scripted_answer(rig->server, method, packed);
}

static void answer_show(struct rig *rig, guint version)
{
	Pb__QualificationShowReply show = PB__QUALIFICATION_SHOW_REPLY__INIT;
	Pb__QualificationJudgeReply judge = PB__QUALIFICATION_JUDGE_REPLY__INIT;
	Pb__Verdict verdict = PB__VERDICT__INIT;
	show.state_version = version;
	judge.state_version = version;
	judge.may_record = TRUE;
	judge.verdict = &verdict;
	answer(rig, "Show", &show.base);
	answer(rig, "Judge", &judge.base);
}

static struct rig open_rig(const Line *lines, guint n)
{
	struct rig rig;
	Pb__AcquireReply reply = PB__ACQUIRE_REPLY__INIT;
	Pb__ReceiptNo no = PB__RECEIPT_NO__INIT;
	Pb__Date day = PB__DATE__INIT;
	Pb__DraftParkReply parked = PB__DRAFT_PARK_REPLY__INIT;
	day.year = 2026;
	day.month = 11;
	day.day = 28;
	no.ward = (char *)"143";
	no.day = &day;
	no.number = 7;
	reply.no = &no;
	g_autoptr(GBytes) packed = mg_line_pack(&reply.base);
	rig.server = scripted_new(lines, n, packed);
	parked.version = 1;
	answer(&rig, "Park", &parked.base);
	answer_show(&rig, 3);
	rig.client = mg_client_new(scripted_config(rig.server));
	rig.line = mg_line_new(rig.client);
	rig.form = mg_form_new(rig.line);
	return rig;
}

static void close_rig(struct rig *rig)
{
	g_object_unref(rig->form);
	while (g_main_context_iteration(NULL, FALSE))
		;
	g_object_unref(rig->line);
	g_object_unref(rig->client);
	scripted_free(rig->server);
}

#define UNTIL(condition)                                                                                     \
	do {                                                                                                 \
		const gint64 end = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;                             \
		while (!(condition)) {                                                                       \
			assert_true(g_get_monotonic_time() < end);                                           \
			if (!g_main_context_iteration(NULL, FALSE))                                          \
				g_usleep(1000);                                                              \
		}                                                                                            \
	} while (0)

static void type(struct rig *rig, const char *remarks)
{
	MgAcquire values;
	mg_acquire_init(&values);
	mg_acquire_copy(&values, mg_form_get_values(rig->form));
	values.fact = today;
	values.filer = MG_FILER_SELF;
	mg_acquire_set_text(&values, MG_ACQUIRE_REASON, "03");
	mg_acquire_set_text(&values, MG_ACQUIRE_DOCUMENTS, "01 11");
	mg_acquire_set_text(&values, MG_ACQUIRE_REMARKS, remarks);
	mg_form_set_values(rig->form, &values);
	mg_acquire_clear(&values);
}

static gboolean is_judged(struct rig *rig)
{
	return mg_form_get_state(rig->form) == MG_FORM_OPEN && mg_form_get_judgement(rig->form) &&
	       !mg_form_is_judging(rig->form);
}

static void a_registration_of_unknown_end_is_settled_and_has_one_number(void **state)
{
	static const Line lines[] = {{.said = SAID_UNCERTAIN}, {.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines));
	assert_true(mg_form_begin(rig.form, "1234567", &today));
	type(&rig, "備考");
	UNTIL(is_judged(&rig));
	assert_true(mg_form_is_unsaved(rig.form));
	assert_true(mg_form_record(rig.form, "", ""));
	assert_false(mg_form_record(rig.form, "", ""));
	UNTIL(mg_form_get_state(rig.form) == MG_FORM_DONE);
	assert_int_equal(scripted_committed(rig.server), 1);
	assert_false(scripted_saw_reuse(rig.server));
	g_autofree char *no = mg_receipt_no_format(mg_form_get_receipt(rig.form));
	assert_string_equal(no, "143-20261128-0007");
	assert_false(mg_form_is_unsaved(rig.form));
	close_rig(&rig);
}

static void a_conflict_keeps_what_was_typed_and_shows_both(void **state)
{
	static const Line lines[] = {{SAID_REFUSED, "CONFLICT", NULL}, {.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines));
	mg_form_begin(rig.form, "1234567", &today);
	type(&rig, "残る");
	UNTIL(is_judged(&rig));
	answer_show(&rig, 4);
	mg_form_record(rig.form, "", "");
	UNTIL(mg_form_has_conflict(rig.form));
	assert_string_equal(mg_form_get_values(rig.form)->text[MG_ACQUIRE_REMARKS], "残る");
	mg_form_reread(rig.form);
	UNTIL(mg_form_get_seen_before(rig.form));
	assert_int_equal(mg_form_get_seen_before(rig.form)->state_version, 3);
	assert_int_equal(mg_form_get_person(rig.form)->state_version, 4);
	assert_false(mg_form_has_conflict(rig.form));
	assert_true(mg_form_record(rig.form, "", ""));
	UNTIL(mg_form_get_state(rig.form) == MG_FORM_DONE);
	assert_int_equal(scripted_keys(rig.server), 2);
	close_rig(&rig);
}

static void the_rules_tell_of_a_change_before_f12(void **state)
{
	static const Line lines[] = {{.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines));
	mg_form_begin(rig.form, "1234567", &today);
	UNTIL(is_judged(&rig));
	assert_false(mg_form_has_conflict(rig.form));
	answer_show(&rig, 4);
	const guint news = mg_form_get_news(rig.form);
	type(&rig, "");
	assert_int_equal(mg_form_get_news(rig.form), news); /* a key alone is none */
	UNTIL(mg_form_has_conflict(rig.form));
	assert_int_not_equal(mg_form_get_news(rig.form), news);
	close_rig(&rig);
}

static void a_form_is_given_up_only_when_it_is_parked(void **state)
{
	static const Line lines[] = {{.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines));
	mg_form_begin(rig.form, "1234567", &today);
	UNTIL(is_judged(&rig));
	assert_false(mg_form_park(rig.form, MG_ACQUIRE_FACT)); /* nothing typed yet */
	type(&rig, "書きかけ");
	assert_false(mg_form_begin(rig.form, "7654321", &today));
	assert_string_equal(mg_form_get_shori_no(rig.form), "1234567");
	assert_true(mg_form_park(rig.form, MG_ACQUIRE_FACT));
	type(&rig, "まだ打つ"); /* while the parking is under way */
	UNTIL(mg_form_has_draft(rig.form));
	assert_true(mg_form_is_unsaved(rig.form));
	assert_true(mg_form_park(rig.form, MG_ACQUIRE_FACT));
	UNTIL(mg_form_is_parked(rig.form));
	assert_true(mg_form_begin(rig.form, "7654321", &today));
	assert_string_equal(mg_form_get_values(rig.form)->text[MG_ACQUIRE_REMARKS], "");
	assert_null(mg_form_get_draft_id(rig.form));
	close_rig(&rig);
}

static void a_refusal_names_its_field_until_something_else_is_typed(void **state)
{
	static const Line lines[] = {{SAID_REFUSED, "INVALID", "remarks"}, {SAID_REFUSED, "INVALID", "reason"},
		{SAID_REFUSED, "INVALID", "what_this_kiosk_does_not_know"}, {SAID_REFUSED, "INVALID", NULL}};
	static const guint blamed[] = {MG_ACQUIRE_REMARKS, MG_WHY_WORDS, MG_N_TYPED, MG_N_TYPED};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines));
	mg_form_begin(rig.form, "1234567", &today);
	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *text = g_strdup_printf("%u", i);
		type(&rig, text);
		assert_int_equal(mg_form_get_blamed(rig.form), MG_N_TYPED);
		UNTIL(is_judged(&rig));
		mg_form_record(rig.form, "", "");
		UNTIL(mg_form_get_act(rig.form)->state == MG_ACT_FAILED);
		assert_int_equal(mg_form_get_blamed(rig.form), blamed[i]);
	}
	close_rig(&rig);
}

static void what_is_half_typed_is_parked_and_comes_back(void **state)
{
	static const Line lines[] = {{.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines));
	Pb__DraftTakeReply taken = PB__DRAFT_TAKE_REPLY__INIT;
	Pb__DraftForm draft = PB__DRAFT_FORM__INIT;
	Pb__AcquireForm form = PB__ACQUIRE_FORM__INIT;
	Pb__DraftRow row = PB__DRAFT_ROW__INIT;
	uint8_t id[MG_DRAFT_ID_BYTES] = {9};
	MgAcquire values;
	MgWireTyped typed;
	mg_form_begin(rig.form, "1234567", &today);
	mg_acquire_init(&values);
	mg_acquire_copy(&values, mg_form_get_values(rig.form));
	mg_acquire_set_typed(&values, MG_ACQUIRE_FACT, "r8.4");
	mg_acquire_set_typed(&values, MG_WHY_WORDS, "途中");
	mg_acquire_set_typed(&values, MG_ACQUIRE_NUMBER, "12345"); /* kept nowhere */
	mg_form_set_values(rig.form, &values);
	assert_true(mg_form_is_unsaved(rig.form)); /* half a date is work too */
	mg_wire_put_typed(&typed, &values, &draft);
	assert_int_equal(draft.n_half_typed, 2);
	form.shori_no = (char *)"1234567";
	draft.acquire = &form;
	row.draft_id = (ProtobufCBinaryData){sizeof id, id};
	taken.form = &draft;
	taken.row = &row;
	taken.version = 1;
	mg_form_park(rig.form, MG_ACQUIRE_FACT);
	UNTIL(mg_form_is_parked(rig.form));
	mg_form_close(rig.form);
	assert_true(mg_form_begin_draft(rig.form, &taken, &today));
	assert_string_equal(mg_form_get_values(rig.form)->typed[MG_ACQUIRE_FACT], "r8.4");
	assert_string_equal(mg_form_get_values(rig.form)->typed[MG_WHY_WORDS], "途中");
	assert_string_equal(mg_form_get_values(rig.form)->typed[MG_ACQUIRE_NUMBER], "");
	mg_acquire_clear(&values);
	close_rig(&rig);
}

static void a_taken_form_keeps_the_version_its_clerk_saw(void **state)
{
	static const Line lines[] = {{.said = SAID_OK}};
	struct rig rig = open_rig(lines, G_N_ELEMENTS(lines));
	Pb__DraftTakeReply taken = PB__DRAFT_TAKE_REPLY__INIT;
	Pb__DraftForm draft = PB__DRAFT_FORM__INIT;
	Pb__AcquireForm form = PB__ACQUIRE_FORM__INIT;
	Pb__DraftRow row = PB__DRAFT_ROW__INIT;
	uint8_t id[MG_DRAFT_ID_BYTES] = {9};
	form.shori_no = (char *)"1234567";
	form.remarks = (char *)"預けた";
	draft.acquire = &form;
	draft.seen_version = 2; /* the server says 3: somebody changed it meanwhile */
	draft.cursor_field = (char *)"documents";
	row.draft_id = (ProtobufCBinaryData){sizeof id, id};
	taken.form = &draft;
	taken.row = &row;
	taken.version = 5;
	assert_true(mg_form_begin_draft(rig.form, &taken, &today));
	assert_int_equal(mg_form_get_cursor(rig.form), MG_ACQUIRE_DOCUMENTS);
	assert_string_equal(mg_form_get_values(rig.form)->text[MG_ACQUIRE_REMARKS], "預けた");
	UNTIL(mg_form_get_state(rig.form) == MG_FORM_OPEN);
	assert_true(mg_form_has_conflict(rig.form));
	assert_true(mg_form_is_parked(rig.form));
	close_rig(&rig);
}

static void receipt_numbers_are_read_strictly(void **state)
{
	static const char *const wrong[] = {"", "7", "143-20261128", "143-20261128-", "143-20261128-0",
		"143-20261328-0007", "143-20261128-0007x", "14-20261128-0007", "1430-20261128-0007"};
	MgReceiptNo no;
	assert_true(mg_receipt_no_parse("143-20261128-0007", &no));
	assert_int_equal(no.number, 7);
	assert_int_equal(no.day.month, 11);
	g_autofree char *text = mg_receipt_no_format(&no);
	assert_string_equal(text, "143-20261128-0007");
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
		assert_false(mg_receipt_no_parse(wrong[i], &no));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_registration_of_unknown_end_is_settled_and_has_one_number),
		cmocka_unit_test(a_conflict_keeps_what_was_typed_and_shows_both),
		cmocka_unit_test(the_rules_tell_of_a_change_before_f12),
		cmocka_unit_test(a_form_is_given_up_only_when_it_is_parked),
		cmocka_unit_test(a_refusal_names_its_field_until_something_else_is_typed),
		cmocka_unit_test(what_is_half_typed_is_parked_and_comes_back),
		cmocka_unit_test(a_taken_form_keeps_the_version_its_clerk_saw),
		cmocka_unit_test(receipt_numbers_are_read_strictly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
