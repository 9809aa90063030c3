/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "agent/port_sysfs.h"

#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256
#endif

/* Nobody else sees these mounts, and the kernel takes them away with the last process of the agent. */
static int enclose(const char *run)
{
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return -1;
	if (mkdir(run, 0700) != 0 && errno != EEXIST)
		return -1;
	/* Without MS_NODEV: the node lies here. */
	return mount("tmpfs", run, "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0700,size=64k");
}

static int load(const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	/* The disk appears at once; nothing but this agent waits for it. */
	const int result = (int)syscall(SYS_finit_module, fd, "delay_use=0", 0);
	const int error = errno;
	close(fd);
	errno = error;
	return result;
}

static int unload(const char *name)
{
	return (int)syscall(SYS_delete_module, name, O_NONBLOCK);
}

static int make_node(const char *path, unsigned major, unsigned minor)
{
	return mknod(path, S_IFBLK | 0600, makedev(major, minor));
}

static int mount_fat(const char *node, const char *at, bool read_only)
{
	const unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NOSYMFOLLOW;
	return mount(node, at, "vfat", flags | (read_only ? MS_RDONLY : 0),
		read_only ? "iocharset=utf8,umask=0077" : "iocharset=utf8,umask=0077,errors=remount-ro");
}

/* When something of a pulled stick still holds it, it is at least taken out of sight and goes with the last user. */
static int unmount(const char *at)
{
	if (umount2(at, 0) == 0)
		return 0;
	const int error = errno;
	if (error != EINVAL)
		(void)umount2(at, MNT_DETACH);
	errno = error;
	return -1;
}

static int drop_cache(const char *node)
{
	const int fd = open(node, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	const int result = fsync(fd) == 0 ? ioctl(fd, BLKFLSBUF, 0) : -1;
	const int error = errno;
	close(fd);
	errno = error;
	return result;
}

const struct mg_sysfs_host mg_sysfs_kernel = {.enclose = enclose,
	.load = load,
	.unload = unload,
	.make_node = make_node,
	.mount = mount_fat,
	.unmount = unmount,
	.drop_cache = drop_cache,
	.direct = true,
	.wait_ms = 10000};
