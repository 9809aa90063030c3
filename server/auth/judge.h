/* SPDX-License-Identifier: Apache-2.0
 * Compares what a person gave with what is enrolled: always one match, with a decoy where nobody is enrolled, so that
 * unknown people take as long as known ones. Decides nothing about sessions. */
#pragma once
#include "auth/auth_store.h"
#include "base/shared.h"
#include "matcher/image.h"

struct mg_finger_verdict {
	bool matches;
	bool is_damaged; /* a stored template does not open: an alarm */
};
/* `n` may be 0. Unseals into `arena`, which must be one that is wiped, and wipes besides. Errors: UNAVAILABLE, BUSY,
 * DEADLINE (the matcher's: nothing was judged), TOO_LARGE. */
bool mg_judge_finger(const struct mg_shared *shared, struct mg_arena *arena, uint64_t staff_id,
	const struct mg_auth_finger *fingers, size_t n, const struct mg_finger_image *image,
	struct mg_finger_verdict *ret, struct mg_error *err) MG_MUST_CHECK;
