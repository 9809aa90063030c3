/* SPDX-License-Identifier: Apache-2.0
 * The folder that comes back to a terminal: which files are in it, and one fingerprint over all of them. madoguchi-admin
 * prints it where the folder is made, madoguchi-terminal asks for it before it believes a byte. */
#pragma once
#include "ceremony/request.h"

#define MG_CARRIED_FILES 6U
#define MG_CARRIED_BYTES_MAX 65536U /* of one file */

/* In the order of the fingerprint and of the installation: the certificate is last, with it the folder is a terminal's. */
extern const char *const mg_carried_names[MG_CARRIED_FILES];

struct mg_carried {
	struct mg_carried_file {
		uint8_t *p; /* owned */
		size_t n;
	} file[MG_CARRIED_FILES];
};
/* Reads all of them at once, so that what is judged is what is used. NOT_FOUND: one is missing; INVALID: a path is too long.
 * The caller frees, also after a failure. */
bool mg_carried_read(const char *dir, struct mg_carried *ret, struct mg_error *err) MG_MUST_CHECK;
void mg_carried_done(struct mg_carried *carried);
/* First 128 bits of the SHA-256 of names and contents, each with its length. */
bool mg_carried_fingerprint(const struct mg_carried *carried, uint8_t ret[MG_FINGERPRINT_BYTES], struct mg_error *err) MG_MUST_CHECK;
