/* SPDX-License-Identifier: Apache-2.0
 * Set-up and service of a city, and the break-glass, as madoguchi-admin is run: at terminals, against a real database. The
 * cases follow each other through the life of one city. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "admin/commands.h"
#include "admin_city.h"
#include "audit/actions.h"
#include "console.h"
#include "database.h"
#include "glass_cases.h"
#include "glass/glass_store.h"
#include "newest.h"

static char codes[2][30];
static struct newest entry;

static void staff_add(const char *no, const char *role, const char *ref, const char *password, const char *more)
{
	char input[60];
	snprintf(input, sizeof(input), "%s\\n", password);
	succeed(input, "staff-add --dir %s/city --staff-no %s --name 架空 --kana カクウ --role %s --ward 100 --section 人事課"
		       " --person-ref %s %s", dir, no, role, ref, more);
}

/* An account with the password of 900002, without the time that a hash takes. */
static void like_the_second(const char *no, const char *role, const char *ref, int must_change)
{
	char sql[900];
	snprintf(sql, sizeof(sql),
		"INSERT INTO madoguchi.staff (municipality, staff_no, name, kana, ward, section, role, state, must_change_password,"
		" valid_from, person_ref, made_us) SELECT municipality, '%s', name, kana, ward, section, '%s', state, %d, valid_from,"
		" NULLIF('%s', ''), made_us FROM madoguchi.staff WHERE staff_no = '900002'; INSERT INTO madoguchi.staff_password"
		" SELECT p.municipality, n.staff_id, 1, p.hash, p.pepper_id, p.changed_us, p.set_by FROM madoguchi.staff_password p"
		" JOIN madoguchi.staff s ON s.staff_id = p.staff_id AND s.staff_no = '900002' JOIN madoguchi.staff n ON n.staff_no = '%s'",
		no, role, must_change, ref ? ref : "", no);
	mg_test_db_sql(superuser, sql);
}

static void fingers(const char *no, int n)
{
	char sql[500];
	for (int f = 1; f <= n; f++) {
		snprintf(sql, sizeof(sql),
			"INSERT INTO madoguchi.finger (municipality, staff_id, finger, version, template, wrapped, driver, device_id,"
			" enrolled_us, enrolled_by) SELECT municipality, staff_id, %d, 1, 'x', 'y', 'd', '0', 1, 'test'"
			" FROM madoguchi.staff WHERE staff_no = '%s'", f, no);
		mg_test_db_sql(superuser, sql);
	}
}

/* ---- rules and table ---- */

/* Whoever adds a command that gives power writes it down here, too. */
static const char *const giving[] = {"terminal-add", "staff-add", "staff-password", "finger-enrol", "staff-right",
	"spec-approve", "rights-load", "key-add", "migrate", "printer-add", "printer-remove"};

static void each_command_says_whether_it_gives_power(void **state)
{
	(void)state;
	for (size_t i = 0; mg_commands[i]; i++) {
		const struct mg_command *c = mg_commands[i];
		bool gives = false, has_option = !c->unless;
		for (size_t k = 0; k < MG_LEN(giving); k++)
			gives = gives || strcmp(giving[k], c->name) == 0;
		for (const struct mg_option_def *o = c->options; o->name; o++)
			has_option = has_option || strcmp(o->name, c->unless) == 0;
		if (c->gives_power != (gives ? MG_POWER_GIVES : MG_POWER_NONE) || !has_option)
			fail_msg("%s", c->name);
		assert_ptr_equal(mg_command_find(c->name), c);
	}
}

static void every_statement_can_be_prepared(void **state)
{
	(void)state;
	const struct mg_db_config app = mg_test_db_as(superuser, "mg_app");
	mg_test_db_sql(superuser, "ALTER USER mg_app@localhost IDENTIFIED BY 'test'");
	MG_CLEANUP(mg_db_freep) struct mg_db *as_app = mg_test_db_open(&app);
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	struct mg_error err = {0};
	for (size_t i = 0; mg_glass_statements[i]; i++)
		if (!mg_stmt_check(as_app, mg_glass_statements[i], &err))
			fail_msg("%s", err.detail);
	for (size_t i = 0; mg_glass_admin_statements[i]; i++)
		if (!mg_stmt_check(db, mg_glass_admin_statements[i], &err))
			fail_msg("%s", err.detail);
}

/* ---- set-up ---- */

static int finish(const char *input, const char *first, const char *second)
{
	return run(input, "setup-finish --dir %s/city --first %s --second %s", dir, first, second);
}

static void the_set_up_is_ended_by_two_persons_of_the_authority(void **state)
{
	(void)state;
	static const struct {
		const char *first, *second, *says;
	} no[] = {
		{"900001", "900001", "two persons"},
		{"900001", "900003", "two persons"},	 /* two accounts of one human */
		{"900001", "100001", "not of the authority"},
		{"900001", "900004", "two fingers"},
		{"900005", "900001", "first password"},
		{"900001", "900006", "active"},		 /* disabled */
		{"900001", "900007", "personnel number"}, /* an account from before */
		{"900001", "900009", "vendor"},		 /* past the CHECK that forbids it */
		{"900001", "999999", "nobody"},
	};
	const int64_t before = entries();
	for (size_t i = 0; i < MG_LEN(no); i++) {
		assert_int_not_equal(finish(FIRST "\\n" SECOND "\\n", no[i].first, no[i].second), 0);
		if (!strstr(said, no[i].says))
			fail_msg("%s and %s: %s", no[i].first, no[i].second, said);
	}
	assert_int_equal(entries(), before);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.city_service"), 0);
	assert_int_not_equal(run("", "break-glass --dir %s/city --reason x", dir), 0);
	assert_non_null(strstr(said, "in set-up"));
	assert_int_not_equal(run("", "recovery-codes --dir %s/city --first 900001 --second 900002", dir), 0);
	assert_false(superuser_may("INSERT INTO madoguchi.city_service VALUES ('271403', 1, '900001', '900002', 'x', 1, 1)"));
	(void)run("", "self-check --dir %s/city", dir);
	assert_non_null(strstr(said, "ok    in set-up"));
}

static void a_wrong_password_is_an_entry_and_makes_the_console_wait(void **state)
{
	(void)state;
	const int64_t before = entries();
	assert_int_not_equal(finish("chigau-Password-1\\n" SECOND "\\n", "900001", "900002"), 0);
	newest_entry(&entry);
	assert_int_equal(entry.action, MG_AUDIT_GLASS_REFUSED);
	assert_string_equal(entry.path, "madoguchi-admin/setup-finish");
	assert_string_equal(entry.facts, "refused=passwords whose=900001 900002 in_a_row=1 ");
	assert_non_null(strstr(said, "<1>setup-finish: wrong passwords (900001 900002)"));
	assert_non_null(strstr(said, "900004 has a single finger"));
	assert_int_not_equal(finish(FIRST "\\n" FIRST "\\n", "900001", "900002"), 0); /* one who types for both */
	newest_entry(&entry);
	assert_string_equal(entry.facts, "refused=passwords whose=900001 900002 in_a_row=2 "); /* which was wrong is not told */
	assert_int_not_equal(finish("chigau-Password-1\\n" FIRST "\\n", "900001", "900002"), 0);
	assert_int_not_equal(finish(FIRST "\\n" SECOND "\\n", "900001", "900002"), 0);
	assert_non_null(strstr(said, "nothing is judged"));
	assert_int_equal(entries(), before + 2 * 3); /* each before it was judged, and its verdict */
	mg_test_db_sql(superuser, "UPDATE madoguchi.glass_try SET wait_until_us = 1");
	/* right at last, but with no terminal to show the codes at */
	char line[600];
	snprintf(line, sizeof(line), "printf '" FIRST "\\n" SECOND "\\n' | setsid -w '%s' setup-finish --dir %s/city --first 900001"
				     " --second 900002", ADMIN_PROGRAM, dir);
	assert_int_not_equal(run_other(line), 0);
	assert_non_null(strstr(said, "no terminal"));
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.city_service"), 0);
	newest_entry(&entry);
	assert_int_equal(entry.action, MG_AUDIT_GLASS_RIGHT);
	assert_string_equal(entry.facts, "right=passwords whose=900001 900002 in_a_row=4 ");
	assert_int_equal(count("SELECT failures * 10 + wait_until_us FROM madoguchi.glass_try"), 31); /* given back */
	assert_int_equal(entries(), before + 2 * 4);
}

static void begin_finish(struct console *c)
{
	console_start(c, "setup-finish --dir %s/city --first 900001 --second 900002", dir);
	console_answer(c, "Password of 900001", FIRST);
	console_answer(c, "Password of 900002", SECOND);
}

static void a_set_up_that_is_killed_before_the_end_is_as_it_was(void **state)
{
	(void)state;
	struct console c;
	const int64_t before = entries();
	begin_finish(&c);
	console_code(&c, 1, codes[0]);
	console_enter(&c);
	console_answer(&c, "Type it from the paper", codes[0]);
	console_wait(&c, "then Enter.");
	console_enter(&c);
	console_code(&c, 2, codes[1]);
	console_kill(&c);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.city_service"), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.recovery_code"), 0);
	assert_int_equal(entries(), before + 2); /* that the passwords were judged, and were right */
}

static void two_of_the_authority_put_the_city_into_service_for_good(void **state)
{
	(void)state;
	struct console c;
	const int64_t before = entries();
	char old[30];
	snprintf(old, sizeof(old), "%s", codes[0]);
	begin_finish(&c);
	console_code(&c, 1, codes[0]);
	assert_string_not_equal(old, codes[0]);
	console_enter(&c);
	console_answer(&c, "Type it from the paper", "something else"); /* shown once more */
	console_take_codes(&c, codes);
	assert_int_equal(console_end(&c), 0);
	assert_non_null(strstr(c.said, "in service"));
	assert_null(strstr(c.said, FIRST));
	newest_entry(&entry);
	assert_int_equal(entry.action, MG_AUDIT_SETUP_FINISH);
	assert_string_equal(entry.facts, "first=900001 second=900002 codes_replaced=0 ");
	assert_int_equal(entries(), before + 2 + 1);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.city_service s JOIN madoguchi_log.leaf l ON l.writer = s.log_writer"
			       " AND l.n = s.log_n"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.recovery_code WHERE hash LIKE '$argon2id$%'"), 2);
	assert_int_not_equal(finish(FIRST "\\n" SECOND "\\n", "900001", "900002"), 0);
	assert_non_null(strstr(said, "already"));
	assert_false(superuser_may("DELETE FROM madoguchi.city_service"));
	assert_false(superuser_may("UPDATE madoguchi.city_service SET since_us = 1"));
}

/* ---- in service ---- */

/* Every option that the row wants, with a word that stands nowhere; `with` besides. */
static void run_any(const struct mg_command *c, const char *with)
{
	char words[1500];
	int n = snprintf(words, sizeof(words), "%s --dir %s/city%s%s", c->name, dir, with ? " --" : "", with ? with : "");
	for (const struct mg_option_def *o = c->options; o->name; o++)
		if (o->kind == MG_OPTION_REQUIRED && strcmp(o->name, "dir") != 0)
			n += snprintf(words + n, sizeof(words) - (size_t)n, " --%s %s/none/9", o->name, dir);
	(void)run("", "%s", words);
}

static void what_gives_power_is_refused_and_what_takes_it_works(void **state)
{
	(void)state;
	const int64_t before = entries();
	for (size_t i = 0; mg_commands[i]; i++) {
		const struct mg_command *c = mg_commands[i];
		if (c->gives_power == MG_POWER_NONE || c->only_with)
			continue;
		run_any(c, NULL);
		if (!strstr(said, "gives power"))
			fail_msg("%s: %s", c->name, said);
		if (c->at_kiosk && !strstr(said, c->at_kiosk))
			fail_msg("%s does not say where: %s", c->name, said);
		if (c->unless)
			run_any(c, c->unless);
		if (c->unless && strstr(said, "gives power"))
			fail_msg("%s --%s: %s", c->name, c->unless, said);
	}
	assert_int_equal(entries(), before);
	succeed("", "staff-right --dir %s/city --staff-no 100001 --right EXTRACT --asked-by 900001 --allowed-by 900002 --end", dir);
	succeed("", "staff-lock --dir %s/city --staff-no 100001", dir);
	succeed("", "staff-unlock --dir %s/city --staff-no 100001", dir);
	succeed("", "staff-disable --dir %s/city --staff-no 100001", dir);
	succeed("", "terminal-revoke --dir %s/city --id 1", dir);
	assert_int_equal(entries(), before + 5);
}

static void the_database_says_no_besides(void **state)
{
	(void)state;
	assert_false(superuser_may("INSERT INTO madoguchi.staff (municipality, staff_no, name, kana, ward, section, role, state,"
				   " must_change_password, valid_from, made_us) VALUES ('271403', '666666', 'x', 'x', '100', 'x',"
				   " 'authority', 'active', 0, '2026-01-01', 1)"));
	assert_false(superuser_may("UPDATE madoguchi.staff SET role = 'authority' WHERE staff_no = '100001'"));
	assert_false(superuser_may("UPDATE madoguchi.staff SET state = 'active' WHERE staff_no = '100001'"));
	assert_false(superuser_may("UPDATE madoguchi.staff SET password_locked_us = NULL WHERE staff_no = '100001'"));
	assert_false(superuser_may("INSERT INTO madoguchi.staff_password SELECT municipality, staff_id, 9, hash, pepper_id, changed_us,"
				   " set_by FROM madoguchi.staff_password WHERE staff_id = 1"));
	assert_false(superuser_may("INSERT INTO madoguchi.finger SELECT municipality, staff_id, 9, version, template, wrapped, driver,"
				   " device_id, enrolled_us, enrolled_by, NULL, NULL FROM madoguchi.finger WHERE finger = 1 LIMIT 1"));
	assert_false(superuser_may("INSERT INTO madoguchi.break_glass (municipality, way, reason, opened_by, opened_us, until_us,"
				   " log_writer, log_n) VALUES ('271403', 'codes', 'x', 'x', 1, 3600000001, 1, 1)"));
	assert_false(superuser_may("INSERT INTO madoguchi.break_glass (municipality, way, first_no, second_no, reason, opened_by,"
				   " opened_us, until_us, log_writer, log_n) VALUES ('271403', 'authority', '900001', '900003', 'x',"
				   " 'x', 1, 3600000001, 1, 1)"));
}

/* ---- break-glass ---- */

static void begin_break(struct console *c, const char *first, const char *second)
{
	console_start(c, "break-glass --dir %s/city --reason 夜間障害 --minutes 30", dir);
	console_answer(c, "Code of the first envelope", first);
	console_answer(c, "Code of the second envelope", second);
}

static void it_takes_both_codes(void **state)
{
	(void)state;
	struct console c;
	const int64_t before = entries();
	assert_int_not_equal(run("", "break-glass --dir %s/city --reason x --minutes 241", dir), 0);
	assert_int_not_equal(run("", "break-glass --dir %s/city --minutes 10", dir), 0);
	assert_int_not_equal(run("", "break-glass --dir %s/city --close", dir), 0);
	assert_int_equal(entries(), before);
	begin_break(&c, codes[0], "abcd-efgh-jkmn-pqrs-tuvw-xyz2");
	assert_int_not_equal(console_end(&c), 0);
	newest_entry(&entry);
	assert_int_equal(entry.action, MG_AUDIT_GLASS_REFUSED);
	assert_string_equal(entry.facts, "refused=codes whose=of the envelopes in_a_row=1 ");
	begin_break(&c, codes[0], codes[0]); /* one envelope for both */
	assert_int_not_equal(console_end(&c), 0);
	assert_int_equal(entries(), before + 2 * 2);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.recovery_code WHERE ended_us IS NULL"), 2);
	begin_break(&c, codes[0], codes[1]); /* both right, and killed before the new ones are written down */
	char lost[30];
	console_code(&c, 1, lost);
	console_kill(&c);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.break_glass"), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.recovery_code"), 2);
	assert_int_equal(entries(), before + 2 * 3);
}

static void both_codes_open_it_and_every_act_carries_its_number(void **state)
{
	(void)state;
	struct console c;
	const int64_t before = entries();
	char used[2][30];
	memcpy(used, codes, sizeof(used));
	begin_break(&c, used[1], used[0]); /* in any order, however it is typed */
	console_take_codes(&c, codes);
	assert_int_equal(console_end(&c), 0);
	assert_non_null(strstr(c.said, "<1>break-glass 1 was opened"));
	newest_entry(&entry);
	assert_int_equal(entry.action, MG_AUDIT_GLASS_OPEN);
	assert_string_equal(entry.facts, "break_glass=1 reason=夜間障害 minutes=30 way=codes ");
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.recovery_code WHERE ended_as = 'used'"), 2);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.recovery_code WHERE ended_us IS NULL"), 2);
	staff_add("900008", "authority", "P-900008", "kengen-Kita-38", "");
	assert_non_null(strstr(said, "<1>break-glass 1: staff-add by admin:"));
	newest_entry(&entry);
	assert_int_equal(entry.action, MG_AUDIT_ADMIN_STAFF);
	assert_non_null(strstr(entry.facts, "break_glass=1 "));
	succeed("", "staff-lock --dir %s/city --staff-no 900008", dir); /* what needs none is counted, too */
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.glass_act a JOIN madoguchi_log.leaf l ON l.writer = a.log_writer"
			       " AND l.n = a.log_n WHERE a.glass_no = 1 AND a.command IN ('staff-add', 'staff-lock')"), 2);
	(void)run("", "self-check --dir %s/city", dir);
	assert_non_null(strstr(said, "FAIL  no break-glass"));
	assert_non_null(strstr(said, "WARN  900004: has a single finger"));
	assert_int_not_equal(run("", "break-glass --dir %s/city --reason x", dir), 0);
	assert_non_null(strstr(said, "is open"));
	succeed("", "break-glass --dir %s/city --close", dir);
	newest_entry(&entry);
	assert_int_equal(entry.action, MG_AUDIT_GLASS_END);
	assert_string_equal(entry.facts, "break_glass=1 acts=2 by=closed ");
	assert_int_equal(entries(), before + 2 + 4);
	run_any(&mg_command_staff_add, NULL);
	assert_non_null(strstr(said, "gives power"));
	begin_break(&c, used[0], used[1]); /* used up */
	assert_int_not_equal(console_end(&c), 0);
	assert_int_equal(count("SELECT failures FROM madoguchi.glass_try"), 1);
	assert_false(superuser_may("DELETE FROM madoguchi.break_glass"));
	assert_false(superuser_may("UPDATE madoguchi.break_glass SET ended_us = NULL, ended_by = NULL, end_n = NULL"));
}

static void two_of_the_authority_open_one_too_and_its_time_ends_it(void **state)
{
	(void)state;
	struct console c;
	succeed(FIRST "\\n" SECOND "\\n", "break-glass --dir %s/city --reason 鍵の登録 --first 900001 --second 900002", dir);
	newest_entry(&entry);
	assert_string_equal(entry.facts, "break_glass=2 reason=鍵の登録 minutes=60 way=authority first=900001 second=900002 ");
	assert_false(superuser_may("UPDATE madoguchi.break_glass SET until_us = until_us + 1 WHERE glass_no = 2"));
	mg_test_db_sql(superuser, "UPDATE madoguchi.break_glass SET until_us = opened_us + 1 WHERE glass_no = 2");
	run_any(&mg_command_staff_add, NULL);
	assert_non_null(strstr(said, "gives power"));
	begin_break(&c, codes[0], codes[1]); /* the codes of the first night are good: nobody had to make them anew */
	console_take_codes(&c, codes);
	assert_int_equal(console_end(&c), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.break_glass WHERE glass_no = 2 AND ended_us IS NOT NULL"), 1);
	assert_int_equal(count("SELECT glass_no FROM madoguchi.break_glass WHERE ended_us IS NULL"), 3);
	succeed("", "break-glass --dir %s/city --close", dir);
}

static void the_codes_are_made_anew_by_two(void **state)
{
	(void)state;
	struct console c;
	char old[2][30];
	memcpy(old, codes, sizeof(old));
	console_start(&c, "recovery-codes --dir %s/city --first 900002 --second 900001", dir);
	console_answer(&c, "Password of 900002", SECOND);
	console_answer(&c, "Password of 900001", FIRST);
	console_take_codes(&c, codes);
	assert_int_equal(console_end(&c), 0);
	newest_entry(&entry);
	assert_string_equal(entry.facts, "first=900002 second=900001 codes_replaced=2 ");
	begin_break(&c, old[0], old[1]);
	assert_int_not_equal(console_end(&c), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM madoguchi.recovery_code WHERE ended_us IS NULL"), 2);
}

/* ---- the witness ---- */

static void assert_named(const char *entry_words)
{
	char line[800];
	snprintf(line, sizeof(line), "'%s' verify --config %s/city/witness.conf", WITNESS_PROGRAM, dir);
	if (run_other(line) != 0)
		fail_msg("%s", said);
	unsigned n = 0, acts = 9;
	for (const char *at = said; (at = strstr(at, "BREAK-GLASS: opened by admin:")) != NULL; at++, n++) {
		const char *end = strstr(at, ", ended at "), *count_at = strstr(at, "Z, ");
		assert_true(end && strstr(at, entry_words) && strstr(at, entry_words) < end);
		while (n == 0 && count_at && sscanf(count_at, "Z, %u acts", &acts) != 1)
			count_at = strstr(count_at + 1, "Z, ");
	}
	assert_int_equal(n, 3);
	assert_int_equal(acts, 2);
	assert_non_null(strstr(said, "all is well"));
}

static void the_witness_names_each_and_finds_nothing_wrong(void **state)
{
	(void)state;
	char line[800];
	assert_named("Z, ended"); /* of entries that wait for a checkpoint */
	snprintf(line, sizeof(line), "timeout -s TERM -k 10 4 '%s' --config %s/city/sequencer.conf", SEQUENCER_PROGRAM, dir);
	(void)run_other(line);
	assert_named(" (entry ");
}

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start_empty("test_glass");
	if (!mkdtemp(dir))
		return -1;
	succeed(PASS, "init --dir %s/city --municipality 271403 --name 架空市 --db-socket %s --db-user %s --sql-dir %s/sql --training", dir,
		superuser->socket, superuser->user, MG_SOURCE_DIR);
	staff_add("900001", "authority", "P-1", FIRST, "--password-known");
	staff_add("900002", "authority", "P-2", SECOND, "--password-known");
	like_the_second("900003", "authority", "P-1", 0);
	like_the_second("900004", "authority", "P-4", 0);
	like_the_second("900005", "authority", "P-5", 1);
	like_the_second("900006", "authority", "P-6", 0);
	like_the_second("900007", "authority", NULL, 0);
	like_the_second("100001", "clerk", "P-8", 0);
	mg_test_db_sql(superuser, "ALTER TABLE madoguchi.staff DROP CONSTRAINT staff_vendor_role;"
		"INSERT INTO madoguchi.staff (municipality, staff_no, name, kana, ward, section, role, state, must_change_password, valid_from,"
		" valid_to, person_ref, made_us, vendor) SELECT municipality, '900009', name, kana, ward, section, role, state, 0, valid_from,"
		" '2099-12-31', 'V-9', made_us, 1 FROM madoguchi.staff WHERE staff_no = '900002';"
		"INSERT INTO madoguchi.staff_password SELECT p.municipality, n.staff_id, 1, p.hash, p.pepper_id, p.changed_us, p.set_by"
		" FROM madoguchi.staff_password p JOIN madoguchi.staff s ON s.staff_id = p.staff_id AND s.staff_no = '900002'"
		" JOIN madoguchi.staff n ON n.staff_no = '900009'");
	static const char *const two[] = {"900001", "900002", "900003", "900005", "900006", "900007", "100001"};
	for (size_t i = 0; i < MG_LEN(two); i++)
		fingers(two[i], 2);
	fingers("900004", 1);
	succeed("", "staff-disable --dir %s/city --staff-no 900006", dir);
	succeed("", "staff-right --dir %s/city --staff-no 100001 --right EXTRACT --asked-by 900001 --allowed-by 900002", dir);
	succeed(PASS, "terminal-add --dir %s/city --id 1 --name 北-01 --ward 146 --section 北区役所", dir);
	return 0;
}

static int teardown(void **state)
{
	char line[200];
	(void)state;
	snprintf(line, sizeof(line), "rm -rf '%s'", dir);
	return system(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_tries_wait_longer_and_longer),
		cmocka_unit_test(each_command_says_whether_it_gives_power),
		cmocka_unit_test(the_set_up_is_ended_by_two_persons_of_the_authority),
		cmocka_unit_test(who_logged_in_stands_in_the_entry),
		cmocka_unit_test(a_wrong_password_is_an_entry_and_makes_the_console_wait),
		cmocka_unit_test(a_sealing_waits_for_a_rotation),
		cmocka_unit_test(consoles_beside_each_other_wait_for_each_other),
		cmocka_unit_test(a_set_up_that_is_killed_before_the_end_is_as_it_was),
		cmocka_unit_test(two_of_the_authority_put_the_city_into_service_for_good),
		cmocka_unit_test(what_gives_power_is_refused_and_what_takes_it_works),
		cmocka_unit_test(the_database_says_no_besides),
		cmocka_unit_test(the_database_says_no_to_changed_rows_too),
		cmocka_unit_test(it_takes_both_codes),
		cmocka_unit_test(both_codes_open_it_and_every_act_carries_its_number),
		cmocka_unit_test(two_of_the_authority_open_one_too_and_its_time_ends_it),
		cmocka_unit_test(the_codes_are_made_anew_by_two),
		cmocka_unit_test(the_witness_names_each_and_finds_nothing_wrong),
		cmocka_unit_test(every_statement_can_be_prepared),
		cmocka_unit_test(papers_of_a_ward_are_led_elsewhere_under_a_break_glass_only),
		cmocka_unit_test(another_folder_of_scripts_gives_power_and_each_is_named),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
