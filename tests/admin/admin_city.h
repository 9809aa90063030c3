/* SPDX-License-Identifier: Apache-2.0
 * The folder and the database of the city that tests of madoguchi-admin make, and the program as it is run. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/macros.h"
#include "db/db.h"

extern const struct mg_db_config *superuser;
extern char dir[]; /* the city is dir/city */
extern char said[8192]; /* both outputs of the last command */

/* Runs madoguchi-admin with `input` (of printf) on its standard input. Returns its exit status. */
int run(const char *input, const char *format, ...) MG_PRINTF(2, 3);
/* Any other program: both outputs, and its exit status. */
int run_other(const char *words);
/* False: a trigger says no to the superuser. */
bool superuser_may(const char *sql);
/* The one number that a query returns; -1: no row. */
int64_t count(const char *sql);
/* How many entries the log has. */
int64_t entries(void);
/* A file of the city. */
bool exists(const char *name);

#define PASS "himitsu-no-aikotoba\\n"
#define succeed(...)                                                                                         \
	do {                                                                                                 \
		if (run(__VA_ARGS__) != 0)                                                                   \
			fail_msg("%s", said);                                                                \
	} while (0)
