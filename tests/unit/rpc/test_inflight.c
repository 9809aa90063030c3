/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "rpc/inflight.h"

static struct mg_inflight f;

static void cert(uint8_t ret[32], uint64_t n)
{
	memset(ret, 0, 32);
	memcpy(ret, &n, sizeof(n));
}

static void one_certificate_has_its_share_and_no_more(void **state)
{
	(void)state;
	uint8_t one[32], two[32];
	mg_inflight_init(&f);
	cert(one, 7);
	cert(two, 7 + MG_INFLIGHT_SLOTS); /* wants the same place */
	for (unsigned i = 0; i < MG_INFLIGHT_MAX; i++)
		assert_true(mg_inflight_enter(&f, one, 1));
	assert_false(mg_inflight_enter(&f, one, 1));
	assert_true(mg_inflight_enter(&f, two, 1));
	mg_inflight_leave(&f, one, 1);
	assert_true(mg_inflight_enter(&f, one, 1));
	assert_false(mg_inflight_enter(&f, one, 1));
	mg_inflight_done(&f);
}

static void what_is_judged_counts_for_many(void **state)
{
	(void)state;
	uint8_t one[32];
	mg_inflight_init(&f);
	cert(one, 7);
	for (unsigned i = 0; i < MG_INFLIGHT_MAX / MG_INFLIGHT_JUDGED; i++)
		assert_true(mg_inflight_enter(&f, one, MG_INFLIGHT_JUDGED));
	assert_false(mg_inflight_enter(&f, one, 1));
	mg_inflight_leave(&f, one, MG_INFLIGHT_JUDGED);
	assert_true(mg_inflight_enter(&f, one, 1)); /* a search while fingers are judged */
	assert_false(mg_inflight_enter(&f, one, MG_INFLIGHT_JUDGED));
	mg_inflight_done(&f);
}

static void places_are_taken_over_and_nobody_is_lost(void **state)
{
	(void)state;
	uint8_t c[32], kept[32];
	mg_inflight_init(&f);
	for (uint64_t n = 1; n <= 20U * MG_INFLIGHT_SLOTS; n++) {
		cert(c, n);
		assert_true(mg_inflight_enter(&f, c, 1));
		if (n == 1000) { /* one call stays all the time */
			memcpy(kept, c, sizeof(kept));
			for (unsigned i = 1; i < MG_INFLIGHT_MAX; i++)
				assert_true(mg_inflight_enter(&f, kept, 1));
			continue;
		}
		mg_inflight_leave(&f, c, 1);
	}
	assert_false(mg_inflight_enter(&f, kept, 1));
	mg_inflight_done(&f);
}

static void with_all_places_taken_a_newcomer_waits(void **state)
{
	(void)state;
	uint8_t c[32];
	mg_inflight_init(&f);
	for (uint64_t n = 1; n <= MG_INFLIGHT_SLOTS; n++) {
		cert(c, n);
		assert_true(mg_inflight_enter(&f, c, 1));
	}
	cert(c, MG_INFLIGHT_SLOTS + 1);
	assert_false(mg_inflight_enter(&f, c, 1));
	mg_inflight_leave(&f, c, 1); /* changes nothing */
	cert(c, 5);
	mg_inflight_leave(&f, c, 1);
	cert(c, MG_INFLIGHT_SLOTS + 1);
	assert_true(mg_inflight_enter(&f, c, 1));
	mg_inflight_done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_certificate_has_its_share_and_no_more),
		cmocka_unit_test(what_is_judged_counts_for_many),
		cmocka_unit_test(places_are_taken_over_and_nobody_is_lost),
		cmocka_unit_test(with_all_places_taken_a_newcomer_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
