/* SPDX-License-Identifier: Apache-2.0
 * Chance that repeats: the same seed throws the same numbers on every machine. Never for anything
 * secret. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct mg_dice {
	uint64_t state;
};

uint64_t mg_dice_next(struct mg_dice *d);
/* 0 to n - 1; n > 0. */
uint32_t mg_dice_below(struct mg_dice *d, uint32_t n);
/* from to to, both included. */
int32_t mg_dice_between(struct mg_dice *d, int32_t from, int32_t to);
bool mg_dice_chance(struct mg_dice *d, uint32_t per_10000);
/* 0 to n - 1, small numbers more often than large ones. */
uint32_t mg_dice_falling(struct mg_dice *d, uint32_t n);
/* An index of `cumulative`, whose last entry is the sum of all weights. */
uint32_t mg_dice_weighted(struct mg_dice *d, const uint32_t *cumulative, uint32_t n);
/* The same number for the same input, for facts that must not depend on the order of throws. */
uint64_t mg_dice_hash(uint64_t value);
