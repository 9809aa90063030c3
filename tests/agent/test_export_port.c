/* SPDX-License-Identifier: Apache-2.0
 * The ports of production on a tree of plain files that looks like sysfs, with a kernel that only notes what it is asked.
 * Writing an attribute is wrapped, so that a stick can change in the very moment of its authorisation. */
#include "../wire/cmocka_all.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/carry.h"
#include "agent/port_sysfs.h"
#include "agent/sysfs.h"

#define PATH_BYTES 512U
#define FILE_BYTES 200000U
#define STICK "bus/usb/devices/1-1"
#define INTERFACE STICK "/1-1:1.0"
#define DISK INTERFACE "/host6/target6:0:0/6:0:0:0/block/sda"

static const uint8_t storage[] = {18, 1, 0, 2, 0, 0, 0, 64, 0x51, 9, 0x66, 0x16, 0, 1, 1, 2, 3, 1, 9, 2, 32, 0, 1, 1, 0,
	0x80, 50, 9, 4, 0, 0, 2, 8, 6, 0x50, 0, 7, 5, 0x81, 2, 0, 2, 0, 7, 5, 2, 2, 0, 2, 0};
static const uint8_t keyboard[] = {18, 1, 0, 2, 0, 0, 0, 8, 1, 2, 3, 4, 0, 1, 1, 2, 0, 1, 9, 2, 25, 0, 1, 1, 0, 0xa0, 50, 9,
	4, 0, 0, 1, 3, 1, 1, 0, 7, 5, 0x81, 3, 8, 0, 10};
/* storage and a keyboard behind it */
static const uint8_t composite[] = {18, 1, 0, 2, 0, 0, 0, 64, 0x51, 9, 0x66, 0x16, 0, 1, 1, 2, 3, 1, 9, 2, 41, 0, 2, 1, 0,
	0x80, 50, 9, 4, 0, 0, 2, 8, 6, 0x50, 0, 7, 5, 0x81, 2, 0, 2, 0, 7, 5, 2, 2, 0, 2, 0, 9, 4, 1, 0, 0, 3, 1, 1, 0};

/* ---- the machine ---- */

static struct machine {
	char dir[64], asked[256]; /* what the kernel was asked, one letter each */
	int load_errno, mount_errno, mounts;
	void (*at_authorize)(void); /* before "1" is written */
	void (*behind_authorize)(void);
	int file;
	struct mg_port *port;
	struct mg_digest *digest;
	struct mg_order order;
	struct mg_carry_result result;
} m;

static void path_of(const char *name, char ret[PATH_BYTES])
{
	snprintf(ret, PATH_BYTES, "%s/%s", m.dir, name);
}

static void make_dirs(const char *name)
{
	char path[PATH_BYTES];
	path_of(name, path);
	for (char *p = path + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		(void)mkdir(path, 0700);
		*p = '/';
	}
	(void)mkdir(path, 0700);
}

static void put(const char *name, const void *bytes, size_t n)
{
	char path[PATH_BYTES];
	path_of(name, path);
	FILE *f = fopen(path, "w");
	assert_true(f && fwrite(bytes, 1, n, f) == n);
	fclose(f);
}

static void put_text(const char *name, const char *text)
{
	put(name, text, strlen(text));
}

static void drop(const char *name)
{
	char command[PATH_BYTES + 16], path[PATH_BYTES];
	path_of(name, path);
	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	assert_int_equal(system(command), 0);
}

static void says(const char *name, const char *expected)
{
	char path[PATH_BYTES], text[64];
	path_of(name, path);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(text, expected);
}

static bool exists(const char *name)
{
	char path[PATH_BYTES];
	path_of(name, path);
	return access(path, F_OK) == 0;
}

static void add_device(const char *device, const uint8_t *descriptors, size_t n, const char *serial, const char *authorized)
{
	char name[PATH_BYTES];
	const struct {
		const char *name, *text;
	} attributes[] = {{"idVendor", "0951\n"}, {"idProduct", "1666\n"}, {"serial", serial}, {"product", "Stick\n"},
		{"authorized", authorized}};
	snprintf(name, sizeof(name), "bus/usb/devices/%s", device);
	make_dirs(name);
	for (size_t i = 0; i < MG_LEN(attributes); i++) {
		snprintf(name, sizeof(name), "bus/usb/devices/%s/%s", device, attributes[i].name);
		put_text(name, attributes[i].text);
	}
	snprintf(name, sizeof(name), "bus/usb/devices/%s/descriptors", device);
	put(name, descriptors, n);
}

/* ---- the kernel ---- */

static void note(char what)
{
	const size_t n = strlen(m.asked);
	assert_true(n + 1 < sizeof(m.asked));
	m.asked[n] = what;
}

static int result(int error)
{
	errno = error;
	return error ? -1 : 0;
}

static int enclose(const char *run)
{
	return mkdir(run, 0700) == 0 || errno == EEXIST ? 0 : -1;
}
static int load(const char *path)
{
	assert_string_equal(path, "/modules/usb-storage.ko");
	note('l');
	return result(m.load_errno);
}
static int unload(const char *name)
{
	assert_string_equal(name, "usb_storage");
	note('u');
	return 0;
}
static int make_node(const char *path, unsigned major, unsigned minor)
{
	note('n');
	assert_int_equal(major, 8);
	assert_int_equal(minor, 1);
	const int fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
	return fd >= 0 ? close(fd) : -1;
}
/* The medium takes the place of the mount point, and goes back. */
static int mount_it(const char *node, const char *at, bool read_only)
{
	char medium[PATH_BYTES];
	(void)node;
	note(read_only ? 'r' : 'm');
	if (m.mount_errno)
		return result(m.mount_errno);
	path_of("medium", medium);
	m.mounts++;
	return rmdir(at) == 0 ? rename(medium, at) : -1;
}
static int unmount_it(const char *at)
{
	char medium[PATH_BYTES];
	note('x');
	path_of("medium", medium);
	m.mounts--;
	return rename(at, medium) == 0 ? mkdir(at, 0700) : -1;
}
static int drop_cache(const char *node)
{
	(void)node;
	note('d');
	return 0;
}
static const struct mg_sysfs_host host = {enclose, load, unload, make_node, mount_it, unmount_it, drop_cache, false, 30};

bool __real_mg_sysfs_write(int device, const char *name, const char *value);
bool __wrap_mg_sysfs_write(int device, const char *name, const char *value);
bool __wrap_mg_sysfs_write(int device, const char *name, const char *value)
{
	const bool opens = strcmp(name, "authorized") == 0 && strcmp(value, "1") == 0;
	if (opens && m.at_authorize)
		m.at_authorize();
	const bool ok = __real_mg_sysfs_write(device, name, value);
	const int error = errno;
	if (opens && m.behind_authorize)
		m.behind_authorize();
	errno = error;
	return ok;
}

/* ---- one carry-out ---- */

static enum mg_reason never(void *user)
{
	(void)user;
	return MG_REASON_NONE;
}
static void unheard(void *user, enum mg_phase phase, uint64_t done, uint64_t total)
{
	(void)user;
	(void)phase;
	(void)done;
	(void)total;
}

static bool carry(void)
{
	const struct mg_carry_tools tools = {m.port, m.digest, &mg_clock_system, {never, unheard, NULL}};
	memset(m.asked, 0, sizeof(m.asked));
	return mg_carry(&tools, &m.order, m.file, &m.result, NULL);
}

static int set_up(void **state)
{
	(void)state;
	static uint8_t bytes[FILE_BYTES];
	char run[PATH_BYTES];
	m = (struct machine){.file = -1};
	snprintf(m.dir, sizeof(m.dir), "/tmp/mg-port-XXXXXX");
	assert_non_null(mkdtemp(m.dir));
	make_dirs("module/usbcore/parameters");
	put_text("module/usbcore/parameters/authorized_default", "1");
	make_dirs("bus/usb/devices/usb1");
	put_text("bus/usb/devices/usb1/authorized_default", "1");
	put_text("bus/usb/devices/usb1/interface_authorized_default", "1");
	put_text("bus/usb/drivers_probe", "");
	add_device("1-1", storage, sizeof(storage), "E0D5\n", "0");
	make_dirs(DISK "/sda1");
	put_text(DISK "/dev", "8:0\n");
	put_text(DISK "/sda1/dev", "8:1\n");
	put_text(INTERFACE "/authorized", "0");
	make_dirs("medium");
	path_of("run", run);
	assert_true(mg_port_sysfs_new(m.dir, run, "/modules/usb-storage.ko", &host, &m.port, NULL));
	assert_true(mg_digest_new(&m.digest, NULL));
	m.order = (struct mg_order){.device = {0x0951, 0x1666, "E0D5", {0}}, .sealed_size = FILE_BYTES, .file_name = "A.ZIP"};
	mg_digest_begin(m.digest);
	mg_digest_add(m.digest, storage, sizeof(storage));
	mg_digest_end(m.digest, m.order.device.descriptors_sha256);
	memset(bytes, 0x5a, sizeof(bytes));
	mg_digest_begin(m.digest);
	mg_digest_add(m.digest, bytes, sizeof(bytes));
	mg_digest_end(m.digest, m.order.sealed_sha256);
	put("file", bytes, sizeof(bytes));
	path_of("file", run);
	m.file = open(run, O_RDONLY | O_CLOEXEC);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	assert_int_equal(m.mounts, 0);
	m.port->ops->free(m.port);
	mg_digest_free(m.digest);
	close(m.file);
	drop("");
	return 0;
}

static void the_file_is_on_the_stick_and_all_is_shut_again(void **state)
{
	(void)state;
	assert_true(carry());
	assert_int_equal(m.result.reason, MG_REASON_NONE);
	assert_int_equal(m.result.written_bytes, FILE_BYTES);
	assert_memory_equal(m.result.written_sha256, m.order.sealed_sha256, MG_DIGEST_BYTES);
	assert_true(m.result.opened_us > 0);
	/* driver, node, mount; unmount, cache, mount to read; unmount, driver away */
	assert_string_equal(m.asked, "lnmxdrxu");
	says(STICK "/authorized", "0");
	says("bus/usb/drivers_probe", "1-1:1.0");
	says(INTERFACE "/authorized", "1");
	assert_true(exists("medium/A.ZIP"));
	assert_false(exists("run/node"));
	assert_true(carry());
	assert_int_equal(m.result.reason, MG_REASON_STICK_HAS_FILE);
	assert_true(exists("medium/A.ZIP"));
}

static void fails(enum mg_reason reason, bool was_opened)
{
	assert_true(carry());
	if (m.result.reason != reason)
		fail_msg("%s, not %s", mg_reason_name(m.result.reason), mg_reason_name(reason));
	assert_int_equal(m.result.opened_us > 0, was_opened);
	assert_int_equal(m.mounts, 0);
	assert_false(exists("medium/A.ZIP"));
	if (exists(STICK "/authorized") && reason != MG_REASON_STICK_OPEN)
		says(STICK "/authorized", "0");
}

static void what_is_not_the_stick_is_never_opened(void **state)
{
	(void)state;
	put_text(STICK "/serial", "E0D6\n");
	fails(MG_REASON_STICK_ABSENT, false);
	put_text(STICK "/serial", "E0D5\n");
	put_text(STICK "/idProduct", "1667\n");
	fails(MG_REASON_STICK_ABSENT, false);
	put_text(STICK "/idProduct", "1666\n");
	add_device("1-2", storage, sizeof(storage), "E0D5\n", "0");
	fails(MG_REASON_STICK_TWICE, false);
	drop("bus/usb/devices/1-2");
	put_text(STICK "/authorized", "1");
	fails(MG_REASON_STICK_OPEN, false);
	says(STICK "/authorized", "1"); /* not ours to shut: the start does it */
	put_text(STICK "/authorized", "0");
	put(STICK "/descriptors", composite, sizeof(composite));
	fails(MG_REASON_STICK_NOT_STORAGE, false);
	put(STICK "/descriptors", storage, sizeof(storage));
	m.order.device.descriptors_sha256[0] ^= 1;
	fails(MG_REASON_STICK_OTHER, false);
	assert_string_equal(m.asked, "");
}

static void take_away(void)
{
	drop(STICK);
	make_dirs(STICK); /* whatever is plugged in its place is another folder */
}
static void change_descriptors(void)
{
	put(STICK "/descriptors", composite, sizeof(composite));
}

static void a_stick_that_goes_in_the_moment_of_opening(void **state)
{
	(void)state;
	m.at_authorize = take_away;
	fails(MG_REASON_STICK_GONE, false);
	assert_string_equal(m.asked, "");
}

static void a_stick_that_is_another_once_it_is_open(void **state)
{
	(void)state;
	m.behind_authorize = change_descriptors;
	fails(MG_REASON_STICK_CHANGED, true);
	assert_string_equal(m.asked, "");
}

static void no_driver_no_disk_or_too_many(void **state)
{
	(void)state;
	m.load_errno = ENOKEY;
	fails(MG_REASON_STICK_DRIVER, true);
	m.load_errno = EEXIST;
	make_dirs(DISK "/sda2");
	fails(MG_REASON_STICK_DRIVER, true);
	drop(DISK "/sda2");
	make_dirs(INTERFACE "/host6/target6:0:0/6:0:0:0/block/sdb");
	fails(MG_REASON_STICK_DRIVER, true);
	drop(INTERFACE "/host6/target6:0:0/6:0:0:0/block/sdb");
	make_dirs(INTERFACE "/host6/target6:0:0/6:0:0:1/block/sdb");
	fails(MG_REASON_STICK_DRIVER, true);
	drop(INTERFACE "/host6/target6:0:0/6:0:0:1");
	put_text(DISK "/sda1/dev", "8:1 and more\n");
	fails(MG_REASON_STICK_DRIVER, true);
	drop(INTERFACE "/host6");
	fails(MG_REASON_STICK_DRIVER, true);
	drop(INTERFACE);
	fails(MG_REASON_STICK_DRIVER, true);
}

static void a_file_system_that_is_none(void **state)
{
	(void)state;
	m.mount_errno = EINVAL;
	fails(MG_REASON_STICK_FILE_SYSTEM, true);
	m.mount_errno = EROFS;
	fails(MG_REASON_STICK_READ_ONLY, true);
}

/* The stick goes when its interface was authorised: by then its disk is known. */
static unsigned gone_after;
static void go_when_told(void)
{
	if (gone_after > 0 && --gone_after == 0)
		drop(STICK "/authorized");
}

/* A write fails by the limit on files; whether the stick is still there decides what it is called. */
static void a_failing_write_and_a_stick_that_is_gone(void **state)
{
	(void)state;
	struct rlimit before, small = {65536, 65536};
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	fails(MG_REASON_WRITE_ERROR, true);
	m.behind_authorize = go_when_told;
	gone_after = 2;
	fails(MG_REASON_STICK_GONE, true);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	put_text(STICK "/authorized", "0");
	assert_true(carry());
	assert_int_equal(m.result.reason, MG_REASON_NONE);
}

static void lock_authorized(void)
{
	drop(STICK "/authorized");
	make_dirs(STICK "/authorized");
}

static void the_agent_hears_when_shutting_fails(void **state)
{
	(void)state;
	struct mg_error err = {0};
	const struct mg_carry_tools tools = {m.port, m.digest, &mg_clock_system, {never, unheard, NULL}};
	m.behind_authorize = lock_authorized;
	assert_false(mg_carry(&tools, &m.order, m.file, &m.result, &err));
	assert_int_equal(err.code, MG_ERR_INTERNAL);
	assert_int_not_equal(m.result.reason, MG_REASON_NONE);
}

static void the_start_shuts_what_stores_and_nothing_else(void **state)
{
	(void)state;
	struct mg_error err = {0};
	put_text(STICK "/authorized", "1");
	add_device("1-2", composite, sizeof(composite), "X\n", "1");
	add_device("1-3", keyboard, sizeof(keyboard), "K\n", "1");
	assert_true(m.port->ops->shut(m.port, &err));
	says("module/usbcore/parameters/authorized_default", "0");
	says("bus/usb/devices/usb1/authorized_default", "0");
	says("bus/usb/devices/usb1/interface_authorized_default", "0");
	says(STICK "/authorized", "0");
	says("bus/usb/devices/1-2/authorized", "0");
	says("bus/usb/devices/1-3/authorized", "1");
	assert_string_equal(m.asked, "u");
	drop("module");
	assert_false(m.port->ops->shut(m.port, &err));
	assert_int_equal(err.code, MG_ERR_INTERNAL);
}

static void what_stores_is_listed(void **state)
{
	(void)state;
	struct mg_stick sticks[MG_STICKS_MAX];
	size_t n = 0;
	add_device("1-2", composite, sizeof(composite), "X\n", "0");
	add_device("1-3", keyboard, sizeof(keyboard), "K\n", "1");
	assert_true(m.port->ops->list(m.port, sticks, MG_STICKS_MAX, &n, NULL));
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		const bool is_stick = strcmp(sticks[i].device.serial, "E0D5") == 0;
		assert_int_equal(sticks[i].is_storage, is_stick);
		assert_string_equal(sticks[i].product_name, "Stick");
		assert_int_equal(sticks[i].device.vendor, 0x0951);
	}
	assert_true(m.port->ops->list(m.port, sticks, 1, &n, NULL));
	assert_int_equal(n, 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_file_is_on_the_stick_and_all_is_shut_again),
		CASE(what_is_not_the_stick_is_never_opened),
		CASE(a_stick_that_goes_in_the_moment_of_opening),
		CASE(a_stick_that_is_another_once_it_is_open),
		CASE(no_driver_no_disk_or_too_many),
		CASE(a_file_system_that_is_none),
		CASE(a_failing_write_and_a_stick_that_is_gone),
		CASE(the_agent_hears_when_shutting_fails),
		CASE(the_start_shuts_what_stores_and_nothing_else),
		CASE(what_stores_is_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
