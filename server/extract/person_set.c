/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/person_set.h"
#include <stdlib.h>
#include <string.h>

static const uint8_t none[16];

static bool place(struct mg_person_set *set, const uint8_t pseudonym[16])
{
	size_t i;
	memcpy(&i, pseudonym, sizeof(i));
	for (i &= set->cap - 1; memcmp(set->slots[i], none, 16) != 0; i = (i + 1) & (set->cap - 1))
		if (memcmp(set->slots[i], pseudonym, 16) == 0)
			return false;
	memcpy(set->slots[i], pseudonym, 16);
	return true;
}

static bool grow(struct mg_person_set *set)
{
	struct mg_person_set larger = {.cap = set->cap ? 2 * set->cap : 1024};
	larger.slots = calloc(larger.cap, sizeof(*larger.slots));
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < set->cap; i++)
		if (memcmp(set->slots[i], none, 16) != 0)
			larger.n += place(&larger, set->slots[i]);
	free(set->slots);
	*set = larger;
	return true;
}

bool mg_person_set_add(struct mg_person_set *set, const uint8_t pseudonym[16])
{
	if (2 * set->n >= set->cap && !grow(set))
		return false;
	set->n += place(set, pseudonym);
	return true;
}

void mg_person_set_done(struct mg_person_set *set)
{
	free(set->slots);
	*set = (struct mg_person_set){0};
}
