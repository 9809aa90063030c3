/* SPDX-License-Identifier: Apache-2.0
 * Enrolled fingers at rest: each template under a key of its own, that key wrapped under the root key for "finger".
 * Re-enrolling draws a new key, so an old copy of a row opens nothing new. Matches nothing, stores nothing. */
#pragma once
#include "keys/keys.h"

#define MG_FINGER_WRAPPED_BYTES MG_WRAPPED_BYTES

/* Where a template belongs; it opens nowhere else. */
struct mg_finger_place {
	const char *municipality;
	uint64_t staff_id;
	unsigned finger; /* 1..10 */
	uint32_t version;
};

/* `ret_sealed` holds n + MG_SEAL_OVERHEAD bytes. */
void mg_finger_seal(const struct mg_keys *keys, const struct mg_finger_place *place, const void *template, size_t n,
	uint8_t *ret_sealed, uint8_t ret_wrapped[MG_FINGER_WRAPPED_BYTES]);
/* `ret` holds sealed.n - MG_SEAL_OVERHEAD bytes and is to be wiped. DATA_LOSS: changed bytes, another place, another
 * root key. */
bool mg_finger_unseal(const struct mg_keys *keys, const struct mg_finger_place *place, struct mg_bytes sealed,
	struct mg_bytes wrapped, uint8_t *ret, struct mg_error *err) MG_MUST_CHECK;
