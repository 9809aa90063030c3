/* SPDX-License-Identifier: Apache-2.0
 * Counts different pseudonyms. They are keyed hashes, so any of their bytes may place them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mg_person_set {
	uint8_t (*slots)[16]; /* owned; all zero: free */
	size_t cap, n;
};
/* False: out of memory. */
bool mg_person_set_add(struct mg_person_set *set, const uint8_t pseudonym[16]);
void mg_person_set_done(struct mg_person_set *set);
