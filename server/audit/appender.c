/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/appender.h"
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include "audit/writer_chain.h"

#define CHAIN_LENGTH 16384U /* entries a writer may append: a quarter of a MiB of tokens */

struct mg_appender {
	struct mg_db *db; /* borrowed */
	struct mg_appender_config config;
	struct mg_writer_chain *chain; /* owned */
	uint64_t writer;
	uint64_t committed; /* entries of this writer that are committed */
};

static const struct mg_stmt_def draw_number = {
	.name = "log.draw_number",
	.sql = "SELECT NEXT VALUE FOR madoguchi_log.writer_number",
	.params = "",
	.columns = "u",
};
static const struct mg_stmt_def add_writer = {
	.name = "log.add_writer",
	.sql = "INSERT INTO madoguchi_log.writer"
	       " (writer, municipality, writer_uid, boot_id, chain_len, anchor, signature, "
	       "started_us)"
	       " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	.params = "utbbubbi",
	.columns = "",
};
static const struct mg_stmt_def add_leaf = {
	.name = "log.add_leaf",
	.sql = "INSERT INTO madoguchi_log.leaf (writer, n, entry) VALUES (?, ?, ?)",
	.params = "uub",
	.columns = "",
};
/* INSERT … SELECT holds what it reads under a shared lock: nobody ends the session, disables the person
 * or revokes the terminal between this look and the commit (both of these change the session's row). */
static const struct mg_stmt_def add_guarded_leaf = {
	.name = "log.add_guarded_leaf",
	.sql = "INSERT INTO madoguchi_log.leaf (writer, n, entry) SELECT ?, ?, ? FROM "
	       "madoguchi.session WHERE municipality = ? AND token_sha256 = ? AND version = ?",
	.params = "uubtbu",
	.columns = "",
};
mg_stmt_list mg_appender_statements = {&draw_number, &add_writer, &add_leaf, NULL};
mg_stmt_list mg_appender_guard_statements = {&add_guarded_leaf, NULL};

static bool sign(EVP_PKEY *key, const void *bytes, size_t n, uint8_t ret[64], struct mg_error *err)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = 64;
	bool ok = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
		  EVP_DigestSign(ctx, ret, &len, bytes, n) == 1 && len == 64;
	EVP_MD_CTX_free(ctx);
	return ok || mg_fail(err, MG_ERR_INTERNAL, "the receipt key does not sign");
}

static void chain_freep(struct mg_writer_chain **chain)
{
	mg_writer_chain_free(*chain);
	*chain = NULL;
}

static bool draw(struct mg_tx *tx, uint64_t *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	mg_arena_init(&arena, 4096);
	if (!mg_query(tx, &arena, &draw_number, MG_NO_PARAMS, &rows, err))
		return false;
	if (rows.n != 1 || mg_u(&rows.cells[0]) == 0)
		return mg_fail(err, MG_ERR_INTERNAL, "no number for a writer");
	*ret = mg_u(&rows.cells[0]);
	return true;
}

static bool add_row(struct mg_appender *a, struct mg_tx *tx, const struct mg_writer_facts *f,
	struct mg_error *err)
{
	uint8_t message[256], signature[64];
	size_t n = mg_writer_statement(f, message, sizeof(message));
	return sign(a->config.receipt_key, message, n, signature, err) &&
	       mg_exec(tx, &add_writer,
		       MG_PARAMS(MG_U(f->writer), MG_T(f->municipality), MG_B(f->uid, 16),
			       MG_B(f->boot_id, 16), MG_U(f->length),
			       MG_B(f->anchor, MG_WRITER_TOKEN_BYTES),
			       MG_B(signature, sizeof(signature)),
			       MG_I(mg_now_us(a->config.clock))),
		       NULL, NULL, err);
}

/* Nothing of the appender changes before the row is committed: a failure leaves it as unready as it
 * was. */
static bool register_writer(struct mg_appender *a, struct mg_error *err)
{
	MG_CLEANUP(chain_freep) struct mg_writer_chain *chain = NULL;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {.db = NULL};
	uint8_t uid[16], anchor[MG_WRITER_TOKEN_BYTES];
	struct mg_writer_facts facts = {.municipality = a->config.municipality,
		.uid = uid,
		.boot_id = a->config.boot_id,
		.length = CHAIN_LENGTH,
		.anchor = anchor};
	if (RAND_bytes(uid, sizeof(uid)) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	if (!mg_writer_chain_new(CHAIN_LENGTH, &chain, err))
		return false;
	mg_writer_chain_anchor(chain, anchor);
	mg_tx_begin(&tx, a->db);
	if (!draw(&tx, &facts.writer, err) || !add_row(a, &tx, &facts, err) ||
		!mg_tx_commit(&tx, err))
		return false;
	mg_writer_chain_free(a->chain);
	a->chain = MG_TAKE(chain);
	a->writer = facts.writer;
	a->committed = 0;
	return true;
}

bool mg_appender_open(struct mg_db *db, const struct mg_appender_config *config,
	struct mg_appender **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_appender_freep) struct mg_appender *a = calloc(1, sizeof(*a));
	if (!a)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	a->db = db;
	a->config = *config;
	if (!register_writer(a, err))
		return false;
	*ret = MG_TAKE(a);
	return true;
}

void mg_appender_free(struct mg_appender *a)
{
	if (!a)
		return;
	mg_writer_chain_free(a->chain);
	free(a);
}

void mg_appender_freep(struct mg_appender **a)
{
	mg_appender_free(*a);
	*a = NULL;
}

bool mg_appender_ready(struct mg_appender *a, struct mg_error *err)
{
	return a->committed < CHAIN_LENGTH || register_writer(a, err);
}

void mg_appender_next(const struct mg_appender *a, uint64_t *ret_writer, uint64_t *ret_n)
{
	*ret_writer = a->writer;
	*ret_n = a->committed + 1;
}

static bool add(struct mg_appender *a, struct mg_tx *tx, const struct mg_entry *entry,
	const struct mg_entry_guard *guard, struct mg_bytes bytes, struct mg_error *err)
{
	const struct mg_value writer = MG_U(entry->writer), n = MG_U(entry->n),
			      leaf = MG_B(bytes.p, bytes.n);
	uint64_t added = 0;
	if (!guard)
		return mg_exec(tx, &add_leaf, MG_PARAMS(writer, n, leaf), NULL, NULL, err);
	if (!mg_exec(tx, &add_guarded_leaf,
		    MG_PARAMS(writer, n, leaf, MG_T(a->config.municipality),
			    MG_B(guard->token_sha256, 32), MG_U(guard->session_version)),
		    &added, NULL, err))
		return false;
	return added == 1 ||
	       mg_fail(err, MG_ERR_RETRY, "session, person or terminal have changed meanwhile");
}

bool mg_appender_append(struct mg_appender *a, struct mg_tx *tx, struct mg_entry *entry,
	const struct mg_entry_guard *guard, struct mg_arena *arena, struct mg_bytes *ret_bytes,
	struct mg_error *err)
{
	memcpy(entry->municipality, a->config.municipality, sizeof(entry->municipality));
	memcpy(entry->boot_id, a->config.boot_id, sizeof(entry->boot_id));
	entry->mono_us = mg_mono_us(a->config.clock);
	mg_appender_next(a, &entry->writer, &entry->n);
	mg_writer_chain_token(a->chain, (uint32_t)entry->n, entry->token);
	size_t cap = mg_entry_size(entry);
	uint8_t *bytes = mg_arena_alloc(arena, cap);
	if (!bytes)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the log entry");
	struct mg_writer w;
	mg_writer_init(&w, bytes, cap);
	mg_entry_write(&w, entry);
	if (!w.ok)
		return mg_fail(err, MG_ERR_INTERNAL, "log entry larger than computed");
	if (!add(a, tx, entry, guard, (struct mg_bytes){bytes, w.n}, err)) {
		/* Somebody else wrote under our number: that is tampering, never a race. */
		if (err && err->code == MG_ERR_ALREADY_EXISTS)
			err->code = MG_ERR_DATA_LOSS;
		return false;
	}
	*ret_bytes = (struct mg_bytes){bytes, w.n};
	return true;
}

void mg_appender_committed(struct mg_appender *a)
{
	a->committed++;
}
