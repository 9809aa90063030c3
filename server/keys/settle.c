/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/keys_inside.h"

const struct mg_stmt_def mg_keys_list_generations = {
	.name = "keys.list_generations",
	.sql = "SELECT generation, check_value, finished_us IS NOT NULL FROM madoguchi_keys.kek WHERE municipality = ?"
	       " ORDER BY generation",
	.params = "t",
	.columns = "ubu",
};
const struct mg_stmt_def mg_keys_list_secrets = {
	.name = "keys.list_secrets",
	.sql = "SELECT name, wrapped FROM madoguchi_keys.derived_secret WHERE municipality = ? AND kek_generation = ?",
	.params = "tu",
	.columns = "tb",
};
bool mg_keys_check_value(const struct mg_keys *keys, uint32_t generation, const char *municipality, uint8_t ret[32])
{
	uint8_t kek[MG_KEY_BYTES], key[MG_KEY_BYTES];
	if (!mg_ring_kek(keys->ring, generation, kek))
		return false;
	mg_ring_derive_wrap(kek, key);
	mg_wipe(kek, sizeof(kek));
	mg_keys_hmac(key, "check", municipality, strlen(municipality), NULL, 0, ret);
	mg_wipe(key, sizeof(key));
	return true;
}

void mg_keys_wrap_secret(
	const struct mg_keys *keys, const char *municipality, unsigned which, uint8_t ret_wrapped[MG_WRAPPED_BYTES])
{
	char name[40];
	mg_keys_name(municipality, mg_keys_secret_names[which], name);
	const struct mg_seal_place place = {.table = "derived_secret", .column = "wrapped", .key = name, .version = 1};
	mg_keys_wrap(keys, NULL, &place, keys->secret[which], MG_KEY_BYTES, ret_wrapped);
}

/* The secrets that stand in the database under one generation. What is known already must be the same. */
static bool take_secrets(struct mg_keys *keys, struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	uint32_t generation, struct mg_error *err)
{
	struct mg_rows rows;
	uint8_t taken[MG_KEYS_SECRETS][MG_KEY_BYTES];
	unsigned found = 0;
	if (!mg_query(tx, arena, &mg_keys_list_secrets, MG_PARAMS(MG_T(municipality), MG_U(generation)), &rows, err))
		return false;
	bool ok = true;
	for (unsigned which = 0; ok && which < MG_KEYS_SECRETS; which++)
		for (size_t i = 0; ok && i < rows.n; i++) {
			const struct mg_value *v = mg_row(&rows, i);
			char name[40];
			if (strcmp(mg_s(&v[0]), mg_keys_secret_names[which]) != 0)
				continue;
			mg_keys_name(municipality, mg_keys_secret_names[which], name);
			ok = mg_keys_unwrap(keys, "derived_secret", name, v[1].b.p, v[1].b.n, taken[which], err);
			found++;
		}
	if (ok && found != MG_KEYS_SECRETS)
		ok = mg_fail(err, MG_ERR_DATA_LOSS, "root key %u has %u lasting secrets in the database", generation, found);
	if (ok && keys->is_settled && !mg_equal_ct(taken, keys->secret, sizeof(taken)))
		ok = mg_fail(err, MG_ERR_DATA_LOSS, "the lasting secrets of root key %u are others than those in use", generation);
	if (ok) {
		memcpy(keys->secret, taken, sizeof(taken));
		keys->is_settled = true;
	}
	mg_wipe(taken, sizeof(taken));
	return ok;
}

/* What the database says of the root keys that are here: each must be its own. */
static bool compare(struct mg_keys *keys, const struct mg_rows *rows, const char *municipality, uint32_t *ret_newest,
	bool *ret_is_known, struct mg_error *err)
{
	const uint32_t newest = mg_keys_generation(keys);
	uint64_t needed = 1, known = rows->n ? 0 : 1;
	*ret_newest = 0;
	*ret_is_known = false;
	for (size_t i = 0; i < rows->n; i++) {
		const struct mg_value *v = mg_row(rows, i);
		uint8_t mine[32];
		known = mg_u(&v[0]);
		if (mg_u(&v[2]))
			needed = known;
		if (!mg_keys_check_value(keys, (uint32_t)known, municipality, mine))
			continue;
		if (v[1].b.n != sizeof(mine) || !mg_equal_ct(v[1].b.p, mine, sizeof(mine)))
			return mg_fail(err, MG_ERR_DENIED, "this is not root key %u of the city", (unsigned)known);
		*ret_newest = (uint32_t)known;
		*ret_is_known = known == newest;
	}
	if (newest < needed)
		return mg_fail(err, MG_ERR_DENIED, "root key %u is older than the city's, which is %u", newest, (unsigned)needed);
	return newest <= known || mg_fail(err, MG_ERR_DENIED, "the database knows no root key %u", newest);
}

static bool settle(struct mg_keys *keys, struct mg_tx *tx, const char *municipality, bool *ret_is_known, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	uint32_t newest;
	mg_arena_init(&arena, 1U << 16);
	return mg_query(tx, &arena, &mg_keys_list_generations, MG_PARAMS(MG_T(municipality)), &rows, err) &&
	       compare(keys, &rows, municipality, &newest, ret_is_known, err) &&
	       (newest <= 1 || take_secrets(keys, tx, &arena, municipality, newest, err));
}

bool mg_keys_settle(struct mg_keys *keys, struct mg_tx *tx, const char *municipality, struct mg_error *err)
{
	bool is_known;
	return settle(keys, tx, municipality, &is_known, err);
}

static bool settle_on(
	struct mg_keys *keys, struct mg_db *db, const char *municipality, bool must_be_known, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	mg_tx_begin(&tx, db);
	bool is_known;
	if (!settle(keys, &tx, municipality, &is_known, err))
		return false;
	return is_known || !must_be_known ||
	       mg_fail(err, MG_ERR_DENIED, "the database does not know root key %u: madoguchi-admin migrate enters it",
		       mg_keys_generation(keys));
}

bool mg_keys_open(const char *kek_file, struct mg_db *db, const char *municipality, struct mg_keys **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_keys_freep) struct mg_keys *keys = NULL;
	if (!mg_keys_load(kek_file, &keys, err) || !settle_on(keys, db, municipality, false, err))
		return false;
	*ret = MG_TAKE(keys);
	return true;
}

bool mg_keys_open_handed(uint32_t generation, const uint8_t kek[MG_KEY_BYTES], struct mg_db *db, const char *municipality,
	struct mg_keys **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_keys_freep) struct mg_keys *keys = NULL;
	if (!mg_keys_load_handed(generation, kek, &keys, err) || !settle_on(keys, db, municipality, true, err))
		return false;
	*ret = MG_TAKE(keys);
	return true;
}
