/* SPDX-License-Identifier: Apache-2.0
 * Milliseconds a page, drawn in this process with warm fonts; writes the papers when a folder is
 * given, to be looked at. bench_paper [FOLDER] */
#include <stdio.h>
#include <stdlib.h>
#include "base/clock.h"
#include "paper/paper_draw.h"
#include "samples.h"

static void write_file(const char *folder, const char *name, const uint8_t *pdf, size_t n)
{
	char path[600];
	snprintf(path, sizeof(path), "%s/%s.pdf", folder, name);
	FILE *f = fopen(path, "we");
	if (!f || fwrite(pdf, 1, n, f) != n || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

static void measure(struct mg_paper_drawer *d, const char *name, struct mg_bytes description,
	const char *folder)
{
	enum { ROUNDS = 20 };
	int64_t best = INT64_MAX, sum = 0;
	size_t n = 0;
	unsigned pages = 0;
	for (int i = 0; i < ROUNDS; i++) {
		struct mg_error err = {0};
		uint8_t *pdf;
		const int64_t t = mg_mono_us(&mg_clock_system);
		if (!mg_paper_draw(d, description, &pdf, &n, &pages, &err)) {
			fprintf(stderr, "%s: %s\n", name, err.detail);
			exit(1);
		}
		const int64_t took = mg_mono_us(&mg_clock_system) - t;
		best = took < best ? took : best;
		sum += took;
		if (folder && i == 0)
			write_file(folder, name, pdf, n);
		free(pdf);
	}
	printf("%-12s %3u pages %7zu bytes  mean %6.2f ms  best %6.2f ms  a page %6.2f ms\n", name,
		pages, n, (double)sum / ROUNDS / 1000, (double)best / 1000,
		(double)sum / ROUNDS / 1000 / pages);
}

int main(int argc, char **argv)
{
	struct mg_error err = {0};
	struct mg_paper_drawer *d;
	const char *folder = argc > 1 ? argv[1] : NULL;
	const int64_t t = mg_mono_us(&mg_clock_system);
	if (!mg_paper_drawer_new(&d, &err)) {
		fprintf(stderr, "%s\n", err.detail);
		return 1;
	}
	printf("fonts ready after %.1f ms\n", (double)(mg_mono_us(&mg_clock_system) - t) / 1000);
	measure(d, "slip", sample_describe_slip(&sample_slip), folder);
	struct mg_paper_check_list list = sample_list(12, true);
	measure(d, "list", sample_describe_list(&list), folder);
	list = sample_list(400, false);
	measure(d, "long-list", sample_describe_list(&list), folder);
	mg_paper_drawer_free(d);
	return 0;
}
