/* SPDX-License-Identifier: Apache-2.0 */
#include "start_check.h"
#include "access/rights_store.h"
#include "keys/key_list.h"

static bool check_account(const struct mg_db_config *account, const char *grants, struct mg_error *err)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
	if (!mg_db_open(account, &db, err) || !mg_db_check_settings(db, err))
		return false;
	return mg_db_check_grants(db, grants, err);
}

bool mg_start_check_accounts(const struct mg_server_config *c, struct mg_error *err)
{
	return check_account(&c->db, c->grants, err) && check_account(&c->import_db, c->grants, err);
}

/* A list older than one that was seen, or not the root's, stops the server here and not at a counter. */
static bool check_key_list(const struct mg_server_config *c, const struct mg_shared *shared, struct mg_error *err)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	struct mg_key_list list;
	mg_arena_init(&arena, 1U << 20);
	if (!shared->key_trust)
		return true;
	if (!mg_db_open(&c->db, &db, err))
		return false;
	mg_tx_begin(&tx, db);
	if (mg_key_list_newest(&tx, &arena, shared, &list, err))
		return true;
	if (err->code != MG_ERR_NOT_FOUND)
		return false;
	*err = (struct mg_error){0};
	return true;
}

/* Without a signed matrix of rights nobody may do anything: then it is better said here. */
static bool check_rights(const struct mg_server_config *c, const struct mg_shared *shared, struct mg_error *err)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	const struct mg_rights *rights;
	mg_arena_init(&arena, 1U << 20);
	if (!mg_db_open(&c->db, &db, err))
		return false;
	mg_tx_begin(&tx, db);
	return mg_rights_in_force(&tx, &arena, shared, &rights, err);
}

bool mg_start_check_signed(const struct mg_server_config *c, const struct mg_shared *shared, struct mg_error *err)
{
	return check_key_list(c, shared, err) && check_rights(c, shared, err);
}
