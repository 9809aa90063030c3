/* SPDX-License-Identifier: Apache-2.0 */
#include "form.h"

static void deferment_is_left_out_from_the_month_of_fifty(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SELF(YEN(0)), HEAD(YEN(9000000))};
	struct form *f = form(person, 2);

	f->in.birth = born("1976-11-01");
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_int_equal(f->out.n, 2);
	assert_int_equal(f->out.segment[0].from_ym, 202607);
	assert_int_equal(f->out.segment[0].to_ym, 202609);
	assert_int_equal(f->out.segment[0].verdict.kind, MG_MENJO_DEFERMENT);
	assert_int_equal(f->out.segment[1].from_ym, 202610);
	assert_int_equal(f->out.segment[1].to_ym, 202706);
	assert_int_equal(f->out.segment[1].verdict.result, MG_RESULT_NO);
	assert_int_equal(why(&f->out.segment[1].verdict, MG_ROLE_SELF, MG_MENJO_DEFERMENT), MG_REASON_AGE_OVER);
	for (int32_t i = 0; i < f->out.segment[1].verdict.reason_n; i++)
		if (f->out.segment[1].verdict.reason[i].name == MG_REASON_AGE_OVER)
			assert_int_equal(f->out.segment[1].verdict.reason[i].rank, 2);
	f->in.birth = (struct mg_partial_date){.year = 1976};
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_int_equal(f->out.segment[0].verdict.result, MG_RESULT_CONFIRM);
	assert_true(misses(&f->out.segment[0].verdict, MG_PAPER_BIRTH_DATE));
	assert_int_equal(why(&f->out.segment[0].verdict, MG_ROLE_SELF, MG_MENJO_DEFERMENT), MG_REASON_BIRTH_UNKNOWN);
}

static void student_months_go_to_the_other_form(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SELF(YEN(1280000)), HEAD(YEN(9000000))};
	const struct mg_student_time student[] = {{day("2024-04-01"), day("2026-09-30"), false, true}};
	struct form *f = form(person, 2);

	f->in.student = student;
	f->in.student_n = 1;
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_int_equal(f->out.n, 2);
	assert_int_equal(f->out.segment[0].to_ym, 202609);
	assert_int_equal(f->out.segment[0].verdict.result, MG_RESULT_OUTSIDE);
	assert_int_equal(f->out.segment[0].verdict.reason[0].name, MG_REASON_STUDENT);
	assert_int_equal(f->out.segment[0].verdict.reason[0].article, MG_ARTICLE_A90_1);
	assert_int_equal(f->out.segment[1].verdict.result, MG_RESULT_NO);
	f->in.form = MG_FORM_STUDENT;
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_int_equal(f->out.n, 2);
	assert_int_equal(f->out.segment[0].from_ym, 202604);
	assert_int_equal(f->out.segment[0].to_ym, 202609);
	assert_int_equal(f->out.segment[0].verdict.kind, MG_MENJO_STUDENT);
	assert_int_equal(f->out.segment[0].verdict.reason_n, 1); /* the head is not read */
	assert_int_equal(f->out.segment[1].verdict.reason[0].name, MG_REASON_NOT_STUDENT);
	assert_int_equal(f->out.segment[1].verdict.reason[0].article, MG_ARTICLE_A90J3_1);
}

static void one_day_at_a_listed_school_makes_a_student_month(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
		bool unlisted;
		int32_t first, last; /* months of 学特; 0 none */
		enum mg_reason_name other;
	} cases[] = {
		{"2026-05-31", "2026-09-01", false, 202605, 202609, MG_REASON_NOT_STUDENT},
		{"2026-06-01", "2026-08-31", false, 202606, 202608, MG_REASON_NOT_STUDENT},
		{"2020-06-01", "", false, 202604, 202703, MG_REASON_NONE},
		{"2020-06-01", "2026-03-31", false, 0, 0, MG_REASON_NOT_STUDENT},
		{"2020-06-01", "2030-03-31", true, 0, 0, MG_REASON_SCHOOL_UNLISTED},
	};
	static const struct mg_exemption_person person[] = {SELF(YEN(0))};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_student_time student[] = {{day(cases[i].from), day(cases[i].to), cases[i].unlisted, true}};
		struct form *f = form(person, 1);
		int32_t months = 0;

		f->in.form = MG_FORM_STUDENT;
		f->in.student = student;
		f->in.student_n = 1;
		mg_exemption_judge(&f->in, NULL, law(), &f->out);
		for (int32_t k = 0; k < f->out.n; k++) {
			const struct mg_exemption_segment *s = &f->out.segment[k];

			if (s->verdict.result == MG_RESULT_YES) {
				assert_int_equal(s->from_ym, cases[i].first);
				assert_int_equal(s->to_ym, cases[i].last);
				assert_int_equal(misses(&s->verdict, MG_PAPER_GRADUATION_DATE), *cases[i].to == 0);
				months++;
			} else {
				assert_int_equal(s->verdict.reason[0].name, cases[i].other);
			}
		}
		assert_int_equal(months, cases[i].first != 0);
		/* the ordinary form takes exactly the other months; an unlisted school makes no student */
		f->in.form = MG_FORM_EXEMPTION;
		f->in.wish_rank[0] = 2;
		mg_exemption_judge(&f->in, NULL, law(), &f->out);
		for (int32_t k = 0; k < f->out.n; k++) {
			const struct mg_exemption_segment *s = &f->out.segment[k];
			const bool student_month = s->from_ym >= cases[i].first && s->from_ym <= cases[i].last;

			assert_int_equal(s->verdict.result,
				student_month || (cases[i].last == 202703 && cases[i].first) ? MG_RESULT_OUTSIDE : MG_RESULT_YES);
			assert_false(misses(&s->verdict, MG_PAPER_GRADUATION_DATE));
		}
	}
}

static void a_student_shows_the_card_or_it_is_missing(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SELF(YEN(0))};
	struct mg_student_time student[] = {{day("2025-04-01"), day("2029-03-31"), .proof = true},
		{day("2024-04-01"), day("2025-03-31"), .proof = true}};
	struct form *f = form(person, 1);

	f->in.form = MG_FORM_STUDENT;
	f->in.student = student;
	f->in.student_n = 2;
	assert_int_equal(judge(f)->result, MG_RESULT_YES);
	assert_int_equal(judge(f)->missing_n, 0);
	student[1].proof = false;
	assert_int_equal(judge(f)->result, MG_RESULT_YES);
	assert_int_equal(judge(f)->missing_n, 1);
	assert_true(misses(judge(f), MG_PAPER_STUDENT_PROOF));
	/* no student time counts for the ordinary form */
	f->in.form = MG_FORM_EXEMPTION;
	student[0].unlisted = student[1].unlisted = true;
	f->in.wish_rank[0] = 2;
	f->in.student_n = 1;
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_false(misses(&f->out.segment[0].verdict, MG_PAPER_STUDENT_PROOF));
}

static void only_open_months_of_the_first_type_are_judged(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SINGLE(YEN(0))};
	static const struct {
		enum mg_insured insured;
		enum mg_status status;
		enum mg_reason_name why; /* NONE: judged */
		enum mg_article article;
	} cases[] = {
		{MG_INSURED_FIRST, MG_STATUS_UNPAID, MG_REASON_NONE, 0},
		{MG_INSURED_FIRST, MG_STATUS_DUE, MG_REASON_NONE, 0},
		{MG_INSURED_NONE, MG_STATUS_NONE, MG_REASON_NOT_INSURED, MG_ARTICLE_A7_1_1},
		{MG_INSURED_NONE, MG_STATUS_KARA, MG_REASON_NOT_INSURED, MG_ARTICLE_A7_1_1},
		{MG_INSURED_SECOND, MG_STATUS_SECOND, MG_REASON_NOT_FIRST, MG_ARTICLE_A94J6},
		{MG_INSURED_THIRD, MG_STATUS_THIRD, MG_REASON_NOT_FIRST, MG_ARTICLE_A94J6},
		{MG_INSURED_VOLUNTARY_60, MG_STATUS_DUE, MG_REASON_VOLUNTARY, MG_ARTICLE_S5_10},
		{MG_INSURED_VOLUNTARY_ABROAD, MG_STATUS_UNPAID, MG_REASON_VOLUNTARY, MG_ARTICLE_S5_10},
		{MG_INSURED_SPECIAL_JAPAN, MG_STATUS_PAID, MG_REASON_VOLUNTARY, MG_ARTICLE_S5_10},
		{MG_INSURED_FIRST, MG_STATUS_PAID, MG_REASON_ALREADY_PAID, MG_ARTICLE_A90_1},
		{MG_INSURED_FIRST, MG_STATUS_PAID_LATER, MG_REASON_ALREADY_PAID, MG_ARTICLE_A90_1},
		{MG_INSURED_FIRST, MG_STATUS_LAPSED, MG_REASON_LAPSED, MG_ARTICLE_A102_4},
		{MG_INSURED_FIRST, MG_STATUS_LEGAL, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A89_1},
		{MG_INSURED_FIRST, MG_STATUS_MATERNITY, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A88J2},
		{MG_INSURED_FIRST, MG_STATUS_CHILDCARE, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A88J3},
		{MG_INSURED_FIRST, MG_STATUS_FULL, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A90_1},
		{MG_INSURED_FIRST, MG_STATUS_HALF, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A90_1},
		{MG_INSURED_FIRST, MG_STATUS_THREE_QUARTERS, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A90_1},
		{MG_INSURED_FIRST, MG_STATUS_QUARTER, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A90_1},
		{MG_INSURED_FIRST, MG_STATUS_DEFERMENT, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A90_1},
		{MG_INSURED_FIRST, MG_STATUS_STUDENT, MG_REASON_ALREADY_EXEMPT, MG_ARTICLE_A90_1},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		static struct mg_timeline life;
		struct form *f = form(person, 1);

		life.first_ym = 201605;
		for (int32_t m = 0; m < MG_LIFE_MONTHS; m++)
			life.month[m] = (struct mg_month_cell){(uint8_t)cases[i].insured, (uint8_t)cases[i].status, 0, 0};
		mg_exemption_judge(&f->in, &life, law(), &f->out);
		assert_int_equal(f->out.n, 1);
		const struct mg_verdict *v = &f->out.segment[0].verdict;

		if (v->result != (cases[i].why == MG_REASON_NONE ? MG_RESULT_YES : MG_RESULT_OUTSIDE))
			fail_msg("case %zu: %s", i, result_name(v));
		if (cases[i].why != MG_REASON_NONE) {
			assert_int_equal(v->reason[0].name, cases[i].why);
			assert_int_equal(v->reason[0].article, cases[i].article);
			assert_int_equal(v->reason_n, 1);
		}
	}
}

static void months_outside_the_life_are_not_judged(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SINGLE(YEN(0))};
	static struct mg_timeline life;
	struct form *f = form(person, 1);

	life.first_ym = 202609;
	for (int32_t m = 0; m < MG_LIFE_MONTHS; m++)
		life.month[m] = (struct mg_month_cell){MG_INSURED_FIRST, MG_STATUS_DUE, 0, 0};
	mg_exemption_judge(&f->in, &life, law(), &f->out);
	assert_int_equal(f->out.n, 2);
	assert_int_equal(f->out.segment[0].to_ym, 202608);
	assert_int_equal(f->out.segment[0].verdict.reason[0].name, MG_REASON_NOT_INSURED);
	assert_int_equal(f->out.segment[1].verdict.result, MG_RESULT_YES);
}

static void lost_work_passes_its_person_in_its_months_when_the_papers_are_there(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SELF(YEN(4000000)), SPOUSE(YEN(0)), HEAD(YEN(4000000))};
	struct form *f = form(person, 3);

	f->in.wish_rank[0] = 1;
	f->in.special = (struct mg_special){MG_TOKUREI_JOB_LOSS, MG_ROLE_SELF, day("2026-10-31"), true, false, 0};
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	/* from September on; before it he fails; the head fails throughout */
	assert_int_equal(f->out.n, 2);
	assert_int_equal(f->out.segment[1].from_ym, 202609);
	assert_int_equal(why(&f->out.segment[0].verdict, MG_ROLE_SELF, MG_MENJO_FULL), MG_REASON_INCOME_OVER);
	assert_int_equal(why(&f->out.segment[1].verdict, MG_ROLE_SELF, MG_MENJO_FULL), MG_REASON_SPECIAL);
	assert_int_equal(why(&f->out.segment[1].verdict, MG_ROLE_HEAD, MG_MENJO_FULL), MG_REASON_INCOME_OVER);
	f->in.special.role = MG_ROLE_HEAD;
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_int_equal(why(&f->out.segment[1].verdict, MG_ROLE_SELF, MG_MENJO_FULL), MG_REASON_INCOME_OVER);
	assert_int_equal(why(&f->out.segment[1].verdict, MG_ROLE_HEAD, MG_MENJO_FULL), MG_REASON_SPECIAL);
	assert_false(misses(&f->out.segment[1].verdict, MG_PAPER_JOB_LOSS_PROOF));
	f->in.special.papers = false;
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_int_equal(f->out.n, 1);
	assert_true(misses(&f->out.segment[0].verdict, MG_PAPER_JOB_LOSS_PROOF));
	assert_int_equal(f->out.segment[0].verdict.missing[0].role, MG_ROLE_HEAD);
}

static void the_income_of_a_violent_spouse_is_not_judged(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SINGLE(YEN(0)), SPOUSE(YEN(9000000))};
	struct form *f = form(person, 2);

	assert_int_equal(judge(f)->result, MG_RESULT_NO);
	f->in.special = (struct mg_special){MG_TOKUREI_VIOLENCE, MG_ROLE_SELF, day(""), true, false, 0};
	assert_int_equal(judge(f)->kind, MG_MENJO_FULL);
	assert_int_equal(why(&f->out.segment[0].verdict, MG_ROLE_SPOUSE, MG_MENJO_FULL), MG_REASON_NONE);
	/* it is no ground for the applicant: her own income is judged */
	assert_int_equal(why(&f->out.segment[0].verdict, MG_ROLE_SELF, MG_MENJO_FULL), MG_REASON_INCOME_WITHIN);
	f->in.special.papers = false;
	assert_int_equal(judge(f)->result, MG_RESULT_NO);
	assert_true(misses(&f->out.segment[0].verdict, MG_PAPER_VIOLENCE_PROOF));
	/* a spouse who is head of the household is left out too; but never the applicant, whatever the record says */
	static const struct mg_exemption_person head[] = {SELF(YEN(0)), {.is_spouse = true, .is_head = true,
		.tax = {.declared = MG_DECLARED_YES, YEN(9000000)}}};
	static const struct mg_exemption_person both[] = {{.is_self = true, .is_spouse = true, .is_head = true,
		.tax = {.declared = MG_DECLARED_YES, YEN(9000000)}}};
	const struct mg_special violence = {MG_TOKUREI_VIOLENCE, MG_ROLE_SELF, day(""), true, false, 0};

	f = form(head, 2);
	f->in.special = violence;
	assert_int_equal(judge(f)->kind, MG_MENJO_FULL);
	f = form(both, 1);
	f->in.special = violence;
	assert_int_equal(judge(f)->result, MG_RESULT_NO);
	f = form(person, 2);
	/* another special ground leaves the spouse in */
	f->in.special = (struct mg_special){MG_TOKUREI_JOB_LOSS, MG_ROLE_SELF, day("2026-06-30"), true, false, 0};
	assert_int_equal(judge(f)->result, MG_RESULT_NO);
}

static void the_covid_ground_takes_an_estimate_instead_of_the_record(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SINGLE(YEN(9000000))};
	struct form *f = form(person, 1);

	f->in.year = 2022;
	f->in.received_date = day("2023-06-30");
	f->in.special = (struct mg_special){MG_TOKUREI_COVID, MG_ROLE_SELF, day(""), true, true, 670000};
	assert_int_equal(judge(f)->kind, MG_MENJO_FULL);
	assert_int_equal(f->out.segment[0].verdict.reason[0].name, MG_REASON_INCOME_WITHIN);
	f->in.special.has_estimate = false;
	assert_int_equal(judge(f)->result, MG_RESULT_NO);
	assert_true(misses(&f->out.segment[0].verdict, MG_PAPER_ESTIMATED_INCOME));
	f->in.special.has_estimate = true;
	assert_false(misses(judge(f), MG_PAPER_ESTIMATED_INCOME));
	f->in.special.role = MG_ROLE_SPOUSE;
	assert_int_equal(judge(f)->result, MG_RESULT_NO);
	f->in.special.role = MG_ROLE_HEAD;
	assert_int_equal(judge(f)->kind, MG_MENJO_FULL);
}

static void a_change_of_the_household_makes_two_parts(void **state)
{
	(void)state;
	static const struct mg_exemption_person with_father[] = {SELF(YEN(0)), HEAD(YEN(9000000))};
	static const struct mg_exemption_person alone[] = {SINGLE(YEN(0))};
	struct mg_exemption_part part[] = {
		{.from_ym = 202607, .to_ym = 202706, .person = with_father, .person_n = 2},
		{.from_ym = 202610, .to_ym = 202612, .person = alone, .person_n = 1},
	};
	struct form *f = form(alone, 1);

	f->in.part = part;
	f->in.part_n = 2;
	f->in.wish_rank[0] = 1;
	for (int turn = 0; turn < 2; turn++) {
		mg_exemption_judge(&f->in, NULL, law(), &f->out);
		assert_int_equal(f->out.n, 3);
		assert_int_equal(f->out.segment[0].to_ym, 202609);
		assert_int_equal(f->out.segment[0].verdict.result, MG_RESULT_NO);
		assert_int_equal(f->out.segment[1].to_ym, 202612);
		assert_int_equal(f->out.segment[1].verdict.result, MG_RESULT_YES);
		assert_int_equal(f->out.segment[2].verdict.result, MG_RESULT_NO);
		const struct mg_exemption_part swap = part[0];
		part[0] = part[1];
		part[1] = swap;
	}
	/* of parts that begin at once the one that ends first, in either order */
	part[0] = (struct mg_exemption_part){.from_ym = 202607, .to_ym = 202706, .person = with_father, .person_n = 2};
	part[1] = (struct mg_exemption_part){.from_ym = 202607, .to_ym = 202608, .person = alone, .person_n = 1};
	for (int turn = 0; turn < 2; turn++) {
		mg_exemption_judge(&f->in, NULL, law(), &f->out);
		assert_int_equal(f->out.n, 2);
		assert_int_equal(f->out.segment[0].to_ym, 202608);
		assert_int_equal(f->out.segment[0].verdict.result, MG_RESULT_YES);
		assert_int_equal(f->out.segment[1].verdict.result, MG_RESULT_NO);
		const struct mg_exemption_part swap = part[0];
		part[0] = part[1];
		part[1] = swap;
	}
	/* months that no household covers */
	f->in.part_n = 1;
	part[0] = (struct mg_exemption_part){.from_ym = 202610, .to_ym = 202612, .person = alone, .person_n = 1};
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_int_equal(f->out.n, 3);
	assert_int_equal(f->out.segment[0].verdict.result, MG_RESULT_INQUIRE);
	assert_int_equal(f->out.segment[1].verdict.result, MG_RESULT_YES);
	assert_int_equal(f->out.segment[1].from_ym, 202610);
	assert_int_equal(f->out.segment[1].to_ym, 202612);
}

static void an_odd_record_is_marked_and_judged_all_the_same(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SINGLE(YEN(5), .parts_sum = 4)};
	static const struct mg_exemption_person even[] = {SINGLE(YEN(5), .parts_sum = 5)};
	const struct mg_verdict *v = judge(form(person, 1));

	assert_int_equal(v->result, MG_RESULT_YES);
	assert_true(mg_verdict_has(v, MG_REASON_TAX_ODD));
	assert_false(mg_verdict_has(judge(form(even, 1)), MG_REASON_TAX_ODD));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deferment_is_left_out_from_the_month_of_fifty),
		cmocka_unit_test(student_months_go_to_the_other_form),
		cmocka_unit_test(one_day_at_a_listed_school_makes_a_student_month),
		cmocka_unit_test(a_student_shows_the_card_or_it_is_missing),
		cmocka_unit_test(only_open_months_of_the_first_type_are_judged),
		cmocka_unit_test(months_outside_the_life_are_not_judged),
		cmocka_unit_test(lost_work_passes_its_person_in_its_months_when_the_papers_are_there),
		cmocka_unit_test(the_income_of_a_violent_spouse_is_not_judged),
		cmocka_unit_test(the_covid_ground_takes_an_estimate_instead_of_the_record),
		cmocka_unit_test(a_change_of_the_household_makes_two_parts),
		cmocka_unit_test(an_odd_record_is_marked_and_judged_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
