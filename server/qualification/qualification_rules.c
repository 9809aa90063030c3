/* SPDX-License-Identifier: Apache-2.0 */
#include "base/macros.h"
#include "qualification/qualification_rules.h"

bool mg_insured_is_voluntary(enum mg_insured type)
{
	return type >= MG_INSURED_VOLUNTARY_60;
}

bool mg_age_range(
	struct mg_partial_date birth, struct mg_date on, int32_t *ret_least, int32_t *ret_most)
{
	struct mg_date first, last;

	if (!mg_partial_range(birth, &first, &last))
		return false;
	*ret_least = mg_date_age(last, on);
	*ret_most = mg_date_age(first, on);
	return true;
}

/* Whether the age lies in from ≤ age < to: yes, no, or it depends on the unknown part of the birth date. */
enum age_answer { AGE_NO, AGE_YES, AGE_DEPENDS };
struct age {
	int32_t least, most;
};
static enum age_answer within(struct age age, int32_t from, int32_t to)
{
	const bool least_in = age.least >= from && age.least < to;
	const bool most_in = age.most >= from && age.most < to;

	if (least_in && most_in)
		return AGE_YES;
	return least_in || most_in ? AGE_DEPENDS : AGE_NO;
}

/* 法7条1項3号 asks for domicile in Japan since 2020-04-01, or one of the exceptions of 則1条の3. */
#define THIRD_IN_JAPAN_FROM 20200401

static bool third_is_doubtful(const struct mg_circumstances *c, struct mg_date on)
{
	return !c->in_japan && !c->base_in_japan && mg_ymd(on) >= THIRD_IN_JAPAN_FROM;
}

static void confirm_base(struct mg_verdict *ret)
{
	mg_verdict_say(ret, MG_RESULT_CONFIRM, MG_REASON_THIRD_ABROAD, MG_ARTICLE_A7_1_3);
	mg_verdict_missing(ret, MG_PAPER_BASE_IN_JAPAN, MG_ROLE_SELF);
}

static void confirm_birth(struct mg_verdict *ret)
{
	mg_verdict_say(ret, MG_RESULT_CONFIRM, MG_REASON_BIRTH_UNKNOWN, MG_ARTICLE_AGE_LAW);
	mg_verdict_missing(ret, MG_PAPER_BIRTH_DATE, MG_ROLE_SELF);
}

/* 法7条1項2号 as 附則3条 reads it: from 65 only without a right to 老齢; 厚生年金 itself ends at 70. */
static enum age_answer is_second(const struct mg_circumstances *c, struct age age)
{
	if (!c->employed)
		return AGE_NO;
	return within(age, 0, c->old_age_right ? MG_AGE_VOLUNTARY_TO : MG_AGE_SPECIAL_TO);
}

/* 法7条1項3号: from 20 to 59, and not excluded by ordinance; its domicile is looked at behind (third_is_doubtful). */
static enum age_answer is_third(const struct mg_circumstances *c, struct age age)
{
	return c->dependent && !c->excluded ? within(age, MG_AGE_FROM, MG_AGE_TO) : AGE_NO;
}

/* 法7条1項1号: domicile in Japan, from 20 to 59, no 厚年老齢給付等, not excluded by ordinance. */
static enum age_answer is_first(const struct mg_circumstances *c, struct age age)
{
	if (!c->in_japan || c->kosei_old_age || c->excluded)
		return AGE_NO;
	return within(age, MG_AGE_FROM, MG_AGE_TO);
}

/* Why somebody is not 第1号, in the order of the words of 法7条1項1号. */
static enum mg_reason_name why_not_first(const struct mg_circumstances *c, struct age age)
{
	if (!c->in_japan)
		return MG_REASON_NOT_IN_JAPAN;
	if (within(age, MG_AGE_FROM, MG_AGE_TO) == AGE_NO)
		return MG_REASON_AGE_OUTSIDE;
	return c->kosei_old_age ? MG_REASON_KOSEI_OLD_AGE : MG_REASON_EXCLUDED;
}

void mg_qualification_type(
	const struct mg_circumstances *c, struct mg_date on, struct mg_verdict *ret)
{
	static const struct {
		enum age_answer (*is)(const struct mg_circumstances *, struct age);
		enum mg_insured type;
		enum mg_article article;
	} TYPES[] = {
		{is_second, MG_INSURED_SECOND, MG_ARTICLE_A7_1_2},
		{is_third, MG_INSURED_THIRD, MG_ARTICLE_A7_1_3},
		{is_first, MG_INSURED_FIRST, MG_ARTICLE_A7_1_1},
	};
	struct age age;

	mg_verdict_init(ret);
	if (!mg_age_range(c->birth, on, &age.least, &age.most)) {
		confirm_birth(ret);
		return;
	}
	for (size_t i = 0; i < MG_LEN(TYPES); i++) {
		const enum age_answer answer = TYPES[i].is(c, age);

		if (answer == AGE_NO)
			continue;
		if (answer == AGE_DEPENDS) {
			confirm_birth(ret);
			return;
		}
		if (TYPES[i].type == MG_INSURED_THIRD && third_is_doubtful(c, on)) {
			confirm_base(ret);
			return;
		}
		ret->kind = (int32_t)TYPES[i].type;
		mg_verdict_say(ret, MG_RESULT_YES, MG_REASON_INSURED, TYPES[i].article);
		return;
	}
	mg_verdict_say(ret, MG_RESULT_NO, why_not_first(c, age), MG_ARTICLE_A7_1_1);
}

struct mg_date mg_kosei_lost_on(struct mg_date last_working_day)
{
	return mg_date_add_days(last_working_day, 1);
}

struct mg_date mg_notice_until(struct mg_date fact_on)
{
	return mg_date_add_days(fact_on, 14);
}

/* What attaining `age` does to the type held until then; NONE: nothing. */
static enum mg_fact fact_of_age(const struct mg_age_event_in *in)
{
	const enum mg_insured before = in->before;

	switch (in->age) {
	case MG_AGE_FROM: /* 法8条1号 */
		return before == MG_INSURED_NONE ? MG_FACT_AGE_20 : MG_FACT_NONE;
	case MG_AGE_TO: /* 法9条3号: 第2号 stays */
		return before == MG_INSURED_FIRST || before == MG_INSURED_THIRD ? MG_FACT_AGE_60
										: MG_FACT_NONE;
	case MG_AGE_VOLUNTARY_TO: /* 附則5条5項1号, 附則4条 */
		if (before == MG_INSURED_SECOND)
			return in->person.old_age_right ? MG_FACT_AGE_65 : MG_FACT_NONE;
		return mg_insured_is_voluntary(before) && before < MG_INSURED_SPECIAL_JAPAN
			       ? MG_FACT_AGE_65
			       : MG_FACT_NONE;
	case MG_AGE_SPECIAL_TO: /* 平6附則11条; 厚生年金保険法14条5号 */
		return before == MG_INSURED_SECOND || before >= MG_INSURED_SPECIAL_JAPAN
			       ? MG_FACT_AGE_70
			       : MG_FACT_NONE;
	default:
		return MG_FACT_NONE;
	}
}

/* 平6附則11条1項: born early enough, and no right to any 老齢 pension. */
static bool may_join_specially(
	const struct mg_circumstances *c, struct mg_date on, const struct mg_law *law)
{
	struct mg_date first, last;

	return mg_partial_range(c->birth, &first, &last) &&
	       mg_ymd(last) <= mg_law_at(law, MG_PARAM_SPECIAL_BORN_UNTIL, mg_ymd(on)) &&
	       !c->old_age_right;
}

/* 平6附則11条3項: somebody who joined under 附則5条 and has no right to 老齢 at 65 counts as having applied that day. `type` is
 * what the circumstances make of the person. */
static enum mg_insured after_age(const struct mg_age_event_in *in, struct mg_date on,
	const struct mg_verdict *type, const struct mg_law *law)
{
	if (in->age == MG_AGE_FROM)
		return (enum mg_insured)type->kind;
	if (in->age != MG_AGE_VOLUNTARY_TO || !mg_insured_is_voluntary(in->before) ||
		!may_join_specially(&in->person, on, law))
		return MG_INSURED_NONE;
	return in->before == MG_INSURED_VOLUNTARY_ABROAD ? MG_INSURED_SPECIAL_ABROAD
							 : MG_INSURED_SPECIAL_JAPAN;
}

void mg_qualification_age_event(
	const struct mg_age_event_in *in, const struct mg_law *law, struct mg_verdict *ret)
{
	struct mg_event_in event = {.fact = fact_of_age(in), .before = in->before};
	struct mg_date first, last;
	struct mg_verdict type;

	mg_verdict_init(ret);
	if (!mg_partial_range(in->person.birth, &first, &last)) {
		confirm_birth(ret);
		return;
	}
	event.on = mg_date_attains(first, in->age);
	if (!mg_partial_is_whole(in->person.birth)) {
		confirm_birth(ret);
		mg_verdict_date(ret, MG_FIGURE_EVENT_DATE, event.on);
		return;
	}
	mg_qualification_type(&in->person, event.on, &type);
	if (event.fact == MG_FACT_AGE_20 && type.result == MG_RESULT_CONFIRM) {
		confirm_base(ret);
		mg_verdict_date(ret, MG_FIGURE_EVENT_DATE, event.on);
		return;
	}
	event.after = event.fact == MG_FACT_NONE ? MG_INSURED_NONE : after_age(in, event.on, &type, law);
	if (event.fact == MG_FACT_NONE || (in->age == MG_AGE_FROM && event.after == MG_INSURED_NONE)) {
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_NO_EFFECT, MG_ARTICLE_AGE_LAW);
		mg_verdict_date(ret, MG_FIGURE_EVENT_DATE, event.on);
		return;
	}
	mg_qualification_event(&event, ret);
}

/* 附則5条1項各号 and 平6附則11条1項: which kind of joining the circumstances allow; NONE with the reason. */
static enum mg_insured voluntary_kind(const struct mg_voluntary_in *in, int32_t age,
	const struct mg_law *law, enum mg_reason_name *ret_why)
{
	const struct mg_circumstances *c = &in->person;

	*ret_why = MG_REASON_NOT_VOLUNTARY;
	if (c->in_japan ? c->excluded : !c->japanese) {
		*ret_why = c->in_japan ? MG_REASON_EXCLUDED : MG_REASON_NOT_JAPANESE;
		return MG_INSURED_NONE;
	}
	if (age < MG_AGE_FROM || age >= MG_AGE_SPECIAL_TO) {
		*ret_why = MG_REASON_AGE_OUTSIDE;
		return MG_INSURED_NONE;
	}
	if (age >= MG_AGE_VOLUNTARY_TO) {
		if (!may_join_specially(c, in->received_date, law))
			return MG_INSURED_NONE;
		return c->in_japan ? MG_INSURED_SPECIAL_JAPAN : MG_INSURED_SPECIAL_ABROAD;
	}
	if (!c->in_japan)
		return MG_INSURED_VOLUNTARY_ABROAD;
	if (age >= MG_AGE_TO)
		return MG_INSURED_VOLUNTARY_60;
	return c->kosei_old_age ? MG_INSURED_VOLUNTARY_OLD_AGE : MG_INSURED_NONE;
}

/* What bars joining whatever the kind; true when something does. */
static bool bars_joining(const struct mg_voluntary_in *in, struct mg_verdict *ret)
{
	if (in->now != MG_INSURED_NONE)
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_ALREADY_INSURED, MG_ARTICLE_S5_1);
	else if (in->person.early_old_age)
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_EARLY_OLD_AGE, MG_ARTICLE_S9J2J3);
	else if (in->pension_months_24ths >= 480 * 24)
		mg_verdict_say(ret, MG_RESULT_NO, MG_REASON_MONTHS_FULL, MG_ARTICLE_S5_5_4);
	else
		return false;
	return true;
}

void mg_qualification_voluntary(
	const struct mg_voluntary_in *in, const struct mg_law *law, struct mg_verdict *ret)
{
	struct mg_event_in event = {.fact = MG_FACT_VOLUNTARY_APPLIED, .on = in->received_date};
	enum mg_reason_name why;
	struct age age;

	mg_verdict_init(ret);
	if (bars_joining(in, ret))
		return;
	if (!mg_age_range(in->person.birth, in->received_date, &age.least, &age.most)) {
		confirm_birth(ret);
		return;
	}
	event.after = voluntary_kind(in, age.least, law, &why);
	if (voluntary_kind(in, age.most, law, &why) != event.after) {
		confirm_birth(ret);
		return;
	}
	if (event.after == MG_INSURED_NONE) {
		mg_verdict_say(ret, MG_RESULT_NO, why, MG_ARTICLE_S5_1);
		return;
	}
	mg_qualification_event(&event, ret);
	if (in->person.in_japan && !in->account_transfer) {
		mg_verdict_because(ret, MG_REASON_ACCOUNT_TRANSFER, MG_ARTICLE_S5_2);
		mg_verdict_missing(ret, MG_PAPER_ACCOUNT_TRANSFER, MG_ROLE_SELF);
	}
}
