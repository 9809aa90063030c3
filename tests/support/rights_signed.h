/* SPDX-License-Identifier: Apache-2.0
 * A signed matrix of rights in a test's own database, under an authority root of its own. */
#pragma once
#include "base/bytes.h"
#include "base/shared.h"
#include "db/db.h"

/* Signs `text` with the root that this program made; the packed envelope is good until the next call. */
struct mg_bytes mg_test_rights_sign(const char *text, size_t n);
/* The public key of that root. */
void mg_test_rights_root(uint8_t ret[32]);
/* Puts sql/codes/rights.csv in force and gives `shared` the root's key, a fresh file of what was seen, and a holder. */
void mg_test_rights_begin(const struct mg_db_config *superuser, struct mg_shared *shared);
void mg_test_rights_end(struct mg_shared *shared);
