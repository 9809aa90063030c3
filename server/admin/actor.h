/* SPDX-License-Identifier: Apache-2.0
 * Who runs this, as the kernel knows it and not as the environment says. */
#pragma once
#include "base/error.h"

#define MG_ACTOR_BYTES 40U

/* The user that logged in here, whatever su and sudo made of it since: /proc/self/loginuid. False: nobody logged in (a service,
 * a container), or the kernel does not say. */
bool mg_login_uid(const char *path, unsigned *ret);
/* "admin:NAME". `login`: who logged in, NULL when that is not known; `claimed`: what the environment says (SUDO_USER), NULL for
 * none; `self`: whose rights the program has. The claim stands behind the name, in brackets, where it is another one; without a
 * login it is believed, as there is nothing better. */
void mg_actor_compose(const char *login, const char *claimed, const char *self, char ret[MG_ACTOR_BYTES]);
