/* SPDX-License-Identifier: Apache-2.0
 * init: makes a city from nothing. Keys and files first, then the database; the last step is the transaction that enters
 * the city and its entry in the log. A city that is half made is thrown away and made again. */
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "admin/accounts.h"
#include "admin/admin_store.h"
#include "admin/checks.h"
#include "admin/city_files.h"
#include "admin/codes.h"
#include "admin/commands.h"
#include "admin/kek_store.h"
#include "admin/pki.h"
#include "admin/prompt.h"
#include "admin/rights_issue.h"
#include "db/migrate.h"

static bool is_municipality(const char *s)
{
	return strlen(s) == 6 && strspn(s, "0123456789") == 6;
}

static bool is_host_name(const char *s)
{
	size_t n = strlen(s);
	return n >= 1 && n <= 100 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == n;
}

/* The passphrase of authority root and certificate authority; an empty one with --no-passphrase. */
static bool ask_passphrase(const struct mg_options *o, struct mg_secret *ret, struct mg_error *err)
{
	if (mg_option(o, "no-passphrase"))
		return true;
	if (!mg_secret_ask("Passphrase of the city's authority keys", true, ret, err))
		return false;
	if (strlen(ret->text) < MG_PASSPHRASE_MIN)
		return mg_fail(err, MG_ERR_INVALID, "a passphrase has at least %u characters", MG_PASSPHRASE_MIN);
	return true;
}

static bool make_folder(const struct mg_options *o, struct mg_error *err)
{
	static const char *const folders[] = {"run", "inbox", "terminals", "authority"};
	const char *dir = mg_option(o, "dir");
	char path[MG_CITY_PATH_BYTES];
	if (mkdir(dir, 0700) != 0 && (errno != EEXIST || rmdir(dir) != 0 || mkdir(dir, 0700) != 0))
		return mg_fail(err, MG_ERR_ALREADY_EXISTS, "%.120s: cannot be made, or is not empty", dir);
	for (size_t i = 0; i < MG_LEN(folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, folders[i]);
		if (mkdir(path, 0700) != 0)
			return mg_fail(err, MG_ERR_INTERNAL, "cannot make %.150s", path);
	}
	return true;
}

/* Before accounts get new passwords: those of a city that is served must stay. */
static bool refuse_second_city(struct mg_db *db, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	bool has;
	mg_arena_init(&arena, 4096);
	mg_tx_begin(&tx, db);
	if (!mg_admin_has_city(&tx, &arena, &has, err))
		return false;
	return !has || mg_fail(err, MG_ERR_ALREADY_EXISTS, "this database serves a city already");
}

static bool prepare_database(const struct mg_options *o, struct mg_error *err)
{
	const struct mg_db_config config = {.socket = mg_option(o, "db-socket"), .user = mg_option(o, "db-user")};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = NULL;
	char migrations[MG_CITY_PATH_BYTES];
	unsigned applied;
	snprintf(migrations, sizeof(migrations), "%s/migrations", mg_option(o, "sql-dir"));
	if (!mg_db_open(&config, &db, err) || !mg_db_check_settings(db, err) ||
		!mg_migrate(db, migrations, &mg_clock_system, &applied, err) || !refuse_second_city(db, err) ||
		!mg_accounts_make(db, mg_option(o, "dir"), err) || !mg_accounts_grant(db, mg_option(o, "sql-dir"), err))
		return false;
	printf("database: %u migrations applied, accounts made\n", applied);
	return true;
}

static bool mark_training(struct mg_city *city, struct mg_tx *tx, struct mg_error *err)
{
	mg_act_fact(city, "training", "yes");
	return mg_admin_add_training(tx, &city->shared, mg_now_us(city->shared.clock), err);
}

static bool read_root(const struct mg_city *city, const char *passphrase, EVP_PKEY **ret, struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES];
	return mg_city_path(city, "authority/root.key.pem", path, err) && mg_pki_read_private(path, passphrase, ret, err);
}

static bool enter_city(const struct mg_options *o, const char *passphrase, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *root = NULL;
	struct mg_city city;
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err) && read_root(&city, passphrase, &root, err);
	if (ok) {
		mg_act_begin(&city, &tx);
		mg_act_fact(&city, "municipality", city.shared.municipality);
		mg_act_fact(&city, "name", city.shared.municipality_name);
		ok = mg_admin_add_city(&tx, &city.shared, mg_config_get(city.config, "spiffe_name"),
			     mg_now_us(city.shared.clock), err) &&
		     mg_kek_enter(&tx, &city.arena, city.shared.keys, city.shared.municipality, mg_now_us(city.shared.clock), err) &&
		     (!mg_option(o, "training") || mark_training(&city, &tx, err)) && mg_codes_load_law(&city, &tx, mg_option(o, "sql-dir"), err) &&
		     mg_codes_load(&city, &tx, mg_option(o, "sql-dir"), err) &&
		     mg_rights_begin(&city, &tx, root, mg_option(o, "sql-dir"), err) &&
		     mg_act_commit(&city, &tx, MG_AUDIT_ADMIN_CITY, "init", err);
	}
	mg_tx_done(&tx);
	mg_city_done(&city);
	return ok;
}

static bool init(const struct mg_options *o, struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret passphrase = {{0}};
	const char *host = mg_option(o, "host-name");
	if (!is_municipality(mg_option(o, "municipality")))
		return mg_fail(err, MG_ERR_INVALID, "--municipality wants six digits");
	if (!mg_check_text("name", mg_option(o, "name"), 120, err))
		return false;
	if (host && !is_host_name(host))
		return mg_fail(err, MG_ERR_INVALID, "--host-name wants lower-case letters, digits, dots and dashes");
	if (!ask_passphrase(o, &passphrase, err) || !make_folder(o, err) ||
		!mg_city_files_make(o, passphrase.text[0] ? passphrase.text : NULL, err) || !prepare_database(o, err) ||
		!enter_city(o, passphrase.text[0] ? passphrase.text : NULL, err))
		return false;
	printf("city: %s in %s\n", mg_option(o, "municipality"), mg_option(o, "dir"));
	return true;
}

static const struct mg_option_def init_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder; made new, mode 0700"},
	{"municipality", MG_OPTION_REQUIRED, "全国地方公共団体コード, six digits"},
	{"name", MG_OPTION_REQUIRED, "name of the city"},
	{"db-socket", MG_OPTION_REQUIRED, "the database's unix socket"},
	{"db-user", MG_OPTION_REQUIRED, "its administrator, authenticated by unix_socket"},
	{"sql-dir", MG_OPTION_REQUIRED, "folder with migrations/, codes/ and grants.sql"},
	{"host-name", MG_OPTION_OPTIONAL, "name of the server in its certificate, besides localhost"},
	{"training", MG_OPTION_FLAG, "for training, on invented data: every screen says so, for good"},
	{"no-passphrase", MG_OPTION_FLAG, "authority keys unencrypted: tests and demo only"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_init = {
	"init", "makes a city: folder, keys, certificates, database, accounts", init_options, init, MG_GIVES_NO_POWER};
