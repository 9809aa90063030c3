/* SPDX-License-Identifier: Apache-2.0
 * rights-check, rights-sign and rights-load of madoguchi-admin, as they are run, on a city of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>
#include "database.h"

static const struct mg_db_config *superuser;
static char dir[] = "/tmp/mg-rights-city-XXXXXX";
static char said[8192]; /* both outputs of the last command */

static int sh(const char *format, ...) MG_PRINTF(1, 2);
static int sh(const char *format, ...)
{
	char line[2600];
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	FILE *p = popen(line, "re");
	assert_non_null(p);
	said[fread(said, 1, sizeof(said) - 1, p)] = '\0';
	return pclose(p);
}
#define PASS "himitsu-no-aikotoba"
#define admin(words, ...) sh("printf '" PASS "\\n" PASS "\\n' | '" ADMIN_PROGRAM "' " words " 2>&1", __VA_ARGS__)
#define succeed(...)                                                                                                   \
	do {                                                                                                           \
		if (admin(__VA_ARGS__) != 0)                                                                           \
			fail_msg("%s", said);                                                                          \
	} while (0)
#define refused(words_, ...)                                                                                           \
	do {                                                                                                           \
		assert_int_not_equal(admin(__VA_ARGS__), 0);                                                           \
		if (!strstr(said, words_))                                                                             \
			fail_msg("%s", said);                                                                          \
	} while (0)

static int64_t number(const char *sql)
{
	const struct mg_stmt_def def = {.name = "test.number", .sql = sql, .params = "", .columns = "i"};
	struct mg_arena arena;
	struct mg_error err = {0};
	struct mg_rows rows;
	struct mg_tx tx;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	mg_arena_init(&arena, 4096);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	const int64_t n = rows.n ? mg_i(mg_row(&rows, 0)) : -1;
	mg_arena_done(&arena);
	mg_tx_done(&tx);
	return n;
}

/* The file that a city begins with, through sed. */
static void make_file(const char *name, const char *script)
{
	assert_int_equal(sh("sed '%s' '" MG_SOURCE_DIR "/sql/codes/rights.csv' >%s/%s", script, dir, name), 0);
}

static int setup(void **state)
{
	(void)state;
	superuser = mg_test_db_start_empty("test_rights_admin");
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	return sh("rm -rf '%s'", dir);
}

static void a_city_begins_with_the_signed_file_in_force(void **state)
{
	(void)state;
	succeed("init --dir %s/city --municipality 271403 --name 架空市 --db-socket %s --db-user %s "
		"--sql-dir " MG_SOURCE_DIR "/sql",
		dir, superuser->socket, superuser->user);
	assert_int_equal(number("SELECT COUNT(*) FROM madoguchi.rights_matrix WHERE applied_version = 1"), 1);
}

static void check_names_the_line_and_the_calls_without_a_rule(void **state)
{
	(void)state;
	assert_int_equal(admin("rights-check --file %s", MG_SOURCE_DIR "/sql/codes/rights.csv"), 0);
	assert_non_null(strstr(said, "version 1: complete"));
	assert_non_null(strstr(said, "RIGHTS_READ RIGHTS_CHANGE"));
	make_file("missing", "/^RECORD_CORRECT/d; /^PAPER_PRINT/d");
	refused("no rule for Paper/Print: it asks for PAPER_PRINT", "rights-check --file %s/missing", dir);
	assert_non_null(strstr(said, "RECORD_CORRECT: has no line"));
	make_file("twice", "s/^EXTRACT,-/EXTRACT,x/; s/^MEDIA_OUT,-/MEDIA_OUT,x/");
	refused("EXTRACT: is given to single persons", "rights-check --file %s/twice", dir);
	assert_non_null(strstr(said, "line "));
	refused("cannot be read", "rights-check --file %s/there-is-none", dir);
}

static void only_a_complete_file_is_signed_and_only_with_the_passphrase(void **state)
{
	(void)state;
	make_file("two", "s/^version,1$/version,2/; s/^IMPORT_READ,-/IMPORT_READ,x/");
	make_file("three", "s/^version,1$/version,3/");
	refused("has no line", "rights-sign --dir %s/city --file %s/missing --out %s/missing.signed", dir, dir, dir);
	assert_int_not_equal(sh("test -e %s/missing.signed", dir), 0);
	assert_int_not_equal(sh("printf 'wrong-wrong-wrong\\n' | '" ADMIN_PROGRAM
				"' rights-sign --dir %s/city --file %s/two --out %s/two.signed 2>&1",
				     dir, dir, dir),
		0);
	succeed("rights-sign --dir %s/city --file %s/two --out %s/two.signed", dir, dir, dir);
	assert_int_equal(sh("grep -q \"$(sha256sum <%s/two | cut -d' ' -f1)\" <<'E'\n%s\nE", dir, said), 0);
	succeed("rights-sign --dir %s/city --file %s/three --out %s/three.signed", dir, dir, dir);
	make_file("one", "");
	succeed("rights-sign --dir %s/city --file %s/one --out %s/one.signed", dir, dir, dir);
}

static void staff(const char *no, const char *role, const char *person)
{
	succeed("staff-add --dir %s/city --staff-no %s --name 権 --kana ケン --ward 146 --section 課 --role %s "
		"--person-ref %s",
		dir, no, role, person);
}

static void two_people_of_the_authority_load_one_and_the_log_has_it(void **state)
{
	(void)state;
	staff("300001", "authority", "P-1");
	staff("300002", "authority", "P-2");
	refused("has an account", "staff-add --dir %s/city --staff-no 300003 --name 権 --kana ケン --ward 146 --section 課 --role authority"
		" --person-ref 0001", dir); /* the first by another number, in another spelling */
	staff("300003", "authority", "P-3");
	mg_test_db_sql(superuser, "UPDATE madoguchi.staff SET person_ref = 'P-1' WHERE staff_no = '300003'");
	staff("100001", "clerk", "P-4");
	const int64_t entries = number("SELECT COUNT(*) FROM madoguchi_log.leaf");
	refused("two people", "rights-load --dir %s/city --signed %s/two.signed", dir, dir);
	refused("two people", "rights-load --dir %s/city --signed %s/two.signed --asked-by 300001", dir, dir);
	refused("two persons", "rights-load --dir %s/city --signed %s/two.signed --asked-by 300001 --allowed-by 300001",
		dir, dir);
	refused("two persons", "rights-load --dir %s/city --signed %s/two.signed --asked-by 300001 --allowed-by 300003",
		dir, dir);
	refused("two persons", "rights-load --dir %s/city --signed %s/two.signed --asked-by 300001 --allowed-by 100001",
		dir, dir);
	refused("authority", "rights-load --dir %s/city --signed %s/two.signed --asked-by 100001 --allowed-by 300001",
		dir, dir);
	refused("signed file", "rights-load --dir %s/city --signed %s/two --asked-by 300001 --allowed-by 300002", dir,
		dir);
	refused("grows", "rights-load --dir %s/city --signed %s/one.signed --asked-by 300001 --allowed-by 300002", dir,
		dir);
	assert_int_equal(number("SELECT COUNT(*) FROM madoguchi_log.leaf"), entries);
	succeed("rights-load --dir %s/city --signed %s/three.signed --asked-by 300001 --allowed-by 300002", dir, dir);
	assert_non_null(strstr(said, "version 3 is in force"));
	assert_int_equal(number("SELECT COUNT(*) FROM madoguchi_log.leaf"), entries + 1);
	assert_int_equal(number("SELECT MAX(applied_version) FROM madoguchi.rights_matrix"), 3);
	refused("grows", "rights-load --dir %s/city --signed %s/two.signed --asked-by 300001 --allowed-by 300002", dir,
		dir);
	assert_int_equal(sh("sed -i 's/x,x/x,-/' %s/two.signed", dir), 0);
	refused("matrix of rights",
		"rights-load --dir %s/city --signed %s/two.signed --asked-by 300001 --allowed-by 300002", dir, dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_city_begins_with_the_signed_file_in_force),
		cmocka_unit_test(check_names_the_line_and_the_calls_without_a_rule),
		cmocka_unit_test(only_a_complete_file_is_signed_and_only_with_the_passphrase),
		cmocka_unit_test(two_people_of_the_authority_load_one_and_the_log_has_it),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
