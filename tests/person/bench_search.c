/* SPDX-License-Identifier: Apache-2.0
 * What searching costs where nothing but the handlers and the database works: bench_search FILE.J01
 * [CLIENTS]. Each client is a process with its own connection; every call is a transaction with its
 * log entry, as at the gate. Prints, by sort of text, milliseconds at the median and at 99 of 100,
 * and the processor time of the client and of the database a call. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "bureau.h"
#include "load.h"
#include "madoguchi/v1/person.pb-c.h"
#include "rpc/check.h"
#include "rpc/notes.h"

#define CALLS 300U
#define CLIENTS_MAX 64U

static const struct {
	const char *what;
	const char *texts[6];
} SORTS[] = {
	{"one kana", {"ヤ", "タ", "イ", "オ", "サ", "ナ"}},
	{"two kana", {"ヤマ", "ナカ", "マツ", "サト", "スズ", "コバ"}},
	{"three kana", {"サトウ", "スズキ", "タナカ", "ヤマダ", "イトウ", "ワタナ"}},
	{"kana, name divided",
		{"サトウ ハ", "スズキ タ", "タナカ ユ", "ヤマダ ア", "イトウ マ", "ワタナベ サ"}},
	{"one kana, name divided",
		{"ヤ ンン", "タ ハナ", "イ ケン", "オ マリ", "サ ユウ", "ナ トモ"}},
	{"kanji", {"佐藤", "鈴木", "田中", "山田", "山本", "渡辺"}},
	{"kanji and kana", {"佐藤 ハ", "鈴木 タ", "田中 ユ", "山田 ア", "山本 マ", "渡辺 サ"}},
	{"birth", {"S54.5.14", "H6.1.1", "19790514", "S39", "H6", "S60.3"}},
	{"kana and birth",
		{"ヤ S54.5.14", "サトウ S39", "タナカ H6.1", "ヤ H6", "イトウ S60.3", "ス S50"}},
	{"address", {"百舌鳥", "日置荘", "白鷺町", "浜寺諏訪森町", "百舌鳥梅町1", "白鷺町2-1"}},
	{"number", {"4195", "3200", "0000000100", "0000012345", "0845", "419512"}},
};

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Processor time of the database, all its threads. */
static double database_seconds(void)
{
	static clockid_t clock;
	if (!clock) {
		char path[300];
		snprintf(path, sizeof(path), "%.*s/pid",
			(int)(strrchr(mg_bureau.superuser->socket, '/') -
				mg_bureau.superuser->socket),
			mg_bureau.superuser->socket);
		FILE *f = fopen(path, "re");
		int pid = 0;
		if (!f || fscanf(f, "%d", &pid) != 1 || clock_getcpuclockid(pid, &clock) != 0) {
			fprintf(stderr, "bench_search: whose database is it?\n");
			exit(1);
		}
		fclose(f);
	}
	return seconds(clock);
}

struct client {
	size_t sort;
	unsigned number;
	double *ms; /* CALLS of them, shared */
};

static bool ask(struct mg_call *call, const char *text, struct mg_error *err)
{
	Pb__PersonSearchRequest in = PB__PERSON_SEARCH_REQUEST__INIT;
	Pb__PersonSearchReply out = PB__PERSON_SEARCH_REPLY__INIT;
	in.text = (char *)(uintptr_t)text;
	if (!mg_Person_search(call, &in, &out, err))
		return false;
	const size_t n = protobuf_c_message_get_packed_size(&out.base);
	uint8_t *bytes = mg_arena_alloc(call->arena, n);
	return bytes && protobuf_c_message_pack(&out.base, bytes) == n;
}

static bool work(struct mg_call *call, void *user, struct mg_error *err)
{
	const struct client *c = user;
	for (unsigned i = 0; i < CALLS; i++) {
		const double before = seconds(CLOCK_MONOTONIC);
		mg_arena_reset(call->arena);
		if (!ask(call, SORTS[c->sort].texts[(i + c->number) % 6], err) ||
			!mg_job_commit(call, err) || !mg_job_begin(call, err))
			return false;
		c->ms[i] = (seconds(CLOCK_MONOTONIC) - before) * 1000;
	}
	return true;
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void measure(size_t sort, unsigned clients, double *ms)
{
	const double database = database_seconds(), wall = seconds(CLOCK_MONOTONIC);
	double own = 0;
	double *cpu = ms + CLIENTS_MAX * CALLS; /* shared, too */
	for (unsigned i = 0; i < clients; i++) {
		if (fork() != 0)
			continue;
		struct client c = {.sort = sort, .number = i, .ms = ms + i * CALLS};
		struct mg_error err = {0};
		const double before = seconds(CLOCK_PROCESS_CPUTIME_ID);
		if (!mg_bureau_run("mg_app", work, &c, &err)) {
			fprintf(stderr, "bench_search: %s\n", err.detail);
			_exit(1);
		}
		cpu[i] = seconds(CLOCK_PROCESS_CPUTIME_ID) - before;
		_exit(0);
	}
	for (unsigned i = 0; i < clients; i++) {
		int status;
		if (wait(&status) < 0 || status != 0)
			exit(1);
	}
	const size_t n = clients * CALLS;
	for (unsigned i = 0; i < clients; i++)
		own += cpu[i];
	qsort(ms, n, sizeof(*ms), compare);
	printf("%-24s %2u clients: %6.2f ms, 99 of 100 %6.2f ms, %5.0f/s; a call %5.0f us of the "
	       "client's, %5.0f us of the database's"
	       " processor\n",
		SORTS[sort].what, clients, ms[n / 2], ms[n * 99 / 100],
		(double)n / (seconds(CLOCK_MONOTONIC) - wall), own * 1e6 / (double)n,
		(database_seconds() - database) * 1e6 / (double)n);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const unsigned clients = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 8;
	if (argc < 2 || clients < 1 || clients > CLIENTS_MAX) {
		fprintf(stderr, "usage: bench_search FILE.J01 [CLIENTS]\n");
		return 2;
	}
	double *ms = mmap(NULL, CLIENTS_MAX * (CALLS + 1) * sizeof(*ms), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (ms == MAP_FAILED)
		return 1;
	mg_bureau_open("bench_search");
	printf("%zu persons\n", mg_load_j01(argv[1], MG_PERSON_WRITE_MAX).persons);
	mg_test_db_sql(mg_bureau.superuser, "ANALYZE TABLE madoguchi.person_search");
	for (size_t i = 0; i < sizeof(SORTS) / sizeof(*SORTS); i++) {
		measure(i, 1, ms);
		measure(i, clients, ms);
	}
	mg_bureau_close();
	return 0;
}
