/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/mg-acquire.h"

static const MgDate today = {2026, 11, 28};

static void fill(MgAcquire *form)
{
	mg_acquire_init(form);
	form->received = today;
	form->fact = (MgDate){2026, 11, 20};
	form->filer = MG_FILER_SELF;
	mg_acquire_set_text(form, MG_ACQUIRE_REASON, "03");
	mg_acquire_set_text(form, MG_ACQUIRE_DOCUMENTS, "01 11");
	form->number = MG_NUMBER_MATCHES;
}

static void what_is_missing_is_named_in_the_order_of_the_form(void **state)
{
	MgAcquire form;
	mg_acquire_init(&form);
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_ACQUIRE_RECEIVED);
	form.received = today;
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_ACQUIRE_REASON);
	mg_acquire_set_text(&form, MG_ACQUIRE_REASON, "03");
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_ACQUIRE_FACT);
	form.fact = today;
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_ACQUIRE_FILER);
	form.filer = MG_FILER_HEAD;
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_ACQUIRE_FILER_NAME);
	form.filer = MG_FILER_SELF;
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_ACQUIRE_DOCUMENTS);
	mg_acquire_set_text(&form, MG_ACQUIRE_DOCUMENTS, "01");
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_ACQUIRE_NUMBER);
	form.number = MG_NUMBER_INQUIRED;
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_N_ACQUIRE);
	form.number = MG_NUMBER_NOT_SHOWN;
	mg_acquire_set_text(&form, MG_ACQUIRE_PENSION_NO, "1234567890");
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_N_ACQUIRE);
	mg_acquire_clear(&form);
}

static void a_paper_received_before_today_asks_why(void **state)
{
	MgAcquire form;
	fill(&form);
	assert_false(mg_acquire_asks(&form, MG_ACQUIRE_LATE, &today));
	form.received = (MgDate){2026, 11, 27};
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_ACQUIRE_LATE);
	mg_acquire_set_text(&form, MG_ACQUIRE_LATE, "01");
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_N_ACQUIRE);
	mg_acquire_clear(&form);
}

static void the_day_of_20_need_not_be_typed(void **state)
{
	MgAcquire form;
	fill(&form);
	form.fact = (MgDate){0, 0, 0};
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_ACQUIRE_FACT);
	mg_acquire_set_text(&form, MG_ACQUIRE_REASON, "01");
	assert_int_equal(mg_acquire_find_missing(&form, &today), MG_N_ACQUIRE);
	mg_acquire_clear(&form);
}

static void a_copy_is_equal_until_one_field_differs(void **state)
{
	MgAcquire a, b;
	fill(&a);
	mg_acquire_init(&b);
	assert_false(mg_acquire_equal(&a, &b));
	mg_acquire_copy(&b, &a);
	assert_true(mg_acquire_equal(&a, &b));
	assert_false(mg_acquire_set_text(&b, MG_ACQUIRE_REASON, "03"));
	b.number = MG_NUMBER_DIFFERS;
	assert_false(mg_acquire_equal(&a, &b));
	mg_acquire_clear(&a);
	mg_acquire_clear(&b);
}

static void every_field_has_a_name_and_is_found_by_it(void **state)
{
	for (int i = 0; i < MG_N_ACQUIRE; i++) {
		assert_int_equal(mg_acquire_of_name(mg_acquire_name((MgAcquireField)i)), i);
		assert_true(*mg_acquire_label((MgAcquireField)i));
	}
	assert_int_equal(mg_acquire_of_name(""), MG_N_ACQUIRE);
	assert_int_equal(mg_acquire_of_name("no_such_field"), MG_N_ACQUIRE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_missing_is_named_in_the_order_of_the_form),
		cmocka_unit_test(a_paper_received_before_today_asks_why),
		cmocka_unit_test(the_day_of_20_need_not_be_typed),
		cmocka_unit_test(a_copy_is_equal_until_one_field_differs),
		cmocka_unit_test(every_field_has_a_name_and_is_found_by_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
