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
		assert_true(mg_inflight_enter(&f, one));
	assert_false(mg_inflight_enter(&f, one));
	assert_true(mg_inflight_enter(&f, two));
	mg_inflight_leave(&f, one);
	assert_true(mg_inflight_enter(&f, one));
	assert_false(mg_inflight_enter(&f, one));
	mg_inflight_done(&f);
}

static void places_are_taken_over_and_nobody_is_lost(void **state)
{
	(void)state;
	uint8_t c[32], kept[32];
	mg_inflight_init(&f);
	for (uint64_t n = 1; n <= 20U * MG_INFLIGHT_SLOTS; n++) {
		cert(c, n);
		assert_true(mg_inflight_enter(&f, c));
		if (n == 1000) { /* one call stays all the time */
			memcpy(kept, c, sizeof(kept));
			for (unsigned i = 1; i < MG_INFLIGHT_MAX; i++)
				assert_true(mg_inflight_enter(&f, kept));
			continue;
		}
		mg_inflight_leave(&f, c);
	}
	assert_false(mg_inflight_enter(&f, kept));
	mg_inflight_done(&f);
}

static void with_all_places_taken_a_newcomer_waits(void **state)
{
	(void)state;
	uint8_t c[32];
	mg_inflight_init(&f);
	for (uint64_t n = 1; n <= MG_INFLIGHT_SLOTS; n++) {
		cert(c, n);
		assert_true(mg_inflight_enter(&f, c));
	}
	cert(c, MG_INFLIGHT_SLOTS + 1);
	assert_false(mg_inflight_enter(&f, c));
	mg_inflight_leave(&f, c); /* changes nothing */
	cert(c, 5);
	mg_inflight_leave(&f, c);
	cert(c, MG_INFLIGHT_SLOTS + 1);
	assert_true(mg_inflight_enter(&f, c));
	mg_inflight_done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_certificate_has_its_share_and_no_more),
		cmocka_unit_test(places_are_taken_over_and_nobody_is_lost),
		cmocka_unit_test(with_all_places_taken_a_newcomer_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
