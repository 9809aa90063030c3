/* SPDX-License-Identifier: Apache-2.0 */
#include "access/rights_store.h"
#include <inttypes.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "wire/hash_evp.h"

/* A call that began before the change may still ask for what was in force then; deadlines are shorter than this. */
#define GRACE_US (120 * INT64_C(1000000))

static const struct mg_stmt_def find_matrix = {
	.name = "rights.find",
	.sql = "SELECT envelope FROM madoguchi.rights_matrix WHERE municipality = ? AND applied_version = ?",
	.params = "tu",
	.columns = "b",
};
static const struct mg_stmt_def find_version = {
	.name = "rights.find_version",
	.sql = "SELECT " MG_SQL_RIGHTS_VERSION("c") " FROM madoguchi.municipality c WHERE c.municipality = ?",
	.params = "t",
	.columns = "u",
};
mg_stmt_list mg_rights_statements = {&find_matrix, &find_version, NULL};

/* ---- one file ---- */

bool mg_rights_open(struct mg_arena *arena, const uint8_t root[MG_PUBLIC_KEY_BYTES], struct mg_bytes packed,
	struct mg_rights *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	const Pb__Envelope *e;
	struct mg_error why = {0};
	if (packed.n > MG_RIGHTS_SIGNED_BYTES_MAX || !mg_envelope_unpack(arena, packed, &e, &why))
		return mg_fail(err, MG_ERR_DENIED, "matrix of rights: no signed file");
	const struct mg_envelope envelope = {e->payload_type, {e->payload.data, e->payload.len},
		{e->key_id.data, e->key_id.len}, {e->signature.data, e->signature.len}};
	if (!mg_crypto_evp_new(&crypto, err))
		return false;
	if (!mg_envelope_verify(crypto, root, MG_RIGHTS_TYPE, &envelope, &why))
		return mg_fail(err, MG_ERR_DENIED, "matrix of rights: %.100s", why.detail);
	if (!mg_rights_read((const char *)e->payload.data, e->payload.len, ret, err))
		return false;
	SHA256(e->payload.data, e->payload.len, ret->sha256);
	return true;
}

/* ---- all that were met ---- */

struct met {
	struct mg_rights rights;
	struct met *older;
	_Atomic int64_t replaced_mono_us; /* when a newer one came; 0: none has */
};
struct mg_rights_holder {
	pthread_mutex_t lock; /* of those who add */
	_Atomic(struct met *) newest;
};

bool mg_rights_holder_new(struct mg_rights_holder **ret, struct mg_error *err)
{
	struct mg_rights_holder *h = calloc(1, sizeof(*h));
	if (!h || pthread_mutex_init(&h->lock, NULL) != 0) {
		free(h);
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	}
	*ret = h;
	return true;
}

void mg_rights_holder_free(struct mg_rights_holder *h)
{
	if (!h)
		return;
	for (struct met *m = atomic_load(&h->newest); m;) {
		struct met *older = m->older;
		free(m);
		m = older;
	}
	pthread_mutex_destroy(&h->lock);
	free(h);
}

/* NULL: never met. An older one is good for calls that were under way when it was replaced. */
static const struct met *find(const struct mg_rights_holder *h, uint64_t version, const struct mg_clock *clock)
{
	const struct met *m = atomic_load_explicit(&h->newest, memory_order_acquire);
	for (; m; m = m->older) {
		const int64_t replaced_us = atomic_load_explicit(&m->replaced_mono_us, memory_order_relaxed);
		if (m->rights.version == version)
			return replaced_us == 0 || mg_mono_us(clock) - replaced_us < GRACE_US ? m : NULL;
	}
	return NULL;
}

/* Publishes it unless another thread was first; takes `made` over. */
static const struct met *publish(struct mg_rights_holder *h, struct met *made, const struct mg_clock *clock)
{
	pthread_mutex_lock(&h->lock);
	struct met *newest = atomic_load(&h->newest);
	if (!newest || newest->rights.version < made->rights.version) {
		made->older = newest;
		if (newest)
			atomic_store(&newest->replaced_mono_us, mg_mono_us(clock) | 1);
		atomic_store_explicit(&h->newest, made, memory_order_release);
		made = NULL;
	}
	const struct met *now = atomic_load(&h->newest);
	pthread_mutex_unlock(&h->lock);
	free(made);
	return now;
}

static bool load(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t version,
	struct mg_rights *ret, struct mg_error *err)
{
	struct mg_rows rows;
	struct mg_error why = {0};
	if (!mg_query(tx, arena, &find_matrix, MG_PARAMS(MG_T(shared->municipality), MG_U(version)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "the matrix of rights is gone");
	if (!mg_rights_open(arena, mg_key_trust_root(shared->key_trust), mg_row(&rows, 0)[0].b, ret, &why))
		return mg_fail(
			err, MG_ERR_DATA_LOSS, "matrix of rights, version %" PRIu64 ": %.120s", version, why.detail);
	if (ret->version != version)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a matrix of rights stands under another version");
	return mg_key_trust_accept_rights(shared->key_trust, ret->version, err);
}

bool mg_rights_at(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t version,
	const struct mg_rights **ret, struct mg_error *err)
{
	struct mg_rights_holder *h = shared->rights;
	if (version == 0)
		return mg_fail(
			err, MG_ERR_UNAVAILABLE, "no signed matrix of rights is in force: madoguchi-admin rights-load");
	const struct met *m = find(h, version, shared->clock);
	if (!m) {
		if (!shared->key_trust)
			return mg_fail(
				err, MG_ERR_UNAVAILABLE, "authority.root_file or keys.state_file is not configured");
		struct met *made = calloc(1, sizeof(*made));
		if (!made)
			return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
		if (!load(tx, arena, shared, version, &made->rights, err)) {
			free(made);
			return false;
		}
		m = publish(h, made, shared->clock);
	}
	*ret = &m->rights;
	return true;
}

bool mg_rights_in_force(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const struct mg_rights **ret, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(tx, arena, &find_version, MG_PARAMS(MG_T(shared->municipality)), &rows, err) &&
	       mg_rights_at(tx, arena, shared, rows.n ? mg_u(mg_row(&rows, 0)) : 0, ret, err);
}
