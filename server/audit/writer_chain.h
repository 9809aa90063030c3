/* SPDX-License-Identifier: Apache-2.0
 * The tokens of a log writer: a hash chain whose end (the anchor) is published and signed when the
 * writer registers; entry n reveals t_n with t_(n-1) = first 16 bytes of SHA-256("madoguchi writer
 * token" || t_n). Who cannot invert the hash cannot append under this writer: not the database's
 * superuser, not a copied process image of yesterday. */
#pragma once
#include "base/error.h"
#include "wire/crypto.h"
#include <stddef.h>
#include <stdint.h>

#define MG_WRITER_TOKEN_BYTES 16U

struct mg_writer_chain;

/* Draws a secret and computes `length` tokens (16 bytes each, in wiped memory). */
bool mg_writer_chain_new(
	uint32_t length, struct mg_writer_chain **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_writer_chain_free(struct mg_writer_chain *chain); /* wipes; accepts NULL */
void mg_writer_chain_anchor(
	const struct mg_writer_chain *chain, uint8_t ret[MG_WRITER_TOKEN_BYTES]); /* t_0 */
/* t_n for 1 <= n <= length; zeros otherwise. */
void mg_writer_chain_token(
	const struct mg_writer_chain *chain, uint32_t n, uint8_t ret[MG_WRITER_TOKEN_BYTES]);
/* t_(n-1) of t_n, for those who check millions of them with a digest of their own. */
void mg_writer_token_before(const struct mg_crypto *crypto,
	const uint8_t token[MG_WRITER_TOKEN_BYTES], uint8_t ret[MG_WRITER_TOKEN_BYTES]);
/* True when `token` is the successor of `before`: what the sequencer and the witness check. Pure.
 */
bool mg_writer_token_follows(
	const uint8_t before[MG_WRITER_TOKEN_BYTES], const uint8_t token[MG_WRITER_TOKEN_BYTES]);
/* What a writer is when it registers. Borrowed. */
struct mg_writer_facts {
	uint64_t writer; /* its number: a copy of the row under another number is not what was
			    signed */
	const char *municipality; /* 6 digits */
	const uint8_t *uid;	  /* 16 bytes */
	const uint8_t *boot_id;	  /* 16 bytes */
	uint32_t length;	  /* of the chain */
	const uint8_t *anchor;	  /* MG_WRITER_TOKEN_BYTES */
};
/* The bytes that the receipt key signs at registration: "madoguchi writer v2" NUL, u64 writer,
 * municipality (6), uid (16), boot id (16), u32 length, anchor (16). Returns their number, 0 when
 * `cap` is too small. */
size_t mg_writer_statement(const struct mg_writer_facts *facts, void *ret, size_t cap);
