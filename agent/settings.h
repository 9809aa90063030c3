/* SPDX-License-Identifier: Apache-2.0
 * The agent's configuration file as values. One file; the keys are described in docs/export-agent.md. */
#pragma once
#include <sys/types.h>
#include "agent/confine.h"
#include "agent/verify/verify.h"
#include "base/config.h"

struct mg_settings {
	struct mg_config *config; /* owned; the texts below are borrowed from it */
	struct mg_policy policy;  /* but for its crypto */
	const char *key_file;     /* of the agent key: opened by the root half alone */
	const char *socket;
	uid_t kiosk_uid;
	bool has_kiosk_gid;
	gid_t kiosk_gid; /* the group of the socket file, when there is one */
	struct mg_confine_user user;
	const char *sysfs;     /* "/sys" */
	const char *run;       /* a folder of the agent's own, for the mount */
	const char *driver;    /* of mass storage, loaded while a port is open; NULL: it is there already */
	const char *simulated; /* test builds: a folder that stands for the ports; else NULL */
};
/* Errors: INVALID, UNAVAILABLE. */
bool mg_settings_load(const char *path, struct mg_settings *ret, struct mg_error *err) MG_MUST_CHECK;
void mg_settings_done(struct mg_settings *settings);
