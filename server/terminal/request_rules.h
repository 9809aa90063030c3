/* SPDX-License-Identifier: Apache-2.0
 * Who decides on a terminal's request, and which of two programs is the newer. Pure. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mg_request_party {
	uint64_t staff_id;
	const char *person_ref; /* "": nobody entered it */
};
/* Why `reviewer` may not approve what `proposer` brought: "own_request", "same_person", "person_unknown"; NULL: they may. */
const char *mg_request_review_fault(const struct mg_request_party *proposer, const struct mg_request_party *reviewer);

#define MG_PROGRAM_CHARS_MAX 40U
/* A version as a terminal says it: at most 40 of letters, digits and . + ~ -; may be empty. */
bool mg_program_is_valid(const char *version);
/* < 0, 0, > 0: runs of digits count as numbers, everything else by its letters; "" is the oldest. */
int mg_program_compare(const char *a, const char *b);
