/* SPDX-License-Identifier: Apache-2.0
 * The form 資格取得届 as it comes over the wire: read, checked for completeness, and put into
 * words. */
#include <stdio.h>
#include "base/number.h"
#include "code/code.h"
#include "qualification/acquire_inside.h"
#include "rpc/check.h"

#define FORM_BYTES_MAX 4096U
#define NUMBER_CHECK_US INT64_C(3600000000) /* a comparison counts for the form that follows it */

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a form");
}

static bool refuse(struct mg_call *call, const char *field, struct mg_error *err, const char *why)
{
	call->field = field;
	return mg_fail(err, MG_ERR_INVALID, "%s", why);
}

static bool read_date(struct mg_call *call, const Pb__Date *from, const char *field,
	struct mg_date *ret, struct mg_error *err)
{
	*ret = (struct mg_date){0};
	if (!from)
		return true;
	if (from->year >= 1 && from->year <= 9999 && from->month <= 12 && from->day <= 31)
		*ret = (struct mg_date){from->year, (uint8_t)from->month, (uint8_t)from->day};
	return mg_date_is_valid(*ret) || refuse(call, field, err, "no such day");
}

static bool read_text(
	struct mg_call *call, const char *text, size_t max, const char *field, struct mg_error *err)
{
	const size_t n = strlen(text);
	return (mg_text_is_clean(text, n) && mg_text_count(text, n) <= max) ||
	       refuse(call, field, err, "longer than may be, or with characters that may not be");
}

static bool read_texts(struct mg_call *call, const Pb__AcquireForm *f, struct mg_error *err)
{
	for (size_t i = 0; i < f->n_documents; i++)
		if (!read_text(call, f->documents[i], 8, "documents", err))
			return false;
	if (f->n_documents > MG_DOCUMENTS_MAX)
		return refuse(call, "documents", err, "more than may be");
	return read_text(call, f->reason_code, 2, "reason_code", err) &&
	       read_text(call, f->filer_name, 100, "filer_name", err) &&
	       read_text(call, f->filer_relation, 8, "filer_relation", err) &&
	       read_text(call, f->pension_no, 10, "pension_no", err) &&
	       read_text(call, f->late_entry_reason, 8, "late_entry_reason", err) &&
	       read_text(call, f->remarks, MG_REMARK_CHARACTERS, "remarks", err);
}

bool mg_acquire_read(struct mg_call *call, const Pb__AcquireForm *form, struct mg_acquire_case *ret,
	struct mg_error *err)
{
	*ret = (struct mg_acquire_case){.form = form};
	if (!form)
		return refuse(call, "form", err, "no form");
	if (pb__acquire_form__get_packed_size(form) > FORM_BYTES_MAX)
		return refuse(call, "form", err, "a form larger than any may be");
	if (!read_texts(call, form, err) ||
		!read_date(
			call, form->received_date, "received_date", &ret->in.received_date, err) ||
		!read_date(call, form->fact_date, "fact_date", &ret->in.fact_date, err))
		return false;
	if (strlen(form->reason_code) > 2)
		return refuse(call, "reason_code", err, "a code has two digits");
	snprintf(ret->in.reason_code, sizeof(ret->in.reason_code), "%s", form->reason_code);
	ret->in.number_differs = form->number_check == PB__NUMBER_CHECK__NUMBER_DIFFERS;
	ret->in.today = mg_date_of_utc_us(call->now_us);
	return true;
}

/* ---- complete ---- */

static bool check_codes(struct mg_call *call, const struct mg_acquire_case *c, struct mg_error *err)
{
	const Pb__AcquireForm *f = c->form;
	const char *word;
	for (size_t i = 0; i < f->n_documents; i++)
		if (!mg_code_check(call, "document", f->documents[i], c->in.today, "documents",
			    &word, err))
			return false;
	if (f->filer_relation[0] && !mg_code_check(call, "filer_relation", f->filer_relation,
					    c->in.today, "filer_relation", &word, err))
		return false;
	return !f->late_entry_reason[0] ||
	       mg_code_check(call, "late_entry_reason", f->late_entry_reason, c->in.today,
		       "late_entry_reason", &word, err);
}

bool mg_acquire_check(struct mg_call *call, const struct mg_acquire_case *c, struct mg_error *err)
{
	const Pb__AcquireForm *f = c->form;
	const size_t pension_n = strlen(f->pension_no);
	const char *missing = mg_acquire_missing(&(struct mg_acquire_paper){.filer = (int)f->filer,
		.filer_name_n = mg_text_count(f->filer_name, strlen(f->filer_name)),
		.has_relation = f->filer_relation[0] != '\0',
		.documents_n = f->n_documents,
		.number_was_judged =
			f->number_check != PB__NUMBER_CHECK__NUMBER_NOT_SHOWN || pension_n != 0,
		.pension_no_ok = pension_n == 0 || mg_pension_no_is_valid(f->pension_no, pension_n),
		.is_late_entry = !mg_date_is_none(c->in.received_date) &&
				 mg_date_compare(c->in.received_date, c->in.today) < 0,
		.has_late_reason = f->late_entry_reason[0] != '\0',
		.remarks_n = mg_text_count(f->remarks, strlen(f->remarks))});
	if (missing)
		return refuse(call, missing, err, "missing, or not as it may be");
	return check_codes(call, c, err);
}

const char *mg_number_check_word(Pb__NumberCheck check)
{
	switch (check) {
	case PB__NUMBER_CHECK__NUMBER_MATCHES:
		return "matches";
	case PB__NUMBER_CHECK__NUMBER_DIFFERS:
		return "differs";
	case PB__NUMBER_CHECK__NUMBER_NONE_HELD:
		return "none_held";
	default:
		return NULL;
	}
}

bool mg_acquire_check_number(struct mg_call *call, const struct mg_acquire_case *c,
	const struct mg_receipt *of, struct mg_error *err)
{
	const struct mg_qualification_in at = mg_qualification_in(call, c->form->shori_no);
	const char *said = mg_number_check_word(c->form->number_check), *found;
	Pb__AcquireForm *before;
	if (!said)
		return true;
	if (!mg_number_check_find(
		    &at, call->session.session_no, call->now_us - NUMBER_CHECK_US, &found, err))
		return false;
	if (strcmp(said, found) == 0)
		return true;
	if (of && !mg_acquire_form_of(call, of, &before, err))
		return false;
	return (of && before->number_check == c->form->number_check) ||
	       refuse(call, "number_check", err, "no comparison of this session says so");
}

bool mg_acquire_demand(struct mg_call *call, const struct mg_acquire_case *c, struct mg_error *err)
{
	const struct mg_verdict *v = &c->judgement.verdict;
	if (c->judgement.may_record)
		return true;
	call->field = mg_acquire_field_name(c->judgement.field);
	if (v->result == MG_RESULT_NONE)
		return mg_fail(err, MG_ERR_INVALID, "%s is missing", call->field);
	if (!mg_call_note_fact(call, "refused.person", c->form->shori_no, err))
		return false;
	for (int32_t i = 0; i < v->reason_n; i++)
		if (!mg_call_note_fact(call, "refused.reason",
			    mg_word(MG_WORDS_REASON, (int32_t)v->reason[i].name)->name, err))
			return false;
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "the notice cannot be recorded: %s",
		mg_word(MG_WORDS_REASON, v->reason_n ? (int32_t)v->reason[0].name : 0)->name);
}

/* ---- words ---- */

struct words {
	struct mg_call *call;
	struct mg_receipt_item *items;
	size_t n;
	bool ok;
};

static void add(struct words *w, const char *label, const char *value)
{
	w->ok = w->ok && value;
	if (w->ok && value[0])
		w->items[w->n++] = (struct mg_receipt_item){label, "", value};
}

static void add_date(struct words *w, const char *label, struct mg_date date)
{
	char text[MG_DATE_TEXT_BYTES];
	mg_date_format(date, MG_DATE_ERA, text);
	add(w, label, mg_arena_strdup(w->call->arena, text));
}

/* "03 厚年喪失"; a code without its word stands alone. */
static bool add_code(struct words *w, const char *label, const char *list, const char *code,
	struct mg_date on, struct mg_error *err)
{
	const char *word;
	if (!code[0])
		return true;
	if (!mg_code_find(w->call, list, code, on, &word, err))
		return false;
	add(w, label, word ? mg_arena_printf(w->call->arena, "%s %s", code, word) : code);
	return true;
}

static const char *filer_text(Pb__FilerKind kind)
{
	switch (kind) {
	case PB__FILER_KIND__FILER_SELF:
		return "本人";
	case PB__FILER_KIND__FILER_HEAD:
		return "世帯主";
	case PB__FILER_KIND__FILER_AGENT:
		return "代理人";
	default:
		return "";
	}
}

static const char *number_text(Pb__NumberCheck check)
{
	switch (check) {
	case PB__NUMBER_CHECK__NUMBER_MATCHES:
		return "一致";
	case PB__NUMBER_CHECK__NUMBER_DIFFERS:
		return "不一致";
	case PB__NUMBER_CHECK__NUMBER_INQUIRED:
		return "照会中";
	case PB__NUMBER_CHECK__NUMBER_NONE_HELD:
		return "記録なし";
	default:
		return "提示なし";
	}
}

static bool add_words(struct words *w, const struct mg_acquire_case *c, struct mg_error *err)
{
	const Pb__AcquireForm *f = c->form;
	const struct mg_date today = c->in.today;
	add(w, "処理番号", f->shori_no);
	add(w, "氏名", c->person.name_kanji);
	add(w, "氏名カナ", c->person.name_kana);
	add(w, "基礎年金番号", f->pension_no[0] ? f->pension_no : c->before.pension_no);
	add_date(w, "受付年月日", c->in.received_date);
	add_date(w, "異動年月日", c->judgement.event_date);
	if (!add_code(w, "得喪異動理由", "tokuso_reason", f->reason_code, today, err))
		return false;
	add(w, "被保険者種別", mg_word(MG_WORDS_INSURED, MG_INSURED_FIRST)->text);
	add(w, "届出人", filer_text(f->filer));
	add(w, "届出人氏名", f->filer_name);
	if (!add_code(w, "続柄", "filer_relation", f->filer_relation, today, err))
		return false;
	for (size_t i = 0; i < f->n_documents; i++) {
		char *label = mg_arena_printf(w->call->arena, "確認した書類 %zu", i + 1);
		if (!label)
			return no_room(err);
		if (!add_code(w, label, "document", f->documents[i], today, err))
			return false;
	}
	add(w, "個人番号の確認", number_text(f->number_check));
	if (!add_code(w, "入力が遅れた理由", "late_entry_reason", f->late_entry_reason, today, err))
		return false;
	add(w, "備考", f->remarks);
	return w->ok || no_room(err);
}

bool mg_acquire_entry(struct mg_call *call, const struct mg_acquire_case *c,
	struct mg_receipt_entry *ret, struct mg_error *err)
{
	struct words w = {.call = call,
		.items = mg_arena_calloc(call->arena, 40, sizeof(*w.items)),
		.ok = true};
	const size_t n = pb__acquire_form__get_packed_size(c->form);
	uint8_t *packed = mg_arena_alloc(call->arena, n + 1);
	if (!w.items || !packed)
		return no_room(err);
	pb__acquire_form__pack(c->form, packed);
	if (!add_words(&w, c, err))
		return false;
	*ret = (struct mg_receipt_entry){.form = MG_FORM_ACQUIRE_FIRST,
		.shori_no = c->form->shori_no,
		.name_kanji = c->person.name_kanji,
		.name_kana = c->person.name_kana,
		.received_date = c->in.received_date,
		.number_inquired = c->form->number_check == PB__NUMBER_CHECK__NUMBER_INQUIRED,
		.packed = {packed, n},
		.items = w.items,
		.n_items = w.n};
	return true;
}

bool mg_acquire_form_of(struct mg_call *call, const struct mg_receipt *receipt,
	Pb__AcquireForm **ret, struct mg_error *err)
{
	struct mg_bytes packed;
	ProtobufCMessage *m;
	if (!mg_receipt_form(call, receipt, &packed, err))
		return false;
	if (!mg_request_unpack(
		    &pb__acquire_form__descriptor, call->arena, packed.p, packed.n, &m, err))
		return mg_fail(err, MG_ERR_DATA_LOSS, "the form of a receipt is malformed");
	*ret = (Pb__AcquireForm *)(void *)m;
	return true;
}
