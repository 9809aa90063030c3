/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/judge.h"
#include <sodium.h>
#include "auth/finger_seal.h"
#include "base/log.h"
#include "matcher/client.h"

#define MATCH_TIMEOUT_MS 8000

_Static_assert(MG_FINGERS_MAX <= MG_MATCHER_TEMPLATES_MAX, "the matcher must take all fingers of a person at once");

/* Opens the fingers that open; `ret` has room for MG_FINGERS_MAX. */
static bool open_fingers(const struct mg_shared *shared, struct mg_arena *arena, uint64_t staff_id,
	const struct mg_auth_finger *fingers, size_t n, struct mg_bytes *ret, size_t *ret_n, bool *ret_damaged,
	struct mg_error *err)
{
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct mg_auth_finger *f = &fingers[i];
		const struct mg_finger_place place = {.municipality = shared->municipality, .staff_id = staff_id,
			.finger = f->finger, .version = f->version};
		size_t len = f->sealed.n > MG_SEAL_OVERHEAD ? f->sealed.n - MG_SEAL_OVERHEAD : 0;
		uint8_t *plain = mg_arena_alloc(arena, len + 1);
		struct mg_bytes blob = {plain, len};
		struct mg_error e = {0};
		if (!plain)
			return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a template");
		if (!mg_finger_unseal(shared->keys, &place, f->sealed, f->wrapped, plain, &e) ||
			!mg_template_check(blob, NULL, &e)) {
			mg_log_error(MG_LOG_ALARM, "an enrolled finger does not open", &e);
			*ret_damaged = true;
			continue;
		}
		ret[(*ret_n)++] = blob;
	}
	return true;
}

static bool match(const struct mg_shared *shared, const struct mg_finger_image *image, const struct mg_bytes *templates,
	size_t n, struct mg_finger_verdict *verdict, struct mg_error *err)
{
	enum mg_match result = MG_MATCH_NO;
	struct mg_error e = {0};
	if (mg_matcher_verify(shared->matcher, image, templates, n, MATCH_TIMEOUT_MS, &result, &e)) {
		verdict->matches = result == MG_MATCH_YES;
		return true;
	}
	if (e.code == MG_ERR_DATA_LOSS || e.code == MG_ERR_INVALID) { /* judged: this cannot be a match */
		verdict->is_damaged |= e.code == MG_ERR_DATA_LOSS;
		return true;
	}
	*err = e;
	return false;
}

bool mg_judge_finger(const struct mg_shared *shared, struct mg_arena *arena, uint64_t staff_id,
	const struct mg_auth_finger *fingers, size_t n, const struct mg_finger_image *image,
	struct mg_finger_verdict *ret, struct mg_error *err)
{
	struct mg_finger_verdict verdict = {0};
	struct mg_bytes templates[MG_FINGERS_MAX];
	size_t opened;
	if (!open_fingers(shared, arena, staff_id, fingers, n, templates, &opened, &verdict.is_damaged, err))
		return false;
	bool is_decoy = opened == 0;
	if (is_decoy) {
		uint64_t seed;
		uint8_t *decoy = mg_arena_alloc(arena, MG_TEMPLATE_BYTES_MAX);
		if (!decoy)
			return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a template");
		randombytes_buf(&seed, sizeof(seed));
		templates[0] = (struct mg_bytes){decoy, mg_template_decoy(seed, decoy)};
		opened = 1;
	}
	bool ok = match(shared, image, templates, opened, &verdict, err);
	verdict.matches = verdict.matches && !is_decoy;
	for (size_t i = 0; i < opened; i++)
		mg_wipe((void *)(uintptr_t)templates[i].p, templates[i].n);
	if (ok)
		*ret = verdict;
	return ok;
}
