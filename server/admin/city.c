/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/city.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "admin/kek_ask.h"
#include "admin/pki.h"
#include "admin/power.h"
#include "audit/facts.h"

const char *const mg_city_config_keys[] = {"municipality", "municipality_name", "spiffe_name", "host_name", "log.origin",
	"db.socket", "db.user", "sql_dir", NULL};

bool mg_city_path(const struct mg_city *city, const char *name, char ret[MG_CITY_PATH_BYTES], struct mg_error *err)
{
	int n = snprintf(ret, MG_CITY_PATH_BYTES, "%s/%s", city->dir, name);
	return (n > 0 && (size_t)n < MG_CITY_PATH_BYTES) || mg_fail(err, MG_ERR_INVALID, "a path is too long");
}

static bool read_config(struct mg_city *city, struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES];
	const char *municipality, *name, *socket;
	struct mg_error e = {0};
	if (!mg_city_path(city, "admin.conf", path, err))
		return false;
	if (!mg_config_load(path, mg_city_config_keys, &city->config, &e))
		return mg_fail(err, e.code, "%.100s: %.90s", path, e.detail);
	if (!mg_config_require(city->config, "municipality", &municipality, err) ||
		!mg_config_require(city->config, "municipality_name", &name, err) ||
		!mg_config_require(city->config, "db.socket", &socket, err))
		return false;
	snprintf(city->shared.municipality, sizeof(city->shared.municipality), "%s", municipality);
	city->shared.municipality_name = name;
	city->shared.clock = &mg_clock_system;
	const struct mg_db_config db = {.socket = socket, .user = mg_config_get(city->config, "db.user")};
	return mg_db_open(&db, &city->db, err);
}

bool mg_city_open(const char *dir, struct mg_city *ret, struct mg_error *err)
{
	*ret = (struct mg_city){0};
	char *absolute = realpath(dir, NULL);
	bool fits = absolute && strlen(absolute) < sizeof(ret->dir);
	if (fits)
		snprintf(ret->dir, sizeof(ret->dir), "%s", absolute);
	free(absolute);
	if (!fits)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no city in %.150s", dir);
	mg_arena_init(&ret->arena, 16U << 20);
	if (read_config(ret, err))
		return true;
	mg_city_done(ret);
	return false;
}

/* Registers a writer of the log under the keys that were loaded. */
static bool open_log(struct mg_city *city, struct mg_error *err)
{
	char receipt[MG_CITY_PATH_BYTES];
	if (!mg_city_path(city, "receipt.key.pem", receipt, err) || !mg_pki_read_private(receipt, NULL, &city->receipt_key, err))
		return false;
	if (RAND_bytes(city->shared.boot_id, sizeof(city->shared.boot_id)) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	city->appender_config = (struct mg_appender_config){.municipality = city->shared.municipality,
		.boot_id = city->shared.boot_id, .receipt_key = city->receipt_key, .clock = city->shared.clock};
	return mg_appender_open(city->db, &city->appender_config, &city->appender, err);
}

bool mg_city_open_log(struct mg_city *city, struct mg_error *err)
{
	char kek[MG_CITY_PATH_BYTES], sealed[MG_CITY_PATH_BYTES];
	struct mg_error e = {0};
	if (!mg_city_path(city, "kek", kek, err) || !mg_city_path(city, "kek.sealed", sealed, err))
		return false;
	if (mg_keys_open(kek, city->db, city->shared.municipality, &city->shared.keys, &e))
		return open_log(city, err);
	if (e.code != MG_ERR_SEALED || access(sealed, F_OK) != 0) {
		*err = e;
		return false;
	}
	uint8_t key[MG_KEK_BYTES];
	uint32_t generation;
	const bool ok = mg_kek_ask(sealed, &generation, key, err) && mg_city_open_log_with(city, generation, key, err);
	mg_wipe(key, sizeof(key));
	return ok;
}

bool mg_city_open_log_with(struct mg_city *city, uint32_t generation, const uint8_t kek[MG_KEY_BYTES], struct mg_error *err)
{
	return mg_keys_open_handed(generation, kek, city->db, city->shared.municipality, &city->shared.keys, err) &&
	       open_log(city, err);
}

void mg_city_done(struct mg_city *city)
{
	mg_appender_freep(&city->appender);
	mg_db_freep(&city->db);
	mg_keys_freep(&city->shared.keys);
	mg_pkey_freep(&city->receipt_key);
	mg_config_free(city->config);
	city->config = NULL;
	city->arena.wipe = true;
	mg_arena_done(&city->arena);
	mg_wipe(city->facts, sizeof(city->facts));
}

/* ---- acts ---- */

void mg_act_begin(struct mg_city *city, struct mg_tx *tx)
{
	city->facts_n = 0;
	city->facts_overflow = false;
	mg_tx_begin(tx, city->db);
}

void mg_act_fact(struct mg_city *city, const char *key, const char *value)
{
	struct mg_writer w;
	mg_writer_init(&w, city->facts + city->facts_n, sizeof(city->facts) - city->facts_n);
	mg_put_block(&w, key, strlen(key));
	mg_put_block(&w, value, strlen(value));
	if (w.ok)
		city->facts_n += w.n;
	else
		city->facts_overflow = true;
}

bool mg_act_commit(
	struct mg_city *city, struct mg_tx *tx, enum mg_audit action, const char *command, struct mg_error *err)
{
	char actor[40], path[80];
	struct mg_entry_block block = {0};
	struct mg_bytes bytes, facts = {city->facts, 0};
	struct mg_entry entry = {.action = (uint16_t)action, .utc_us = mg_now_us(city->shared.clock)};
	if (!mg_power_act(city, tx, action, command, err))
		return false;
	facts.n = city->facts_n;
	if (city->facts_overflow)
		return mg_fail(err, MG_ERR_TOO_LARGE, "more facts than an entry takes");
	mg_act_actor(actor);
	snprintf(path, sizeof(path), "madoguchi-admin/%s", command);
	entry.actor = (struct mg_bytes){(const uint8_t *)actor, strlen(actor)};
	entry.rpc_path = (struct mg_bytes){(const uint8_t *)path, strlen(path)};
	if (city->facts_n) {
		if (!mg_facts_seal(&city->shared, tx, city->appender, entry.utc_us, facts, &city->arena, &block, err))
			return false;
		entry.blocks = &block;
		entry.n_blocks = 1;
	}
	if (!mg_appender_append(city->appender, tx, &entry, NULL, &city->arena, &bytes, err) || !mg_tx_commit(tx, err))
		return false;
	mg_appender_committed(city->appender);
	mg_power_tell(city, command);
	return true;
}

bool mg_city_write(const char *path, unsigned mode, const char *text, struct mg_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0)
		return mg_fail(err, errno == EEXIST ? MG_ERR_ALREADY_EXISTS : MG_ERR_INTERNAL, "cannot create %.120s: %s", path,
			strerror(errno));
	size_t n = strlen(text);
	bool ok = fchmod(fd, mode) == 0 && write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	return ok || mg_fail(err, MG_ERR_INTERNAL, "cannot write %.120s", path);
}
