/* SPDX-License-Identifier: Apache-2.0
 * Compares GRANT lines as text: what the database prints with what sql/grants.sql allows. Asks no database. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define MG_GRANT_LINE_BYTES 2048U

/* Reduces a GRANT line to what matters: no quotes, single spaces, no authentication part, no semicolon, and the columns
 * of each list in the order of their letters, because the database prints them in the order of a hash table. `ret` is
 * empty when the line does not fit: it then equals no other. */
void mg_grant_normalise(const char *line, size_t len, char ret[MG_GRANT_LINE_BYTES]);
/* True when `granted` is one of the GRANT lines of `grants_sql`. */
bool mg_grant_is_allowed(const char *granted, const char *grants_sql);
