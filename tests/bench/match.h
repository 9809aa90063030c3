/* SPDX-License-Identifier: Apache-2.0
 * The raw cost of one match: a matcher of its own with one worker, and one caller. */
#pragma once

/* Seconds of one verdict on a genuine finger, the median of some. */
double mg_bench_match_s(void);
