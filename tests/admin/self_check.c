/* SPDX-License-Identifier: Apache-2.0 */
#include "self_check.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sys/stat.h>
#include "admin/leftovers.h"
#include "admin_city.h"
#include "database.h"

static void note(void *user, const char *file, const char *what)
{
	char *all = user;
	assert_true(strlen(what) > 20);
	strcat(strcat(all, file), " ");
}

void what_a_rotation_left_is_named_after_three_days(void **state)
{
	static const char *const names[] = {"kek.new", "kek.next", "kek.old"};
	(void)state;
	struct mg_city city;
	struct mg_error err = {0};
	char path[200], found[100] = "", line[700];
	snprintf(path, sizeof(path), "%s/city", dir);
	assert_true(mg_city_open(path, &city, &err));
	const int64_t now_us = mg_now_us(city.shared.clock), day_us = INT64_C(86400000000);
	mg_leftovers_look(&city, now_us + 30 * day_us, note, found);
	assert_string_equal(found, "");
	for (size_t i = 0; i < MG_LEN(names); i++) {
		snprintf(line, sizeof(line), "cp %s/kek %s/%s", path, path, names[i]);
		assert_int_equal(system(line), 0);
	}
	mg_leftovers_look(&city, now_us + 2 * day_us, note, found);
	assert_string_equal(found, "");
	mg_leftovers_look(&city, now_us + 4 * day_us, note, found);
	assert_string_equal(found, "kek.new kek.next kek.old ");
	mg_city_done(&city);
	snprintf(line, sizeof(line), "rm %s/kek.new %s/kek.next %s/kek.old", path, path, path);
	assert_int_equal(system(line), 0);
}

void the_self_check_names_what_is_wrong(void **state)
{
	(void)state;
	char path[200];
	assert_int_equal(run("", "self-check --dir %s/city", dir), 1); /* the matcher listens elsewhere */
	assert_non_null(strstr(said, "FAIL  matcher"));
	assert_non_null(strstr(said, "FAIL  papers are drawn"));
	assert_non_null(strstr(said, "FAIL  papers are printed"));
	assert_non_null(strstr(said, "ok    mg_app"));
	snprintf(path, sizeof(path), "%s/city/kek", dir);
	assert_int_equal(chmod(path, 0644), 0);
	mg_test_db_sql(superuser, "GRANT DELETE ON madoguchi.session TO mg_app@localhost");
	assert_int_equal(run("", "self-check --dir %s/city", dir), 1);
	assert_non_null(strstr(said, "FAIL  kek"));
	assert_non_null(strstr(said, "FAIL  mg_app"));
}

void a_certificate_that_runs_out_is_a_fault_two_weeks_before(void **state)
{
	(void)state;
	char line[600];
	assert_non_null(strstr(said, "ok    server.crt.pem: ")); /* of the case before */
	for (int days = 10; days <= 20; days += 10) {
		snprintf(line, sizeof(line), "cd %s/city && cp -n server.crt.pem kept.pem && openssl req -x509 -newkey ed25519 -nodes"
			" -keyout /dev/null -subj /CN=x -days %d -out server.crt.pem", dir, days);
		assert_int_equal(run_other(line), 0);
		assert_int_equal(run("", "self-check --dir %s/city", dir), 1);
		assert_non_null(strstr(said, days == 10 ? "FAIL  server.crt.pem: 9 days left" : "ok    server.crt.pem: 19 days left"));
		assert_non_null(strstr(said, "ok    in set-up"));
	}
	snprintf(line, sizeof(line), "mv -f %s/city/kept.pem %s/city/server.crt.pem", dir, dir);
	assert_int_equal(run_other(line), 0);
}
