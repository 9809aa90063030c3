/* SPDX-License-Identifier: Apache-2.0
 * Insurance and the timeline of a life as functions of the tool. */
#include "base/macros.h"
#include "qualification/qualification_rules.h"
#include "qualification/qualification_rules_count.h"
#include "rules/case.h"

#define PERSON_FIELDS                                                                                                   \
	MG_CASE_FIELD(mg_circumstances, birth, "birth_date", BIRTH, .needed = true),                                    \
		MG_CASE_FIELD(mg_circumstances, in_japan, "in_japan", FLAG, .means = "日本国内に住所を有する"),              \
		MG_CASE_FIELD(mg_circumstances, japanese, "japanese", FLAG, .means = "日本国籍"),                            \
		MG_CASE_FIELD(mg_circumstances, employed, "employed", FLAG, .means = "厚生年金保険の被保険者"),              \
		MG_CASE_FIELD(mg_circumstances, dependent, "dependent", FLAG, .means = "第2号の被扶養配偶者"),               \
		MG_CASE_FIELD(mg_circumstances, base_in_japan, "base_in_japan", FLAG,                                           \
			.means = "a dependent abroad: 国内に生活の基礎があると認められる (留学, 同行, …)"),                          \
		MG_CASE_FIELD(mg_circumstances, kosei_old_age, "kosei_old_age", FLAG, .means = "厚年老齢給付等"),            \
		MG_CASE_FIELD(mg_circumstances, old_age_right, "old_age_right", FLAG, .means = "老齢給付の受給権"),          \
		MG_CASE_FIELD(mg_circumstances, early_old_age, "early_old_age", FLAG, .means = "老齢基礎の繰上げ請求"),      \
		MG_CASE_FIELD(mg_circumstances, excluded, "excluded", FLAG, .means = "適用除外")
MG_CASE_SHAPE(person_shape, mg_circumstances, PERSON_FIELDS);

struct type_in {
	struct mg_circumstances person;
	struct mg_date on;
};
MG_CASE_SHAPE(type_shape, type_in,
	MG_CASE_FIELD(type_in, person, "person", OBJECT, .needed = true, .shape = &person_shape),
	MG_CASE_FIELD(type_in, on, "on", DATE, .needed = true));

static void run_type(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct type_in *in = p;

	(void)law;
	mg_qualification_type(&in->person, in->on, mg_case_verdict(out, MG_WORDS_INSURED));
}

MG_CASE_SHAPE(event_shape, mg_event_in,
	MG_CASE_FIELD(mg_event_in, fact, "tokuso_reason", WORD, .needed = true, .words = MG_WORDS_FACT, .means = "得喪異動理由"),
	MG_CASE_FIELD(mg_event_in, on, "on", DATE, .needed = true, .means = "the day of the fact itself (死亡日, 転出日, 厚年喪失日)"),
	MG_CASE_FIELD(mg_event_in, before, "before", WORD, .words = MG_WORDS_INSURED, .means = "insured_type until then"),
	MG_CASE_FIELD(mg_event_in, after, "after", WORD, .words = MG_WORDS_INSURED, .means = "insured_type from then on"),
	MG_CASE_FIELD(mg_event_in, acquired_on, "acquired_on", DATE, .means = "when `before` began, if in the same month"),
	MG_CASE_FIELD(mg_event_in, birth, "birth_date", BIRTH, .means = "OLD_AGE_RIGHT of 第2号: it counts from 65"));

static void run_event(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_qualification_event(p, mg_case_verdict(out, MG_WORDS_INSURED));
}

MG_CASE_SHAPE(age_event_shape, mg_age_event_in,
	MG_CASE_FIELD(mg_age_event_in, person, "person", OBJECT, .needed = true, .shape = &person_shape),
	MG_CASE_FIELD(mg_age_event_in, before, "before", WORD, .words = MG_WORDS_INSURED),
	MG_CASE_FIELD(mg_age_event_in, age, "age", NUMBER, .needed = true, .least = 20, .most = 70, .means = "20, 60, 65, 70"));

static void run_age_event(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	mg_qualification_age_event(p, law, mg_case_verdict(out, MG_WORDS_INSURED));
}

MG_CASE_SHAPE(voluntary_shape, mg_voluntary_in,
	MG_CASE_FIELD(mg_voluntary_in, person, "person", OBJECT, .needed = true, .shape = &person_shape),
	MG_CASE_FIELD(mg_voluntary_in, received_date, "received_date", DATE, .needed = true),
	MG_CASE_FIELD(mg_voluntary_in, now, "insured_type", WORD, .words = MG_WORDS_INSURED, .means = "held now"),
	MG_CASE_FIELD(mg_voluntary_in, pension_months_24ths, "pension_months_24ths", NUMBER, .most = 480 * 24,
		.means = "法27条各号の月数, in 24ths"),
	MG_CASE_FIELD(mg_voluntary_in, account_transfer, "account_transfer", FLAG, .means = "口座振替納付の申出"));

static void run_voluntary(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	mg_qualification_voluntary(p, law, mg_case_verdict(out, MG_WORDS_INSURED));
}

struct day_in {
	struct mg_date on;
};
MG_CASE_SHAPE(last_day_shape, day_in, MG_CASE_FIELD(day_in, on, "last_working_day", DATE, .needed = true));
MG_CASE_SHAPE(fact_day_shape, day_in, MG_CASE_FIELD(day_in, on, "on", DATE, .needed = true, .means = "the day of the fact"));

static void run_kosei_lost(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_case_date(out, "date", mg_kosei_lost_on(((const struct day_in *)p)->on));
}

static void run_notice(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	(void)law;
	mg_case_date(out, "date", mg_notice_until(((const struct day_in *)p)->on));
}

MG_CASE_SHAPE(spell_shape, mg_insured_spell,
	MG_CASE_FIELD(mg_insured_spell, type, "insured_type", WORD, .needed = true, .words = MG_WORDS_INSURED),
	MG_CASE_FIELD(mg_insured_spell, from, "from", DATE, .needed = true, .means = "取得・種別変更の日"),
	MG_CASE_FIELD(mg_insured_spell, until, "until", DATE, .means = "喪失・次の変更の日; none: still"));
MG_CASE_SHAPE(span_shape, mg_month_span,
	MG_CASE_FIELD(mg_month_span, mark, "mark", WORD, .needed = true, .words = MG_WORDS_MARK),
	MG_CASE_FIELD(mg_month_span, from_ym, "from_ym", YM, .needed = true),
	MG_CASE_FIELD(mg_month_span, to_ym, "to_ym", YM, .needed = true),
	MG_CASE_FIELD(mg_month_span, on, "on", DATE, .means = "day of payment, of application, or the reason of LEGAL began"));
static const struct mg_case_field LIFE_FIELDS[] = {
	MG_CASE_FIELD(mg_life, birth, "birth_date", DATE, .needed = true),
	MG_CASE_FIELD(mg_life, as_of, "as_of", DATE, .needed = true, .means = "what is known and due on this day"),
	MG_CASE_LIST_OF(mg_life, spell, spell_n, "spells", spell_shape, 64),
	MG_CASE_LIST_OF(mg_life, span, span_n, "spans", span_shape, 128),
};
const struct mg_case_shape mg_case_life_shape = {LIFE_FIELDS, MG_LEN(LIFE_FIELDS), sizeof(struct mg_life)};

const char *mg_case_life_refuses(const struct mg_life *life)
{
	for (int32_t i = 0; i < life->spell_n; i++) {
		if (life->spell[i].type == MG_INSURED_NONE)
			return "life.spells: insured_type NONE is no spell";
		if (!mg_date_is_none(life->spell[i].until) &&
			mg_date_compare(life->spell[i].until, life->spell[i].from) < 0)
			return "life.spells: until lies before from";
	}
	for (int32_t i = 0; i < life->span_n; i++)
		if (life->span[i].mark == MG_MARK_NONE || life->span[i].to_ym < life->span[i].from_ym)
			return "life.spans: no mark, or to_ym lies before from_ym";
	return NULL;
}

struct life_in {
	struct mg_life life;
	int32_t from_ym, to_ym;
	struct mg_premium_case premium;
};
#define LIFE MG_CASE_FIELD(life_in, life, "life", OBJECT, .needed = true, .shape = &mg_case_life_shape)
MG_CASE_SHAPE(timeline_shape, life_in, LIFE);
MG_CASE_SHAPE(count_shape, life_in, LIFE, MG_CASE_FIELD(life_in, from_ym, "from_ym", YM, .needed = true),
	MG_CASE_FIELD(life_in, to_ym, "to_ym", YM, .needed = true));
MG_CASE_SHAPE(premium_case_shape, life_in, LIFE,
	MG_CASE_FIELD(life_in, premium.on, "on", DATE, .needed = true, .means = "初診日, 死亡日"),
	MG_CASE_FIELD(life_in, premium.insured_on, "insured_on", FLAG, .means = "被保険者 on that day"));

static const char *life_refuses(const void *p)
{
	const struct life_in *in = p;

	if (in->to_ym < in->from_ym)
		return "to_ym: lies before from_ym";
	return mg_case_life_refuses(&in->life);
}

static void run_timeline(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct life_in *in = p;

	(void)law;
	out->has_months = true;
	mg_timeline_build(&in->life, &out->months);
}

static void say_counts(const struct mg_month_counts *c, struct mg_case_out *out)
{
	const struct {
		const char *name;
		int32_t n;
	} COUNTS[] = {
		{"paid", mg_count_paid(c)}, {"exempt", mg_count_exempt(c)}, {"unpaid", c->unpaid}, {"first_paid", c->first_paid},
		{"special_paid", c->special_paid}, {"second", c->second},
		{"second_outside", c->second_outside}, {"third", c->third},
		{"three_quarters", c->three_quarters}, {"half", c->half}, {"quarter", c->quarter}, {"full", c->full},
		{"deferred", c->deferred}, {"kara", c->kara}, {"kara_unpaid", c->kara_unpaid},
	};

	for (size_t i = 0; i < MG_LEN(COUNTS); i++)
		mg_case_number(out, COUNTS[i].name, COUNTS[i].n);
}

static void run_count(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	const struct life_in *in = p;
	struct mg_month_counts counts;
	struct mg_timeline t;

	mg_timeline_build(&in->life, &t);
	mg_count_months(&t, in->from_ym, in->to_ym, &counts);
	say_counts(&counts, out);
	mg_case_number(out, "pension_months_24ths", mg_pension_months_24ths(&t, in->from_ym, in->to_ym, law));
}

static void run_premium(const void *p, const struct mg_law *law, struct mg_case_out *out)
{
	static const char *const MET[] = {"NOT_MET", "NO_MONTHS", "TWO_THIRDS", "TWELVE_MONTHS"};
	const struct life_in *in = p;
	struct mg_premium_case premium = in->premium;
	struct mg_month_counts counts;
	struct mg_timeline t;

	premium.birth = in->life.birth;
	mg_timeline_build(&in->life, &t);
	mg_case_text(out, "premium_test", MET[mg_premium_test(&t, &premium, law, &counts)]);
	say_counts(&counts, out);
}

const struct mg_case_fn mg_case_qualification_fns[] = {
	{"qualification_type", "which compulsory type a person has on a day (法7条, 附則3条)", &type_shape, NULL, run_type},
	{"qualification_event", "acquisition, loss and change by a fact (法8条, 9条, 11条, 附則4条, 5条)", &event_shape, NULL, run_event},
	{"qualification_age_event", "what attaining 20, 60, 65, 70 does", &age_event_shape, NULL, run_age_event},
	{"qualification_voluntary", "an application to join voluntarily (附則5条, 平6附則11条)", &voluntary_shape, NULL, run_voluntary},
	{"kosei_lost_on", "厚生年金 is lost the day after the last working day", &last_day_shape, NULL, run_kosei_lost},
	{"notice_until", "14 days from the fact (民法140条)", &fact_day_shape, NULL, run_notice},
	{"timeline", "the 600 months of a life, each with one status (法11条, 11条の2)", &timeline_shape, life_refuses, run_timeline},
	{"count_months", "months by kind, and as 法27条 weighs them", &count_shape, life_refuses, run_count},
	{"premium_test", "保険料納付要件 (法30条, 37条)", &premium_case_shape, life_refuses, run_premium},
	{NULL, NULL, NULL, NULL, NULL},
};
