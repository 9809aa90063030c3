/* SPDX-License-Identifier: Apache-2.0
 * migrate: runs the database's scripts as its administrator, so which ones is in the log: those that ran, or were begun, grants,
 * codes and law, each by its SHA-256. Of another folder than the configured one it gives power. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include "admin/accounts.h"
#include "admin/codes.h"
#include "admin/commands.h"
#include "admin/kek_store.h"
#include "base/replace.h"
#include "db/migrate.h"

#define NOTED_MAX 24U /* that fit an entry; each one's SHA-256 stands in schema_version besides */
#define FILE_BYTES_MAX (4U << 20)

struct run {
	struct mg_city *city;
	const char *sql_dir;
	unsigned applied;
	size_t begun;
	struct {
		char name[81], sha256[65];
	} scripts[NOTED_MAX];
	char files[4][65]; /* of the list below */
};
static const char *const files[] = {"grants.sql", "codes/law.csv", "codes/codes.csv", "codes/extract.csv"};

static void note(void *user, const char *name, const uint8_t sha256[32])
{
	struct run *r = user;
	if (r->begun < NOTED_MAX) {
		snprintf(r->scripts[r->begun].name, sizeof(r->scripts[0].name), "%s", name);
		mg_hex(sha256, 32, r->scripts[r->begun].sha256);
	}
	r->begun++;
}

static bool digest_files(struct run *r, struct mg_error *err)
{
	for (size_t i = 0; i < MG_LEN(files); i++) {
		char path[MG_CITY_PATH_BYTES];
		uint8_t *text = NULL, sha256[32];
		size_t n = 0;
		snprintf(path, sizeof(path), "%s/%s", r->sql_dir, files[i]);
		if (!mg_file_read(path, FILE_BYTES_MAX, &text, &n, err))
			return false;
		const bool ok = text && EVP_Digest(text, n, sha256, NULL, EVP_sha256(), NULL) == 1;
		free(text);
		if (!ok)
			return mg_fail(err, MG_ERR_NOT_FOUND, "cannot read %.150s", path);
		mg_hex(sha256, 32, r->files[i]);
	}
	return true;
}

static void facts(struct run *r)
{
	char number[24];
	snprintf(number, sizeof(number), "%u", r->applied);
	mg_act_fact(r->city, "migrations", number);
	mg_act_fact(r->city, "sql_dir", r->sql_dir);
	for (size_t i = 0; i < r->begun && i < NOTED_MAX; i++)
		mg_act_fact(r->city, r->scripts[i].name, r->scripts[i].sha256);
	if (r->begun > NOTED_MAX) {
		snprintf(number, sizeof(number), "%zu", r->begun - NOTED_MAX);
		mg_act_fact(r->city, "more_scripts", number);
	}
	for (size_t i = 0; i < MG_LEN(files); i++)
		mg_act_fact(r->city, files[i], r->files[i]);
}

/* What ran without coming to the end is entered as well. */
static void enter_stop(struct run *r, const struct mg_error *why)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	struct mg_error e = {0};
	mg_act_begin(r->city, &tx);
	facts(r);
	mg_act_fact(r->city, "stopped", why->detail);
	if (!mg_act_commit(r->city, &tx, MG_AUDIT_ADMIN_MIGRATE, "migrate", &e))
		fprintf(stderr, "that is not in the log: %s\n", e.detail);
}

static bool enter(struct run *r, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	struct mg_city *c = r->city;
	mg_act_begin(c, &tx);
	facts(r);
	return mg_kek_enter(&tx, &c->arena, c->shared.keys, c->shared.municipality, mg_now_us(c->shared.clock), err) &&
	       mg_codes_load_law(c, &tx, r->sql_dir, err) && mg_codes_load(c, &tx, r->sql_dir, err) &&
	       mg_act_commit(c, &tx, MG_AUDIT_ADMIN_MIGRATE, "migrate", err);
}

static bool run_scripts(struct run *r, struct mg_error *err)
{
	char migrations[MG_CITY_PATH_BYTES];
	snprintf(migrations, sizeof(migrations), "%s/migrations", r->sql_dir);
	return digest_files(r, err) &&
	       mg_migrate_noting(r->city->db, migrations, r->city->shared.clock, note, r, &r->applied, err) &&
	       mg_accounts_grant(r->city->db, r->sql_dir, err);
}

static bool migrate_city(struct run *r, struct mg_error *err)
{
	struct mg_error e = {0};
	const bool ran = run_scripts(r, err);
	if (!mg_city_open_log(r->city, ran ? err : &e)) {
		if (!ran && r->begun > 0)
			fprintf(stderr, "that is not in the log: %s\n", e.detail);
		return false;
	}
	if (ran)
		return enter(r, err);
	if (r->begun > 0)
		enter_stop(r, err);
	return false;
}

static bool migrate(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	struct run run = {.city = &city};
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	run.sql_dir = mg_option(o, "sql-dir") ? mg_option(o, "sql-dir") : mg_config_get(city.config, "sql_dir");
	const bool ok = migrate_city(&run, err);
	mg_city_done(&city);
	if (ok)
		printf("%u migrations applied\n", run.applied);
	return ok;
}

static const struct mg_option_def migrate_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"sql-dir", MG_OPTION_OPTIONAL, "folder with migrations/, codes/ and grants.sql, if not that of init: gives power"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_migrate = {
	"migrate", "applies new migrations, loads the parameters of the law and sets the accounts' rights",
	migrate_options, migrate, MG_GIVES_POWER_WITH("sql-dir", "sql_dir")};
