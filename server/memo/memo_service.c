/* SPDX-License-Identifier: Apache-2.0
 * Memos on a person: short, dated, signed, sealed under the person's key; struck out, never
 * overwritten. */
#include <stdio.h>
#include "base/text.h"
#include "memo/memo_store.h"
#include "person/view.h"

#define MEMO_CHARACTERS 400U

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for a memo");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

static struct mg_memo_in memo_in(const struct mg_call *call, const char *shori_no)
{
	struct mg_memo_in in = {.tx = call->tx,
		.arena = call->arena,
		.municipality = call->shared->municipality,
		.shori_no = shori_no,
		.session = &call->session,
		.now_us = call->now_us};
	mg_call_log_ref(call, &in.log_writer, &in.log_n);
	return in;
}

/* What binds a memo to its person and number. */
static void name_of(const struct mg_memo_in *in, uint32_t memo_no, char ret[48])
{
	snprintf(ret, 48, "%s/%s/%u", in->municipality, in->shori_no, (unsigned)memo_no);
}

static bool note_memo(
	struct mg_call *call, const char *shori_no, uint64_t memo_no, struct mg_error *err)
{
	char number[24];
	snprintf(number, sizeof(number), "%llu", (unsigned long long)memo_no);
	return mg_call_note_person(call, shori_no, err) &&
	       mg_call_note_fact(call, "memo", number, err);
}

/* ---- List ---- */

/* Of a person under 支援措置 a memo may tell where: it is for the ward that wrote it, as receipts are. */
static bool look_at_person(struct mg_call *call, struct mg_memo_in *in, struct mg_error *err)
{
	struct mg_person_view person;
	if (!mg_person_view(call, in->shori_no, &person, err))
		return false;
	in->own_ward_only = person.hides_place;
	return true;
}

static bool fill_memo(struct mg_call *call, const struct mg_memo_in *in,
	const uint8_t key[MG_KEY_BYTES], const struct mg_memo_row *from, Pb__MemoRow *to,
	struct mg_error *err)
{
	char name[48];
	name_of(in, from->memo_no, name);
	if (from->text.n < MG_SEAL_OVERHEAD)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a memo is shorter than any");
	uint8_t *plain =
		mg_arena_alloc(call->arena, from->text.n); /* zeroed: the text ends with a NUL */
	if (!plain)
		return no_room(err);
	if (!mg_unseal(key, &(struct mg_seal_place){"memo", "text", name, 1}, from->text.p,
		    from->text.n, plain, err))
		return false;
	pb__memo_row__init(to);
	to->memo_id = from->memo_no;
	to->text = (char *)plain;
	to->at_us = from->made_us;
	to->staff_name = borrow(from->staff_name);
	to->struck = from->struck_us != 0;
	to->struck_by = borrow(from->struck_by_name);
	to->own = from->staff_id == call->session.staff_id;
	return true;
}

static bool fill_memos(struct mg_call *call, const struct mg_memo_in *at,
	const struct mg_memo_row *rows, size_t n, Pb__MemoListReply *out, struct mg_error *err)
{
	uint8_t key[MG_KEY_BYTES];
	bool ok = true;
	Pb__MemoRow *memo = mg_arena_calloc(call->arena, n + 1, sizeof(*memo));
	out->memos = mg_arena_calloc(call->arena, n + 1, sizeof(*out->memos));
	if (!memo || !out->memos)
		return no_room(err);
	if (!mg_keys_person(call->shared->keys, call->tx, at->municipality, at->shori_no, key, err))
		return false;
	for (size_t i = 0; ok && i < n; i++) {
		ok = fill_memo(call, at, key, &rows[i], &memo[i], err);
		out->memos[out->n_memos++] = &memo[i];
	}
	mg_wipe(key, sizeof(key));
	return ok;
}

bool mg_Memo_list(struct mg_call *call, const Pb__MemoListRequest *in, Pb__MemoListReply *out,
	struct mg_error *err)
{
	struct mg_memo_in at = memo_in(call, in->shori_no);
	struct mg_memo_row *rows;
	size_t n;
	if (!look_at_person(call, &at, err) || !mg_call_note_person(call, in->shori_no, err) ||
		!mg_memo_list_rows(&at, in->with_struck, in->before, &rows, &n, err))
		return false;
	out->more = n > MG_MEMO_PAGE;
	n = out->more ? MG_MEMO_PAGE : n;
	return n == 0 || fill_memos(call, &at, rows, n, out, err);
}

/* ---- Add, Strike ---- */

static bool seal(struct mg_call *call, const struct mg_memo_in *in, uint32_t memo_no,
	const char *text, struct mg_bytes *ret, struct mg_error *err)
{
	const size_t n = strlen(text);
	uint8_t key[MG_KEY_BYTES];
	char name[48];
	uint8_t *sealed = mg_arena_alloc(call->arena, n + MG_SEAL_OVERHEAD);
	if (!sealed)
		return no_room(err);
	if (!mg_keys_person(call->shared->keys, call->tx, in->municipality, in->shori_no, key, err))
		return false;
	name_of(in, memo_no, name);
	mg_seal(key, &(struct mg_seal_place){"memo", "text", name, 1}, text, n, sealed);
	mg_wipe(key, sizeof(key));
	*ret = (struct mg_bytes){sealed, n + MG_SEAL_OVERHEAD};
	return true;
}

bool mg_Memo_add(struct mg_call *call, const Pb__MemoAddRequest *in, Pb__MemoAddReply *out,
	struct mg_error *err)
{
	const struct mg_memo_in at = memo_in(call, in->shori_no);
	const size_t n = strlen(in->text);
	struct mg_bytes sealed;
	uint32_t memo_no;
	if (n == 0 || !mg_text_is_clean(in->text, n) ||
		mg_text_count(in->text, n) > MEMO_CHARACTERS) {
		call->field = "text";
		return mg_fail(err, MG_ERR_INVALID, "1 to %u characters", MEMO_CHARACTERS);
	}
	if (!mg_person_lock(call, in->shori_no, err) || !mg_memo_next(&at, &memo_no, err) ||
		!seal(call, &at, memo_no, in->text, &sealed, err) ||
		!mg_memo_put(&at, memo_no, sealed, err))
		return false;
	out->memo_id = memo_no;
	return note_memo(call, in->shori_no, memo_no, err);
}

bool mg_Memo_strike(struct mg_call *call, const Pb__MemoStrikeRequest *in, Pb__MemoStrikeReply *out,
	struct mg_error *err)
{
	struct mg_memo_in at = memo_in(call, in->shori_no);
	struct mg_memo_row row;
	bool found, done;
	(void)out;
	if (!mg_person_lock(call, in->shori_no, err) || !look_at_person(call, &at, err) ||
		!mg_memo_find(&at, in->memo_id, &row, &found, err))
		return false;
	if (!found)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such memo");
	if (row.staff_id != call->session.staff_id &&
		!mg_session_may(&call->session, MG_PERM_RECORD_CORRECT))
		return mg_fail(err, MG_ERR_DENIED, "another's memo");
	if (!mg_memo_strike_row(&at, in->memo_id, &done, err))
		return false;
	if (!done)
		return mg_fail(err, MG_ERR_CONFLICT, "the memo is struck out already");
	return note_memo(call, in->shori_no, in->memo_id, err);
}
