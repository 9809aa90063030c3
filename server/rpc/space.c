/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/space.h"
#include <errno.h>
#include <stdatomic.h>
#include <sys/statvfs.h>
#include "base/log.h"

#define LOOK_US INT64_C(1000000)

static _Atomic int64_t looked_us = INT64_MIN / 2;
static atomic_bool is_low;

static void look(const struct mg_shared *shared)
{
	struct statvfs fs;
	if (statvfs(shared->disk_path, &fs) != 0) {
		struct mg_error err;
		(void)mg_fail(&err, MG_ERR_INTERNAL, "disk.path cannot be asked (errno %d)", errno);
		mg_log_error(MG_LOG_ERROR, "free space", &err);
		atomic_store(&is_low, false);
		return;
	}
	const bool low = (uint64_t)fs.f_bavail * fs.f_frsize < shared->disk_min_free_bytes;
	if (low != atomic_exchange(&is_low, low))
		mg_log(low ? MG_LOG_ALARM : MG_LOG_INFO,
			low ? "the database's disk is nearly full: writes are refused"
			    : "the database's disk has room again: writes go on");
}

bool mg_space_check(const struct mg_shared *shared, struct mg_error *err)
{
	if (!shared->disk_path)
		return true;
	int64_t last = atomic_load(&looked_us);
	const int64_t now = mg_mono_us(shared->clock);
	if (now - last >= LOOK_US && atomic_compare_exchange_strong(&looked_us, &last, now))
		look(shared);
	return !atomic_load(&is_low) ||
	       mg_fail(err, MG_ERR_NO_SPACE, "the database's disk is nearly full");
}
