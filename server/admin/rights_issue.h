/* SPDX-License-Identifier: Apache-2.0
 * The matrix of rights as madoguchi-admin handles it: checks a text, signs it with the authority root, loads a signed
 * one. Prints nothing. */
#pragma once
#include "access/rights_store.h"
#include "admin/city.h"

/* A text file whole, in the arena. Errors: NOT_FOUND, UNAVAILABLE, DATA_LOSS (larger than a matrix may be). */
bool mg_rights_text(
	struct mg_arena *arena, const char *path, size_t max, struct mg_bytes *ret, struct mg_error *err) MG_MUST_CHECK;
/* Reads the text, and signs it when it is complete. INVALID: its line is named. */
bool mg_rights_sign(struct mg_arena *arena, EVP_PKEY *root, struct mg_bytes text, struct mg_bytes *ret_signed,
	struct mg_rights *ret, struct mg_error *err) MG_MUST_CHECK;

/* Two people of the authority, by staff number; both NULL: the city's first matrix. */
struct mg_rights_by {
	const char *asked_by, *allowed_by;
};
/* In the transaction of an act: puts a signed matrix in force, when it is the root's. Notes the facts. */
bool mg_rights_put(struct mg_city *city, struct mg_tx *tx, const uint8_t root[MG_PUBLIC_KEY_BYTES],
	struct mg_bytes packed, const struct mg_rights_by *by, struct mg_rights *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* For init: signs sql_dir/codes/rights.csv and puts it in force. */
bool mg_rights_begin(struct mg_city *city, struct mg_tx *tx, EVP_PKEY *root, const char *sql_dir,
	struct mg_error *err) MG_MUST_CHECK;
