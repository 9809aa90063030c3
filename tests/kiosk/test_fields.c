/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/mg-fields.h"
#include "model/mg-person.h"

static void all_111_and_63_items_have_a_label(void **state)
{
	guint juki = 0;
	guint atena = 0;
	const MgFieldInfo *first = mg_fields_list(MG_GROUP_JUKI, &juki);
	assert_int_equal(juki, 111);
	assert_string_equal(first->label, "個人処理番号");
	first = mg_fields_list(MG_GROUP_ATENA, &atena);
	assert_int_equal(atena, 63);
	assert_string_equal(first[atena - 1].column, "deceased_flag");
	assert_string_equal(mg_fields_find(MG_GROUP_JUKI, "addr_katagaki")->label, "現住所方書漢字");
	assert_null(mg_fields_find(MG_GROUP_JUKI, "atena_addr"));
}

static void every_item_stands_under_exactly_one_heading(void **state)
{
	for (MgGroup group = 0; group < MG_N_GROUPS; group++) {
		guint n_fields;
		guint n_sections;
		const MgFieldInfo *fields = mg_fields_list(group, &n_fields);
		const MgSection *sections = mg_fields_sections(group, &n_sections);
		for (guint i = 0; i < n_fields; i++) {
			guint found = 0;
			for (guint s = 0; s < n_sections; s++)
				found += fields[i].seq >= sections[s].from && fields[i].seq <= sections[s].to;
			print_message("%s\n", fields[i].label);
			assert_int_equal(found, 1);
		}
	}
}

static void values_are_written_as_the_office_does(void **state)
{
	static const struct {
		const char *column;
		const char *value;
		MgItemState state;
		const char *words;
	} cases[] = {
		{"birth_date", "19790514", MG_ITEM_PLAIN, "昭和54年5月14日"},
		{"birth_date", "19450000", MG_ITEM_PLAIN, "昭和20年 月日不詳"},
		{"birth_date", "x", MG_ITEM_PLAIN, "x"},
		{"addr_postal", "5998236", MG_ITEM_PLAIN, "599-8236"},
		{"has_kokuho", "1", MG_ITEM_PLAIN, "有"},
		{"has_kokuho", "0", MG_ITEM_PLAIN, "無"},
		{"sex", "2", MG_ITEM_PLAIN, "女"},
		{"cnt_addr", "1020", MG_ITEM_PLAIN, "1,020"},
		{"kokunen_kigo_no", "4120318845", MG_ITEM_PLAIN, "4120-318845"},
		{"juki_proc_time", "104207", MG_ITEM_PLAIN, "10:42:07"},
		{"addr", "", MG_ITEM_PLAIN, "—"},
		{"addr", "", MG_ITEM_UNKNOWN, "不明"},
		{"addr", "", MG_ITEM_NOT_PERMITTED, "表示できません"},
		{"not_a_column", "5", MG_ITEM_PLAIN, "5"},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *words =
			mg_item_words(MG_GROUP_JUKI, cases[i].column, cases[i].value, cases[i].state);
		assert_string_equal(words, cases[i].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_111_and_63_items_have_a_label),
		cmocka_unit_test(every_item_stands_under_exactly_one_heading),
		cmocka_unit_test(values_are_written_as_the_office_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
