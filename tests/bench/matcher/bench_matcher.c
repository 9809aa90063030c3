/* SPDX-License-Identifier: Apache-2.0
 * bench_matcher [seconds]: verdicts per second and processor time per verdict with 1 and 2 workers,
 * genuine and foreign touches in turn, two callers per worker. Prints one JSON object. Build it
 * without sanitizers. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "rig.h"

#define PEOPLE 4
#define CALLERS_MAX 4
#define SAMPLES_MAX 100000

static struct mg_enrolment enrolments[PEOPLE];
static uint8_t touches[PEOPLE][MG_SYNTH_PIXELS];

struct run {
	struct rig rig;
	int64_t until_us;
	atomic_uint done;
	atomic_uint wrong;
	uint32_t samples_us[SAMPLES_MAX];
};

static bool prepare(const struct rig *rig)
{
	for (uint64_t i = 0; i < PEOPLE; i++) {
		struct finger f = finger_of(1000 + i);
		const bool ok = f.master && finger_enrol(rig, &f, &enrolments[i], NULL) &&
				enrolments[i].done;
		(void)finger_press(&f, 10, touches[i]);
		finger_done(&f);
		if (!ok)
			return false;
	}
	return true;
}

static void *call(void *arg)
{
	struct run *run = arg;
	for (unsigned i = 0; mg_mono_us(&mg_clock_system) < run->until_us; i++) {
		const unsigned person = i / 2 % PEOPLE, touch = (person + i % 2) % PEOPLE;
		const struct mg_bytes t = {
			enrolments[person].template, enrolments[person].template_n};
		const struct mg_finger_image image = {
			MG_SYNTH_WIDTH, MG_SYNTH_HEIGHT, touches[touch]};
		enum mg_match match;
		const int64_t since_us = mg_mono_us(&mg_clock_system);
		const bool ok =
			mg_matcher_verify(run->rig.client, &image, &t, 1, 30000, &match, NULL);
		const unsigned n = atomic_fetch_add(&run->done, 1);
		if (n < SAMPLES_MAX)
			run->samples_us[n] = (uint32_t)(mg_mono_us(&mg_clock_system) - since_us);
		if (!ok || match != (person == touch ? MG_MATCH_YES : MG_MATCH_NO))
			atomic_fetch_add(&run->wrong, 1);
	}
	return NULL;
}

/* Processor time in ms of a process and, for the supervisor, of workers that have ended. */
static double cpu_ms(pid_t pid)
{
	char path[64], line[1024] = "";
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *file = fopen(path, "r");
	if (!file)
		return 0;
	const bool got = fgets(line, sizeof(line), file) != NULL;
	fclose(file);
	const char *p = got ? strrchr(line, ')') : NULL;
	unsigned long own, kernel;
	long children, children_kernel;
	if (!p || sscanf(p, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &own,
			  &kernel, &children, &children_kernel) != 4)
		return 0;
	return (double)(own + kernel + (unsigned long)(children + children_kernel)) * 1000.0 /
	       (double)sysconf(_SC_CLK_TCK);
}

static double cpu_of_all(const struct rig *rig)
{
	pid_t workers[64];
	const size_t n = rig_workers(rig, workers, MG_LEN(workers));
	double sum = cpu_ms(rig->pid);
	for (size_t i = 0; i < n; i++)
		sum += cpu_ms(workers[i]);
	return sum;
}

static int by_value(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static bool measure(unsigned workers, unsigned seconds)
{
	static struct run run;
	memset(&run, 0, sizeof(run));
	char count[8];
	snprintf(count, sizeof(count), "%u", workers);
	const char *const arguments[] = {"--workers", count, NULL};
	if (!rig_start(&run.rig, arguments, workers) || !prepare(&run.rig))
		return false;
	const double cpu_before_ms = cpu_of_all(&run.rig);
	const int64_t since_us = mg_mono_us(&mg_clock_system);
	run.until_us = since_us + (int64_t)seconds * 1000000;
	pthread_t threads[CALLERS_MAX];
	for (unsigned i = 0; i < 2 * workers; i++)
		if (pthread_create(&threads[i], NULL, call, &run) != 0)
			return false;
	for (unsigned i = 0; i < 2 * workers; i++)
		pthread_join(threads[i], NULL);
	const double wall_s = (double)(mg_mono_us(&mg_clock_system) - since_us) / 1e6;
	const double cpu = cpu_of_all(&run.rig) - cpu_before_ms;
	const unsigned n = run.done < SAMPLES_MAX ? run.done : SAMPLES_MAX;
	if (n == 0)
		return false;
	qsort(run.samples_us, n, sizeof(run.samples_us[0]), by_value);
	const struct mg_matcher_status status = rig_status(&run.rig);
	printf("{\"workers\": %u, \"callers\": %u, \"verdicts\": %u, \"wrong\": %u, "
	       "\"per_second\": %.1f, "
	       "\"cpu_ms_per_verdict\": %.1f, \"p50_ms\": %.1f, \"p99_ms\": %.1f, "
	       "\"workers_started\": %u, \"workers_died\": %u}",
		workers, 2 * workers, run.done, run.wrong, run.done / wall_s, cpu / run.done,
		run.samples_us[n / 2] / 1000.0, run.samples_us[n * 99 / 100] / 1000.0,
		status.workers_started, status.workers_died);
	return rig_stop(&run.rig) == 0 && run.wrong == 0;
}

int main(int argc, char **argv)
{
	const unsigned seconds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 5;
	printf("{\"bench\": \"matcher\", \"seconds\": %u, \"runs\": [", seconds);
	bool ok = seconds > 0 && measure(1, seconds);
	printf(", ");
	ok = ok && measure(2, seconds);
	printf("]}\n");
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
