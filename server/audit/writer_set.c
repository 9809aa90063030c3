/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/writer_set.h"
#include <stdlib.h>

enum mark_kind { MARK_NONE, MARK_UID, MARK_ANCHOR };
struct mg_writer_mark {
	enum mark_kind kind;
	uint8_t bytes[16];
};

/* Where the mark stands or would stand: the bytes are random or a hash, so their first eight spread
 * well. */
static size_t place(const struct mg_writer_set *set, enum mark_kind kind, const uint8_t bytes[16])
{
	uint64_t h;
	memcpy(&h, bytes, sizeof(h));
	size_t i = (size_t)h & (set->cap - 1);
	while (set->marks[i].kind != MARK_NONE &&
		(set->marks[i].kind != kind ||
			memcmp(set->marks[i].bytes, bytes, sizeof(set->marks[i].bytes)) != 0))
		i = (i + 1) & (set->cap - 1);
	return i;
}

static bool grow(struct mg_writer_set *set, struct mg_error *err)
{
	struct mg_writer_set wider = {.n = set->n, .cap = set->cap ? set->cap * 2 : 256};
	wider.marks = calloc(wider.cap, sizeof(*wider.marks));
	if (!wider.marks)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	for (size_t i = 0; i < set->cap; i++)
		if (set->marks[i].kind != MARK_NONE)
			wider.marks[place(&wider, set->marks[i].kind, set->marks[i].bytes)] =
				set->marks[i];
	free(set->marks);
	*set = wider;
	return true;
}

static bool add(struct mg_writer_set *set, enum mark_kind kind, const uint8_t bytes[16])
{
	struct mg_writer_mark *mark = &set->marks[place(set, kind, bytes)];
	if (mark->kind != MARK_NONE)
		return false;
	mark->kind = kind;
	memcpy(mark->bytes, bytes, sizeof(mark->bytes));
	set->n++;
	return true;
}

bool mg_writer_set_add_row(struct mg_writer_set *set, const struct mg_log_writer_row *row,
	bool *ret_new, struct mg_error *err)
{
	if (2 * (set->n + 2) > set->cap && !grow(set, err))
		return false;
	bool uid_is_new = add(set, MARK_UID, row->uid.p),
	     anchor_is_new = add(set, MARK_ANCHOR, row->anchor.p);
	*ret_new = uid_is_new && anchor_is_new;
	return true;
}

void mg_writer_set_done(struct mg_writer_set *set)
{
	free(set->marks);
	*set = (struct mg_writer_set){.marks = NULL};
}
