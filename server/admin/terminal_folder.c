/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/terminal_folder.h"
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "admin/pki.h"
#include "admin/prompt.h"

/* of packaging/systemd/madoguchi-export-agent.service */
#define AGENT_SOCKET "/run/madoguchi-export-agent/socket"
#define AGENT_FOLDER "/etc/madoguchi"
#define AGENT_USER "madoguchi-agent"
#define KIOSK_USER "madoguchi-kiosk"

static const char *const files[] = {
	"terminal.key.pem", "terminal.crt.pem", "assertion.key.pem", "ca.crt.pem", "log.pub.pem", "kiosk.conf",
	"root.pub.pem", "export-agent.conf"};

/* ---- the authority ---- */

bool mg_authority_load(const struct mg_city *city, EVP_PKEY **ret_key, X509 **ret_cert, struct mg_error *err)
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

bool mg_terminal_certify(struct mg_city *city, uint64_t terminal_id, EVP_PKEY *key, EVP_PKEY *ca_key, X509 *ca, X509 **ret,
	uint8_t ret_sha256[32], int64_t *ret_not_after_us, struct mg_error *err)
{
	char common_name[40], alt[120];
	unsigned long long id = terminal_id;
	snprintf(common_name, sizeof(common_name), "terminal %llu", id);
	snprintf(alt, sizeof(alt), "URI:spiffe://%s/terminal/%llu", mg_config_get(city->config, "spiffe_name"), id);
	const struct mg_cert_request request = {.use = MG_CERT_TERMINAL, .common_name = common_name, .alt_names = alt,
		.key = key, .ca_key = ca_key, .ca = ca, .days = MG_TERMINAL_DAYS, .now_us = mg_now_us(city->shared.clock)};
	return mg_pki_issue(&request, ret, err) && mg_pki_cert_sha256(*ret, ret_sha256, err) &&
	       mg_pki_not_after_us(*ret, ret_not_after_us, err);
}

/* ---- the folder ---- */

bool mg_terminal_folder_path(
	const struct mg_terminal_folder *f, const char *name, char ret[MG_CITY_PATH_BYTES], struct mg_error *err)
{
	int n = snprintf(ret, MG_CITY_PATH_BYTES, "%s/%s", f->dir, name);
	return (n > 0 && (size_t)n < MG_CITY_PATH_BYTES) || mg_fail(err, MG_ERR_INVALID, "a path is too long");
}

bool mg_terminal_folder_new(struct mg_terminal_folder *f, struct mg_error *err)
{
	char name[40];
	snprintf(name, sizeof(name), "terminals/%llu", (unsigned long long)f->terminal.terminal_id);
	if (!mg_city_path(f->city, name, f->dir, err))
		return false;
	return mkdir(f->dir, 0700) == 0 || mg_fail(err, errno == EEXIST ? MG_ERR_ALREADY_EXISTS : MG_ERR_INTERNAL,
						   "%.150s: cannot be made", f->dir);
}

void mg_terminal_folder_remove(const struct mg_terminal_folder *f)
{
	char path[MG_CITY_PATH_BYTES];
	for (size_t i = 0; i < MG_LEN(files); i++)
		if (mg_terminal_folder_path(f, files[i], path, NULL))
			unlink(path);
	rmdir(f->dir);
}

void mg_terminal_folder_print(const struct mg_terminal_folder *f)
{
	char path[MG_CITY_PATH_BYTES];
	for (size_t i = 0; i < MG_LEN(files); i++)
		if (mg_terminal_folder_path(f, files[i], path, NULL) && access(path, F_OK) == 0)
			printf("%s\n", path);
}

/* A copy, so that the folder can be carried to the terminal as it is. */
static bool copy_here(const struct mg_terminal_folder *m, const char *from_name, const char *name, struct mg_error *err)
{
	char from[MG_CITY_PATH_BYTES], to[MG_CITY_PATH_BYTES], text[16384];
	if (!mg_city_path(m->city, from_name, from, err) || !mg_terminal_folder_path(m, name, to, err))
		return false;
	FILE *f = fopen(from, "re");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	if (f)
		fclose(f);
	text[n] = '\0';
	return n > 0 ? mg_city_write(to, 0644, text, err) : mg_fail(err, MG_ERR_NOT_FOUND, "cannot read %.150s", from);
}

static const char *option_or(const struct mg_terminal_folder *m, const char *name, const char *otherwise)
{
	const char *value = mg_option(m->options, name);
	return value ? value : otherwise;
}

static bool write_conf(const struct mg_terminal_folder *m, struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES], text[1536];
	snprintf(text, sizeof(text),
		"# madoguchi-kiosk: written by madoguchi-admin\n"
		"[server]\naddress=%s\nname=%s\nca_file=ca.crt.pem\n"
		"[terminal]\ncert_file=terminal.crt.pem\nkey_file=terminal.key.pem\nassertion_key_file=assertion.key.pem\n"
		"[log]\norigin=%s\nkey_file=log.pub.pem\n"
		"[authority]\nmunicipality=%s\nkey_file=root.pub.pem\n"
		"[agent]\nsocket=%s\n"
		"[terminals]\nrequests_folder=requests\n",
		option_or(m, "server-address", "127.0.0.1:7443"), mg_config_get(m->city->config, "host_name"),
		mg_config_get(m->city->config, "log.origin"), m->city->shared.municipality,
		option_or(m, "agent-socket", AGENT_SOCKET));
	return mg_terminal_folder_path(m, "kiosk.conf", path, err) && mg_city_write(path, 0644, text, err);
}

/* docs/export-agent.md. No digest of the certificate: a renewal changes that without a visit. Without the key of key-add
 * --terminal beside it the agent does not start. */
static bool write_agent_conf(const struct mg_terminal_folder *m, struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES], text[4 * MG_CITY_PATH_BYTES];
	const char *folder = option_or(m, "agent-folder", AGENT_FOLDER);
	int n = snprintf(text, sizeof(text),
		"# madoguchi-export-agent: written by madoguchi-admin\n"
		"municipality=%s\nward=%s\nterminal=%llu\n"
		"authority.public_key_file=%s/root.pub.pem\nagent.key_file=%s/agent.key.pem\nagent.user=%s\n"
		"kiosk.user=%s\nsocket=%s\n",
		m->city->shared.municipality, m->terminal.ward, (unsigned long long)m->terminal.terminal_id, folder, folder,
		option_or(m, "agent-user", AGENT_USER), option_or(m, "kiosk-user", KIOSK_USER),
		option_or(m, "agent-socket", AGENT_SOCKET));
	if (n < 0 || (size_t)n >= sizeof(text))
		return mg_fail(err, MG_ERR_INVALID, "a path is too long");
	return mg_terminal_folder_path(m, "export-agent.conf", path, err) && mg_city_write(path, 0644, text, err);
}

bool mg_terminal_folder_fill(const struct mg_terminal_folder *f, struct mg_error *err)
{
	return copy_here(f, "ca.crt.pem", "ca.crt.pem", err) && copy_here(f, "log.pub.pem", "log.pub.pem", err) &&
	       copy_here(f, "authority/root.pub.pem", "root.pub.pem", err) && write_conf(f, err) && write_agent_conf(f, err);
}
