/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-witness as a process against a real log: everything a database superuser can do by hand is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <signal.h>
#include <unistd.h>
#include "cosign.h"
#include "leaves.h"
#include "log_rig.h"
#include "tree.h"
#include "verify.h"

#define WITNESS MG_BINARY_DIR "/witness/madoguchi-witness"
#define WRITERS 4
#define ROUNDS 3
#define EACH 70 /* entries of a writer in a round: 840 in all, three full tiles */
#define ENTRIES (WRITERS * ROUNDS * EACH)

static struct mg_log_rig *rig;
static char config[500], state[520];
static uint64_t first_writer;

static void sql(const char *text)
{
	mg_test_db_sql(rig->superuser, text);
}

/* A superuser begins by taking away what is in the way. */
static void drop_triggers(void)
{
	static const char *const tables[] = {"writer", "leaf", "run", "tile", "checkpoint", "cosignature", "alarm"};
	char text[200];
	for (size_t i = 0; i < MG_LEN(tables); i++) {
		snprintf(text, sizeof(text), "DROP TRIGGER madoguchi_log.%s_no_update; DROP TRIGGER madoguchi_log.%s_no_delete",
			tables[i], tables[i]);
		sql(text);
	}
}

/* The log that every case starts from, kept beside. */
static void make_log(void)
{
	struct mg_rig_writer w[WRITERS];
	struct mg_error err = {0};
	mg_log_rig_sequence(rig);
	for (size_t i = 0; i < WRITERS; i++)
		mg_rig_writer_open(rig, &w[i]);
	for (uint64_t round = 1; round <= ROUNDS; round++) {
		for (size_t i = 0; i < WRITERS; i++)
			assert_true(mg_rig_writer_write(&w[i], EACH, &err));
		mg_log_rig_wait(rig, round * EACH * WRITERS);
	}
	assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	for (size_t i = 0; i < WRITERS; i++) /* not under a checkpoint */
		assert_true(mg_rig_writer_write(&w[i], 2, &err));
	for (size_t i = 0; i < WRITERS; i++)
		mg_rig_writer_close(&w[i]);
	first_writer = mg_log_rig_number(rig, "SELECT MIN(writer) FROM madoguchi_log.writer");
}

static int setup(void **unused)
{
	(void)unused;
	char text[2000];
	rig = mg_log_rig_start("test_verify");
	snprintf(text, sizeof(text),
		"municipality = " MG_RIG_CITY "\nlog.origin = " MG_RIG_ORIGIN "\nlog.public_key_file = %s/log.pub\n"
		"receipt.public_key_file = %s/receipt.pub\ndb.socket = %s\ndb.user = mg_verify\ndb.password_file = %s/password\n"
		"witness.name = witness.example.jp\nwitness.key_file = %s/log.key\n",
		rig->folder, rig->folder, rig->superuser->socket, rig->folder, rig->folder);
	snprintf(config, sizeof(config), "%s", mg_log_rig_file(rig, "witness.conf", text));
	snprintf(state, sizeof(state), "%s.state", config);
	drop_triggers();
	make_log();
	sql("CREATE DATABASE kept; CREATE TABLE kept.writer AS SELECT * FROM madoguchi_log.writer;"
	    "CREATE TABLE kept.leaf AS SELECT * FROM madoguchi_log.leaf; CREATE TABLE kept.run AS SELECT * FROM madoguchi_log.run;"
	    "CREATE TABLE kept.tile AS SELECT * FROM madoguchi_log.tile;"
	    "CREATE TABLE kept.checkpoint AS SELECT * FROM madoguchi_log.checkpoint");
	return 0;
}

static int fresh(void **unused)
{
	(void)unused;
	mg_log_rig_clear(rig);
	unlink(state);
	sql("INSERT INTO madoguchi_log.writer SELECT * FROM kept.writer; INSERT INTO madoguchi_log.leaf SELECT * FROM kept.leaf;"
	    "INSERT INTO madoguchi_log.run SELECT * FROM kept.run; INSERT INTO madoguchi_log.tile SELECT * FROM kept.tile;"
	    "INSERT INTO madoguchi_log.checkpoint SELECT * FROM kept.checkpoint");
	return 0;
}

/* Replaces W1 … W4 by the numbers of the writers. */
static void tamper(const char *text)
{
	char done[2000];
	size_t n = 0;
	for (const char *p = text; *p && n + 24 < sizeof(done); p++) {
		if (p[0] == 'W' && p[1] >= '1' && p[1] <= '4')
			n += (size_t)snprintf(done + n, 24, "%llu", (unsigned long long)(first_writer + (uint64_t)(*++p - '1')));
		else
			done[n++] = *p;
	}
	done[n] = '\0';
	sql(done);
}

static const char *witness(const char *words, int expected)
{
	const char *output;
	char line[1000];
	snprintf(line, sizeof(line), "%s --config '%s'", words, config);
	int status = mg_log_rig_run(rig, WITNESS, line, &output);
	if (status != expected)
		fail_msg("status %d: %s", status, output);
	return output;
}

static void assert_says(const char *output, const char *text)
{
	if (!strstr(output, text))
		fail_msg("not said: %s\n%s", text, output);
}

/* Where entry (writer, n) stands, and what verify must then begin its line with. */
static void assert_named(unsigned writer, uint64_t n, const char *fault)
{
	char query[300], expected[200];
	uint64_t number = first_writer + writer - 1;
	snprintf(query, sizeof(query),
		"SELECT first_index + (%llu - n_from) FROM kept.run WHERE writer = %llu AND %llu BETWEEN n_from AND n_to",
		(unsigned long long)n, (unsigned long long)number, (unsigned long long)n);
	snprintf(expected, sizeof(expected), "WRONG: entry %llu (writer %llu, n %llu)",
		(unsigned long long)mg_log_rig_number(rig, query), (unsigned long long)number, (unsigned long long)n);
	const char *output = witness("verify", 1);
	assert_says(output, expected);
	assert_says(output, fault);
}

/* ---- a log as it should be ---- */

static void an_untouched_log_is_well_with_its_entries_that_wait(void **unused)
{
	(void)unused;
	const char *output = witness("verify", 0);
	char expected[100];
	snprintf(expected, sizeof(expected), "%d entries of %d writers", ENTRIES, WRITERS);
	assert_says(output, "all is well");
	assert_says(output, expected);
	assert_says(output, "8 entries not yet under one");
	assert_says(witness("verify --from-scratch", 0), "all is well");
}

static void an_empty_log_is_well(void **unused)
{
	(void)unused;
	mg_log_rig_clear(rig);
	assert_says(witness("verify", 0), "0 entries of 0 writers under 0 checkpoints");
}

/* ---- by hand ---- */

static void a_changed_entry_is_named_with_its_time(void **unused)
{
	(void)unused;
	tamper("UPDATE madoguchi_log.leaf SET entry = INSERT(entry, 63, 1, 'X') WHERE writer = W3 AND n = 100");
	assert_named(3, 100, ": changed: ");
	assert_says(witness("verify", 1), ", made 20");
}

static void the_first_of_several_changed_entries_is_named(void **unused)
{
	(void)unused;
	tamper("UPDATE madoguchi_log.leaf SET entry = CONCAT(entry, 'x') WHERE writer = W1 AND n = 200;"
	       "UPDATE madoguchi_log.leaf SET entry = CONCAT(entry, 'x') WHERE writer = W4 AND n = 3;"
	       "UPDATE madoguchi_log.leaf SET entry = '' WHERE writer = W2 AND n = 90");
	assert_named(4, 3, ": changed: ");
}

static void every_single_bit_of_an_entry_counts(void **unused)
{
	(void)unused;
	uint64_t length = mg_log_rig_number(rig, "SELECT LENGTH(entry) FROM kept.leaf LIMIT 1");
	for (uint64_t at = 1; at <= length; at += 23) {
		char text[300];
		snprintf(text, sizeof(text),
			"UPDATE madoguchi_log.leaf SET entry = INSERT(entry, %llu, 1, CHAR(ORD(SUBSTRING(entry, %llu, 1)) ^ 1))"
			" WHERE writer = W2 AND n = 71",
			(unsigned long long)at, (unsigned long long)at);
		tamper(text);
		assert_named(2, 71, ": changed: ");
		tamper(text);
	}
	witness("verify", 0);
}

static void a_deleted_entry_is_named(void **unused)
{
	(void)unused;
	tamper("DELETE FROM madoguchi_log.leaf WHERE writer = W2 AND n = 1");
	assert_named(2, 1, ": gap: ");
	fresh(NULL);
	tamper("DELETE FROM madoguchi_log.leaf WHERE writer = W1 AND n = 70");
	assert_named(1, 70, ": gap: ");
	fresh(NULL);
	tamper("DELETE FROM madoguchi_log.leaf WHERE writer = W4 AND n >= 209");
	assert_named(4, 209, ": gap: ");
}

static void two_entries_swapped_are_named(void **unused)
{
	(void)unused;
	tamper("UPDATE madoguchi_log.leaf SET n = 9999 WHERE writer = W1 AND n = 20;"
	       "UPDATE madoguchi_log.leaf SET n = 20 WHERE writer = W1 AND n = 21;"
	       "UPDATE madoguchi_log.leaf SET n = 21 WHERE writer = W1 AND n = 9999");
	assert_named(1, 20, ": changed: ");
}

static void an_entry_inserted_under_a_writer_is_named(void **unused)
{
	(void)unused;
	char expected[100];
	/* Right number, right place in its bytes; only the token cannot be made. */
	tamper("INSERT INTO madoguchi_log.leaf SELECT writer, 213, INSERT(entry, 48, 8, UNHEX('00000000000000D5')) FROM"
	       " madoguchi_log.leaf WHERE writer = W2 AND n = 212");
	snprintf(expected, sizeof(expected), "WRONG: entry not yet indexed (writer %llu, n 213)", (unsigned long long)first_writer + 1);
	const char *output = witness("verify", 1);
	assert_says(output, expected);
	assert_says(output, "token-wrong");
	fresh(NULL);
	tamper("INSERT INTO madoguchi_log.leaf SELECT writer, 999, entry FROM madoguchi_log.leaf WHERE writer = W2 AND n = 212");
	assert_says(witness("verify", 1), ": gap: ");
	fresh(NULL);
	tamper("INSERT INTO madoguchi_log.leaf SELECT writer, 0, entry FROM madoguchi_log.leaf WHERE writer = W2 AND n = 212");
	assert_says(witness("verify", 1), "no entry has the number 0");
}

static void entries_and_writers_that_the_server_did_not_make_are_named(void **unused)
{
	(void)unused;
	tamper("INSERT INTO madoguchi_log.leaf SELECT 7777, n, entry FROM madoguchi_log.leaf WHERE writer = W1 AND n < 3");
	const char *output = witness("verify", 1);
	assert_says(output, "(writer 7777, n 1)");
	assert_says(output, "writer-unknown");
	fresh(NULL);
	tamper("INSERT INTO madoguchi_log.writer SELECT 7777, municipality, writer_uid, boot_id, chain_len, UNHEX(MD5('mine')),"
	       " signature, started_us FROM madoguchi_log.writer WHERE writer = W1");
	output = witness("verify", 1);
	assert_says(output, "writer 7777");
	assert_says(output, "writer-forged");
	fresh(NULL);
	tamper("UPDATE madoguchi_log.writer SET anchor = UNHEX(MD5('mine')) WHERE writer = W2");
	assert_named(2, 1, ": writer-forged: ");
	fresh(NULL);
	tamper("DELETE FROM madoguchi_log.writer WHERE writer = W3");
	assert_named(3, 1, ": writer-unknown: ");
}

static void runs_changed_removed_or_added_are_found(void **unused)
{
	(void)unused;
	tamper("DELETE FROM madoguchi_log.run WHERE writer = W2 AND n_from = 1");
	assert_says(witness("verify", 1), "the run that names this entry is missing");
	fresh(NULL);
	sql("DELETE FROM madoguchi_log.run ORDER BY first_index DESC LIMIT 1");
	assert_says(witness("verify", 1), "the run that names this entry is missing");
	fresh(NULL);
	sql("INSERT INTO madoguchi_log.run SELECT first_index + 1, writer, n_from, n_to, hashes FROM madoguchi_log.run LIMIT 1");
	assert_says(witness("verify", 1), "a run names entries that are in the log already");
	fresh(NULL);
	/* What waits, indexed by hand: with the right hashes, but without the log key. */
	tamper("INSERT INTO madoguchi_log.run SELECT 840, writer, 211, 211, UNHEX(SHA2(CONCAT(UNHEX('00'), entry), 256)) FROM"
	       " madoguchi_log.leaf WHERE writer = W1 AND n = 211");
	assert_says(witness("verify", 1), "a run names entries that no checkpoint covers");
	fresh(NULL);
	/* the first hash: the writer's first run may have no other */
	tamper("UPDATE madoguchi_log.run SET hashes = INSERT(hashes, 1, 1, CHAR(ORD(hashes) ^ 1)) WHERE writer = W3 AND n_from = 1");
	assert_says(witness("verify", 1), "WRONG: entry ");
	fresh(NULL);
	/* the last run that is not its writer's first: under load all of one writer may stand in a single run */
	sql("UPDATE madoguchi_log.run SET n_from = n_from + 1, n_to = n_to + 1 WHERE n_from > 1 ORDER BY first_index DESC LIMIT 1");
	assert_says(witness("verify", 1), "a run does not continue the entries of its writer");
}

static void tiles_changed_removed_or_added_are_found(void **unused)
{
	(void)unused;
	sql("UPDATE madoguchi_log.tile SET hashes = INSERT(hashes, 1, 1, CHAR(ORD(hashes) ^ 1)) WHERE level = 0 AND idx = 1");
	assert_says(witness("verify", 1), "WRONG: entry 256: tile-wrong: tile 0/1 has other hashes than the entries");
	fresh(NULL);
	sql("UPDATE madoguchi_log.tile SET hashes = INSERT(hashes, 32 * 77 + 1, 1, CHAR(ORD(SUBSTRING(hashes, 32 * 77 + 1)) ^ 1))"
	    " WHERE level = 0 AND idx = 1");
	assert_says(witness("verify", 1), "WRONG: entry 333: tile-wrong: tile 0/1 has other hashes than the entries");
	fresh(NULL);
	sql("UPDATE madoguchi_log.tile SET root = UNHEX(SHA2('x', 256)) WHERE level = 0 AND idx = 2");
	assert_says(witness("verify", 1), "WRONG: entry 512: tile-wrong");
	fresh(NULL);
	sql("DELETE FROM madoguchi_log.tile WHERE idx = 0");
	assert_says(witness("verify", 1), "tile 0/0 is missing");
	fresh(NULL);
	sql("INSERT INTO madoguchi_log.tile SELECT level, 3, hashes, root FROM madoguchi_log.tile WHERE idx = 2");
	assert_says(witness("verify", 1), "tile 0/3 stands beyond the log's end");
	fresh(NULL);
	sql("INSERT INTO madoguchi_log.tile SELECT 1, 0, hashes, root FROM madoguchi_log.tile WHERE idx = 2");
	assert_says(witness("verify", 1), "tile 1/0 stands beyond the log's end");
}

static void checkpoints_changed_or_added_are_found(void **unused)
{
	(void)unused;
	sql("UPDATE madoguchi_log.checkpoint SET root = UNHEX(SHA2('x', 256)) ORDER BY size LIMIT 1");
	assert_says(witness("verify", 1), "the root beside the checkpoint");
	fresh(NULL);
	sql("UPDATE madoguchi_log.checkpoint SET note = REPLACE(note, ' ', '  ') ORDER BY size LIMIT 1");
	assert_says(witness("verify", 1), "is not one that the log signed");
	fresh(NULL);
	/* With the right root even, which anybody can compute; only the signature cannot be made. */
	sql("INSERT INTO madoguchi_log.checkpoint SELECT 1, CONCAT('" MG_RIG_ORIGIN "\n1\n', TO_BASE64(LEFT(hashes, 32)),"
	    " '\n\n', (SELECT SUBSTRING_INDEX(note, '\n\n', -1) FROM kept.checkpoint LIMIT 1)), LEFT(hashes, 32), 1"
	    " FROM madoguchi_log.run WHERE first_index = 0");
	assert_says(witness("verify", 1), "WRONG: entry 0: checkpoint-wrong: the checkpoint of size 1 is not one that the log signed");
	fresh(NULL);
	sql("INSERT INTO madoguchi_log.checkpoint SELECT 1000000, note, root, created_us FROM madoguchi_log.checkpoint LIMIT 1");
	assert_says(witness("verify", 1), "the checkpoint of size 1000000 is not one that the log signed");
	fresh(NULL);
	sql("INSERT INTO madoguchi_log.checkpoint SELECT 0, note, root, created_us FROM madoguchi_log.checkpoint LIMIT 1");
	assert_says(witness("verify", 1), "a checkpoint of the empty log");
}

/* A thorough forger changes entry and run alike, where no tile is full yet: what is left is the signature. */
static void an_entry_changed_together_with_all_stored_hashes_is_found_by_the_signed_root(void **unused)
{
	(void)unused;
	tamper("UPDATE madoguchi_log.leaf SET entry = INSERT(entry, 63, 1, 'X') WHERE writer = W4 AND n = 200;"
	       "UPDATE madoguchi_log.run r JOIN madoguchi_log.leaf l ON l.writer = r.writer AND l.n = 200 SET r.hashes ="
	       " INSERT(r.hashes, 1 + 32 * (200 - r.n_from), 32, UNHEX(SHA2(CONCAT(UNHEX('00'), l.entry), 256)))"
	       " WHERE r.writer = W4 AND 200 BETWEEN r.n_from AND r.n_to");
	const char *output = witness("verify", 1);
	assert_says(output, "checkpoint-wrong");
	assert_says(output, "at least one is not what was signed");
}

static void a_recorded_alarm_is_not_passed_over(void **unused)
{
	(void)unused;
	tamper("INSERT INTO madoguchi_log.alarm VALUES (W1, 5, 'gap', 1)");
	assert_says(witness("verify", 1), "the sequencer recorded an alarm: gap");
}

/* ---- the witness remembers ---- */

static void a_log_that_grew_is_cosigned_and_one_that_shrank_never(void **unused)
{
	(void)unused;
	assert_says(witness("cosign", 0), "cosigned 840 entries");
	assert_int_equal(mg_log_rig_number(rig, "SELECT COUNT(*) FROM madoguchi_log.cosignature WHERE size = 840"), 1);
	assert_says(witness("cosign", 0), "nothing new since 840 entries");
	mg_log_rig_sequence(rig);
	mg_log_rig_wait(rig, 848);
	mg_log_rig_signal(rig, SIGTERM);
	assert_says(witness("cosign", 0), "cosigned 848 entries");
	witness("verify", 0);
	/* All behind the last checkpoint but one is taken away without a trace in the database. */
	sql("DELETE FROM madoguchi_log.checkpoint WHERE size = 848; DELETE FROM madoguchi_log.run WHERE first_index >= 840;"
	    "DELETE FROM madoguchi_log.leaf WHERE n > 210");
	assert_says(witness("cosign", 1), "seen before: 848 entries; the log has 840 now");
	assert_says(witness("verify", 1), "rolled-back: this witness has seen 848 entries, the log has 840 now");
}

static void a_cosignature_that_somebody_else_stored_does_not_stop_the_witness_from_remembering(void **unused)
{
	(void)unused;
	assert_says(witness("cosign", 0), "cosigned 840 entries");
	mg_log_rig_sequence(rig);
	mg_log_rig_wait(rig, 848);
	mg_log_rig_signal(rig, SIGTERM);
	/* The superuser makes the database say that 848 is cosigned already, and then takes it away again. */
	sql("INSERT INTO madoguchi_log.cosignature SELECT 848, witness_name, note_line, created_us FROM madoguchi_log.cosignature");
	witness("cosign", 0);
	sql("DELETE FROM madoguchi_log.checkpoint WHERE size = 848; DELETE FROM madoguchi_log.run WHERE first_index >= 840;"
	    "DELETE FROM madoguchi_log.leaf WHERE n > 210; DELETE FROM madoguchi_log.cosignature WHERE size = 848");
	assert_says(witness("cosign", 1), "seen before: 848 entries; the log has 840 now");
}

static void what_was_verified_is_remembered_and_a_rollback_behind_it_is_seen(void **unused)
{
	(void)unused;
	assert_int_equal(access(state, F_OK), -1);
	witness("verify", 0);
	assert_int_equal(access(state, R_OK), 0);
	sql("DELETE FROM madoguchi_log.checkpoint WHERE size > 280; DELETE FROM madoguchi_log.run WHERE first_index >= 280;"
	    "DELETE FROM madoguchi_log.leaf WHERE n > 70; DELETE FROM madoguchi_log.tile WHERE idx >= 1");
	assert_says(witness("verify", 1), "rolled-back: this witness has seen 840 entries, the log has 280 now");
	assert_says(witness("cosign", 1), "seen before: 840 entries; the log has 280 now");
	unlink(state);
	assert_says(witness("verify", 0), "280 entries"); /* nothing but the memory tells */
	fresh(NULL);
	witness("verify", 0);
	assert_says(witness("cosign", 0), "cosigned 840 entries"); /* verified before, vouched for only now */
	assert_says(witness("cosign", 0), "nothing new since 840 entries");
}

static void another_log_of_the_same_key_is_neither_cosigned_nor_verified(void **unused)
{
	(void)unused;
	struct mg_rig_writer w;
	struct mg_error err = {0};
	assert_says(witness("cosign", 0), "cosigned 840 entries");
	/* The whole log is replaced by another one, with true signatures: the log key itself was abused. */
	mg_log_rig_clear(rig);
	mg_log_rig_sequence(rig);
	mg_rig_writer_open(rig, &w);
	assert_true(mg_rig_writer_write(&w, 900, &err));
	mg_rig_writer_close(&w);
	mg_log_rig_wait(rig, 900);
	mg_log_rig_signal(rig, SIGTERM);
	assert_says(witness("cosign", 1), "the log does not continue the 840 entries seen before");
	assert_says(witness("verify", 1), "are not those that this witness has seen");
	unlink(state);
	witness("verify", 0);
}

static void a_changed_log_is_not_cosigned_the_first_time(void **unused)
{
	(void)unused;
	tamper("UPDATE madoguchi_log.leaf SET entry = CONCAT(entry, 'x') WHERE writer = W1 AND n = 2");
	assert_says(witness("cosign", 1), ": changed: ");
	assert_int_equal(mg_log_rig_number(rig, "SELECT COUNT(*) FROM madoguchi_log.cosignature"), 0);
}

static void without_a_database_or_with_wrong_words_nothing_is_said_to_be_well(void **unused)
{
	(void)unused;
	const char *output;
	char line[600];
	mg_test_db_do("stop");
	witness("verify", 2);
	mg_test_db_do("again");
	witness("verify --nonsense", 2);
	witness("praise", 2);
	snprintf(line, sizeof(line), "verify --config '%s'", rig->config);
	assert_int_equal(mg_log_rig_run(rig, WITNESS, line, &output), 2);
	assert_says(output, "log.key_file");
}

static void every_statement_prepares_under_the_witness_account(void **unused)
{
	(void)unused;
	const struct mg_stmt_def *const *const lists[] = {mg_verify_statements, mg_tree_statements, mg_leaf_statements,
		mg_window_statements, mg_cosign_statements};
	struct mg_db_config c = mg_test_db_as(rig->superuser, "mg_verify");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&c);
	struct mg_error err = {0};
	for (size_t i = 0; i < MG_LEN(lists); i++)
		for (const struct mg_stmt_def *const *def = lists[i]; *def; def++)
			if (!mg_stmt_check(db, *def, &err))
				fail_msg("%s: %s", (*def)->name, err.detail);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup(f, fresh)
	const struct CMUnitTest tests[] = {
		CASE(an_untouched_log_is_well_with_its_entries_that_wait),
		CASE(an_empty_log_is_well),
		CASE(a_changed_entry_is_named_with_its_time),
		CASE(the_first_of_several_changed_entries_is_named),
		CASE(every_single_bit_of_an_entry_counts),
		CASE(a_deleted_entry_is_named),
		CASE(two_entries_swapped_are_named),
		CASE(an_entry_inserted_under_a_writer_is_named),
		CASE(entries_and_writers_that_the_server_did_not_make_are_named),
		CASE(runs_changed_removed_or_added_are_found),
		CASE(tiles_changed_removed_or_added_are_found),
		CASE(checkpoints_changed_or_added_are_found),
		CASE(an_entry_changed_together_with_all_stored_hashes_is_found_by_the_signed_root),
		CASE(a_recorded_alarm_is_not_passed_over),
		CASE(a_log_that_grew_is_cosigned_and_one_that_shrank_never),
		CASE(a_cosignature_that_somebody_else_stored_does_not_stop_the_witness_from_remembering),
		CASE(what_was_verified_is_remembered_and_a_rollback_behind_it_is_seen),
		CASE(another_log_of_the_same_key_is_neither_cosigned_nor_verified),
		CASE(a_changed_log_is_not_cosigned_the_first_time),
		CASE(without_a_database_or_with_wrong_words_nothing_is_said_to_be_well),
		CASE(every_statement_prepares_under_the_witness_account),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
