/* SPDX-License-Identifier: Apache-2.0
 * What each half of the agent gives up for good. */
#pragma once
#include <sys/types.h>
#include "base/error.h"
#include "base/macros.h"

struct mg_confine_user {
	bool is_set; /* false: not root, or nobody was configured */
	uid_t uid;
	gid_t gid;
};
/* The talking half: another user, killed with the other half, no core file, few descriptors, and an allow-list of system
 * calls: reading and answering on descriptors it has, taking connections and their user, memory, time. Looking for a file
 * fails, everything else kills it. Errors: INTERNAL. */
bool mg_confine_talk(const struct mg_confine_user *user, pid_t root_half, struct mg_error *err) MG_MUST_CHECK;
/* The half with the rights: no program, no process, no socket, no other process's memory any more. Mounting, devices and
 * the driver stay, they are what it is for. Errors: INTERNAL. */
bool mg_confine_root(struct mg_error *err) MG_MUST_CHECK;
