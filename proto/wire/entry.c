/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/entry.h"
#include <string.h>

#define FIXED_BYTES (1U + 6U + 8U + 16U + 8U + 8U + 8U + 4U + 32U + 16U + 4U + 2U + 2U + 2U + 32U + 2U + 16U)
#define BLOCK_HEAD_BYTES (1U + 16U + 4U)

size_t mg_entry_size(const struct mg_entry *e)
{
	size_t n = FIXED_BYTES + e->actor.n + e->rpc_path.n + (size_t)e->n_persons * MG_ENTRY_PERSON_BYTES;
	for (size_t i = 0; i < e->n_blocks; i++)
		n += BLOCK_HEAD_BYTES + e->blocks[i].ciphertext.n;
	return n;
}

void mg_entry_write(struct mg_writer *w, const struct mg_entry *e)
{
	mg_put_u8(w, MG_ENTRY_VERSION);
	mg_put_raw(w, e->municipality, 6);
	mg_put_u64(w, (uint64_t)e->utc_us);
	mg_put_raw(w, e->boot_id, sizeof(e->boot_id));
	mg_put_u64(w, (uint64_t)e->mono_us);
	mg_put_u64(w, e->writer);
	mg_put_u64(w, e->n);
	mg_put_block(w, e->actor.p, e->actor.n);
	mg_put_raw(w, e->terminal_cert, sizeof(e->terminal_cert));
	mg_put_raw(w, e->session_id, sizeof(e->session_id));
	mg_put_block(w, e->rpc_path.p, e->rpc_path.n);
	mg_put_u16(w, e->result);
	mg_put_u16(w, e->action);
	mg_put_u16(w, e->n_persons);
	mg_put_raw(w, e->persons, (size_t)e->n_persons * MG_ENTRY_PERSON_BYTES);
	mg_put_raw(w, e->request_hash, sizeof(e->request_hash));
	mg_put_u16(w, e->n_blocks);
	for (size_t i = 0; i < e->n_blocks; i++) {
		const struct mg_entry_block *b = &e->blocks[i];
		mg_put_u8(w, (uint8_t)b->kind);
		mg_put_raw(w, b->key_ref, sizeof(b->key_ref));
		mg_put_block(w, b->ciphertext.p, b->ciphertext.n);
	}
	mg_put_raw(w, e->token, sizeof(e->token));
}

static void get_fixed(struct mg_reader *r, void *ret, size_t n)
{
	const uint8_t *p = mg_get_raw(r, n);
	if (p)
		memcpy(ret, p, n);
}

bool mg_entry_next_block(struct mg_reader *r, struct mg_entry_block *ret)
{
	if (r->n == 0)
		return false;
	*ret = (struct mg_entry_block){.kind = (enum mg_entry_block_kind)mg_get_u8(r)};
	get_fixed(r, ret->key_ref, sizeof(ret->key_ref));
	ret->ciphertext = mg_get_block(r);
	return r->ok && (ret->kind == MG_ENTRY_BLOCK_PERSON || ret->kind == MG_ENTRY_BLOCK_MONTH);
}

static bool read_blocks(struct mg_reader *r, struct mg_entry *e)
{
	const uint8_t *from = r->p;
	for (size_t i = 0; i < e->n_blocks; i++) {
		struct mg_entry_block b;
		if (!mg_entry_next_block(r, &b))
			return false;
	}
	e->block_bytes = (struct mg_bytes){from, r->ok ? (size_t)(r->p - from) : 0};
	return r->ok;
}

bool mg_entry_read(const void *bytes, size_t n, struct mg_entry *ret, struct mg_error *err)
{
	struct mg_reader r;
	struct mg_entry e = {0};
	mg_reader_init(&r, bytes, n);
	if (mg_get_u8(&r) != MG_ENTRY_VERSION)
		return mg_fail(err, MG_ERR_DATA_LOSS, "log entry of an unknown version");
	get_fixed(&r, e.municipality, 6);
	e.utc_us = (int64_t)mg_get_u64(&r);
	get_fixed(&r, e.boot_id, sizeof(e.boot_id));
	e.mono_us = (int64_t)mg_get_u64(&r);
	e.writer = mg_get_u64(&r);
	e.n = mg_get_u64(&r);
	e.actor = mg_get_block(&r);
	get_fixed(&r, e.terminal_cert, sizeof(e.terminal_cert));
	get_fixed(&r, e.session_id, sizeof(e.session_id));
	e.rpc_path = mg_get_block(&r);
	e.result = mg_get_u16(&r);
	e.action = mg_get_u16(&r);
	e.n_persons = mg_get_u16(&r);
	e.persons = mg_get_raw(&r, (size_t)e.n_persons * MG_ENTRY_PERSON_BYTES);
	get_fixed(&r, e.request_hash, sizeof(e.request_hash));
	e.n_blocks = mg_get_u16(&r);
	if (!r.ok || e.n_blocks > MG_ENTRY_BLOCKS_MAX || !read_blocks(&r, &e))
		return mg_fail(err, MG_ERR_DATA_LOSS, "log entry cut short or malformed");
	get_fixed(&r, e.token, sizeof(e.token));
	if (!mg_reader_end(&r))
		return mg_fail(err, MG_ERR_DATA_LOSS, "log entry has bytes too few or too many");
	*ret = e;
	return true;
}
