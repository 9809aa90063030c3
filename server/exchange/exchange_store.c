/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/exchange_store.h"
#include <stdio.h>

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

#define SPEC "J01"
/* state + 0 is the number of the ENUM, from 1. */
#define FIND_RUN                                                                                   \
	"SELECT run_id, state + 0, seq, line_count, posted, inserted, updated, deleted, "          \
	"file_sha256, file_name"                                                                   \
	" FROM madoguchi.import_run WHERE municipality = ? AND spec = '" SPEC                      \
	"' AND under_way = 1"
#define RUN_COLUMNS "uuuuuuuubt"
STMT(find_run, "exchange.find_run", FIND_RUN, "t", RUN_COLUMNS);
STMT(lock_run, "exchange.lock_run", FIND_RUN " FOR UPDATE", "t", RUN_COLUMNS);
STMT(read_committed, "exchange.read_committed", "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
	"", "");
STMT(find_last, "exchange.find_last",
	"SELECT taken_seq, source FROM madoguchi.import_run WHERE municipality = ? AND spec = "
	"'" SPEC "' AND taken_seq IS NOT NULL ORDER BY taken_seq DESC LIMIT 1",
	"t", "ut");
STMT(find_digest, "exchange.find_digest",
	"SELECT run_id FROM madoguchi.import_run WHERE municipality = ? AND taken_sha256 = ?", "tb",
	"u");
STMT(add_run, "exchange.add_run",
	"INSERT INTO madoguchi.import_run (municipality, spec, source, seq, file_name, "
	"file_sha256, file_bytes, layout_ver,"
	" charset, file_made, state, received_us) VALUES (?, '" SPEC
	"', ?, ?, ?, ?, ?, ?, ?, ?, 'received', ?)",
	"ttutbuttti", "");
STMT(add_refused, "exchange.add_refused",
	"INSERT INTO madoguchi.import_run (municipality, spec, source, seq, file_name, "
	"file_sha256, file_bytes, layout_ver,"
	" charset, file_made, state, refusal, refusal_line, refusal_text, received_us, finished_us)"
	" VALUES (?, '" SPEC "', ?, ?, ?, ?, ?, ?, ?, ?, 'refused', ?, ?, ?, ?, ?)",
	"ttutbutttt"
	"utii",
	"");
STMT(add_error, "exchange.add_error",
	"INSERT INTO madoguchi.import_error (municipality, run_id, line_no, item, reason, "
	"explanation)"
	" VALUES (?, ?, ?, ?, ?, ?)",
	"tuuttt", "");
#define OF_RUN " WHERE municipality = ? AND run_id = ?"
STMT(set_staged, "exchange.set_staged",
	"UPDATE madoguchi.import_run SET line_count = ?" OF_RUN
	" AND state = 'received' AND line_count = ?",
	"utuu", "");
STMT(set_checked, "exchange.set_checked",
	"UPDATE madoguchi.import_run SET state = 'checked', checked_us = ?" OF_RUN
	" AND state = 'received' AND line_count = ?",
	"ituu", "");
STMT(add_posted, "exchange.add_posted",
	"UPDATE madoguchi.import_run SET state = 'posting', posted = posted + ?, inserted = "
	"inserted + ?, updated = updated + ?,"
	" deleted = deleted + ?" OF_RUN " AND posted = ?",
	"uuuutuu", "");
STMT(set_posted, "exchange.set_posted",
	"UPDATE madoguchi.import_run SET state = 'posted', finished_us = ?" OF_RUN
	" AND posted = line_count",
	"itu", "");
STMT(set_refused, "exchange.set_refused",
	"UPDATE madoguchi.import_run SET state = 'refused', refusal = ?, refusal_line = ?, "
	"refusal_text = ?, finished_us = ?" OF_RUN,
	"tutitu", "");
STMT(add_key, "exchange.add_key",
	"INSERT INTO madoguchi_keys.import_key (municipality, run_id, wrapped) VALUES (?, ?, ?)",
	"tub", "");
STMT(find_key, "exchange.find_key", "SELECT wrapped FROM madoguchi_keys.import_key" OF_RUN, "tu",
	"b");
STMT(remove_key, "exchange.remove_key", "DELETE FROM madoguchi_keys.import_key" OF_RUN, "tu", "");
STMT(list_runs, "exchange.list_runs",
	"SELECT run_id, spec, file_name, file_sha256, seq, state + 0, refusal, refusal_line, "
	"line_count, posted, inserted,"
	" updated, deleted, received_us, finished_us FROM madoguchi.import_run WHERE municipality "
	"= ?"
	" ORDER BY run_id DESC LIMIT ?",
	"tu", "uttbuutuuuuuuii");

mg_stmt_list mg_exchange_statements = {&find_run, &lock_run, &read_committed, &find_last,
	&find_digest, &add_run, &add_refused, &add_error, &set_staged, &set_checked, &add_posted,
	&set_posted, &set_refused, &add_key, &find_key, &remove_key, NULL};
mg_stmt_list mg_exchange_list_statements = {&list_runs, NULL};

/* ---- finding ---- */

bool mg_run_find(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	bool lock, struct mg_run *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, lock ? &lock_run : &find_run,
		    MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret = (struct mg_run){0};
	if (rows.n == 0)
		return true;
	const struct mg_value *v = mg_row(&rows, 0);
	if (v[8].b.n != sizeof(ret->sha256) || v[9].b.n >= sizeof(ret->file_name) ||
		mg_u(&v[1]) - 1 > MG_RUN_POSTING)
		return mg_fail(err, MG_ERR_DATA_LOSS, "import run %llu is malformed",
			(unsigned long long)mg_u(&v[0]));
	*ret = (struct mg_run){.run_id = mg_u(&v[0]),
		.state = (enum mg_run_state)(mg_u(&v[1]) - 1),
		.seq = (uint32_t)mg_u(&v[2]),
		.lines = mg_u(&v[3]),
		.posted = mg_u(&v[4]),
		.inserted = mg_u(&v[5]),
		.updated = mg_u(&v[6]),
		.deleted = mg_u(&v[7])};
	memcpy(ret->sha256, v[8].b.p, sizeof(ret->sha256));
	memcpy(ret->file_name, v[9].b.p, v[9].b.n);
	return true;
}

bool mg_run_read_committed(struct mg_tx *tx, struct mg_error *err)
{
	return mg_exec(tx, &read_committed, MG_NO_PARAMS, NULL, NULL, err);
}

bool mg_run_last(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_import_last *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_last, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret = (struct mg_import_last){.seq = 0, .source = ""};
	if (rows.n)
		*ret = (struct mg_import_last){
			(uint32_t)mg_u(&mg_row(&rows, 0)[0]), mg_s(&mg_row(&rows, 0)[1])};
	return true;
}

bool mg_run_is_taken(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const uint8_t sha256[32], bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_digest,
		    MG_PARAMS(MG_T(shared->municipality), MG_B(sha256, 32)), &rows, err))
		return false;
	*ret = rows.n > 0;
	return true;
}

/* ---- the key ---- */

static void key_name(const struct mg_shared *shared, uint64_t run_id, char ret[40])
{
	snprintf(ret, 40, "%s/%llu", shared->municipality, (unsigned long long)run_id);
}

static bool make_key(
	struct mg_tx *tx, const struct mg_shared *shared, uint64_t run_id, struct mg_error *err)
{
	char name[40];
	uint8_t key[MG_KEY_BYTES], wrapped[MG_WRAPPED_BYTES];
	key_name(shared, run_id, name);
	mg_keys_new_data_key(shared->keys, "import_key", name, key, wrapped);
	mg_wipe(key, sizeof(key));
	return mg_exec(tx, &add_key,
		MG_PARAMS(MG_T(shared->municipality), MG_U(run_id), MG_B(wrapped, sizeof(wrapped))),
		NULL, NULL, err);
}

bool mg_run_key(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t run_id, uint8_t ret[MG_KEY_BYTES], struct mg_error *err)
{
	char name[40];
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_key, MG_PARAMS(MG_T(shared->municipality), MG_U(run_id)),
		    &rows, err))
		return false;
	if (rows.n != 1)
		return mg_fail(err, MG_ERR_DATA_LOSS, "import run %llu has no key",
			(unsigned long long)run_id);
	key_name(shared, run_id, name);
	const struct mg_bytes wrapped = mg_row(&rows, 0)[0].b;
	return mg_keys_unwrap(shared->keys, "import_key", name, wrapped.p, wrapped.n, ret, err);
}

static bool drop_key(
	struct mg_tx *tx, const struct mg_shared *shared, uint64_t run_id, struct mg_error *err)
{
	return mg_exec(tx, &remove_key, MG_PARAMS(MG_T(shared->municipality), MG_U(run_id)), NULL,
		NULL, err);
}

/* ---- adding ---- */

static const char *charset_of(const struct mg_frame_header *h)
{
	return h->seq == 0 ? "" : h->charset == MG_CHARSET_CP932 ? "CP932" : "UTF-8";
}

static struct mg_value digest_of(const struct mg_run_file *file)
{
	return file->sha256 ? MG_B(file->sha256, MG_FRAME_DIGEST_BYTES) : MG_NULL;
}

bool mg_run_add(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run_file *file,
	int64_t now_us, uint64_t *ret_run_id, struct mg_error *err)
{
	const struct mg_frame_header *h = file->header;
	return mg_exec(tx, &add_run,
		       MG_PARAMS(MG_T(shared->municipality), MG_T(h->source), MG_U(h->seq),
			       MG_T(file->name), digest_of(file), MG_U(file->bytes),
			       MG_T(h->layout_version), MG_T(charset_of(h)), MG_T(h->created),
			       MG_I(now_us)),
		       NULL, ret_run_id, err) &&
	       make_key(tx, shared, *ret_run_id, err);
}

static bool add_errors(struct mg_tx *tx, const struct mg_shared *shared, uint64_t run_id,
	const struct mg_import_faults *faults, struct mg_error *err)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct mg_import_fault *f = &faults->fault[i];
		char text[MG_IMPORT_TEXT_BYTES];
		mg_import_explain(f, text);
		if (!mg_exec(tx, &add_error,
			    MG_PARAMS(MG_T(shared->municipality), MG_U(run_id), MG_U(f->line),
				    MG_T(f->field ? f->field : ""), MG_T(mg_reason_name(f->reason)),
				    MG_T(text)),
			    NULL, NULL, err))
			return false;
	}
	return true;
}

bool mg_run_add_refused(struct mg_tx *tx, const struct mg_shared *shared,
	const struct mg_run_file *file, const struct mg_import_faults *faults, int64_t now_us,
	uint64_t *ret_run_id, struct mg_error *err)
{
	const struct mg_frame_header *h = file->header;
	const struct mg_import_fault *f = mg_import_main_fault(faults);
	char text[MG_IMPORT_TEXT_BYTES];
	mg_import_explain(f, text);
	return mg_exec(tx, &add_refused,
		       MG_PARAMS(MG_T(shared->municipality), MG_T(h->source), MG_U(h->seq),
			       MG_T(file->name), digest_of(file), MG_U(file->bytes),
			       MG_T(h->layout_version), MG_T(charset_of(h)),
			       h->created[0] ? MG_T(h->created) : MG_NULL,
			       MG_T(mg_reason_name(f->reason)), MG_U(f->line), MG_T(text),
			       MG_I(now_us), MG_I(now_us)),
		       NULL, ret_run_id, err) &&
	       add_errors(tx, shared, *ret_run_id, faults, err);
}

/* ---- steps ---- */

/* A step changes the one row that stands as it was read, or nothing is as it should be. */
static bool step(struct mg_tx *tx, const struct mg_run *run, const struct mg_stmt_def *def,
	const struct mg_value *params, size_t n, struct mg_error *err)
{
	uint64_t rows;
	if (!mg_exec(tx, def, params, n, &rows, NULL, err))
		return false;
	return rows == 1 || mg_fail(err, MG_ERR_DATA_LOSS, "%s: import run %llu stands otherwise",
				    def->name, (unsigned long long)run->run_id);
}

bool mg_run_staged(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	uint64_t lines, struct mg_error *err)
{
	return step(tx, run, &set_staged,
		MG_PARAMS(MG_U(lines), MG_T(shared->municipality), MG_U(run->run_id),
			MG_U(run->lines)),
		err);
}

bool mg_run_checked(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	int64_t now_us, struct mg_error *err)
{
	return step(tx, run, &set_checked,
		MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_U(run->run_id),
			MG_U(run->lines)),
		err);
}

bool mg_run_add_posted(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	uint64_t inserted, uint64_t updated, uint64_t deleted, struct mg_error *err)
{
	return step(tx, run, &add_posted,
		MG_PARAMS(MG_U(inserted + updated + deleted), MG_U(inserted), MG_U(updated),
			MG_U(deleted), MG_T(shared->municipality), MG_U(run->run_id),
			MG_U(run->posted)),
		err);
}

bool mg_run_posted(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	int64_t now_us, struct mg_error *err)
{
	return step(tx, run, &set_posted,
		       MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_U(run->run_id)),
		       err) &&
	       drop_key(tx, shared, run->run_id, err);
}

bool mg_run_refused(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_run *run,
	const struct mg_import_faults *faults, int64_t now_us, struct mg_error *err)
{
	const struct mg_import_fault *f = mg_import_main_fault(faults);
	char text[MG_IMPORT_TEXT_BYTES];
	mg_import_explain(f, text);
	return step(tx, run, &set_refused,
		       MG_PARAMS(MG_T(mg_reason_name(f->reason)), MG_U(f->line), MG_T(text),
			       MG_I(now_us), MG_T(shared->municipality), MG_U(run->run_id)),
		       err) &&
	       add_errors(tx, shared, run->run_id, faults, err) &&
	       drop_key(tx, shared, run->run_id, err);
}

/* ---- the list ---- */

bool mg_run_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint32_t limit, struct mg_run_shown **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_runs, MG_PARAMS(MG_T(shared->municipality), MG_U(limit)),
		    &rows, err))
		return false;
	struct mg_run_shown *shown = mg_arena_calloc(arena, rows.n ? rows.n : 1, sizeof(*shown));
	if (!shown)
		return mg_fail(err, MG_ERR_TOO_LARGE, "too many import runs at once");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		shown[i] = (struct mg_run_shown){.run_id = mg_u(&v[0]),
			.spec = mg_s(&v[1]),
			.file_name = mg_s(&v[2]),
			.sha256 = v[3].kind == MG_VALUE_BYTES ? v[3].b : (struct mg_bytes){NULL, 0},
			.seq = (uint32_t)mg_u(&v[4]),
			.state = (enum mg_run_state)(mg_u(&v[5]) - 1),
			.refusal = mg_s(&v[6]),
			.refusal_line = mg_u(&v[7]),
			.lines = mg_u(&v[8]),
			.posted = mg_u(&v[9]),
			.inserted = mg_u(&v[10]),
			.updated = mg_u(&v[11]),
			.deleted = mg_u(&v[12]),
			.received_us = mg_i(&v[13]),
			.finished_us = mg_i(&v[14])};
	}
	*ret = shown;
	*ret_n = rows.n;
	return true;
}
