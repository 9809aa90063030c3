/* SPDX-License-Identifier: Apache-2.0
 * Composing texts into the caller's room, for the person's rules only. Never allocates. */
#pragma once
#include "person/person_rules.h"

/* The parts beside each other, at most `characters` of them. */
struct mg_text mg_scratch_join(struct mg_scratch *scratch, const struct mg_text *parts, size_t n, size_t characters);
/* The first `characters` of the text. */
static inline struct mg_text mg_scratch_copy(struct mg_scratch *scratch, struct mg_text text, size_t characters)
{
	return mg_scratch_join(scratch, &text, 1, characters);
}
