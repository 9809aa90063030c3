/* SPDX-License-Identifier: Apache-2.0 */
#include "match.h"
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/clock.h"
#include "rig.h"

#define ROUNDS 21

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

double mg_bench_match_s(void)
{
	static struct rig rig;
	static struct mg_enrolment enrolment;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	const char *const arguments[] = {"--workers", "1", NULL};
	double took[ROUNDS];
	struct finger finger = finger_of(1001);
	if (!rig_start(&rig, arguments, 1) || !finger_enrol(&rig, &finger, &enrolment, NULL) ||
		!enrolment.done) {
		fprintf(stderr, "bench: no matcher\n");
		exit(1);
	}
	const struct mg_bytes template = {enrolment.template, enrolment.template_n};
	for (uint32_t i = 0; i < ROUNDS; i++) {
		const struct mg_finger_image image = finger_press(&finger, 10 + i, pixels);
		enum mg_match match;
		int64_t from_us = mg_mono_us(&mg_clock_system);
		if (!mg_matcher_verify(rig.client, &image, &template, 1, 10000, &match, NULL)) {
			fprintf(stderr, "bench: no verdict\n");
			exit(1);
		}
		took[i] = (double)(mg_mono_us(&mg_clock_system) - from_us) / 1e6;
	}
	finger_done(&finger);
	rig_stop(&rig);
	qsort(took, ROUNDS, sizeof(*took), ascending);
	return took[ROUNDS / 2];
}

/* ---- hashes and matches on both cores, and nothing else ---- */

#define PAIRS 12

struct core {
	struct rig *rig;
	const struct mg_bytes *template;
	struct finger *finger;
	uint32_t first;
};

static void *hash_and_match(void *user)
{
	const struct core *c = user;
	static _Thread_local uint8_t pixels[MG_SYNTH_PIXELS];
	char hash[crypto_pwhash_STRBYTES];
	for (uint32_t i = 0; i < PAIRS; i++) {
		const struct mg_finger_image image = finger_press(c->finger, c->first + i, pixels);
		enum mg_match match;
		if (crypto_pwhash_str(hash, "kitaku-Mado-27", 14, 2, 64U << 20) != 0 ||
			!mg_matcher_verify(c->rig->client, &image, c->template, 1, 10000, &match, NULL)) {
			fprintf(stderr, "bench: no verdict\n");
			exit(1);
		}
	}
	return NULL;
}

double mg_bench_hash_and_match_s(void)
{
	static struct rig rig;
	static struct mg_enrolment enrolment;
	const char *const arguments[] = {"--workers", "2", NULL};
	struct finger finger = finger_of(1002), second = finger_of(1002);
	pthread_t thread[2];
	if (!rig_start(&rig, arguments, 1) || !finger_enrol(&rig, &finger, &enrolment, NULL) || !enrolment.done) {
		fprintf(stderr, "bench: no matcher\n");
		exit(1);
	}
	const struct mg_bytes template = {enrolment.template, enrolment.template_n};
	struct core core[2] = {{&rig, &template, &finger, 10}, {&rig, &template, &second, 50}};
	int64_t from_us = mg_mono_us(&mg_clock_system);
	for (int i = 0; i < 2; i++)
		if (pthread_create(&thread[i], NULL, hash_and_match, &core[i]) != 0)
			exit(1);
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	double took = (double)(mg_mono_us(&mg_clock_system) - from_us) / 1e6;
	finger_done(&finger);
	finger_done(&second);
	rig_stop(&rig);
	return took / (2 * PAIRS);
}
