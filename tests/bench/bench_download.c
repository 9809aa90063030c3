/* SPDX-License-Identifier: Apache-2.0
 * What a file that is carried out costs the counter beside it: a sealed file of N MiB (100) is downloaded piece by piece, as
 * the kiosk does it, while other people search; before that the same searches without it. The file is entered into the
 * database as random bytes; the ticket is asked for and approved over the door. Needs a served city: MG_ENV. */
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include "exporter.h"
#include "load.h"
#include "madoguchi/v1/person.pb-c.h"

#define CHUNK (256U << 10)
#define APPROVE "/madoguchi.v1.Export/Approve"
#define SEARCHER 3 /* another clerk, at terminal 2 */
#define SEARCH_S 20

static struct counter carrier, searcher;
static uint8_t ticket_id[16];
static unsigned mib = 100, clients = 1;

static const struct mg_stmt_def add_chunk = {.name = "bench.chunk",
	.sql = "INSERT INTO madoguchi.extract_chunk VALUES ('271403', ?, ?, ?)", .params = "uub", .columns = ""};
static const struct mg_stmt_def finish = {.name = "bench.finish",
	.sql = "UPDATE madoguchi.extract SET state = 'ready', sealed_sha256 = ?, sealed_size = ?, chunks = ? WHERE extract_id = ?",
	.params = "buuu", .columns = ""};

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- a large file ---- */

/* The pieces of a new extract that is otherwise a copy of a small one. */
static uint64_t enter_file(uint64_t like)
{
	static uint8_t bytes[CHUNK];
	char sql[500];
	uint8_t digest[32];
	struct mg_error err = {0};
	struct mg_tx tx;
	EVP_MD_CTX *sum = EVP_MD_CTX_new();
	const uint32_t chunks = mib * 4;
	snprintf(sql, sizeof(sql),
		"CREATE TEMPORARY TABLE madoguchi.large AS SELECT * FROM madoguchi.extract WHERE extract_id = %llu;"
		"UPDATE madoguchi.large SET state = 'building', extract_id = 0;"
		"INSERT INTO madoguchi.extract SELECT * FROM madoguchi.large",
		(unsigned long long)like);
	mg_test_db_sql(&counter_superuser, sql);
	const uint64_t id = (uint64_t)counter_number("SELECT MAX(extract_id) FROM madoguchi.extract");
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(&counter_superuser);
	EVP_DigestInit_ex(sum, EVP_sha256(), NULL);
	mg_tx_begin(&tx, db);
	bool ok = true;
	for (uint32_t i = 0; ok && i < chunks; i++) {
		assert_int_equal(RAND_bytes(bytes, sizeof(bytes)), 1);
		EVP_DigestUpdate(sum, bytes, sizeof(bytes));
		ok = mg_exec(&tx, &add_chunk, MG_PARAMS(MG_U(id), MG_U(i), MG_B(bytes, sizeof(bytes))), NULL, NULL, &err);
	}
	EVP_DigestFinal_ex(sum, digest, NULL);
	EVP_MD_CTX_free(sum);
	if (!ok || !mg_exec(&tx, &finish,
			   MG_PARAMS(MG_B(digest, 32), MG_U((uint64_t)chunks * CHUNK), MG_U(chunks), MG_U(id)), NULL, NULL, &err) ||
		!mg_tx_commit(&tx, &err))
		fail_msg("the file: %s", err.detail);
	mg_tx_done(&tx);
	return id;
}

static void approve(const Pb__ExportItem *item)
{
	struct counter approver;
	struct counter_said said;
	struct exporter_ticket x;
	uint64_t epoch;
	uint8_t fresh[32];
	Pb__ExportApproveRequest in = PB__EXPORT_APPROVE_REQUEST__INIT;
	counter_login(&approver, APPROVER, 2);
	struct mg_signer_key *key = exporter_key(&approver, &epoch);
	exporter_fresh(&approver, 2, APPROVE, fresh);
	exporter_fill_ticket(&x, item, mg_rig_get_nth("MG_STAFF_%d_NO", APPROVER), epoch);
	in.ticket_id = exporter_bytes(ticket_id, 16);
	in.ticket = exporter_seal(key, MG_ENVELOPE_TYPE("export-ticket"), &x.t.base, NULL);
	if (!EXPORTER_SAY(&approver, "Export/Approve", &in, ExportApproveReply, (&(struct exporter_call){.fresh = fresh}), &said))
		fail_msg("approve: %s %s", said.code, said.field);
	mg_signer_key_free(key);
	counter_logout(&approver);
}

/* ---- both at once ---- */

static void *begin(void *user, unsigned thread)
{
	struct mg_arena *memory = calloc(1, sizeof(*memory));
	(void)user;
	(void)thread;
	if (!memory)
		abort();
	mg_arena_init(memory, 4U << 20);
	return memory;
}

static bool search(void *user, void *state, uint64_t k)
{
	static const char *const texts[] = {"ヤマダ", "サトウ", "スズキ", "タナカ", "イトウ", "ワタナベ", "ナカムラ", "コバヤシ"};
	Pb__PersonSearchRequest in = PB__PERSON_SEARCH_REQUEST__INIT;
	struct counter_said said;
	(void)user;
	mg_arena_reset(state);
	in.text = (char *)(uintptr_t)texts[k % MG_LEN(texts)];
	return COUNTER_CALL(&searcher, "Person/Search", &in, person_search_reply, NULL, state, &said) != NULL;
}

static void end(void *user, void *state)
{
	(void)user;
	mg_arena_done(state);
	free(state);
}

static atomic_bool over;
static double download_s;
static uint64_t got, rounds;

/* Again and again, until the searches are over; whole files count. */
static void *download(void *unused)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena memory;
	struct counter_said said;
	Pb__ExportDownloadRequest in = PB__EXPORT_DOWNLOAD_REQUEST__INIT;
	(void)unused;
	mg_arena_init(&memory, 8U << 20);
	in.ticket_id = (ProtobufCBinaryData){16, ticket_id};
	const double from = now_s();
	uint64_t size = 1;
	while (!atomic_load(&over) || in.offset % size != 0) {
		if (in.offset >= size)
			in.offset = 0, rounds++;
		const Pb__ExportDownloadReply *r =
			COUNTER_CALL(&carrier, "Export/Download", &in, export_download_reply, NULL, &memory, &said);
		if (!r) {
			fprintf(stderr, "download at %llu: %s %s\n", (unsigned long long)in.offset, said.code, said.field);
			break;
		}
		size = r->size;
		in.offset += r->piece.len;
		got += r->piece.len;
		mg_arena_reset(&memory);
		if (atomic_load(&over) && rounds > 0)
			break;
	}
	download_s = now_s() - from;
	return NULL;
}

static struct mg_load_result searches(void)
{
	const struct mg_load load = {.threads = clients, .seconds = SEARCH_S, .begin = begin, .act = search, .end = end,
		.pids = {atoi(mg_rig_get("MG_PID_SERVER")), atoi(mg_rig_get("MG_PID_DATABASE"))}};
	return mg_load_run(&load);
}

static void a_download_beside_searches_is_measured(void **state)
{
	(void)state;
	pthread_t thread;
	const char *path = getenv("MG_RESULTS");
	counter_open();
	mg_arena_init(&arena, 64U << 20);
	exporter_open();
	const uint64_t extract_id = enter_file(exporter_build());
	counter_login(&carrier, CARRIER, 1);
	approve(exporter_request(&carrier, extract_id, ticket_id));
	counter_login(&searcher, SEARCHER, 2);
	struct mg_load_result alone = searches();
	assert_int_equal(pthread_create(&thread, NULL, download, NULL), 0);
	struct mg_load_result beside = searches();
	atomic_store(&over, true);
	pthread_join(thread, NULL);
	mg_load_print(path ? path : "/dev/null", "search alone", clients, &alone);
	mg_load_print(path ? path : "/dev/null", "search beside a download", clients, &beside);
	printf("downloaded %llu MiB in %.1f s: %.1f MiB/s, a file of %u MiB\n", (unsigned long long)(got >> 20), download_s,
		(double)got / 1048576 / download_s, mib);
	assert_true(alone.failed == 0 && beside.failed == 0 && got >= (uint64_t)mib << 20);
	counter_logout(&searcher);
	counter_logout(&carrier);
	exporter_close();
	mg_test_db_sql(&counter_superuser,
		"UPDATE madoguchi.export_ticket SET state = 'withdrawn' WHERE state IN ('requested', 'approved')");
	mg_arena_done(&arena);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_download_beside_searches_is_measured)};
	if (argc > 1)
		clients = (unsigned)atoi(argv[1]);
	if (argc > 2)
		mib = (unsigned)atoi(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
