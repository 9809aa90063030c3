/* SPDX-License-Identifier: Apache-2.0
 * kill -9 of every program at any moment, one or two at a time, and a clock that is set back. The
 * database loses with its process what no fsync has covered, as in a power cut. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "campaign.h"
#include "proxy.h"
#include "unsynced.h"

/* In the order in which they are started again. */
enum victim { DATABASE, MATCHER, SEQUENCER, SERVER };
static const char *const names[] = {"database", "matcher", "sequencer", "server"};
static uint64_t seed;

static void wait_ms(uint64_t ms)
{
	nanosleep(&(struct timespec){(time_t)(ms / 1000), (long)(ms % 1000) * 1000000}, NULL);
}

static const char *in_demo(const char *format, const char *name)
{
	static char path[600];
	char file[80];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(file, sizeof(file), format, name);
#pragma GCC diagnostic pop
	snprintf(path, sizeof(path), "%s/%s", getenv("MG_DEMO_DIR"), file);
	return path;
}

static int pid_of(enum victim v)
{
	int pid = 0;
	FILE *f = fopen(in_demo("run/%s.pid", names[v]), "re");
	if (f && fscanf(f, "%d", &pid) != 1)
		pid = 0;
	if (f)
		fclose(f);
	return pid;
}

static bool is_there(int pid)
{
	char stat[64];
	snprintf(stat, sizeof(stat), "/proc/%d/fd/0",
		pid); /* gone with the process, zombie or not */
	return access(stat, F_OK) == 0;
}

static void kill_it(enum victim v)
{
	const int pid = pid_of(v);
	if (pid <= 1)
		return;
	kill(pid, SIGKILL);
	for (int i = 0; i < 2000 && is_there(pid); i++)
		wait_ms(5);
	atomic_fetch_add(&campaign.kills[v], 1);
	if (v != DATABASE)
		return;
	const int64_t undone = unsynced_undo(getenv("MG_FAULT_UNSYNCED"));
	if (undone < 0) {
		fprintf(stderr, "faults: a journal of the database cannot be read\n");
		exit(1);
	}
	campaign.undone += (uint64_t)undone;
}

static void read_port(void)
{
	int port = 0;
	FILE *f = fopen(in_demo("log/%s.out", "server"), "re");
	if (f && fscanf(f, "ready %d", &port) == 1)
		proxy_to(port);
	if (f)
		fclose(f);
}

static void start_again(enum victim v)
{
	char line[700];
	snprintf(line, sizeof(line), "%s/tests/fault/again %s", MG_SOURCE_DIR, names[v]);
	for (int i = 0; i < 5; i++) {
		if (system(line) == 0) { /* NOLINT: a script of this tree */
			if (v == SERVER)
				read_port();
			return;
		}
		wait_ms(500);
	}
	fprintf(stderr, "faults: %s does not start again\n", names[v]);
	if (!getenv("MG_FAULT_CONTROL"))
		exit(1);
}

/* What is not answered when the writers have what they want is answered in peace. */
bool campaign_has_all(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return atomic_load(&campaign.acks) >= campaign.wanted ||
		(campaign.until_s && t.tv_sec >= campaign.until_s);
}

/* The server dies in a COMMIT at its own moments (preload.c). */
static void wait_and_mend(uint64_t ms)
{
	for (uint64_t waited = 0; waited < ms && !campaign_has_all(); waited += 50) {
		wait_ms(50);
		if (!is_there(pid_of(SERVER)))
			start_again(SERVER);
	}
}

/* The matcher is killed while somebody's finger is judged, if anybody comes. */
static void wait_for_login(void)
{
	for (int i = 0; i < 300 && atomic_load(&campaign.logging_in) == 0; i++)
		wait_ms(10);
	wait_ms(campaign_random(&seed, 250));
}

/* Up to 25 seconds back (30 before its beginning a session would be over), never across midnight in
 * Japan: the day of a form is another matter. */
static void set_clock(void)
{
	const int64_t back_s = (int64_t)campaign_random(&seed, 26);
	const int64_t of_day_s = ((int64_t)time(NULL) + 9 * 3600) % 86400;
	if (of_day_s < 120)
		return;
	campaign.steps_back += -back_s * 1000000 < campaign.page->shift_us;
	__atomic_store_n(&campaign.page->shift_us, -back_s * 1000000, __ATOMIC_RELAXED);
}

void *faults_run(void *user)
{
	(void)user;
	seed = (uint64_t)time(NULL);
	unsigned long long told = 0;
	time_t at = time(NULL);
	const char *control = getenv("MG_FAULT_CONTROL");
	const char *pause = getenv("MG_FAULT_PAUSE_MS");
	const uint64_t pause_ms = pause && atoi(pause) > 0 ? (uint64_t)atoi(pause) : 2500;
	const bool only_database = control && strcmp(control, "flush") == 0;
	while (!campaign_has_all()) {
		bool dead[4] = {false};
		wait_and_mend(200 + campaign_random(&seed, pause_ms));
		const uint64_t weights[] = {
			DATABASE, DATABASE, MATCHER, SEQUENCER, SERVER, SERVER, SERVER};
		dead[only_database ? DATABASE : weights[campaign_random(&seed, MG_LEN(weights))]] =
			true;
		if (!only_database && campaign_random(&seed, 4) == 0)
			dead[weights[campaign_random(&seed, MG_LEN(weights))]] = true;
		if (dead[MATCHER])
			wait_for_login();
		for (int v = DATABASE; v <= SERVER; v++)
			if (dead[v])
				kill_it((enum victim)v);
		wait_ms(campaign_random(&seed, 400));
		for (int v = DATABASE; v <= SERVER; v++)
			if (dead[v])
				start_again((enum victim)v);
		if (campaign_random(&seed, 2))
			set_clock();
		const unsigned long long acks = atomic_load(&campaign.acks);
		if (acks / 500 != told / 500 || time(NULL) - at >= 10) {
			printf("  %llu acknowledged, %llu retries\n", acks,
				(unsigned long long)atomic_load(&campaign.retries));
			told = acks, at = time(NULL);
		}
	}
	atomic_store(&campaign.page->one_of, 0);
	while (!atomic_load(&campaign.over)) { /* who died in the last COMMIT */
		wait_ms(50);
		if (!is_there(pid_of(SERVER)))
			start_again(SERVER);
	}
	return NULL;
}

void faults_end(void)
{
	__atomic_store_n(&campaign.page->shift_us, 0, __ATOMIC_RELAXED);
	atomic_store(&campaign.page->one_of, 0);
	for (int v = DATABASE; v <= SERVER; v++)
		if (v != DATABASE) /* what runs is left alone by the script */
			start_again((enum victim)v);
}
