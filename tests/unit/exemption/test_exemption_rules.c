/* SPDX-License-Identifier: Apache-2.0 */
#include "form.h"

static void the_first_wish_that_everyone_passes_is_the_result(void **state)
{
	(void)state;
	static const struct {
		int64_t self, spouse, head; /* -1: nobody; head -2: the applicant */
		int32_t wish[5];
		enum mg_result result;
		enum mg_menjo kind;
		int32_t rank;
	} cases[] = {
		{670000, -1, -2, {0}, MG_RESULT_YES, MG_MENJO_FULL, 1},
		{670001, -1, -2, {0}, MG_RESULT_YES, MG_MENJO_THREE_QUARTERS, 3},
		{880000, -1, -2, {0}, MG_RESULT_YES, MG_MENJO_THREE_QUARTERS, 3},
		{880001, -1, -2, {0}, MG_RESULT_YES, MG_MENJO_HALF, 4},
		{1280001, -1, -2, {0}, MG_RESULT_YES, MG_MENJO_QUARTER, 5},
		{1680000, -1, -2, {0}, MG_RESULT_YES, MG_MENJO_QUARTER, 5},
		{1680001, -1, -2, {0}, MG_RESULT_NO, MG_MENJO_NONE, 5},
		/* a rich head: 猶予, which does not look at him */
		{0, -1, 3000000, {0}, MG_RESULT_YES, MG_MENJO_DEFERMENT, 2},
		{0, -1, 3000000, {1}, MG_RESULT_NO, MG_MENJO_NONE, 1},
		{0, 3000000, 3000000, {0}, MG_RESULT_NO, MG_MENJO_NONE, 5},
		{0, 0, 1000000, {0}, MG_RESULT_YES, MG_MENJO_DEFERMENT, 2},
		{0, 0, 1000000, {1, 3, 4, 5, 2}, MG_RESULT_YES, MG_MENJO_HALF, 3},
		{0, 0, 1680000, {5, 4, 3, 1, 2}, MG_RESULT_YES, MG_MENJO_QUARTER, 1},
		/* zero, repeated and unknown ranks are dropped */
		{0, 0, 1000000, {0, 1, 1, 9, 4}, MG_RESULT_YES, MG_MENJO_HALF, 2},
		{0, 0, 1000000, {-1, 6, 0, 0, 0}, MG_RESULT_YES, MG_MENJO_DEFERMENT, 2},
		/* each alone, never the sum */
		{670000, 670000, 670000, {1}, MG_RESULT_YES, MG_MENJO_FULL, 1},
		{670000, 670001, 670000, {1}, MG_RESULT_NO, MG_MENJO_NONE, 1},
		{670000, 670000, 670001, {1}, MG_RESULT_NO, MG_MENJO_NONE, 1},
		{670001, 670000, 670000, {1}, MG_RESULT_NO, MG_MENJO_NONE, 1},
		{1280001, 1280000, 1280000, {4}, MG_RESULT_NO, MG_MENJO_NONE, 1},
		{1280000, 1280001, 1280000, {4}, MG_RESULT_NO, MG_MENJO_NONE, 1},
		{1280000, 1280000, 1280001, {4}, MG_RESULT_NO, MG_MENJO_NONE, 1},
		{1680000, 1680000, 1680001, {5}, MG_RESULT_NO, MG_MENJO_NONE, 1},
		{880000, 880000, 880001, {3}, MG_RESULT_NO, MG_MENJO_NONE, 1},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct mg_exemption_person person[3] = {SELF(YEN(cases[i].self))};
		int32_t n = 1;

		person[0].is_head = cases[i].head == -2;
		if (cases[i].spouse >= 0)
			person[n++] = (struct mg_exemption_person)SPOUSE(YEN(cases[i].spouse));
		if (cases[i].head >= 0)
			person[n++] = (struct mg_exemption_person)HEAD(YEN(cases[i].head));
		struct form *f = form(person, n);

		memcpy(f->in.wish_rank, cases[i].wish, sizeof(f->in.wish_rank));
		const struct mg_verdict *v = judge(f);

		if (v->result != cases[i].result || v->kind != (int32_t)cases[i].kind ||
			v->reason[v->reason_n - 1].rank != cases[i].rank)
			fail_msg("case %zu: %s kind %d rank %d", i, result_name(v), v->kind, v->reason[v->reason_n - 1].rank);
	}
}

static void every_rank_tried_names_who_passed_or_failed_and_the_article(void **state)
{
	(void)state;
	static const struct mg_exemption_person person[] = {SELF(YEN(0)), HEAD(YEN(3000000))};
	const struct mg_verdict *v = judge(form(person, 2));

	assert_int_equal(v->reason_n, 3);
	assert_int_equal(why(v, MG_ROLE_SELF, MG_MENJO_FULL), MG_REASON_INCOME_WITHIN);
	assert_int_equal(why(v, MG_ROLE_HEAD, MG_MENJO_FULL), MG_REASON_INCOME_OVER);
	assert_int_equal(v->reason[1].article, MG_ARTICLE_A90_1_1);
	assert_int_equal(v->reason[1].rank, 1);
	assert_string_equal(mg_rejection_code(&v->reason[1]), "03");
	assert_int_equal(why(v, MG_ROLE_SELF, MG_MENJO_DEFERMENT), MG_REASON_INCOME_WITHIN);
	assert_int_equal(v->reason[2].article, MG_ARTICLE_H26S14_1);
	assert_int_equal(v->reason[2].rank, 2);
	/* the figures of both, once, and the limits tried */
	assert_int_equal(figure_of(v, MG_FIGURE_INCOME_A, MG_ROLE_SELF, 0), 0);
	assert_int_equal(figure_of(v, MG_FIGURE_INCOME_A, MG_ROLE_HEAD, 0), 3000000);
	assert_int_equal(figure_of(v, MG_FIGURE_INCOME_LIMIT, MG_ROLE_HEAD, MG_MENJO_FULL), 670000);
	assert_int_equal(figure_of(v, MG_FIGURE_INCOME_LIMIT, MG_ROLE_SELF, MG_MENJO_DEFERMENT), 670000);
	assert_int_equal(v->figure_n, 4 + 4 + 3);
}

static void each_kind_and_ground_has_its_article(void **state)
{
	(void)state;
	static const struct {
		int32_t wish; /* 0: the student form */
		enum mg_article income, aid, ground3, special;
	} cases[] = {
		{1, MG_ARTICLE_A90_1_1, MG_ARTICLE_A90_1_2, MG_ARTICLE_A90_1_3, MG_ARTICLE_A90_1_4},
		{2, MG_ARTICLE_H26S14_1, MG_ARTICLE_H26S14_2, MG_ARTICLE_H26S14_2, MG_ARTICLE_H26S14_3},
		{3, MG_ARTICLE_A90J2_1_1, MG_ARTICLE_A90J2_1_2, MG_ARTICLE_A90J2_1_2, MG_ARTICLE_A90J2_1_3},
		{4, MG_ARTICLE_A90J2_2_1, MG_ARTICLE_A90J2_2_2, MG_ARTICLE_A90J2_2_2, MG_ARTICLE_A90J2_2_3},
		{5, MG_ARTICLE_A90J2_3_1, MG_ARTICLE_A90J2_3_2, MG_ARTICLE_A90J2_3_2, MG_ARTICLE_A90J2_3_3},
		{0, MG_ARTICLE_A90J3_1_1, MG_ARTICLE_A90J3_1_2, MG_ARTICLE_A90J3_1_2, MG_ARTICLE_A90J3_1_3},
	};
	static const struct mg_student_time student = {{2020, 4, 1}, {2030, 3, 31}, false, true};
	static const struct mg_exemption_person none[] = {SINGLE(YEN(0))};
	static const struct mg_exemption_person third[] = {SINGLE(YEN(1350000), .is_widow = 1, .ded_medical = 0)};
	static const struct mg_exemption_person rich[] = {SINGLE(YEN(9000000))};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		struct form *f = form(none, 1);

		f->in.form = cases[i].wish == 0 ? MG_FORM_STUDENT : MG_FORM_EXEMPTION;
		f->in.wish_rank[0] = cases[i].wish;
		f->in.student = &student;
		f->in.student_n = cases[i].wish == 0;
		assert_int_equal(judge(f)->reason[0].article, cases[i].income);
		f->part.person = rich;
		f->part.other_aid = true;
		assert_int_equal(judge(f)->reason[0].name, MG_REASON_OTHER_AID);
		assert_int_equal(f->out.segment[0].verdict.reason[0].article, cases[i].aid);
		f->part.other_aid = false;
		assert_int_equal(judge(f)->result, MG_RESULT_NO);
		f->in.special = (struct mg_special){MG_TOKUREI_JOB_LOSS, MG_ROLE_SELF, day("2026-04-30"), true, false, 0};
		assert_int_equal(judge(f)->reason[0].name, MG_REASON_SPECIAL);
		assert_int_equal(f->out.segment[0].verdict.reason[0].article, cases[i].special);
		f->in.special = (struct mg_special){0};
		f->part.person = third;
		if (judge(f)->reason[0].name == MG_REASON_GROUND3)
			assert_int_equal(f->out.segment[0].verdict.reason[0].article, cases[i].ground3);
		else
			assert_true(cases[i].wish == 4 || cases[i].wish == 5 || cases[i].wish == 3 || cases[i].wish == 0);
	}
}

static void missing_data_asks_even_when_another_already_fails(void **state)
{
	(void)state;
	static const struct {
		enum mg_declared self, spouse, head;
		int64_t yen; /* of whoever declared */
		int32_t wish;
		enum mg_result result;
		enum mg_role missing;
	} cases[] = {
		{MG_DECLARED_YES, MG_DECLARED_NO_DATA, MG_DECLARED_YES, 0, 0, MG_RESULT_INQUIRE, MG_ROLE_SPOUSE},
		{MG_DECLARED_YES, MG_DECLARED_NO_DATA, MG_DECLARED_YES, 9000000, 0, MG_RESULT_INQUIRE, MG_ROLE_SPOUSE},
		{MG_DECLARED_YES, MG_DECLARED_YES, MG_DECLARED_NO_DATA, 9000000, 1, MG_RESULT_INQUIRE, MG_ROLE_HEAD},
		{MG_DECLARED_YES, MG_DECLARED_NOT, MG_DECLARED_YES, 9000000, 1, MG_RESULT_UNDECLARED, MG_ROLE_SPOUSE},
		{MG_DECLARED_NOT, MG_DECLARED_YES, MG_DECLARED_YES, 0, 1, MG_RESULT_UNDECLARED, MG_ROLE_SELF},
		{MG_DECLARED_NOT, MG_DECLARED_NO_DATA, MG_DECLARED_YES, 0, 1, MG_RESULT_INQUIRE, MG_ROLE_SPOUSE},
		/* who is not judged for the kind never blocks */
		{MG_DECLARED_YES, MG_DECLARED_YES, MG_DECLARED_NO_DATA, 0, 2, MG_RESULT_YES, MG_ROLE_NONE},
		{MG_DECLARED_YES, MG_DECLARED_NO_INCOME, MG_DECLARED_NO_INCOME, 0, 1, MG_RESULT_YES, MG_ROLE_NONE},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_exemption_person person[] = {
			{.is_self = true, .tax = {.declared = cases[i].self, .total_income = cases[i].yen}},
			{.is_spouse = true, .tax = {.declared = cases[i].spouse, .total_income = cases[i].yen}},
			{.is_head = true, .tax = {.declared = cases[i].head, .total_income = cases[i].yen}},
		};
		struct form *f = form(person, 3);
		bool found = cases[i].missing == MG_ROLE_NONE;

		f->in.wish_rank[0] = cases[i].wish;
		const struct mg_verdict *v = judge(f);

		for (int32_t k = 0; k < v->missing_n; k++)
			found |= v->missing[k].role == cases[i].missing &&
				 v->missing[k].paper == (cases[i].result == MG_RESULT_INQUIRE ? MG_PAPER_TAX_DATA
											   : MG_PAPER_TAX_DECLARATION);
		if (v->result != cases[i].result || !found || (v->kind != 0) != (v->result == MG_RESULT_YES))
			fail_msg("case %zu: %s", i, result_name(v));
	}
}

static void a_case_without_applicant_or_head_asks_for_the_household(void **state)
{
	(void)state;
	static const struct mg_exemption_person self[] = {SELF(YEN(0))};
	static const struct mg_exemption_person head[] = {HEAD(YEN(0))};
	struct form *f = form(self, 1);

	assert_int_equal(judge(f)->result, MG_RESULT_INQUIRE);
	assert_true(misses(&f->out.segment[0].verdict, MG_PAPER_HOUSEHOLD));
	f->in.wish_rank[0] = 2; /* 猶予 needs no head */
	assert_int_equal(judge(f)->result, MG_RESULT_YES);
	assert_false(misses(&f->out.segment[0].verdict, MG_PAPER_HOUSEHOLD));
	f->part.person = head;
	assert_int_equal(judge(f)->result, MG_RESULT_INQUIRE);
	f->in.part_n = 0;
	assert_int_equal(judge(f)->result, MG_RESULT_INQUIRE);
	assert_int_equal(f->out.segment[0].verdict.reason[0].name, MG_REASON_NO_HOUSEHOLD);
	assert_int_equal(f->out.segment[0].verdict.reason[0].rank, 1);
	assert_int_equal(f->out.segment[0].verdict.reason[0].menjo, MG_MENJO_DEFERMENT);
}

static void unclear_counts_are_confirmed_unless_somebody_fails_anyway(void **state)
{
	(void)state;
	static const struct mg_exemption_person unclear[] = {SELF(YEN(0)),
		HEAD(YEN(1400000), .dep_general_n = 1, .dep_specific_old_n = -1, .dep_general_old_n = -1)};
	static const struct mg_exemption_person fails[] = {SELF(YEN(9000000)),
		HEAD(YEN(1400000), .dep_general_n = 1, .dep_specific_old_n = -1, .dep_general_old_n = -1)};
	struct form *f = form(unclear, 2);

	f->in.wish_rank[0] = 3;
	assert_int_equal(judge(f)->result, MG_RESULT_CONFIRM);
	assert_true(misses(&f->out.segment[0].verdict, MG_PAPER_TAX_OLD_COUNTS));
	assert_int_equal(why(&f->out.segment[0].verdict, MG_ROLE_HEAD, MG_MENJO_THREE_QUARTERS), MG_REASON_COUNTS_UNCLEAR);
	f->part.person = fails;
	assert_int_equal(judge(f)->result, MG_RESULT_NO);
}

static void who_is_spouse_and_head_is_judged_once_and_others_not_at_all(void **state)
{
	(void)state;
	static const struct mg_exemption_person both[] = {SELF(YEN(0)),
		{.is_spouse = true, .is_head = true, .tax = {.declared = MG_DECLARED_YES, .total_income = 700000}},
		{.tax = {.declared = MG_DECLARED_NO_DATA}}};
	struct form *f = form(both, 2);

	f->in.wish_rank[0] = 1;
	const struct mg_verdict *v = judge(f);

	assert_int_equal(v->result, MG_RESULT_NO);
	assert_int_equal(v->reason_n, 2);
	assert_int_equal(v->reason[1].role, MG_ROLE_SPOUSE);
	f->part.person_n = 3; /* somebody else in the household changes nothing */
	assert_int_equal(judge(f)->reason_n, 2);
	assert_int_equal(f->out.segment[0].verdict.result, MG_RESULT_NO);
}

static void the_order_of_the_people_does_not_matter(void **state)
{
	(void)state;
	static const struct mg_exemption_person one[] = {SELF(YEN(0)), SPOUSE(YEN(100)), HEAD(YEN(900000))};
	static const struct mg_exemption_person two[] = {HEAD(YEN(900000)), SPOUSE(YEN(100)), SELF(YEN(0))};
	static struct mg_verdict first;

	first = *judge(form(one, 3));
	const struct mg_verdict *v = judge(form(two, 3));

	assert_int_equal(v->reason_n, first.reason_n);
	assert_memory_equal(v->reason, first.reason, sizeof(v->reason[0]) * v->reason_n);
	assert_memory_equal(v->figure, first.figure, sizeof(v->figure[0]) * v->figure_n);
}

static void the_longest_case_loses_nothing(void **state)
{
	(void)state;
	struct mg_exemption_person everybody[MG_PERSONS_MAX];
	int32_t limits = 0, odd = 0;

	for (int32_t i = 0; i < MG_PERSONS_MAX; i++)
		everybody[i] = (struct mg_exemption_person){.is_self = true, .is_spouse = true, .is_head = true,
			.tax = {.declared = MG_DECLARED_YES, .total_income = 9000000 + i, .parts_sum = 1, .dep_general_n = 1,
				.dep_specific_n = 1, .dep_specific_old_n = MG_COUNT_UNKNOWN, .dep_general_old_n = MG_COUNT_UNKNOWN}};
	const struct mg_verdict *v = judge(form(everybody, MG_PERSONS_MAX));

	assert_int_equal(v->result, MG_RESULT_NO);
	assert_false(v->cut);
	for (int32_t i = 0; i < v->reason_n; i++)
		odd += v->reason[i].name == MG_REASON_TAX_ODD;
	assert_int_equal(odd, MG_PERSONS_MAX);
	assert_int_equal(v->reason_n, MG_PERSONS_MAX * (MG_RANKS + 1));
	for (int32_t i = 0; i < v->figure_n; i++)
		limits += v->figure[i].name == MG_FIGURE_INCOME_LIMIT;
	assert_int_equal(limits, MG_PERSONS_MAX * MG_RANKS);
	/* five of each person beside the limits, and of each the own ones */
	assert_int_equal(v->figure_n, MG_PERSONS_MAX * (MG_RANKS + 5));
	for (int32_t i = 0, person = 0; i < v->figure_n; i++)
		if (v->figure[i].name == MG_FIGURE_INCOME_A)
			assert_int_equal(v->figure[i].value, 9000000 + person++);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_wish_that_everyone_passes_is_the_result),
		cmocka_unit_test(every_rank_tried_names_who_passed_or_failed_and_the_article),
		cmocka_unit_test(each_kind_and_ground_has_its_article),
		cmocka_unit_test(missing_data_asks_even_when_another_already_fails),
		cmocka_unit_test(a_case_without_applicant_or_head_asks_for_the_household),
		cmocka_unit_test(unclear_counts_are_confirmed_unless_somebody_fails_anyway),
		cmocka_unit_test(who_is_spouse_and_head_is_judged_once_and_others_not_at_all),
		cmocka_unit_test(the_order_of_the_people_does_not_matter),
		cmocka_unit_test(the_longest_case_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
