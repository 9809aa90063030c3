/* SPDX-License-Identifier: Apache-2.0
 * How a server comes to its root key: from its file, or, where there is none, handed over later through a door
 * (seal/door.h) while it is sealed and answers only Health. Being unsealed is an entry in the log. */
#pragma once
#include "base/shared.h"
#include "db/db.h"

struct mg_appender_config;
struct mg_door;

struct mg_seal {
	/* borrowed; set by the caller */
	const char *kek_file; /* NULL: always sealed at first */
	const char *socket;   /* NULL: run/unseal.sock beside the kek_file */
	const struct mg_db_config *db;
	const struct mg_appender_config *appender;
	struct mg_shared *shared;
	/* own */
	struct mg_door *door;
	char path[108];
};

/* Sets shared->keys: ready, or sealed with a warning in the journal. Errors: those of mg_keys_open but SEALED. */
bool mg_seal_load(struct mg_seal *seal, struct mg_error *err) MG_MUST_CHECK;
/* Opens the door of a sealed server; one whose door cannot be opened stays sealed, with an error in the journal. Before the
 * threads of the server. */
void mg_seal_wait(struct mg_seal *seal);
void mg_seal_done(struct mg_seal *seal); /* accepts a zeroed struct */
