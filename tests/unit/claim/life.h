/* SPDX-License-Identifier: Apache-2.0
 * A life for the tests of claims, laid down month by month: somebody born on 1964-06-01, so that month 0 is 1984-05. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "qualification/qualification_rules_timeline.h"
#include "support/rules.h"

#define LIFE_BIRTH "1964-06-01"

static inline struct mg_timeline *empty_life(void)
{
	static struct mg_timeline t;

	memset(&t, 0, sizeof(t));
	t.first_ym = 198405;
	return &t;
}

/* `n` months up to and including `last_ym`, overwriting what was there. */
static inline void put(struct mg_timeline *t, int32_t last_ym, int32_t n, enum mg_insured insured, enum mg_status status)
{
	const int32_t last = mg_ym_diff(t->first_ym, last_ym);

	for (int32_t i = last - n + 1; i <= last; i++)
		t->month[i] = (struct mg_month_cell){.insured = (uint8_t)insured, .status = (uint8_t)status, .rest = MG_REST_PAID};
}
/* `n` months up to and including `last_ym` as 第2号 before 20. */
static inline void put_early(struct mg_timeline *t, int32_t last_ym, int32_t n)
{
	const int32_t last = mg_ym_diff(mg_timeline_begin(t), last_ym);

	for (int32_t i = last - n + 1; i <= last; i++)
		t->early[i] = true;
}
#define PAID(t, last_ym, n) put(t, last_ym, n, MG_INSURED_FIRST, MG_STATUS_PAID)
