/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "person/search_plan_rules.h"

static const struct {
	const char *text;
	unsigned reading;
	enum mg_search_lead lead;
	bool narrow;
} CASES[] = {
	{"ヤ", 0, MG_LEAD_KANA, true},
	{"ヤマダ タロウ", 0, MG_LEAD_KANA, true},
	{"ヤマダ S54", 0, MG_LEAD_KANA, true},
	{"ヤ S54", 0, MG_LEAD_BIRTH, true},
	{"ヤマダ S54.5.14", 0, MG_LEAD_BIRTH, true},
	{"山田 S54.5.14", 0, MG_LEAD_BIRTH, false}, /* the index of births holds no kanji */
	{"山田", 0, MG_LEAD_KANJI, true},
	{"山田", 1, MG_LEAD_ADDRESS, true},
	{"山田 太郎", 0, MG_LEAD_KANJI, true},
	{"山田 タロウ", 0, MG_LEAD_KANJI, true},
	{"ヤマダ 太郎", 0, MG_LEAD_KANA, true},
	{"ヤ 南瓦町3-1", 0, MG_LEAD_ADDRESS, false},
	{"ヤマダ 南瓦町3-1", 0, MG_LEAD_ADDRESS, false},
	{"南瓦町3-1", 0, MG_LEAD_ADDRESS, true},
	{"ヤ 410", 0, MG_LEAD_KANA, false}, /* every number of the office begins so */
	{"ヤマダ 410123", 0, MG_LEAD_PENSION, false},
	{"S54.5.14 4101234567", 0, MG_LEAD_PENSION, false},
	{"ヤマダ 0000000001", 1, MG_LEAD_PERSON, false},
	{"ヤマダ 999900000011", 0, MG_LEAD_PERSON, false},
};

static void the_criterion_that_leaves_the_fewest_leads(void **state)
{
	(void)state;
	for (size_t i = 0; i < MG_LEN(CASES); i++) {
		struct mg_search_reading r;
		mg_search_read(CASES[i].text, strlen(CASES[i].text), CASES[i].reading, &r);
		if (r.refusal)
			fail_msg("%s: %s", CASES[i].text, r.refusal);
		const struct mg_search_plan plan = mg_search_plan(&r.search);
		if (plan.lead != CASES[i].lead || plan.narrow != CASES[i].narrow)
			fail_msg("%s: lead %d, narrow %d", CASES[i].text, (int)plan.lead,
				plan.narrow);
	}
}

static void names_are_told_from_numbers_and_places(void **state)
{
	(void)state;
	struct mg_search_reading r;
	mg_search_read("やま", strlen("やま"), 0, &r);
	assert_true(mg_search_has_name(&r.search));
	mg_search_read("S54.5.14 410", strlen("S54.5.14 410"), 0, &r);
	assert_false(mg_search_has_name(&r.search));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_criterion_that_leaves_the_fewest_leads),
		cmocka_unit_test(names_are_told_from_numbers_and_places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
