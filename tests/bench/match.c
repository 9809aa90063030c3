/* SPDX-License-Identifier: Apache-2.0 */
#include "match.h"
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
