/* SPDX-License-Identifier: Apache-2.0
 * terminal-add, terminal-revoke: keys and certificate of a terminal in a folder to be carried there. */
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "access/session_store.h"
#include "admin/admin_store.h"
#include "admin/checks.h"
#include "admin/city.h"
#include "admin/commands.h"
#include "admin/pki.h"
#include "admin/prompt.h"

#define TERMINAL_DAYS 398U
/* of packaging/systemd/madoguchi-export-agent.service */
#define AGENT_SOCKET "/run/madoguchi-export-agent/socket"
#define AGENT_FOLDER "/etc/madoguchi"
#define AGENT_USER "madoguchi-agent"
#define KIOSK_USER "madoguchi-kiosk"

static const char *const files[] = {
	"terminal.key.pem", "terminal.crt.pem", "assertion.key.pem", "ca.crt.pem", "log.pub.pem", "kiosk.conf",
	"root.pub.pem", "export-agent.conf"};

/* The new terminal's folder and what is made for it. */
struct making {
	struct mg_city *city;
	const struct mg_options *options;
	char dir[MG_CITY_PATH_BYTES];
	struct mg_new_terminal terminal;
};

static bool path_of(const struct making *m, const char *name, char ret[MG_CITY_PATH_BYTES], struct mg_error *err)
{
	int n = snprintf(ret, MG_CITY_PATH_BYTES, "%s/%s", m->dir, name);
	return (n > 0 && (size_t)n < MG_CITY_PATH_BYTES) || mg_fail(err, MG_ERR_INVALID, "a path is too long");
}

/* What was not enrolled must not lie about. */
static void remove_folder(const struct making *m)
{
	char path[MG_CITY_PATH_BYTES];
	for (size_t i = 0; i < MG_LEN(files); i++)
		if (path_of(m, files[i], path, NULL))
			unlink(path);
	rmdir(m->dir);
}

static bool load_authority(const struct mg_city *city, EVP_PKEY **ret_key, X509 **ret_cert, struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret passphrase = {{0}};
	char key[MG_CITY_PATH_BYTES], cert[MG_CITY_PATH_BYTES];
	if (!mg_city_path(city, "authority/ca.key.pem", key, err) || !mg_city_path(city, "ca.crt.pem", cert, err))
		return false;
	bool encrypted = mg_pki_is_encrypted(key);
	if (encrypted && !mg_secret_ask("Passphrase of the city's authority keys", false, &passphrase, err))
		return false;
	return mg_pki_read_private(key, encrypted ? passphrase.text : NULL, ret_key, err) &&
	       mg_pki_read_cert(cert, ret_cert, err);
}

static bool make_certificate(struct making *m, EVP_PKEY *ca_key, X509 *ca, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *key = NULL;
	MG_CLEANUP(mg_x509_freep) X509 *cert = NULL;
	char common_name[40], alt[120], key_path[MG_CITY_PATH_BYTES], cert_path[MG_CITY_PATH_BYTES];
	unsigned long long id = m->terminal.terminal_id;
	snprintf(common_name, sizeof(common_name), "terminal %llu", id);
	snprintf(alt, sizeof(alt), "URI:spiffe://%s/terminal/%llu", mg_config_get(m->city->config, "spiffe_name"), id);
	if (!mg_pki_p256(&key, err))
		return false;
	const struct mg_cert_request request = {.use = MG_CERT_TERMINAL, .common_name = common_name, .alt_names = alt,
		.key = key, .ca_key = ca_key, .ca = ca, .days = TERMINAL_DAYS, .now_us = mg_now_us(m->city->shared.clock)};
	return mg_pki_issue(&request, &cert, err) && path_of(m, files[0], key_path, err) &&
	       path_of(m, files[1], cert_path, err) && mg_pki_write_private(key_path, key, NULL, err) &&
	       mg_pki_write_cert(cert_path, cert, err) && mg_pki_cert_sha256(cert, m->terminal.cert_sha256, err) &&
	       mg_pki_not_after_us(cert, &m->terminal.cert_not_after_us, err);
}

static bool make_assertion_key(struct making *m, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *key = NULL;
	char path[MG_CITY_PATH_BYTES];
	size_t n = sizeof(m->terminal.assertion_key);
	if (!mg_pki_ed25519(&key, err) || !path_of(m, files[2], path, err) ||
		!mg_pki_write_private(path, key, NULL, err))
		return false;
	return EVP_PKEY_get_raw_public_key(key, m->terminal.assertion_key, &n) == 1 ||
	       mg_fail(err, MG_ERR_INTERNAL, "Ed25519 key without a public half");
}

/* A copy, so that the folder can be carried to the terminal as it is. */
static bool copy_here(const struct making *m, const char *from_name, const char *name, struct mg_error *err)
{
	char from[MG_CITY_PATH_BYTES], to[MG_CITY_PATH_BYTES], text[16384];
	if (!mg_city_path(m->city, from_name, from, err) || !path_of(m, name, to, err))
		return false;
	FILE *f = fopen(from, "re");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	if (f)
		fclose(f);
	text[n] = '\0';
	return n > 0 ? mg_city_write(to, 0644, text, err) : mg_fail(err, MG_ERR_NOT_FOUND, "cannot read %.150s", from);
}

static const char *option_or(const struct making *m, const char *name, const char *otherwise)
{
	const char *text = mg_option(m->options, name);
	return text ? text : otherwise;
}

static bool write_conf(const struct making *m, struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES], text[1536];
	snprintf(text, sizeof(text),
		"# madoguchi-kiosk: written by madoguchi-admin terminal-add\n"
		"[server]\naddress=%s\nname=%s\nca_file=ca.crt.pem\n"
		"[terminal]\ncert_file=terminal.crt.pem\nkey_file=terminal.key.pem\nassertion_key_file=assertion.key.pem\n"
		"[log]\norigin=%s\nkey_file=log.pub.pem\n"
		"[authority]\nmunicipality=%s\nkey_file=root.pub.pem\n"
		"[agent]\nsocket=%s\n",
		option_or(m, "server-address", "127.0.0.1:7443"), mg_config_get(m->city->config, "host_name"),
		mg_config_get(m->city->config, "log.origin"), m->city->shared.municipality,
		option_or(m, "agent-socket", AGENT_SOCKET));
	return path_of(m, "kiosk.conf", path, err) && mg_city_write(path, 0644, text, err);
}

/* docs/export-agent.md. Without the key of key-add --terminal beside it the agent does not start. */
static bool write_agent_conf(const struct making *m, struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES], text[4 * MG_CITY_PATH_BYTES], hex[65];
	const char *folder = option_or(m, "agent-folder", AGENT_FOLDER);
	mg_hex(m->terminal.cert_sha256, 32, hex);
	int n = snprintf(text, sizeof(text),
		"# madoguchi-export-agent: written by madoguchi-admin terminal-add\n"
		"municipality=%s\nward=%s\nterminal=%llu\nterminal.certificate_sha256=%s\n"
		"authority.public_key_file=%s/root.pub.pem\nagent.key_file=%s/agent.key.pem\nagent.user=%s\n"
		"kiosk.user=%s\nsocket=%s\n",
		m->city->shared.municipality, m->terminal.ward, (unsigned long long)m->terminal.terminal_id, hex, folder, folder,
		option_or(m, "agent-user", AGENT_USER), option_or(m, "kiosk-user", KIOSK_USER),
		option_or(m, "agent-socket", AGENT_SOCKET));
	if (n < 0 || (size_t)n >= sizeof(text))
		return mg_fail(err, MG_ERR_INVALID, "a path is too long");
	return path_of(m, "export-agent.conf", path, err) && mg_city_write(path, 0644, text, err);
}

static bool make_folder(struct making *m, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *ca_key = NULL;
	MG_CLEANUP(mg_x509_freep) X509 *ca = NULL;
	return load_authority(m->city, &ca_key, &ca, err) && make_certificate(m, ca_key, ca, err) &&
	       make_assertion_key(m, err) && copy_here(m, "ca.crt.pem", "ca.crt.pem", err) &&
	       copy_here(m, "log.pub.pem", "log.pub.pem", err) &&
	       copy_here(m, "authority/root.pub.pem", "root.pub.pem", err) && write_conf(m, err) &&
	       write_agent_conf(m, err);
}

static bool enrol(struct making *m, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	char hex[65];
	mg_hex(m->terminal.cert_sha256, 32, hex);
	mg_act_begin(m->city, &tx);
	mg_act_fact(m->city, "terminal", mg_option(m->options, "id"));
	mg_act_fact(m->city, "name", m->terminal.name);
	mg_act_fact(m->city, "certificate", hex);
	return mg_admin_add_terminal(&tx, &m->city->shared, &m->terminal, mg_now_us(m->city->shared.clock), err) &&
	       mg_act_commit(m->city, &tx, MG_AUDIT_ADMIN_TERMINAL, "terminal-add", err);
}

static bool read_words(struct making *m, struct mg_error *err)
{
	const struct mg_options *o = m->options;
	char name[32];
	m->terminal.name = mg_option(o, "name");
	m->terminal.section = mg_option(o, "section");
	m->terminal.ward = mg_option(o, "ward");
	if (!mg_check_number("id", mg_option(o, "id"), &m->terminal.terminal_id, err) ||
		!mg_check_text("name", m->terminal.name, 60, err) || !mg_check_text("section", m->terminal.section, 120, err) ||
		!mg_check_ward(m->terminal.ward, err))
		return false;
	snprintf(name, sizeof(name), "terminals/%s", mg_option(o, "id"));
	return mg_city_path(m->city, name, m->dir, err);
}

static bool terminal_add(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	struct making m = {.city = &city, .options = o};
	bool ok = read_words(&m, err) && mg_city_open_log(&city, err);
	if (ok && mkdir(m.dir, 0700) != 0)
		ok = mg_fail(err, errno == EEXIST ? MG_ERR_ALREADY_EXISTS : MG_ERR_INTERNAL, "%.150s: cannot be made", m.dir);
	else if (ok && !(ok = make_folder(&m, err) && enrol(&m, err)))
		remove_folder(&m);
	if (ok)
		for (size_t i = 0; i < MG_LEN(files); i++)
			printf("%s/%s\n", m.dir, files[i]);
	mg_city_done(&city);
	return ok;
}

static bool revoke_it(struct mg_city *city, const char *id, uint64_t terminal_id, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	int64_t now_us = mg_now_us(city->shared.clock);
	uint64_t ended;
	mg_act_begin(city, &tx);
	mg_act_fact(city, "terminal", id);
	if (!mg_admin_revoke_terminal(&tx, &city->shared, terminal_id, now_us, err) ||
		!mg_session_end_of_terminal(&tx, &city->shared, terminal_id, MG_SESSION_END_REVOKED, now_us, &ended, err))
		return false;
	mg_act_fact(city, "sessions_ended", ended ? "1" : "0");
	return mg_act_commit(city, &tx, MG_AUDIT_ADMIN_TERMINAL, "terminal-revoke", err);
}

static bool terminal_revoke(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	uint64_t id;
	if (!mg_check_number("id", mg_option(o, "id"), &id, err) || !mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	bool ok = mg_city_open_log(&city, err) && revoke_it(&city, mg_option(o, "id"), id, err);
	mg_city_done(&city);
	if (ok)
		printf("terminal %s: revoked; its next call is refused\n", mg_option(o, "id"));
	return ok;
}

static const struct mg_option_def add_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"id", MG_OPTION_REQUIRED, "number of the terminal"},
	{"name", MG_OPTION_REQUIRED, "as the clerks call it"},
	{"section", MG_OPTION_REQUIRED, "where it stands"},
	{"ward", MG_OPTION_REQUIRED, "three digits; 100 is the main office"},
	{"server-address", MG_OPTION_OPTIONAL, "host:port for kiosk.conf"},
	{"agent-folder", MG_OPTION_OPTIONAL, "where the export agent's files lie on the terminal: " AGENT_FOLDER},
	{"agent-socket", MG_OPTION_OPTIONAL, "the agent's socket: " AGENT_SOCKET},
	{"agent-user", MG_OPTION_OPTIONAL, "user of the agent's half that talks: " AGENT_USER},
	{"kiosk-user", MG_OPTION_OPTIONAL, "the user whom the agent hears: " KIOSK_USER},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_terminal_add = {
	"terminal-add", "enrols a terminal; prints the files to carry there", add_options, terminal_add, MG_GIVES_POWER(NULL, NULL)};
static const struct mg_option_def revoke_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"id", MG_OPTION_REQUIRED, "number of the terminal"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_terminal_revoke = {
	"terminal-revoke", "revokes a terminal for good and ends its session", revoke_options, terminal_revoke, MG_GIVES_NO_POWER};
