/* SPDX-License-Identifier: Apache-2.0
 * Holds what the clients were told against what the database holds, both ways, and has the log
 * proved by its witness. Trusts neither the server nor the writers' hope: a refusal that cannot be
 * is wrong too. */
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "audit/actions.h"
#include "campaign.h"
#include "wire/entry.h"

static int wrong;
static struct mg_db *db;
static struct mg_arena memory;

static void tell(const char *format, ...) MG_PRINTF(1, 2);
static void tell(const char *format, ...)
{
	va_list args;
	if (wrong++ >= 40)
		return;
	va_start(args, format);
	printf("WRONG: ");
	vprintf(format, args);
	printf("\n");
	va_end(args);
}

static void ask(
	const struct mg_stmt_def *def, const struct mg_value *params, size_t n, struct mg_rows *ret)
{
	struct mg_error err = {0};
	struct mg_tx tx;
	mg_arena_reset(&memory);
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &memory, def, params, n, ret, &err)) {
		fprintf(stderr, "oracle: %s: %s\n", def->name, err.detail);
		exit(1);
	}
	mg_tx_done(&tx);
}

/* ---- what was acknowledged ---- */

static const struct mg_stmt_def find_key = {.name = "crash.key",
	.sql = "SELECT COUNT(*) FROM madoguchi.idempotency WHERE municipality = '271403'"
	       " AND terminal_id = ? AND key16 = ?",
	.params = "ub",
	.columns = "i"};
static const struct mg_stmt_def find_step = {.name = "crash.step",
	.sql = "SELECT l.entry FROM madoguchi.receipt_step s JOIN madoguchi_log.leaf l ON l.writer "
	       "= s.log_writer"
	       " AND l.n = s.log_n WHERE s.municipality = '271403' AND s.ward = ? AND s.day = ? AND s.number = ? AND s.step = ?",
	.params = "tduu",
	.columns = "b"};
static const struct mg_stmt_def find_memo = {.name = "crash.memo",
	.sql = "SELECT l.entry FROM madoguchi.memo m JOIN madoguchi_log.leaf l ON l.writer = "
	       "m.log_writer AND"
	       " l.n = m.log_n WHERE m.municipality = '271403' AND m.shori_no = ? AND m.memo_no = ?",
	.params = "tu",
	.columns = "b"};
static const struct mg_stmt_def find_strike = {.name = "crash.strike",
	.sql = "SELECT l.entry FROM madoguchi.memo m JOIN madoguchi_log.leaf l ON l.writer = "
	       "m.struck_writer AND"
	       " l.n = m.struck_n WHERE m.municipality = '271403' AND m.shori_no = ? AND m.memo_no = ?",
	.params = "tu",
	.columns = "b"};
static const uint16_t action_of[OP_MAX] = {MG_AUDIT_ACQUIRE, MG_AUDIT_CORRECT,
	MG_AUDIT_RECEIPT_MOVE, MG_AUDIT_MEMO_ADD, MG_AUDIT_MEMO_STRIKE};
static const char *const op_name[OP_MAX] = {"acquisition", "correction", "move", "memo", "strike"};

static void find_row(const struct ack *a, struct mg_rows *ret)
{
	char day[16];
	snprintf(day, sizeof(day), "%04d-%02u-%02u", (int)a->day.year, (unsigned)a->day.month,
		(unsigned)a->day.day);
	if (a->op == OP_MEMO || a->op == OP_STRIKE)
		ask(a->op == OP_MEMO ? &find_memo : &find_strike,
			MG_PARAMS(MG_T(a->shori_no), MG_U(a->number)), ret);
	else
		ask(&find_step,
			MG_PARAMS(MG_T(a->ward), MG_T(day), MG_U(a->number), MG_U(a->version)),
			ret);
}

static void judge_ack(const struct ack *a)
{
	struct mg_rows rows;
	struct mg_entry entry;
	struct mg_error err = {0};
	ask(&find_key, MG_PARAMS(MG_U(a->terminal), MG_B(a->key, 16)), &rows);
	if (mg_i(mg_row(&rows, 0)) != 1)
		tell("lost: the key of an acknowledged %s at terminal %u", op_name[a->op],
			(unsigned)a->terminal);
	find_row(a, &rows);
	if (rows.n != 1) {
		tell("lost: an acknowledged %s of %s (%s %u/%u), found %zu times", op_name[a->op],
			a->shori_no, a->ward, a->number, a->version, rows.n);
		return;
	}
	const struct mg_bytes bytes = mg_row(&rows, 0)->b;
	if (!mg_entry_read(bytes.p, bytes.n, &entry, &err) || entry.action != action_of[a->op] ||
		entry.result != MG_OK)
		tell("another act's entry stands at an acknowledged %s", op_name[a->op]);
	if (a->entry && (a->entry_n != bytes.n || memcmp(a->entry, bytes.p, bytes.n) != 0))
		tell("the entry of an acknowledged %s is not the one its answer showed",
			op_name[a->op]);
}

/* ---- and nothing beside it ---- */

static const struct mg_stmt_def count_person = {.name = "crash.person",
	.sql = "SELECT (SELECT COUNT(*) FROM madoguchi.receipt WHERE municipality = '271403' AND shori_no = ?),"
	       " (SELECT COALESCE(SUM(row_version), 0) FROM madoguchi.receipt WHERE municipality = '271403' AND shori_no = ?),"
	       " (SELECT COUNT(*) FROM madoguchi.memo WHERE municipality = '271403' AND shori_no = ?),"
	       " (SELECT COUNT(*) FROM madoguchi.memo WHERE municipality = '271403' AND shori_no = ? AND struck_us IS NOT "
	       "NULL)",
	.params = "tttt",
	.columns = "iiii"};

static void judge_subject(const struct subject *s)
{
	struct mg_rows rows;
	const struct mg_value p = MG_T(s->shori_no);
	const uint64_t *k = s->acked;
	const uint64_t told[] = {k[OP_ACQUIRE], k[OP_ACQUIRE] + k[OP_CORRECT] + k[OP_MOVE],
		k[OP_MEMO], k[OP_STRIKE]};
	static const char *const what[] = {"receipts", "steps", "memos", "strikes"};
	ask(&count_person, MG_PARAMS(p, p, p, p), &rows);
	for (size_t i = 0; i < MG_LEN(told); i++)
		if ((uint64_t)mg_i(mg_row(&rows, 0) + i) != told[i])
			tell("%s: %llu %s were acknowledged, %lld stand", s->shori_no,
				(unsigned long long)told[i], what[i],
				(long long)mg_i(mg_row(&rows, 0) + i));
}

/* ---- every entry of a write has its row ---- */

static const struct mg_stmt_def all_entries = {.name = "crash.entries",
	.sql = "SELECT entry FROM madoguchi_log.leaf",
	.params = "",
	.columns = "b"};
static const struct mg_stmt_def all_rows = {.name = "crash.rows",
	.sql = "SELECT log_writer, log_n FROM madoguchi.receipt_step UNION ALL SELECT log_writer, "
	       "log_n FROM"
	       " madoguchi.memo UNION ALL SELECT struck_writer, struck_n FROM madoguchi.memo WHERE "
	       "struck_us IS"
	       " NOT NULL",
	.params = "",
	.columns = "uu"};
struct pair {
	uint64_t writer, n;
};
struct pairs {
	struct pair *items;
	size_t n, cap;
	uint64_t written; /* entries of writes */
};

static int compare(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	return x->writer != y->writer ? (x->writer > y->writer ? 1 : -1)
				      : (x->n > y->n) - (x->n < y->n);
}

static bool keep_pair(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct pairs *p = user;
	(void)columns;
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 1024;
		p->items = realloc(p->items, p->cap * sizeof(*p->items));
	}
	if (!p->items)
		return mg_fail(err, MG_ERR_INTERNAL, "no memory");
	p->items[p->n++] = (struct pair){mg_u(&row[0]), mg_u(&row[1])};
	return true;
}

static bool look_for_row(
	void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct pairs *p = user;
	struct mg_entry e;
	bool writes = false;
	(void)columns;
	if (!mg_entry_read(row[0].b.p, row[0].b.n, &e, err))
		return false;
	for (size_t i = 0; i < OP_MAX; i++)
		writes = writes || (e.action == action_of[i] && e.result == MG_OK);
	if (!writes)
		return true;
	p->written++;
	const struct pair key = {e.writer, e.n};
	if (!bsearch(&key, p->items, p->n, sizeof(key), compare))
		tell("an entry without its row: writer %llu entry %llu",
			(unsigned long long)e.writer, (unsigned long long)e.n);
	return true;
}

static void judge_entries(uint64_t acks)
{
	struct pairs p = {0};
	struct mg_error err = {0};
	struct mg_tx tx;
	mg_tx_begin(&tx, db);
	bool ok = mg_query_each(&tx, &all_rows, MG_NO_PARAMS, keep_pair, &p, &err);
	if (ok && p.n)
		qsort(p.items, p.n, sizeof(*p.items), compare);
	ok = ok && mg_query_each(&tx, &all_entries, MG_NO_PARAMS, look_for_row, &p, &err);
	mg_tx_done(&tx);
	if (!ok)
		tell("the log cannot be read: %s", err.detail);
	if (p.written != acks || p.n != acks)
		tell("%llu writes were acknowledged, %llu entries and %zu rows stand",
			(unsigned long long)acks, (unsigned long long)p.written, p.n);
	free(p.items);
}

/* ---- sql/check, and the witness ---- */

static bool tell_row(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	(void)columns;
	(void)err;
	tell("%s: %s: %s", (const char *)user, mg_s(&row[0]), mg_s(&row[1]));
	return true;
}

static void run_check(const char *path)
{
	static char text[1 << 14];
	const struct mg_stmt_def def = {
		.name = "crash.check", .sql = text, .params = "", .columns = "tt"};
	const char *name = strrchr(path, '/') + 1;
	struct mg_error err = {0};
	struct mg_tx tx;
	FILE *f = fopen(path, "re");
	const size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	if (f)
		fclose(f);
	text[n] = '\0';
	mg_tx_begin(&tx, db);
	if (!n || !mg_query_each(&tx, &def, MG_NO_PARAMS, tell_row, (void *)(uintptr_t)name, &err))
		tell("%s cannot be run: %s", name, err.detail);
	mg_tx_done(&tx);
}

static void run_checks(void)
{
	glob_t all;
	if (glob(MG_SOURCE_DIR "/sql/check/*.sql", 0, NULL, &all) != 0) {
		tell("sql/check is not there");
		return;
	}
	for (size_t i = 0; i < all.gl_pathc; i++)
		run_check(all.gl_pathv[i]);
	globfree(&all);
}

static void run_witness(void)
{
	char line[1200], said[400] = "";
	bool well = false;
	snprintf(line, sizeof(line),
		"'%s/witness/madoguchi-witness' verify --config '%s/witness.conf' 2>&1",
		mg_rig_get("MG_BIN"), mg_rig_get("MG_CITY"));
	FILE *p = popen(line, "re"); /* NOLINT: a program of this tree */
	while (p && fgets(said, sizeof(said), p)) {
		printf("witness: %s", said);
		well = well || strstr(said, "all is well");
	}
	if (!p || pclose(p) != 0 || !well)
		tell("the witness does not say that all is well");
}

int oracle_judge(const struct writer *writers)
{
	db = mg_test_db_open(&counter_superuser);
	mg_arena_init(&memory, 4U << 20);
	for (int w = 0; w < WRITERS; w++) {
		for (size_t i = 0; i < writers[w].n_acks; i++)
			judge_ack(&writers[w].acks[i]);
		for (int i = 0; i < SUBJECTS; i++)
			judge_subject(&writers[w].subject[i]);
	}
	judge_entries(atomic_load(&campaign.acks));
	run_checks();
	run_witness();
	if (atomic_load(&campaign.refused))
		tell("%llu writes were refused that nobody else had touched",
			(unsigned long long)atomic_load(&campaign.refused));
	mg_arena_done(&memory);
	mg_db_freep(&db);
	return wrong;
}
