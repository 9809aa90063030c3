/* SPDX-License-Identifier: Apache-2.0
 * The raw cost of one match: a matcher of its own with one worker, and one caller. */
#pragma once

/* Seconds of one verdict on a genuine finger, the median of some. */
double mg_bench_match_s(void);
/* Seconds a login's Argon2id and match take one after the other when both cores do nothing but these, by two threads and two
 * workers: what they cost beside each other, where one core's hash drives the other's data from the shared cache. */
double mg_bench_hash_and_match_s(void);
