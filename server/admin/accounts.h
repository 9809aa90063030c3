/* SPDX-License-Identifier: Apache-2.0
 * The database accounts of a city: made with random passwords, given what sql/grants.sql says, and nothing else. */
#pragma once
#include "admin/city.h"

extern const char *const mg_accounts[]; /* NULL-terminated */

/* Makes each account with a random password, which goes into dir/db.<account>.password (0600) and reaches the database
 * as a hash only. Accounts that exist get the new password. mg_purge and mg_migrate stay locked until they are needed. */
bool mg_accounts_make(struct mg_db *db, const char *dir, struct mg_error *err) MG_MUST_CHECK;
/* Takes all rights away and gives those of the file `sql_dir`/grants.sql. */
bool mg_accounts_grant(struct mg_db *db, const char *sql_dir, struct mg_error *err) MG_MUST_CHECK;
/* The text of that file; the caller frees it. */
bool mg_accounts_grants_text(const char *sql_dir, char **ret, struct mg_error *err) MG_MUST_CHECK;
