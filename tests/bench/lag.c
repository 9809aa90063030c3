/* SPDX-License-Identifier: Apache-2.0 */
#include "lag.h"
#include <stdio.h>
#include <stdlib.h>
#include "db/db.h"
#include "load.h"
#include "rig.h"

/* Bytes 8 to 15 of an entry are its instant (wire/entry.h). Checkpoints are made at the end of a
 * batch, so the first one larger than a run's last index covers the whole run. */
static const struct mg_stmt_def waits = {.name = "bench.waits",
	.sql = "SELECT (SELECT c.created_us FROM madoguchi_log.checkpoint c WHERE c.size >= "
	       "r.first_index + r.n_to - r.n_from + 1"
	       "         ORDER BY c.size LIMIT 1),"
	       "       SUBSTRING(l.entry, 8, 8)"
	       " FROM madoguchi_log.run r JOIN madoguchi_log.leaf l ON l.writer = r.writer AND l.n "
	       "BETWEEN r.n_from AND r.n_to"
	       " WHERE r.first_index >= (SELECT COALESCE(MAX(size), 0) FROM "
	       "madoguchi_log.checkpoint WHERE created_us < ?)",
	.params = "i",
	.columns = "ib"};

struct collected {
	double *ms;
	size_t n, cap;
	int64_t from_us;
};

static bool collect(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct collected *c = user;
	struct mg_reader r;
	(void)columns;
	mg_reader_init(&r, row[1].b.p, row[1].b.n);
	int64_t made_us = (int64_t)mg_get_u64(&r);
	if (row[0].kind == MG_VALUE_NULL || made_us < c->from_us)
		return true;
	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 65536;
		c->ms = realloc(c->ms, c->cap * sizeof(*c->ms));
		if (!c->ms)
			return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	}
	c->ms[c->n++] = (double)(mg_i(&row[0]) - made_us) / 1000;
	return true;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

void mg_bench_lag(const char *results, int64_t from_us)
{
	const struct mg_db_config root = {.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	struct collected c = {.from_us = from_us};
	struct mg_error err = {0};
	struct mg_db *db = NULL;
	struct mg_tx tx;
	if (!mg_db_open(&root, &db, &err)) {
		fprintf(stderr, "bench: %s\n", err.detail);
		exit(1);
	}
	mg_tx_begin(&tx, db);
	if (!mg_query_each(&tx, &waits, MG_PARAMS(MG_I(from_us)), collect, &c, &err) || c.n == 0) {
		fprintf(stderr, "bench: lag: %s\n", err.detail);
		exit(1);
	}
	mg_tx_done(&tx);
	mg_db_free(db);
	qsort(c.ms, c.n, sizeof(*c.ms), ascending);
	mg_load_note(results, "checkpoint lag ms", "p50", 0, c.ms[c.n / 2]);
	mg_load_note(results, "checkpoint lag ms", "p99", 0, c.ms[c.n * 99 / 100]);
	mg_load_note(results, "checkpoint lag ms", "longest", 0, c.ms[c.n - 1]);
	mg_load_note(results, "entries under checkpoints", "", 0, (double)c.n);
	free(c.ms);
}
