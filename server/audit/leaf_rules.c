/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/leaf_rules.h"
#include <string.h>
#include "audit/writer_chain.h"

const char *mg_leaf_fault_name(enum mg_leaf_fault fault)
{
	static const char *const names[] = {
#define MG_LEAF_FAULT(name, text) [MG_LEAF_##name] = text,
		MG_LEAF_FAULTS(MG_LEAF_FAULT)
#undef MG_LEAF_FAULT
	};
	return (size_t)fault < MG_LEN(names) ? names[fault] : "unknown";
}

enum mg_leaf_fault mg_leaf_follow(const struct mg_crypto *crypto, struct mg_leaf_writer *w, uint64_t n,
	struct mg_bytes bytes)
{
	struct mg_entry e;
	uint8_t before[MG_WRITER_TOKEN_BYTES];
	if (n != w->n + 1)
		return MG_LEAF_GAP;
	if (n > w->chain_len)
		return MG_LEAF_BEYOND_CHAIN;
	if (!mg_entry_read(bytes.p, bytes.n, &e, NULL))
		return MG_LEAF_MALFORMED;
	if (e.writer != w->writer || e.n != n || memcmp(e.municipality, w->municipality, sizeof(e.municipality)) != 0 ||
		memcmp(e.boot_id, w->boot_id, sizeof(e.boot_id)) != 0)
		return MG_LEAF_OTHER_PLACE;
	mg_writer_token_before(crypto, e.token, before);
	if (memcmp(before, w->token, sizeof(before)) != 0)
		return MG_LEAF_TOKEN_WRONG;
	memcpy(w->token, e.token, sizeof(w->token));
	w->n = n;
	return MG_LEAF_NONE;
}
