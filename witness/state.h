/* SPDX-License-Identifier: Apache-2.0
 * The witness's memory: the newest checkpoint that it has seen, as the signed note, in a file of its own. */
#pragma once
#include "wire/checkpoint.h"

/* Reads and verifies the note. *ret_found is false when there is no file yet. Errors: DATA_LOSS (a changed file),
 * UNAVAILABLE. */
bool mg_state_read(const char *path, const struct mg_crypto *crypto, const char *origin,
	const uint8_t log_key[MG_PUBLIC_KEY_BYTES], bool *ret_found, struct mg_checkpoint *ret, struct mg_error *err)
	MG_MUST_CHECK;
/* Replaces the file by this note, durably: it is on the disk when the function returns. Errors: UNAVAILABLE. */
bool mg_state_write(const char *path, const char *note, struct mg_error *err) MG_MUST_CHECK;
