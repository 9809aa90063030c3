/* SPDX-License-Identifier: Apache-2.0
 * The folder that is carried to a terminal, and the certificate in it. What a command writes there: its own list. */
#pragma once
#include <openssl/types.h>
#include "admin/admin_store.h"
#include "admin/city.h"
#include "admin/options.h"

#define MG_TERMINAL_DAYS 398U

/* The options of a command that fills such a folder: where things are on the terminal. */
#define MG_TERMINAL_FOLDER_OPTIONS                                                                            \
	{"server-address", MG_OPTION_OPTIONAL, "host:port for kiosk.conf"},                                   \
	{"agent-folder", MG_OPTION_OPTIONAL, "where the export agent's files lie on the terminal: /etc/madoguchi"}, \
	{"agent-socket", MG_OPTION_OPTIONAL, "the agent's socket: /run/madoguchi-export-agent/socket"},       \
	{"agent-user", MG_OPTION_OPTIONAL, "user of the agent's half that talks: madoguchi-agent"},           \
	{"kiosk-user", MG_OPTION_OPTIONAL, "the user whom the agent hears: madoguchi-kiosk"}

/* The new terminal's folder and what is made for it. */
struct mg_terminal_folder {
	struct mg_city *city;             /* borrowed */
	const struct mg_options *options; /* borrowed */
	char dir[MG_CITY_PATH_BYTES];
	struct mg_new_terminal terminal;
};

/* Key and certificate of the city's authority; the passphrase is asked for when the key has one. The caller frees both. */
bool mg_authority_load(const struct mg_city *city, EVP_PKEY **ret_key, X509 **ret_cert, struct mg_error *err) MG_MUST_CHECK;
/* A certificate for a terminal's public key; its SHA-256 and end. The caller frees it. */
bool mg_terminal_certify(struct mg_city *city, uint64_t terminal_id, EVP_PKEY *key, EVP_PKEY *ca_key, X509 *ca, X509 **ret,
	uint8_t ret_sha256[32], int64_t *ret_not_after_us, struct mg_error *err) MG_MUST_CHECK;

/* Sets `dir` to CITY/terminals/<terminal_id>, and makes it. ALREADY_EXISTS. */
bool mg_terminal_folder_new(struct mg_terminal_folder *f, struct mg_error *err) MG_MUST_CHECK;
bool mg_terminal_folder_path(const struct mg_terminal_folder *f, const char *name, char ret[MG_CITY_PATH_BYTES],
	struct mg_error *err) MG_MUST_CHECK;
/* Authority, log and root keys, kiosk.conf and export-agent.conf. */
bool mg_terminal_folder_fill(const struct mg_terminal_folder *f, struct mg_error *err) MG_MUST_CHECK;
/* What was not enrolled must not lie about. */
void mg_terminal_folder_remove(const struct mg_terminal_folder *f);
void mg_terminal_folder_print(const struct mg_terminal_folder *f);
