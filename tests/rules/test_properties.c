/* SPDX-License-Identifier: Apache-2.0
 * What must hold of every case, over random ones. MG_SEED repeats a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "exemption/exemption_rules.h"
#include "qualification/qualification_rules.h"
#include "qualification/qualification_rules_count.h"
#include "rules/write.h"
#include "support/case_fill.h"
#include "support/rules.h"

#define ROUNDS 4000
static uint64_t seed;

struct toss {
	struct chance chance;
	struct mg_arena arena;
	struct fill fill;
};
static void toss_init(struct toss *t, uint64_t round)
{
	t->chance.state = seed + round * 0x10001;
	mg_arena_reset(&t->arena);
	t->fill = (struct fill){chance_next, &t->chance, &t->arena};
}

/* ---- random households and lives, closer to life than the tables ---- */

#define PERSONS 4
struct office {
	struct mg_exemption_in in;
	struct mg_exemption_part part[3];
	struct mg_exemption_person person[3][PERSONS + 1];
	struct mg_student_time student[2];
};

static struct mg_tax some_tax(struct fill *f, bool known)
{
	static const int64_t TURNS[] = {0, 670000, 880000, 1280000, 1350000, 1680000, 3000000};
	const struct mg_tax tax = {
		.declared = known ? MG_DECLARED_YES : (enum mg_declared)fill_below(f, 4),
		.total_income = TURNS[fill_below(f, MG_LEN(TURNS))] + (int64_t)fill_below(f, 700000),
		.ded_social_insurance = (int64_t)fill_below(f, 300000),
		.is_widow = (int32_t)fill_below(f, 3),
		.is_disabled_general = (int32_t)fill_below(f, 3),
		.dep_under16_n = (int32_t)fill_below(f, 3),
		.dep_general_old_n = known ? 0 : MG_COUNT_UNKNOWN,
		.dep_specific_old_n = known ? (int32_t)fill_below(f, 2) : MG_COUNT_UNKNOWN,
		.dep_general_n = known ? 0 : (int32_t)fill_below(f, 2),
	};

	return tax;
}

/* Everybody known and one of each role when `known`. */
static void some_office(struct fill *f, bool known, struct office *o)
{
	memset(o, 0, sizeof(*o));
	o->in = (struct mg_exemption_in){.form = (enum mg_form)(fill_below(f, 4) == 0), .received_date = day("2026-07-10"),
		.birth = born("1990-05-05"), .part = o->part, .student = o->student, .part_n = 1 + (int32_t)fill_below(f, 3),
		.student_n = (int32_t)fill_below(f, 3), .continued_review = fill_below(f, 2)};
	o->in.received_date = mg_date_add_days(o->in.received_date, (int32_t)fill_below(f, 400));
	o->in.year = mg_form_year(o->in.form, mg_ym_of(o->in.received_date)) - (int32_t)fill_below(f, 3);
	o->in.birth.year -= (int32_t)fill_below(f, 30);
	for (int i = 0; i < MG_RANKS; i++)
		o->in.wish_rank[i] = (int32_t)fill_below(f, 6);
	for (int p = 0; p < 3; p++) {
		const int32_t from = mg_ym_add(mg_form_first_ym(o->in.form, o->in.year), 4 * p);

		o->part[p] = (struct mg_exemption_part){.from_ym = from, .to_ym = mg_ym_add(from, 3),
			.other_aid = fill_below(f, 8) == 0, .person = o->person[p], .person_n = 3};
		if (p == o->in.part_n - 1)
			o->part[p].to_ym = mg_ym_add(from, 11);
		for (int i = 0; i < PERSONS; i++)
			o->person[p][i] = (struct mg_exemption_person){.is_self = i == 0, .is_spouse = i == 1, .is_head = i == 2,
				.tax = some_tax(f, known)};
	}
	for (int i = 0; i < 2; i++) {
		o->student[i].from = mg_date_add_months(day("2024-04-01"), (int32_t)fill_below(f, 40));
		o->student[i].to = mg_date_add_months(o->student[i].from, (int32_t)fill_below(f, 12));
	}
}

#define SPELLS 5
#define SPANS 10
struct biography {
	struct mg_life life;
	struct mg_insured_spell spell[SPELLS];
	struct mg_month_span span[SPANS];
};
static void some_life(struct fill *f, struct biography *b)
{
	memset(b, 0, sizeof(*b));
	b->life = (struct mg_life){.birth = mg_date_add_days(day("1955-01-01"), (int32_t)fill_below(f, 18000)),
		.as_of = mg_date_add_days(day("2024-01-01"), (int32_t)fill_below(f, 1500)), .spell = b->spell, .span = b->span,
		.spell_n = (int32_t)fill_below(f, SPELLS + 1), .span_n = (int32_t)fill_below(f, SPANS + 1)};
	for (int i = 0; i < SPELLS; i++) {
		b->spell[i].type = (enum mg_insured)(1 + fill_below(f, MG_INSURED_MAX - 1));
		b->spell[i].from = mg_date_add_days(b->life.birth, 6900 + (int32_t)fill_below(f, 18000));
		if (fill_below(f, 3))
			b->spell[i].until = mg_date_add_days(b->spell[i].from, (int32_t)fill_below(f, 8000));
	}
	for (int i = 0; i < SPANS; i++) {
		b->span[i].mark = (enum mg_mark)(1 + fill_below(f, MG_MARK_MAX - 1));
		b->span[i].from_ym = mg_ym_add(mg_ym_of(b->life.birth), 230 + (int32_t)fill_below(f, 600));
		b->span[i].to_ym = mg_ym_add(b->span[i].from_ym, (int32_t)fill_below(f, 60));
		if (fill_below(f, 2))
			b->span[i].on = mg_date_add_days(mg_ym_first(b->span[i].from_ym), (int32_t)fill_below(f, 90));
	}
}

static void shuffle(struct fill *f, void *base, int32_t n, size_t bytes)
{
	char swap[512], *at = base;

	assert_true(bytes <= sizeof(swap));
	for (int32_t i = n - 1; i > 0; i--) {
		const size_t k = fill_below(f, (uint32_t)i + 1);

		memcpy(swap, at + (size_t)i * bytes, bytes);
		memcpy(at + (size_t)i * bytes, at + k * bytes, bytes);
		memcpy(at + k * bytes, swap, bytes);
	}
}

/* ---- equality of answers, member by member ---- */

static bool same_reason(const struct mg_reason *a, const struct mg_reason *b)
{
	return a->name == b->name && a->article == b->article && a->role == b->role && a->menjo == b->menjo && a->rank == b->rank;
}

static bool same_figure(const struct mg_figure *a, const struct mg_figure *b)
{
	return a->name == b->name && a->role == b->role && a->menjo == b->menjo && a->value == b->value;
}

static bool same_verdict(const struct mg_verdict *a, const struct mg_verdict *b)
{
	bool same = a->result == b->result && a->kind == b->kind && a->reason_n == b->reason_n &&
		    a->missing_n == b->missing_n && a->figure_n == b->figure_n && a->cut == b->cut;

	for (int32_t i = 0; same && i < a->reason_n; i++)
		same = same_reason(&a->reason[i], &b->reason[i]);
	for (int32_t i = 0; same && i < a->missing_n; i++)
		same = a->missing[i].paper == b->missing[i].paper && a->missing[i].role == b->missing[i].role;
	for (int32_t i = 0; same && i < a->figure_n; i++)
		same = same_figure(&a->figure[i], &b->figure[i]);
	return same;
}

static void assert_same_form(const struct mg_exemption_out *a, const struct mg_exemption_out *b, uint64_t round)
{
	bool same = a->fileable == b->fileable && a->continued_review == b->continued_review && a->n == b->n;

	for (int32_t i = 0; same && i < a->n; i++)
		same = a->segment[i].from_ym == b->segment[i].from_ym && a->segment[i].to_ym == b->segment[i].to_ym &&
		       same_verdict(&a->segment[i].verdict, &b->segment[i].verdict);
	if (!same)
		fail_msg("round %llu", (unsigned long long)round);
}

static void assert_same_life(const struct mg_timeline *a, const struct mg_timeline *b, uint64_t round)
{
	if (a->first_ym != b->first_ym || memcmp(a->month, b->month, sizeof(a->month)) != 0 ||
		memcmp(a->early, b->early, sizeof(a->early)) != 0)
		fail_msg("round %llu", (unsigned long long)round);
}

/* ---- the properties ---- */

static void the_months_of_a_form_are_partitioned_exactly(void **state)
{
	(void)state;
	static struct toss t;

	for (uint64_t round = 0; round < ROUNDS; round++) {
		static struct mg_exemption_out out;
		static struct mg_timeline life;
		struct biography b;
		struct office o;
		int32_t next;

		toss_init(&t, round);
		some_office(&t.fill, false, &o);
		some_life(&t.fill, &b);
		mg_timeline_build(&b.life, &life);
		mg_exemption_judge(&o.in, round % 2 ? &life : NULL, law(), &out);
		next = out.period.from_ym;
		for (int32_t i = 0; i < out.n; i++) {
			const enum mg_result r = out.segment[i].verdict.result;

			assert_int_equal(out.segment[i].from_ym, next);
			assert_true(out.segment[i].to_ym >= next);
			assert_true(r > MG_RESULT_NONE && r < MG_RESULT_MAX);
			assert_int_equal(r == MG_RESULT_YES, out.segment[i].verdict.kind != 0);
			next = mg_ym_add(out.segment[i].to_ym, 1);
		}
		assert_true(!out.fileable || next == mg_ym_add(out.period.to_ym, 1));
	}
}

static void the_forms_of_a_day_follow_each_other_without_gap(void **state)
{
	(void)state;
	static struct toss t;

	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct mg_form_period form[MG_FORMS_MAX];
		enum mg_form kind;
		struct mg_date on;
		int32_t n;

		toss_init(&t, round);
		kind = (enum mg_form)fill_below(&t.fill, 2);
		on = mg_date_add_days(day("2016-04-01"), (int32_t)fill_below(&t.fill, 6000));
		n = mg_exemption_forms(kind, on, law(), form);
		assert_in_range(n, 3, 4);
		assert_int_equal(form[0].from_ym, mg_ym_add(mg_ym_of(on), -25));
		for (int32_t i = 0; i < n; i++) {
			assert_int_equal(mg_form_year(kind, form[i].from_ym), form[i].year);
			assert_int_equal(mg_form_year(kind, form[i].to_ym), form[i].year);
			assert_true(i == 0 || form[i].from_ym == mg_ym_add(form[i - 1].to_ym, 1));
		}
		assert_true(form[n - 1].to_ym >= mg_ym_of(on));
	}
}

static void each_month_has_one_status_that_its_type_allows(void **state)
{
	(void)state;
	static struct toss t;

	for (uint64_t round = 0; round < ROUNDS; round++) {
		static struct mg_timeline life;
		struct mg_month_counts c;
		struct biography b;
		int32_t n = 0;

		toss_init(&t, round);
		some_life(&t.fill, &b);
		mg_timeline_build(&b.life, &life);
		for (int32_t i = 0; i < MG_LIFE_MONTHS; i++) {
			const struct mg_month_cell *cell = &life.month[i];
			int32_t winners = 0;

			assert_true(cell->status < MG_STATUS_MAX && cell->insured < MG_INSURED_MAX);
			assert_int_equal(cell->insured == MG_INSURED_NONE,
				cell->status == MG_STATUS_NONE || cell->status == MG_STATUS_KARA);
			assert_int_equal(cell->insured == MG_INSURED_SECOND, cell->status == MG_STATUS_SECOND);
			assert_int_equal(cell->insured == MG_INSURED_THIRD, cell->status == MG_STATUS_THIRD);
			/* of the marks that compete at most one does not lose */
			for (int32_t mark = 1; mark < MG_MARK_MAX; mark++)
				winners += (cell->marks & (1u << mark)) && mark != MG_MARK_DECLARED && mark != MG_MARK_REST_PAID &&
					   mg_timeline_why_lost(cell, (enum mg_mark)mark).name == MG_REASON_NONE;
			assert_true(winners <= 1);
			n += cell->insured != MG_INSURED_NONE || (cell->status == MG_STATUS_KARA && i < 480);
		}
		mg_count_months(&life, life.first_ym, mg_ym_add(life.first_ym, MG_LIFE_MONTHS - 1), &c);
		assert_int_equal(n, mg_count_paid(&c) + mg_count_exempt(&c) + c.unpaid + c.kara + c.kara_unpaid);
	}
}

static void months_before_20_change_none_of_the_600_and_are_all_counted(void **state)
{
	(void)state;
	static struct toss t;

	for (uint64_t round = 0; round < ROUNDS; round++) {
		static struct mg_timeline with, without;
		struct mg_month_counts more, less;
		struct biography life;
		int32_t early = 0;

		toss_init(&t, round);
		some_life(&t.fill, &life);
		life.life.spell_n = 1 + (int32_t)fill_below(&t.fill, SPELLS);
		mg_timeline_build(&life.life, &without);
		life.spell[0] = (struct mg_insured_spell){.type = MG_INSURED_SECOND,
			.from = mg_date_add_days(life.life.birth, (int32_t)fill_below(&t.fill, 7000))};
		life.spell[0].until = mg_date_earlier(mg_ym_first(without.first_ym),
			mg_date_add_days(life.spell[0].from, (int32_t)fill_below(&t.fill, 2000)));
		mg_timeline_build(&life.life, &with);
		life.spell[0].until = life.spell[0].from; /* never held */
		mg_timeline_build(&life.life, &without);
		for (int32_t i = 0; i < MG_LIFE_MONTHS; i++)
			assert_true(with.month[i].insured == without.month[i].insured && with.month[i].status == without.month[i].status);
		for (int32_t i = 0; i < MG_EARLY_MONTHS; i++)
			early += with.early[i] - without.early[i];
		mg_count_months(&with, mg_timeline_begin(&with), 209912, &more);
		mg_count_months(&without, mg_timeline_begin(&without), 209912, &less);
		assert_int_equal(more.second_outside - less.second_outside, early);
		assert_int_equal(mg_count_paid_old_age(&more), mg_count_paid_old_age(&less));
		assert_int_equal(mg_count_qualifying(&more) - mg_count_qualifying(&less), early);
	}
}

/* How good an answer is: the rank at which somebody passed, then 要確認 and 非該当. */
static int32_t goodness(const struct mg_verdict *v)
{
	if (v->result != MG_RESULT_YES)
		return v->result == MG_RESULT_CONFIRM ? 100 : 101;
	return v->reason[v->reason_n - 1].rank;
}

static void raising_an_income_never_improves_a_verdict(void **state)
{
	(void)state;
	static struct toss t;

	for (uint64_t round = 0; round < ROUNDS; round++) {
		static struct mg_exemption_out low, high;
		struct office o;

		toss_init(&t, round);
		some_office(&t.fill, true, &o);
		mg_exemption_judge(&o.in, NULL, law(), &low);
		for (int p = 0; p < 3; p++)
			o.person[p][fill_below(&t.fill, 3)].tax.total_income += 1 + (int64_t)fill_below(&t.fill, 400000);
		mg_exemption_judge(&o.in, NULL, law(), &high);
		assert_int_equal(low.n, high.n);
		for (int32_t i = 0; i < low.n; i++)
			if (goodness(&high.segment[i].verdict) < goodness(&low.segment[i].verdict))
				fail_msg("round %llu, segment %d", (unsigned long long)round, (int)i);
	}
}

static void an_irrelevant_person_changes_nothing(void **state)
{
	(void)state;
	static struct toss t;

	for (uint64_t round = 0; round < ROUNDS; round++) {
		static struct mg_exemption_out without, with;
		struct office o;

		toss_init(&t, round);
		some_office(&t.fill, false, &o);
		mg_exemption_judge(&o.in, NULL, law(), &without);
		for (int p = 0; p < 3; p++) {
			struct mg_exemption_person *list = o.person[p];
			const uint32_t at = fill_below(&t.fill, 4);

			list[3] = (struct mg_exemption_person){.tax = some_tax(&t.fill, false)};
			const struct mg_exemption_person swap = list[at];
			list[at] = list[3];
			for (uint32_t i = 3; i > at + 1; i--)
				list[i] = list[i - 1];
			if (at < 3)
				list[at + 1] = swap;
			o.part[p].person_n = 4;
		}
		mg_exemption_judge(&o.in, NULL, law(), &with);
		assert_same_form(&without, &with, round);
	}
}

static void the_order_of_the_input_does_not_matter(void **state)
{
	(void)state;
	static struct toss t;

	for (uint64_t round = 0; round < ROUNDS; round++) {
		static struct mg_exemption_out a, b;
		static struct mg_timeline one, two;
		struct biography life;
		struct office o;

		toss_init(&t, round);
		some_office(&t.fill, false, &o);
		mg_exemption_judge(&o.in, NULL, law(), &a);
		for (int p = 0; p < 3; p++)
			shuffle(&t.fill, o.person[p], 3, sizeof(o.person[p][0]));
		shuffle(&t.fill, o.part, o.in.part_n, sizeof(o.part[0]));
		shuffle(&t.fill, o.student, o.in.student_n, sizeof(o.student[0]));
		mg_exemption_judge(&o.in, NULL, law(), &b);
		assert_same_form(&a, &b, round);
		some_life(&t.fill, &life);
		mg_timeline_build(&life.life, &one);
		shuffle(&t.fill, life.spell, life.life.spell_n, sizeof(life.spell[0]));
		shuffle(&t.fill, life.span, life.life.span_n, sizeof(life.span[0]));
		mg_timeline_build(&life.life, &two);
		assert_same_life(&one, &two, round);
	}
}

static void every_function_gives_the_same_twice_and_a_verdict_in_range(void **state)
{
	(void)state;
	static struct toss t;
	static struct mg_case_out out;
	const struct mg_case_fn *fn;

	for (uint64_t round = 0; round < ROUNDS / 40; round++) {
		for (int32_t i = 0; (fn = mg_case_fn_at(i)) != NULL; i++) {
			char *first, *second;
			void *in;

			toss_init(&t, round * 64 + (uint64_t)i);
			in = fill_case(&t.fill, fn);
			if (!in)
				continue;
			mg_case_run(fn, in, law(), &out);
			for (int32_t p = 0; p < out.part_n; p++) {
				assert_in_range(out.part[p].verdict.result, MG_RESULT_YES, MG_RESULT_MAX - 1);
				assert_false(out.part[p].verdict.cut);
			}
			first = mg_case_write(fn, &out);
			mg_case_run(fn, in, law(), &out);
			second = mg_case_write(fn, &out);
			assert_string_equal(first, second);
			free(first);
			free(second);
		}
	}
}

static void check_shape(const struct mg_case_shape *shape)
{
	static const size_t BYTES[MG_CASE_TYPES] = {[MG_CASE_FLAG] = sizeof(bool), [MG_CASE_NUMBER] = sizeof(int32_t),
		[MG_CASE_YEN] = sizeof(int64_t), [MG_CASE_DATE] = sizeof(struct mg_date),
		[MG_CASE_BIRTH] = sizeof(struct mg_partial_date), [MG_CASE_YM] = sizeof(int32_t), [MG_CASE_WORD] = sizeof(int32_t),
		[MG_CASE_CHOICE] = sizeof(int32_t), [MG_CASE_LIST] = sizeof(void *)};

	for (int32_t i = 0; i < shape->field_n; i++) {
		const struct mg_case_field *f = &shape->field[i];

		if (f->type == MG_CASE_TEXT)
			continue;
		if (f->bytes != (f->type == MG_CASE_OBJECT ? f->shape->bytes : BYTES[f->type]))
			fail_msg("%s", f->name);
		assert_true(f->offset + f->bytes <= shape->bytes);
		if (f->shape)
			check_shape(f->shape);
	}
}

static void every_field_has_the_size_of_its_type_and_every_name_is_there_once(void **state)
{
	(void)state;
	const struct mg_case_fn *fn;

	for (int32_t i = 0; (fn = mg_case_fn_at(i)) != NULL; i++) {
		check_shape(fn->in);
		assert_ptr_equal(mg_case_find(fn->name), fn);
	}
	assert_null(mg_case_find("exemption"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_months_of_a_form_are_partitioned_exactly),
		cmocka_unit_test(the_forms_of_a_day_follow_each_other_without_gap),
		cmocka_unit_test(each_month_has_one_status_that_its_type_allows),
		cmocka_unit_test(months_before_20_change_none_of_the_600_and_are_all_counted),
		cmocka_unit_test(raising_an_income_never_improves_a_verdict),
		cmocka_unit_test(an_irrelevant_person_changes_nothing),
		cmocka_unit_test(the_order_of_the_input_does_not_matter),
		cmocka_unit_test(every_function_gives_the_same_twice_and_a_verdict_in_range),
		cmocka_unit_test(every_field_has_the_size_of_its_type_and_every_name_is_there_once),
	};

	seed = chance_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
