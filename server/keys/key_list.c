/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/key_list.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "keys/highest.h"
#include "wire/hash_evp.h"
#include "wire/message.h"

static const struct mg_stmt_def find_newest = {
	.name = "keys.newest_list",
	.sql = "SELECT epoch, envelope FROM madoguchi.key_list WHERE municipality = ? ORDER BY epoch DESC LIMIT 1",
	.params = "t",
	.columns = "ub",
};
mg_stmt_list mg_key_list_statements = {&find_newest, NULL};

/* ---- envelopes ---- */

static void *arena_allocate(void *arena, size_t n)
{
	return mg_arena_alloc(arena, n);
}

static void arena_release(void *arena, void *p)
{
	(void)arena;
	(void)p; /* the arena is freed whole */
}

bool mg_envelope_unpack(struct mg_arena *arena, struct mg_bytes packed, const Pb__Envelope **ret, struct mg_error *err)
{
	ProtobufCAllocator allocator = {arena_allocate, arena_release, arena};
	ProtobufCMessage *m;
	if (!mg_message_unpack_exact(&pb__envelope__descriptor, &allocator, packed.p, packed.n, &m, err))
		return false;
	*ret = (const Pb__Envelope *)(const void *)m;
	return true;
}

bool mg_envelope_open(struct mg_arena *arena, const uint8_t public_key[MG_PUBLIC_KEY_BYTES], const char *type,
	const Pb__Envelope *e, const ProtobufCMessageDescriptor *payload, ProtobufCMessage **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	ProtobufCAllocator allocator = {arena_allocate, arena_release, arena};
	const struct mg_envelope envelope = {e->payload_type, {e->payload.data, e->payload.len},
		{e->key_id.data, e->key_id.len}, {e->signature.data, e->signature.len}};
	return mg_crypto_evp_new(&crypto, err) && mg_envelope_verify(crypto, public_key, type, &envelope, err) &&
	       mg_message_unpack_exact(payload, &allocator, e->payload.data, e->payload.len, ret, err);
}

/* ---- one list ---- */

static bool check_key(const struct mg_crypto *crypto, const Sg__Key *k, struct mg_error *err)
{
	uint8_t id[MG_KEY_ID_BYTES];
	const bool is_supervisor = k->use == SG__KEY__USE__SUPERVISOR;
	if (k->use == SG__KEY__USE__USE_NONE || k->algorithm != SG__KEY__ALGORITHM__ED25519 ||
		k->public_key.len != MG_PUBLIC_KEY_BYTES || k->id.len != MG_KEY_ID_BYTES || k->holder[0] == '\0' ||
		k->not_before_us >= k->not_after_us || strlen(k->ward) != (is_supervisor ? 3 : 0))
		return mg_fail(err, MG_ERR_DATA_LOSS, "key list: a key is not as it must be");
	mg_key_id(crypto, k->public_key.data, id);
	return memcmp(id, k->id.data, sizeof(id)) == 0 || mg_fail(err, MG_ERR_DATA_LOSS, "key list: the id of another key");
}

static bool check_list(const Sg__KeyList *l, const char *municipality, struct mg_error *err)
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	if (l->epoch == 0 || strcmp(l->municipality, municipality) != 0)
		return mg_fail(err, MG_ERR_DATA_LOSS, "key list: no epoch, or of another city");
	if (!mg_crypto_evp_new(&crypto, err))
		return false;
	for (size_t i = 0; i < l->n_keys; i++) {
		if (!check_key(crypto, l->keys[i], err))
			return false;
		if (i > 0 && memcmp(l->keys[i - 1]->id.data, l->keys[i]->id.data, MG_KEY_ID_BYTES) >= 0)
			return mg_fail(err, MG_ERR_DATA_LOSS, "key list: not in the order of the ids");
	}
	return true;
}

bool mg_key_list_open(struct mg_arena *arena, const uint8_t root[MG_PUBLIC_KEY_BYTES], const char *municipality,
	struct mg_bytes packed, struct mg_key_list *ret, struct mg_error *err)
{
	struct mg_key_list opened;
	ProtobufCMessage *m;
	struct mg_error e = {0};
	if (packed.n > MG_KEY_LIST_BYTES_MAX || !mg_envelope_unpack(arena, packed, &opened.envelope, &e) ||
		!mg_envelope_open(
			arena, root, MG_KEY_LIST_TYPE, opened.envelope, &sg__key_list__descriptor, &m, &e))
		return mg_fail(err, MG_ERR_DATA_LOSS, "key list: %.100s", e.detail);
	opened.list = (const Sg__KeyList *)(const void *)m;
	if (!check_list(opened.list, municipality, err))
		return false;
	*ret = opened;
	return true;
}

const Sg__Key *mg_key_list_key(const struct mg_key_list *list, Sg__Key__Use use, struct mg_bytes key_id, int64_t now_us,
	const char **ret_fault)
{
	for (size_t i = 0; i < list->list->n_keys; i++) {
		const Sg__Key *k = list->list->keys[i];
		if (key_id.n != MG_KEY_ID_BYTES || memcmp(k->id.data, key_id.p, MG_KEY_ID_BYTES) != 0)
			continue;
		*ret_fault = k->use != use		? "key_of_another_use"
			     : now_us < k->not_before_us ? "key_not_yet"
			     : now_us > k->not_after_us  ? "key_expired"
							 : NULL;
		return *ret_fault ? NULL : k;
	}
	*ret_fault = "key_unknown";
	return NULL;
}

/* ---- never back ---- */

struct mg_key_trust {
	uint8_t root[MG_PUBLIC_KEY_BYTES];
	struct mg_highest *epochs; /* owned; of the lists */
	struct mg_highest *rights; /* owned; versions of the matrix, in the file beside */
};

bool mg_key_trust_new(const char *root_file, const char *state_file, struct mg_key_trust **ret, struct mg_error *err)
{
	char rights_file[500];
	const int n = snprintf(rights_file, sizeof(rights_file), "%s.rights", state_file);
	if (n < 0 || (size_t)n >= sizeof(rights_file))
		return mg_fail(err, MG_ERR_INVALID, "keys.state_file: the path is too long");
	struct mg_key_trust *t = calloc(1, sizeof(*t));
	if (!t)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (!mg_public_key_load(root_file, t->root, err) || !mg_highest_new(state_file, &t->epochs, err) ||
		!mg_highest_new(rights_file, &t->rights, err)) {
		mg_key_trust_free(t);
		return false;
	}
	*ret = t;
	return true;
}

void mg_key_trust_free(struct mg_key_trust *t)
{
	if (!t)
		return;
	mg_highest_free(t->epochs);
	mg_highest_free(t->rights);
	free(t);
}

const uint8_t *mg_key_trust_root(const struct mg_key_trust *trust)
{
	return trust->root;
}

bool mg_key_trust_accept_rights(struct mg_key_trust *trust, uint32_t version, struct mg_error *err)
{
	return mg_highest_accept(trust->rights, "a matrix of rights of version", version, err);
}

/* Written down before anything is done on the strength of the new list. */
static bool accept_epoch(struct mg_key_trust *t, uint64_t epoch, struct mg_error *err)
{
	return mg_highest_accept(t->epochs, "a key list of epoch", epoch, err);
}

bool mg_key_list_newest(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, struct mg_key_list *ret,
	struct mg_error *err)
{
	struct mg_key_trust *t = shared->key_trust;
	struct mg_rows rows;
	struct mg_key_list list;
	if (!t)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "authority.root_file or keys.state_file is not configured");
	if (!mg_query(tx, arena, &find_newest, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	if (rows.n == 0)
		return accept_epoch(t, 0, err) && mg_fail(err, MG_ERR_NOT_FOUND, "no key list was issued yet");
	if (!mg_key_list_open(arena, t->root, shared->municipality, mg_row(&rows, 0)[1].b, &list, err) ||
		!accept_epoch(t, list.list->epoch, err))
		return false;
	*ret = list;
	return true;
}
