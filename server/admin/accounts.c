/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/accounts.h"
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

const char *const mg_accounts[] = {
	"mg_app", "mg_seq", "mg_verify", "mg_import", "mg_purge", "mg_backup", "mg_migrate", NULL};

static bool is_locked(const char *account)
{
	return strcmp(account, "mg_purge") == 0 || strcmp(account, "mg_migrate") == 0;
}

/* mysql_native_password: '*' and SHA-1 of SHA-1, which is enough for 256 random bits. */
static bool native_hash(const char *password, char ret[42])
{
	uint8_t once[20], twice[20];
	size_t n;
	bool ok = EVP_Q_digest(NULL, "SHA1", NULL, password, strlen(password), once, &n) == 1 &&
		  EVP_Q_digest(NULL, "SHA1", NULL, once, sizeof(once), twice, &n) == 1;
	ret[0] = '*';
	mg_hex(twice, sizeof(twice), ret + 1);
	for (char *p = ret; *p; p++)
		if (*p >= 'a' && *p <= 'f')
			*p = (char)(*p - 'a' + 'A');
	mg_wipe(once, sizeof(once));
	return ok;
}

static bool make_one(struct mg_db *db, const char *dir, const char *account, struct mg_error *err)
{
	uint8_t random[32];
	char password[66], hash[42], path[MG_CITY_PATH_BYTES], sql[400];
	if (RAND_bytes(random, sizeof(random)) != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "no random bytes");
	mg_hex(random, sizeof(random), password);
	bool ok = native_hash(password, hash);
	snprintf(password + 64, 2, "\n");
	snprintf(path, sizeof(path), "%s/db.%s.password", dir, account);
	ok = ok && mg_city_write(path, 0600, password, err);
	mg_wipe(random, sizeof(random));
	mg_wipe(password, sizeof(password));
	if (!ok)
		return false;
	const char *lock = is_locked(account) ? "ACCOUNT LOCK" : "ACCOUNT UNLOCK";
	int n = snprintf(sql, sizeof(sql),
		"CREATE USER IF NOT EXISTS `%s`@`localhost` IDENTIFIED BY PASSWORD '%s';"
		"ALTER USER `%s`@`localhost` IDENTIFIED BY PASSWORD '%s' %s",
		account, hash, account, hash, lock);
	return mg_db_script(db, sql, (size_t)n, err);
}

bool mg_accounts_make(struct mg_db *db, const char *dir, struct mg_error *err)
{
	for (size_t i = 0; mg_accounts[i]; i++)
		if (!make_one(db, dir, mg_accounts[i], err))
			return false;
	return true;
}

bool mg_accounts_grants_text(const char *sql_dir, char **ret, struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES];
	snprintf(path, sizeof(path), "%s/grants.sql", sql_dir);
	FILE *f = fopen(path, "re");
	char *text = f ? calloc(1, 1U << 20) : NULL;
	size_t n = text ? fread(text, 1, (1U << 20) - 1, f) : 0;
	if (f)
		fclose(f);
	if (n == 0) {
		free(text);
		return mg_fail(err, MG_ERR_NOT_FOUND, "cannot read %.150s", path);
	}
	*ret = text;
	return true;
}

bool mg_accounts_grant(struct mg_db *db, const char *sql_dir, struct mg_error *err)
{
	char *text = NULL;
	char sql[120];
	for (size_t i = 0; mg_accounts[i]; i++) {
		int n = snprintf(sql, sizeof(sql), "REVOKE ALL PRIVILEGES, GRANT OPTION FROM `%s`@`localhost`", mg_accounts[i]);
		if (!mg_db_script(db, sql, (size_t)n, err))
			return false;
	}
	if (!mg_accounts_grants_text(sql_dir, &text, err))
		return false;
	bool ok = mg_db_script(db, text, strlen(text), err);
	free(text);
	return ok;
}
