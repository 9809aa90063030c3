/* SPDX-License-Identifier: Apache-2.0
 * rates [people]: how often the matcher in force refuses its own and takes a stranger, measured with synthetic people.
 * Prints what docs/fingers.md shows. Build it without sanitizers; 100 people take some minutes on two cores.
 *
 * Genuine: touches 5 to 12 of each person against the own template. Impostors: touch 5 of each person against every
 * other's template, one by one. Twice in the house: five new touches of each finger, asked as an enrolment asks, against
 * everybody's template: found where it is the own, and not found among all others. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "auth/gallery.h"
#include "base/clock.h"
#include "rig.h"

#define PEOPLE_MAX 200U
#define TOUCHES 8U
#define FIRST_TOUCH 5U
#define SEED 40000U
#define CALLERS 2U
#define TIMEOUT_MS 60000

struct person {
	struct mg_enrolment enrolment;
	unsigned retaken; /* pictures that the enrolment wanted again */
};
static struct person people[PEOPLE_MAX];
static struct rig rig;
static unsigned n_people = 100;
static atomic_uint next_person, genuine, genuine_no, genuine_retry, impostor, impostor_yes, impostor_retry, retaken, twice_found,
	twice_missed, house_pairs, house_wrong;
static atomic_llong house_us, house_calls;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "rates: %s\n", what);
	exit(1);
}

static struct mg_bytes template_of(unsigned i)
{
	return (struct mg_bytes){people[i].enrolment.template, people[i].enrolment.template_n};
}

/* As at a counter: a touch that is of no use is made again. */
static void enrol(unsigned i)
{
	struct finger f = finger_of(SEED + i);
	static _Thread_local uint8_t pixels[MG_MATCHER_PICTURES_MAX][MG_SYNTH_PIXELS];
	struct mg_finger_image images[MG_MATCHER_PICTURES_MAX];
	for (unsigned k = 0; k < MG_MATCHER_PICTURES_MAX; k++)
		images[k] = finger_press(&f, k, pixels[k]);
	for (unsigned again = 0; again < 20; again++) {
		struct mg_error err = {0};
		if (!mg_matcher_enrol(rig.client, images, TIMEOUT_MS, &people[i].enrolment, &err))
			die(err.detail);
		if (people[i].enrolment.done)
			break;
		const size_t k = people[i].enrolment.picture;
		images[k] = finger_press(&f, 20 + again, pixels[k]);
		atomic_fetch_add(&retaken, 1);
	}
	if (!people[i].enrolment.done)
		die("a finger that cannot be enrolled");
	finger_done(&f);
}

static enum mg_match verify(const struct mg_finger_image *image, unsigned i)
{
	const struct mg_bytes t = template_of(i);
	enum mg_match match;
	if (!mg_matcher_verify(rig.client, image, &t, 1, TIMEOUT_MS, &match, NULL))
		die("no verdict");
	return match;
}

/* All at a time first: a no to all of them is a no to each. */
static void against_others(const struct mg_finger_image *image, unsigned i)
{
	struct mg_bytes templates[MG_MATCHER_SEARCH_MAX];
	unsigned whose[MG_MATCHER_SEARCH_MAX], n = 0;
	for (unsigned j = 0; j < n_people; j++) {
		if (j != i) {
			templates[n] = template_of(j);
			whose[n++] = j;
		}
		if (n == 0 || (n < MG_MATCHER_SEARCH_MAX && j + 1 < n_people))
			continue;
		enum mg_match any;
		if (!mg_matcher_search(rig.client, image, templates, n, TIMEOUT_MS, &any, NULL))
			die("no search");
		for (unsigned k = 0; any == MG_MATCH_YES && k < n; k++)
			atomic_fetch_add(&impostor_yes, verify(image, whose[k]) == MG_MATCH_YES);
		atomic_fetch_add(&impostor_retry, any == MG_MATCH_RETRY ? n : 0);
		atomic_fetch_add(&impostor, n);
		n = 0;
	}
}

static void compare(unsigned i)
{
	struct finger f = finger_of(SEED + i);
	static _Thread_local uint8_t pixels[MG_SYNTH_PIXELS];
	for (unsigned k = 0; k < TOUCHES; k++) {
		const struct mg_finger_image image = finger_press(&f, FIRST_TOUCH + k, pixels);
		const enum mg_match own = verify(&image, i);
		atomic_fetch_add(&genuine, 1);
		atomic_fetch_add(own == MG_MATCH_RETRY ? &genuine_retry : &genuine_no, own != MG_MATCH_YES);
		if (k == 0)
			against_others(&image, i);
	}
	finger_done(&f);
}

static const struct mg_gallery_item *find(const struct mg_finger_image *images, const unsigned *whose, size_t n)
{
	/* mg_gallery_find() wipes what it was given */
	static _Thread_local uint8_t copies[PEOPLE_MAX][MG_TEMPLATE_BYTES_MAX];
	static _Thread_local struct mg_gallery_item items[PEOPLE_MAX];
	const struct mg_shared shared = {.matcher = rig.client};
	const struct mg_gallery_item *same;
	for (size_t k = 0; k < n; k++) {
		const struct mg_bytes t = template_of(whose[k]);
		memcpy(copies[k], t.p, t.n);
		items[k] = (struct mg_gallery_item){.template = {copies[k], t.n}, .staff_no = "", .finger = whose[k]};
	}
	if (!mg_gallery_find(&shared, images, items, n, &same, NULL))
		die("no comparison");
	return same;
}

static void twice(unsigned i)
{
	struct finger f = finger_of(SEED + i);
	static _Thread_local uint8_t pixels[MG_ENROL_PICTURES][MG_SYNTH_PIXELS];
	struct mg_finger_image images[MG_ENROL_PICTURES];
	unsigned others[PEOPLE_MAX], n = 0;
	for (unsigned k = 0; k < MG_ENROL_PICTURES; k++)
		images[k] = finger_press(&f, 13 + k, pixels[k]);
	for (unsigned j = 0; j < n_people; j++)
		if (j != i)
			others[n++] = j;
	atomic_fetch_add(find(images, &i, 1) ? &twice_found : &twice_missed, 1);
	const int64_t since_us = mg_mono_us(&mg_clock_system);
	atomic_fetch_add(&house_wrong, find(images, others, n) != NULL);
	atomic_fetch_add(&house_us, mg_mono_us(&mg_clock_system) - since_us);
	atomic_fetch_add(&house_calls, 1);
	atomic_fetch_add(&house_pairs, n);
	finger_done(&f);
}

static void *run(void *step)
{
	void (*const each)(unsigned) = *(void (**)(unsigned))step;
	for (unsigned i; (i = atomic_fetch_add(&next_person, 1)) < n_people;)
		each(i);
	return NULL;
}

static double for_all(void (*each)(unsigned))
{
	pthread_t threads[CALLERS];
	const int64_t since_us = mg_mono_us(&mg_clock_system);
	atomic_store(&next_person, 0);
	for (unsigned i = 0; i < CALLERS; i++)
		if (pthread_create(&threads[i], NULL, run, &each) != 0)
			die("no thread");
	for (unsigned i = 0; i < CALLERS; i++)
		pthread_join(threads[i], NULL);
	return (double)(mg_mono_us(&mg_clock_system) - since_us) / 1e6;
}

int main(int argc, char **argv)
{
	const char *const arguments[] = {"--workers", "2", NULL};
	n_people = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : n_people;
	if (n_people < 2 || n_people > PEOPLE_MAX)
		die("2 to 200 people");
	if (!rig_start(&rig, arguments, 2))
		die("no matcher");
	printf("{\"people\": %u, \"threshold\": \"libfprint bozorth3 40\",\n", n_people);
	const double enrol_s = for_all(enrol);
	printf(" \"enrolment\": {\"pictures_taken_again\": %u, \"seconds\": %.1f},\n", retaken, enrol_s);
	fflush(stdout);
	const double compare_s = for_all(compare);
	printf(" \"genuine\": {\"touches\": %u, \"refused\": %u, \"of_no_use\": %u},\n", genuine, genuine_no, genuine_retry);
	printf(" \"impostor\": {\"pairs\": %u, \"accepted\": %u, \"of_no_use\": %u, \"seconds\": %.1f},\n", impostor,
		impostor_yes, impostor_retry, compare_s);
	fflush(stdout);
	const double house_s = for_all(twice);
	printf(" \"twice_in_the_house\": {\"found\": %u, \"missed\": %u, \"strangers\": %u, \"strangers_taken_for_the_same\": %u,"
	       " \"ms_per_template\": %.1f, \"seconds\": %.1f}}\n",
		twice_found, twice_missed, house_pairs, house_wrong, (double)house_us / 1000.0 / house_pairs, house_s);
	return rig_stop(&rig) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
