/* SPDX-License-Identifier: Apache-2.0
 * What writing persons costs: bench_person FILE.J01 [CHANGES.J01] [BATCH]. Prints rows a second. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bureau.h"
#include "load.h"

static void print(const char *what, const struct mg_load_figures *f)
{
	const double all = f->read_s + f->write_s;
	printf("%s: %zu records in %.2f s = %.0f/s (written alone %.0f/s; own CPU %.1f us a record)\n", what, f->persons, all,
		(double)f->persons / all, (double)f->persons / f->write_s, f->own_cpu_s * 1e6 / (double)f->persons);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: bench_person FILE.J01 [CHANGES.J01] [BATCH]\n");
		return 2;
	}
	const size_t batch = argc > 3 ? strtoul(argv[3], NULL, 10) : MG_PERSON_WRITE_MAX;
	mg_bureau_open("bench_person");
	struct mg_load_figures f = mg_load_j01(argv[1], batch);
	print("inserts", &f);
	if (argc > 2 && strcmp(argv[2], "-") != 0) {
		f = mg_load_j01(argv[2], batch);
		print("changes", &f);
	}
	mg_bureau_close();
	return 0;
}
