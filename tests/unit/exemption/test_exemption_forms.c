/* SPDX-License-Identifier: Apache-2.0 */
#include "form.h"

static void the_wish_to_be_continued_stands_for_whole_exemptions_only(void **state)
{
	(void)state;
	static const struct {
		int64_t yen;
		int32_t wish;
		enum mg_tokurei tokurei;
		bool wished, stands;
	} cases[] = {
		{0, 1, 0, true, true},
		{0, 2, 0, true, true},
		{0, 3, 0, true, false},
		{0, 1, 0, false, false},
		{0, 1, MG_TOKUREI_JOB_LOSS, true, false},
		{9000000, 1, 0, true, false},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_exemption_person person[] = {SINGLE(YEN(cases[i].yen))};
		struct form *f = form(person, 1);

		f->in.wish_rank[0] = cases[i].wish;
		f->in.continued_review = cases[i].wished;
		f->in.special.tokurei = cases[i].tokurei;
		judge(f);
		if (f->out.continued_review != cases[i].stands)
			fail_msg("case %zu", i);
	}
}

static void a_past_year_and_other_aid_are_not_continued(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SINGLE(YEN(0))};
	struct form *f = form(person, 1);

	f->in.continued_review = true;
	judge(f);
	assert_true(f->out.continued_review);
	f->in.year = 2025;
	judge(f);
	assert_false(f->out.continued_review);
	f->in.year = 2026;
	f->part.other_aid = true;
	judge(f);
	assert_int_equal(f->out.segment[0].verdict.kind, MG_MENJO_FULL);
	assert_false(f->out.continued_review);
	/* nor does an earlier answer in the same place count */
	static const struct mg_exemption_person two[] = {SELF(YEN(0)), HEAD(YEN(9000000))};
	f->part.person = two;
	f->part.person_n = 2;
	judge(f);
	f->part = (struct mg_exemption_part){.from_ym = 200001, .to_ym = 209912, .person = person, .person_n = 1};
	judge(f);
	assert_int_equal(f->out.segment[0].verdict.reason_n, 1);
	assert_true(f->out.continued_review);
	/* what a rank that failed said is not the ground of the one that passed */
	f = form(two, 2);
	f->in.continued_review = true;
	judge(f);
	assert_int_equal(f->out.segment[0].verdict.kind, MG_MENJO_DEFERMENT);
	assert_true(f->out.continued_review);
}

static void the_last_months_judged_decide_whether_it_continues(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SELF(YEN(0)), HEAD(YEN(9000000))};
	static struct mg_timeline life;
	struct form *f = form(person, 2);

	f->in.continued_review = true;
	life.first_ym = 202107;
	for (int32_t m = 0; m < MG_LIFE_MONTHS; m++)
		life.month[m] = (struct mg_month_cell){MG_INSURED_SECOND, MG_STATUS_SECOND, 0, 0};
	mg_exemption_judge(&f->in, &life, law(), &f->out);
	assert_false(f->out.continued_review); /* nothing judged at all */
	for (int32_t m = 60; m < 66; m++)
		life.month[m] = (struct mg_month_cell){MG_INSURED_FIRST, MG_STATUS_DUE, 0, 0};
	mg_exemption_judge(&f->in, &life, law(), &f->out);
	assert_int_equal(f->out.n, 2);
	assert_int_equal(f->out.segment[0].to_ym, 202612);
	assert_true(f->out.continued_review);
	f->in.birth = born("1976-11-01");
	mg_exemption_judge(&f->in, &life, law(), &f->out);
	assert_false(f->out.continued_review);
}

static void a_form_that_cannot_be_filed_judges_nothing(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SINGLE(YEN(0))};
	struct form *f = form(person, 1);

	f->in.year = 2027;
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_false(f->out.fileable);
	assert_int_equal(f->out.n, 0);
	assert_int_equal(f->out.period.year, 2027);
	f->in.year = 2024;
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_true(f->out.fileable);
	assert_int_equal(f->out.segment[0].from_ym, 202410);
	assert_int_equal(f->out.segment[f->out.n - 1].to_ym, 202506);
}

static void the_limits_are_those_of_the_forms_year(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SINGLE(YEN(670000))};
	struct form *f = form(person, 1);

	/* year 2020 runs to June 2021 under the old limits */
	f->in.year = 2020;
	f->in.received_date = day("2021-08-01");
	f->in.wish_rank[0] = 1;
	assert_int_equal(judge(f)->result, MG_RESULT_NO);
	f->in.year = 2021;
	assert_int_equal(judge(f)->result, MG_RESULT_YES);
}

static void refusals_have_their_code(void **state)
{
	(void)state;
	static const struct {
		enum mg_reason_name name;
		enum mg_role role;
		const char *code;
	} cases[] = {
		{MG_REASON_INCOME_OVER, MG_ROLE_SELF, "01"}, {MG_REASON_INCOME_OVER, MG_ROLE_SPOUSE, "02"},
		{MG_REASON_INCOME_OVER, MG_ROLE_HEAD, "03"}, {MG_REASON_INCOME_OVER, MG_ROLE_NONE, "99"},
		{MG_REASON_UNDECLARED, MG_ROLE_SELF, "04"}, {MG_REASON_STUDENT, MG_ROLE_NONE, "05"},
		{MG_REASON_AGE_OVER, MG_ROLE_SELF, "06"}, {MG_REASON_ALREADY_PAID, MG_ROLE_NONE, "07"},
		{MG_REASON_LAPSED, MG_ROLE_NONE, "08"}, {MG_REASON_NOT_INSURED, MG_ROLE_NONE, "09"},
		{MG_REASON_PAPERS_MISSING, MG_ROLE_NONE, "10"}, {MG_REASON_ALREADY_EXEMPT, MG_ROLE_NONE, "99"},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++)
		assert_string_equal(mg_rejection_code(&(struct mg_reason){.name = cases[i].name, .role = cases[i].role}),
			cases[i].code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_wish_to_be_continued_stands_for_whole_exemptions_only),
		cmocka_unit_test(a_past_year_and_other_aid_are_not_continued),
		cmocka_unit_test(the_last_months_judged_decide_whether_it_continues),
		cmocka_unit_test(a_form_that_cannot_be_filed_judges_nothing),
		cmocka_unit_test(the_limits_are_those_of_the_forms_year),
		cmocka_unit_test(refusals_have_their_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
