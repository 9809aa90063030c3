/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/actor.h"
#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "admin/city.h"

bool mg_login_uid(const char *path, unsigned *ret)
{
	char text[24] = "", *end;
	FILE *f = fopen(path, "re");
	const size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	if (f)
		fclose(f);
	errno = 0;
	const unsigned long long uid = strtoull(text, &end, 10);
	if (n == 0 || end == text || strspn(text, "0123456789\n") != n || errno != 0 || uid >= UINT32_MAX) /* unset: -1 */
		return false;
	*ret = (unsigned)uid;
	return true;
}

void mg_actor_compose(const char *login, const char *claimed, const char *self, char ret[MG_ACTOR_BYTES])
{
	if (claimed && !*claimed)
		claimed = NULL;
	if (!login)
		snprintf(ret, MG_ACTOR_BYTES, "admin:%.30s", claimed ? claimed : self);
	else if (!claimed || strcmp(claimed, login) == 0)
		snprintf(ret, MG_ACTOR_BYTES, "admin:%.30s", login);
	else
		snprintf(ret, MG_ACTOR_BYTES, "admin:%.16s (%.12s)", login, claimed);
}

void mg_act_actor(char ret[40])
{
	char login[32], self[32];
	unsigned uid;
	const bool known = mg_login_uid("/proc/self/loginuid", &uid);
	const struct passwd *p = known ? getpwuid(uid) : NULL;
	if (p)
		snprintf(login, sizeof(login), "%.31s", p->pw_name);
	else
		snprintf(login, sizeof(login), "%u", known ? uid : 0);
	p = getpwuid(geteuid());
	snprintf(self, sizeof(self), "%.31s", p ? p->pw_name : "?");
	mg_actor_compose(known ? login : NULL, geteuid() == 0 ? getenv("SUDO_USER") : NULL, self, ret);
}
