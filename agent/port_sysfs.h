/* SPDX-License-Identifier: Apache-2.0
 * The USB ports as the kernel shows them: finds one device in sysfs, authorises it and its one interface, has the driver
 * attached, mounts its FAT file system where nobody else sees it; and shuts all of it again. The kernel's default must be
 * "not authorised" (usbcore.authorized_default=0, see docs/export-agent.md). */
#pragma once
#include <sys/stat.h>
#include "agent/port.h"

/* What is asked of the kernel beside reading and writing sysfs; a test has its own. Each as its system call: 0, or -1 and
 * errno. */
struct mg_sysfs_host {
	/* A mount name space of its own and a small file system at `run` for the node. */
	int (*enclose)(const char *run);
	int (*load)(const char *path);   /* the driver; EEXIST: it is there */
	int (*unload)(const char *name); /* of the driver that `load` loaded */
	int (*make_node)(const char *path, unsigned major, unsigned minor);
	int (*mount)(const char *node, const char *at, bool read_only);
	int (*unmount)(const char *at);
	int (*drop_cache)(const char *node); /* BLKFLSBUF */
	bool direct;                         /* reading back passes the cache by (O_DIRECT) */
	unsigned wait_ms;                    /* for the disk to appear */
};
extern const struct mg_sysfs_host mg_sysfs_kernel;

/* `driver` is the module's file, NULL when it is resident. The texts are borrowed. Errors: INVALID, INTERNAL. */
bool mg_port_sysfs_new(const char *sysfs, const char *run, const char *driver, const struct mg_sysfs_host *host,
	struct mg_port **ret, struct mg_error *err) MG_MUST_CHECK;
