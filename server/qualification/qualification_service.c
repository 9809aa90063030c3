/* SPDX-License-Identifier: Apache-2.0
 * 資格 for looking: the state and events of a person, what the rules say of a form half typed, and
 * whether a 個人番号 is the one held. Nothing here changes anything. */
#include "base/number.h"
#include "qualification/acquire_inside.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

/* NULL for none, and when the arena is full: the reply is small beside it. */
static Pb__Date *date_reply(struct mg_call *call, struct mg_date day)
{
	Pb__Date *d = mg_date_is_none(day) ? NULL : mg_arena_alloc(call->arena, sizeof(*d));
	if (d) {
		pb__date__init(d);
		d->year = day.year, d->month = day.month, d->day = day.day;
	}
	return d;
}

static struct mg_date date_of(struct mg_text digits)
{
	struct mg_date d;
	return digits.n == 8 && mg_date_parse(digits.s, 8, &d) == MG_DATE_READ
		       ? d
		       : (struct mg_date){0};
}

static char *text_of(struct mg_call *call, struct mg_text t)
{
	return mg_arena_memdup(call->arena, t.n ? t.s : "", t.n);
}

/* ---- Show ---- */

static bool fill_event(struct mg_call *call, const struct mg_qualification_event *e,
	bool hides_ward, Pb__QualificationEvent *to, struct mg_error *err)
{
	pb__qualification_event__init(to);
	to->insured_type = text_of(call, e->item[MG_QUALIFICATION_INSURED_TYPE]);
	to->start_end = text_of(call, e->item[MG_QUALIFICATION_START_END_KBN]);
	to->reason_code = text_of(call, e->item[MG_QUALIFICATION_TOKUSO_REASON]);
	to->event_date = date_reply(call, date_of(e->item[MG_QUALIFICATION_IDO_DATE]));
	to->notified_date = date_reply(call, date_of(e->item[MG_QUALIFICATION_NOTIFIED_DATE]));
	to->undone = e->undone;
	to->known_from_us = e->known_from_us;
	to->version = e->version;
	if (e->ward[0] && !hides_ward) {
		struct mg_receipt_no no = {.day = e->day, .number = e->number};
		memcpy(no.ward, e->ward, sizeof(no.ward));
		if (!(to->receipt = mg_receipt_no_reply(call, &no)))
			return no_room(err);
	}
	return (to->insured_type && to->start_end && to->reason_code) || no_room(err);
}

/* 受付区 of a person under 支援措置 is for that ward alone. */
static bool fill_events(struct mg_call *call, const struct mg_person_view *person,
	Pb__QualificationShowReply *out, struct mg_error *err)
{
	const struct mg_qualification_in in = mg_qualification_in(call, person->shori_no);
	struct mg_qualification_event *events;
	size_t n;
	if (!mg_qualification_list_events(&in, &events, &n, err))
		return false;
	Pb__QualificationEvent *to = mg_arena_calloc(call->arena, n + 1, sizeof(*to));
	out->events = mg_arena_calloc(call->arena, n + 1, sizeof(*out->events));
	if (!to || !out->events)
		return no_room(err);
	for (; out->n_events < n; out->n_events++) {
		const size_t i = out->n_events;
		const bool hides =
			person->hides_place && strcmp(events[i].ward, call->session.ward) != 0;
		if (!fill_event(call, &events[i], hides, &to[i], err))
			return false;
		out->events[i] = &to[i];
	}
	return true;
}

static bool fill_form(struct mg_call *call, const Pb__QualificationShowRequest *in,
	Pb__QualificationShowReply *out, struct mg_error *err)
{
	struct mg_receipt_sheet sheet;
	struct mg_receipt_no no;
	if (!in->correcting)
		return true;
	if (!mg_receipt_no_read(call, in->correcting, &no, err) ||
		!mg_receipt_load(call, &no, &sheet, err))
		return false;
	if (strcmp(sheet.receipt.shori_no, in->shori_no) != 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "the receipt is another person's");
	out->receipt_version = sheet.receipt.version;
	return mg_acquire_form_of(call, &sheet.receipt, &out->form, err);
}

bool mg_Qualification_show(struct mg_call *call, const Pb__QualificationShowRequest *in,
	Pb__QualificationShowReply *out, struct mg_error *err)
{
	struct mg_person_view person;
	struct mg_pension_state state;
	uint8_t hash[32];
	bool has_number;
	if (!mg_person_view(call, in->shori_no, &person, err) ||
		!mg_call_note_person(call, in->shori_no, err) ||
		!mg_acquire_state(call, &person, &state, err))
		return false;
	const struct mg_qualification_in at = mg_qualification_in(call, in->shori_no);
	if (!mg_qualification_number_hash(&at, hash, &has_number, err))
		return false;
	mg_wipe(hash, sizeof(hash));
	out->has_my_number = has_number;
	out->state_version = state.version;
	out->insured_type = borrow(state.insured_type);
	out->since = date_reply(call, state.since);
	out->pension_no = borrow(state.pension_no);
	if (mg_partial_is_whole(person.birth)) {
		const struct mg_date birth = {
			person.birth.year, person.birth.month, person.birth.day};
		out->attains_20 = date_reply(call, mg_date_attains(birth, MG_AGE_FROM));
		out->attains_60 = date_reply(call, mg_date_attains(birth, MG_AGE_TO));
	}
	return fill_events(call, &person, out, err) && fill_form(call, in, out, err);
}

/* ---- Judge ---- */

static bool fill_reasons(
	struct mg_call *call, const struct mg_verdict *v, Pb__Verdict *to, struct mg_error *err)
{
	Pb__VerdictReason *reason = mg_arena_calloc(call->arena, MG_REASONS_MAX, sizeof(*reason));
	to->reasons = mg_arena_calloc(call->arena, MG_REASONS_MAX, sizeof(*to->reasons));
	if (!reason || !to->reasons)
		return no_room(err);
	for (int32_t i = 0; i < v->reason_n; i++) {
		const struct mg_word *word = mg_word(MG_WORDS_REASON, (int32_t)v->reason[i].name);
		pb__verdict_reason__init(&reason[i]);
		reason[i].name = borrow(word->name);
		reason[i].text = borrow(word->text);
		reason[i].article =
			borrow(mg_word(MG_WORDS_ARTICLE, (int32_t)v->reason[i].article)->text);
		to->reasons[to->n_reasons++] = &reason[i];
	}
	return true;
}

static bool fill_figures(
	struct mg_call *call, const struct mg_verdict *v, Pb__Verdict *to, struct mg_error *err)
{
	Pb__VerdictFigure *figure = mg_arena_calloc(call->arena, MG_FIGURES_MAX, sizeof(*figure));
	to->figures = mg_arena_calloc(call->arena, MG_FIGURES_MAX, sizeof(*to->figures));
	to->missing = mg_arena_calloc(call->arena, MG_MISSING_MAX, sizeof(*to->missing));
	if (!figure || !to->figures || !to->missing)
		return no_room(err);
	for (int32_t i = 0; i < v->figure_n; i++) {
		const struct mg_word *word = mg_word(MG_WORDS_FIGURE, (int32_t)v->figure[i].name);
		pb__verdict_figure__init(&figure[i]);
		figure[i].name = borrow(word->name);
		figure[i].text = borrow(word->text);
		figure[i].unit = borrow(word->code);
		figure[i].value = v->figure[i].value;
		to->figures[to->n_figures++] = &figure[i];
	}
	for (int32_t i = 0; i < v->missing_n; i++)
		to->missing[to->n_missing++] =
			borrow(mg_word(MG_WORDS_PAPER, (int32_t)v->missing[i].paper)->text);
	return true;
}

static bool fill_verdict(
	struct mg_call *call, const struct mg_verdict *v, Pb__Verdict **ret, struct mg_error *err)
{
	Pb__Verdict *to = mg_arena_alloc(call->arena, sizeof(*to));
	if (!to)
		return no_room(err);
	pb__verdict__init(to);
	to->result = borrow(mg_word(MG_WORDS_RESULT, (int32_t)v->result)->name);
	to->result_text = borrow(mg_word(MG_WORDS_RESULT, (int32_t)v->result)->text);
	*ret = to;
	return fill_reasons(call, v, to, err) && fill_figures(call, v, to, err);
}

bool mg_Qualification_judge(struct mg_call *call, const Pb__QualificationJudgeRequest *in,
	Pb__QualificationJudgeReply *out, struct mg_error *err)
{
	struct mg_acquire_case *c = mg_arena_calloc(call->arena, 1, sizeof(*c));
	struct mg_receipt_no no;
	if (!c)
		return no_room(err);
	if (!mg_acquire_read(call, in->form, c, err) ||
		(in->correcting && !mg_receipt_no_read(call, in->correcting, &no, err)) ||
		!mg_acquire_load(call, in->correcting ? &no : NULL, c, err) ||
		!mg_call_note_person(call, in->form->shori_no, err))
		return false;
	const struct mg_acquire_judgement *j = &c->judgement;
	out->event_date = date_reply(call, j->event_date);
	out->notice_until = date_reply(call, j->notice_until);
	out->late_days = j->late_days;
	out->first_month =
		j->first_ym ? mg_arena_printf(call->arena, "%06d", (int)j->first_ym) : borrow("");
	out->may_record = j->may_record;
	out->field = borrow(mg_acquire_field_name(j->field));
	out->state_version = c->state.version;
	return out->first_month ? fill_verdict(call, &j->verdict, &out->verdict, err)
				: no_room(err);
}

/* ---- CheckNumber ---- */

/* Neither number is shown, kept or noted: what is compared are keyed hashes, in constant time. */
static Pb__NumberCheck compare(struct mg_call *call, const char digits[12], const uint8_t held[32])
{
	uint8_t shown[32];
	mg_keys_my_number_hash(call->shared->keys, digits, shown);
	const bool same = mg_equal_ct(shown, held, sizeof(shown));
	mg_wipe(shown, sizeof(shown));
	return same ? PB__NUMBER_CHECK__NUMBER_MATCHES : PB__NUMBER_CHECK__NUMBER_DIFFERS;
}

bool mg_Qualification_check_number(struct mg_call *call, const Pb__CheckNumberRequest *in,
	Pb__CheckNumberReply *out, struct mg_error *err)
{
	const struct mg_qualification_in at = mg_qualification_in(call, in->shori_no);
	struct mg_person_view person;
	uint8_t held[32];
	char digits[13];
	bool found;
	if (!mg_person_view(call, in->shori_no, &person, err) ||
		!mg_call_note_person(call, in->shori_no, err))
		return false;
	if (!mg_digits_fold(in->my_number, strlen(in->my_number), digits, sizeof(digits)) ||
		strlen(digits) != 12 || !mg_my_number_is_valid(digits, 12)) {
		mg_wipe(digits, sizeof(digits));
		call->field = "my_number";
		return mg_fail(err, MG_ERR_INVALID, "not a 個人番号");
	}
	const bool ok = mg_qualification_number_hash(&at, held, &found, err);
	if (ok)
		out->result =
			found ? compare(call, digits, held) : PB__NUMBER_CHECK__NUMBER_NONE_HELD;
	mg_wipe(digits, sizeof(digits));
	mg_wipe(held, sizeof(held));
	const char *word = mg_number_check_word(out->result);
	return ok && mg_number_check_put(&at, call->session.session_no, word, err) &&
	       mg_call_note_fact(call, "number", word, err);
}
