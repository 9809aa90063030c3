/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "fixture.h"

struct mg_enrolment enrolment;
struct mg_finger_image own_image, other_image;
static uint8_t own_pixels[MG_SYNTH_PIXELS], other_pixels[MG_SYNTH_PIXELS];

const char *const two_workers[] = {"--workers", "2", NULL};

int enrol_once(void **state)
{
	(void)state;
	struct finger own = finger_of(1000), other = finger_of(1001);
	own_image = finger_press(&own, 10, own_pixels);
	other_image = finger_press(&other, 10, other_pixels);
	struct rig rig;
	const bool enrolled = rig_start(&rig, two_workers, 1) &&
			      finger_enrol(&rig, &own, &enrolment, NULL) && enrolment.done;
	finger_done(&own);
	finger_done(&other);
	return rig_stop(&rig) == 0 && enrolled ? 0 : -1;
}

struct mg_bytes enrolled_template(void)
{
	return (struct mg_bytes){enrolment.template, enrolment.template_n};
}

bool verify(const struct rig *rig, const struct mg_finger_image *image, int64_t timeout_ms,
	enum mg_match *ret, struct mg_error *err)
{
	const struct mg_bytes t = enrolled_template();
	return mg_matcher_verify(rig->client, image, &t, 1, timeout_ms, ret, err);
}

void assert_works(const struct rig *rig)
{
	struct mg_error err = {0};
	enum mg_match match = MG_MATCH_NO;
	const bool ok = verify(rig, &own_image, TIMEOUT_MS, &match, &err);
	if (!ok)
		print_error("%s: %s\n", mg_code_name(err.code), err.detail);
	assert_true(ok);
	assert_int_equal(match, MG_MATCH_YES);
}
