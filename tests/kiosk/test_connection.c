/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/mg-connection.h"
#include "model/mg-idle.h"

static void a_lost_connection_is_tried_again_ever_more_slowly(void **state)
{
	static const gint64 at_ms[] = {1000, 3000, 7000, 15000, 25000, 35000};
	MgConnection c;
	gint64 tried = 0;
	mg_connection_init(&c);
	assert_true(mg_connection_failed(&c, MG_CONNECTION_LOST, 0, 77));
	assert_int_equal(c.since_us, 77);
	for (gint64 now = 0; now <= 36000; now += 100)
		if (mg_connection_due(&c, now)) {
			assert_int_equal(now, at_ms[tried]);
			assert_false(mg_connection_failed(&c, MG_CONNECTION_LOST, now, 99));
			tried++;
		}
	assert_int_equal(tried, G_N_ELEMENTS(at_ms));
	assert_int_equal(c.since_us, 77);
	mg_connection_hurry(&c, 36000);
	assert_true(mg_connection_due(&c, 36000));
	assert_true(mg_connection_answered(&c, 100));
	assert_false(mg_connection_due(&c, 99999));
}

static void an_unknown_terminal_is_not_tried_again(void **state)
{
	MgConnection c;
	mg_connection_init(&c);
	mg_connection_failed(&c, MG_CONNECTION_SHUT, 0, 0);
	assert_false(mg_connection_due(&c, 1000000));
}

static void five_idle_minutes_lock_and_fifteen_log_off(void **state)
{
	MgIdle idle;
	guint left;
	mg_idle_init(&idle, 300000, 900000, 0);
	assert_int_equal(mg_idle_check(&idle, 239000, &left), MG_IDLE_NOTHING);
	assert_int_equal(mg_idle_check(&idle, 240000, &left), MG_IDLE_WARN);
	assert_int_equal(left, 60);
	mg_idle_touch(&idle, 250000);
	assert_int_equal(mg_idle_check(&idle, 549999, &left), MG_IDLE_WARN);
	assert_int_equal(mg_idle_check(&idle, 550000, &left), MG_IDLE_LOCK);
	mg_idle_set_locked(&idle, TRUE, 550000);
	mg_idle_touch(&idle, 600000); /* a key on the lock screen prolongs nothing */
	assert_int_equal(mg_idle_check(&idle, 1149999, &left), MG_IDLE_NOTHING);
	assert_int_equal(left, 1);
	assert_int_equal(mg_idle_check(&idle, 1150000, &left), MG_IDLE_LOG_OFF);
	mg_idle_set_locked(&idle, FALSE, 1140000);
	assert_int_equal(mg_idle_check(&idle, 1150000, &left), MG_IDLE_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lost_connection_is_tried_again_ever_more_slowly),
		cmocka_unit_test(an_unknown_terminal_is_not_tried_again),
		cmocka_unit_test(five_idle_minutes_lock_and_fifteen_log_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
