/* SPDX-License-Identifier: Apache-2.0
 * What recording a notice of acquisition costs: ours beside the same statements replayed raw at 8 clients; at 64 clients
 * beside a durable insert with the processor time of the call burnt before it. The people of tests/bench/run sit in eight
 * offices; a ward's numbers are given one after the other. bench_write RESULTS.json */
#include <mysql.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "counter.h"
#include "load.h"
#include "office.h"
#include "raw.h"
#include "rig.h"

#define CLIENTS_MAX 64
#define PERSONS 60000U
#define RECORDED 3000U
#define SECONDS 6.0

struct city {
	struct mg_rpc_client *client[CLIENTS_MAX + 1];
	uint8_t token[CLIENTS_MAX + 1][32];
	struct mg_bench_caller caller;
	struct mg_bench_office *office;
	int pids[MG_LOAD_PROCESSES], database[MG_LOAD_PROCESSES];
	struct mg_raw *raw;
	double burn_us; /* of the call in the server, without the database */
};
static struct city city;
static char persons[PERSONS][11];
static size_t n_persons;
static uint64_t next_person; /* atomic */
static const char *results;

/* Employed people of working age (第2号), one for each notice. */
static const struct mg_stmt_def draw = {.name = "bench.employed",
	.sql = "SELECT p.shori_no FROM madoguchi.juki_person_ext e JOIN madoguchi.juki_person p USING (municipality, shori_no)"
	       " WHERE e.kokunen_type = '2' AND p.birth_date BETWEEN '1975-01-01' AND '1999-12-31' AND p.shojo_reason IS NULL"
	       " AND NOT EXISTS (SELECT 1 FROM madoguchi.pension_state s WHERE s.municipality = p.municipality"
	       " AND s.shori_no = p.shori_no) ORDER BY RAND(7) LIMIT 60000",
	.params = "",
	.columns = "t"};

static bool one_person(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	(void)user;
	(void)columns;
	(void)err;
	snprintf(persons[n_persons++], sizeof(persons[0]), "%s", mg_s(&row[0]));
	return true;
}

static void draw_persons(void)
{
	const struct mg_db_config root = {.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	struct mg_error err = {0};
	struct mg_db *db;
	struct mg_tx tx;
	bool ok = mg_db_open(&root, &db, &err);
	if (ok) {
		mg_tx_begin(&tx, db);
		ok = mg_query_each(&tx, &draw, MG_NO_PARAMS, one_person, NULL, &err);
		mg_tx_done(&tx);
		mg_db_free(db);
	}
	if (!ok || n_persons < 4 * RECORDED) {
		fprintf(stderr, "bench: %zu persons to record a notice of; a city of 100,000 has enough: %s\n", n_persons, err.detail);
		exit(1);
	}
}

static const char *somebody_new(void)
{
	uint64_t k = __atomic_fetch_add(&next_person, 1, __ATOMIC_RELAXED);
	return k < n_persons ? persons[k] : NULL;
}

/* ---- the acts ---- */

struct clerk {
	unsigned number;
	struct mg_arena arena;
	struct mg_raw_thread *raw;
	MYSQL *mysql;
	MYSQL_STMT *insert;
	uint64_t inserted;
};

static void *begin(void *user, unsigned thread)
{
	struct clerk *c = calloc(1, sizeof(*c));
	(void)user;
	if (!c)
		abort();
	c->number = thread + 1;
	mg_arena_init(&c->arena, 4U << 20);
	return c;
}

static void end(void *user, void *state)
{
	struct clerk *c = state;
	(void)user;
	if (c->raw)
		mg_raw_thread_free(c->raw);
	if (c->insert)
		mysql_stmt_close(c->insert);
	if (c->mysql)
		mysql_close(c->mysql);
	mg_arena_done(&c->arena);
	free(c);
}

static bool record_one(void *user, void *state, uint64_t k)
{
	struct clerk *c = state;
	struct counter_form f;
	struct mg_rpc_result result;
	Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
	uint8_t key[16];
	const char *who = somebody_new();
	(void)user;
	(void)k;
	if (!who || RAND_bytes(key, sizeof(key)) != 1)
		return false;
	counter_form(&f, who);
	in.form = &f.form;
	mg_arena_reset(&c->arena);
	mg_rig_call(city.client[c->number], "Qualification/Acquire", &in, &pb__acquire_reply__descriptor,
		(&(struct mg_rpc_options){.token = city.token[c->number], .key = key}), &c->arena, &result);
	return result.status == 0;
}

static void *begin_raw(void *user, unsigned thread)
{
	struct clerk *c = begin(user, thread);
	c->raw = mg_raw_thread_new(city.raw, mg_rig_get("MG_DB_SOCKET"), thread);
	return c;
}

/* Each recorded call once: then there is nothing left to write. */
static bool replay(void *user, void *state, uint64_t k)
{
	(void)user;
	if (k < mg_raw_calls(city.raw))
		return mg_raw_replay(((struct clerk *)state)->raw, k);
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	return false;
}

static void *begin_insert(void *user, unsigned thread)
{
	static const char sql[] = "INSERT INTO mg_bench.leaf (writer, n, entry) VALUES (?, ?, ?)";
	struct clerk *c = begin(user, thread);
	c->mysql = mysql_init(NULL);
	if (!c->mysql || !mysql_real_connect(c->mysql, NULL, "root", NULL, NULL, 0, mg_rig_get("MG_DB_SOCKET"), 0) ||
		!(c->insert = mysql_stmt_init(c->mysql)) || mysql_stmt_prepare(c->insert, sql, sizeof(sql) - 1) != 0)
		exit(1);
	return c;
}

static bool burn_and_insert(void *user, void *state, uint64_t k)
{
	static char entry[415];
	struct clerk *c = state;
	struct timespec t;
	uint64_t writer = 900000 + c->number;
	MYSQL_BIND bind[3];
	(void)user;
	(void)k;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	const double until = (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3 + city.burn_us;
	do
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	while ((double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3 < until);
	memset(bind, 0, sizeof(bind));
	c->inserted++;
	bind[0] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &writer};
	bind[1] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &c->inserted};
	bind[2] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_BLOB, .buffer = entry, .buffer_length = sizeof(entry)};
	return mysql_stmt_bind_param(c->insert, bind) == 0 && mysql_stmt_execute(c->insert) == 0;
}

/* ---- the comparisons ---- */

static void record_calls(void)
{
	size_t kept = 0;
	city.raw = mg_raw_new();
	while (kept < RECORDED) {
		struct counter_form f;
		Pb__AcquireRequest in = PB__ACQUIRE_REQUEST__INIT;
		uint8_t bytes[1024];
		const char *who = somebody_new();
		if (!who)
			exit(1);
		counter_form(&f, who);
		in.form = &f.form;
		size_t n = pb__acquire_request__pack(&in, bytes);
		mg_raw_record(city.raw, mg_bench_office_worker(city.office)->db);
		bool ok = mg_bench_office_write(city.office, "/madoguchi.v1.Qualification/Acquire", &city.caller,
			(struct mg_bytes){bytes, n});
		if (ok)
			kept++;
		else
			mg_raw_forget_last(city.raw);
	}
	mg_raw_record(city.raw, NULL);
	printf("Qualification/Acquire: %zu calls, %.1f statements each\n", kept, (double)mg_raw_statements(city.raw) / (double)kept);
}

static struct mg_load load_of(unsigned threads, void *(*how)(void *, unsigned), bool (*act)(void *, void *, uint64_t), bool ours)
{
	struct mg_load load = {.threads = threads, .seconds = SECONDS, .begin = how, .act = act, .end = end, .count_own_cpu = !ours};
	memcpy(load.pids, ours ? city.pids : city.database, sizeof(load.pids));
	return load;
}

static void at_eight(void)
{
	struct mg_load ours = load_of(8, begin, record_one, true), raw = load_of(8, begin_raw, replay, false);
	struct mg_load_result r = mg_load_run(&ours);
	raw.seconds = 2.0; /* the recorded calls last that long */
	struct mg_load_result b = mg_load_run(&raw);
	const double asked = (double)b.done;
	b.cpu_us *= asked / (asked - (double)b.failed);
	mg_load_print(results, "record an acquisition", 8, &r);
	mg_load_print(results, "record an acquisition, raw", 8, &b);
	mg_load_note(results, "acquisitions refused", "", 8, (double)r.failed);
	mg_load_note(results, "CPU of ours / raw", "record an acquisition", 8, r.cpu_us / b.cpu_us);
}

static void at_sixty_four(void)
{
	struct mg_load ours = load_of(64, begin, record_one, true), floor = load_of(64, begin_insert, burn_and_insert, false);
	double server_from = mg_load_cpu_s(city.pids[0]);
	struct mg_load_result r = mg_load_run(&ours);
	city.burn_us = (mg_load_cpu_s(city.pids[0]) - server_from) * 1e6 / (double)(r.done ? r.done : 1);
	struct mg_load_result b = mg_load_run(&floor);
	mg_load_print(results, "record an acquisition", 64, &r);
	mg_load_print(results, "durable insert with the call's CPU burnt", 64, &b);
	mg_load_note(results, "acquisitions refused", "", 64, (double)r.failed);
	mg_load_note(results, "burnt for each insert, us", "", 64, city.burn_us);
	mg_load_note(results, "of durable insert + CPU, per cent", "record an acquisition", 64, 100.0 * r.per_s / b.per_s);
}

int main(int argc, char **argv)
{
	if (argc != 2 || !mg_db_library_init()) {
		fprintf(stderr, "usage: MG_ENV=…/env.sh bench_write RESULTS.json\n");
		return 2;
	}
	results = argv[1];
	setvbuf(stdout, NULL, _IOLBF, 0);
	mg_rig_open();
	city.pids[0] = atoi(mg_rig_get("MG_PID_SERVER"));
	city.pids[1] = atoi(mg_rig_get("MG_PID_MATCHER"));
	city.pids[2] = city.database[0] = atoi(mg_rig_get("MG_PID_DATABASE"));
	draw_persons();
	for (int i = 1; i <= CLIENTS_MAX; i++) {
		city.client[i] = mg_rig_connect(i);
		mg_rig_must_login(city.client[i], i, i, city.token[i]);
	}
	mg_hex(city.token[1], 32, city.caller.bearer);
	mg_bench_cert_sha256(mg_rig_get("MG_TERMINAL_1_CERT"), city.caller.cert_sha256);
	city.office = mg_bench_office_open();
	if (!mg_raw_prepare_database(mg_rig_get("MG_DB_SOCKET")))
		return 1;
	record_calls();
	at_eight();
	at_sixty_four();
	mg_bench_office_close(city.office);
	for (int i = 1; i <= CLIENTS_MAX; i++) {
		mg_rig_logout(city.client[i], city.token[i]);
		mg_rpc_client_free(city.client[i]);
	}
	mg_raw_free(city.raw);
	return 0;
}
