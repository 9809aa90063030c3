/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/key_issue.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "admin/key_store.h"
#include "admin/pki.h"
#include "admin/prompt.h"
#include "wire/hash_evp.h"

#define DAY_US (INT64_C(86400) * 1000000)
#define SERVER_DAYS 3650U
#define EARLIER_US (INT64_C(300) * 1000000) /* clocks of terminals may be a little behind */

/* A list that is being made; everything lives in the city's arena. */
struct making {
	struct mg_city *city;
	struct mg_tx *tx;
	Sg__KeyList list;
	size_t cap;
	struct mg_key_act act;
	char actor[40];
};

bool mg_keys_load_root(const struct mg_city *city, EVP_PKEY **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret passphrase = {{0}};
	char path[MG_CITY_PATH_BYTES];
	if (!mg_city_path(city, "authority/root.key.pem", path, err))
		return false;
	bool encrypted = mg_pki_is_encrypted(path);
	if (encrypted && !mg_secret_ask("Passphrase of the city's authority keys", false, &passphrase, err))
		return false;
	return mg_pki_read_private(path, encrypted ? passphrase.text : NULL, ret, err);
}

bool mg_keys_current(struct mg_city *city, struct mg_tx *tx, const uint8_t root[MG_PUBLIC_KEY_BYTES],
	struct mg_key_list *ret, struct mg_error *err)
{
	struct mg_bytes packed;
	return mg_key_newest_list(tx, &city->arena, &city->shared, &packed, err) &&
	       mg_key_list_open(&city->arena, root, city->shared.municipality, packed, ret, err);
}

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "more keys than a list takes");
}

static bool put(struct making *m, Sg__Key *key, struct mg_error *err)
{
	if (m->list.n_keys == m->cap)
		return no_room(err);
	m->list.keys[m->list.n_keys++] = key;
	return true;
}

static bool key_id_of(const uint8_t public_key[MG_PUBLIC_KEY_BYTES], uint8_t ret[MG_KEY_ID_BYTES], struct mg_error *err)
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	if (!mg_crypto_evp_new(&crypto, err))
		return false;
	mg_key_id(crypto, public_key, ret);
	return true;
}

static bool add(struct making *m, const struct mg_new_key *n, struct mg_error *err)
{
	struct mg_arena *arena = &m->city->arena;
	Sg__Key *k = mg_arena_alloc(arena, sizeof(*k));
	uint8_t *id = mg_arena_alloc(arena, MG_KEY_ID_BYTES);
	if (!k || !id)
		return no_room(err);
	if (!key_id_of(n->public_key, id, err))
		return false;
	sg__key__init(k);
	k->id = (ProtobufCBinaryData){MG_KEY_ID_BYTES, id};
	k->use = n->use;
	k->algorithm = SG__KEY__ALGORITHM__ED25519;
	k->public_key = (ProtobufCBinaryData){MG_PUBLIC_KEY_BYTES, (uint8_t *)mg_arena_memdup(arena, n->public_key, 32)};
	k->holder = mg_arena_strdup(arena, n->holder);
	k->ward = mg_arena_strdup(arena, n->ward);
	k->not_before_us = m->act.now_us - EARLIER_US;
	k->not_after_us = m->act.now_us + n->days * DAY_US;
	return (k->public_key.data && k->holder && k->ward) ? mg_key_add(m->tx, &m->city->shared, n, k, &m->act, err) && put(m, k, err)
							    : no_room(err);
}

/* Receipt and log key are those of the city's folder: a new one in the place of an old one comes with the next list. */
static bool keep_own(struct making *m, Sg__Key__Use use, const char *file, const char *holder, struct mg_error *err)
{
	struct mg_new_key own = {.use = use, .holder = holder, .ward = "", .days = SERVER_DAYS};
	char path[MG_CITY_PATH_BYTES];
	if (!mg_city_path(m->city, file, path, err) || !mg_public_key_load(path, own.public_key, err))
		return false;
	for (size_t i = 0; i < m->list.n_keys; i++) {
		const Sg__Key *k = m->list.keys[i];
		if (k->use != use)
			continue;
		if (memcmp(k->public_key.data, own.public_key, 32) == 0)
			return true;
		if (!mg_key_revoke(m->tx, &m->city->shared, k->id.data, &m->act, err))
			return false;
		m->list.keys[i] = m->list.keys[--m->list.n_keys];
		break;
	}
	return add(m, &own, err);
}

static int by_id(const void *a, const void *b)
{
	const Sg__Key *const *x = a, *const *y = b;
	return memcmp((*x)->id.data, (*y)->id.data, MG_KEY_ID_BYTES);
}

bool mg_keys_seal_envelope(struct mg_arena *arena, EVP_PKEY *key, const char *type, struct mg_bytes payload,
	struct mg_bytes *ret, struct mg_error *err)
{
	struct mg_signer signer;
	Pb__Envelope e = PB__ENVELOPE__INIT;
	uint8_t id[MG_KEY_ID_BYTES], signature[MG_SIGNATURE_BYTES];
	if (!mg_signer_evp(key, &signer, err) || !key_id_of(signer.public_key, id, err) ||
		!mg_envelope_sign(&signer, type, payload, signature, err))
		return false;
	e.payload_type = (char *)(uintptr_t)type;
	e.payload = (ProtobufCBinaryData){payload.n, (uint8_t *)(uintptr_t)payload.p};
	e.key_id = (ProtobufCBinaryData){sizeof(id), id};
	e.signature = (ProtobufCBinaryData){sizeof(signature), signature};
	const size_t n = pb__envelope__get_packed_size(&e);
	uint8_t *packed = mg_arena_alloc(arena, n);
	if (!packed)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a signed file");
	pb__envelope__pack(&e, packed);
	*ret = (struct mg_bytes){packed, n};
	return true;
}

static bool sign_list(struct making *m, EVP_PKEY *root, struct mg_bytes *ret, struct mg_error *err)
{
	struct mg_arena *arena = &m->city->arena;
	struct mg_signer signer;
	const size_t n = sg__key_list__get_packed_size(&m->list);
	uint8_t *payload = mg_arena_alloc(arena, n);
	if (!payload)
		return no_room(err);
	sg__key_list__pack(&m->list, payload);
	if (!mg_keys_seal_envelope(arena, root, MG_KEY_LIST_TYPE, (struct mg_bytes){payload, n}, ret, err) ||
		!mg_signer_evp(root, &signer, err))
		return false;
	if (ret->n > MG_KEY_LIST_BYTES_MAX)
		return no_room(err);
	/* what would not be believed must not be issued */
	struct mg_key_list back;
	return mg_key_list_open(arena, signer.public_key, m->city->shared.municipality, *ret, &back, err);
}

static bool take_over(struct making *m, const struct mg_key_list *old, Sg__Key__Use use, const char *holder,
	size_t *ret_removed, struct mg_error *err)
{
	*ret_removed = 0;
	for (size_t i = 0; i < old->list->n_keys; i++) {
		Sg__Key *k = old->list->keys[i];
		if (k->use == use && strcmp(k->holder, holder) == 0) {
			if (!mg_key_revoke(m->tx, &m->city->shared, k->id.data, &m->act, err))
				return false;
			++*ret_removed;
		} else if (!put(m, k, err)) {
			return false;
		}
	}
	return true;
}

bool mg_keys_issue(struct mg_city *city, struct mg_tx *tx, EVP_PKEY *root, Sg__Key__Use use, const char *holder,
	const struct mg_new_key *new_key, uint64_t *ret_epoch, struct mg_error *err)
{
	struct making m = {.city = city, .tx = tx, .cap = 1000};
	struct mg_key_list old;
	struct mg_signer signer;
	struct mg_bytes packed;
	size_t removed = 0;
	char text[24];
	mg_act_actor(m.actor);
	m.act = (struct mg_key_act){.now_us = mg_now_us(city->shared.clock), .actor = m.actor};
	mg_appender_next(city->appender, &m.act.log_writer, &m.act.log_n);
	sg__key_list__init(&m.list);
	m.list.keys = mg_arena_calloc(&city->arena, m.cap, sizeof(*m.list.keys));
	if (!m.list.keys)
		return no_room(err);
	m.list.epoch = 1;
	m.list.municipality = city->shared.municipality;
	m.list.issued_us = m.act.now_us;
	if (!mg_signer_evp(root, &signer, err))
		return false;
	if (mg_keys_current(city, tx, signer.public_key, &old, err)) {
		m.list.epoch = old.list->epoch + 1;
		if (!take_over(&m, &old, use, holder, &removed, err))
			return false;
	} else if (err->code != MG_ERR_NOT_FOUND) {
		return false;
	}
	if (removed == 0 && !new_key)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no key of this holder is in force");
	if ((new_key && !add(&m, new_key, err)) ||
		!keep_own(&m, SG__KEY__USE__RECEIPT, "receipt.pub.pem", "server", err) ||
		!keep_own(&m, SG__KEY__USE__LOG, "log.pub.pem", mg_config_get(city->config, "log.origin"), err))
		return false;
	qsort(m.list.keys, m.list.n_keys, sizeof(*m.list.keys), by_id);
	snprintf(text, sizeof(text), "%" PRIu64, m.list.epoch);
	mg_act_fact(city, "epoch", text);
	*ret_epoch = m.list.epoch;
	return sign_list(&m, root, &packed, err) && mg_key_add_list(tx, &city->shared, &m.list, packed, &m.act, err);
}
