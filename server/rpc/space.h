/* SPDX-License-Identifier: Apache-2.0
 * Whether the database's disk still has room for writes. Looks at one file system, at most once a
 * second for the whole process; knows nothing of calls. */
#pragma once
#include "base/error.h"
#include "base/shared.h"

/* True while there is room, or nothing was configured (shared->disk_path NULL). NO_SPACE: less is
 * free than shared->disk_min_free_bytes. A path that cannot be asked counts as room: the database
 * itself refuses when it is full. Thread-safe. */
bool mg_space_check(const struct mg_shared *shared, struct mg_error *err) MG_MUST_CHECK;
