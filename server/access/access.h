/* SPDX-License-Identifier: Apache-2.0
 * Names of permissions and roles, as pure tables. Which role holds what is the signed matrix's
 * (access/rights_format.h). Asks nobody and stores nothing. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero is invalid, so that a forgotten column refuses to compile. ANYONE and SIGNED_IN are explicit. */
enum mg_perm {
	MG_PERM_UNSET = 0,
	MG_PERM_ANYONE,    /* before a session; the closed list is tested */
	MG_PERM_SIGNED_IN, /* any live session */
#define MG_PERM(name, ...) MG_PERM_##name,
#include "access/permissions.def"
#undef MG_PERM
	MG_PERM_MAX
};

enum mg_perm_how {
	MG_BY_NOBODY = 0, /* of no permission of the list */
	MG_BY_ROLE,       /* by a cell of the matrix */
	MG_BY_PERSON,     /* given to single persons; the matrix gives it to no role */
	MG_BY_OTHERS,     /* follows from others; the matrix does not name it */
};

enum mg_staff_role {
	MG_STAFF_NONE = 0,
	MG_STAFF_CLERK,      /* 窓口担当 */
	MG_STAFF_SUPERVISOR, /* 係長 */
	MG_STAFF_HEAD,       /* 所属長 */
	MG_STAFF_AUTHORITY,  /* 権限者 */
	MG_STAFF_IT,         /* 情報システム担当 */
	MG_STAFF_AUDITOR,    /* 監査 */
	MG_STAFF_MAX
};

_Static_assert(MG_PERM_MAX <= 64, "rights are bits of 64");
#define MG_RIGHT(perm) (UINT64_C(1) << (perm))
/* Rights that were given to one person, as bits of MG_RIGHT, from their names: "EXTRACT,MEDIA_ADMIN". Only what may be
 * given to a person counts; EXPORT_LIST follows from the others. */
uint64_t mg_rights_of(const char *names);
/* What an account of a vendor does not have whatever its role and rights: all that decides, carries out or looks after accounts;
 * and all that shows residents, unless today lies in a span that was allowed (personal_today). Bits of MG_RIGHT; 0 for the city's
 * own. A permission that is new is withheld until it is named here. */
uint64_t mg_rights_withheld(bool vendor, bool personal_today);
/* True for the names that mg_rights_of knows. */
bool mg_right_is_given(const char *name);

const char *mg_perm_name(enum mg_perm perm); /* "PERSON_READ" */
enum mg_perm_how mg_perm_how(enum mg_perm perm);
enum mg_perm mg_perm_from_name(const char *name); /* of the list alone; MG_PERM_UNSET when unknown */
const char *mg_role_name(enum mg_staff_role role); /* "clerk" */
const char *mg_role_title(enum mg_staff_role role); /* "窓口担当" */
enum mg_staff_role mg_role_from_name(const char *name); /* MG_STAFF_NONE when unknown */
