/* SPDX-License-Identifier: Apache-2.0
 * The raw cost of matches: a matcher of its own, and callers that do nothing else. What a match costs depends on the finger (twice as
 * much from one to the next), so it is measured on the fingers of those who log in. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Enrols the fingers of these seeds (up to 64) and judges one touch of each, one after the other: seconds a match, the mean. */
double mg_bench_match_s(const uint64_t *seeds, size_t n);
/* The same fingers again, n even: seconds a login's Argon2id and match take when both cores do nothing but these, by two threads and two
 * workers: what they cost beside each other, where one core's hash drives the other's data from the shared cache. */
double mg_bench_hash_and_match_s(size_t n);
