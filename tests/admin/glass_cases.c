/* SPDX-License-Identifier: Apache-2.0 */
#include "glass_cases.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "admin_city.h"
#include "audit/actions.h"
#include "console.h"
#include "database.h"
#include "glass/glass_rules.h"
#include "newest.h"

void wrong_tries_wait_longer_and_longer(void **state)
{
	(void)state;
	assert_int_equal(mg_glass_wait_us(0), 0);
	assert_int_equal(mg_glass_wait_us(2), 0);
	assert_int_equal(mg_glass_wait_us(3), 30000000);
	assert_int_equal(mg_glass_wait_us(5), 120000000);
	assert_int_equal(mg_glass_wait_us(8), 900000000);
	assert_int_equal(mg_glass_wait_us(UINT32_MAX), 900000000);
	assert_true(mg_glass_is_open_at(10, 20, 10) && mg_glass_is_open_at(10, 20, 19));
	assert_false(mg_glass_is_open_at(10, 20, 20) || mg_glass_is_open_at(10, 20, 9));
}

#define MORE_SHA256 "0b0e293b5a051ae9c623e1edbe2378a3ace53d37927e0af265bae3e3b9db13ea"

static void begin_guess(struct console *c, const char *first, const char *second)
{
	console_start(c, "setup-finish --dir %s/city --first 900001 --second 900002", dir);
	console_answer(c, "Password of 900001", first);
	if (second)
		console_answer(c, "Password of 900002", second);
	else
		console_wait(c, "Password of 900002");
}

void consoles_beside_each_other_wait_for_each_other(void **state)
{
	(void)state;
	struct console c[4];
	mg_test_db_sql(superuser, "DELETE FROM madoguchi.glass_try");
	const int64_t before = entries();
	/* a wrong first one is asked for the second all the same; whoever goes away then has learnt nothing, and spent nothing */
	begin_guess(&c[0], "chigau-Password-1", NULL);
	console_kill(&c[0]);
	assert_int_equal(entries(), before);
	/* all of them are let to the prompt before one is judged */
	for (size_t i = 0; i < MG_LEN(c); i++)
		begin_guess(&c[i], FIRST, NULL);
	for (size_t i = 0; i < 2; i++) /* two at the same moment */
		console_type(&c[i], "chigau-Password-2");
	for (size_t i = 0; i < 2; i++)
		assert_int_not_equal(console_end(&c[i]), 0);
	for (size_t i = 0; i < 2; i++)
		if (!strstr(c[i].said, "wrong passwords"))
			fail_msg("%s", c[i].said);
	assert_int_equal(count("SELECT failures FROM madoguchi.glass_try"), 2); /* neither got lost */
	assert_int_equal(entries(), before + 4);
	console_type(&c[2], "chigau-Password-3");
	assert_int_not_equal(console_end(&c[2]), 0);
	mg_test_db_sql(superuser, "UPDATE madoguchi.glass_try SET wait_until_us = 9000000000000000");
	console_type(&c[3], SECOND); /* right, but nobody judges it */
	assert_int_not_equal(console_end(&c[3]), 0);
	assert_non_null(strstr(c[3].said, "3 wrong tries: nothing is judged"));
	assert_int_equal(entries(), before + 6);
	mg_test_db_sql(superuser, "DELETE FROM madoguchi.glass_try");
}

/* The kernel's word, laid over /proc/self/loginuid in a namespace of its own; SUDO_USER says another. */
void who_logged_in_stands_in_the_entry(void **state)
{
	(void)state;
	static struct newest entry;
	char line[700];
	snprintf(line, sizeof(line),
		"printf 2 > '%s/uid' && unshare -m sh -c 'mount --bind %s/uid /proc/$$/loginuid && SUDO_USER=tanaka exec \"$@\"' sh"
		" '%s' staff-unlock --dir %s/city --staff-no 100001", dir, dir, ADMIN_PROGRAM, dir);
	if (run_other(line) != 0) {
		if (!strstr(said, "unshare:") && !strstr(said, "mount:"))
			fail_msg("%s", said);
		print_message("no namespaces here: test_actor alone\n");
		return;
	}
	newest_entry(&entry);
	assert_string_equal(entry.path, "madoguchi-admin/staff-unlock");
	assert_string_equal(entry.actor, "admin:bin (tanaka)");
}

void a_sealing_waits_for_a_rotation(void **state)
{
	(void)state;
	char line[600];
	snprintf(line, sizeof(line), "printf 'himitsu-no-ichi-1\\nhimitsu-no-ni-22\\n' | flock '%s/city/admin.conf' '%s' kek-seal --dir %s/city",
		dir, ADMIN_PROGRAM, dir);
	assert_int_not_equal(run_other(line), 0);
	assert_non_null(strstr(said, "rotation or sealing of the root key is at work"));
	assert_false(exists("kek.sealed"));
}

void the_database_says_no_to_changed_rows_too(void **state)
{
	(void)state;
	assert_false(superuser_may("UPDATE madoguchi.staff_password SET hash = '$argon2id$of-my-own' WHERE staff_id = 1"));
	assert_false(superuser_may("DELETE FROM madoguchi.staff_password WHERE staff_id = 1"));
	assert_false(superuser_may("UPDATE madoguchi.finger SET template = 'mine', version = version + 1 WHERE staff_id = 3 AND finger = 1"));
	assert_false(superuser_may("UPDATE madoguchi.finger SET finger = 8 WHERE staff_id = 3 AND finger = 1"));
	assert_true(superuser_may("UPDATE madoguchi.finger SET template = '', wrapped = '', removed_us = 1 WHERE staff_id = 3 AND finger = 1"));
	assert_false(superuser_may("UPDATE madoguchi.finger SET template = 'x', wrapped = 'y', removed_us = NULL, version = version + 1"
				   " WHERE staff_id = 3 AND finger = 1"));
	assert_false(superuser_may("INSERT INTO madoguchi.printer (municipality, ward, name, position, uri, made_us)"
				   " VALUES ('271403', '146', 'x', 1, 'ipp://10.0.0.9/', 1)"));
}

#define ADD_PRINTER "printer-add --dir %s/city --ward 146 --name 北-01 --uri ipp://10.0.0.1/ipp/print"

static void open_glass(void)
{
	succeed(FIRST "\\n" SECOND "\\n", "break-glass --dir %s/city --reason 試験 --first 900001 --second 900002", dir);
}

void another_folder_of_scripts_gives_power_and_each_is_named(void **state)
{
	(void)state;
	static struct newest entry;
	char line[600];
	snprintf(line, sizeof(line), "cp -r '%s/sql' '%s/other' && echo 'CREATE TABLE madoguchi.more (a INT);' > '%s/other/migrations/9000_more.sql'",
		MG_SOURCE_DIR, dir, dir);
	assert_int_equal(run_other(line), 0);
	const int64_t before = entries();
	assert_int_not_equal(run("", "migrate --dir %s/city --sql-dir %s/other", dir, dir), 0);
	assert_non_null(strstr(said, "gives power"));
	assert_int_equal(entries(), before);
	succeed("", "migrate --dir %s/city", dir); /* the installed ones */
	newest_entry(&entry);
	assert_int_equal(entry.action, MG_AUDIT_ADMIN_MIGRATE);
	assert_non_null(strstr(entry.facts, "migrations=0 sql_dir="));
	assert_non_null(strstr(entry.facts, "/sql grants.sql="));
	assert_non_null(strstr(entry.facts, "codes/law.csv="));
	succeed("", "migrate --dir %s/city --sql-dir %s/sql", dir, MG_SOURCE_DIR); /* said once more */
	open_glass();
	succeed("", "migrate --dir %s/city --sql-dir %s/other", dir, dir);
	newest_entry(&entry);
	/* sha256sum of the line above */
	assert_non_null(strstr(entry.facts, "migrations=1 "));
	assert_non_null(strstr(entry.facts, "9000_more.sql=" MORE_SHA256));
	/* one that stops half-way has run all the same */
	snprintf(line, sizeof(line), "cp '%s/other/migrations/9000_more.sql' '%s/other/migrations/9001_again.sql'", dir, dir);
	assert_int_equal(run_other(line), 0);
	assert_int_not_equal(run("", "migrate --dir %s/city --sql-dir %s/other", dir, dir), 0);
	newest_entry(&entry);
	assert_int_equal(entry.action, MG_AUDIT_ADMIN_MIGRATE);
	assert_non_null(strstr(entry.facts, "9001_again.sql=" MORE_SHA256));
	assert_non_null(strstr(entry.facts, "stopped=migration 9001_again.sql"));
	succeed("", "break-glass --dir %s/city --close", dir);
}

void papers_of_a_ward_are_led_elsewhere_under_a_break_glass_only(void **state)
{
	(void)state;
	assert_int_not_equal(run("", ADD_PRINTER, dir), 0);
	assert_non_null(strstr(said, "gives power"));
	open_glass();
	succeed("", ADD_PRINTER, dir);
	succeed("", "break-glass --dir %s/city --close", dir);
	assert_int_not_equal(run("", "printer-remove --dir %s/city --ward 146 --name 北-01", dir), 0);
	assert_non_null(strstr(said, "gives power"));
	assert_false(superuser_may("UPDATE madoguchi.printer SET uri = 'ipp://10.6.6.6/' WHERE ward = '146'"));
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.printer"), 1);
}
