/* SPDX-License-Identifier: Apache-2.0 */
#include "access/access.h"
#include <string.h>
#include "base/macros.h"

static const struct {
	const char *name;
	const char *title;
} roles[MG_STAFF_MAX] = {
	[MG_STAFF_NONE] = {"none", "なし"},
	[MG_STAFF_CLERK] = {"clerk", "窓口担当"},
	[MG_STAFF_SUPERVISOR] = {"supervisor", "係長"},
	[MG_STAFF_HEAD] = {"head", "所属長"},
	[MG_STAFF_AUTHORITY] = {"authority", "権限者"},
	[MG_STAFF_IT] = {"it", "情報システム担当"},
	[MG_STAFF_AUDITOR] = {"auditor", "監査"},
};

static const struct {
	const char *name;
	enum mg_perm_how how;
} perms[MG_PERM_MAX] = {
	[MG_PERM_ANYONE] = {"ANYONE", MG_BY_NOBODY},
	[MG_PERM_SIGNED_IN] = {"SIGNED_IN", MG_BY_NOBODY},
#define MG_PERM(name_, how_) [MG_PERM_##name_] = {#name_, how_},
#include "access/permissions.def"
#undef MG_PERM
};

static const enum mg_perm given[] = {
	MG_PERM_EXTRACT, MG_PERM_MEDIA_OUT, MG_PERM_EXPORT_APPROVE, MG_PERM_MEDIA_ADMIN, MG_PERM_EXPORT_READ};

static uint64_t right_of(const char *name, size_t n)
{
	for (size_t i = 0; i < MG_LEN(given); i++)
		if (strlen(perms[given[i]].name) == n && memcmp(perms[given[i]].name, name, n) == 0)
			return MG_RIGHT(given[i]);
	return 0;
}

uint64_t mg_rights_of(const char *names)
{
	uint64_t rights = 0;
	for (const char *p = names; *p;) {
		const size_t n = strcspn(p, ",");
		rights |= right_of(p, n);
		p += n + (p[n] == ',');
	}
	if (rights & (MG_RIGHT(MG_PERM_EXTRACT) | MG_RIGHT(MG_PERM_MEDIA_OUT) | MG_RIGHT(MG_PERM_EXPORT_APPROVE) |
			     MG_RIGHT(MG_PERM_MEDIA_ADMIN)))
		rights |= MG_RIGHT(MG_PERM_EXPORT_LIST);
	return rights;
}

uint64_t mg_rights_withheld(bool vendor, bool personal_today)
{
	const uint64_t always = MG_RIGHT(MG_PERM_ANYONE) | MG_RIGHT(MG_PERM_SIGNED_IN) | MG_RIGHT(MG_PERM_IMPORT_READ);
	const uint64_t residents = MG_RIGHT(MG_PERM_PERSON_READ) | MG_RIGHT(MG_PERM_RECEIPT_READ) |
				   MG_RIGHT(MG_PERM_RECEIPT_WRITE) | MG_RIGHT(MG_PERM_PAPER_PRINT);
	if (!vendor)
		return 0;
	return ~(personal_today ? always | residents : always);
}

bool mg_right_is_given(const char *name)
{
	return right_of(name, strlen(name)) != 0;
}

const char *mg_perm_name(enum mg_perm perm)
{
	return (unsigned)perm < MG_PERM_MAX && perms[perm].name ? perms[perm].name : "UNSET";
}

enum mg_perm_how mg_perm_how(enum mg_perm perm)
{
	return (unsigned)perm < MG_PERM_MAX ? perms[perm].how : MG_BY_NOBODY;
}

enum mg_perm mg_perm_from_name(const char *name)
{
	for (int i = MG_PERM_SIGNED_IN + 1; i < MG_PERM_MAX; i++)
		if (strcmp(perms[i].name, name) == 0)
			return (enum mg_perm)i;
	return MG_PERM_UNSET;
}

const char *mg_role_name(enum mg_staff_role role)
{
	return (unsigned)role < MG_STAFF_MAX ? roles[role].name : "none";
}

const char *mg_role_title(enum mg_staff_role role)
{
	return (unsigned)role < MG_STAFF_MAX ? roles[role].title : "なし";
}

enum mg_staff_role mg_role_from_name(const char *name)
{
	for (int r = MG_STAFF_NONE + 1; r < MG_STAFF_MAX; r++)
		if (strcmp(roles[r].name, name) == 0)
			return (enum mg_staff_role)r;
	return MG_STAFF_NONE;
}
