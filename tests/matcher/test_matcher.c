/* SPDX-License-Identifier: Apache-2.0
 * The real matcher with real workers and libfprint: what it says of fingers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "rig.h"

#define OWN 1000
#define OTHER 1001
#define TIMEOUT_MS 20000

static struct rig rig;
static struct finger own, other;
static struct mg_enrolment own_enrolment, other_enrolment;

static struct mg_bytes template_of(const struct mg_enrolment *e)
{
	return (struct mg_bytes){e->template, e->template_n};
}

static int start(void **state)
{
	(void)state;
	static const char *const arguments[] = {"--workers", "2", NULL};
	own = finger_of(OWN);
	other = finger_of(OTHER);
	if (!own.master || !other.master || !rig_start(&rig, arguments, 2))
		return -1;
	return finger_enrol(&rig, &own, &own_enrolment, NULL) &&
			       finger_enrol(&rig, &other, &other_enrolment, NULL) &&
			       own_enrolment.done && other_enrolment.done
		       ? 0
		       : -1;
}

static int stop(void **state)
{
	(void)state;
	finger_done(&own);
	finger_done(&other);
	return rig_stop(&rig);
}

static enum mg_match verify(const struct mg_finger_image *image, const struct mg_enrolment *e)
{
	const struct mg_bytes template = template_of(e);
	struct mg_error err = {0};
	enum mg_match match = MG_MATCH_NO;
	const bool ok =
		mg_matcher_verify(rig.client, image, &template, 1, TIMEOUT_MS, &match, &err);
	if (!ok)
		print_error("%s: %s\n", mg_code_name(err.code), err.detail);
	assert_true(ok);
	return match;
}

static void a_genuine_finger_matches(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	for (uint32_t k = 10; k < 16; k++) {
		const struct mg_finger_image image = finger_press(&own, k, pixels);
		assert_int_equal(verify(&image, &own_enrolment), MG_MATCH_YES);
	}
}

static void the_finger_of_another_does_not(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	for (uint32_t k = 10; k < 16; k++) {
		const struct mg_finger_image image = finger_press(&other, k, pixels);
		assert_int_equal(verify(&image, &own_enrolment), MG_MATCH_NO);
	}
}

/* Enough different pictures to meet the C library's rarer moods inside a worker. */
static void a_dozen_people_enrol_and_are_told_apart(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	for (uint64_t seed = 1010; seed < 1022; seed++) {
		struct finger f = finger_of(seed);
		static struct mg_enrolment e;
		struct mg_error err = {0};
		const bool enrolled = finger_enrol(&rig, &f, &e, &err) && e.done;
		const struct mg_finger_image image = finger_press(&f, 10, pixels);
		finger_done(&f);
		if (!enrolled)
			fail_msg("seed %lu: %s", (unsigned long)seed, err.detail);
		assert_int_equal(verify(&image, &e), MG_MATCH_YES);
		assert_int_equal(verify(&image, &own_enrolment), MG_MATCH_NO);
	}
	assert_int_equal(rig_status(&rig).workers_died, 0);
}

static void any_of_a_persons_fingers_will_do(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	const struct mg_finger_image image = finger_press(&other, 20, pixels);
	const struct mg_bytes both[] = {template_of(&own_enrolment), template_of(&other_enrolment)};
	enum mg_match match = MG_MATCH_NO;
	assert_true(mg_matcher_verify(rig.client, &image, both, 2, TIMEOUT_MS, &match, NULL));
	assert_int_equal(match, MG_MATCH_YES);
}

static void a_worn_finger_is_rejected(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	for (uint32_t k = 10; k < 14; k++) {
		const struct mg_finger_image image = finger_press_noisy(&own, k, 4.0, pixels);
		assert_int_not_equal(verify(&image, &own_enrolment), MG_MATCH_YES);
	}
}

static void a_decoy_is_well_formed_and_matches_nobody(void **state)
{
	(void)state;
	static struct mg_enrolment decoy;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	for (uint64_t seed = 0; seed < 4; seed++) {
		decoy.template_n = mg_template_decoy(seed, decoy.template);
		struct mg_finger_image image = finger_press(&own, 10, pixels);
		assert_int_equal(verify(&image, &decoy), MG_MATCH_NO);
		image = finger_press(&other, 10, pixels);
		assert_int_equal(verify(&image, &decoy), MG_MATCH_NO);
	}
}

static void a_blank_picture_is_to_be_taken_again(void **state)
{
	(void)state;
	static uint8_t pixels[MG_SYNTH_PIXELS];
	const struct mg_finger_image image = {MG_SYNTH_WIDTH, MG_SYNTH_HEIGHT, pixels};
	memset(pixels, 250, sizeof(pixels));
	assert_int_equal(verify(&image, &own_enrolment), MG_MATCH_RETRY);
	/* contrast, but no ridge: libfprint itself finds nothing */
	for (size_t i = 0; i < sizeof(pixels); i++)
		pixels[i] = (uint8_t)(i % MG_SYNTH_WIDTH);
	assert_int_equal(verify(&image, &own_enrolment), MG_MATCH_RETRY);
}

static void a_picture_that_no_reader_makes_is_refused(void **state)
{
	(void)state;
	static uint8_t pixels[1001 * 1001];
	static const struct {
		uint32_t width, height;
	} sizes[] = {{256, 320}, {0, 0}, {63, 320}, {320, 63}, {1001, 1001}, {1001, 64},
		{UINT32_MAX, UINT32_MAX}};
	const struct mg_bytes template = template_of(&own_enrolment);
	for (size_t i = 0; i < MG_LEN(sizes); i++) { /* the first only for being all zero */
		memset(pixels, i == 0 ? 0 : 90, sizeof(pixels));
		const struct mg_finger_image image = {sizes[i].width, sizes[i].height, pixels};
		struct mg_error err = {0};
		enum mg_match match;
		assert_false(mg_matcher_verify(
			rig.client, &image, &template, 1, TIMEOUT_MS, &match, &err));
		assert_int_equal(err.code, MG_ERR_INVALID);
	}
}

static void the_smallest_and_the_largest_picture_are_judged(void **state)
{
	(void)state;
	static uint8_t pixels[MG_FINGER_SIDE_MAX * MG_FINGER_SIDE_MAX];
	static uint8_t finger[MG_SYNTH_PIXELS];
	(void)finger_press(&own, 11, finger);
	/* the finger in the middle of the largest picture that is allowed */
	memset(pixels, 250, sizeof(pixels));
	for (size_t y = 0; y < MG_SYNTH_HEIGHT; y++)
		memcpy(pixels + (y + 300) * MG_FINGER_SIDE_MAX + 400, finger + y * MG_SYNTH_WIDTH,
			MG_SYNTH_WIDTH);
	struct mg_finger_image image = {MG_FINGER_SIDE_MAX, MG_FINGER_SIDE_MAX, pixels};
	assert_int_equal(verify(&image, &own_enrolment), MG_MATCH_YES);
	for (size_t y = 0; y < MG_FINGER_SIDE_MIN; y++)
		memcpy(pixels + y * MG_FINGER_SIDE_MIN, finger + (y + 120) * MG_SYNTH_WIDTH + 90,
			MG_FINGER_SIDE_MIN);
	image = (struct mg_finger_image){MG_FINGER_SIDE_MIN, MG_FINGER_SIDE_MIN, pixels};
	assert_int_not_equal(verify(&image, &own_enrolment), MG_MATCH_YES);
}

static bool contains(const uint8_t *bytes, size_t n, const char *text)
{
	return memmem(bytes, n, text, strlen(text)) != NULL;
}

static void enrolment_gives_a_template_without_names(void **state)
{
	(void)state;
	struct mg_template_facts facts = {0};
	/* the check itself refuses a user name, a description and any extension */
	assert_true(mg_template_check(template_of(&own_enrolment), &facts, NULL));
	assert_int_equal(facts.pictures, 5);
	assert_true(facts.minutiae > 5 * 20);
	assert_int_equal(facts.finger, 0);
	assert_false(contains(own_enrolment.template, own_enrolment.template_n, "root"));
	assert_false(contains(own_enrolment.template, own_enrolment.template_n, "staff"));
}

static void enrolment_names_the_picture_of_another_finger(void **state)
{
	(void)state;
	static uint8_t pixels[MG_MATCHER_PICTURES_MAX][MG_SYNTH_PIXELS];
	struct mg_finger_image images[MG_MATCHER_PICTURES_MAX];
	for (uint32_t k = 0; k < MG_MATCHER_PICTURES_MAX; k++)
		images[k] = finger_press(k == 3 ? &other : &own, k, pixels[k]);
	static struct mg_enrolment e;
	assert_true(mg_matcher_enrol(rig.client, images, TIMEOUT_MS, &e, NULL));
	assert_false(e.done);
	assert_int_equal(e.picture, 3);
	assert_int_equal(e.fault, MG_FINGER_DIFFERENT);
	assert_int_equal(e.template_n, 0);
}

static void enrolment_names_the_blank_picture(void **state)
{
	(void)state;
	static uint8_t pixels[MG_MATCHER_PICTURES_MAX][MG_SYNTH_PIXELS];
	struct mg_finger_image images[MG_MATCHER_PICTURES_MAX];
	for (uint32_t k = 0; k < MG_MATCHER_PICTURES_MAX; k++)
		images[k] = finger_press(&own, k, pixels[k]);
	memset(pixels[2], 240, sizeof(pixels[2]));
	static struct mg_enrolment e;
	assert_true(mg_matcher_enrol(rig.client, images, TIMEOUT_MS, &e, NULL));
	assert_false(e.done);
	assert_int_equal(e.picture, 2);
	assert_int_equal(e.fault, MG_FINGER_BLANK);
	/* and nothing of the attempt stays behind: the same worker enrols properly */
	(void)finger_press(&own, 2, pixels[2]);
	assert_true(mg_matcher_enrol(rig.client, images, TIMEOUT_MS, &e, NULL));
	assert_true(e.done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_genuine_finger_matches),
		cmocka_unit_test(the_finger_of_another_does_not),
		cmocka_unit_test(a_dozen_people_enrol_and_are_told_apart),
		cmocka_unit_test(any_of_a_persons_fingers_will_do),
		cmocka_unit_test(a_worn_finger_is_rejected),
		cmocka_unit_test(a_decoy_is_well_formed_and_matches_nobody),
		cmocka_unit_test(a_blank_picture_is_to_be_taken_again),
		cmocka_unit_test(a_picture_that_no_reader_makes_is_refused),
		cmocka_unit_test(the_smallest_and_the_largest_picture_are_judged),
		cmocka_unit_test(enrolment_gives_a_template_without_names),
		cmocka_unit_test(enrolment_names_the_picture_of_another_finger),
		cmocka_unit_test(enrolment_names_the_blank_picture),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
