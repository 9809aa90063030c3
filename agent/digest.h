/* SPDX-License-Identifier: Apache-2.0
 * SHA-256 of what comes in pieces, and of a sealed file. wire/crypto.h has only the hash of what stands in memory. */
#pragma once
#include <stddef.h>
#include "agent/order.h"
#include "agent/reason.h"
#include "base/error.h"
#include "base/macros.h"

struct mg_digest;
/* For one thread; begun anew with mg_digest_begin as often as wanted. Errors: INTERNAL. */
bool mg_digest_new(struct mg_digest **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_digest_free(struct mg_digest *digest); /* accepts NULL */
/* Cannot fail: a process that cannot hash ends. */
void mg_digest_begin(struct mg_digest *digest);
void mg_digest_add(struct mg_digest *digest, const void *bytes, size_t n);
void mg_digest_end(struct mg_digest *digest, uint8_t ret[MG_DIGEST_BYTES]);

/* NONE when `fd` is a memfd that nobody can change any more, and its size. FILE_UNSEALED. */
enum mg_reason mg_sealed_size(int fd, uint64_t *ret);
/* SHA-256 of such a file's first `size` bytes. FILE_SIZE when there are fewer. */
enum mg_reason mg_sealed_digest(struct mg_digest *digest, int fd, uint64_t size, uint8_t ret[MG_DIGEST_BYTES]);
