/* SPDX-License-Identifier: Apache-2.0
 * Session.List and Session.End against a real database: who stands in the list, and what an end by an administrator does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "database.h"
#include "office_inside.h"

#define S INT64_C(1000000)
#define M (60 * S)

static int clean(void **state)
{
	(void)state;
	mg_test_db_sql(office_superuser(), "DELETE FROM madoguchi.session; DELETE FROM madoguchi.login_failure_pair;"
					   "DELETE FROM madoguchi.login_failure_staff; DELETE FROM madoguchi.login_failure_terminal");
	return 0;
}

static bool handle_list(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_list(call, in, out, err);
}
static bool handle_end(struct mg_call *call, const void *in, void *out, struct mg_error *err)
{
	return mg_Session_end(call, in, out, err);
}

/* The number of the person's session in the list, as the chief at terminal 2 sees it; 0: not there. */
static uint64_t listed(const uint8_t token[32], const char *staff_no, bool *ret_locked, bool *ret_own)
{
	enum mg_session_end end;
	struct mg_call call = office_call_in(token, 2, &end);
	Pb__SessionListRequest in = PB__SESSION_LIST_REQUEST__INIT;
	Pb__SessionListReply out = PB__SESSION_LIST_REPLY__INIT;
	struct mg_error err = {0};
	if (!office_run(&call, handle_list, &in, &out, &err))
		fail_msg("list: %s", err.detail);
	assert_false(out.more);
	for (size_t i = 0; i < out.n_items; i++)
		if (strcmp(out.items[i]->staff_no, staff_no) == 0) {
			*ret_locked = out.items[i]->locked;
			*ret_own = out.items[i]->own;
			assert_true(out.items[i]->ends_us - out.items[i]->begun_us == 12 * 60 * M);
			assert_string_not_equal(out.items[i]->terminal_name, "");
			return out.items[i]->session_no;
		}
	return 0;
}

/* Ends a session as the chief; OK or the code. */
static enum mg_code end_session(const uint8_t token[32], uint64_t session_no, const char **ret_field)
{
	enum mg_session_end end;
	struct mg_call call = office_call_in(token, 2, &end);
	Pb__SessionEndRequest in = PB__SESSION_END_REQUEST__INIT;
	Pb__SessionEndReply out = PB__SESSION_END_REPLY__INIT;
	struct mg_error err = {0};
	in.session_no = session_no;
	bool ok = office_run(&call, handle_end, &in, &out, &err);
	*ret_field = call.field;
	return ok ? MG_OK : err.code;
}

static void everybody_who_is_logged_in_stands_in_the_list_and_nobody_else(void **state)
{
	(void)state;
	bool locked, own;
	struct office_reply clerk = office_must_login(CLERK_A, 1), chief = office_must_login(CHIEF, 2);
	assert_true(listed(chief.token, "100001", &locked, &own) > 0);
	assert_false(locked);
	assert_false(own);
	assert_true(listed(chief.token, "200001", &locked, &own) > 0);
	assert_true(own);
	(void)office_lock(clerk.token, 1);
	assert_true(listed(chief.token, "100001", &locked, &own) > 0);
	assert_true(locked);
	office_wait(16 * M); /* the clerk's is over by time, though nobody wrote it down */
	chief = office_must_login(CHIEF, 2);
	assert_int_equal(listed(chief.token, "100001", &locked, &own), 0);
	clerk = office_must_login(CLERK_A, 1);
	assert_true(listed(chief.token, "100001", &locked, &own) > 0);
	office_logout(clerk.token, 1);
	assert_int_equal(listed(chief.token, "100001", &locked, &own), 0);
}

static void an_end_is_one_of_its_own_kind_and_for_good(void **state)
{
	(void)state;
	bool locked, own;
	const char *field;
	enum mg_session_end end;
	struct office_reply clerk = office_must_login(CLERK_A, 1), chief = office_must_login(CHIEF, 2);
	const uint64_t no = listed(chief.token, "100001", &locked, &own);
	assert_int_equal(end_session(chief.token, no, &field), MG_OK);
	assert_non_null(memmem(office.notes.facts, office.notes.facts_n, "100001", 6)); /* whose, in the entry */
	assert_int_equal(office_session(clerk.token, 1, &end), MG_SESSION_NONE);
	assert_int_equal(end, MG_SESSION_END_ADMINISTRATOR);
	assert_int_equal(listed(chief.token, "100001", &locked, &own), 0);
	assert_int_equal(end_session(chief.token, no, &field), MG_ERR_NOT_FOUND);
	assert_int_equal(end_session(chief.token, 999999999, &field), MG_ERR_NOT_FOUND);
	assert_int_equal(office_must_login(CLERK_A, 1).code, MG_OK); /* nobody is shut out by it */
}

static void nobody_ends_the_own_session_so(void **state)
{
	(void)state;
	bool locked, own;
	const char *field;
	enum mg_session_end end;
	struct office_reply chief = office_must_login(CHIEF, 2);
	const uint64_t no = listed(chief.token, "200001", &locked, &own);
	assert_int_equal(end_session(chief.token, no, &field), MG_ERR_INVALID);
	assert_string_equal(field, "session_no");
	assert_int_equal(office_session(chief.token, 2, &end), MG_SESSION_LIVE);
}

static int setup(void **state)
{
	(void)state;
	office_open("test_session_admin");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	office_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(everybody_who_is_logged_in_stands_in_the_list_and_nobody_else, clean),
		cmocka_unit_test_setup(an_end_is_one_of_its_own_kind_and_for_good, clean),
		cmocka_unit_test_setup(nobody_ends_the_own_session_so, clean),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
