/* SPDX-License-Identifier: Apache-2.0
 * terminal-add, terminal-revoke: keys and certificate of a terminal in a folder to be carried there, made here by one
 * administrator: for the first terminals of a city, at which two can log in, and for tests. The others: terminal-issue. */
#include <openssl/evp.h>
#include <stdio.h>
#include "access/session_store.h"
#include "admin/checks.h"
#include "admin/commands.h"
#include "admin/pki.h"
#include "admin/terminal_folder.h"

static bool make_certificate(struct mg_terminal_folder *f, EVP_PKEY *ca_key, X509 *ca, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *key = NULL;
	MG_CLEANUP(mg_x509_freep) X509 *cert = NULL;
	char key_path[MG_CITY_PATH_BYTES], cert_path[MG_CITY_PATH_BYTES];
	struct mg_new_terminal *t = &f->terminal;
	return mg_pki_p256(&key, err) &&
	       mg_terminal_certify(f->city, t->terminal_id, key, ca_key, ca, &cert, t->cert_sha256, &t->cert_not_after_us, err) &&
	       mg_terminal_folder_path(f, "terminal.key.pem", key_path, err) &&
	       mg_terminal_folder_path(f, "terminal.crt.pem", cert_path, err) &&
	       mg_pki_write_private(key_path, key, NULL, err) && mg_pki_write_cert(cert_path, cert, err);
}

static bool make_assertion_key(struct mg_terminal_folder *f, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *key = NULL;
	char path[MG_CITY_PATH_BYTES];
	size_t n = sizeof(f->terminal.assertion_key);
	if (!mg_pki_ed25519(&key, err) || !mg_terminal_folder_path(f, "assertion.key.pem", path, err) ||
		!mg_pki_write_private(path, key, NULL, err))
		return false;
	return EVP_PKEY_get_raw_public_key(key, f->terminal.assertion_key, &n) == 1 ||
	       mg_fail(err, MG_ERR_INTERNAL, "Ed25519 key without a public half");
}

static bool make_folder(struct mg_terminal_folder *f, struct mg_error *err)
{
	MG_CLEANUP(mg_pkey_freep) EVP_PKEY *ca_key = NULL;
	MG_CLEANUP(mg_x509_freep) X509 *ca = NULL;
	return mg_authority_load(f->city, &ca_key, &ca, err) && make_certificate(f, ca_key, ca, err) &&
	       make_assertion_key(f, err) && mg_terminal_folder_fill(f, err);
}

static bool enrol(struct mg_terminal_folder *f, struct mg_error *err)
{
	MG_CLEANUP(mg_tx_done) struct mg_tx tx;
	char hex[65];
	mg_hex(f->terminal.cert_sha256, 32, hex);
	mg_act_begin(f->city, &tx);
	mg_act_fact(f->city, "terminal", mg_option(f->options, "id"));
	mg_act_fact(f->city, "name", f->terminal.name);
	mg_act_fact(f->city, "certificate", hex);
	return mg_admin_add_terminal(&tx, &f->city->shared, &f->terminal, mg_now_us(f->city->shared.clock), err) &&
	       mg_act_commit(f->city, &tx, MG_AUDIT_ADMIN_TERMINAL, "terminal-add", err);
}

static bool read_words(struct mg_terminal_folder *f, struct mg_error *err)
{
	const struct mg_options *o = f->options;
	f->terminal.name = mg_option(o, "name");
	f->terminal.section = mg_option(o, "section");
	f->terminal.ward = mg_option(o, "ward");
	return mg_check_number("id", mg_option(o, "id"), &f->terminal.terminal_id, err) &&
	       mg_check_text("name", f->terminal.name, 60, err) && mg_check_text("section", f->terminal.section, 120, err) &&
	       mg_check_ward(f->terminal.ward, err);
}

static bool terminal_add(const struct mg_options *o, struct mg_error *err)
{
	struct mg_city city;
	if (!mg_city_open(mg_option(o, "dir"), &city, err))
		return false;
	struct mg_terminal_folder f = {.city = &city, .options = o};
	bool ok = read_words(&f, err) && mg_city_open_log(&city, err) && mg_terminal_folder_new(&f, err);
	if (ok && !(ok = make_folder(&f, err) && enrol(&f, err)))
		mg_terminal_folder_remove(&f);
	if (ok)
		mg_terminal_folder_print(&f);
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
	MG_TERMINAL_FOLDER_OPTIONS,
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_terminal_add = {
	"terminal-add", "enrols a first terminal, keys made here; prints the files to carry there", add_options, terminal_add,
	MG_GIVES_POWER(NULL, "66 with F6 (two people), then terminal-issue here")};
static const struct mg_option_def revoke_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the city's folder"},
	{"id", MG_OPTION_REQUIRED, "number of the terminal"},
	{NULL, MG_OPTION_FLAG, NULL},
};
const struct mg_command mg_command_terminal_revoke = {
	"terminal-revoke", "revokes a terminal for good and ends its session", revoke_options, terminal_revoke, MG_GIVES_NO_POWER};
