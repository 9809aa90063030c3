/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/gallery.h"
#include "auth/finger_seal.h"
#include "base/log.h"

#define MATCH_TIMEOUT_MS 8000

_Static_assert(MG_ENROL_PICTURES == MG_MATCHER_PICTURES_MAX, "an enrolment takes what a template takes");

bool mg_gallery_open(const struct mg_shared *shared, struct mg_arena *arena, uint64_t staff_id, const char *staff_no,
	const struct mg_auth_finger *f, struct mg_gallery_item *ret, bool *ret_opened, struct mg_error *err)
{
	const struct mg_finger_place place = {
		.municipality = shared->municipality, .staff_id = staff_id, .finger = f->finger, .version = f->version};
	const size_t n = f->sealed.n > MG_SEAL_OVERHEAD ? f->sealed.n - MG_SEAL_OVERHEAD : 0;
	uint8_t *plain = mg_arena_alloc(arena, n + 1);
	struct mg_error e = {0};
	if (!plain)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a template");
	*ret = (struct mg_gallery_item){.template = {plain, n}, .staff_no = staff_no, .finger = f->finger};
	*ret_opened = mg_finger_unseal(shared->keys, &place, f->sealed, f->wrapped, plain, &e) &&
		      mg_template_check(ret->template, NULL, &e);
	if (!*ret_opened)
		mg_log_error(MG_LOG_ALARM, "an enrolled finger does not open", &e);
	return true;
}

/* Does any of the first pictures look like one of these? */
static bool look(const struct mg_shared *shared, const struct mg_finger_image *images, const struct mg_gallery_item *items,
	size_t n, bool *ret, struct mg_error *err)
{
	struct mg_bytes templates[MG_MATCHER_SEARCH_MAX];
	enum mg_match match = MG_MATCH_NO;
	for (size_t i = 0; i < n; i++)
		templates[i] = items[i].template;
	for (size_t k = 0; k < MG_ENROL_FIRST_LOOKS && match != MG_MATCH_YES; k++)
		if (!mg_matcher_search(shared->matcher, &images[k], templates, n, MATCH_TIMEOUT_MS, &match, err))
			return false;
	*ret = match == MG_MATCH_YES;
	return true;
}

static bool vote(const struct mg_shared *shared, const struct mg_finger_image *images, struct mg_bytes template,
	bool *ret, struct mg_error *err)
{
	unsigned votes = 0;
	for (unsigned k = 0; k < MG_ENROL_PICTURES && votes < MG_ENROL_VOTES; k++) {
		enum mg_match match;
		if (votes + MG_ENROL_PICTURES - k < MG_ENROL_VOTES)
			break;
		if (!mg_matcher_verify(shared->matcher, &images[k], &template, 1, MATCH_TIMEOUT_MS, &match, err))
			return false;
		votes += match == MG_MATCH_YES;
	}
	*ret = votes >= MG_ENROL_VOTES;
	return true;
}

static bool find(const struct mg_shared *shared, const struct mg_finger_image *images, const struct mg_gallery_item *items,
	size_t n, const struct mg_gallery_item **ret, struct mg_error *err)
{
	for (size_t from = 0; from < n; from += MG_MATCHER_SEARCH_MAX) {
		const size_t some = n - from < MG_MATCHER_SEARCH_MAX ? n - from : MG_MATCHER_SEARCH_MAX;
		bool closer, same = false;
		if (!look(shared, images, items + from, some, &closer, err))
			return false;
		for (size_t i = 0; closer && i < some && !same; i++) {
			if (!vote(shared, images, items[from + i].template, &same, err))
				return false;
			if (same)
				*ret = &items[from + i];
		}
		if (same)
			return true;
	}
	return true;
}

bool mg_gallery_find(const struct mg_shared *shared, const struct mg_finger_image images[MG_ENROL_PICTURES],
	const struct mg_gallery_item *items, size_t n, const struct mg_gallery_item **ret, struct mg_error *err)
{
	*ret = NULL;
	const bool ok = find(shared, images, items, n, ret, err);
	for (size_t i = 0; i < n; i++)
		mg_wipe((void *)(uintptr_t)items[i].template.p, items[i].template.n);
	return ok;
}
