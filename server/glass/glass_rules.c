/* SPDX-License-Identifier: Apache-2.0 */
#include "glass/glass_rules.h"

#define FREE 2U
#define FIRST_US INT64_C(30000000)
#define LONGEST_US INT64_C(900000000)

int64_t mg_glass_wait_us(uint32_t failures)
{
	int64_t wait_us = FIRST_US;
	if (failures <= FREE)
		return 0;
	for (uint32_t i = FREE + 1; i < failures && wait_us < LONGEST_US; i++)
		wait_us *= 2;
	return wait_us < LONGEST_US ? wait_us : LONGEST_US;
}
