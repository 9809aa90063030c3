/* SPDX-License-Identifier: Apache-2.0
 * Notice.Watch, and what both long polls tell of the notices in force. A terminal where nobody is logged in hears the words
 * and the section they come from, nobody's name. When a call is due is decided by rpc/watch.c; this only fills the answer. */
#include "notice/notice.h"
#include "rpc/watch_state.h"

static bool out_of_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the notices of a watch");
}

static Pb__NoticeItem *item_of(struct mg_arena *arena, const struct mg_board_notice *notice, bool named)
{
	Pb__NoticeItem *item = mg_arena_alloc(arena, sizeof(*item));
	if (!item)
		return NULL;
	pb__notice_item__init(item);
	item->notice_no = notice->notice_no;
	item->text = (char *)(uintptr_t)notice->text;
	item->ward = (char *)(uintptr_t)notice->ward;
	item->urgent = notice->urgent;
	item->posted_us = notice->posted_us;
	item->until_us = notice->until_us;
	if (named)
		item->staff_name = (char *)(uintptr_t)notice->staff_name;
	item->section_name = (char *)(uintptr_t)notice->section;
	return item;
}

bool mg_notices_tell(
	struct mg_call *call, const struct mg_board *board, bool named, Pb__NoticesInForce **ret, struct mg_error *err)
{
	const char *ward = call->terminal.ward;
	if (!board || !board->is_known)
		return true;
	Pb__NoticesInForce *told = mg_arena_alloc(call->arena, sizeof(*told));
	Pb__NoticeItem **items = mg_arena_calloc(call->arena, board->n + 1, sizeof(*items));
	if (!told || !items)
		return out_of_room(err);
	pb__notices_in_force__init(told);
	told->version = mg_board_version(board, ward, named);
	told->items = items;
	for (size_t i = 0; i < board->n; i++) {
		if (!mg_board_is_for(&board->notices[i], ward))
			continue;
		items[told->n_items] = item_of(call->arena, &board->notices[i], named);
		if (!items[told->n_items++])
			return out_of_room(err);
	}
	*ret = told;
	return true;
}

bool mg_Notice_watch(
	struct mg_call *call, const Pb__NoticeWatchRequest *in, Pb__NoticeWatchReply *out, struct mg_error *err)
{
	const struct mg_watch_state *state = call->prepared;
	(void)in;
	return mg_notices_tell(call, state->board, /* named= */ false, &out->notices, err);
}
