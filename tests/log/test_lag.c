/* SPDX-License-Identifier: Apache-2.0
 * How far the log is behind, as the server tells the terminals: through the one view that it may
 * read, again and again on one connection. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include "audit/proof_store.h"
#include "log_rig.h"

static struct mg_log_rig *rig;

static int setup(void **state)
{
	(void)state;
	rig = mg_log_rig_start("test_lag");
	return 0;
}

static int64_t oldest_us(struct mg_db *db)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_error err = {0};
	int64_t us = -1;
	mg_tx_begin(&tx, db);
	if (!mg_proof_oldest_uncovered(&tx, &us, &err))
		fail_msg("%s", err.detail);
	return us;
}

static void the_oldest_entry_without_a_checkpoint_is_told_each_time_anew(void **state)
{
	(void)state;
	const struct mg_db_config server = mg_test_db_as(rig->superuser, "mg_app");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&server);
	struct mg_rig_writer one, two;
	struct mg_error err = {0};
	assert_int_equal(oldest_us(db), 0); /* nothing at all */
	mg_rig_writer_open(rig, &one);
	mg_rig_writer_open(rig, &two);
	assert_int_equal(oldest_us(db), 0); /* writers without an entry */
	for (uint64_t round = 1; round <= 4; round++) {
		const int64_t before_us = mg_now_us(&mg_clock_system);
		assert_true(mg_rig_writer_write(&one, 3, &err));
		const int64_t after_us = mg_now_us(&mg_clock_system);
		assert_true(mg_rig_writer_write(&two, 2, &err));
		for (int again = 0; again < 3; again++)
			assert_in_range(oldest_us(db), before_us, after_us);
		mg_log_rig_sequence(rig);
		mg_log_rig_wait(rig, round * 5);
		assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
		for (int again = 0; again < 3; again++)
			assert_int_equal(oldest_us(db), 0);
	}
	mg_rig_writer_close(&one);
	mg_rig_writer_close(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oldest_entry_without_a_checkpoint_is_told_each_time_anew),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
