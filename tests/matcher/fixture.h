/* SPDX-License-Identifier: Apache-2.0
 * One enrolled finger, a touch of it and a touch of another, for the tests that hurt the matcher.
 */
#pragma once
#include "rig.h"

#define TIMEOUT_MS 30000

extern const char *const two_workers[];
extern struct mg_enrolment enrolment;
extern struct mg_finger_image own_image, other_image;

/* Group setup: enrols with a matcher that is gone afterwards. */
int enrol_once(void **state);
struct mg_bytes enrolled_template(void);
bool verify(const struct rig *rig, const struct mg_finger_image *image, int64_t timeout_ms,
	enum mg_match *ret, struct mg_error *err);
/* A genuine touch is still accepted. */
void assert_works(const struct rig *rig);
