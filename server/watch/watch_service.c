/* SPDX-License-Identifier: Apache-2.0
 * Session.Watch: what a terminal is told while it waits: why its session is over, the newest
 * checkpoint of the log, the proof that it continues the one the terminal knows, and the proofs
 * that the terminal's own entries are in it, that a redemption waits for its close, that a
 * break-glass is open, the notices in force for the counter, and how the terminal shows it all.
 * When the call is due is decided by rpc/watch.c; this only fills the answer. */
#include "audit/proof_store.h"
#include "display/display.h"
#include "export/export.h"
#include "glass/glass.h"
#include "notice/notice.h"
#include "rpc/call.h"
#include "rpc/watch_state.h"

#define LEAVES_MAX 16

/* The numbers of enum mg_session_end are those of WatchReply.Ended; 6 is a state of the living
 * session. */
#define SAME(a, b)                                                                                 \
	_Static_assert((int)(a) == (int)PB__WATCH_REPLY__ENDED__##b,                               \
		"WatchReply.Ended and mg_session_end differ")
SAME(MG_SESSION_END_NONE, NOT_ENDED);
SAME(MG_SESSION_END_LOGGED_OFF, LOGGED_OFF);
SAME(MG_SESSION_END_IDLE, IDLE);
SAME(MG_SESSION_END_ABSOLUTE, ABSOLUTE);
SAME(MG_SESSION_END_REVOKED, REVOKED);
SAME(MG_SESSION_END_ELSEWHERE, ELSEWHERE);
SAME(MG_SESSION_END_TRIES, TRIES);
SAME(MG_SESSION_END_ADMINISTRATOR, ADMINISTRATOR);

static bool out_of_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply of a watch");
}

/* The hashes of a path as the reply carries them, in one piece of arena memory. */
static bool put_path(struct mg_arena *arena, const struct mg_proof *proof,
	ProtobufCBinaryData **ret, size_t *ret_n, struct mg_error *err)
{
	if (proof->n == 0)
		return true;
	ProtobufCBinaryData *items = mg_arena_calloc(arena, proof->n, sizeof(*items));
	uint8_t *bytes = mg_arena_alloc(arena, proof->n * MG_HASH_BYTES);
	if (!items || !bytes)
		return out_of_room(err);
	for (size_t i = 0; i < proof->n; i++) {
		items[i] = (ProtobufCBinaryData){
			.len = MG_HASH_BYTES, .data = bytes + i * MG_HASH_BYTES};
		memcpy(items[i].data, proof->path[i].b, MG_HASH_BYTES);
	}
	*ret = items;
	*ret_n = proof->n;
	return true;
}

/* A leaf that the sequencer has not indexed yet is left out: the terminal asks again. */
static bool prove_leaf(struct mg_call *call, const ProtobufCBinaryData *leaf, uint64_t size,
	Pb__WatchReply *out, struct mg_error *err)
{
	struct mg_hash hash;
	struct mg_proof proof = {0};
	uint64_t index = 0;
	bool found = false;
	memcpy(hash.b, leaf->data, sizeof(hash.b));
	if (!mg_proof_find_leaf(call->tx, &hash, size, &found, &index, err))
		return false;
	if (!found)
		return true;
	Pb__LeafProof *one = mg_arena_alloc(call->arena, sizeof(*one));
	if (!one)
		return out_of_room(err);
	pb__leaf_proof__init(one);
	one->leaf_hash = *leaf;
	one->leaf_index = index;
	if (!mg_proof_inclusion(call->tx, index, size, &proof, err) ||
		!put_path(call->arena, &proof, &one->path, &one->n_path, err))
		return false;
	out->proofs[out->n_proofs++] = one;
	return true;
}

static bool prove_leaves(struct mg_call *call, const Pb__WatchRequest *in, uint64_t size,
	Pb__WatchReply *out, struct mg_error *err)
{
	if (in->n_leaf_hashes == 0 || size == 0)
		return true;
	out->proofs = mg_arena_calloc(call->arena, in->n_leaf_hashes, sizeof(*out->proofs));
	if (!out->proofs)
		return out_of_room(err);
	for (size_t i = 0; i < in->n_leaf_hashes; i++)
		if (!prove_leaf(call, &in->leaf_hashes[i], size, out, err))
			return false;
	return true;
}

static bool check_request(const Pb__WatchRequest *in, struct mg_error *err)
{
	if (in->n_leaf_hashes > LEAVES_MAX)
		return mg_fail(err, MG_ERR_INVALID, "leaf_hashes: at most %d", LEAVES_MAX);
	for (size_t i = 0; i < in->n_leaf_hashes; i++)
		if (in->leaf_hashes[i].len != MG_HASH_BYTES)
			return mg_fail(err, MG_ERR_INVALID, "leaf_hashes: %zu bytes",
				in->leaf_hashes[i].len);
	return true;
}

/* The terminal that has seen a longer log than there is gets the shorter checkpoint without a
 * proof: it raises the alarm, and only it can know. */
static bool tell_log(
	struct mg_call *call, const Pb__WatchRequest *in, Pb__WatchReply *out, struct mg_error *err)
{
	struct mg_stored_checkpoint newest;
	struct mg_proof consistency = {0};
	int64_t oldest_us = 0;
	if (!mg_proof_newest(call->tx, call->arena, &newest, err) ||
		!mg_proof_oldest_uncovered(call->tx, &oldest_us, err))
		return false;
	out->checkpoint = (char *)(uintptr_t)newest.note;
	out->log_lag_us = oldest_us && oldest_us < call->now_us ? call->now_us - oldest_us : 0;
	if (in->known_size > 0 && in->known_size < newest.size &&
		!mg_proof_consistency(call->tx, in->known_size, newest.size, &consistency, err))
		return false;
	return put_path(call->arena, &consistency, &out->consistency, &out->n_consistency, err) &&
	       prove_leaves(call, in, newest.size, out, err);
}

static bool tell_display(struct mg_call *call, Pb__WatchReply *out, struct mg_error *err)
{
	out->display = mg_arena_alloc(call->arena, sizeof(*out->display));
	if (!out->display)
		return out_of_room(err);
	pb__display_settings__init(out->display);
	return mg_display_fill(call, out->display, err);
}

bool mg_Session_watch(
	struct mg_call *call, const Pb__WatchRequest *in, Pb__WatchReply *out, struct mg_error *err)
{
	const struct mg_watch_state *state = call->prepared;
	out->server_now_us = call->now_us;
	if (!check_request(in, err))
		return false;
	if (state->end != MG_SESSION_END_NONE) {
		out->ended = (Pb__WatchReply__Ended)state->end;
		return true; /* of the log it hears again in its next session */
	}
	if (call->session.state == MG_SESSION_LOCKED)
		out->ended = PB__WATCH_REPLY__ENDED__LOCKED;
	return tell_log(call, in, out, err) && mg_export_unclosed(call, &out->unclosed, err) &&
	       mg_glass_tell(call, out, err) && mg_notices_tell(call, state->board, /* named= */ true, &out->notices, err) &&
	       tell_display(call, out, err);
}
