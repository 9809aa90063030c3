/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "staff/staff_rules.h"

#define DAY_US INT64_C(86400000000)
static const struct mg_date today = {2026, 11, 28};
static const struct mg_staff_party head = {4, "P-4", "146", "北", MG_STAFF_HEAD, true, false};
static const struct mg_staff_party clerk = {1, "P-1", "146", "北", MG_STAFF_CLERK, true, false};
static const struct mg_staff_party vendor = {6, "V-6", "146", "北", MG_STAFF_IT, true, true};
static const struct mg_staff_party authority = {7, "P-7", "100", "人事", MG_STAFF_AUTHORITY, true, false};
static const struct mg_staff_party nobody = {0, "", "", "", MG_STAFF_NONE, false, false};

static struct mg_staff_wish wish_of(enum mg_staff_kind kind, const char *person_ref)
{
	return (struct mg_staff_wish){kind, person_ref, "146", "北", MG_STAFF_CLERK, false, {2026, 12, 1}, {0}};
}

static const char *fault_of(const struct mg_staff_party *asks, const struct mg_staff_party *subject, struct mg_staff_wish w)
{
	const char *fault = mg_staff_request_fault(asks, subject, &w, true, today);
	return fault ? fault : "";
}

static void a_head_asks_for_a_new_account_of_the_own_section(void **state)
{
	(void)state;
	struct mg_staff_wish w = wish_of(MG_STAFF_REGISTER, "P-9");
	assert_string_equal(fault_of(&head, &nobody, w), "");
	assert_string_equal(fault_of(&clerk, &nobody, w), "not_a_head");
	struct mg_staff_party disabled = head;
	disabled.active = false;
	assert_string_equal(fault_of(&disabled, &nobody, w), "not_a_head");
	w.ward = "142";
	assert_string_equal(fault_of(&head, &nobody, w), "another_ward");
	w.ward = "146", w.section = "南";
	assert_string_equal(fault_of(&head, &nobody, w), "another_section");
	assert_string_equal(fault_of(&head, &nobody, wish_of(MG_STAFF_REGISTER, "")), "no_person_ref");
	assert_string_equal(fault_of(&head, &nobody, wish_of(MG_STAFF_REGISTER, "P-4")), "own_account");
	/* a number comes back to its own person and to nobody else */
	struct mg_staff_party gone = clerk;
	gone.active = false;
	assert_string_equal(fault_of(&head, &clerk, wish_of(MG_STAFF_REGISTER, "P-1")), "number_taken");
	assert_string_equal(fault_of(&head, &gone, wish_of(MG_STAFF_REGISTER, "P-1")), "");
	assert_string_equal(fault_of(&head, &gone, wish_of(MG_STAFF_REGISTER, "P-9")), "number_taken");
}

static void a_change_or_a_removal_is_of_somebody_of_the_own_section(void **state)
{
	(void)state;
	struct mg_staff_party elsewhere = clerk, gone = clerk;
	elsewhere.ward = "142";
	gone.active = false;
	for (enum mg_staff_kind kind = MG_STAFF_CHANGE; kind <= MG_STAFF_REMOVE; kind++) {
		assert_string_equal(fault_of(&head, &clerk, wish_of(kind, "P-1")), "");
		assert_string_equal(fault_of(&head, &elsewhere, wish_of(kind, "P-1")), "another_ward");
		assert_string_equal(fault_of(&head, &gone, wish_of(kind, "P-1")), "not_active");
	}
	/* a password anew is nobody's own, and of who works here now */
	assert_string_equal(fault_of(&head, &clerk, wish_of(MG_STAFF_PASSWORD, "P-1")), "");
	assert_string_equal(fault_of(&head, &elsewhere, wish_of(MG_STAFF_PASSWORD, "P-1")), "another_ward");
	assert_string_equal(fault_of(&head, &gone, wish_of(MG_STAFF_PASSWORD, "P-1")), "not_active");
	assert_string_equal(fault_of(&head, &head, wish_of(MG_STAFF_PASSWORD, "P-4")), "own_account");
	/* who moves goes anywhere */
	struct mg_staff_wish moves = wish_of(MG_STAFF_CHANGE, "P-1");
	moves.ward = "142", moves.section = "中";
	assert_string_equal(fault_of(&head, &clerk, moves), "");
	assert_string_equal(fault_of(&head, &head, wish_of(MG_STAFF_CHANGE, "P-4")), "own_account");
	assert_string_equal(fault_of(&head, &head, wish_of(MG_STAFF_REMOVE, "P-4")), "");
	assert_string_equal(mg_staff_request_fault(&head, &clerk, &(struct mg_staff_wish){MG_STAFF_CHANGE, "P-1", "146", "北",
		MG_STAFF_CLERK, false, {2026, 12, 1}, {0}}, false, today), "nothing_changes");
}

static void days_lie_ahead_and_in_order(void **state)
{
	(void)state;
	struct mg_staff_wish w = wish_of(MG_STAFF_REGISTER, "P-9");
	w.effective = today;
	assert_string_equal(fault_of(&head, &nobody, w), "");
	w.effective = mg_date_add_days(today, -1);
	assert_string_equal(fault_of(&head, &nobody, w), "day_is_past");
	w.effective = mg_date_add_days(today, 366);
	assert_string_equal(fault_of(&head, &nobody, w), "");
	w.effective = mg_date_add_days(today, 367);
	assert_string_equal(fault_of(&head, &nobody, w), "day_too_far");
	w.effective = today, w.valid_to = mg_date_add_days(today, -1);
	assert_string_equal(fault_of(&head, &nobody, w), "end_before_beginning");
}

static void a_vendor_has_an_end_and_sees_residents_for_a_month_at_most(void **state)
{
	(void)state;
	struct mg_staff_wish w = wish_of(MG_STAFF_REGISTER, "V-9");
	w.vendor = true;
	assert_string_equal(fault_of(&head, &nobody, w), "vendor_without_end");
	w.valid_to = (struct mg_date){2027, 3, 31};
	assert_string_equal(fault_of(&head, &nobody, w), "");
	/* who is one of two is of the city */
	w.role = MG_STAFF_HEAD;
	assert_string_equal(fault_of(&head, &nobody, w), "vendor_role");
	w.role = MG_STAFF_AUTHORITY;
	assert_string_equal(fault_of(&head, &nobody, w), "vendor_role");
	struct mg_staff_party mighty = vendor;
	mighty.role = MG_STAFF_HEAD;
	assert_string_equal(fault_of(&mighty, &nobody, wish_of(MG_STAFF_REGISTER, "P-9")), "not_a_head");
	mighty.role = MG_STAFF_AUTHORITY;
	assert_string_equal(mg_staff_decide_fault(&mighty, &head, &clerk, true), "not_the_authority");
	w = wish_of(MG_STAFF_PERSONAL, "V-6");
	w.vendor = true, w.valid_to = mg_date_add_days(w.effective, 30);
	assert_string_equal(fault_of(&head, &vendor, w), "");
	w.valid_to = mg_date_add_days(w.effective, 31);
	assert_string_equal(fault_of(&head, &vendor, w), "span_too_long");
	w = wish_of(MG_STAFF_PERSONAL, "P-1");
	w.valid_to = w.effective;
	assert_string_equal(fault_of(&head, &clerk, w), "not_a_vendor");
	/* what a vendor has without the span: nothing that shows residents, decides, or carries out */
	const uint64_t bare = mg_rights_withheld(true, false), span = mg_rights_withheld(true, true);
	assert_int_equal(mg_rights_withheld(false, false), 0);
	assert_true(bare & MG_RIGHT(MG_PERM_PERSON_READ));
	assert_false(span & MG_RIGHT(MG_PERM_PERSON_READ));
	assert_false(bare & MG_RIGHT(MG_PERM_SIGNED_IN));
	for (enum mg_perm p = MG_PERM_EXTRACT; p < MG_PERM_MAX; p++)
		assert_true(span & MG_RIGHT(p));
}

static const char *decided(const struct mg_staff_party *by, const struct mg_staff_party *asked, const struct mg_staff_party *of, bool approves)
{
	const char *fault = mg_staff_decide_fault(by, asked, of, approves);
	return fault ? fault : "";
}

static void nobody_stands_on_both_sides(void **state)
{
	(void)state;
	struct mg_staff_party a = authority, h = head;
	assert_string_equal(decided(&authority, &head, &clerk, true), "");
	assert_string_equal(decided(&head, &head, &clerk, true), "not_the_authority");
	a.active = false;
	assert_string_equal(decided(&a, &head, &clerk, true), "decider_not_active");
	a = authority, a.person_ref = "P-4"; /* the head's second account */
	assert_string_equal(decided(&a, &head, &clerk, true), "own_request");
	a.person_ref = "P-1"; /* whose account it is, under another one */
	assert_string_equal(decided(&a, &head, &clerk, true), "own_account");
	a.person_ref = NULL; /* of nobody who is not known can it be said that they are two */
	assert_string_equal(decided(&a, &head, &clerk, true), "no_person_ref");
	h.active = false;
	assert_string_equal(decided(&authority, &h, &clerk, true), "requester_not_in_office");
	assert_string_equal(decided(&authority, &h, &clerk, false), "");
	h = head, h.role = MG_STAFF_CLERK;
	assert_string_equal(decided(&authority, &h, &clerk, true), "requester_not_in_office");
}

static void a_request_goes_its_way_once_and_acts_on_its_day(void **state)
{
	(void)state;
	int steps = 0;
	for (int from = 0; from < MG_STAFF_STATE_MAX; from++)
		for (int to = 0; to < MG_STAFF_STATE_MAX; to++)
			steps += mg_staff_may_move((enum mg_staff_state)from, (enum mg_staff_state)to);
	assert_int_equal(steps, 5);
	assert_true(mg_staff_may_move(MG_STAFF_APPROVED, MG_STAFF_DONE));
	assert_false(mg_staff_may_move(MG_STAFF_REQUESTED, MG_STAFF_DONE));
	const struct mg_date tomorrow = mg_date_add_days(today, 1);
	assert_true(mg_staff_is_due(MG_STAFF_REGISTER, tomorrow, today)); /* its account waits for its first day itself */
	assert_false(mg_staff_is_due(MG_STAFF_REMOVE, tomorrow, today));
	assert_true(mg_staff_is_due(MG_STAFF_REMOVE, today, today));
	assert_int_equal(mg_date_compare(mg_staff_last_day(tomorrow, today), today), 0);
	assert_int_equal(mg_date_compare(mg_staff_last_day(today, today), today), 0);
	assert_false(mg_staff_is_left_open(MG_STAFF_REQUESTED, 0, 7 * DAY_US));
	assert_true(mg_staff_is_left_open(MG_STAFF_REQUESTED, 0, 7 * DAY_US + 1));
	assert_false(mg_staff_is_left_open(MG_STAFF_APPROVED, 0, 100 * DAY_US));
}

static void an_account_is_unused_since_its_last_login_or_its_beginning(void **state)
{
	(void)state;
	assert_int_equal(mg_staff_unused_days(10 * DAY_US, 0, 70 * DAY_US), 60);
	assert_int_equal(mg_staff_unused_days(0, 10 * DAY_US, 71 * DAY_US), 61);
	assert_int_equal(mg_staff_unused_days(10 * DAY_US, 20 * DAY_US, 30 * DAY_US), 10);
	assert_int_equal(mg_staff_unused_days(10 * DAY_US, 0, 9 * DAY_US), 0);
}

static void heads_confirm_their_section_and_the_authority_the_heads(void **state)
{
	(void)state;
	struct mg_staff_party elsewhere = clerk, second = clerk;
	elsewhere.section = "南";
	second.staff_id = 99, second.person_ref = "P-4";
	assert_true(mg_staff_confirms(&head, &clerk, true));
	assert_false(mg_staff_confirms(&head, &elsewhere, true));
	assert_false(mg_staff_confirms(&head, &head, true));
	assert_false(mg_staff_confirms(&head, &second, true));
	assert_false(mg_staff_confirms(&clerk, &second, true));
	assert_true(mg_staff_confirms(&authority, &head, true));
	assert_false(mg_staff_confirms(&authority, &clerk, true));
	assert_true(mg_staff_confirms(&authority, &clerk, false));
	assert_false(mg_staff_confirms(&authority, &authority, false));
	assert_false(mg_staff_confirmation_is_overdue((struct mg_date){2026, 4, 30}));
	assert_true(mg_staff_confirmation_is_overdue((struct mg_date){2026, 5, 1}));
	assert_true(mg_staff_confirmation_is_overdue((struct mg_date){2027, 3, 31}));
	assert_false(mg_staff_confirmation_is_overdue((struct mg_date){2027, 4, 1}));
}

static void an_assignment_that_nobody_confirmed_is_reported_from_may_on_and_not_in_its_first_month(void **state)
{
	(void)state;
	static const struct mg_date old = {2024, 4, 1}, april = {2026, 4, 30}, may = {2026, 5, 1}, october = {2026, 10, 28};
	assert_false(mg_staff_is_unconfirmed(false, old, april));
	assert_true(mg_staff_is_unconfirmed(false, old, may));
	assert_false(mg_staff_is_unconfirmed(true, old, may));
	assert_true(mg_staff_is_unconfirmed(false, october, today)); /* 31 days */
	assert_false(mg_staff_is_unconfirmed(false, mg_date_add_days(october, 1), today));
	assert_int_equal(mg_date_compare(mg_staff_unconfirmed_since(old, today), (struct mg_date){2026, 4, 1}), 0);
	assert_int_equal(mg_date_compare(mg_staff_unconfirmed_since(october, today), october), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_asks_for_a_new_account_of_the_own_section),
		cmocka_unit_test(a_change_or_a_removal_is_of_somebody_of_the_own_section),
		cmocka_unit_test(days_lie_ahead_and_in_order),
		cmocka_unit_test(a_vendor_has_an_end_and_sees_residents_for_a_month_at_most),
		cmocka_unit_test(nobody_stands_on_both_sides),
		cmocka_unit_test(a_request_goes_its_way_once_and_acts_on_its_day),
		cmocka_unit_test(an_account_is_unused_since_its_last_login_or_its_beginning),
		cmocka_unit_test(heads_confirm_their_section_and_the_authority_the_heads),
		cmocka_unit_test(an_assignment_that_nobody_confirmed_is_reported_from_may_on_and_not_in_its_first_month),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
