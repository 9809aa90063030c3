/* SPDX-License-Identifier: Apache-2.0
 * Milliseconds a page, drawn in this process with warm fonts; writes the papers when a folder is
 * given, to be looked at. bench_paper [FOLDER [SOCKET]]: with the draw socket of a madoguchi-paper
 * also from request to PDF. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "base/clock.h"
#include "paper/client.h"
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
	const int rounds = description.n > 500000 ? 3 : 20;
	int64_t best = INT64_MAX, sum = 0;
	size_t n = 0;
	unsigned pages = 0;
	for (int i = 0; i < rounds; i++) {
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
		pages, n, (double)sum / rounds / 1000, (double)best / 1000,
		(double)sum / rounds / 1000 / pages);
}

static int compare(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* As a counter asks: one after the other, and `pause_ms` between. */
static void measure_workers(const char *socket, long pause_ms)
{
	enum { ROUNDS = 60 };
	struct mg_paper_client *client;
	struct mg_error err = {0};
	struct mg_arena arena;
	int64_t took[ROUNDS];
	mg_arena_init(&arena, 64U << 20);
	if (!mg_paper_client_new(socket, "", &client, &err))
		exit(1);
	const struct mg_bytes slip = sample_describe_slip(&sample_slip);
	for (int i = 0; i < ROUNDS; i++) {
		struct mg_bytes pdf;
		unsigned pages;
		nanosleep(&(struct timespec){.tv_nsec = pause_ms * 1000000}, NULL);
		const int64_t t = mg_mono_us(&mg_clock_system);
		mg_arena_reset(&arena);
		if (!mg_paper_client_draw(client, slip, 20000, &arena, &pdf, &pages, &err)) {
			fprintf(stderr, "%s\n", err.detail);
			exit(1);
		}
		took[i] = mg_mono_us(&mg_clock_system) - t;
	}
	qsort(took, ROUNDS, sizeof(*took), compare);
	printf("a slip from request to PDF, %3ld ms between: p50 %6.2f ms  p95 %6.2f ms\n",
		pause_ms, (double)took[ROUNDS / 2] / 1000, (double)took[ROUNDS * 95 / 100] / 1000);
	mg_paper_client_free(client);
	mg_arena_done(&arena);
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
	if (argc > 2) {
		measure_workers(argv[2], 0);
		measure_workers(argv[2], 200);
	}
	return 0;
}
