/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/kek_rotate.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "admin/kek_ask.h"
#include "admin/kek_store.h"
#include "keys/kek_file.h"

#define PIECE_BYTES ((size_t)64 << 20)
#define TRIES 100
/* A server looks at the files once a second: after this it wraps under the new key. One that is slower is refused by the
 * database, not lost. */
#define LEARN_S 3

struct rotation {
	struct mg_kek_work *work;
	struct mg_city *city;
	struct mg_kek_rows rows;
	char kek[MG_CITY_PATH_BYTES], fresh[MG_CITY_PATH_BYTES], next[MG_CITY_PATH_BYTES], old[MG_CITY_PATH_BYTES],
		sealed[MG_CITY_PATH_BYTES];
	int lock;
	uint64_t renewed;
};

static void rotation_done(struct rotation *r)
{
	if (r->lock >= 0)
		close(r->lock);
}

static void passed(const struct rotation *r, enum mg_kek_step step)
{
	if (r->work->step)
		r->work->step(r->work->user, step);
}

static void tell(const struct rotation *r, const char *format, ...) MG_PRINTF(2, 3);
static void tell(const struct rotation *r, const char *format, ...)
{
	va_list ap;
	if (r->work->quiet)
		return;
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
}

static bool read_rows(struct rotation *r, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	mg_tx_begin(&tx, r->city->db);
	if (!mg_kek_rows(&tx, &r->city->arena, r->city->shared.municipality, &r->rows, err))
		return false;
	if (r->rows.current == 0)
		r->rows.current = 1; /* of before the generations */
	return true;
}

bool mg_kek_lock(const struct mg_city *city, int *ret_fd, struct mg_error *err)
{
	char conf[MG_CITY_PATH_BYTES];
	if (!mg_city_path(city, "admin.conf", conf, err))
		return false;
	const int fd = open(conf, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		*ret_fd = fd;
		return true;
	}
	if (fd >= 0)
		close(fd);
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "another rotation or sealing of the root key is at work");
}

static bool rotation_init(struct rotation *r, struct mg_kek_work *work, struct mg_error *err)
{
	*r = (struct rotation){.work = work, .city = work->city, .lock = -1};
	if (!mg_city_path(r->city, "kek", r->kek, err) || !mg_city_path(r->city, "kek.new", r->fresh, err) ||
		!mg_city_path(r->city, "kek.next", r->next, err) || !mg_city_path(r->city, "kek.old", r->old, err) ||
		!mg_city_path(r->city, "kek.sealed", r->sealed, err) || !mg_kek_lock(r->city, &r->lock, err))
		return false;
	/* lost updates would be lost keys */
	return mg_db_check_settings(r->city->db, err) && read_rows(r, err);
}

/* ---- files ---- */

static bool exists(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0;
}

static bool sync_folder(const struct rotation *r, struct mg_error *err)
{
	const int fd = open(r->city->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const bool ok = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok || mg_fail(err, MG_ERR_UNAVAILABLE, "%.120s cannot be made durable", r->city->dir);
}

static bool generation_of(const char *path, uint32_t *ret, struct mg_error *err)
{
	uint8_t kek[MG_KEK_BYTES];
	const bool ok = mg_kek_read(path, ret, kek, err);
	mg_wipe(kek, sizeof(kek));
	return ok;
}

static bool write_fresh(const struct rotation *r, uint32_t generation, struct mg_error *err)
{
	uint8_t kek[MG_KEK_BYTES];
	char text[MG_KEK_TEXT_BYTES];
	if (RAND_priv_bytes(kek, sizeof(kek)) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	mg_kek_format(generation, kek, text);
	mg_wipe(kek, sizeof(kek));
	const bool ok = mg_city_write(r->fresh, 0600, text, err) && sync_folder(r, err);
	mg_wipe(text, sizeof(text));
	return ok;
}

/* Takes a root key from a file into the keys of this program. */
static bool take(struct rotation *r, const char *path, uint32_t generation, struct mg_error *err)
{
	uint8_t kek[MG_KEK_BYTES];
	uint32_t found;
	bool ok = mg_kek_read(path, &found, kek, err);
	if (ok && found != generation)
		ok = mg_fail(err, MG_ERR_DATA_LOSS, "%.120s holds root key %u, not %u", path, found, generation);
	ok = ok && mg_keys_add(r->city->shared.keys, generation, kek, err);
	mg_wipe(kek, sizeof(kek));
	return ok;
}

/* ---- begin ---- */

static bool commit(struct rotation *r, struct mg_tx *tx, enum mg_audit action, struct mg_error *err)
{
	return mg_act_commit(r->city, tx, action, "kek-rotate", err);
}

static void fact_number(struct mg_city *city, const char *key, uint64_t number)
{
	char text[24];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	mg_act_fact(city, key, text);
}

/* The counts of every table go into the entry; *ret_older is their sum of older rows. */
static bool count_all(struct rotation *r, struct mg_tx *tx, uint32_t generation, bool in_entry, uint64_t *ret_older,
	struct mg_error *err)
{
	*ret_older = 0;
	for (size_t i = 0; i < MG_WRAPPED_TABLES; i++) {
		struct mg_wrapped_counts c;
		if (!mg_wrapped_count(tx, &r->city->arena, &mg_wrapped_tables[i], r->city->shared.municipality, generation, &c, err))
			return false;
		*ret_older += c.older;
		if (in_entry)
			fact_number(r->city, mg_wrapped_tables[i].name, c.newest);
	}
	return true;
}

/* A file of which the database knows nothing was never used: one that was cut off may go. */
static bool make_fresh(struct rotation *r, uint32_t generation, struct mg_error *err)
{
	uint32_t found;
	struct mg_error e = {0};
	if (exists(r->next))
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "kek.next lies there, and the database knows of no rotation");
	if (exists(r->fresh) && (!generation_of(r->fresh, &found, &e) || found != generation) && unlink(r->fresh) != 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "kek.new cannot be removed (errno %d)", errno);
	return exists(r->fresh) || write_fresh(r, generation, err);
}

static bool begin(struct rotation *r, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	const uint32_t generation = r->rows.current + 1;
	const char *municipality = r->city->shared.municipality;
	const int64_t now_us = mg_now_us(r->city->shared.clock);
	uint64_t older;
	if (!make_fresh(r, generation, err))
		return false;
	passed(r, MG_KEK_MADE);
	if (!take(r, r->fresh, generation, err))
		return false;
	mg_act_begin(r->city, &tx);
	fact_number(r->city, "generation", generation);
	if (!mg_kek_enter(&tx, &r->city->arena, r->city->shared.keys, municipality, now_us, err) ||
		!mg_kek_begin(&tx, r->city->shared.keys, municipality, generation, now_us, err) ||
		!count_all(r, &tx, generation, false, &older, err))
		return false;
	fact_number(r->city, "rows_to_wrap_anew", older);
	if (!commit(r, &tx, MG_AUDIT_KEK_BEGIN, err))
		return false;
	passed(r, MG_KEK_BEGUN);
	return read_rows(r, err);
}

/* From here on servers write under the new key: only now, because the database knows it. */
static bool put_next(struct rotation *r, struct mg_error *err)
{
	uint8_t check[32];
	if (!exists(r->next) && !exists(r->fresh))
		return mg_fail(err, MG_ERR_NOT_FOUND,
			"kek.next is gone: bring root key %u back from where it was kept; rows may be wrapped under it", r->rows.begun);
	if (!take(r, exists(r->next) ? r->next : r->fresh, r->rows.begun, err))
		return false;
	if (!mg_keys_check_value(r->city->shared.keys, r->rows.begun, r->city->shared.municipality, check) ||
		!mg_equal_ct(check, r->rows.begun_check, sizeof(check)))
		return mg_fail(err, MG_ERR_DENIED, "the file does not hold the root key %u that was begun", r->rows.begun);
	if (!exists(r->next) && (link(r->fresh, r->next) != 0 || !sync_folder(r, err)))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "kek.next cannot be made (errno %d)", errno);
	if (exists(r->fresh) && unlink(r->fresh) != 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "kek.new cannot be removed (errno %d)", errno);
	if (!sync_folder(r, err))
		return false;
	passed(r, MG_KEK_NEXT);
	return true;
}

/* ---- rows ---- */

static volatile sig_atomic_t stop;

static void on_interrupt(int signal_number)
{
	(void)signal_number;
	stop = 1;
}

volatile sig_atomic_t *mg_kek_stop_by_signals(void)
{
	const struct sigaction action = {.sa_handler = on_interrupt};
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	return &stop;
}

static bool is_stopped(const struct rotation *r)
{
	return r->work->stop && *r->work->stop;
}

static bool one_piece(struct rotation *r, const struct mg_wrapped_table *t, struct mg_arena *arena,
	char after[MG_WRAPPED_PLACE_BYTES], size_t *ret_n, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	char moved[MG_WRAPPED_PLACE_BYTES];
	mg_arena_reset(arena);
	mg_tx_begin(&tx, r->city->db);
	memcpy(moved, after, sizeof(moved));
	if (!mg_wrapped_renew(&tx, arena, t, r->city->shared.keys, r->city->shared.municipality, r->work->rows_a_piece, moved, ret_n,
		    err) ||
		!mg_tx_commit(&tx, err))
		return false;
	memcpy(after, moved, sizeof(moved));
	return true;
}

static bool renew_table(struct rotation *r, const struct mg_wrapped_table *t, struct mg_arena *arena, struct mg_error *err)
{
	char after[MG_WRAPPED_PLACE_BYTES] = "";
	uint64_t done = 0;
	int tries = 0;
	for (size_t n = 1; n > 0;) {
		struct mg_error e = {0};
		if (is_stopped(r))
			return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "stopped; the same command goes on from here");
		if (!one_piece(r, t, arena, after, &n, &e)) {
			if (e.code == MG_ERR_RETRY && ++tries < TRIES)
				continue;
			*err = e;
			return false;
		}
		tries = 0;
		done += n;
		if (n > 0) {
			tell(r, "%s: %llu wrapped anew\n", t->name, (unsigned long long)done);
			passed(r, MG_KEK_PIECE);
		}
	}
	r->renewed += done;
	return true;
}

static bool renew_all(struct rotation *r, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, PIECE_BYTES);
	for (size_t i = 0; i < MG_WRAPPED_TABLES; i++)
		if (!renew_table(r, &mg_wrapped_tables[i], &arena, err))
			return false;
	return true;
}

static void wait_until_servers_know(const struct rotation *r)
{
	struct stat st;
	struct timespec now;
	while (stat(r->next, &st) == 0 && clock_gettime(CLOCK_REALTIME, &now) == 0 && now.tv_sec >= st.st_ctim.tv_sec &&
		now.tv_sec - st.st_ctim.tv_sec < LEARN_S && !is_stopped(r))
		nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
}

/* *ret_left: rows that came under the older key meanwhile; then nothing is committed. */
static bool try_to_finish(struct rotation *r, uint64_t *ret_left, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	mg_act_begin(r->city, &tx);
	fact_number(r->city, "generation", r->rows.begun);
	/* the row first: the count then sees all that was written before it, and nothing is written after it */
	if (!mg_kek_finish(&tx, r->city->shared.municipality, r->rows.begun, mg_now_us(r->city->shared.clock), err) ||
		!count_all(r, &tx, r->rows.begun, true, ret_left, err))
		return false;
	fact_number(r->city, "renewed_by_this_run", r->renewed);
	return *ret_left > 0 || commit(r, &tx, MG_AUDIT_KEK_FINISH, err);
}

static bool finish(struct rotation *r, struct mg_error *err)
{
	for (int tries = 0; tries < TRIES; tries++) {
		struct mg_error e = {0};
		uint64_t left = 0;
		if (try_to_finish(r, &left, &e)) {
			if (left == 0) {
				passed(r, MG_KEK_FINISHED);
				return read_rows(r, err);
			}
		} else if (e.code != MG_ERR_RETRY) {
			*err = e;
			return false;
		}
		if (!renew_all(r, err))
			return false;
	}
	return mg_fail(err, MG_ERR_BUSY, "rows keep coming under the older root key: is a server running that cannot read kek.next?");
}

/* ---- switch ---- */

/* kek is never missing: kek.old is a second name of it, and kek.next takes its name in one step. */
static bool switch_files(struct rotation *r, struct mg_error *err)
{
	uint32_t kept;
	if (link(r->kek, r->old) != 0 &&
		(errno != EEXIST || !generation_of(r->old, &kept, err) || kept >= r->rows.current))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "kek.old cannot be made (errno %d)", errno);
	if (!sync_folder(r, err))
		return false;
	passed(r, MG_KEK_OLD_KEPT);
	if (rename(r->next, r->kek) != 0 || !sync_folder(r, err))
		return mg_fail(err, MG_ERR_UNAVAILABLE, "kek cannot be replaced (errno %d)", errno);
	passed(r, MG_KEK_SWITCHED);
	tell(r, "root key %u is in use. %s waits for kek-rotate --destroy-old.\n", r->rows.current, r->old);
	if (mg_kek_sealed_is_older(r->sealed, r->rows.current))
		tell(r, "kek.sealed is of the older one: kek-seal makes it anew.\n");
	return true;
}

/* Rows of an older key can come back with a backup, while that key still exists. */
static bool sweep(struct rotation *r, struct mg_error *err)
{
	if (!renew_all(r, err))
		return false;
	if (r->renewed)
		tell(r, "%llu rows that had come back were wrapped anew\n", (unsigned long long)r->renewed);
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE,
		"kek.old is of the last rotation: kek-rotate --destroy-old comes before the next one");
}

bool mg_kek_rotate(struct mg_kek_work *work, struct mg_error *err)
{
	MG_CLEANUP(rotation_done) struct rotation r;
	uint32_t in_use;
	if (!rotation_init(&r, work, err) || !generation_of(r.kek, &in_use, err))
		return false;
	if (r.rows.begun == 0 && in_use < r.rows.current)
		return switch_files(&r, err); /* it ended between the database and the files */
	if (r.rows.begun == 0 && exists(r.old))
		return sweep(&r, err);
	if (r.rows.begun == 0 && !begin(&r, err))
		return false;
	if (!put_next(&r, err) || !renew_all(&r, err))
		return false;
	wait_until_servers_know(&r);
	return finish(&r, err) && switch_files(&r, err);
}

/* ---- the end of the older key ---- */

static bool overwrite_and_remove(const struct rotation *r, struct mg_error *err)
{
	uint8_t noise[MG_KEK_TEXT_BYTES];
	struct stat st;
	const int fd = open(r->old, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	bool ok = fd >= 0 && fstat(fd, &st) == 0 && st.st_size <= (off_t)sizeof(noise) && RAND_bytes(noise, sizeof(noise)) == 1 &&
		  pwrite(fd, noise, (size_t)st.st_size, 0) == st.st_size && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	ok = ok && unlink(r->old) == 0;
	return ok ? sync_folder(r, err) : mg_fail(err, MG_ERR_UNAVAILABLE, "kek.old cannot be destroyed (errno %d)", errno);
}

static bool mark_destroyed(struct rotation *r, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	uint64_t older;
	mg_act_begin(r->city, &tx);
	fact_number(r->city, "generations_before", r->rows.current);
	if (!count_all(r, &tx, r->rows.current, true, &older, err))
		return false;
	if (older > 0)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%llu rows are wrapped under an older root key: kek-rotate first",
			(unsigned long long)older);
	if (!mg_kek_destroy(&tx, r->city->shared.municipality, r->rows.current, mg_now_us(r->city->shared.clock), err) ||
		!commit(r, &tx, MG_AUDIT_KEK_DESTROY, err))
		return false;
	passed(r, MG_KEK_DESTROYED);
	return true;
}

bool mg_kek_destroy_old(struct mg_kek_work *work, struct mg_error *err)
{
	MG_CLEANUP(rotation_done) struct rotation r;
	uint32_t in_use, kept;
	if (!rotation_init(&r, work, err))
		return false;
	if (!exists(r.old))
		return mg_fail(err, MG_ERR_NOT_FOUND, "there is no kek.old");
	if (!generation_of(r.kek, &in_use, err))
		return false;
	if (r.rows.begun != 0 || in_use != r.rows.current)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "the rotation is not over: kek-rotate first");
	if (mg_kek_sealed_is_older(r.sealed, r.rows.current))
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "kek.sealed is a copy of the older root key: kek-seal first, or remove it");
	/* noise in place of a key is what an end in the middle of overwriting leaves */
	if (generation_of(r.old, &kept, err) ? kept >= in_use : !r.rows.older_destroyed)
		return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "kek.old is not an older root key");
	*err = (struct mg_error){0};
	if (!r.rows.older_destroyed && !mark_destroyed(&r, err))
		return false;
	if (!overwrite_and_remove(&r, err))
		return false;
	tell(&r, "%s is destroyed. It is gone for good when the last copy of it is: see docs/operations.md.\n", r.old);
	return true;
}
