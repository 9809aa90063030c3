/* SPDX-License-Identifier: Apache-2.0
 * The case of a notice of acquisition: loaded for the rules, recorded as event and state, undone
 * and done again. */
#include <stdio.h>
#include "base/number.h"
#include "qualification/acquire_inside.h"

struct mg_qualification_in mg_qualification_in(struct mg_call *call, const char *shori_no)
{
	struct mg_qualification_in in = {.tx = call->tx,
		.arena = call->arena,
		.municipality = call->shared->municipality,
		.shori_no = shori_no,
		.now_us = call->now_us};
	char source[61 * 4];
	snprintf(source, sizeof(source), "%s %s", call->session.staff_no, call->session.staff_name);
	in.source =
		mg_arena_memdup(call->arena, source, mg_text_bytes_of(source, strlen(source), 60));
	mg_call_log_ref(call, &in.log_writer, &in.log_n);
	return in;
}

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a case");
}

/* ---- the case ---- */

static struct mg_date date_of(struct mg_text digits)
{
	struct mg_date d;
	return digits.n == 8 && mg_date_parse(digits.s, 8, &d) == MG_DATE_READ
		       ? d
		       : (struct mg_date){0};
}

static const char *copy(struct mg_call *call, struct mg_text t)
{
	return mg_arena_memdup(call->arena, t.n ? t.s : "", t.n);
}

/* 個人情報 98–100: what the resident register knows of the pension. */
static bool register_says(struct mg_call *call, const struct mg_person_view *p,
	struct mg_pension_state *s, struct mg_error *err)
{
	s->insured_type = copy(call, p->juki[MG_JUKI_KOKUNEN_TYPE]);
	s->pension_no = copy(call, p->juki[MG_JUKI_KOKUNEN_KIGO_NO]);
	s->since = s->insured_type && s->insured_type[0]
			   ? date_of(p->juki[MG_JUKI_KOKUNEN_ACQUIRED_DATE])
			   : (struct mg_date){0};
	return (s->insured_type && s->pension_no) || no_room(err);
}

bool mg_acquire_state(struct mg_call *call, const struct mg_person_view *person,
	struct mg_pension_state *ret, struct mg_error *err)
{
	const struct mg_qualification_in in = mg_qualification_in(call, person->shori_no);
	if (!mg_pension_state_find(&in, ret, err))
		return false;
	return ret->event_no != 0 || register_says(call, person, ret, err);
}

static bool state_before(struct mg_call *call, const struct mg_person_view *person,
	uint32_t event_no, struct mg_pension_state *ret, struct mg_error *err)
{
	const struct mg_qualification_in in = mg_qualification_in(call, person->shori_no);
	if (!mg_pension_state_before(&in, event_no, ret, err))
		return false;
	return ret->event_no != 0 || register_says(call, person, ret, err);
}

/* The reasons of person/person_rules.h. */
static enum mg_gone gone_of(const struct mg_person_view *p)
{
	const struct mg_text reason = p->juki[MG_JUKI_SHOJO_REASON];
	if (p->state == MG_RESIDENT_LIVING)
		return MG_GONE_NOT;
	if (p->state == MG_RESIDENT_DECEASED)
		return MG_GONE_DIED;
	return reason.n == 2 && memcmp(reason.s, MG_SHOJO_ABROAD, 2) == 0 ? MG_GONE_ABROAD
									  : MG_GONE_ELSEWHERE;
}

/* Of a person under 支援措置 another ward hears the same of every number: to be told which is right
 * would be to be told where. */
static bool find_event(struct mg_call *call, const struct mg_receipt_no *no,
	struct mg_acquire_case *c, struct mg_error *err)
{
	const struct mg_qualification_in in = mg_qualification_in(call, c->person.shori_no);
	const bool hidden = c->person.hides_place && strcmp(no->ward, call->session.ward) != 0;
	bool found;
	if (!mg_qualification_find_event(
		    &in, no->ward, no->day, no->number, &c->event, &found, err))
		return false;
	if (!found || hidden)
		return mg_fail(err, MG_ERR_NOT_FOUND, "the receipt has no event of this person");
	if (c->event.undone) /* it would come into force upon what is in force now */
		return true;
	return state_before(call, &c->person, c->event.event_no, &c->before, err);
}

/* By what was in force before. */
static void judge(struct mg_acquire_case *c)
{
	c->in.now = mg_insured_of_code(c->before.insured_type);
	c->in.since = c->before.since;
	c->in.pension_no_differs = c->form->pension_no[0] && c->before.pension_no[0] &&
				   strcmp(c->form->pension_no, c->before.pension_no) != 0;
	mg_acquire_judge(&c->in, &c->judgement);
}

bool mg_acquire_load(struct mg_call *call, const struct mg_receipt_no *correcting,
	struct mg_acquire_case *c, struct mg_error *err)
{
	if (!mg_person_view(call, c->form->shori_no, &c->person, err) ||
		!mg_acquire_state(call, &c->person, &c->state, err))
		return false;
	c->before = c->state;
	if (correcting && !find_event(call, correcting, c, err))
		return false;
	c->in.birth = c->person.birth;
	c->in.gone = gone_of(&c->person);
	c->in.gone_on = date_of(c->person.juki[MG_JUKI_SHOJO_DATE]);
	judge(c);
	return true;
}

/* ---- the event ---- */

struct filling {
	struct mg_call *call;
	struct mg_text *item;
	bool ok;
};

static void set(struct filling *f, enum mg_qualification_item item, const char *value)
{
	f->ok = f->ok && value;
	if (f->ok)
		f->item[item] = (struct mg_text){value, strlen(value)};
}

static void set_date(struct filling *f, enum mg_qualification_item item, struct mg_date date)
{
	char digits[MG_DATE_TEXT_BYTES];
	if (mg_date_is_none(date))
		return;
	mg_date_format(date, MG_DATE_DIGITS, digits);
	set(f, item, mg_arena_strdup(f->call->arena, digits));
}

/* Who it is and where they live, as the register has it now. */
static void fill_person(struct filling *f, const struct mg_acquire_case *c)
{
	static const struct {
		enum mg_qualification_item to;
		enum mg_juki_item from;
	} same[] = {{MG_QUALIFICATION_SETAI_NO, MG_JUKI_SETAI_NO},
		{MG_QUALIFICATION_NAME_KANJI, MG_JUKI_NAME_KANJI},
		{MG_QUALIFICATION_NAME_KANA, MG_JUKI_NAME_KANA},
		{MG_QUALIFICATION_SEI_KANA, MG_JUKI_SEI_KANA},
		{MG_QUALIFICATION_MEI_KANA, MG_JUKI_MEI_KANA},
		{MG_QUALIFICATION_OLD_NAME_KANJI, MG_JUKI_OLD_NAME_KANJI},
		{MG_QUALIFICATION_OLD_NAME_KANA, MG_JUKI_OLD_NAME_KANA},
		{MG_QUALIFICATION_SEX, MG_JUKI_SEX},
		{MG_QUALIFICATION_BIRTH_DATE, MG_JUKI_BIRTH_DATE},
		{MG_QUALIFICATION_POSTAL_CODE, MG_JUKI_ADDR_POSTAL},
		{MG_QUALIFICATION_ADDRESS, MG_JUKI_ADDR},
		{MG_QUALIFICATION_KATAGAKI, MG_JUKI_ADDR_KATAGAKI},
		{MG_QUALIFICATION_SHOKAN_WARD, MG_JUKI_SHOKAN_WARD},
		{MG_QUALIFICATION_FOREIGNER_REAL_NAME, MG_JUKI_ALPHA_NAME},
		{MG_QUALIFICATION_NEW_NATIONALITY_CODE, MG_JUKI_NATIONALITY}};
	for (size_t i = 0; i < MG_LEN(same); i++)
		f->item[same[i].to] = c->person.juki[same[i].from];
}

/* 旧: what was in force before. */
static void fill_old(struct filling *f, const struct mg_acquire_case *c)
{
	const struct mg_pension_state *s = &c->before;
	const bool was = s->insured_type[0] != '\0', lost = !was && !mg_date_is_none(s->since);
	if (!was && !lost)
		return;
	set(f, MG_QUALIFICATION_OLD_SHIKAKU_KIGO_KBN,
		mg_insured_is_voluntary(c->in.now) ? "2" : "1");
	set(f, MG_QUALIFICATION_OLD_START_END_KBN, lost ? "2" : "1");
	set(f, MG_QUALIFICATION_OLD_INSURED_TYPE, s->insured_type);
	set_date(f, MG_QUALIFICATION_OLD_IDO_DATE, s->since);
	set_date(f, lost ? MG_QUALIFICATION_OLD_END_DATE : MG_QUALIFICATION_OLD_START_DATE,
		s->since);
	set(f, MG_QUALIFICATION_OLD_START_INSURED_TYPE, s->insured_type);
}

/* 新: 第1号 from the day of the event. */
static void fill_new(struct filling *f, const struct mg_acquire_case *c)
{
	const char *reason = c->form->reason_code;
	const char *kind =
		c->judgement.before == MG_INSURED_NONE ? "01" : "03"; /* 取得, 種別変更 */
	const struct mg_date on = c->judgement.event_date;
	set(f, MG_QUALIFICATION_SHIKAKU_KIGO_KBN, "1");
	set(f, MG_QUALIFICATION_NEW_SHIKAKU_KIGO_KBN, "1");
	set(f, MG_QUALIFICATION_START_END_KBN, "1");
	set(f, MG_QUALIFICATION_NEW_START_END_KBN, "1");
	set(f, MG_QUALIFICATION_NENKIN_IDO_JIYU, kind);
	set(f, MG_QUALIFICATION_NEW_NENKIN_IDO_JIYU, kind);
	set(f, MG_QUALIFICATION_INSURED_TYPE, "1");
	set(f, MG_QUALIFICATION_NEW_INSURED_TYPE, "1");
	set(f, MG_QUALIFICATION_NEW_START_INSURED_TYPE, "1");
	set(f, MG_QUALIFICATION_TOKUSO_REASON, reason);
	set(f, MG_QUALIFICATION_NEW_TOKUSO_REASON, reason);
	set(f, MG_QUALIFICATION_NEW_START_TOKUSO_REASON, reason);
	set_date(f, MG_QUALIFICATION_IDO_DATE, on);
	set_date(f, MG_QUALIFICATION_NEW_IDO_DATE, on);
	set_date(f, MG_QUALIFICATION_NEW_START_DATE, on);
	set_date(f, MG_QUALIFICATION_NOTIFIED_DATE, c->in.received_date);
	set(f, MG_QUALIFICATION_IDO_YM,
		mg_arena_printf(f->call->arena, "%06d", (int)c->judgement.first_ym));
	if (strcmp(reason, "02") == 0)
		set_date(f, MG_QUALIFICATION_TENNYU_DATE, on);
}

/* 備考 under the person's key, bound to event and version. */
static bool seal_remarks(struct mg_call *call, struct mg_acquire_case *c, struct mg_error *err)
{
	const char *city = call->shared->municipality, *text = c->form->remarks;
	const size_t n = strlen(text);
	uint8_t key[MG_KEY_BYTES];
	char name[40];
	c->event.item[MG_QUALIFICATION_REMARKS] = (struct mg_text){"", 0};
	if (!n)
		return true;
	uint8_t *sealed = mg_arena_alloc(call->arena, n + MG_SEAL_OVERHEAD);
	if (!sealed)
		return no_room(err);
	if (!mg_keys_person(call->shared->keys, call->tx, city, c->person.shori_no, key, err))
		return false;
	snprintf(name, sizeof(name), "%s/%s/%u", city, c->person.shori_no,
		(unsigned)c->event.event_no);
	mg_seal(key,
		&(struct mg_seal_place){"pension_qualification", "remarks", name, c->event.version},
		text, n, sealed);
	mg_wipe(key, sizeof(key));
	c->event.item[MG_QUALIFICATION_REMARKS] =
		(struct mg_text){(const char *)sealed, n + MG_SEAL_OVERHEAD};
	return true;
}

static bool fill_event(struct mg_call *call, const struct mg_receipt_no *no,
	struct mg_acquire_case *c, struct mg_error *err)
{
	struct filling f = {.call = call, .item = c->event.item, .ok = true};
	const char *pension_no =
		c->form->pension_no[0] ? c->form->pension_no : c->before.pension_no;
	for (size_t i = 0; i < MG_QUALIFICATION_N; i++)
		c->event.item[i] = (struct mg_text){"", 0};
	fill_person(&f, c);
	fill_old(&f, c);
	fill_new(&f, c);
	set(&f, MG_QUALIFICATION_KISO_NENKIN_NO, pension_no);
	if (c->in.pension_no_differs)
		set(&f, MG_QUALIFICATION_OLD_KISO_NENKIN_NO, c->before.pension_no);
	set(&f, MG_QUALIFICATION_KIGO_NUMBERED_FLAG, pension_no[0] ? "1" : "0");
	set(&f, MG_QUALIFICATION_IDO_TODOKE_OUTPUT_FLAG, "0");
	set(&f, MG_QUALIFICATION_ONLINE_BATCH_KBN, "1");
	set(&f, MG_QUALIFICATION_UKETSUKE_WARD, mg_arena_strdup(call->arena, no->ward));
	c->event.undone = false;
	snprintf(c->event.ward, sizeof(c->event.ward), "%s", no->ward);
	c->event.day = no->day;
	c->event.number = no->number;
	return f.ok ? seal_remarks(call, c, err) : no_room(err);
}

/* ---- recording ---- */

static bool note_state(struct mg_call *call, const char *what, const struct mg_pension_state *s,
	struct mg_error *err)
{
	char key[40], value[80], day[MG_DATE_TEXT_BYTES];
	mg_date_format(s->since, MG_DATE_DIGITS, day);
	snprintf(key, sizeof(key), "state.%s", what);
	snprintf(value, sizeof(value), "%s %s %s", s->insured_type[0] ? s->insured_type : "-", day,
		s->pension_no);
	return mg_call_note_fact(call, key, value, err);
}

/* A later event that stands would lose its ground. */
static bool stands_last(const struct mg_acquire_case *c, struct mg_error *err)
{
	return c->event.event_no == 0 || c->event.undone ||
	       c->state.event_no == c->event.event_no ||
	       mg_fail(err, MG_ERR_REFUSED_BY_RULE, "a later event stands on this one");
}

static bool put_state(struct mg_call *call, struct mg_acquire_case *c,
	const struct mg_pension_state *after, struct mg_error *err)
{
	const struct mg_qualification_in in = mg_qualification_in(call, c->person.shori_no);
	struct mg_pension_state next = *after;
	next.version = c->state.version;
	if (!in.source)
		return no_room(err);
	if (!note_state(call, "before", &c->state, err) || !note_state(call, "after", &next, err) ||
		!mg_pension_state_put(&in, &next, err))
		return false;
	c->state = next;
	return true;
}

bool mg_acquire_record(struct mg_call *call, const struct mg_receipt_no *no,
	struct mg_acquire_case *c, struct mg_error *err)
{
	const struct mg_qualification_in in = mg_qualification_in(call, c->person.shori_no);
	if (!in.source)
		return no_room(err);
	if (!stands_last(c, err))
		return false;
	if (c->event.event_no == 0) {
		if (!mg_qualification_last_event(&in, &c->event.event_no, err))
			return false;
		c->event.event_no++;
	}
	c->event.version++;
	if (!fill_event(call, no, c, err) || !mg_qualification_put_event(&in, &c->event, err))
		return false;
	const struct mg_text pension_no = c->event.item[MG_QUALIFICATION_KISO_NENKIN_NO];
	const struct mg_pension_state after = {.event_no = c->event.event_no,
		.insured_type = "1",
		.since = c->judgement.event_date,
		.pension_no = copy(call, pension_no)};
	return after.pension_no ? put_state(call, c, &after, err) : no_room(err);
}

/* ---- with the receipt ---- */

static bool load_of_receipt(struct mg_call *call, const struct mg_receipt *receipt,
	struct mg_acquire_case **ret, struct mg_error *err)
{
	struct mg_acquire_case *c = mg_arena_calloc(call->arena, 1, sizeof(*c));
	Pb__AcquireForm *form;
	if (!c)
		return no_room(err);
	if (!mg_acquire_form_of(call, receipt, &form, err) ||
		!mg_acquire_read(call, form, c, err) ||
		!mg_acquire_load(call, &receipt->no, c, err))
		return false;
	*ret = c;
	return true;
}

bool mg_qualification_undo(
	struct mg_call *call, const struct mg_receipt *receipt, struct mg_error *err)
{
	struct mg_acquire_case *c;
	if (!load_of_receipt(call, receipt, &c, err))
		return false;
	if (c->event.undone)
		return mg_fail(err, MG_ERR_DATA_LOSS, "an event is undone that its receipt counts");
	if (!stands_last(c, err))
		return false;
	const struct mg_qualification_in in = mg_qualification_in(call, c->person.shori_no);
	const struct mg_text remarks = c->event.item[MG_QUALIFICATION_REMARKS];
	c->event.version++;
	c->event.undone = true;
	if (remarks.n && !seal_remarks(call, c, err))
		return false;
	return mg_qualification_put_event(&in, &c->event, err) &&
	       put_state(call, c, &c->before, err);
}

bool mg_qualification_redo(
	struct mg_call *call, const struct mg_receipt *receipt, struct mg_error *err)
{
	struct mg_acquire_case *c;
	if (!load_of_receipt(call, receipt, &c, err))
		return false;
	/* what is in force now counts, not what was when it was first recorded */
	c->before = c->state;
	judge(c);
	return mg_acquire_demand(call, c, err) && mg_acquire_record(call, &receipt->no, c, err);
}
