/* SPDX-License-Identifier: Apache-2.0
 * The matrix of rights as a text file: which role holds which permission or class of fields, and which screens that
 * opens. Reads the text and refuses what is not complete or against the order, naming the line. Verifies no signature
 * (access/rights_store.h does) and knows no RPC: those name permissions, and each permission has a line here.
 *
 *   version,7
 *   permission,clerk,supervisor,head,authority,it,auditor,screens,title
 *   PERSON_READ,x,x,-,-,-,-,01,住民の検索と記録
 *
 * "x" holds, "-" does not. Screens: numbers of two digits, separated by blanks. RFC 4180; a line that begins with # is
 * none, and holds no quotes. */
#pragma once
#include "access/access.h"
#include "base/error.h"

#define MG_RIGHTS_TEXT_BYTES_MAX 16384U
#define MG_RIGHTS_TITLE_BYTES 61U /* with its NUL */
#define MG_RIGHTS_VERSION_MAX 999999999U
#define MG_SCREENS 100U /* numbers 00 … 99 */

struct mg_screens {
	uint64_t bits[2];
};

struct mg_rights {
	uint32_t version;
	uint8_t sha256[32];	     /* of the text; filled by who verified it */
	uint64_t role[MG_STAFF_MAX]; /* bits of MG_RIGHT; 0 for NONE */
	struct mg_screens opens[MG_PERM_MAX];
	char title[MG_PERM_MAX][MG_RIGHTS_TITLE_BYTES]; /* "" where the list has no line */
};

/* Errors: INVALID, the detail beginning "line N: ". */
bool mg_rights_read(const char *text, size_t n, struct mg_rights *ret, struct mg_error *err) MG_MUST_CHECK;
/* Permissions that have no line in this text although they want one, as bits of MG_RIGHT; 0 when the text cannot be
 * read for another reason. For messages. */
uint64_t mg_rights_missing(const char *text, size_t n);

/* The screens that these rights open. */
struct mg_screens mg_rights_screens(const struct mg_rights *rights, uint64_t may);
static inline bool mg_screens_has(const struct mg_screens *screens, unsigned number)
{
	return number < MG_SCREENS && (screens->bits[number / 64] >> (number % 64) & 1) != 0;
}
