/* SPDX-License-Identifier: Apache-2.0
 * The root key of a city whose plain file is gone: kek.sealed, and the two people who are asked for their passphrases. */
#pragma once
#include "keys/kek_sealed.h"

/* Reads and parses the file. Errors: NOT_FOUND (none), INVALID. */
bool mg_kek_sealed_read(const char *path, struct mg_kek_sealed *ret, struct mg_error *err) MG_MUST_CHECK;
/* Asks both, at the terminal, and opens it. Wipe `ret_kek`. Errors: DENIED (they do not open it), INVALID. */
bool mg_kek_ask(const char *path, uint32_t *ret_generation, uint8_t ret_kek[MG_KEK_BYTES], struct mg_error *err) MG_MUST_CHECK;
/* True when the file is there and of an older generation than `current`: a copy of an older root key. */
bool mg_kek_sealed_is_older(const char *path, uint32_t current);
