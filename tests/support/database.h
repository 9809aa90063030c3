/* SPDX-License-Identifier: Apache-2.0
 * A private, real MariaDB for tests, with the schema of sql/migrations; gone when the test ends, however it ends. */
#pragma once
#include "db/db.h"

/* Starts an instance in the build tree under `name` and loads all migrations. Aborts the test program with a message when
 * that fails. The account is the instance's superuser. */
const struct mg_db_config *mg_test_db_start(const char *name);
/* The same without the schema. */
const struct mg_db_config *mg_test_db_start_empty(const char *name);
/* Runs `tests/support/mariadb COMMAND` for the instance: "kill", "again", "stop". */
void mg_test_db_do(const char *command);
/* Connects or aborts. */
struct mg_db *mg_test_db_open(const struct mg_db_config *config);
/* Runs SQL as the superuser or aborts. */
void mg_test_db_sql(const struct mg_db_config *config, const char *sql);
/* Loads sql/grants.sql: accounts exist then, with the password "test" for each. */
void mg_test_db_grants(const struct mg_db_config *config);
/* A config for one of those accounts on the same instance. */
struct mg_db_config mg_test_db_as(const struct mg_db_config *config, const char *user);
