/* SPDX-License-Identifier: Apache-2.0
 * What the whole import costs, the real job on a real database: bench_import FILE.J01 [NEXT.J01 …],
 * numbered from 1. Prints a JSON line a file; rows_per_s counts from the file's discovery until its
 * last row is posted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>
#include "import_rig.h"

static double own_cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void copy(const char *from, const char *name)
{
	static char piece[1 << 20];
	char path[800];
	size_t n;
	snprintf(path, sizeof(path), "%s/%s", rig_inbox(), name);
	FILE *in = fopen(from, "re"), *out = fopen(path, "we");
	if (!in || !out) {
		fprintf(stderr, "bench_import: cannot copy %s\n", from);
		exit(1);
	}
	while ((n = fread(piece, 1, sizeof(piece), in)) > 0)
		fwrite(piece, 1, n, out);
	fclose(in);
	if (fclose(out) != 0)
		exit(1);
}

static double of_last_run(const char *what)
{
	char sql[200];
	snprintf(sql, sizeof(sql),
		"SELECT %s FROM madoguchi.import_run ORDER BY run_id DESC LIMIT 1", what);
	return (double)rig_number(sql);
}

static void measure(const char *path, int number)
{
	char name[40];
	struct mg_error err = {0};
	snprintf(name, sizeof(name), "J01-%04d.csv", number);
	copy(path, name);
	const double start_us = (double)mg_now_us(&mg_clock_system), cpu = own_cpu();
	const bool ok = rig_run(NULL, &err);
	const double all_s = ((double)mg_now_us(&mg_clock_system) - start_us) / 1e6;
	if (!ok || of_last_run("state = 'posted'") != 1) {
		char refusal[200];
		rig_text("SELECT COALESCE(refusal_text, state) FROM madoguchi.import_run ORDER BY "
			 "run_id DESC LIMIT 1",
			refusal, sizeof(refusal));
		fprintf(stderr, "bench_import: %s: %s %s\n", path, err.detail, refusal);
		exit(1);
	}
	const double rows = of_last_run("posted"),
		     checked_s = (of_last_run("checked_us") - start_us) / 1e6,
		     posted_s = (of_last_run("finished_us") - start_us) / 1e6;
	printf("{\"what\": \"import\", \"file\": %d, \"rows\": %.0f, \"rows_per_s\": %.0f, "
	       "\"check_s\": %.2f, \"post_s\": %.2f,"
	       " \"clear_s\": %.2f, \"own_cpu_us_per_row\": %.1f}\n",
		number, rows, rows / posted_s, checked_s, posted_s - checked_s, all_s - posted_s,
		(own_cpu() - cpu) * 1e6 / rows);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: bench_import FILE.J01 [NEXT.J01 ...]\n");
		return 2;
	}
	rig_open("bench_import");
	mg_bureau.shared.clock = &mg_clock_system;
	for (int i = 1; i < argc; i++)
		measure(argv[i], i);
	rig_close();
	return 0;
}
