/* SPDX-License-Identifier: Apache-2.0
 * Writing many persons: load what is known, judge, derive and seal, write. */
#include <stdio.h>
#include <stdlib.h>
#include "person/person.h"
#include "person/scratch_rules.h"
#include "person/search_rules.h"
#include "person/write_store.h"
#include "rpc/call.h"

/* Room for one batch: derived values, columns and what the database returns. */
#define BATCH_BYTES ((size_t)192 << 20)

/* ---- who is concerned by which step ---- */

static bool is_insert(const struct mg_write_person *p)
{
	return p->change->op == 'I';
}

static bool is_update(const struct mg_write_person *p)
{
	return p->change->op == 'U';
}

static bool is_delete(const struct mg_write_person *p)
{
	return p->change->op == 'D';
}

static bool is_known(const struct mg_write_person *p)
{
	return p->exists;
}

static bool stays(const struct mg_write_person *p)
{
	return p->change->op != 'D';
}

static bool needs_key(const struct mg_write_person *p)
{
	return !p->has_key && p->change->op != 'D';
}

static bool is_protected(const struct mg_write_person *p)
{
	return p->is_protected;
}

static bool gives_up_number(const struct mg_write_person *p)
{
	return p->number_version && (p->number_changes || p->change->op == 'D');
}

static bool gets_number(const struct mg_write_person *p)
{
	return p->number_changes;
}

/* ---- judging ---- */

static bool refuse(const char *reason, size_t at, size_t *ret_at, struct mg_error *err)
{
	*ret_at = at;
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", reason);
}

static bool judge(const struct mg_write_batch *b, size_t *ret_at, struct mg_error *err)
{
	for (size_t i = 0; i < b->n; i++) {
		if (is_insert(&b->person[i]) && b->person[i].exists)
			return refuse("exists", i, ret_at, err);
		if (!is_insert(&b->person[i]) && !b->person[i].exists)
			return refuse("unknown", i, ret_at, err);
	}
	return true;
}

/* ---- deriving ---- */

#define SLAB_BYTES ((size_t)1 << 20)

struct room {
	struct mg_arena *arena;
	struct mg_scratch scratch;
};

/* Room for one person more, in slabs that live as long as the batch. */
static bool make_room(struct room *room, struct mg_error *err)
{
	if (room->scratch.left >= MG_PERSON_SCRATCH_BYTES)
		return true;
	void *slab = mg_arena_alloc(room->arena, SLAB_BYTES);
	if (!slab)
		return mg_fail(err, MG_ERR_TOO_LARGE, "too many persons at once");
	mg_scratch_init(&room->scratch, slab, SLAB_BYTES);
	return true;
}

static bool derive(struct room *room, struct mg_write_person *p, struct mg_error *err)
{
	char key[MG_SEARCH_KEY_BYTES];
	struct mg_scratch *scratch = &room->scratch;
	const struct mg_text *juki = p->change->juki;
	if (!make_room(room, err))
		return false;
	mg_person_names(juki, scratch, &p->names);
	mg_person_atena(juki, &p->names, scratch, p->atena);
	p->address = mg_person_address(juki, scratch);
	const struct mg_text place = mg_person_place(juki, scratch);
	if (place.n && mg_search_address_key(place.s, place.n, key, sizeof(key)))
		p->address_key = mg_scratch_copy(scratch, (struct mg_text){key, strlen(key)}, 200);
	return scratch->ok || mg_fail(err, MG_ERR_INTERNAL, "a record needs more room than any may");
}

/* ---- sealing ---- */

static bool seal_remark(struct mg_write_batch *b, struct mg_write_person *p, struct mg_error *err)
{
	const struct mg_text remark = p->change->juki[MG_JUKI_REMARK_TEXT];
	if (!remark.n)
		return true;
	uint8_t *sealed = mg_arena_alloc(b->arena, remark.n + MG_SEAL_OVERHEAD);
	if (!sealed)
		return mg_fail(err, MG_ERR_TOO_LARGE, "too many persons at once");
	const struct mg_seal_place place = {"juki_person", "remark_text", p->key_name, p->version};
	mg_seal(p->key, &place, remark.s, remark.n, sealed);
	p->remark_sealed = (struct mg_text){(const char *)sealed, remark.n + MG_SEAL_OVERHEAD};
	return true;
}

static void seal_number(struct mg_write_batch *b, struct mg_write_person *p)
{
	const struct mg_text number = p->change->my_number;
	if (number.n != 12 || p->change->op == 'D')
		return;
	mg_keys_my_number_hash(b->keys, number.s, p->number_hash);
	p->number_changes = !p->number_version || memcmp(p->number_hash, p->number_hash_before, 32) != 0;
	if (!p->number_changes)
		return;
	const struct mg_seal_place place = {"my_number", "number", p->key_name, p->version};
	mg_seal(p->key, &place, number.s, number.n, p->number_sealed);
}

static bool prepare(struct mg_write_batch *b, struct mg_error *err)
{
	struct room room = {.arena = b->arena};
	for (size_t i = 0; i < b->n; i++) {
		struct mg_write_person *p = &b->person[i];
		p->version = p->version_before + 1;
		p->known_from_us = b->now_us > p->known_before_us ? b->now_us : p->known_before_us + 1;
		if (needs_key(p))
			mg_keys_new_data_key(b->keys, "person_key", p->key_name, p->key, p->wrapped);
		if (is_delete(p))
			continue;
		seal_number(b, p);
		if (!derive(&room, p, err) || !seal_remark(b, p, err))
			return false;
	}
	return true;
}

/* ---- writing ---- */

/* Which of two persons of the batch with one number comes second. */
static size_t same_number_twice(const struct mg_write_batch *b)
{
	for (size_t i = 1; i < b->n; i++)
		for (size_t k = 0; b->person[i].number_changes && k < i; k++)
			if (b->person[k].number_changes && memcmp(b->person[i].number_hash, b->person[k].number_hash, 32) == 0)
				return i;
	return b->n;
}

static bool write_numbers(struct mg_write_batch *b, size_t *ret_at, struct mg_error *err)
{
	size_t at;
	struct mg_error e = {0};
	if (!mg_write_find_taken_number(b, &at, err))
		return false;
	if (at < b->n)
		return refuse("my-number-taken", at, ret_at, err);
	if (!mg_write_number_images(b, gives_up_number, err))
		return false;
	if (mg_write_numbers(b, gets_number, &e))
		return true;
	if (e.code == MG_ERR_ALREADY_EXISTS && (at = same_number_twice(b)) < b->n)
		return refuse("my-number-taken", at, ret_at, err);
	if (err)
		*err = e;
	return false;
}

static bool write_all(struct mg_write_batch *b, const struct mg_person_turn *turn, size_t *ret_at, struct mg_error *err)
{
	return mg_write_images(b, is_known, err) && mg_write_remove(b, is_delete, err) &&
	       mg_write_remove_search(b, is_known, err) && mg_write_insert_records(b, is_insert, err) &&
	       mg_write_renew_records(b, is_update, err) && mg_write_search(b, stays, err) &&
	       mg_write_move_protected(b, is_protected, err) &&
	       mg_write_keys(b, needs_key, err) &&
	       (!turn || turn->wait(turn->user, err)) && write_numbers(b, ret_at, err);
}

/* The persons of a batch, with their keys, in memory that is wiped and freed. */
static void persons_freep(struct mg_write_person **persons)
{
	if (*persons)
		mg_wipe(*persons, MG_PERSON_WRITE_MAX * sizeof(**persons));
	free(*persons);
	*persons = NULL;
}

bool mg_person_write_in_turn(struct mg_call *call, const char *source, const struct mg_person_change *changes, size_t n,
	const struct mg_person_turn *turn, struct mg_person_written *ret, size_t *ret_at, struct mg_error *err)
{
	if (!mg_keys_ready(call->shared->keys))
		return mg_fail(err, MG_ERR_SEALED, "persons cannot be written while the server is sealed");
	if (n > MG_PERSON_WRITE_MAX)
		return mg_fail(err, MG_ERR_TOO_LARGE, "%zu persons at once", n);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, BATCH_BYTES);
	MG_CLEANUP(persons_freep) struct mg_write_person *persons = calloc(MG_PERSON_WRITE_MAX, sizeof(*persons));
	if (!persons)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	struct mg_write_batch b = {.tx = call->tx, .arena = &arena, .keys = call->shared->keys, .municipality = call->shared->municipality,
		.source = source, .now_us = call->now_us, .person = persons, .n = n};
	mg_call_log_ref(call, &b.log_writer, &b.log_n);
	struct mg_person_written written = {0};
	for (size_t i = 0; i < n; i++) {
		persons[i].change = &changes[i];
		snprintf(persons[i].key_name, sizeof(persons[i].key_name), "%s/%.10s", b.municipality, changes[i].shori_no);
		written.inserted += is_insert(&persons[i]);
		written.updated += is_update(&persons[i]);
		written.deleted += is_delete(&persons[i]);
	}
	if (written.inserted + written.updated + written.deleted != n)
		return mg_fail(err, MG_ERR_INTERNAL, "a change that is none of I, U, D");
	if (n && (!mg_write_load(&b, err) || !judge(&b, ret_at, err) || !prepare(&b, err) || !write_all(&b, turn, ret_at, err)))
		return false;
	*ret = written;
	return true;
}

bool mg_person_write(struct mg_call *call, const char *source, const struct mg_person_change *changes, size_t n,
	struct mg_person_written *ret, size_t *ret_at, struct mg_error *err)
{
	return mg_person_write_in_turn(call, source, changes, n, NULL, ret, ret_at, err);
}
