/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/rights_issue.h"
#include <stdio.h>
#include <stdlib.h>
#include "admin/admin_store.h"
#include "admin/key_issue.h"
#include "base/replace.h"
#include "rights/rights_change_store.h"
#include "wire/hash_evp.h"

bool mg_rights_text(struct mg_arena *arena, const char *path, size_t max, struct mg_bytes *ret, struct mg_error *err)
{
	uint8_t *bytes = NULL;
	size_t n;
	if (!mg_file_read(path, max, &bytes, &n, err))
		return false;
	const void *copy = bytes ? mg_arena_memdup(arena, bytes, n) : NULL;
	const bool found = bytes != NULL;
	free(bytes);
	if (!copy)
		return mg_fail(err, found ? MG_ERR_TOO_LARGE : MG_ERR_NOT_FOUND, "%.150s cannot be read", path);
	*ret = (struct mg_bytes){copy, n};
	return true;
}

bool mg_rights_sign(struct mg_arena *arena, EVP_PKEY *root, struct mg_bytes text, struct mg_bytes *ret_signed,
	struct mg_rights *ret, struct mg_error *err)
{
	struct mg_signer signer;
	/* what would not be believed must not be signed */
	return mg_rights_read((const char *)text.p, text.n, ret, err) &&
	       mg_keys_seal_envelope(arena, root, MG_RIGHTS_TYPE, text, ret_signed, err) &&
	       mg_signer_evp(root, &signer, err) && mg_rights_open(arena, signer.public_key, *ret_signed, ret, err);
}

/* ---- into the database ---- */

static bool find_person(
	struct mg_city *city, struct mg_tx *tx, const char *staff_no, struct mg_matrix_step *ret, struct mg_error *err)
{
	if (!staff_no)
		return true;
	ret->by = staff_no;
	return mg_admin_get_staff(tx, &city->arena, &city->shared, staff_no, &ret->staff_id, err);
}

bool mg_rights_put(struct mg_city *city, struct mg_tx *tx, const uint8_t root[MG_PUBLIC_KEY_BYTES],
	struct mg_bytes packed, const struct mg_rights_by *by, struct mg_rights *ret, struct mg_error *err)
{
	const struct mg_matrix_in in = {tx, &city->arena, &city->shared};
	char actor[40], version[16], sha256[65];
	struct mg_matrix_step proposer = {.by = actor, .now_us = mg_now_us(city->shared.clock)};
	struct mg_matrix_row newest;
	if (!mg_rights_open(&city->arena, root, packed, ret, err) || !mg_matrix_lock_newest(&in, &newest, err))
		return false;
	if (ret->version <= newest.version)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE,
			"version %u is known already: the version of a matrix grows", newest.version);
	if (newest.version && !(by->asked_by && by->allowed_by))
		return mg_fail(
			err, MG_ERR_INVALID, "--asked-by and --allowed-by: two people of the authority load a matrix");
	mg_act_actor(actor);
	mg_appender_next(city->appender, &proposer.log_writer, &proposer.log_n);
	struct mg_matrix_step applier = proposer;
	if (!find_person(city, tx, by->asked_by, &proposer, err) ||
		!find_person(city, tx, by->allowed_by, &applier, err))
		return false;
	snprintf(version, sizeof(version), "%u", ret->version);
	mg_hex(ret->sha256, sizeof(ret->sha256), sha256);
	mg_act_fact(city, "rights_version", version);
	mg_act_fact(city, "rights_sha256", sha256);
	if (by->asked_by)
		mg_act_fact(city, "asked_by", by->asked_by);
	if (by->allowed_by)
		mg_act_fact(city, "allowed_by", by->allowed_by);
	return mg_matrix_load(&in, ret->version, ret->sha256, packed, &proposer, &applier, err);
}

bool mg_rights_begin(struct mg_city *city, struct mg_tx *tx, EVP_PKEY *root, const char *sql_dir, struct mg_error *err)
{
	static const struct mg_rights_by nobody = {NULL, NULL};
	char path[MG_CITY_PATH_BYTES];
	struct mg_bytes text, packed;
	struct mg_rights rights;
	struct mg_signer signer;
	snprintf(path, sizeof(path), "%s/codes/rights.csv", sql_dir);
	return mg_rights_text(&city->arena, path, MG_RIGHTS_TEXT_BYTES_MAX, &text, err) &&
	       mg_rights_sign(&city->arena, root, text, &packed, &rights, err) && mg_signer_evp(root, &signer, err) &&
	       mg_rights_put(city, tx, signer.public_key, packed, &nobody, &rights, err);
}
