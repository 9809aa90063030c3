/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/port_sysfs.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "agent/descriptors.h"
#include "agent/digest.h"
#include "agent/port_file.h"
#include "agent/sysfs.h"

#define DEVICES "bus/usb/devices"
#define USBCORE "module/usbcore/parameters"
#define DRIVER "usb_storage"
#define NAME_BYTES 64U
#define PATH_BYTES 256U
#define LOOK_MS 25U    /* between two looks for the disk */
#define SETTLE_MS 300U /* from the disk to its partitions */

struct sysfs {
	struct mg_port port;
	const struct mg_sysfs_host *host;
	const char *driver; /* NULL: resident */
	char node[PATH_BYTES], mount[PATH_BYTES];
	int root;                 /* owned: of sysfs */
	struct mg_digest *digest; /* owned */
	/* the open stick */
	int device;            /* owned; pins this very device: a stick plugged in its place has other attributes. -1: none */
	char name[NAME_BYTES]; /* "2-1" */
	bool was_tried;        /* "1" was written, with whatever result */
	bool is_loaded, is_mounted;
	int media; /* owned: the root of its file system */
	struct mg_port_file file;
};

static struct sysfs *of(struct mg_port *port)
{
	return (struct sysfs *)port; /* its first member */
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void pause_ms(unsigned ms)
{
	const struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
	nanosleep(&t, NULL);
}

/* "2-1", "2-1.4": a device; not "usb2" (a root hub) or "2-1:1.0" (an interface). */
static bool is_device_name(const char *name)
{
	return isdigit((unsigned char)name[0]) && strchr(name, '-') != NULL && strchr(name, ':') == NULL &&
	       strlen(name) < NAME_BYTES;
}

/* ---- what is plugged ---- */

struct view {
	struct mg_stick stick;
	uint8_t configuration;
	bool is_authorized, has_storage;
};

static bool look(struct sysfs *s, int device, struct view *ret)
{
	uint8_t bytes[MG_DESCRIPTORS_BYTES_MAX];
	char authorized[4];
	*ret = (struct view){0};
	const ssize_t n = mg_sysfs_read(device, "descriptors", bytes, sizeof(bytes));
	if (n <= 0 || !mg_sysfs_text(device, "authorized", authorized, sizeof(authorized)))
		return false;
	ret->is_authorized = strcmp(authorized, "0") != 0;
	ret->has_storage = mg_descriptors_have_storage(bytes, (size_t)n);
	struct mg_stick *stick = &ret->stick;
	stick->device.vendor = mg_sysfs_id(device, "idVendor");
	stick->device.product = mg_sysfs_id(device, "idProduct");
	mg_sysfs_text(device, "serial", stick->device.serial, sizeof(stick->device.serial));
	mg_sysfs_text(device, "product", stick->product_name, sizeof(stick->product_name));
	stick->is_storage = mg_descriptors_are_storage(bytes, (size_t)n, &ret->configuration);
	mg_digest_begin(s->digest);
	mg_digest_add(s->digest, bytes, (size_t)n);
	mg_digest_end(s->digest, stick->device.descriptors_sha256);
	return true;
}

struct walk {
	struct sysfs *s;
	/* list */
	struct mg_stick *sticks;
	size_t cap, n;
	/* find */
	const struct mg_device *wanted;
	struct view found;
	/* shut */
	bool is_shut;
};

static bool walk(struct sysfs *s, mg_sysfs_fn *f, struct walk *w)
{
	int devices = mg_sysfs_open(s->root, DEVICES);
	w->s = s;
	const bool ok = devices >= 0 && mg_sysfs_each(devices, f, w);
	close_fd(&devices);
	return ok;
}

/* Hubs, keyboards and the like are nobody's stick. */
static void list_one(int directory, const char *name, void *user)
{
	struct walk *w = user;
	struct view v;
	int device = is_device_name(name) ? mg_sysfs_open(directory, name) : -1;
	if (device >= 0 && w->n < w->cap && look(w->s, device, &v) && v.has_storage)
		w->sticks[w->n++] = v.stick;
	close_fd(&device);
}

static bool port_list(struct mg_port *port, struct mg_stick *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	struct walk w = {.sticks = ret, .cap = cap};
	if (!walk(of(port), list_one, &w))
		return mg_fail(err, MG_ERR_INTERNAL, "no USB devices in sysfs: %s", strerror(errno));
	*ret_n = w.n;
	return true;
}

/* ---- shutting ---- */

/* A device that went away meanwhile is as good as shut. */
static bool set_zero(int device, const char *name)
{
	return mg_sysfs_write(device, name, "0") || errno == ENOENT || errno == ENODEV;
}

static void shut_one(int directory, const char *name, void *user)
{
	struct walk *w = user;
	struct view v;
	int device = mg_sysfs_open(directory, name);
	if (device >= 0 && strncmp(name, "usb", 3) == 0) {
		if (!set_zero(device, "authorized_default") || !set_zero(device, "interface_authorized_default"))
			w->is_shut = false;
	} else if (device >= 0 && is_device_name(name) && look(w->s, device, &v) && v.has_storage && v.is_authorized) {
		if (!set_zero(device, "authorized"))
			w->is_shut = false;
	}
	close_fd(&device);
}

static bool unload(struct sysfs *s)
{
	return !s->driver || s->host->unload(DRIVER) == 0 || errno == ENOENT;
}

/* First the default for controllers to come, then those that are there, then what a former life left open. */
static bool port_shut(struct mg_port *port, struct mg_error *err)
{
	struct sysfs *s = of(port);
	struct walk w = {.is_shut = true};
	int core = mg_sysfs_open(s->root, USBCORE);
	const bool closed = core >= 0 && mg_sysfs_write(core, "authorized_default", "0");
	close_fd(&core);
	if (!closed)
		return mg_fail(err, MG_ERR_INTERNAL, "the kernel's default for USB devices cannot be set to 0");
	if (!walk(s, shut_one, &w) || !w.is_shut)
		return mg_fail(err, MG_ERR_INTERNAL, "a USB device cannot be shut");
	return unload(s) || mg_fail(err, MG_ERR_INTERNAL, "the driver of mass storage stays: %s", strerror(errno));
}

/* ---- opening one ---- */

static bool is_there(const struct sysfs *s)
{
	return faccessat(s->device, "authorized", F_OK, 0) == 0;
}

static enum mg_reason gone_or(const struct sysfs *s, enum mg_reason otherwise)
{
	return is_there(s) ? otherwise : MG_REASON_STICK_GONE;
}

static void find_one(int directory, const char *name, void *user)
{
	struct walk *w = user;
	struct view v;
	int device = is_device_name(name) ? mg_sysfs_open(directory, name) : -1;
	if (device >= 0 && look(w->s, device, &v) && v.stick.device.vendor == w->wanted->vendor &&
		v.stick.device.product == w->wanted->product &&
		strcmp(v.stick.device.serial, w->wanted->serial) == 0) {
		w->n++;
		w->found = v;
		close_fd(&w->s->device);
		w->s->device = device;
		device = -1;
		snprintf(w->s->name, sizeof(w->s->name), "%s", name);
	}
	close_fd(&device);
}

static enum mg_reason find(struct sysfs *s, const struct mg_device *device, struct view *ret)
{
	struct walk w = {.wanted = device};
	if (!walk(s, find_one, &w) || w.n == 0)
		return MG_REASON_STICK_ABSENT;
	if (w.n > 1)
		return MG_REASON_STICK_TWICE;
	if (!w.found.stick.is_storage)
		return MG_REASON_STICK_NOT_STORAGE;
	if (memcmp(w.found.stick.device.descriptors_sha256, device->descriptors_sha256, MG_DIGEST_BYTES) != 0)
		return MG_REASON_STICK_OTHER;
	*ret = w.found;
	return w.found.is_authorized ? MG_REASON_STICK_OPEN : MG_REASON_NONE;
}

/* The device, then its one interface: the kernel reads the descriptors anew in between, so they are looked at again. */
static enum mg_reason authorize(struct sysfs *s, const struct mg_device *device, uint8_t configuration)
{
	struct view now;
	char interface[NAME_BYTES + 8];
	s->was_tried = true;
	if (!mg_sysfs_write(s->device, "authorized", "1"))
		return gone_or(s, MG_REASON_STICK_DRIVER);
	s->port.was_opened = true;
	if (!look(s, s->device, &now))
		return gone_or(s, MG_REASON_STICK_CHANGED);
	if (memcmp(now.stick.device.descriptors_sha256, device->descriptors_sha256, MG_DIGEST_BYTES) != 0)
		return MG_REASON_STICK_CHANGED;
	if (s->driver) {
		s->is_loaded = s->host->load(s->driver) == 0 || errno == EEXIST;
		if (!s->is_loaded)
			return MG_REASON_STICK_DRIVER;
	}
	snprintf(interface, sizeof(interface), "%s:%u.0", s->name, configuration);
	int fd = mg_sysfs_open(s->device, interface);
	const bool opened = fd >= 0 && mg_sysfs_write(fd, "authorized", "1");
	close_fd(&fd);
	if (!opened)
		return gone_or(s, MG_REASON_STICK_DRIVER);
	/* Whether a driver took it shows by the disk. */
	int bus = mg_sysfs_open(s->root, "bus/usb");
	(void)mg_sysfs_write(bus, "drivers_probe", interface);
	close_fd(&bus);
	return MG_REASON_NONE;
}

/* ---- the disk below it ---- */

/* The entries of one folder that begin as asked for; the first is kept. */
struct names {
	const char *prefix;
	char first[NAME_BYTES];
	unsigned n;
};

static void collect(int directory, const char *name, void *user)
{
	struct names *names = user;
	(void)directory;
	if (strncmp(name, names->prefix, strlen(names->prefix)) != 0 || strlen(name) >= NAME_BYTES)
		return;
	if (names->n++ == 0)
		snprintf(names->first, sizeof(names->first), "%s", name);
}

/* Down by one folder whose name begins as asked for; -1 when there is none or more than one (*ret_many). */
static int step(int directory, const char *prefix, char ret_name[NAME_BYTES], bool *ret_many)
{
	struct names names = {.prefix = prefix};
	if (!mg_sysfs_each(directory, collect, &names) || names.n != 1) {
		*ret_many = *ret_many || names.n > 1;
		return -1;
	}
	memcpy(ret_name, names.first, NAME_BYTES);
	return mg_sysfs_open(directory, names.first);
}

/* <device>/<interface>/hostN/targetN:…/N:0:0:0/block/sdX. */
static int find_disk(struct sysfs *s, uint8_t configuration, char ret_name[NAME_BYTES], bool *ret_many)
{
	char interface[NAME_BYTES + 8];
	snprintf(interface, sizeof(interface), "%s:%u.0", s->name, configuration);
	int fd = mg_sysfs_open(s->device, interface);
	static const char *const path[] = {"host", "target", "", "block", ""};
	static const char digits[] = "0123456789";
	for (size_t i = 0; fd >= 0 && i < MG_LEN(path); i++) {
		int next = -1;
		/* Beside the logical unit "6:0:0:0" stand "power", "uevent" and the like. */
		for (size_t k = 0; i == 2 && next < 0 && k < sizeof(digits) - 1; k++)
			next = step(fd, (char[]){digits[k], '\0'}, ret_name, ret_many);
		if (i != 2)
			next = step(fd, path[i], ret_name, ret_many);
		close_fd(&fd);
		fd = next;
	}
	return fd;
}

static enum mg_reason await_disk(struct sysfs *s, uint8_t configuration, int *ret_disk, char ret_name[NAME_BYTES])
{
	bool many = false;
	for (unsigned waited = 0; waited <= s->host->wait_ms; waited += LOOK_MS) {
		*ret_disk = find_disk(s, configuration, ret_name, &many);
		if (*ret_disk >= 0)
			return MG_REASON_NONE;
		if (many)
			return MG_REASON_STICK_DRIVER;
		if (!is_there(s))
			return MG_REASON_STICK_GONE;
		pause_ms(LOOK_MS);
	}
	return MG_REASON_STICK_DRIVER;
}

/* The one partition, or the disk itself when it has none. */
static enum mg_reason make_node(struct sysfs *s, int disk, const char *name)
{
	struct names parts = {.prefix = name};
	char numbers[24];
	unsigned major, minor;
	char end;
	if (!mg_sysfs_each(disk, collect, &parts) || parts.n > 1)
		return MG_REASON_STICK_DRIVER;
	int part = parts.n == 1 ? mg_sysfs_open(disk, parts.first) : -1;
	const bool known = mg_sysfs_text(part >= 0 ? part : disk, "dev", numbers, sizeof(numbers)) &&
			   sscanf(numbers, "%u:%u%c", &major, &minor, &end) == 2;
	close_fd(&part);
	unlink(s->node);
	return known && s->host->make_node(s->node, major, minor) == 0 ? MG_REASON_NONE : gone_or(s, MG_REASON_STICK_DRIVER);
}

static enum mg_reason mount_it(struct sysfs *s, bool read_only)
{
	if (s->host->mount(s->node, s->mount, read_only) != 0)
		return gone_or(s, errno == EROFS || errno == EACCES ? MG_REASON_STICK_READ_ONLY : MG_REASON_STICK_FILE_SYSTEM);
	s->is_mounted = true;
	s->media = open(s->mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return s->media >= 0 ? MG_REASON_NONE : MG_REASON_STICK_FILE_SYSTEM;
}

static enum mg_reason port_open(struct mg_port *port, const struct mg_device *device)
{
	struct sysfs *s = of(port);
	struct view v = {0};
	int disk = -1;
	char name[NAME_BYTES];
	port->was_opened = false;
	enum mg_reason reason = find(s, device, &v);
	if (reason == MG_REASON_NONE)
		reason = authorize(s, device, v.configuration);
	if (reason == MG_REASON_NONE)
		reason = await_disk(s, v.configuration, &disk, name);
	if (reason == MG_REASON_NONE) {
		pause_ms(MG_MIN(SETTLE_MS, s->host->wait_ms));
		reason = make_node(s, disk, name);
	}
	close_fd(&disk);
	return reason != MG_REASON_NONE ? reason : mount_it(s, /* read_only= */ false);
}

/* ---- the file ---- */

/* Where an error may only mean that the stick is gone. */
static enum mg_reason told(const struct sysfs *s, enum mg_reason reason)
{
	return reason == MG_REASON_NONE ? reason : gone_or(s, reason);
}

static enum mg_reason port_create(struct mg_port *port, const char *name)
{
	struct sysfs *s = of(port);
	return told(s, mg_port_file_create(&s->file, s->media, name));
}

static enum mg_reason port_write(struct mg_port *port, const void *bytes, size_t n)
{
	struct sysfs *s = of(port);
	return told(s, mg_port_file_write(&s->file, bytes, n));
}

static int unmount(struct sysfs *s)
{
	close_fd(&s->media);
	const int result = s->is_mounted ? s->host->unmount(s->mount) : 0;
	s->is_mounted = false;
	return result;
}

/* What is read afterwards comes from the medium: nothing of the written file is left in the kernel. */
static enum mg_reason port_flush(struct mg_port *port)
{
	struct sysfs *s = of(port);
	enum mg_reason reason = mg_port_file_flush(&s->file, s->media);
	if (reason == MG_REASON_NONE && (unmount(s) != 0 || s->host->drop_cache(s->node) != 0))
		reason = MG_REASON_WRITE_ERROR;
	if (reason == MG_REASON_NONE)
		reason = mount_it(s, /* read_only= */ true);
	if (reason == MG_REASON_NONE)
		reason = mg_port_file_reopen(&s->file, s->media, s->host->direct);
	return told(s, reason);
}

static enum mg_reason port_read(struct mg_port *port, void *ret, size_t cap, size_t *ret_n)
{
	struct sysfs *s = of(port);
	return told(s, mg_port_file_read(&s->file, ret, cap, ret_n));
}

/* ---- and shut again ---- */

static bool port_close(struct mg_port *port, bool keep, struct mg_error *err)
{
	struct sysfs *s = of(port);
	bool is_shut = true;
	mg_port_file_end(&s->file, s->media, keep);
	(void)unmount(s);
	if (s->device >= 0 && s->was_tried)
		is_shut = set_zero(s->device, "authorized");
	close_fd(&s->device);
	s->was_tried = false;
	unlink(s->node);
	if (s->is_loaded)
		s->is_loaded = !unload(s);
	if (!is_shut)
		return mg_fail(err, MG_ERR_INTERNAL, "the stick cannot be shut");
	return !s->is_loaded || mg_fail(err, MG_ERR_INTERNAL, "the driver of mass storage stays");
}

static void port_free(struct mg_port *port)
{
	struct sysfs *s = of(port);
	close_fd(&s->media);
	close_fd(&s->device);
	close_fd(&s->root);
	mg_digest_free(s->digest);
	free(s);
}

static const struct mg_port_ops operations = {.shut = port_shut,
	.list = port_list,
	.open = port_open,
	.create = port_create,
	.write = port_write,
	.flush = port_flush,
	.read = port_read,
	.close = port_close,
	.free = port_free};

static bool prepare(struct sysfs *s, const char *sysfs, const char *run, struct mg_error *err)
{
	s->root = open(sysfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (s->root < 0)
		return mg_fail(err, MG_ERR_INVALID, "no sysfs where the configuration says");
	if (snprintf(s->node, sizeof(s->node), "%s/node", run) >= (int)sizeof(s->node) ||
		snprintf(s->mount, sizeof(s->mount), "%s/stick", run) >= (int)sizeof(s->mount))
		return mg_fail(err, MG_ERR_INVALID, "configuration: 'usb.run' is too long");
	if (s->host->enclose(run) != 0 || (mkdir(s->mount, 0700) != 0 && errno != EEXIST))
		return mg_fail(err, MG_ERR_INTERNAL, "no place for the mount: %s", strerror(errno));
	return mg_digest_new(&s->digest, err);
}

bool mg_port_sysfs_new(const char *sysfs, const char *run, const char *driver, const struct mg_sysfs_host *host,
	struct mg_port **ret, struct mg_error *err)
{
	struct sysfs *s = calloc(1, sizeof(*s));
	if (!s)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	*s = (struct sysfs){.port = {.ops = &operations},
		.host = host,
		.driver = driver,
		.root = -1,
		.device = -1,
		.media = -1,
		.file = {.fd = -1}};
	if (!prepare(s, sysfs, run, err)) {
		port_free(&s->port);
		return false;
	}
	*ret = &s->port;
	return true;
}
