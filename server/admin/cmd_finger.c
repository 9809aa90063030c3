/* SPDX-License-Identifier: Apache-2.0
 * finger-enrol: five pictures of one finger, made into a template by the matcher and sealed here. From files, so for
 * tests and the demo; people enrol at a counter. */
#include <stdio.h>
#include <stdlib.h>
#include "admin/admin_store.h"
#include "admin/checks.h"
#include "admin/city.h"
#include "admin/commands.h"
#include "admin/pgm.h"
#include "auth/auth_store.h"
#include "matcher/client.h"

#define PICTURE_BYTES_MAX (MG_FINGER_SIDE_MAX * MG_FINGER_SIDE_MAX + 64U)
#define ENROL_TIMEOUT_MS 20000

static bool load_picture(struct mg_city *city, const char *path, struct mg_finger_image *ret, struct mg_error *err)
{
	uint8_t *bytes = mg_arena_alloc(&city->arena, PICTURE_BYTES_MAX);
	FILE *f = fopen(path, "rbe");
	size_t n = f && bytes ? fread(bytes, 1, PICTURE_BYTES_MAX, f) : 0;
	if (f)
		fclose(f);
	if (n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "cannot read %.150s", path);
	return mg_pgm_read((struct mg_bytes){bytes, n}, ret, err);
}

static const char *fault_words(enum mg_finger_fault fault)
{
	switch (fault) {
	case MG_FINGER_FINE:
	case MG_FINGER_FAULT_MAX:
		break;
	case MG_FINGER_BLANK:
		return "nothing lay on the glass";
	case MG_FINGER_UNCLEAR:
		return "too few ridges were found";
	case MG_FINGER_DIFFERENT:
		return "not the finger of the pictures before";
	}
	return "of no use";
}

static bool make_template(struct mg_city *city, const struct mg_options *o, struct mg_enrolment *ret, struct mg_error *err)
{
	struct mg_finger_image images[MG_MATCHER_PICTURES_MAX];
	struct mg_matcher_client *client = NULL;
	char path[MG_CITY_PATH_BYTES];
	if (mg_option_count(o, "image") != MG_MATCHER_PICTURES_MAX)
		return mg_fail(err, MG_ERR_INVALID, "--image is wanted %d times", MG_MATCHER_PICTURES_MAX);
	for (size_t i = 0; i < MG_MATCHER_PICTURES_MAX; i++)
		if (!load_picture(city, mg_option_nth(o, "image", i), &images[i], err))
			return false;
	if (!mg_city_path(city, "run/matcher.sock", path, err) ||
		!mg_matcher_client_new(mg_option(o, "matcher-socket") ? mg_option(o, "matcher-socket") : path, &client, err))
		return false;
	bool ok = mg_matcher_enrol(client, images, ENROL_TIMEOUT_MS, ret, err);
	mg_matcher_client_free(client);
	if (ok && !ret->done)
		return mg_fail(err, MG_ERR_INVALID, "picture %zu: %s", ret->picture + 1, fault_words(ret->fault));
	return ok;
}

static bool store(struct mg_city *city, struct mg_tx *tx, const struct mg_options *o, const struct mg_enrolment *e,
	unsigned finger, struct mg_error *err)
{
	struct mg_finger_place place = {.municipality = city->shared.municipality, .finger = finger};
	uint8_t sealed[MG_TEMPLATE_BYTES_MAX + MG_SEAL_OVERHEAD], wrapped[MG_FINGER_WRAPPED_BYTES];
	size_t others;
	char actor[40];
	uint32_t version;
	if (!mg_admin_get_staff(tx, &city->arena, &city->shared, mg_option(o, "staff-no"), &place.staff_id, err) ||
		!mg_admin_lock_finger(tx, &city->arena, &city->shared, place.staff_id, finger, &version, &others, err))
		return false;
	if (others >= MG_FINGERS_MAX)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "a person has at most %u fingers enrolled", MG_FINGERS_MAX);
	place.version = version + 1;
	mg_act_actor(actor);
	mg_finger_seal(city->shared.keys, &place, e->template, e->template_n, sealed, wrapped);
	return mg_admin_store_finger(tx, &place, (struct mg_bytes){sealed, e->template_n + MG_SEAL_OVERHEAD}, wrapped,
		MG_TEMPLATE_DRIVER, MG_TEMPLATE_DEVICE_ID, actor, mg_now_us(city->shared.clock), err);
}

static bool enrol(struct mg_city *city, const struct mg_options *o, unsigned finger, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	struct mg_enrolment *e = mg_arena_alloc(&city->arena, sizeof(*e)); /* the city's arena is wiped */
	if (!e)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (!make_template(city, o, e, err))
		return false;
	mg_act_begin(city, &tx);
	mg_act_fact(city, "staff_no", mg_option(o, "staff-no"));
	mg_act_fact(city, "finger", mg_option(o, "finger"));
	bool ok = store(city, &tx, o, e, finger, err) &&
		  mg_act_commit(city, &tx, MG_AUDIT_ADMIN_FINGER, "finger-enrol", err);
	mg_wipe(e->template, sizeof(e->template));
	return ok;
}

static bool finger_enrol(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	unsigned finger;
	if (!mg_check_staff_no(mg_option(o, "staff-no"), err) || !mg_check_finger(mg_option(o, "finger"), &finger, err) ||
		!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err) && enrol(&city, o, finger, err);
	mg_city_done(&city);
	if (ok)
		printf("staff %s: %s enrolled\n", mg_option(o, "staff-no"), mg_option(o, "finger"));
	return ok;
}

static const struct mg_option_def enrol_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"staff-no", MG_OPTION_REQUIRED, "whose"},
	{"finger", MG_OPTION_REQUIRED, "left- or right- and thumb, index, middle, ring, little"},
	{"image", MG_OPTION_REPEATED, "a picture (PGM); five times"},
	{"matcher-socket", MG_OPTION_OPTIONAL, "of madoguchi-matcher, if not CITY/run/matcher.sock"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_finger_enrol = {
	"finger-enrol", "enrols a finger from five pictures", enrol_options, finger_enrol,
	MG_GIVES_POWER(NULL, "64 (two people)")};
