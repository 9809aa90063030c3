/* SPDX-License-Identifier: Apache-2.0
 * finger_accuracy [people [touches [first seed]]]: how often the matcher accepts a stranger and
 * rejects the owner, over synthetic people: each touch against its owner's template and against
 * everybody else's. Prints one JSON object. */
#include <stdio.h>
#include <stdlib.h>
#include "rig.h"

#define PEOPLE_MAX 100

struct tally {
	unsigned genuine, rejected, unclear;
	unsigned foreign, accepted;
	unsigned errors;
};

static struct finger fingers[PEOPLE_MAX];
static struct mg_enrolment enrolments[PEOPLE_MAX];

static void compare(const struct rig *rig, const struct mg_finger_image *image, unsigned owner,
	unsigned person, struct tally *t)
{
	const struct mg_bytes template = {
		enrolments[person].template, enrolments[person].template_n};
	enum mg_match match;
	if (!mg_matcher_verify(rig->client, image, &template, 1, 30000, &match, NULL)) {
		t->errors++;
	} else if (owner == person) {
		t->genuine++;
		t->rejected += match == MG_MATCH_NO;
		t->unclear += match == MG_MATCH_RETRY;
	} else {
		t->foreign++;
		t->accepted += match == MG_MATCH_YES;
		if (match == MG_MATCH_YES)
			fprintf(stderr, "seed %lu accepted as seed %lu\n",
				(unsigned long)fingers[owner].seed,
				(unsigned long)fingers[person].seed);
	}
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise)
{
	return argc > i ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	const unsigned people = argument(argc, argv, 1, 20), touches = argument(argc, argv, 2, 4);
	const unsigned seed = argument(argc, argv, 3, 1000);
	static const char *const arguments[] = {"--workers", "1", NULL};
	struct rig rig;
	struct tally t = {0};
	unsigned not_enrolled = 0;
	if (people < 2 || people > PEOPLE_MAX || touches < 1 || !rig_start(&rig, arguments, 1))
		return EXIT_FAILURE;
	for (unsigned i = 0; i < people; i++) {
		fingers[i] = finger_of(seed + i);
		if (!fingers[i].master)
			return EXIT_FAILURE;
		if (!finger_enrol(&rig, &fingers[i], &enrolments[i], NULL) || !enrolments[i].done)
			not_enrolled++;
	}
	static uint8_t pixels[MG_SYNTH_PIXELS];
	for (unsigned owner = 0; owner < people && not_enrolled == 0; owner++) {
		for (uint32_t k = 0; k < touches; k++) {
			const struct mg_finger_image image =
				finger_press(&fingers[owner], 100 + k, pixels);
			for (unsigned person = 0; person < people; person++)
				compare(&rig, &image, owner, person, &t);
		}
	}
	for (unsigned i = 0; i < people; i++)
		finger_done(&fingers[i]);
	printf("{\"bench\": \"finger_accuracy\", \"people\": %u, \"touches\": %u, \"first_seed\": "
	       "%u, "
	       "\"not_enrolled\": %u, \"genuine\": %u, \"false_reject\": %u, \"unclear\": %u, "
	       "\"foreign\": %u, \"false_accept\": %u, \"errors\": %u}\n",
		people, touches, seed, not_enrolled, t.genuine, t.rejected, t.unclear, t.foreign,
		t.accepted, t.errors);
	return rig_stop(&rig) == 0 && t.errors == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
