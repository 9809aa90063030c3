/* SPDX-License-Identifier: Apache-2.0
 * What passes over the socket of a sealed server: one request, one answer, then it is shut.
 *
 *   request: "MGU1" · u32 generation, big-endian · 32 bytes root key
 *   answer:  u8, 1 when the server serves now · a text for the administrator, without NUL, at most 200 bytes */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/bytes.h"

#define MG_UNSEAL_REQUEST_BYTES 40U
#define MG_UNSEAL_ANSWER_BYTES 201U

void mg_unseal_request_write(uint32_t generation, const uint8_t kek[32], uint8_t ret[MG_UNSEAL_REQUEST_BYTES]);
/* False: no request. */
bool mg_unseal_request_read(
	const uint8_t *bytes, size_t n, uint32_t *ret_generation, uint8_t ret_kek[32]) __attribute__((warn_unused_result));
