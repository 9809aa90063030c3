/* SPDX-License-Identifier: Apache-2.0
 * Base64 (RFC 4648 section 4) with padding. Strict: no line breaks, no spaces, no second spelling of the same bytes. */
#pragma once
#include "base/bytes.h"

#define MG_BASE64_CHARS(n) (((n) + 2) / 3 * 4)

/* Appends the characters, without a NUL. */
void mg_base64_write(struct mg_writer *w, const void *bytes, size_t n);
/* Reads all of `text` into at most `cap` bytes; false on anything but the one right spelling. */
bool mg_base64_read(struct mg_bytes text, uint8_t *ret, size_t cap, size_t *ret_n);
