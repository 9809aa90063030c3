/* SPDX-License-Identifier: Apache-2.0
 * The file of one root key (KEK): 64 hexadecimal digits, from the second generation on a space and the generation, a
 * newline. Knows no database, logs nothing. */
#pragma once
#include <stdint.h>
#include "base/bytes.h"
#include "base/error.h"

#define MG_KEK_BYTES 32U
#define MG_KEK_TEXT_BYTES 80U
#define MG_KEK_GENERATION_MAX 999999U

/* False when the text is no root key; the outputs are wiped then. */
bool mg_kek_parse(const char *text, size_t n, uint32_t *ret_generation, uint8_t ret[MG_KEK_BYTES]) MG_MUST_CHECK;
/* The text with its NUL; wipe it after use. */
void mg_kek_format(uint32_t generation, const uint8_t kek[MG_KEK_BYTES], char ret[MG_KEK_TEXT_BYTES]);
/* Errors: SEALED (no such file), INTERNAL (unreadable, or no root key). */
bool mg_kek_read(const char *path, uint32_t *ret_generation, uint8_t ret[MG_KEK_BYTES], struct mg_error *err) MG_MUST_CHECK;
