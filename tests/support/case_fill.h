/* SPDX-License-Identifier: Apache-2.0
 * Random records for the functions of the law, by the tables that madoguchi-rules reads with: every field within what the
 * table allows, and near the values on which the law turns. */
#pragma once
#include "rules/case.h"

struct fill {
	uint32_t (*next)(void *from); /* the source of chance: a generator with a seed, or a fuzzer's bytes */
	void *from;
	struct mg_arena *arena; /* for lists and texts */
};
/* 0 to n - 1. */
uint32_t fill_below(struct fill *fill, uint32_t n);
struct mg_date fill_day(struct fill *fill);
int32_t fill_ym(struct fill *fill);
void fill_record(struct fill *fill, const struct mg_case_shape *shape, void *record);
/* A record that the function does not refuse; NULL when chance gave none in a few tries. */
void *fill_case(struct fill *fill, const struct mg_case_fn *fn);

/* A generator with a seed (splitmix64). */
struct chance {
	uint64_t state;
};
uint32_t chance_next(void *chance);
/* The seed from MG_SEED, or a new one; printed either way. */
uint64_t chance_seed(void);
