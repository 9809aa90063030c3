/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "claim/claim_rules.h"
#include "support/rules.h"

static void a_right_runs_from_the_day_after_for_two_years_or_five(void **state)
{
	(void)state;
	static const struct {
		const char *fact, *two, *five;
	} cases[] = {
		{"2024-11-25", "2026-11-25", "2029-11-25"},
		{"2024-12-31", "2026-12-31", "2029-12-31"},
		{"2024-02-28", "2026-02-28", "2029-02-28"},
		{"2024-02-29", "2026-02-28", "2029-02-28"},
		{"2023-02-28", "2025-02-28", "2028-02-29"},
		{"2022-02-28", "2024-02-29", "2027-02-28"},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		assert_int_equal(mg_ymd(mg_claim_limit(day(cases[i].fact), 2)), mg_ymd(day(cases[i].two)));
		assert_int_equal(mg_ymd(mg_claim_limit(day(cases[i].fact), 5)), mg_ymd(day(cases[i].five)));
	}
}

static void a_claim_is_in_time_on_its_last_day_and_late_the_day_after(void **state)
{
	(void)state;
	for (int32_t claim = 1; claim < MG_CLAIM_MAX; claim++) {
		const bool two = claim == MG_CLAIM_LUMP_SUM;
		const struct mg_date last = day(two ? "2026-11-25" : "2029-11-25");
		struct mg_verdict v;

		assert_int_equal(mg_claim_years((enum mg_claim)claim), two ? 2 : 5);
		for (int late = 0; late < 2; late++) {
			mg_claim_deadline((enum mg_claim)claim, day("2024-11-25"), mg_date_add_days(last, late), &v);
			assert_int_equal(v.kind, claim);
			assert_int_equal(v.result, late ? MG_RESULT_NO : MG_RESULT_YES);
			assert_string_equal(reason_name(&v, 0), late ? "LAPSED" : "IN_TIME");
			assert_string_equal(article_text(&v, 0), two ? "国民年金法102条4項" : "国民年金法102条1項");
			assert_int_equal(figure(&v, MG_FIGURE_LIMIT_DATE), mg_ymd(last));
		}
	}
}

static void the_nearest_rank_with_the_same_livelihood_claims(void **state)
{
	(void)state;
	for (int32_t nearest = 1; nearest < MG_RELATION_MAX; nearest++) {
		struct mg_survivor list[MG_RELATION_MAX];
		int32_t n = 0, at = -1;

		/* everybody from this rank outwards, the farthest first; nearer ones do not share the livelihood */
		for (int32_t r = MG_RELATION_MAX - 1; r >= 1; r--) {
			if (r == nearest)
				at = n;
			list[n++] = (struct mg_survivor){(enum mg_relation)r, r >= nearest};
		}
		assert_int_equal(mg_claim_heirs(MG_CLAIM_LUMP_SUM, list, n),
			nearest <= MG_RELATION_SIBLING ? 1u << at : 0);
		assert_int_equal(mg_claim_heirs(MG_CLAIM_UNPAID_PENSION, list, n),
			nearest <= MG_RELATION_THIRD_DEGREE ? 1u << at : 0);
	}
}

static void all_of_the_rank_claim_and_nobody_else(void **state)
{
	(void)state;
	static const struct mg_survivor list[] = {{MG_RELATION_PARENT, true}, {MG_RELATION_CHILD, true},
		{MG_RELATION_SPOUSE, false}, {MG_RELATION_CHILD, false}, {MG_RELATION_CHILD, true}, {MG_RELATION_NONE, true}};
	static const struct mg_survivor none[] = {{MG_RELATION_NONE, true}, {MG_RELATION_OTHER, true}};
	static struct mg_survivor many[33];

	assert_int_equal(mg_claim_heirs(MG_CLAIM_LUMP_SUM, list, MG_LEN(list)), 1u << 1 | 1u << 4);
	assert_int_equal(mg_claim_heirs(MG_CLAIM_LUMP_SUM, list, 1), 1);
	assert_int_equal(mg_claim_heirs(MG_CLAIM_LUMP_SUM, list, 0), 0);
	assert_int_equal(mg_claim_heirs(MG_CLAIM_UNPAID_PENSION, none, MG_LEN(none)), 0);
	for (size_t i = 0; i < MG_LEN(many); i++)
		many[i] = (struct mg_survivor){MG_RELATION_CHILD, true};
	assert_int_equal(mg_claim_heirs(MG_CLAIM_LUMP_SUM, many, 33), UINT32_MAX);
	many[32].relation = MG_RELATION_SPOUSE; /* counted for the rank, though it has no bit */
	assert_int_equal(mg_claim_heirs(MG_CLAIM_LUMP_SUM, many, 33), 0);
}

#define P(paper) (UINT64_C(1) << MG_PAPER_##paper)
#define ALWAYS (P(PENSION_NUMBER) | P(IDENTITY) | P(BANK_ACCOUNT))
#define RECORDS (P(RESIDENT_RECORD) | P(REMOVED_RECORD))
/* The papers of each claim: always, and added when the marriage was one in fact, the two lived apart, there are children, no
 * 個人番号 is given. */
static const struct {
	enum mg_claim claim;
	uint64_t always, de_facto, apart, children, no_number;
} PAPERS[] = {
	{MG_CLAIM_OLD_AGE, ALWAYS, 0, 0, 0, P(FAMILY_REGISTER)},
	{MG_CLAIM_DISABILITY, ALWAYS | P(DIAGNOSIS) | P(FIRST_VISIT_PROOF) | P(ILLNESS_HISTORY), 0, 0,
		P(CHILD_INCOME_PROOF) | P(FAMILY_REGISTER), 0},
	{MG_CLAIM_DISABILITY_UNDER_20, ALWAYS | P(DIAGNOSIS) | P(FIRST_VISIT_PROOF) | P(ILLNESS_HISTORY), 0, 0,
		P(CHILD_INCOME_PROOF) | P(FAMILY_REGISTER), P(INCOME_PROOF)},
	{MG_CLAIM_SURVIVOR, ALWAYS | P(FAMILY_REGISTER) | P(DEATH_CERTIFICATE), P(DE_FACTO_PROOF), P(LIVELIHOOD),
		P(CHILD_INCOME_PROOF), RECORDS | P(INCOME_PROOF)},
	{MG_CLAIM_WIDOW, ALWAYS | P(FAMILY_REGISTER) | P(DEATH_CERTIFICATE), P(DE_FACTO_PROOF), P(LIVELIHOOD), 0,
		RECORDS | P(INCOME_PROOF)},
	{MG_CLAIM_LUMP_SUM, ALWAYS | P(FAMILY_REGISTER), P(DE_FACTO_PROOF), P(LIVELIHOOD), 0, RECORDS},
	{MG_CLAIM_UNPAID_PENSION, ALWAYS | P(FAMILY_REGISTER) | P(PENSION_CERTIFICATE), P(DE_FACTO_PROOF), P(LIVELIHOOD), 0,
		RECORDS},
	{MG_CLAIM_SPECIAL_LUMP_SUM, ALWAYS | P(PENSION_CERTIFICATE) | P(VOLUNTARY_PAYMENT_PROOF), 0, 0, 0, 0},
};

static void each_claim_has_its_papers_in_each_circumstance(void **state)
{
	(void)state;
	assert_int_equal(MG_LEN(PAPERS), MG_CLAIM_MAX - 1);
	for (size_t i = 0; i < MG_LEN(PAPERS); i++) {
		for (int bits = 0; bits < 16; bits++) {
			const uint64_t needed = PAPERS[i].always | (bits & 1 ? PAPERS[i].de_facto : 0) |
						(bits & 2 ? PAPERS[i].apart : 0) | (bits & 4 ? PAPERS[i].children : 0) |
						(bits & 8 ? 0 : PAPERS[i].no_number);
			struct mg_paper_case in = {.claim = PAPERS[i].claim, .de_facto = bits & 1, .living_apart = bits & 2,
				.has_children = bits & 4, .my_number = bits & 8};
			struct mg_verdict v;
			uint64_t missing = 0;

			mg_claim_papers(&in, &v);
			for (int32_t k = 0; k < v.missing_n; k++)
				missing |= UINT64_C(1) << v.missing[k].paper;
			if (missing != needed)
				fail_msg("claim %d, circumstances %d", (int)PAPERS[i].claim, bits);
			assert_int_equal(v.result, MG_RESULT_NO);
			assert_string_equal(reason_name(&v, 0), "PAPERS_MISSING");
			assert_int_equal(figure(&v, MG_FIGURE_PAPERS_NEEDED), v.missing_n);
			assert_int_equal(v.kind, PAPERS[i].claim);
			in.shown = needed;
			mg_claim_papers(&in, &v);
			assert_int_equal(v.result, MG_RESULT_YES);
			assert_string_equal(reason_name(&v, 0), "PAPERS_COMPLETE");
			assert_int_equal(v.missing_n, 0);
			assert_int_equal(figure(&v, MG_FIGURE_PAPERS_NEEDED), __builtin_popcountll(needed));
			/* any one of them not shown is the one that is missing */
			for (uint64_t rest = needed; rest != 0; rest &= rest - 1) {
				in.shown = needed & ~(rest & -rest);
				mg_claim_papers(&in, &v);
				assert_int_equal(v.missing_n, 1);
				assert_int_equal(UINT64_C(1) << v.missing[0].paper, rest & -rest);
			}
		}
	}
}

static void the_window_follows_the_type_of_insurance(void **state)
{
	(void)state;
	for (int32_t claim = 0; claim < MG_CLAIM_MAX; claim++) {
		for (int32_t insured = 0; insured < MG_INSURED_MAX; insured++) {
			for (int bits = 0; bits < 4; bits++) {
				const struct mg_window_case in = {.claim = (enum mg_claim)claim, .only_first = bits & 1,
					.insured = (enum mg_insured)insured, .drew_basic = bits & 2};
				const bool first = insured != MG_INSURED_SECOND && insured != MG_INSURED_THIRD;
				const bool here[MG_CLAIM_MAX] = {[MG_CLAIM_OLD_AGE] = in.only_first,
					[MG_CLAIM_DISABILITY] = first, [MG_CLAIM_DISABILITY_UNDER_20] = true,
					[MG_CLAIM_SURVIVOR] = first, [MG_CLAIM_WIDOW] = true, [MG_CLAIM_LUMP_SUM] = true,
					[MG_CLAIM_UNPAID_PENSION] = in.drew_basic, [MG_CLAIM_SPECIAL_LUMP_SUM] = true};
				struct mg_verdict v;

				mg_claim_window(&in, &v);
				assert_int_equal(v.result, here[claim] ? MG_RESULT_YES : MG_RESULT_NO);
				assert_string_equal(reason_name(&v, 0), here[claim] ? "CITY_WINDOW" : "PENSION_OFFICE");
				assert_string_equal(article_text(&v, 0), "国民年金法施行令1条の2");
				assert_int_equal(v.kind, claim);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_runs_from_the_day_after_for_two_years_or_five),
		cmocka_unit_test(a_claim_is_in_time_on_its_last_day_and_late_the_day_after),
		cmocka_unit_test(the_nearest_rank_with_the_same_livelihood_claims),
		cmocka_unit_test(all_of_the_rank_claim_and_nobody_else),
		cmocka_unit_test(each_claim_has_its_papers_in_each_circumstance),
		cmocka_unit_test(the_window_follows_the_type_of_insurance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
