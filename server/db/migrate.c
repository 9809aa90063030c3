/* SPDX-License-Identifier: Apache-2.0 */
#include "db/migrate.h"
#include <ctype.h>
#include <dirent.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

#define SCRIPT_LIMIT_BYTES (4U << 20)
#define SCRIPTS_LIMIT 1000U

static const struct mg_stmt_def has_table = {
	.name = "migrate.has_table",
	.sql = "SELECT COUNT(*) FROM information_schema.TABLES"
	       " WHERE TABLE_SCHEMA = 'madoguchi' AND TABLE_NAME = 'schema_version'",
	.params = "",
	.columns = "i",
};
static const struct mg_stmt_def list_versions = {
	.name = "migrate.list_versions",
	.sql = "SELECT version, sha256 FROM madoguchi.schema_version ORDER BY version",
	.params = "",
	.columns = "ub",
};
static const struct mg_stmt_def add_version = {
	.name = "migrate.add_version",
	.sql = "INSERT INTO madoguchi.schema_version (version, name, sha256, applied_us) VALUES (?, ?, ?, ?)",
	.params = "utbi",
	.columns = "",
};
mg_stmt_list mg_migrate_statements = {&has_table, &list_versions, &add_version, NULL};

struct script {
	char name[81];
	unsigned version;
};

/* "0007_export.sql" */
static bool is_script(const char *name)
{
	size_t n = strlen(name);
	if (n < 10 || n > 80 || name[4] != '_' || strcmp(name + n - 4, ".sql") != 0)
		return false;
	for (int i = 0; i < 4; i++)
		if (!isdigit((unsigned char)name[i]))
			return false;
	return true;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int keep(const struct dirent *entry)
{
	return is_script(entry->d_name);
}

/* Lists the scripts by rising number. */
static bool list_scripts(const char *directory, struct mg_arena *arena, struct script **ret, size_t *ret_n,
	struct mg_error *err)
{
	struct dirent **found = NULL;
	int n = scandir(directory, &found, keep, by_name);
	struct script *scripts = n > 0 ? mg_arena_calloc(arena, (size_t)n, sizeof(*scripts)) : NULL;
	bool ok = true;
	for (int i = 0; i < n; i++) {
		if (scripts) {
			snprintf(scripts[i].name, sizeof(scripts[i].name), "%.80s", found[i]->d_name);
			scripts[i].version = (unsigned)strtoul(found[i]->d_name, NULL, 10);
			ok = ok && (i == 0 || scripts[i].version > scripts[i - 1].version);
		}
		free(found[i]);
	}
	free(found);
	if (n <= 0 || !scripts || (size_t)n > SCRIPTS_LIMIT)
		return mg_fail(err, MG_ERR_INVALID, "no migration scripts found");
	if (!ok)
		return mg_fail(err, MG_ERR_INVALID, "two migration scripts carry the same number");
	*ret = scripts;
	*ret_n = (size_t)n;
	return true;
}

static bool read_script(const char *directory, const char *name, struct mg_arena *arena, struct mg_bytes *ret,
	struct mg_error *err)
{
	char *path = mg_arena_printf(arena, "%s/%s", directory, name);
	FILE *f = path ? fopen(path, "re") : NULL;
	uint8_t *text = mg_arena_alloc(arena, SCRIPT_LIMIT_BYTES);
	size_t n = f && text ? fread(text, 1, SCRIPT_LIMIT_BYTES, f) : 0;
	bool ok = f && text && !ferror(f) && n > 0 && n < SCRIPT_LIMIT_BYTES;
	if (f)
		fclose(f);
	*ret = (struct mg_bytes){text, n};
	return ok || mg_fail(err, MG_ERR_INVALID, "migration %s cannot be read", name);
}

static bool list_applied(struct mg_db *db, struct mg_arena *arena, struct mg_rows *ret, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, db);
	struct mg_rows rows;
	if (!mg_query(&tx, arena, &has_table, MG_NO_PARAMS, &rows, err))
		return false;
	*ret = (struct mg_rows){0};
	if (mg_i(mg_row(&rows, 0)) == 0)
		return true;
	return mg_query(&tx, arena, &list_versions, MG_NO_PARAMS, ret, err);
}

static bool apply(struct mg_db *db, const struct script *script, struct mg_bytes text, const uint8_t sha256[32],
	int64_t now_us, struct mg_error *err)
{
	struct mg_error e = {0};
	if (!mg_db_script(db, (const char *)text.p, text.n, &e))
		return mg_fail(err, MG_ERR_INTERNAL, "migration %s stopped half-way: %.120s", script->name, e.detail);
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	mg_tx_begin(&tx, db);
	return mg_exec(&tx, &add_version,
		       MG_PARAMS(MG_U(script->version), MG_T(script->name), MG_B(sha256, 32), MG_I(now_us)), NULL,
		       NULL, err) &&
	       mg_tx_commit(&tx, err);
}

static const struct mg_value *find_applied(const struct mg_rows *applied, unsigned version)
{
	for (size_t i = 0; i < applied->n; i++)
		if (mg_u(&mg_row(applied, i)[0]) == version)
			return mg_row(applied, i);
	return NULL;
}

struct noting {
	mg_migrate_note_fn *note; /* may be NULL */
	void *user;
};

/* Checks a script that was applied, applies one that was not. */
static bool bring_up(struct mg_db *db, const char *directory, const struct script *script, const struct mg_rows *applied,
	int64_t now_us, const struct noting *noting, unsigned *ret_applied, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, SCRIPT_LIMIT_BYTES + 4096);
	unsigned newest = applied->n ? (unsigned)mg_u(&mg_row(applied, applied->n - 1)[0]) : 0;
	const struct mg_value *had = find_applied(applied, script->version);
	struct mg_bytes text;
	uint8_t sha256[32];
	if (!read_script(directory, script->name, &arena, &text, err))
		return false;
	SHA256(text.p, text.n, sha256);
	if (had && (had[1].b.n != 32 || memcmp(had[1].b.p, sha256, 32) != 0))
		return mg_fail(err, MG_ERR_DATA_LOSS, "migration %s was edited after it was applied", script->name);
	if (had)
		return true;
	if (script->version < newest)
		return mg_fail(err, MG_ERR_DATA_LOSS, "migration %s came after a newer one was applied", script->name);
	if (noting->note)
		noting->note(noting->user, script->name, sha256);
	if (!apply(db, script, text, sha256, now_us, err))
		return false;
	++*ret_applied;
	return true;
}

bool mg_migrate(struct mg_db *db, const char *directory, const struct mg_clock *clock, unsigned *ret_applied,
	struct mg_error *err)
{
	return mg_migrate_noting(db, directory, clock, NULL, NULL, ret_applied, err);
}

bool mg_migrate_noting(struct mg_db *db, const char *directory, const struct mg_clock *clock, mg_migrate_note_fn *note, void *user,
	unsigned *ret_applied, struct mg_error *err)
{
	const struct noting noting = {note, user};
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, 1U << 20);
	struct script *scripts;
	size_t n;
	struct mg_rows applied;
	unsigned count = 0;
	if (!list_scripts(directory, &arena, &scripts, &n, err) || !list_applied(db, &arena, &applied, err))
		return false;
	if (applied.n && mg_u(&mg_row(&applied, applied.n - 1)[0]) > scripts[n - 1].version)
		return mg_fail(err, MG_ERR_DATA_LOSS, "the database is newer than these scripts");
	for (size_t i = 0; i < n; i++)
		if (!bring_up(db, directory, &scripts[i], &applied, mg_now_us(clock), &noting, &count, err))
			return false;
	if (ret_applied)
		*ret_applied = count;
	return true;
}
