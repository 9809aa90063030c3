/* SPDX-License-Identifier: Apache-2.0
 * Is a finger that is being enrolled one that is enrolled already? Opens sealed templates and asks the matcher: two of the
 * five pictures look, three of the five decide. Decides nothing else, and stores nothing. */
#pragma once
#include "auth/enrol_store.h"
#include "matcher/client.h"

/* An opened template and whose it is. */
struct mg_gallery_item {
	struct mg_bytes template; /* arena, to be wiped */
	const char *staff_no;
	unsigned finger;
};
/* Opens a template; one that does not open is an alarm and left out (`*ret_opened` false), so that one damaged row does not
 * stop all enrolments. TOO_LARGE: no room. */
bool mg_gallery_open(const struct mg_shared *shared, struct mg_arena *arena, uint64_t staff_id, const char *staff_no,
	const struct mg_auth_finger *finger, struct mg_gallery_item *ret, bool *ret_opened, struct mg_error *err) MG_MUST_CHECK;
/* `*ret` is the item that is the same finger as the pictures, NULL: none. Errors: the matcher's. Wipes the templates. */
bool mg_gallery_find(const struct mg_shared *shared, const struct mg_finger_image images[MG_ENROL_PICTURES],
	const struct mg_gallery_item *items, size_t n, const struct mg_gallery_item **ret, struct mg_error *err) MG_MUST_CHECK;
