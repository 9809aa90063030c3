/* SPDX-License-Identifier: Apache-2.0
 * What a served city costs a clerk: search and open, ours beside the same statements replayed raw
 * in the same run, at 1, 8 and 50 clients; the session check alone; the lag of checkpoints under
 * that load; memory. bench_server RESULTS.json */
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "lag.h"
#include "load.h"
#include "office.h"
#include "raw.h"
#include "rig.h"

#define CLIENTS_MAX 50
#define QUERIES 200U
#define SECONDS 5.0
#define NAME_BYTES 64

static const char *results;

struct city {
	struct mg_rpc_client *client[CLIENTS_MAX + 1];
	uint8_t token[CLIENTS_MAX + 1][32];
	struct mg_bench_caller caller; /* the first clerk, in this process */
	struct mg_bench_office *office;
	int pids[MG_LOAD_PROCESSES];
	int database[MG_LOAD_PROCESSES];
};

/* One kind of call: packed requests, and what the same calls ran. */
struct kind {
	struct city *city;
	const char *path;
	const ProtobufCMessageDescriptor *reply;
	struct mg_bytes request[QUERIES];
	struct mg_raw *raw;
};

static struct mg_bytes packed(const ProtobufCMessage *message)
{
	size_t n = protobuf_c_message_get_packed_size(message);
	uint8_t *bytes = malloc(n + 1);
	if (!bytes)
		abort();
	return (struct mg_bytes){bytes, protobuf_c_message_pack(message, bytes)};
}

/* ---- what is asked for: drawn from the city itself ---- */

static const struct mg_stmt_def draw_names = {.name = "bench.names",
	.sql = "SELECT LEFT(CONVERT(kana_key USING utf8mb4), 2) FROM madoguchi.person_search WHERE "
	       "kind = 1 GROUP BY "
	       "LEFT(CONVERT(kana_key USING utf8mb4), 2)"
	       " HAVING COUNT(*) >= 60 ORDER BY RAND(7) LIMIT 200",
	.params = "",
	.columns = "t"};
static const struct mg_stmt_def draw_persons = {.name = "bench.persons",
	.sql = "SELECT shori_no FROM madoguchi.juki_person ORDER BY RAND(7) LIMIT 200",
	.params = "",
	.columns = "t"};

static size_t draw(const struct mg_stmt_def *def, char ret[QUERIES][NAME_BYTES])
{
	const struct mg_db_config root = {.socket = mg_rig_get("MG_DB_SOCKET"), .user = "root"};
	struct mg_error err = {0};
	struct mg_db *db;
	struct mg_tx tx;
	struct mg_rows rows;
	struct mg_arena arena;
	mg_arena_init(&arena, 1U << 20);
	if (!mg_db_open(&root, &db, &err)) {
		fprintf(stderr, "bench: %s\n", err.detail);
		exit(1);
	}
	mg_tx_begin(&tx, db);
	if (!mg_query(&tx, &arena, def, MG_NO_PARAMS, &rows, &err)) {
		fprintf(stderr, "bench: %s\n", err.detail);
		exit(1);
	}
	for (size_t i = 0; i < rows.n && i < QUERIES; i++)
		snprintf(ret[i], NAME_BYTES, "%s", mg_s(mg_row(&rows, i)));
	size_t n = rows.n;
	mg_tx_done(&tx);
	mg_db_free(db);
	mg_arena_done(&arena);
	return n;
}

static size_t rows_found(struct mg_bytes reply)
{
	Pb__PersonSearchReply *r = pb__person_search_reply__unpack(NULL, reply.n, reply.p);
	size_t n = r ? r->n_rows : 0;
	if (r)
		pb__person_search_reply__free_unpacked(r, NULL);
	return n;
}

/* Takes each call once through the gate in this process and keeps what it ran; searches with fewer
 * than 50 rows are not kept. Fills all places of `kind`. */
static void record(struct kind *kind, char words[QUERIES][NAME_BYTES], size_t n, bool is_search)
{
	size_t kept = 0;
	kind->raw = mg_raw_new();
	for (size_t i = 0; i < n; i++) {
		Pb__PersonSearchRequest search = PB__PERSON_SEARCH_REQUEST__INIT;
		Pb__PersonOpenRequest open = PB__PERSON_OPEN_REQUEST__INIT;
		search.text = open.shori_no = words[i];
		struct mg_bytes request = packed(is_search ? &search.base : &open.base);
		mg_raw_record(kind->raw, mg_bench_office_worker(kind->city->office)->db);
		struct mg_bytes reply = mg_bench_office_call(
			kind->city->office, kind->path, &kind->city->caller, request);
		if (is_search && rows_found(reply) < 50)
			mg_raw_forget_last(kind->raw);
		else
			kind->request[kept++] = request;
	}
	mg_raw_record(kind->raw, NULL);
	if (kept == 0) {
		fprintf(stderr, "bench: nothing to ask for\n");
		exit(1);
	}
	printf("%s: %zu different calls, %.1f statements each\n", kind->path, kept,
		(double)mg_raw_statements(kind->raw) / (double)kept);
	for (size_t i = kept; i < QUERIES; i++)
		kind->request[i] = kind->request[i % kept];
}

/* ---- the acts ---- */

struct clerk {
	struct kind *kind;
	unsigned number;
	struct mg_arena arena;
	struct mg_raw_thread *raw;
};

static void *begin(void *user, unsigned thread)
{
	struct clerk *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	*c = (struct clerk){.kind = user, .number = thread + 1};
	mg_arena_init(&c->arena, 8U << 20);
	return c;
}

static void end(void *user, void *state)
{
	struct clerk *c = state;
	(void)user;
	if (c->raw)
		mg_raw_thread_free(c->raw);
	mg_arena_done(&c->arena);
	free(c);
}

static bool ask(void *user, void *state, uint64_t k)
{
	struct kind *kind = user;
	struct clerk *c = state;
	struct mg_rpc_result result;
	struct mg_bytes request = kind->request[k % QUERIES];
	mg_arena_reset(&c->arena);
	mg_rpc_call_bytes(kind->city->client[c->number], kind->path, request.p, request.n,
		kind->reply, &(struct mg_rpc_options){.token = kind->city->token[c->number]},
		&c->arena, &result);
	return result.status == 0 && result.entry.n > 0;
}

static void *begin_raw(void *user, unsigned thread)
{
	struct clerk *c = begin(user, thread);
	c->raw = mg_raw_thread_new(c->kind->raw, mg_rig_get("MG_DB_SOCKET"), thread);
	return c;
}

static bool replay(void *user, void *state, uint64_t k)
{
	(void)user;
	return mg_raw_replay(((struct clerk *)state)->raw, k);
}

static void compare(struct kind *kind, const char *name)
{
	static const unsigned clients[] = {1, 8, 50};
	for (size_t i = 0; i < MG_LEN(clients); i++) {
		char what[64];
		struct mg_load ours = {.threads = clients[i],
			.seconds = SECONDS,
			.begin = begin,
			.act = ask,
			.end = end,
			.user = kind};
		struct mg_load raw = {.threads = clients[i],
			.seconds = SECONDS,
			.begin = begin_raw,
			.act = replay,
			.end = end,
			.user = kind,
			.count_own_cpu = true};
		memcpy(ours.pids, kind->city->pids, sizeof(ours.pids));
		memcpy(raw.pids, kind->city->database, sizeof(raw.pids));
		struct mg_load_result r = mg_load_run(&ours), b = mg_load_run(&raw);
		snprintf(what, sizeof(what), "%s", name);
		mg_load_print(results, what, clients[i], &r);
		snprintf(what, sizeof(what), "%s, raw", name);
		mg_load_print(results, what, clients[i], &b);
		mg_load_note(results, "CPU of ours / raw", name, clients[i], r.cpu_us / b.cpu_us);
	}
}

/* ---- the session check alone ---- */

static bool add_entry(void *user, void *state, uint64_t k)
{
	(void)state;
	(void)k;
	mg_bench_office_entry(((struct city *)user)->office);
	return true;
}

static bool add_checked_entry(void *user, void *state, uint64_t k)
{
	struct city *city = user;
	(void)state;
	(void)k;
	mg_bench_office_checked_entry(city->office, "/madoguchi.v1.Person/Search", &city->caller);
	return true;
}

/* What finding the session and the permission adds to a call: an entry with the check beside one without. Both in turns,
 * so that other work on the machine meets both. */
static void measure_check(struct city *city)
{
	struct mg_load load = {
		.threads = 1, .seconds = SECONDS, .user = city, .count_own_cpu = true};
	struct mg_load_result plain, checked;
	memcpy(load.pids, city->database, sizeof(load.pids));
	load.act = add_entry;
	plain = mg_load_run(&load);
	load.act = add_checked_entry;
	checked = mg_load_run(&load);
	mg_load_print(results, "log entry, rolled back", 1, &plain);
	mg_load_print(results, "session + permission + entry", 1, &checked);
	mg_load_note(results, "session + permission, CPU us", "", 1, checked.cpu_us - plain.cpu_us);
}

static void open_city(struct city *city)
{
	city->pids[0] = atoi(mg_rig_get("MG_PID_SERVER"));
	city->pids[1] = atoi(mg_rig_get("MG_PID_MATCHER"));
	city->pids[2] = city->database[0] = atoi(mg_rig_get("MG_PID_DATABASE"));
	for (int i = 1; i <= CLIENTS_MAX; i++) {
		city->client[i] = mg_rig_connect(i);
		mg_rig_must_login(city->client[i], i, i, city->token[i]);
	}
	mg_hex(city->token[1], 32, city->caller.bearer);
	mg_bench_cert_sha256(mg_rig_get("MG_TERMINAL_1_CERT"), city->caller.cert_sha256);
	city->office = mg_bench_office_open();
	if (!mg_raw_prepare_database(mg_rig_get("MG_DB_SOCKET")))
		exit(1);
}

static void close_city(struct city *city)
{
	mg_bench_office_close(city->office);
	for (int i = 1; i <= CLIENTS_MAX; i++) {
		mg_rig_logout(city->client[i], city->token[i]);
		mg_rpc_client_free(city->client[i]);
	}
}

int main(int argc, char **argv)
{
	static struct city city;
	static char names[QUERIES][NAME_BYTES], persons[QUERIES][NAME_BYTES];
	static struct kind search = {.city = &city, .path = "/madoguchi.v1.Person/Search"};
	static struct kind open = {.city = &city, .path = "/madoguchi.v1.Person/Open"};
	if (argc != 2 || !mg_db_library_init()) {
		fprintf(stderr, "usage: MG_ENV=…/env.sh bench_server RESULTS.json\n");
		return 2;
	}
	results = argv[1];
	setvbuf(stdout, NULL, _IOLBF, 0);
	mg_rig_open();
	search.reply = &pb__person_search_reply__descriptor;
	open.reply = &pb__person_open_reply__descriptor;
	open_city(&city);
	record(&search, names, draw(&draw_names, names), true);
	record(&open, persons, draw(&draw_persons, persons), false);
	measure_check(&city);
	int64_t from_us = mg_now_us(&mg_clock_system);
	compare(&search, "search, 50 rows");
	compare(&open, "open a person");
	mg_bench_lag(results, from_us);
	mg_load_note(results, "server, resident MiB", "", 0, mg_load_rss_mib(city.pids[0]));
	close_city(&city);
	mg_raw_free(search.raw);
	mg_raw_free(open.raw);
	return 0;
}
