/* SPDX-License-Identifier: Apache-2.0
 * The one spelling of a personnel number (人事番号), by which two accounts of one person are seen to be one. Everything that
 * comes from outside passes here once; behind it numbers are compared as they stand. The database holds the same form by
 * CHECK (sql/migrations/0034_person_ref.sql). */
#pragma once
#include <stdbool.h>

#define MG_PERSON_REF_BYTES 13U /* "P-", at most ten digits, NUL */

/* "P-" (the city's) or "V-" (a vendor's) and 1 to 10 digits without leading zeros. Read too: the letter small or left out, no
 * dash, leading zeros. False, and `ret` untouched, for anything else: other letters or signs, no digit but 0, eleven digits,
 * the letter of the other kind. */
bool mg_person_ref_read(const char *text, bool is_vendor, char ret[MG_PERSON_REF_BYTES]);
