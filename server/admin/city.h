/* SPDX-License-Identifier: Apache-2.0
 * A city as madoguchi-admin works on it: its folder, its keys, its database, and acts that each leave one entry in the log
 * in the transaction of what they do. */
#pragma once
#include "audit/actions.h"
#include "audit/appender.h"
#include "base/config.h"
#include "base/shared.h"
#include "keys/keys.h"

#define MG_CITY_PATH_BYTES 600U
#define MG_CITY_FACTS_BYTES 4096U

struct mg_city {
	/* owned */
	char dir[400]; /* absolute */
	struct mg_config *config; /* admin.conf */
	EVP_PKEY *receipt_key;
	struct mg_db *db; /* as the database's administrator */
	struct mg_appender *appender;
	struct mg_arena arena;
	/* state */
	struct mg_shared shared;
	struct mg_appender_config appender_config;
	uint8_t facts[MG_CITY_FACTS_BYTES];
	size_t facts_n;
	bool facts_overflow;
	uint64_t glass_no; /* the break-glass that the last act was committed under; 0: none */
};

/* What stands in CITY/admin.conf. */
extern const char *const mg_city_config_keys[];

/* Reads admin.conf and opens the database. */
bool mg_city_open(const char *dir, struct mg_city *ret, struct mg_error *err) MG_MUST_CHECK;
/* Loads root key and receipt key, and registers a writer of the log: what acts need. Where only kek.sealed is there, two
 * people are asked for their passphrases. */
bool mg_city_open_log(struct mg_city *city, struct mg_error *err) MG_MUST_CHECK;
/* The same with a root key at hand. */
bool mg_city_open_log_with(struct mg_city *city, uint32_t generation, const uint8_t kek[MG_KEY_BYTES], struct mg_error *err)
	MG_MUST_CHECK;
void mg_city_done(struct mg_city *city);
/* dir/name; INVALID when it is too long. */
bool mg_city_path(const struct mg_city *city, const char *name, char ret[MG_CITY_PATH_BYTES], struct mg_error *err)
	MG_MUST_CHECK;

/* An act: begin, facts and statements on `tx`, commit. What is not committed is rolled back by mg_tx_done. */
void mg_act_begin(struct mg_city *city, struct mg_tx *tx);
void mg_act_fact(struct mg_city *city, const char *key, const char *value);
/* Appends the entry of `command` under the actor "admin:<user>" and commits. DENIED: it gives power that it may not give
 * (admin/power.h). */
bool mg_act_commit(struct mg_city *city, struct mg_tx *tx, enum mg_audit action, const char *command,
	struct mg_error *err) MG_MUST_CHECK;
/* "admin:<user>": who logged in here (admin/actor.h). */
void mg_act_actor(char ret[40]);

/* Writes a small file, mode as given, never over another one. */
bool mg_city_write(const char *path, unsigned mode, const char *text, struct mg_error *err) MG_MUST_CHECK;
