/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "additional/additional_rules.h"
#include "base/macros.h"
#include "support/rules.h"

/* What a type and status of a month bar: NONE nothing. The same table for beginning and for paying a month. */
static enum mg_reason_name bar(int32_t insured, int32_t status)
{
	if (insured == MG_INSURED_SPECIAL_JAPAN || insured == MG_INSURED_SPECIAL_ABROAD)
		return MG_REASON_SPECIAL_VOLUNTARY;
	if (insured == MG_INSURED_NONE || insured == MG_INSURED_SECOND || insured == MG_INSURED_THIRD)
		return MG_REASON_NOT_FIRST;
	switch (status) {
	case MG_STATUS_THREE_QUARTERS:
	case MG_STATUS_HALF:
	case MG_STATUS_QUARTER:
	case MG_STATUS_LEGAL:
	case MG_STATUS_FULL:
	case MG_STATUS_STUDENT:
	case MG_STATUS_DEFERMENT:
		return MG_REASON_ALREADY_EXEMPT;
	default:
		return MG_REASON_NONE;
	}
}

static void it_begins_in_the_month_of_application_for_the_types_that_may(void **state)
{
	(void)state;
	for (int32_t insured = 0; insured < MG_INSURED_MAX; insured++) {
		for (int32_t status = 0; status < MG_STATUS_MAX; status++) {
			const struct mg_additional_start_in in = {.received_date = day("2026-11-30"),
				.insured = (enum mg_insured)insured, .status = (enum mg_status)status};
			const enum mg_reason_name barred = bar(insured, status);
			struct mg_verdict v;

			mg_additional_start(&in, &v);
			assert_int_equal(v.reason_n, 1);
			assert_int_equal(v.reason[0].name, barred == MG_REASON_NONE ? MG_REASON_FROM_APPLICATION : barred);
			assert_int_equal(v.result, barred == MG_REASON_NONE ? MG_RESULT_YES : MG_RESULT_NO);
			assert_string_equal(article_text(&v, 0), barred == MG_REASON_SPECIAL_VOLUNTARY
									 ? "平成6年改正法附則11条・令和7年改正法附則40条"
									 : "国民年金法87条の2第1項");
			assert_int_equal(figure(&v, MG_FIGURE_FROM_YM), barred == MG_REASON_NONE ? 202611 : -1);
		}
	}
}

static void it_is_never_backdated(void **state)
{
	(void)state;
	static const struct {
		const char *received;
		int32_t wish, from;
		bool said;
	} cases[] = {
		{"2026-11-01", 0, 202611, false},
		{"2026-11-30", 202611, 202611, false},
		{"2026-11-30", 202610, 202611, true},
		{"2026-12-01", 202611, 202612, true},
		{"2026-11-30", 202612, 202611, false},
		{"2027-01-01", 202612, 202701, true},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_additional_start_in in = {.received_date = day(cases[i].received),
			.wish_from_ym = cases[i].wish, .insured = MG_INSURED_FIRST, .status = MG_STATUS_DUE};
		struct mg_verdict v;

		mg_additional_start(&in, &v);
		assert_int_equal(v.result, MG_RESULT_YES);
		assert_int_equal(figure(&v, MG_FIGURE_FROM_YM), cases[i].from);
		assert_int_equal(mg_verdict_has(&v, MG_REASON_NOT_BACKDATED), cases[i].said);
	}
}

static void a_member_of_a_fund_may_not_and_a_farmer_must(void **state)
{
	(void)state;
	struct mg_additional_start_in in = {.received_date = day("2026-11-30"), .insured = MG_INSURED_FIRST,
		.status = MG_STATUS_DUE, .fund_member = true};
	struct mg_verdict v;

	mg_additional_start(&in, &v);
	assert_int_equal(v.result, MG_RESULT_NO);
	assert_string_equal(reason_name(&v, 0), "FUND_MEMBER");
	assert_int_equal(figure(&v, MG_FIGURE_FROM_YM), -1);
	in.fund_member = false;
	in.farmer = true;
	mg_additional_start(&in, &v);
	assert_int_equal(v.result, MG_RESULT_YES);
	assert_string_equal(reason_name(&v, 1), "FARMER_OBLIGED");
	assert_string_equal(article_text(&v, 1), "独立行政法人農業者年金基金法17条1項");
	in.farmer = false;
	mg_additional_start(&in, &v);
	assert_false(mg_verdict_has(&v, MG_REASON_FARMER_OBLIGED));
}

static void it_ends_with_the_month_before_the_application_as_far_as_unpaid(void **state)
{
	(void)state;
	static const struct {
		const char *received;
		int32_t paid_to, from;
		bool stays;
	} cases[] = {
		{"2027-02-03", 0, 202701, false},
		{"2027-02-28", 202611, 202701, false},
		{"2027-02-28", 202612, 202701, false},
		{"2027-02-28", 202701, 202702, true},
		{"2027-02-28", 202703, 202704, true},
		{"2027-02-28", 202712, 202801, true},
		{"2027-01-31", 0, 202612, false},
		{"2027-03-01", 0, 202702, false},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_additional_stop_in in = {day(cases[i].received), cases[i].paid_to};
		struct mg_verdict v;

		mg_additional_stop(&in, &v);
		assert_int_equal(v.result, MG_RESULT_YES);
		assert_int_equal(figure(&v, MG_FIGURE_FROM_YM), cases[i].from);
		assert_int_equal(mg_verdict_has(&v, MG_REASON_PAID_STAYS), cases[i].stays);
		assert_string_equal(reason_name(&v, 0), "FROM_MONTH_BEFORE");
		assert_string_equal(article_text(&v, 0), "国民年金法87条の2第3項");
	}
}

static void joining_a_fund_ends_it_unpaid_from_the_month_before_prepaid_from_the_month(void **state)
{
	(void)state;
	static const struct {
		const char *joined;
		int32_t paid_to, prepaid_to, from;
		bool stays;
	} cases[] = {
		{"2026-12-01", 0, 0, 202611, false},
		{"2026-12-31", 202610, 0, 202611, false},
		{"2026-12-31", 202611, 0, 202612, true},
		{"2026-12-31", 202612, 0, 202701, true},
		{"2026-12-01", 0, 202610, 202611, false},
		{"2026-12-01", 0, 202611, 202612, true},
		{"2026-12-01", 0, 202703, 202612, true},
		{"2026-12-01", 202611, 202703, 202612, true},
		{"2027-01-01", 0, 0, 202612, false},
	};

	for (size_t i = 0; i < MG_LEN(cases); i++) {
		const struct mg_additional_fund_in in = {day(cases[i].joined), cases[i].paid_to, cases[i].prepaid_to};
		struct mg_verdict v;

		mg_additional_fund(&in, &v);
		assert_int_equal(v.result, MG_RESULT_YES);
		if (figure(&v, MG_FIGURE_FROM_YM) != cases[i].from)
			fail_msg("case %zu: %d", i, (int)figure(&v, MG_FIGURE_FROM_YM));
		assert_int_equal(figure(&v, MG_FIGURE_EVENT_DATE), mg_ymd(in.joined_on));
		assert_int_equal(mg_verdict_has(&v, MG_REASON_PAID_STAYS), cases[i].stays);
		assert_string_equal(reason_name(&v, 0), "FUND_MEMBER");
		assert_string_equal(article_text(&v, 0), "国民年金法87条の2第4項");
	}
}

static void every_exemption_ends_it_but_maternity_and_childcare(void **state)
{
	(void)state;
	for (int32_t kind = 0; kind < MG_MENJO_MAX; kind++) {
		const bool goes_on = kind == MG_MENJO_NONE || kind == MG_MENJO_MATERNITY || kind == MG_MENJO_CHILDCARE;
		struct mg_verdict v;

		mg_additional_exempted((enum mg_menjo)kind, 202610, &v);
		assert_int_equal(v.result, goes_on ? MG_RESULT_NO : MG_RESULT_YES);
		assert_string_equal(reason_name(&v, 0), goes_on ? "ADDITIONAL_GOES_ON" : "EXEMPTION_ENDS_IT");
		assert_int_equal(figure(&v, MG_FIGURE_FROM_YM), goes_on ? -1 : 202610);
	}
}

static void it_is_paid_for_months_whose_premium_is_paid_in_time(void **state)
{
	(void)state;
	static const enum mg_reason_name ALLOWED[MG_STATUS_MAX] = {
		[MG_STATUS_PAID] = MG_REASON_MAY_PAY_ADDITIONAL,
		[MG_STATUS_MATERNITY] = MG_REASON_MAY_PAY_ADDITIONAL,
		[MG_STATUS_CHILDCARE] = MG_REASON_MAY_PAY_ADDITIONAL,
		[MG_STATUS_UNPAID] = MG_REASON_WITH_THE_PREMIUM,
		[MG_STATUS_DUE] = MG_REASON_WITH_THE_PREMIUM,
	};
	static const enum mg_reason_name REFUSED[MG_STATUS_MAX] = {
		[MG_STATUS_PAID_LATER] = MG_REASON_PAID_LATER,
		[MG_STATUS_LAPSED] = MG_REASON_LAPSED,
		[MG_STATUS_NONE] = MG_REASON_NOT_PAID,
		[MG_STATUS_SECOND] = MG_REASON_NOT_PAID,
		[MG_STATUS_THIRD] = MG_REASON_NOT_PAID,
		[MG_STATUS_KARA] = MG_REASON_NOT_PAID,
	};

	for (int32_t insured = 0; insured < MG_INSURED_MAX; insured++) {
		for (int32_t status = 0; status < MG_STATUS_MAX; status++) {
			const enum mg_reason_name barred = bar(insured, status);
			const enum mg_reason_name refused = barred != MG_REASON_NONE ? barred : REFUSED[status];
			struct mg_verdict v;

			mg_additional_month((enum mg_insured)insured, (enum mg_status)status, &v);
			assert_int_equal(v.result, refused == MG_REASON_NONE ? MG_RESULT_YES : MG_RESULT_NO);
			assert_int_equal(v.reason[0].name, refused == MG_REASON_NONE ? ALLOWED[status] : refused);
			assert_int_equal(v.reason_n, 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_begins_in_the_month_of_application_for_the_types_that_may),
		cmocka_unit_test(it_is_never_backdated),
		cmocka_unit_test(a_member_of_a_fund_may_not_and_a_farmer_must),
		cmocka_unit_test(it_ends_with_the_month_before_the_application_as_far_as_unpaid),
		cmocka_unit_test(joining_a_fund_ends_it_unpaid_from_the_month_before_prepaid_from_the_month),
		cmocka_unit_test(every_exemption_ends_it_but_maternity_and_childcare),
		cmocka_unit_test(it_is_paid_for_months_whose_premium_is_paid_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
