/* SPDX-License-Identifier: Apache-2.0
 * The register of forms at the counter: its list, one receipt, and the steps that leave the
 * straight way. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/text.h"
#include "code/code.h"
#include "person/cursor_service.h"
#include "person/view.h"
#include "qualification/qualification.h"
#include "receipt/receipt_inside.h"

#define DAYS_MAX 400 /* of one question */
#define REASON_CHARACTERS 200U

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)(s ? s : "");
}

static bool refuse(struct mg_call *call, const char *field, struct mg_error *err, const char *why)
{
	call->field = field;
	return mg_fail(err, MG_ERR_INVALID, "%s", why);
}

static int32_t ymd_of(struct mg_date d)
{
	return d.year * 10000 + d.month * 100 + d.day;
}

static Pb__Date *date_reply(struct mg_call *call, struct mg_date day)
{
	Pb__Date *d = mg_arena_alloc(call->arena, sizeof(*d));
	if (d) {
		pb__date__init(d);
		d->year = day.year, d->month = day.month, d->day = day.day;
	}
	return d;
}

bool mg_receipt_reply_row(struct mg_call *call, const struct mg_receipt *r, Pb__ReceiptRow **ret,
	struct mg_error *err)
{
	Pb__ReceiptRow *row = mg_arena_alloc(call->arena, sizeof(*row));
	if (!row)
		return no_room(err);
	pb__receipt_row__init(row);
	row->no = mg_receipt_no_reply(call, &r->no);
	row->form = (Pb__FormKind)r->form;
	row->state = (Pb__ReceiptState)r->state;
	row->shori_no = borrow(r->shori_no);
	row->name_kanji = borrow(r->name_kanji);
	row->name_kana = borrow(r->name_kana);
	row->received_date = date_reply(call, r->received_date);
	row->entered_us = r->entered_us;
	row->staff_no = borrow(r->staff_no);
	row->staff_name = borrow(r->staff_name);
	row->corrected = mg_receipt_is_corrected(r);
	row->late_entry = mg_receipt_is_late(r);
	row->version = r->version;
	row->number_inquired = r->number_inquired;
	row->checked_by_name = borrow(r->checked_by_name);
	*ret = row;
	return (row->no && row->received_date) || no_room(err);
}

/* ---- List ---- */

struct question {
	struct mg_receipt_question q;
	struct mg_receipt_no no;
	char shori_no[11];
	char kana[MG_TEXT_KEY_BYTES], kanji[MG_TEXT_KEY_BYTES];
	uint8_t hash[32];
};

static bool read_day(struct mg_call *call, const Pb__Date *day, const char *field,
	struct mg_date *ret, struct mg_error *err)
{
	*ret = mg_date_of_utc_us(call->now_us);
	if (!day)
		return true;
	if (day->year >= 1 && day->year <= 9999 && day->month <= 12 && day->day <= 31) {
		*ret = (struct mg_date){day->year, (uint8_t)day->month, (uint8_t)day->day};
		if (mg_date_is_valid(*ret))
			return true;
	}
	return refuse(call, field, err, "no such day");
}

static bool read_text(
	struct mg_call *call, const char *text, struct question *x, struct mg_error *err)
{
	const size_t n = strlen(text);
	if (n > 200)
		return refuse(call, "text", err, "longer than one types");
	switch (mg_receipt_text_read(text, n, &x->no, x->shori_no)) {
	case MG_RECEIPT_TEXT_NONE:
		break;
	case MG_RECEIPT_TEXT_NUMBER:
		x->q.number = x->no.number;
		break;
	case MG_RECEIPT_TEXT_NO: /* it names ward and day by itself */
		x->q.number = x->no.number;
		x->q.ward = x->no.ward;
		x->q.from = x->q.to = x->no.day;
		break;
	case MG_RECEIPT_TEXT_PERSON:
		x->q.shori_no = x->shori_no;
		break;
	case MG_RECEIPT_TEXT_NAME:
		if (!mg_kana_key(text, n, x->kana, sizeof(x->kana)) ||
			!mg_kanji_key(text, n, x->kanji, sizeof(x->kanji)) || !x->kana[0])
			return refuse(call, "text", err, "nothing to find a name by");
		x->q.kana_key = x->kana;
		x->q.kanji_key = x->kanji;
		break;
	}
	return true;
}

static void hash_question(struct question *x, const Pb__ReceiptListRequest *in)
{
	char head[200];
	unsigned n = sizeof(x->hash);
	const int len = snprintf(head, sizeof(head), "%s %d %d %d %s|", x->q.ward,
		ymd_of(x->q.from), ymd_of(x->q.to), (int)x->q.state, x->q.staff_no);
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	if (!digest || EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1 ||
		EVP_DigestUpdate(digest, head, (size_t)len) != 1 ||
		EVP_DigestUpdate(digest, in->text, strlen(in->text)) != 1 ||
		EVP_DigestFinal_ex(digest, x->hash, &n) != 1)
		abort(); /* only when memory runs out */
	EVP_MD_CTX_free(digest);
}

static bool read_cursor(struct mg_call *call, const Pb__ReceiptListRequest *in, struct question *x,
	struct mg_error *err)
{
	struct mg_bytes plain;
	int32_t ymd;
	if (!in->cursor.len)
		return true;
	if (!mg_cursor_open(call, "receipts", x->hash, &in->cursor, &plain, err))
		return false;
	if (!mg_receipt_cursor_read(plain.p, plain.n, &ymd, &x->q.behind.number))
		return mg_cursor_refuse(call, err);
	x->q.behind.day =
		(struct mg_date){ymd / 10000, (uint8_t)(ymd / 100 % 100), (uint8_t)(ymd % 100)};
	return true;
}

static bool read_question(struct mg_call *call, const Pb__ReceiptListRequest *in,
	struct question *x, struct mg_error *err)
{
	*x = (struct question){.q = {.ward = in->ward[0] ? in->ward : call->session.ward,
				       .state = (enum mg_receipt_state)in->state,
				       .staff_no = in->staff_no,
				       .shori_no = "",
				       .kana_key = "",
				       .kanji_key = ""}};
	if (strlen(x->q.ward) != 3)
		return refuse(call, "ward", err, "a ward has three digits");
	if (strlen(in->staff_no) > 16)
		return refuse(call, "staff_no", err, "longer than any staff number");
	if (!read_day(call, in->from, "from", &x->q.from, err) ||
		!read_day(call, in->to, "to", &x->q.to, err) || !read_text(call, in->text, x, err))
		return false;
	const int32_t days = mg_date_to_days(x->q.to) - mg_date_to_days(x->q.from);
	if (days < 0 || days > DAYS_MAX)
		return refuse(call, "to", err, "a span of days that is none, or too long");
	x->q.sees_hidden = strcmp(x->q.ward, call->session.ward) == 0;
	hash_question(x, in);
	return read_cursor(call, in, x, err);
}

static bool note_question(
	struct mg_call *call, const struct question *x, const char *text, struct mg_error *err)
{
	char *words = mg_arena_printf(call->arena, "ward %s, %d to %d, state %s, staff %s: %s",
		x->q.ward, ymd_of(x->q.from), ymd_of(x->q.to), mg_receipt_state_name(x->q.state),
		x->q.staff_no, text);
	return words ? mg_call_note_query(call, words, err) : no_room(err);
}

static bool fill_page(struct mg_call *call, const struct question *x,
	const struct mg_receipt_row *rows, size_t n, Pb__ReceiptListReply *out,
	struct mg_error *err)
{
	const size_t shown = n > MG_RECEIPT_PAGE ? MG_RECEIPT_PAGE : n;
	uint8_t plain[MG_RECEIPT_CURSOR_BYTES];
	out->rows = mg_arena_calloc(call->arena, shown + 1, sizeof(*out->rows));
	if (!out->rows)
		return no_room(err);
	for (; out->n_rows < shown; out->n_rows++) {
		const struct mg_receipt r = mg_receipt_of(&rows[out->n_rows]);
		if (!mg_receipt_reply_row(call, &r, &out->rows[out->n_rows], err) ||
			!mg_call_note_person(call, r.shori_no, err))
			return false;
	}
	if (n <= MG_RECEIPT_PAGE)
		return true;
	const struct mg_receipt_no *last = &rows[shown - 1].no;
	return mg_cursor_seal(call, "receipts", x->hash, plain,
		mg_receipt_cursor_write(ymd_of(last->day), last->number, plain), &out->next_cursor,
		err);
}

bool mg_Receipt_list(struct mg_call *call, const Pb__ReceiptListRequest *in,
	Pb__ReceiptListReply *out, struct mg_error *err)
{
	const struct mg_receipt_in at = mg_receipt_in(call);
	struct mg_receipt_row *rows;
	struct question x;
	size_t n;
	uint32_t *counts = mg_arena_calloc(call->arena, MG_RECEIPT_STATE_MAX, sizeof(*counts));
	if (!counts)
		return no_room(err);
	if (!read_question(call, in, &x, err) || !note_question(call, &x, in->text, err) ||
		!mg_receipt_list(&at, &x.q, &rows, &n, err) ||
		!mg_receipt_count(&at, &x.q, counts, err))
		return false;
	out->by_state = counts;
	out->n_by_state = MG_RECEIPT_STATE_MAX;
	out->total = counts[x.q.state];
	return fill_page(call, &x, rows, n, out, err);
}

/* ---- Open ---- */

static bool fill_steps(struct mg_call *call, const struct mg_receipt *r, Pb__ReceiptOpenReply *out,
	struct mg_error *err)
{
	const struct mg_receipt_in at = mg_receipt_in(call);
	struct mg_receipt_step_row *steps;
	size_t n;
	if (!mg_receipt_list_steps(&at, &r->no, &steps, &n, err))
		return false;
	Pb__ReceiptStep *to = mg_arena_calloc(call->arena, n + 1, sizeof(*to));
	out->steps = mg_arena_calloc(call->arena, n + 1, sizeof(*out->steps));
	if (!to || !out->steps)
		return no_room(err);
	for (size_t i = 0; i < n; i++, out->n_steps++) {
		const char *reason;
		if (!mg_receipt_open_reason(call, &r->no, r->shori_no, &steps[i], &reason, err))
			return false;
		pb__receipt_step__init(&to[i]);
		to[i].version = steps[i].step;
		to[i].at_us = steps[i].at_us;
		to[i].staff_name = borrow(steps[i].staff_name);
		to[i].what = borrow(mg_receipt_step_name(steps[i].what));
		to[i].reason_code = borrow(steps[i].reason_code);
		to[i].reason = borrow(reason);
		out->steps[i] = &to[i];
	}
	return true;
}

static bool has_step(enum mg_receipt_state from)
{
	for (int to = MG_RECEIPT_ENTERED; to < MG_RECEIPT_STATE_MAX; to++)
		if (to != MG_RECEIPT_CHECKED &&
			mg_receipt_step_to(from, (enum mg_receipt_state)to) != MG_STEP_NONE)
			return true;
	return false;
}

static bool may(enum mg_receipt_answer answer)
{
	return answer == MG_RECEIPT_MAY || answer == MG_RECEIPT_MAY_REASON;
}

bool mg_Receipt_open(struct mg_call *call, const Pb__ReceiptOpenRequest *in,
	Pb__ReceiptOpenReply *out, struct mg_error *err)
{
	struct mg_receipt_sheet sheet;
	struct mg_receipt_no no;
	if (!mg_receipt_no_read(call, in->no, &no, err) ||
		!mg_receipt_load(call, &no, &sheet, err) ||
		!mg_receipt_reply_row(call, &sheet.receipt, &out->row, err) ||
		!fill_steps(call, &sheet.receipt, out, err))
		return false;
	enum mg_receipt_answer correct, move;
	if (!mg_receipt_answer_for(call, &sheet.receipt, /* moves= */ false, &correct, err) ||
		!mg_receipt_answer_for(call, &sheet.receipt, /* moves= */ true, &move, err))
		return false;
	out->may_correct = may(correct) && mg_receipt_is_open(sheet.receipt.state);
	out->may_move = may(move) && has_step(sheet.receipt.state);
	if (!out->may_correct && !out->may_move)
		out->why_not = borrow(may(move) ? "この状態からは変更できません。"
						: mg_receipt_answer_text(move));
	return true;
}

/* ---- Move ---- */

static bool refuse_step(
	struct mg_call *call, struct mg_error *err, const char *from, const char *to)
{
	call->field = "to";
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "no step leads from %s to %s", from, to);
}

static bool check_why(struct mg_call *call, const Pb__ReceiptMoveRequest *in,
	enum mg_receipt_step step, struct mg_error *err)
{
	const char *word, *list = mg_receipt_step_reasons(step);
	const size_t n = strlen(in->reason);
	if (n == 0 || !mg_text_is_clean(in->reason, n) ||
		mg_text_count(in->reason, n) > REASON_CHARACTERS)
		return refuse(call, "reason", err, "1 to 200 characters");
	return !list || mg_code_check(call, list, in->reason_code, mg_date_of_utc_us(call->now_us),
				"reason_code", &word, err);
}

static bool note_move(struct mg_call *call, const struct mg_receipt *before,
	const struct mg_receipt_row *after, const Pb__ReceiptMoveRequest *in, struct mg_error *err)
{
	char no[MG_RECEIPT_NO_BYTES];
	mg_receipt_no_format(&before->no, no);
	return mg_call_note_person(call, before->shori_no, err) &&
	       mg_call_note_fact(call, "receipt", no, err) &&
	       mg_call_note_fact(call, "state.before", mg_receipt_state_name(before->state), err) &&
	       mg_call_note_fact(call, "state.after", mg_receipt_state_name(after->state), err) &&
	       mg_call_note_fact(call, "reason", in->reason_code, err);
}

/* What the form did to the person's record goes and comes with the step. */
static bool follow(struct mg_call *call, const struct mg_receipt *r, enum mg_receipt_state to,
	struct mg_error *err)
{
	const bool counted = mg_receipt_counts(r->state), counts = mg_receipt_counts(to);
	if (counted && !counts)
		return mg_qualification_undo(call, r, err);
	return counted || !counts || mg_qualification_redo(call, r, err);
}

bool mg_Receipt_move(struct mg_call *call, const Pb__ReceiptMoveRequest *in,
	Pb__ReceiptMoveReply *out, struct mg_error *err)
{
	const enum mg_receipt_state to = (enum mg_receipt_state)in->to;
	struct mg_receipt_no no;
	struct mg_receipt r;
	enum mg_receipt_answer answer;
	if (!mg_receipt_no_read(call, in->no, &no, err) ||
		!mg_receipt_lock(call, &no, in->version, &r, err) ||
		!mg_person_lock(call, r.shori_no, err) ||
		!mg_receipt_answer_for(call, &r, /* moves= */ true, &answer, err))
		return false;
	if (!may(answer))
		return mg_fail(
			err, MG_ERR_DENIED, "this receipt is not this person's to change now");
	const enum mg_receipt_step step =
		to == MG_RECEIPT_CHECKED ? MG_STEP_NONE : mg_receipt_step_to(r.state, to);
	if (step == MG_STEP_NONE)
		return refuse_step(
			call, err, mg_receipt_state_name(r.state), mg_receipt_state_name(to));
	struct mg_receipt_row row;
	const struct mg_receipt_in at = mg_receipt_in(call);
	bool found;
	if (!check_why(call, in, step, err) ||
		!mg_receipt_find(&at, &no, /* lock= */ true, &row, &found, err) ||
		!follow(call, &r, to, err))
		return false;
	row.state = to;
	row.checked_us =
		to == MG_RECEIPT_ENTERED ? 0 : row.checked_us; /* what comes back is checked anew */
	const struct mg_receipt_why why = {in->reason_code, in->reason};
	if (!mg_receipt_take_step(call, &row, step, &why, err) ||
		!note_move(call, &r, &row, in, err))
		return false;
	out->version = row.version;
	out->state = (Pb__ReceiptState)row.state;
	return true;
}
