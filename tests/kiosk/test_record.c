/* SPDX-License-Identifier: Apache-2.0
 * The state of the record under good and bad answers. The proofs themselves are tested with proto/wire; here stand
 * checks whose answer the case decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "model/mg-record.h"

static gboolean consistent = TRUE;
static gboolean included = TRUE;

static gboolean read_note(const char *note, gsize n, MgTree *ret, gpointer data)
{
	ret->size = (guint64)atoi(note);
	memset(ret->root, (int)ret->size, sizeof ret->root);
	return ret->size > 0;
}
static gboolean is_consistent(const MgTree *old, const MgTree *new, const guint8 *path, gsize n, gpointer data)
{
	return consistent;
}
static gboolean is_included(const MgTree *tree, const MgLeafProof *proof, gpointer data)
{
	return included;
}
static const MgRecordChecks checks = {read_note, is_consistent, is_included};
static const guint8 leaf[MG_RECORD_HASH_BYTES] = {7};

static int set_up(void **state)
{
	consistent = included = TRUE;
	*state = mg_record_new(&checks, NULL);
	return 0;
}
static int tear_down(void **state)
{
	mg_record_free(*state);
	return 0;
}

static void told(MgRecord *r, const char *note, const MgLeafProof *proof, gint64 lag_us, gint64 now_ms)
{
	mg_record_told(r, note, strlen(note), NULL, 0, proof, proof ? 1 : 0, lag_us, now_ms);
}

static void assert_words(MgRecord *r, const char *expected)
{
	g_autofree char *words = mg_record_words(r);
	assert_string_equal(words, expected);
}

static void a_growing_tree_with_our_leaves_is_good(void **state)
{
	const MgLeafProof proof = {.leaf = leaf};
	const guint8 *asked[MG_RECORD_LEAVES_ASKED];
	assert_words(*state, "― 未確認");
	mg_record_add_leaf(*state, leaf);
	assert_int_equal(mg_record_list_leaves(*state, 1, asked), 1);
	assert_memory_equal(asked[0], leaf, sizeof leaf);
	told(*state, "5", NULL, 0, 10);
	assert_words(*state, "✓ 正常");
	told(*state, "9", &proof, 0, 20);
	assert_int_equal(mg_record_get_proved(*state), 1);
	assert_int_equal(mg_record_list_leaves(*state, 1, asked), 0);
	assert_int_equal(mg_record_get_size(*state), 9);
}

static void a_terminal_without_the_logs_key_never_says_that_all_is_well(void **state)
{
	g_autoptr(MgRecord) blind = mg_record_new(NULL, NULL);
	told(blind, "5", NULL, 0, 0);
	assert_words(blind, "― 未確認");
	assert_int_equal(mg_record_get_alarm(blind), MG_ALARM_NONE);
}

static void a_lagging_log_is_late_and_a_cut_line_is_not_an_alarm(void **state)
{
	told(*state, "5", NULL, 40 * G_USEC_PER_SEC, 0);
	assert_words(*state, "▲ 遅れ 40 秒");
	assert_true(mg_record_cut(*state));
	assert_words(*state, "▲ 不通");
	told(*state, "5", NULL, 0, 0);
	assert_words(*state, "✓ 正常");
}

static void assert_alarm(MgRecord *r, MgAlarm alarm)
{
	assert_int_equal(mg_record_get_alarm(r), alarm);
	assert_words(r, "■ 異常");
	told(r, "50", NULL, 0, 99); /* nothing said later takes it back */
	assert_int_equal(mg_record_get_alarm(r), alarm);
	assert_false(mg_record_cut(r));
	assert_non_null(mg_alarm_words(alarm));
}

static void a_smaller_tree_is_an_alarm(void **state)
{
	told(*state, "9", NULL, 0, 0);
	told(*state, "8", NULL, 0, 1);
	assert_alarm(*state, MG_ALARM_SMALLER);
}
static void a_fork_is_an_alarm(void **state)
{
	told(*state, "9", NULL, 0, 0);
	consistent = FALSE;
	told(*state, "10", NULL, 0, 1);
	assert_alarm(*state, MG_ALARM_FORK);
}
static void a_checkpoint_without_a_good_signature_is_an_alarm(void **state)
{
	told(*state, "nonsense", NULL, 0, 0);
	assert_alarm(*state, MG_ALARM_SIGNATURE);
}
static void a_wrong_proof_of_our_entry_is_an_alarm(void **state)
{
	const MgLeafProof proof = {.leaf = leaf};
	mg_record_add_leaf(*state, leaf);
	included = FALSE;
	told(*state, "9", &proof, 0, 1);
	assert_alarm(*state, MG_ALARM_MISSING);
}
static void an_entry_that_never_appears_is_an_alarm_once_the_log_has_caught_up(void **state)
{
	const guint8 *asked[MG_RECORD_LEAVES_ASKED];
	mg_record_add_leaf(*state, leaf);
	told(*state, "9", NULL, 0, 70000); /* not asked for yet */
	assert_int_equal(mg_record_get_alarm(*state), MG_ALARM_NONE);
	mg_record_list_leaves(*state, 70000, asked);
	told(*state, "9", NULL, G_USEC_PER_SEC, 140000);
	assert_int_equal(mg_record_get_alarm(*state), MG_ALARM_NONE); /* the log is behind: wait */
	told(*state, "9", NULL, 0, 140000);
	assert_alarm(*state, MG_ALARM_MISSING);
}

static void an_entry_that_a_newer_tree_lacks_is_an_alarm_whatever_the_lag(void **state)
{
	const guint8 *asked[MG_RECORD_LEAVES_ASKED];
	told(*state, "9", NULL, 0, 1000);
	mg_record_add_leaf(*state, leaf);
	mg_record_list_leaves(*state, 2000, asked);
	told(*state, "10", NULL, 50 * G_USEC_PER_SEC, 50000); /* younger than our entry, and without it */
	assert_int_equal(mg_record_get_alarm(*state), MG_ALARM_NONE);
	told(*state, "10", NULL, 62 * G_USEC_PER_SEC, 62001);
	assert_alarm(*state, MG_ALARM_MISSING);
}
static void a_log_that_stays_behind_for_five_minutes_is_an_alarm(void **state)
{
	const guint8 *asked[MG_RECORD_LEAVES_ASKED];
	told(*state, "9", NULL, 0, 1000);
	mg_record_add_leaf(*state, leaf);
	mg_record_list_leaves(*state, 2000, asked);
	told(*state, "9", NULL, 300 * G_USEC_PER_SEC, 302000);
	assert_int_equal(mg_record_get_alarm(*state), MG_ALARM_NONE);
	told(*state, "9", NULL, 300 * G_USEC_PER_SEC, 302001);
	assert_alarm(*state, MG_ALARM_MISSING);
}
static void the_time_of_a_cut_line_is_not_held_against_the_log(void **state)
{
	const guint8 *asked[MG_RECORD_LEAVES_ASKED];
	told(*state, "9", NULL, 0, 1000);
	mg_record_add_leaf(*state, leaf);
	mg_record_list_leaves(*state, 2000, asked);
	told(*state, "9", NULL, G_USEC_PER_SEC, 12000); /* ten seconds waited */
	mg_record_cut(*state);
	told(*state, "9", NULL, G_USEC_PER_SEC, 900000); /* the log begins again, too */
	assert_int_equal(mg_record_get_alarm(*state), MG_ALARM_NONE);
	told(*state, "9", NULL, 0, 950000);
	assert_int_equal(mg_record_get_alarm(*state), MG_ALARM_NONE);
	told(*state, "9", NULL, 0, 950001);
	assert_alarm(*state, MG_ALARM_MISSING);
}
static void no_checkpoint_where_there_was_one_is_a_smaller_tree(void **state)
{
	told(*state, "", NULL, 0, 0); /* a new log has none yet */
	assert_int_equal(mg_record_get_alarm(*state), MG_ALARM_NONE);
	told(*state, "9", NULL, 0, 1);
	told(*state, "", NULL, 0, 2);
	assert_alarm(*state, MG_ALARM_SMALLER);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_growing_tree_with_our_leaves_is_good),
		CASE(a_terminal_without_the_logs_key_never_says_that_all_is_well),
		CASE(a_lagging_log_is_late_and_a_cut_line_is_not_an_alarm),
		CASE(a_smaller_tree_is_an_alarm),
		CASE(a_fork_is_an_alarm),
		CASE(a_checkpoint_without_a_good_signature_is_an_alarm),
		CASE(a_wrong_proof_of_our_entry_is_an_alarm),
		CASE(an_entry_that_never_appears_is_an_alarm_once_the_log_has_caught_up),
		CASE(an_entry_that_a_newer_tree_lacks_is_an_alarm_whatever_the_lag),
		CASE(a_log_that_stays_behind_for_five_minutes_is_an_alarm),
		CASE(the_time_of_a_cut_line_is_not_held_against_the_log),
		CASE(no_checkpoint_where_there_was_one_is_a_smaller_tree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
