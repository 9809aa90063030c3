/* SPDX-License-Identifier: Apache-2.0 */
#include "city/dice.h"

uint64_t mg_dice_hash(uint64_t value)
{
	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	return value ^ (value >> 31);
}

/* SplitMix64 (Steele, Lea, Flood 2014): one addition and a mix, good enough to invent people with.
 */
uint64_t mg_dice_next(struct mg_dice *d)
{
	d->state += UINT64_C(0x9e3779b97f4a7c15);
	return mg_dice_hash(d->state);
}

uint32_t mg_dice_below(struct mg_dice *d, uint32_t n)
{
	return (uint32_t)(((mg_dice_next(d) >> 32) * n) >> 32);
}

int32_t mg_dice_between(struct mg_dice *d, int32_t from, int32_t to)
{
	return from + (int32_t)mg_dice_below(d, (uint32_t)(to - from) + 1);
}

bool mg_dice_chance(struct mg_dice *d, uint32_t per_10000)
{
	return mg_dice_below(d, 10000) < per_10000;
}

uint32_t mg_dice_falling(struct mg_dice *d, uint32_t n)
{
	const uint32_t a = mg_dice_below(d, n);
	const uint32_t b = mg_dice_below(d, n);
	return a < b ? a : b;
}

uint32_t mg_dice_weighted(struct mg_dice *d, const uint32_t *cumulative, uint32_t n)
{
	const uint32_t at = mg_dice_below(d, cumulative[n - 1]);
	uint32_t from = 0;
	for (uint32_t to = n - 1; from < to;) {
		const uint32_t middle = (from + to) / 2;
		if (at < cumulative[middle])
			to = middle;
		else
			from = middle + 1;
	}
	return from;
}
