/* SPDX-License-Identifier: Apache-2.0
 * The morning: a hundred people log in at once, each at a terminal of their own. Beside it, raw and
 * in the same run: one Argon2id and one match, so that the least time the machine can take is
 * known. The matches are of the first of them. bench_login PEOPLE RESULTS.json [WRONG]: so many of a hundred lay a
 * stranger's finger first, are refused, and lay their own. */
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "load.h"
#include "match.h"
#include "rig.h"

#define PEOPLE_MAX 200
#define ROUNDS 8
#define FINGERS 24 /* whose matches are measured raw */

static pthread_barrier_t gate;

struct person {
	int number;
	struct mg_rpc_client *client;
	uint8_t *pixels; /* the finger is on the glass already */
	uint8_t *stranger; /* NULL, or the finger that is laid first */
	struct mg_arena arena;
	double took_s;
	bool ok;
	uint8_t token[32];
	pthread_t thread;
};

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void try_once(struct person *p, const uint8_t *pixels, struct mg_rpc_result *ret)
{
	mg_rig_login(p->client,
		&(struct mg_rig_login){
			.staff = p->number, .terminal = p->number, .pixels = pixels, .timeout_ms = 60000},
		&p->arena, ret);
}

static void *log_in(void *user)
{
	struct person *p = user;
	struct mg_rpc_result result;
	pthread_barrier_wait(&gate);
	double from = now_s();
	if (p->stranger) {
		try_once(p, p->stranger, &result);
		if (result.status == 0)
			fprintf(stderr, "login %d: a stranger's finger was taken\n", p->number);
	}
	try_once(p, p->pixels, &result);
	p->took_s = now_s() - from;
	p->ok = result.status == 0 && result.reply;
	if (p->ok)
		memcpy(p->token, ((const Pb__LoginReply *)(const void *)result.reply)->token.data,
			32);
	else
		fprintf(stderr, "login %d: %s %s\n", p->number, result.code, result.message);
	return NULL;
}

/* One hash with the costs of server/auth/password.h, on one core. */
static double argon2id_s(void)
{
	char hash[crypto_pwhash_STRBYTES];
	double best = 1e9;
	for (int i = 0; i < ROUNDS; i++) {
		double from = now_s();
		if (crypto_pwhash_str(hash, "kitaku-Mado-27", 14, 2, 64U << 20) != 0)
			exit(1);
		double took = now_s() - from;
		best = took < best ? took : best;
	}
	return best;
}

static int slower(const void *a, const void *b)
{
	const struct person *x = a, *y = b;
	return x->took_s < y->took_s ? -1 : x->took_s > y->took_s;
}

int main(int argc, char **argv)
{
	static struct person people[PEOPLE_MAX];
	const int n = argc >= 3 ? atoi(argv[1]) : 0, wrong = argc > 3 ? atoi(argv[3]) : 0;
	if (n < 2 || n > PEOPLE_MAX || sodium_init() < 0) {
		fprintf(stderr, "usage: MG_ENV=…/env.sh bench_login PEOPLE RESULTS.json [WRONG]\n");
		return 2;
	}
	mg_rig_open();
	uint64_t seeds[FINGERS];
	const size_t fingers = (size_t)(n < FINGERS ? n & ~1 : FINGERS);
	for (size_t i = 0; i < fingers; i++)
		seeds[i] = strtoull(mg_rig_get_nth("MG_STAFF_%d_SEED", (int)i + 1), NULL, 10);
	double hash_s = argon2id_s(), match_s = mg_bench_match_s(seeds, fingers),
	       both_s = mg_bench_hash_and_match_s(fingers);
	int strangers = 0;
	pthread_barrier_init(&gate, NULL, (unsigned)n + 1);
	for (int i = 0; i < n; i++) {
		struct person *p = &people[i];
		p->number = i + 1;
		mg_arena_init(&p->arena, 16U << 20);
		p->client = mg_rig_connect(p->number);
		p->pixels = mg_rig_touch(p->number, &p->arena);
		if (i * wrong / 100 != (i + 1) * wrong / 100) {
			p->stranger = mg_rig_touch(p->number % n + 1, &p->arena);
			strangers++;
		}
		if (pthread_create(&p->thread, NULL, log_in, p) != 0)
			exit(1);
	}
	pthread_barrier_wait(&gate);
	double from = now_s();
	int refused = 0;
	for (int i = 0; i < n; i++)
		pthread_join(people[i].thread, NULL);
	double all_s = now_s() - from;
	for (int i = 0; i < n; i++) {
		refused += !people[i].ok;
		if (people[i].ok)
			mg_rig_logout(people[i].client, people[i].token);
		mg_rpc_client_free(people[i].client);
		mg_arena_done(&people[i].arena);
	}
	qsort(people, (size_t)n, sizeof(*people), slower);
	const double judged = n + strangers, least_s = judged * (hash_s + match_s) / 2;
	mg_load_note(argv[2], "one Argon2id ms", "raw", 0, hash_s * 1000);
	mg_load_note(argv[2], "one match ms", "raw", 0, match_s * 1000);
	mg_load_note(argv[2], "logins at once", "people", 0, n);
	mg_load_note(argv[2], "logins refused", "people", 0, refused);
	mg_load_note(argv[2], "strange fingers first", "people", 0, strangers);
	mg_load_note(argv[2], "logins seconds", "all", 0, all_s);
	mg_load_note(argv[2], "logins seconds", "median", 0, people[n / 2].took_s);
	mg_load_note(argv[2], "logins, least seconds on 2 cores", "raw", 0, least_s);
	mg_load_note(argv[2], "logins, ours / raw", "", 0, all_s / least_s);
	mg_load_note(argv[2], "the same hashes and matches on both cores, seconds", "raw", 0, judged * both_s);
	mg_load_note(argv[2], "logins, ours / raw on both cores", "", 0, all_s / (judged * both_s));
	return refused ? 1 : 0;
}
