/* SPDX-License-Identifier: Apache-2.0 */
#include "load.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES_MAX 400000U

struct runner {
	const struct mg_load *load;
	unsigned number;
	double *samples; /* ms */
	size_t n;
	uint64_t failed;
	atomic_bool *stop;
	atomic_uint_fast64_t *next;
	pthread_t thread;
};

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double mg_load_cpu_s(int pid)
{
	char path[64], text[1024] = "";
	unsigned long user = 0, system = 0;
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *f = fopen(path, "re");
	if (!f)
		return 0;
	size_t n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	const char *behind = strrchr(text, ')'); /* the name may hold anything */
	if (!behind || sscanf(behind, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
			       &user, &system) != 2)
		return 0;
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

double mg_load_rss_mib(int pid)
{
	char path[64];
	unsigned long pages = 0;
	snprintf(path, sizeof(path), "/proc/%d/statm", pid);
	FILE *f = fopen(path, "re");
	if (!f)
		return 0;
	if (fscanf(f, "%*u %lu", &pages) != 1)
		pages = 0;
	fclose(f);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576.0;
}

static double all_cpu_s(const struct mg_load *load)
{
	double sum = 0;
	for (int i = 0; i < MG_LOAD_PROCESSES && load->pids[i]; i++)
		sum += mg_load_cpu_s(load->pids[i]);
	if (load->count_own_cpu) {
		struct timespec t;
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
		sum += (double)t.tv_sec + (double)t.tv_nsec / 1e9;
	}
	return sum;
}

static void *run(void *user)
{
	struct runner *r = user;
	void *state = r->load->begin ? r->load->begin(r->load->user, r->number) : NULL;
	while (!atomic_load(r->stop) && r->n < SAMPLES_MAX) {
		double from = now_s();
		if (!r->load->act(r->load->user, state, atomic_fetch_add(r->next, 1)))
			r->failed++;
		r->samples[r->n++] = (now_s() - from) * 1000;
	}
	if (r->load->end)
		r->load->end(r->load->user, state);
	return NULL;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void summarise(struct runner *runners, unsigned n, double seconds, double cpu_s,
	struct mg_load_result *ret)
{
	size_t total = 0;
	for (unsigned i = 0; i < n; i++) {
		total += runners[i].n;
		ret->failed += runners[i].failed;
	}
	double *all = malloc((total + 1) * sizeof(*all));
	size_t at = 0;
	for (unsigned i = 0; all && i < n; i++) {
		memcpy(all + at, runners[i].samples, runners[i].n * sizeof(*all));
		at += runners[i].n;
	}
	if (!all || !total) {
		free(all);
		return;
	}
	qsort(all, total, sizeof(*all), ascending);
	ret->done = total;
	ret->per_s = (double)total / seconds;
	ret->p50_ms = all[total / 2];
	ret->p99_ms = all[total * 99 / 100];
	ret->max_ms = all[total - 1];
	ret->cpu_us = cpu_s * 1e6 / (double)total;
	free(all);
}

struct mg_load_result mg_load_run(const struct mg_load *load)
{
	struct mg_load_result result = {0};
	struct runner *runners = calloc(load->threads, sizeof(*runners));
	atomic_bool stop = false;
	atomic_uint_fast64_t next = 0;
	if (!runners)
		abort();
	double cpu_from = all_cpu_s(load), from = now_s();
	for (unsigned i = 0; i < load->threads; i++) {
		runners[i] = (struct runner){.load = load,
			.number = i,
			.stop = &stop,
			.next = &next,
			.samples = malloc(SAMPLES_MAX * sizeof(double))};
		if (!runners[i].samples ||
			pthread_create(&runners[i].thread, NULL, run, &runners[i]) != 0)
			abort();
	}
	usleep((useconds_t)(load->seconds * 1e6));
	atomic_store(&stop, true);
	for (unsigned i = 0; i < load->threads; i++)
		pthread_join(runners[i].thread, NULL);
	summarise(runners, load->threads, now_s() - from, all_cpu_s(load) - cpu_from, &result);
	for (unsigned i = 0; i < load->threads; i++)
		free(runners[i].samples);
	free(runners);
	return result;
}

void mg_load_print(
	const char *path, const char *what, unsigned clients, const struct mg_load_result *r)
{
	printf("%-28s %3u clients %9.0f/s  p50 %8.2f ms  p99 %8.2f ms  CPU %7.0f us%s\n", what,
		clients, r->per_s, r->p50_ms, r->p99_ms, r->cpu_us, r->failed ? "  FAILURES" : "");
	fflush(stdout);
	FILE *f = fopen(path, "ae");
	if (!f)
		return;
	fprintf(f,
		"{\"what\": \"%s\", \"clients\": %u, \"per_s\": %.1f, \"p50_ms\": %.3f, "
		"\"p99_ms\": %.3f, \"max_ms\": %.3f,"
		" \"cpu_us\": %.1f, \"done\": %llu, \"failed\": %llu}\n",
		what, clients, r->per_s, r->p50_ms, r->p99_ms, r->max_ms, r->cpu_us,
		(unsigned long long)r->done, (unsigned long long)r->failed);
	fclose(f);
}

void mg_load_note(
	const char *path, const char *what, const char *of, unsigned clients, double value)
{
	char at[32] = "";
	if (clients)
		snprintf(at, sizeof(at), " at %u", clients);
	printf("  %s%s%s%s: %.2f\n", what, *of ? ", " : "", of, at, value);
	fflush(stdout);
	FILE *f = fopen(path, "ae");
	if (!f)
		return;
	fprintf(f, "{\"what\": \"%s\", \"of\": \"%s\", \"clients\": %u, \"value\": %.4f}\n", what,
		of, clients, value);
	fclose(f);
}
