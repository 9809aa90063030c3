/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/log_store.h"
#include "audit/writer_chain.h"

static const struct mg_stmt_def writers_from = {
	.name = "log.writers_from",
	.sql = "SELECT writer, municipality, writer_uid, boot_id, chain_len, anchor, signature"
	       " FROM madoguchi_log.writer WHERE writer >= ? ORDER BY writer",
	.params = "u",
	.columns = "utbbubb",
};
static const struct mg_stmt_def done_numbers = {
	.name = "log.done_numbers",
	.sql = "SELECT writer, MAX(n_to) FROM madoguchi_log.run GROUP BY writer",
	.params = "",
	.columns = "uu",
};
static const struct mg_stmt_def leaf_writers = {
	.name = "log.leaf_writers",
	.sql = "SELECT DISTINCT writer FROM madoguchi_log.leaf",
	.params = "",
	.columns = "u",
};
static const struct mg_stmt_def alarm_writers = {
	.name = "log.alarm_writers",
	.sql = "SELECT DISTINCT writer FROM madoguchi_log.alarm",
	.params = "",
	.columns = "u",
};
static const struct mg_stmt_def leaves_behind = {
	.name = "log.leaves_behind",
	.sql = "SELECT n, entry FROM madoguchi_log.leaf WHERE writer = ? AND n > ? ORDER BY n "
	       "LIMIT ?",
	.params = "uuu",
	.columns = "ub",
};
static const struct mg_stmt_def one_leaf = {
	.name = "log.one_leaf",
	.sql = "SELECT entry FROM madoguchi_log.leaf WHERE writer = ? AND n = ?",
	.params = "uu",
	.columns = "b",
};
static const struct mg_stmt_def last_run = {
	.name = "log.last_run",
	.sql = "SELECT first_index + (n_to - n_from) + 1 FROM madoguchi_log.run ORDER BY "
	       "first_index DESC LIMIT 1",
	.params = "",
	.columns = "u",
};
static const struct mg_stmt_def add_run = {
	.name = "log.add_run",
	.sql = "INSERT INTO madoguchi_log.run (first_index, writer, n_from, n_to, hashes) VALUES "
	       "(?, ?, ?, ?, ?)",
	.params = "uuuub",
	.columns = "",
};
static const struct mg_stmt_def add_tile = {
	.name = "log.add_tile",
	.sql = "INSERT INTO madoguchi_log.tile (level, idx, hashes, root) VALUES (?, ?, ?, ?)",
	.params = "uubb",
	.columns = "",
};
static const struct mg_stmt_def add_checkpoint = {
	.name = "log.add_checkpoint",
	.sql = "INSERT INTO madoguchi_log.checkpoint (size, note, root, created_us) VALUES (?, ?, "
	       "?, ?)",
	.params = "utbi",
	.columns = "",
};
static const struct mg_stmt_def add_alarm = {
	.name = "log.add_alarm",
	.sql = "INSERT INTO madoguchi_log.alarm (writer, n, fault, created_us) VALUES (?, ?, ?, ?)",
	.params = "uuti",
	.columns = "",
};
mg_stmt_list mg_log_statements = {&writers_from, &done_numbers, &leaf_writers, &alarm_writers,
	&leaves_behind, &one_leaf, &last_run, &add_run, &add_tile, &add_checkpoint, &add_alarm,
	NULL};

struct each {
	union {
		mg_log_writer_fn *writer;
		mg_log_done_fn *done;
		mg_log_number_fn *number;
		mg_log_leaf_fn *leaf;
	} fn;
	void *user;
	bool stopped;
};

static bool writer_row(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	const struct each *e = user;
	(void)columns;
	struct mg_log_writer_row w = {.writer = mg_u(&row[0]),
		.municipality = mg_s(&row[1]),
		.uid = row[2].b,
		.boot_id = row[3].b,
		.chain_len = (uint32_t)mg_u(&row[4]),
		.anchor = row[5].b,
		.signature = row[6].b};
	if (strlen(w.municipality) != 6 || w.uid.n != 16 || w.boot_id.n != 16 || w.anchor.n != 16 ||
		w.signature.n != MG_SIGNATURE_BYTES)
		return mg_fail(err, MG_ERR_DATA_LOSS, "writer %llu has a row of a wrong shape",
			(unsigned long long)w.writer);
	return e->fn.writer(e->user, &w, err);
}

bool mg_log_writer_is_signed(const struct mg_log_writer_row *row, const struct mg_crypto *crypto,
	const char *municipality, const uint8_t receipt_key[MG_PUBLIC_KEY_BYTES])
{
	uint8_t statement[256];
	const struct mg_writer_facts facts = {.writer = row->writer,
		.municipality = row->municipality,
		.uid = row->uid.p,
		.boot_id = row->boot_id.p,
		.length = row->chain_len,
		.anchor = row->anchor.p};
	size_t n = mg_writer_statement(&facts, statement, sizeof(statement));
	return strcmp(row->municipality, municipality) == 0 && n > 0 &&
	       crypto->is_signed(crypto, receipt_key, statement, n, row->signature.p);
}

bool mg_log_each_writer(
	struct mg_tx *tx, uint64_t from, mg_log_writer_fn *each, void *user, struct mg_error *err)
{
	struct each e = {.fn.writer = each, .user = user};
	return mg_query_each(tx, &writers_from, MG_PARAMS(MG_U(from)), writer_row, &e, err);
}

static bool done_row(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	const struct each *e = user;
	(void)columns;
	return e->fn.done(e->user, mg_u(&row[0]), mg_u(&row[1]), err);
}

bool mg_log_each_done(struct mg_tx *tx, mg_log_done_fn *each, void *user, struct mg_error *err)
{
	struct each e = {.fn.done = each, .user = user};
	return mg_query_each(tx, &done_numbers, MG_NO_PARAMS, done_row, &e, err);
}

static bool number_row(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	const struct each *e = user;
	(void)columns;
	return e->fn.number(e->user, mg_u(&row[0]), err);
}

bool mg_log_each_leaf_writer(
	struct mg_tx *tx, mg_log_number_fn *each, void *user, struct mg_error *err)
{
	struct each e = {.fn.number = each, .user = user};
	return mg_query_each(tx, &leaf_writers, MG_NO_PARAMS, number_row, &e, err);
}

bool mg_log_each_alarm(struct mg_tx *tx, mg_log_number_fn *each, void *user, struct mg_error *err)
{
	struct each e = {.fn.number = each, .user = user};
	return mg_query_each(tx, &alarm_writers, MG_NO_PARAMS, number_row, &e, err);
}

static bool leaf_row(void *user, const struct mg_value *row, size_t columns, struct mg_error *err)
{
	struct each *e = user;
	(void)columns;
	/* What is left of the result is read and passed over: the connection must be free for the
	 * next statement. */
	return e->stopped || e->fn.leaf(e->user, mg_u(&row[0]), row[1].b, &e->stopped, err);
}

bool mg_log_each_leaf(struct mg_tx *tx, uint64_t writer, uint64_t done, size_t limit,
	mg_log_leaf_fn *each, void *user, struct mg_error *err)
{
	struct each e = {.fn.leaf = each, .user = user};
	return mg_query_each(tx, &leaves_behind, MG_PARAMS(MG_U(writer), MG_U(done), MG_U(limit)),
		leaf_row, &e, err);
}

bool mg_log_leaf(struct mg_tx *tx, struct mg_arena *arena, uint64_t writer, uint64_t n,
	struct mg_bytes *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &one_leaf, MG_PARAMS(MG_U(writer), MG_U(n)), &rows, err))
		return false;
	if (rows.n != 1)
		return mg_fail(err, MG_ERR_DATA_LOSS, "an indexed entry is gone");
	*ret = rows.cells[0].b;
	return true;
}

bool mg_log_run_end(struct mg_tx *tx, uint64_t *ret_size, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	struct mg_rows rows;
	mg_arena_init(&arena, 4096);
	if (!mg_query(tx, &arena, &last_run, MG_NO_PARAMS, &rows, err))
		return false;
	*ret_size = rows.n ? mg_u(&rows.cells[0]) : 0;
	return true;
}

bool mg_log_add_run(struct mg_tx *tx, const struct mg_log_run *run, const struct mg_hash *hashes,
	struct mg_error *err)
{
	size_t bytes = (size_t)(run->n_to - run->n_from + 1) * MG_HASH_BYTES;
	return mg_exec(tx, &add_run,
		MG_PARAMS(MG_U(run->first_index), MG_U(run->writer), MG_U(run->n_from),
			MG_U(run->n_to), MG_B(hashes, bytes)),
		NULL, NULL, err);
}

bool mg_log_add_tile(struct mg_tx *tx, unsigned level, uint64_t idx,
	const struct mg_hash hashes[MG_TILE_HASHES], const struct mg_hash *root,
	struct mg_error *err)
{
	return mg_exec(tx, &add_tile,
		MG_PARAMS(MG_U(level), MG_U(idx), MG_B(hashes, MG_TILE_BYTES),
			MG_B(root->b, MG_HASH_BYTES)),
		NULL, NULL, err);
}

bool mg_log_add_checkpoint(struct mg_tx *tx, uint64_t size, const char *note,
	const struct mg_hash *root, int64_t created_us, struct mg_error *err)
{
	return mg_exec(tx, &add_checkpoint,
		MG_PARAMS(MG_U(size), MG_T(note), MG_B(root->b, MG_HASH_BYTES), MG_I(created_us)),
		NULL, NULL, err);
}

bool mg_log_add_alarm(struct mg_tx *tx, uint64_t writer, uint64_t n, const char *fault,
	int64_t created_us, struct mg_error *err)
{
	return mg_exec(tx, &add_alarm,
		MG_PARAMS(MG_U(writer), MG_U(n), MG_T(fault), MG_I(created_us)), NULL, NULL, err);
}
