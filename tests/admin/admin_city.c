/* SPDX-License-Identifier: Apache-2.0 */
#include "admin_city.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "database.h"

const struct mg_db_config *superuser;
char dir[] = "/tmp/mg-city-XXXXXX";
char said[8192];

int run(const char *input, const char *format, ...)
{
	char words[2000], line[2600];
	va_list ap;
	va_start(ap, format);
	vsnprintf(words, sizeof(words), format, ap);
	va_end(ap);
	snprintf(line, sizeof(line), "printf '%s' | '%s' %s 2>&1", input, ADMIN_PROGRAM, words);
	FILE *p = popen(line, "re");
	size_t n = fread(said, 1, sizeof(said) - 1, p);
	said[n] = '\0';
	return WEXITSTATUS(pclose(p));
}

int64_t count(const char *sql)
{
	struct mg_rows rows;
	struct mg_tx tx;
	struct mg_error err = {0};
	const struct mg_stmt_def def = {.name = "test.count", .sql = sql, .params = "", .columns = "i"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, 4096);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err))
		fail_msg("%s", err.detail);
	int64_t n = rows.n ? mg_i(mg_row(&rows, 0)) : -1;
	mg_tx_done(&tx);
	return n;
}

int64_t entries(void)
{
	return count("SELECT COUNT(*) FROM madoguchi_log.leaf");
}

bool exists(const char *name)
{
	char path[200];
	struct stat st;
	snprintf(path, sizeof(path), "%s/city/%s", dir, name);
	return stat(path, &st) == 0;
}

int run_other(const char *words)
{
	char line[800];
	snprintf(line, sizeof(line), "%s 2>&1", words);
	FILE *p = popen(line, "re");
	said[fread(said, 1, sizeof(said) - 1, p)] = '\0';
	return WEXITSTATUS(pclose(p));
}

bool superuser_may(const char *sql)
{
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	if (mg_db_script(db, sql, strlen(sql), &err))
		return true;
	if (!strstr(err.detail, "1644")) /* a trigger's no, and not a slip in the statement */
		fail_msg("%s: %s", sql, err.detail);
	return false;
}
