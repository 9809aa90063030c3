/* SPDX-License-Identifier: Apache-2.0 */
#include "match.h"
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/clock.h"
#include "rig.h"

#define PERSONS_MAX 64

struct person {
	struct finger finger;
	struct mg_enrolment enrolment;
	struct mg_bytes template;
};
static struct person persons[PERSONS_MAX];

static void die(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(1);
}

/* The person's k-th touch of their own finger, judged. */
static void judge(struct rig *rig, const struct person *p, uint32_t k, uint8_t *pixels)
{
	const struct mg_finger_image image = finger_press(&p->finger, 100 + k, pixels);
	enum mg_match match;
	if (!mg_matcher_verify(rig->client, &image, &p->template, 1, 10000, &match, NULL))
		die("no verdict");
}

static void enrol_all(struct rig *rig, const uint64_t *seeds, size_t n)
{
	if (n > PERSONS_MAX)
		die("too many fingers");
	for (size_t i = 0; i < n; i++) {
		struct person *p = &persons[i];
		p->finger = finger_of(seeds[i]);
		if (!finger_enrol(rig, &p->finger, &p->enrolment, NULL) || !p->enrolment.done)
			die("no enrolment");
		p->template = (struct mg_bytes){p->enrolment.template, p->enrolment.template_n};
	}
}

double mg_bench_match_s(const uint64_t *seeds, size_t n)
{
	static struct rig rig;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	const char *const arguments[] = {"--workers", "1", NULL};
	if (!rig_start(&rig, arguments, 1))
		die("no matcher");
	enrol_all(&rig, seeds, n);
	int64_t took_us = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t from_us = mg_mono_us(&mg_clock_system);
		judge(&rig, &persons[i], (uint32_t)i, pixels);
		took_us += mg_mono_us(&mg_clock_system) - from_us;
	}
	rig_stop(&rig);
	return (double)took_us / 1e6 / (double)n;
}

/* ---- hashes and matches on both cores, and nothing else ---- */

struct core {
	struct rig *rig;
	size_t first, n; /* its persons: first, first + 2, … */
};

static void *hash_and_match(void *user)
{
	const struct core *c = user;
	static _Thread_local uint8_t pixels[MG_SYNTH_PIXELS];
	char hash[crypto_pwhash_STRBYTES];
	for (size_t i = c->first; i < c->n; i += 2) {
		if (crypto_pwhash_str(hash, "kitaku-Mado-27", 14, 2, 64U << 20) != 0)
			die("no hash");
		judge(c->rig, &persons[i], (uint32_t)i, pixels);
	}
	return NULL;
}

double mg_bench_hash_and_match_s(size_t n)
{
	static struct rig rig;
	const char *const arguments[] = {"--workers", "2", NULL};
	struct core core[2] = {{&rig, 0, n}, {&rig, 1, n}};
	pthread_t thread[2];
	if (!rig_start(&rig, arguments, 1))
		die("no matcher");
	int64_t from_us = mg_mono_us(&mg_clock_system);
	for (int i = 0; i < 2; i++)
		if (pthread_create(&thread[i], NULL, hash_and_match, &core[i]) != 0)
			die("no thread");
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	double took = (double)(mg_mono_us(&mg_clock_system) - from_us) / 1e6;
	rig_stop(&rig);
	return took / (double)n;
}
