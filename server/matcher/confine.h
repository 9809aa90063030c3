/* SPDX-License-Identifier: Apache-2.0
 * What a judging process gives up, for good: limits first, then system calls. Must not need
 * privileges to do so. */
#pragma once
#include <stdbool.h>
#include "base/error.h"
#include "base/macros.h"

/* Before libfprint is set up: no core file, no debugger, no new privileges, bounded memory,
 * processor time, files and descriptors; no program can be started and no socket opened but unix
 * ones (so that libfprint's USB side, which a matcher has no use for, stays off). */
bool mg_confine_early(struct mg_error *err) MG_MUST_CHECK;

/* After it: an allow-list of what judging needs (memory, threads, time, reading and writing
 * descriptors that are open already). Looking for a file fails, everything else kills the process.
 */
bool mg_confine_for_judging(struct mg_error *err) MG_MUST_CHECK;
