/* SPDX-License-Identifier: Apache-2.0 */
#include "log_rig.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "audit/proof_store.h"
#include "wire/checkpoint.h"

#define SEQUENCER MG_BINARY_DIR "/server/audit/sequencer/madoguchi-sequencer"

static struct mg_log_rig the_rig;

static _Noreturn void die(const char *what, const char *detail)
{
	fprintf(stderr, "log rig: %s: %s\n", what, detail);
	exit(1);
}

static void remove_folder(void)
{
	char line[500];
	if (the_rig.sequencer > 0)
		mg_log_rig_signal(&the_rig, SIGKILL);
	snprintf(line, sizeof(line), "rm -rf '%s'", the_rig.folder);
	if (system(line) != 0)
		fprintf(stderr, "log rig: %s stays\n", the_rig.folder);
}

const char *mg_log_rig_file(struct mg_log_rig *rig, const char *name, const char *text)
{
	static char paths[8][500];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof(paths[0]), "%s/%s", rig->folder, name);
	FILE *f = fopen(path, "we");
	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		die("cannot write", path);
	return path;
}

static EVP_PKEY *make_key(struct mg_log_rig *rig, const char *name)
{
	char path[600];
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	snprintf(path, sizeof(path), "%s/%s.key", rig->folder, name);
	FILE *private_file = fopen(path, "we");
	snprintf(path, sizeof(path), "%s/%s.pub", rig->folder, name);
	FILE *public_file = fopen(path, "we");
	if (!key || !private_file || !public_file ||
		PEM_write_PrivateKey(private_file, key, NULL, NULL, 0, NULL, NULL) != 1 ||
		PEM_write_PUBKEY(public_file, key) != 1 || fclose(private_file) != 0 || fclose(public_file) != 0)
		die("cannot make a key", name);
	return key;
}

static void write_config(struct mg_log_rig *rig)
{
	char text[3000];
	mg_log_rig_file(rig, "password", "test\n");
	snprintf(text, sizeof(text),
		"# the sequencer of a test\n"
		"municipality = " MG_RIG_CITY "\norigin = " MG_RIG_ORIGIN "\n"
		"db.socket = %s\ndb.user = mg_seq\ndb.password_file = %s/password\n"
		"log.key_file = %s/log.key\nreceipt.public_key_file = %s/receipt.pub\nlog.state_file = %s/sequencer.state\n"
		"log.batch_max = 1000\n",
		rig->superuser->socket, rig->folder, rig->folder, rig->folder, rig->folder);
	snprintf(rig->config, sizeof(rig->config), "%s", mg_log_rig_file(rig, "sequencer.conf", text));
}

/* What the two programs need, word for word as in sql/grants.sql. */
static const char grants[] =
	"GRANT SELECT ON `madoguchi_log`.`writer` TO `mg_seq`@`localhost`;"
	"GRANT SELECT ON `madoguchi_log`.`leaf` TO `mg_seq`@`localhost`;"
	"GRANT SELECT, INSERT ON `madoguchi_log`.`run` TO `mg_seq`@`localhost`;"
	"GRANT SELECT, INSERT ON `madoguchi_log`.`tile` TO `mg_seq`@`localhost`;"
	"GRANT SELECT, INSERT ON `madoguchi_log`.`checkpoint` TO `mg_seq`@`localhost`;"
	"GRANT SELECT, INSERT ON `madoguchi_log`.`alarm` TO `mg_seq`@`localhost`;"
	"GRANT SELECT ON `madoguchi_log`.`writer` TO `mg_verify`@`localhost`;"
	"GRANT SELECT ON `madoguchi_log`.`leaf` TO `mg_verify`@`localhost`;"
	"GRANT SELECT ON `madoguchi_log`.`run` TO `mg_verify`@`localhost`;"
	"GRANT SELECT ON `madoguchi_log`.`tile` TO `mg_verify`@`localhost`;"
	"GRANT SELECT ON `madoguchi_log`.`checkpoint` TO `mg_verify`@`localhost`;"
	"GRANT SELECT, INSERT ON `madoguchi_log`.`cosignature` TO `mg_verify`@`localhost`;"
	"GRANT SELECT ON `madoguchi_log`.`alarm` TO `mg_verify`@`localhost`";

struct mg_log_rig *mg_log_rig_start(const char *name)
{
	struct mg_log_rig *rig = &the_rig;
	struct mg_error err = {0};
	struct mg_signer signer;
	rig->superuser = mg_test_db_start(name);
	mg_test_db_grants(rig->superuser);
	mg_test_db_sql(rig->superuser, grants);
	snprintf(rig->folder, sizeof(rig->folder), "%s/db/%s-log.%d", MG_BINARY_DIR, name, (int)getpid());
	if (mkdir(rig->folder, 0700) != 0)
		die("cannot make", rig->folder);
	atexit(remove_folder);
	snprintf(rig->errors, sizeof(rig->errors), "%s", mg_log_rig_file(rig, "errors", ""));
	rig->receipt_key = make_key(rig, "receipt");
	rig->log_key = make_key(rig, "log");
	if (!mg_crypto_evp_new(&rig->crypto, &err) || !mg_signer_evp(rig->log_key, &signer, &err))
		die("keys", err.detail);
	memcpy(rig->log_public, signer.public_key, sizeof(rig->log_public));
	write_config(rig);
	return rig;
}

void mg_log_rig_forget(struct mg_log_rig *rig)
{
	char path[500];
	snprintf(path, sizeof(path), "%s/sequencer.state", rig->folder);
	unlink(path);
}

void mg_log_rig_clear(struct mg_log_rig *rig)
{
	mg_log_rig_forget(rig);
	mg_test_db_sql(rig->superuser,
		"TRUNCATE madoguchi_log.writer; TRUNCATE madoguchi_log.leaf; TRUNCATE madoguchi_log.run;"
		" TRUNCATE madoguchi_log.tile; TRUNCATE madoguchi_log.checkpoint; TRUNCATE madoguchi_log.cosignature;"
		" TRUNCATE madoguchi_log.alarm");
}

/* ---- programs ---- */

static pid_t spawn(char *const argv[], int out, int errors)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(out, STDOUT_FILENO);
	dup2(errors, STDERR_FILENO);
	execv(argv[0], argv);
	_exit(127);
}

void mg_log_rig_sequence(struct mg_log_rig *rig)
{
	int out[2], errors = open(rig->errors, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	char program[] = SEQUENCER, option[] = "--config", line[16] = "";
	char *const argv[] = {program, option, rig->config, NULL};
	if (errors < 0 || pipe2(out, O_CLOEXEC) != 0)
		die("sequencer", "no pipe");
	rig->sequencer = spawn(argv, out[1], errors);
	close(out[1]);
	close(errors);
	struct pollfd p = {.fd = out[0], .events = POLLIN};
	if (poll(&p, 1, 20000) != 1 || read(out[0], line, sizeof(line) - 1) < 1 || strcmp(line, "ready\n") != 0) {
		char command[600];
		snprintf(command, sizeof(command), "tail -5 '%s' >&2", rig->errors);
		int ignored = system(command);
		(void)ignored;
		die("sequencer", "not ready");
	}
	close(out[0]);
}

int mg_log_rig_signal(struct mg_log_rig *rig, int signal_number)
{
	int status = 0;
	kill(rig->sequencer, signal_number);
	waitpid(rig->sequencer, &status, 0);
	rig->sequencer = 0;
	return status;
}

int mg_log_rig_run(struct mg_log_rig *rig, const char *program, const char *words, const char **ret_output)
{
	static char output[16384];
	char line[1600];
	snprintf(line, sizeof(line), "timeout 60 '%s' %s 2>&1", program, words);
	FILE *p = popen(line, "re");
	if (!p)
		die("cannot run", program);
	size_t n = fread(output, 1, sizeof(output) - 1, p);
	output[n] = '\0';
	*ret_output = output;
	(void)rig;
	int status = pclose(p);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool mg_log_rig_has_said(struct mg_log_rig *rig, const char *text)
{
	static char all[1 << 18];
	FILE *f = fopen(rig->errors, "re");
	if (!f)
		return false;
	all[fread(all, 1, sizeof(all) - 1, f)] = '\0';
	fclose(f);
	return strstr(all, text) != NULL;
}

/* ---- looking ---- */

uint64_t mg_log_rig_number(struct mg_log_rig *rig, const char *sql)
{
	const struct mg_stmt_def def = {.name = "rig", .sql = sql, .params = "", .columns = "u"};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(rig->superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_rows rows;
	struct mg_error err = {0};
	mg_arena_init(&arena, 1 << 16);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, &def, MG_NO_PARAMS, &rows, &err) || rows.n != 1)
		die(sql, err.detail);
	return mg_u(&rows.cells[0]);
}

void mg_log_rig_wait(struct mg_log_rig *rig, uint64_t size)
{
	uint64_t now = 0, before = 0;
	for (int still = 0; still < 300; still++) {
		now = mg_log_rig_number(rig, "SELECT COALESCE(MAX(size), 0) FROM madoguchi_log.checkpoint");
		if (now >= size)
			return;
		if (now > before)
			still = 0;
		before = now;
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	}
	fprintf(stderr, "log rig: %llu of %llu entries are indexed\n", (unsigned long long)now, (unsigned long long)size);
	exit(1);
}

static const struct mg_stmt_def all_leaves = {
	.name = "rig.all_leaves",
	.sql = "SELECT r.first_index, r.n_from, l.n, l.entry, SUBSTRING(r.hashes, 1 + 32 * (l.n - r.n_from), 32)"
	       " FROM madoguchi_log.run r"
	       " JOIN madoguchi_log.leaf l ON l.writer = r.writer AND l.n BETWEEN r.n_from AND r.n_to"
	       " ORDER BY r.first_index, l.n",
	.params = "",
	.columns = "uuubb",
};
static const struct mg_stmt_def all_notes = {
	.name = "rig.all_notes",
	.sql = "SELECT size, note FROM madoguchi_log.checkpoint ORDER BY size",
	.params = "",
	.columns = "ut",
};

struct whole {
	struct mg_log_rig *rig;
	struct mg_hash *leaves;
	uint64_t n, cap;
	struct mg_frontier frontier;
};

static bool check_leaf(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct whole *w = user;
	(void)columns;
	uint64_t first = mg_u(&row[0]), from = mg_u(&row[1]), n = mg_u(&row[2]);
	if (first + (n - from) != w->n)
		return mg_fail(err, MG_ERR_DATA_LOSS, "index %llu: gap or overlap", (unsigned long long)w->n);
	if (w->n == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 1024;
		w->leaves = realloc(w->leaves, w->cap * sizeof(*w->leaves));
		if (!w->leaves)
			die("memory", "");
	}
	mg_merkle_leaf(w->rig->crypto, row[3].b, &w->leaves[w->n]);
	if (row[4].b.n != 32 || memcmp(row[4].b.p, w->leaves[w->n].b, 32) != 0)
		return mg_fail(err, MG_ERR_DATA_LOSS, "index %llu: another hash in the run", (unsigned long long)w->n);
	w->n++;
	return true;
}

static bool check_note(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct whole *w = user;
	struct mg_checkpoint c;
	struct mg_hash root;
	(void)columns;
	if (!mg_checkpoint_open(w->rig->crypto, MG_RIG_ORIGIN, w->rig->log_public, row[1].b, &c, err))
		return false;
	if (c.size != mg_u(&row[0]) || c.size > w->n)
		return mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint of another size");
	while (w->frontier.size < c.size)
		mg_frontier_add(w->rig->crypto, &w->frontier, 0, &w->leaves[w->frontier.size]);
	mg_frontier_root(w->rig->crypto, &w->frontier, &root);
	return mg_hash_equals(&root, &c.root) || mg_fail(err, MG_ERR_DATA_LOSS, "checkpoint with another root");
}

uint64_t mg_log_rig_check(struct mg_log_rig *rig)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(rig->superuser);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct whole w = {.rig = rig};
	struct mg_error err = {0};
	mg_tx_begin(&tx, db);
	if (!mg_query_each(&tx, &all_leaves, MG_NO_PARAMS, check_leaf, &w, &err) ||
		!mg_query_each(&tx, &all_notes, MG_NO_PARAMS, check_note, &w, &err))
		die("the log is not whole", err.detail);
	if (w.frontier.size != w.n)
		die("the log is not whole", "entries indexed behind the newest checkpoint");
	free(w.leaves);
	if (mg_log_rig_number(rig, "SELECT COALESCE(SUM(n_to - n_from + 1), 0) FROM madoguchi_log.run") != w.n)
		die("the log is not whole", "runs name entries that are not there");
	return w.n;
}

/* ---- writers ---- */

void mg_rig_writer_open(struct mg_log_rig *rig, struct mg_rig_writer *ret)
{
	static const uint8_t boot_id[16] = "a boot of tests";
	struct mg_error err = {0};
	*ret = (struct mg_rig_writer){.db = mg_test_db_open(rig->superuser)};
	mg_arena_init(&ret->arena, 1 << 20);
	if (!mg_appender_open(ret->db,
		    &(struct mg_appender_config){.municipality = MG_RIG_CITY, .boot_id = boot_id,
			    .receipt_key = rig->receipt_key, .clock = &mg_clock_system},
		    &ret->appender, &err))
		die("writer", err.detail);
}

void mg_rig_writer_close(struct mg_rig_writer *w)
{
	mg_appender_freep(&w->appender);
	mg_db_freep(&w->db);
	mg_arena_done(&w->arena);
}

bool mg_rig_writer_append(struct mg_rig_writer *w, struct mg_tx *tx, struct mg_error *err)
{
	static const uint8_t persons[16] = {7};
	static const uint8_t sealed[64] = {9};
	const struct mg_entry_block blocks[] = {
		{MG_ENTRY_BLOCK_PERSON, {7}, {sealed, 48}}, {MG_ENTRY_BLOCK_MONTH, "271403202611", {sealed, 64}}};
	struct mg_entry e = {.utc_us = mg_now_us(&mg_clock_system), .actor = {(const uint8_t *)"100001", 6},
		.rpc_path = {(const uint8_t *)"/madoguchi.v1.Person/Open", 25}, .action = 21, .n_persons = 1,
		.persons = persons, .n_blocks = 2, .blocks = blocks};
	struct mg_bytes bytes;
	mg_arena_reset(&w->arena);
	return mg_appender_append(w->appender, tx, &e, NULL, &w->arena, &bytes, err);
}

bool mg_rig_writer_write(struct mg_rig_writer *w, size_t count, struct mg_error *err)
{
	for (size_t i = 0; i < count; i++) {
		MG_CLEANUP(mg_tx_done) struct mg_tx tx;
		mg_tx_begin(&tx, w->db);
		if (!mg_rig_writer_append(w, &tx, err) || !mg_tx_commit(&tx, err))
			return false;
		mg_appender_committed(w->appender);
	}
	return true;
}
