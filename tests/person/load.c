/* SPDX-License-Identifier: Apache-2.0 */
#include "load.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "bureau.h"
#include "exchange/j01_format.h"

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void die(const char *what, const char *detail)
{
	fprintf(stderr, "load: %s %s\n", what, detail);
	exit(1);
}

static bool read_file(void *context, void *ret, size_t cap, size_t *ret_n, struct mg_error *err)
{
	(void)err;
	*ret_n = fread(ret, 1, cap, context);
	return !ferror(context);
}

struct batch {
	struct mg_arena arena;
	struct mg_person_change change[MG_PERSON_WRITE_MAX];
	size_t n;
	size_t at;
	struct mg_person_written written;
};

static struct mg_text keep(struct batch *b, struct mg_text t)
{
	return (struct mg_text){t.n ? mg_arena_memdup(&b->arena, t.s, t.n) : "", t.n};
}

static void add(struct batch *b, const struct mg_j01_record *r)
{
	struct mg_text *values = mg_arena_calloc(&b->arena, MG_JUKI_N, sizeof(*values));
	for (size_t i = 0; i < MG_JUKI_N; i++)
		values[i] = keep(b, r->field[i]);
	b->change[b->n++] = (struct mg_person_change){.op = (char)r->op, .shori_no = keep(b, r->shori_no).s,
		.my_number = keep(b, r->my_number), .juki = values};
}

static bool write_batch(struct mg_call *call, void *user, struct mg_error *err)
{
	struct batch *b = user;
	return mg_person_write(call, "J01 measured", b->change, b->n, &b->written, &b->at, err);
}

struct load {
	struct mg_frame_reader reader;
	struct batch *batch;
	struct mg_load_figures figures;
	size_t size;
	bool more;
};

/* All batches in one job, as the import does: one connection, a transaction each. */
static bool load_all(struct mg_call *call, void *user, struct mg_error *err)
{
	struct load *l = user;
	while (l->more) {
		const double before = seconds(CLOCK_MONOTONIC);
		l->batch->n = 0;
		mg_arena_reset(&l->batch->arena);
		while (l->batch->n < l->size) {
			struct mg_j01_record record;
			struct mg_import_fault fault;
			const enum mg_frame_event event = mg_frame_next(&l->reader, err);
			if (event == MG_FRAME_HEADER)
				continue;
			l->more = event == MG_FRAME_DATA;
			if (!l->more)
				break;
			if (!mg_j01_read(&l->reader.data, &record, &fault))
				die("a line is refused", "");
			add(l->batch, &record);
		}
		const double between = seconds(CLOCK_MONOTONIC);
		if (l->batch->n && (!write_batch(call, l->batch, err) || !mg_job_commit(call, err) || !mg_job_begin(call, err)))
			return false;
		l->figures.read_s += between - before;
		l->figures.write_s += seconds(CLOCK_MONOTONIC) - between;
		l->figures.persons += l->batch->n;
	}
	return true;
}

struct mg_load_figures mg_load_j01(const char *path, size_t batch)
{
	struct load l = {.size = batch, .more = true, .batch = calloc(1, sizeof(*l.batch))};
	struct mg_error err = {0};
	FILE *f = fopen(path, "re");
	if (!f || !l.batch || !mg_frame_open(&l.reader, &mg_j01_layout, MG_BUREAU_CITY, read_file, f))
		die("cannot read", path);
	mg_arena_init(&l.batch->arena, (size_t)64 << 20);
	const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	if (!mg_bureau_run("mg_import", load_all, &l, &err))
		die("refused:", err.detail);
	l.figures.own_cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	mg_frame_done(&l.reader);
	fclose(f);
	mg_arena_done(&l.batch->arena);
	free(l.batch);
	return l.figures;
}
