/* SPDX-License-Identifier: Apache-2.0
 * Who did it: the kernel's word before the environment's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <unistd.h>
#include "admin/actor.h"
#include "base/macros.h"

static void the_login_counts_and_a_claim_stands_beside_it(void **state)
{
	(void)state;
	static const struct {
		const char *login, *claimed, *self, *actor;
	} cases[] = {
		{"suzuki", NULL, "root", "admin:suzuki"},
		{"suzuki", "", "root", "admin:suzuki"},
		{"suzuki", "suzuki", "root", "admin:suzuki"},
		{"suzuki", "tanaka", "root", "admin:suzuki (tanaka)"},
		{NULL, "tanaka", "root", "admin:tanaka"},
		{NULL, NULL, "root", "admin:root"},
		{"abcdefghijklmnopqrstuvwxyzabcdefghij", NULL, "root", "admin:abcdefghijklmnopqrstuvwxyzabcd"},
		{"abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "root", "admin:abcdefghijklmnop (zyxwvutsrqpo)"},
	};
	for (size_t i = 0; i < MG_LEN(cases); i++) {
		char actor[MG_ACTOR_BYTES];
		mg_actor_compose(cases[i].login, cases[i].claimed, cases[i].self, actor);
		assert_string_equal(actor, cases[i].actor);
	}
}

static void only_a_user_that_logged_in_is_read(void **state)
{
	(void)state;
	static const char *const none[] = {"4294967295", "4294967296", "-1", "", "x", "1000x", "99999999999999999999999"};
	char path[] = "/tmp/mg-loginuid-XXXXXX";
	unsigned uid = 7;
	close(mkstemp(path));
	for (size_t i = 0; i < MG_LEN(none); i++) {
		FILE *f = fopen(path, "we");
		assert_non_null(f);
		fputs(none[i], f);
		fclose(f);
		assert_false(mg_login_uid(path, &uid));
	}
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs("1000\n", f);
	fclose(f);
	assert_true(mg_login_uid(path, &uid));
	assert_int_equal(uid, 1000);
	unlink(path);
	assert_false(mg_login_uid(path, &uid));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_login_counts_and_a_claim_stands_beside_it),
		cmocka_unit_test(only_a_user_that_logged_in_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
