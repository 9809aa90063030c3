/* SPDX-License-Identifier: Apache-2.0
 * How long entries waited for the checkpoint that covers them, read back from the log itself. */
#pragma once
#include <stdint.h>

/* Of all entries made since `from_us` that a checkpoint covers by now: notes p50, p99 and the
 * longest, in milliseconds. */
void mg_bench_lag(const char *results, int64_t from_us);
