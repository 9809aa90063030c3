/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/ring.h"
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "base/log.h"

#define FILES 3U
#define PATH_BYTES 700U

struct slot {
	uint32_t generation;
	uint8_t kek[MG_KEK_BYTES];
	uint8_t wrap[MG_KEK_BYTES];
};
struct slots {
	unsigned n;
	struct slot slot[MG_RING_MAX];
};

/* What tells one state of the three files from another. */
struct look {
	ino_t ino[FILES];
	struct timespec mtime[FILES];
};

/* One locked allocation (sodium_malloc alone goes on unlocked when RLIMIT_MEMLOCK is used up: measured). */
struct mg_ring {
	struct slots slots;
	pthread_rwlock_t lock;  /* guards slots */
	pthread_mutex_t reading; /* one thread reads the files at a time; guards what follows */
	struct look seen;
	_Atomic int64_t next_look_s;
	_Atomic int64_t next_miss_s;
	bool has_files;
	char path[FILES][PATH_BYTES];
};

static int64_t now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return t.tv_sec;
}

bool mg_ring_new(const char *kek_file, struct mg_ring **ret, struct mg_error *err)
{
	/* .next first: while a finished rotation renames it to the plain name, whoever misses it there finds it here */
	static const char *const suffixes[FILES] = {".next", "", ".old"};
	if (sodium_init() < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "libsodium cannot start");
	if (kek_file && strlen(kek_file) + 6 > PATH_BYTES)
		return mg_fail(err, MG_ERR_INVALID, "the root key's path is too long");
	struct mg_ring *ring = calloc(1, sizeof(*ring));
	if (!ring || sodium_mlock(ring, sizeof(*ring)) != 0) {
		free(ring);
		return mg_fail(err, MG_ERR_INTERNAL, "key memory cannot be locked: raise LimitMEMLOCK");
	}
	pthread_rwlock_init(&ring->lock, NULL);
	pthread_mutex_init(&ring->reading, NULL);
	ring->has_files = kek_file != NULL;
	for (size_t i = 0; kek_file && i < FILES; i++)
		snprintf(ring->path[i], PATH_BYTES, "%.690s%s", kek_file, suffixes[i]);
	*ret = ring;
	return true;
}

void mg_ring_free(struct mg_ring *ring)
{
	if (!ring)
		return;
	pthread_rwlock_destroy(&ring->lock);
	pthread_mutex_destroy(&ring->reading);
	sodium_munlock(ring, sizeof(*ring)); /* wipes too */
	free(ring);
}

/* ---- slots ---- */

static const struct slot *find(const struct slots *s, uint32_t generation)
{
	for (unsigned i = 0; i < s->n; i++)
		if (s->slot[i].generation == generation)
			return &s->slot[i];
	return NULL;
}

static const struct slot *newest(const struct slots *s)
{
	const struct slot *best = NULL;
	for (unsigned i = 0; i < s->n; i++)
		if (!best || s->slot[i].generation > best->generation)
			best = &s->slot[i];
	return best;
}

void mg_ring_derive_wrap(const uint8_t kek[MG_KEK_BYTES], uint8_t ret[MG_KEK_BYTES])
{
	crypto_kdf_derive_from_key(ret, MG_KEK_BYTES, 1, "WRAPKEY_", kek);
}

static bool put(struct slots *s, uint32_t generation, const uint8_t kek[MG_KEK_BYTES], struct mg_error *err)
{
	const struct slot *there = find(s, generation);
	if (there)
		return mg_equal_ct(there->kek, kek, MG_KEK_BYTES) ||
		       mg_fail(err, MG_ERR_ALREADY_EXISTS, "two different root keys of generation %u", generation);
	if (s->n == MG_RING_MAX)
		return mg_fail(err, MG_ERR_INTERNAL, "more than %u root keys", MG_RING_MAX);
	struct slot *new = &s->slot[s->n++];
	new->generation = generation;
	memcpy(new->kek, kek, MG_KEK_BYTES);
	mg_ring_derive_wrap(kek, new->wrap);
	return true;
}

/* ---- files ---- */

static struct look look_at(const struct mg_ring *ring)
{
	struct look l = {0};
	for (size_t i = 0; i < FILES; i++) {
		struct stat st;
		if (stat(ring->path[i], &st) == 0) {
			l.ino[i] = st.st_ino;
			l.mtime[i] = st.st_mtim;
		}
	}
	return l;
}

static bool same_look(const struct look *a, const struct look *b)
{
	for (size_t i = 0; i < FILES; i++)
		if (a->ino[i] != b->ino[i] || a->mtime[i].tv_sec != b->mtime[i].tv_sec ||
			a->mtime[i].tv_nsec != b->mtime[i].tv_nsec)
			return false;
	return true;
}

static bool read_files(const struct mg_ring *ring, struct slots *ret, struct mg_error *err)
{
	for (size_t i = 0; i < FILES; i++) {
		uint32_t generation;
		uint8_t kek[MG_KEK_BYTES];
		struct mg_error e = {0};
		bool ok = mg_kek_read(ring->path[i], &generation, kek, &e);
		if (!ok && e.code == MG_ERR_SEALED && i != 1)
			continue; /* only the plain name must be there */
		if (!ok && err)
			*err = e;
		ok = ok && put(ret, generation, kek, err);
		mg_wipe(kek, sizeof(kek));
		if (!ok)
			return false;
	}
	return true;
}

/* False: a file holds another key of a generation that is in use. */
static bool agree(const struct slots *files, const struct slots *in_use)
{
	for (unsigned i = 0; i < files->n; i++) {
		const struct slot *s = find(in_use, files->slot[i].generation);
		if (s && !mg_equal_ct(s->kek, files->slot[i].kek, MG_KEK_BYTES))
			return false;
	}
	return true;
}

/* The lock `reading` is held. Never takes back a newer key than the files hold. */
static bool reread(struct mg_ring *ring, struct mg_error *err)
{
	struct slots fresh = {0};
	(void)sodium_mlock(&fresh, sizeof(fresh));
	ring->seen = look_at(ring);
	bool ok = read_files(ring, &fresh, err);
	if (ok) {
		pthread_rwlock_wrlock(&ring->lock);
		const struct slot *before = newest(&ring->slots);
		if (before && newest(&fresh)->generation < before->generation)
			ok = mg_fail(err, MG_ERR_INTERNAL, "the files hold only older root keys than are in use");
		else if (!agree(&fresh, &ring->slots))
			ok = mg_fail(err, MG_ERR_INTERNAL, "a file holds another root key than the one in use");
		else
			ring->slots = fresh;
		pthread_rwlock_unlock(&ring->lock);
	}
	sodium_munlock(&fresh, sizeof(fresh)); /* wipes too */
	return ok;
}

bool mg_ring_read(struct mg_ring *ring, struct mg_error *err)
{
	pthread_mutex_lock(&ring->reading);
	const bool ok = reread(ring, err);
	pthread_mutex_unlock(&ring->reading);
	return ok;
}

/* At most once a second: a server learns of a rotation, and forgets a destroyed key, within a second of its next use. */
static void look_again(struct mg_ring *ring)
{
	const int64_t now = now_s();
	if (!ring->has_files || now < ring->next_look_s || pthread_mutex_trylock(&ring->reading) != 0)
		return;
	ring->next_look_s = now + 1;
	const struct look l = look_at(ring);
	struct mg_error err = {0};
	if (!same_look(&l, &ring->seen) && !reread(ring, &err) && err.code != MG_ERR_SEALED) /* no plain file: as it may be */
		mg_log_error(MG_LOG_ERROR, "the root keys that are in use stay: their files cannot be read", &err);
	pthread_mutex_unlock(&ring->reading);
}

/* A generation nobody knows: one look at the files, and no more than one a second whoever asks. */
static void look_for(struct mg_ring *ring, uint32_t generation)
{
	const int64_t now = now_s();
	if (!ring->has_files || now < ring->next_miss_s)
		return;
	struct mg_error err = {0};
	pthread_mutex_lock(&ring->reading);
	pthread_rwlock_rdlock(&ring->lock);
	const bool there = find(&ring->slots, generation) != NULL; /* another thread was here first */
	pthread_rwlock_unlock(&ring->lock);
	if (!there && !reread(ring, &err) && err.code != MG_ERR_SEALED)
		mg_log_error(MG_LOG_ERROR, "root key", &err);
	pthread_rwlock_rdlock(&ring->lock);
	if (!find(&ring->slots, generation))
		ring->next_miss_s = now + 1;
	pthread_rwlock_unlock(&ring->lock);
	pthread_mutex_unlock(&ring->reading);
}

/* ---- use ---- */

bool mg_ring_add(struct mg_ring *ring, uint32_t generation, const uint8_t kek[MG_KEK_BYTES], struct mg_error *err)
{
	pthread_rwlock_wrlock(&ring->lock);
	const bool ok = put(&ring->slots, generation, kek, err);
	pthread_rwlock_unlock(&ring->lock);
	return ok;
}

bool mg_ring_copy(struct mg_ring *ring, struct mg_ring *from, struct mg_error *err)
{
	bool ok = true;
	pthread_rwlock_wrlock(&ring->lock);
	pthread_rwlock_rdlock(&from->lock);
	for (unsigned i = 0; ok && i < from->slots.n; i++)
		ok = put(&ring->slots, from->slots.slot[i].generation, from->slots.slot[i].kek, err);
	pthread_rwlock_unlock(&from->lock);
	pthread_rwlock_unlock(&ring->lock);
	return ok;
}

uint32_t mg_ring_newest(struct mg_ring *ring, uint8_t ret_wrap[MG_KEK_BYTES])
{
	look_again(ring);
	pthread_rwlock_rdlock(&ring->lock);
	const struct slot *s = newest(&ring->slots);
	const uint32_t generation = s ? s->generation : 0;
	if (s && ret_wrap)
		memcpy(ret_wrap, s->wrap, MG_KEK_BYTES);
	pthread_rwlock_unlock(&ring->lock);
	return generation;
}

static bool copy(struct mg_ring *ring, uint32_t generation, bool wrap, uint8_t ret[MG_KEK_BYTES])
{
	pthread_rwlock_rdlock(&ring->lock);
	const struct slot *s = find(&ring->slots, generation);
	if (s)
		memcpy(ret, wrap ? s->wrap : s->kek, MG_KEK_BYTES);
	pthread_rwlock_unlock(&ring->lock);
	return s != NULL;
}

bool mg_ring_wrap_key(struct mg_ring *ring, uint32_t generation, uint8_t ret_wrap[MG_KEK_BYTES])
{
	look_again(ring);
	if (copy(ring, generation, true, ret_wrap))
		return true;
	look_for(ring, generation);
	return copy(ring, generation, true, ret_wrap);
}

bool mg_ring_kek(struct mg_ring *ring, uint32_t generation, uint8_t ret_kek[MG_KEK_BYTES])
{
	return copy(ring, generation, false, ret_kek);
}
