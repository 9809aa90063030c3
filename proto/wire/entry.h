/* SPDX-License-Identifier: Apache-2.0
 * The bytes of a log entry, version 1: what is hashed into the log and must be readable in seven years. Never change a
 * written version; a new one gets a new number. Knows neither keys nor database. Integers are big-endian, a block is a
 * u32 length and its bytes:
 *
 *   u8 version = 1 · 6 bytes municipality · i64 utc_us · 16 bytes boot_id · i64 mono_us · u64 writer · u64 n ·
 *   block actor · 32 bytes terminal certificate hash · 16 bytes session id · block rpc path · u16 result · u16 action ·
 *   u16 count, count × 16 bytes pseudonym · 32 bytes request hash ·
 *   u16 count, count × (u8 kind · 16 bytes key reference · block ciphertext) · 16 bytes writer token
 *
 * leaf hash = SHA-256(0x00 || entry) (RFC 9162 section 2.1.1). */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

#define MG_ENTRY_VERSION 1U
#define MG_ENTRY_TOKEN_BYTES 16U
#define MG_ENTRY_PERSON_BYTES 16U
#define MG_ENTRY_BLOCKS_MAX 260U

enum mg_entry_block_kind { MG_ENTRY_BLOCK_PERSON = 1, MG_ENTRY_BLOCK_MONTH = 2 };
struct mg_entry_block {
	enum mg_entry_block_kind kind;
	uint8_t key_ref[16]; /* pseudonym, or municipality and yyyymm padded with zeros */
	struct mg_bytes ciphertext;
};

struct mg_entry {
	char municipality[7]; /* 6 digits and NUL */
	int64_t utc_us;
	uint8_t boot_id[16];
	int64_t mono_us;
	uint64_t writer; /* the log key: (writer, n) */
	uint64_t n;
	struct mg_bytes actor;      /* staff number, "system:<job>", "admin:<user>"; empty before login */
	uint8_t terminal_cert[32];  /* zeros: none */
	uint8_t session_id[16];     /* first half of the token's hash; zeros: none */
	struct mg_bytes rpc_path;
	uint16_t result; /* enum mg_code: numbers stand in old entries, see base/errors.def */
	uint16_t action; /* enum mg_audit */
	uint16_t n_persons;
	const uint8_t *persons; /* n_persons × 16 bytes, borrowed */
	uint8_t request_hash[32]; /* of the request's bytes, keyed; zeros: none */
	uint16_t n_blocks;
	const struct mg_entry_block *blocks; /* borrowed; after a read: NULL, see block_bytes */
	struct mg_bytes block_bytes;         /* after a read: the blocks as they stand, for mg_entry_next_block */
	uint8_t token[MG_ENTRY_TOKEN_BYTES];
};

/* Bytes that mg_entry_write will need. */
size_t mg_entry_size(const struct mg_entry *entry);
/* Appends the entry; w->ok tells whether it fitted. */
void mg_entry_write(struct mg_writer *w, const struct mg_entry *entry);
/* Strict: one entry and nothing behind it. All views borrow from `bytes`. Errors: DATA_LOSS. */
bool mg_entry_read(const void *bytes, size_t n, struct mg_entry *ret, struct mg_error *err) MG_MUST_CHECK;
/* Steps through entry->block_bytes (checked by mg_entry_read): false at the end. */
bool mg_entry_next_block(struct mg_reader *r, struct mg_entry_block *ret);
