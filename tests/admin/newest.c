/* SPDX-License-Identifier: Apache-2.0 */
#include "newest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "admin_city.h"
#include "database.h"
#include "keys/keys.h"
#include "wire/entry.h"

static const struct mg_stmt_def find_newest = {.name = "test.newest",
	.sql = "SELECT entry FROM madoguchi_log.leaf ORDER BY writer DESC, n DESC LIMIT 1", .params = "", .columns = "b"};

static void put(struct newest *ret, struct mg_bytes key, struct mg_bytes value)
{
	const size_t n = strlen(ret->facts);
	snprintf(ret->facts + n, sizeof(ret->facts) - n, "%.*s=%.*s ", (int)key.n, (const char *)key.p, (int)value.n,
		(const char *)value.p);
}

static void open_facts(struct mg_tx *tx, const struct mg_entry *e, struct newest *ret)
{
	struct mg_entry_block block;
	struct mg_error err = {0};
	struct mg_keys *keys = NULL;
	uint8_t key[MG_KEY_BYTES], plain[8192];
	char path[200], name[80], month[7];
	struct mg_reader r;
	mg_reader_init(&r, e->block_bytes.p, e->block_bytes.n);
	if (!mg_entry_next_block(&r, &block))
		return;
	snprintf(path, sizeof(path), "%s/city/kek", dir);
	snprintf(month, sizeof(month), "%.6s", (const char *)block.key_ref + 6);
	snprintf(name, sizeof(name), "%s/%llu/%llu", e->municipality, (unsigned long long)e->writer, (unsigned long long)e->n);
	assert_true(mg_keys_load(path, &keys, &err) && mg_keys_month(keys, tx, e->municipality, month, key, &err));
	assert_true(block.ciphertext.n <= sizeof(plain));
	assert_true(mg_unseal(key, &(struct mg_seal_place){"leaf", "facts", name, 1}, block.ciphertext.p, block.ciphertext.n, plain,
		&err));
	mg_keys_free(keys);
	mg_reader_init(&r, plain, block.ciphertext.n - MG_SEAL_OVERHEAD);
	while (r.ok && r.n) {
		const struct mg_bytes k = mg_get_block(&r), v = mg_get_block(&r);
		put(ret, k, v);
	}
}

void newest_entry(struct newest *ret)
{
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(superuser);
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	struct mg_entry e;
	struct mg_error err = {0};
	struct mg_tx tx;
	mg_arena_init(&arena, 1U << 20);
	mg_tx_begin(&tx, db);
	assert_true(mg_query(&tx, &arena, &find_newest, MG_NO_PARAMS, &rows, &err) && rows.n == 1);
	const struct mg_bytes b = mg_row(&rows, 0)[0].b;
	assert_true(mg_entry_read(b.p, b.n, &e, &err));
	*ret = (struct newest){.action = e.action};
	snprintf(ret->path, sizeof(ret->path), "%.*s", (int)e.rpc_path.n, (const char *)e.rpc_path.p);
	snprintf(ret->actor, sizeof(ret->actor), "%.*s", (int)e.actor.n, (const char *)e.actor.p);
	open_facts(&tx, &e, ret);
	mg_tx_done(&tx);
}
