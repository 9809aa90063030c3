/* SPDX-License-Identifier: Apache-2.0 */
#include "roster.h"
#include <stdlib.h>
#include "audit/log_store.h"

struct reading {
	struct mg_roster *roster;
	const struct mg_crypto *crypto;
	const char *municipality;
	const uint8_t *receipt_key;
};

static bool add(void *user, const struct mg_log_writer_row *row, struct mg_error *err)
{
	const struct reading *r = user;
	struct mg_roster *roster = r->roster;
	if (roster->n == roster->cap) {
		size_t cap = roster->cap ? roster->cap * 2 : 256;
		struct mg_roster_writer *wider = realloc(roster->items, cap * sizeof(*wider));
		if (!wider)
			return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
		roster->items = wider;
		roster->cap = cap;
	}
	struct mg_roster_writer *w = &roster->items[roster->n++];
	*w = (struct mg_roster_writer){
		.registered = {.writer = row->writer, .chain_len = row->chain_len}};
	memcpy(w->registered.municipality, row->municipality, sizeof(w->registered.municipality));
	memcpy(w->registered.boot_id, row->boot_id.p, sizeof(w->registered.boot_id));
	memcpy(w->registered.token, row->anchor.p, sizeof(w->registered.token));
	w->genuine = mg_log_writer_is_signed(row, r->crypto, r->municipality, r->receipt_key);
	return !w->genuine || mg_writer_set_add_row(&roster->set, row, &w->genuine, err);
}

bool mg_roster_read(struct mg_roster *roster, struct mg_tx *tx, const struct mg_crypto *crypto,
	const char *municipality, const uint8_t receipt_key[MG_PUBLIC_KEY_BYTES],
	struct mg_error *err)
{
	struct reading r = {roster, crypto, municipality, receipt_key};
	return mg_log_each_writer(tx, 0, add, &r, err);
}

struct mg_roster_writer *mg_roster_find(const struct mg_roster *roster, uint64_t writer)
{
	size_t low = 0, high = roster->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (roster->items[middle].registered.writer < writer)
			low = middle + 1;
		else
			high = middle;
	}
	return low < roster->n && roster->items[low].registered.writer == writer
		       ? &roster->items[low]
		       : NULL;
}

void mg_roster_done(struct mg_roster *roster)
{
	free(roster->items);
	mg_writer_set_done(&roster->set);
	*roster = (struct mg_roster){.items = NULL};
}
