/* SPDX-License-Identifier: Apache-2.0
 * The matrix of rights of sql/codes/rights.csv for tests that make their sessions, or their city, by themselves. */
#pragma once
#include "access/session.h"
#include "base/shared.h"
#include "db/db.h"

/* The text whole, NUL-terminated, in static memory. */
const char *mg_test_rights_text(size_t *ret_n);
/* Read, not signed; good until the program ends. */
const struct mg_rights *mg_test_rights(void);
