/* SPDX-License-Identifier: Apache-2.0
 * Writers that are copies of others, and writers whose registration failed: neither puts an entry
 * into the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <signal.h>
#include <time.h>
#include "audit/writer_chain.h"
#include "log_rig.h"

#define WITNESS MG_BINARY_DIR "/witness/madoguchi-witness"
#define CLONE 5000U

static struct mg_log_rig *rig;

/* ---- a commit that fails on demand ---- */

static bool commit_fails;
bool __real_mg_tx_commit(struct mg_tx *tx, struct mg_error *err);
bool __wrap_mg_tx_commit(struct mg_tx *tx, struct mg_error *err);
bool __wrap_mg_tx_commit(struct mg_tx *tx, struct mg_error *err)
{
	if (!commit_fails)
		return __real_mg_tx_commit(tx, err);
	mg_tx_done(tx);
	return mg_fail(err, MG_ERR_RETRY, "commit: lost a race");
}

static int setup(void **state)
{
	(void)state;
	rig = mg_log_rig_start("test_writers");
	return 0;
}

static int fresh(void **state)
{
	(void)state;
	mg_log_rig_clear(rig);
	commit_fails = false;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	if (rig->sequencer)
		assert_int_equal(mg_log_rig_signal(rig, SIGTERM), 0);
	return 0;
}

static void sql(const char *text)
{
	mg_test_db_sql(rig->superuser, text);
}

static void assert_alarm(uint64_t writer, const char *fault)
{
	char text[300];
	snprintf(text, sizeof(text),
		"SELECT COUNT(*) FROM madoguchi_log.alarm WHERE writer = %llu AND n = 0 AND fault "
		"= '%s'",
		(unsigned long long)writer, fault);
	for (int i = 0; i < 200 && mg_log_rig_number(rig, text) == 0; i++)
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	assert_int_equal(mg_log_rig_number(rig, text), 1);
}

static void assert_witness_says(const char *text)
{
	char conf[2000], words[700];
	const char *output;
	snprintf(conf, sizeof(conf),
		"municipality = " MG_RIG_CITY "\nlog.origin = " MG_RIG_ORIGIN
		"\nlog.public_key_file = %s/log.pub\n"
		"receipt.public_key_file = %s/receipt.pub\ndb.socket = %s\ndb.user = "
		"mg_verify\ndb.password_file = %s/password\n",
		rig->folder, rig->folder, rig->superuser->socket, rig->folder);
	snprintf(words, sizeof(words), "verify --config '%s'",
		mg_log_rig_file(rig, "witness.conf", conf));
	assert_int_equal(mg_log_rig_run(rig, WITNESS, words, &output), 1);
	if (!strstr(output, text))
		fail_msg("%s not in: %s", text, output);
}

/* The entries of every writer once more, as the clone's: the number in their bytes is the clone's,
 * and each carries the true token of that place, which the superuser reads in the old entry. */
static const char clone_leaves[] = "INSERT INTO madoguchi_log.leaf SELECT 5000, n, INSERT(entry, "
				   "40, 8, UNHEX('0000000000001388'))"
				   " FROM madoguchi_log.leaf WHERE writer <> 5000";

static void an_exact_copy_of_a_signed_writer_under_another_number_indexes_nothing(void **state)
{
	(void)state;
	struct mg_rig_writer w;
	struct mg_error err = {0};
	mg_log_rig_sequence(rig);
	mg_rig_writer_open(rig, &w);
	assert_true(mg_rig_writer_write(&w, 10, &err));
	mg_log_rig_wait(rig, 10);
	sql("INSERT INTO madoguchi_log.writer SELECT 5000, municipality, writer_uid, boot_id, "
	    "chain_len, anchor, signature,"
	    " started_us FROM madoguchi_log.writer");
	sql(clone_leaves);
	assert_alarm(CLONE, "writer-forged");
	assert_true(mg_rig_writer_write(&w, 3, &err));
	mg_log_rig_wait(rig, 13);
	assert_int_equal(mg_log_rig_number(
				 rig, "SELECT COUNT(*) FROM madoguchi_log.run WHERE writer = 5000"),
		0);
	assert_int_equal(mg_log_rig_check(rig), 13);
	assert_witness_says("writer-forged");
	mg_rig_writer_close(&w);
}

/* The copy's own number is signed, as only the receipt key can: the second one with that uid and
 * anchor is refused. */
static void sign_copy(void)
{
	static const struct mg_stmt_def read = {.name = "test.read",
		.sql = "SELECT writer_uid, boot_id, chain_len, anchor, municipality FROM "
		       "madoguchi_log.writer",
		.params = "",
		.columns = "bbubt"};
	static const struct mg_stmt_def copy = {.name = "test.copy",
		.sql = "INSERT INTO madoguchi_log.writer SELECT 5000, municipality, writer_uid, "
		       "boot_id, chain_len, anchor, ?,"
		       " started_us FROM madoguchi_log.writer",
		.params = "b",
		.columns = ""};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(rig->superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_rows rows;
	struct mg_error err = {0};
	struct mg_signer signer;
	uint8_t message[256], signature[MG_SIGNATURE_BYTES];
	mg_arena_init(&arena, 1 << 16);
	mg_tx_begin(&tx, db);
	assert_true(mg_query(&tx, &arena, &read, MG_NO_PARAMS, &rows, &err));
	assert_int_equal(rows.n, 1);
	const struct mg_writer_facts facts = {.writer = CLONE,
		.municipality = mg_s(&rows.cells[4]),
		.uid = rows.cells[0].b.p,
		.boot_id = rows.cells[1].b.p,
		.length = (uint32_t)mg_u(&rows.cells[2]),
		.anchor = rows.cells[3].b.p};
	size_t n = mg_writer_statement(&facts, message, sizeof(message));
	assert_true(n > 0 && mg_signer_evp(rig->receipt_key, &signer, &err));
	assert_true(signer.sign(&signer, message, n, signature, &err));
	assert_true(mg_exec(
		&tx, &copy, MG_PARAMS(MG_B(signature, sizeof(signature))), NULL, NULL, &err));
	assert_true(mg_tx_commit(&tx, &err));
}

static void a_second_writer_with_the_same_uid_and_anchor_is_refused_even_when_signed(void **state)
{
	(void)state;
	struct mg_rig_writer w;
	struct mg_error err = {0};
	mg_log_rig_sequence(rig);
	mg_rig_writer_open(rig, &w);
	assert_true(mg_rig_writer_write(&w, 5, &err));
	mg_log_rig_wait(rig, 5);
	sign_copy();
	sql(clone_leaves);
	assert_alarm(CLONE, "writer-forged");
	assert_int_equal(mg_log_rig_check(rig), 5);
	assert_witness_says("writer-forged");
	mg_rig_writer_close(&w);
}

static void a_writer_whose_registration_was_not_committed_writes_nothing(void **state)
{
	(void)state;
	struct mg_rig_writer w;
	struct mg_error err = {0};
	uint64_t before, writer, n;
	char text[200];
	mg_rig_writer_open(rig, &w);
	mg_appender_next(w.appender, &before, &n);
	for (unsigned i = 0; i < 16384; i++) /* the chain is used up */
		mg_appender_committed(w.appender);
	commit_fails = true;
	assert_false(mg_appender_ready(w.appender, &err));
	assert_int_equal(err.code, MG_ERR_RETRY);
	assert_false(mg_appender_ready(w.appender, &err)); /* and not the second time either */
	mg_appender_next(w.appender, &writer, &n);
	assert_int_equal(writer, before);
	commit_fails = false;
	assert_true(mg_appender_ready(w.appender, &err));
	mg_appender_next(w.appender, &writer, &n);
	assert_true(writer > before);
	assert_int_equal(n, 1);
	snprintf(text, sizeof(text),
		"SELECT COUNT(*) FROM madoguchi_log.writer WHERE writer = %llu",
		(unsigned long long)writer);
	assert_int_equal(mg_log_rig_number(rig, text), 1);
	mg_log_rig_sequence(rig);
	assert_true(mg_rig_writer_write(&w, 4, &err));
	mg_log_rig_wait(rig, 4);
	assert_int_equal(mg_log_rig_check(rig), 4);
	mg_rig_writer_close(&w);
}

/* What the kernel says of the running process. */
static void assert_proc_says(const char *file, const char *line)
{
	char path[64], text[8192];
	snprintf(path, sizeof(path), "/proc/%d/%s", (int)rig->sequencer, file);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	if (!strstr(text, line))
		fail_msg("%s not in: %s", line, text);
}

static void the_sequencer_leaves_no_core_file_and_gains_no_rights(void **state)
{
	(void)state;
	mg_log_rig_sequence(rig);
	assert_proc_says("limits", "Max core file size        0                    0");
	assert_proc_says("status", "NoNewPrivs:\t1");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fresh, stop)
	const struct CMUnitTest tests[] = {
		CASE(an_exact_copy_of_a_signed_writer_under_another_number_indexes_nothing),
		CASE(a_second_writer_with_the_same_uid_and_anchor_is_refused_even_when_signed),
		CASE(the_sequencer_leaves_no_core_file_and_gains_no_rights),
		CASE(a_writer_whose_registration_was_not_committed_writes_nothing),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
