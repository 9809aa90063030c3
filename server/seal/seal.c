/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/seal.h"
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "keys/keys.h"
#include "rpc/call.h"
#include "rpc/gate.h"
#include "seal/door.h"

bool mg_seal_load(struct mg_seal *s, struct mg_error *err)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
	struct mg_error e = {0};
	struct mg_keys *keys;
	if (!mg_db_open(s->db, &db, err))
		return false;
	if (s->kek_file && mg_keys_open(s->kek_file, db, s->shared->municipality, &keys, &e)) {
		s->shared->keys = keys;
		return true;
	}
	if (s->kek_file && e.code != MG_ERR_SEALED) {
		if (err)
			*err = e;
		return false;
	}
	if (!mg_keys_new_sealed(s->kek_file, &keys, err))
		return false;
	s->shared->keys = keys;
	mg_log(MG_LOG_WARNING, "no root key: the server starts sealed and answers only Health");
	return true;
}

/* ---- unsealing ---- */

static bool write_down(struct mg_call *call, struct mg_error *err)
{
	char generation[12];
	if (!mg_job_begin(call, err))
		return false;
	snprintf(generation, sizeof(generation), "%u", mg_keys_generation(call->shared->keys));
	return mg_call_note_fact(call, "generation", generation, err) && mg_job_commit(call, err);
}

/* One entry of the server, under the keys that were handed over, before anything is served with them. */
static bool add_entry(const struct mg_seal *s, struct mg_keys *handed, struct mg_error *err)
{
	static const struct mg_job job = {.name = "Unseal", .audit = MG_AUDIT_UNSEALED, .account = "mg_app", .every_s = 1,
		.arena_bytes = (size_t)1 << 20, .run = write_down};
	struct mg_shared shared = *s->shared;
	struct mg_worker worker;
	bool ok = false;
	shared.keys = handed;
	if (!mg_worker_init(&worker, &shared, s->db, s->appender, err))
		return false;
	for (int tries = 0; !ok && tries < 5; tries++) {
		struct mg_error e = {0};
		ok = mg_gate_run_job(&worker, &job, NULL, &e);
		if (!ok && err)
			*err = e;
		if (!ok && e.code != MG_ERR_RETRY)
			break;
	}
	mg_worker_done(&worker);
	return ok;
}

static bool unseal(void *user, uint32_t generation, const uint8_t kek[32], struct mg_error *err)
{
	const struct mg_seal *s = user;
	MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
	MG_CLEANUP(mg_keys_freep) struct mg_keys *handed = NULL;
	if (!mg_db_open(s->db, &db, err) ||
		!mg_keys_open_handed(generation, kek, db, s->shared->municipality, &handed, err) || !add_entry(s, handed, err) ||
		!mg_keys_adopt(s->shared->keys, handed, err))
		return false;
	mg_log(MG_LOG_INFO, "unsealed: root key %u was handed over", generation);
	return true;
}

static bool door_path(struct mg_seal *s)
{
	int n = -1;
	if (s->socket) {
		n = snprintf(s->path, sizeof(s->path), "%s", s->socket);
	} else if (s->kek_file) {
		const char *slash = strrchr(s->kek_file, '/');
		n = snprintf(s->path, sizeof(s->path), "%.*srun/unseal.sock", slash ? (int)(slash - s->kek_file) + 1 : 0, s->kek_file);
	}
	return n > 0 && (size_t)n < sizeof(s->path);
}

void mg_seal_wait(struct mg_seal *s)
{
	struct mg_error err = {0};
	if (mg_keys_ready(s->shared->keys))
		return;
	const struct mg_door_config config = {.path = s->path, .open = unseal, .user = s};
	if (!door_path(s))
		mg_log(MG_LOG_ERROR, "the server cannot be unsealed: unseal.socket is not set, or too long");
	else if (!mg_door_open(&config, &s->door, &err))
		mg_log_error(MG_LOG_ERROR, "the server cannot be unsealed", &err);
	else
		mg_log(MG_LOG_INFO, "madoguchi-admin unseal opens it, at %s", s->path);
}

void mg_seal_done(struct mg_seal *s)
{
	mg_door_close(s->door);
	s->door = NULL;
}
