/* SPDX-License-Identifier: Apache-2.0
 * The records of the register as papers. The only file of this slice that knows receipts. */
#include <stdio.h>
#include <string.h>
#include "paper/paper.h"
#include "paper/paper_layout_format.h"
#include "receipt/receipt.h"

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "a paper does not fit its call");
}

/* ---- 受付票 ---- */

/* Of the items of a form only these stand on a slip: none tells a place or a number of the person.
 */
static const char *item_of(const struct mg_receipt_sheet *sheet, const char *label)
{
	for (size_t i = 0; i < sheet->n_items; i++)
		if (strcmp(sheet->items[i].label, label) == 0)
			return sheet->items[i].value;
	return "";
}

static size_t papers_of(const struct mg_receipt_sheet *sheet, const char **ret, size_t max)
{
	static const char label[] = "確認した書類";
	size_t n = 0;
	for (size_t i = 0; i < sheet->n_items && n < max; i++)
		if (strncmp(sheet->items[i].label, label, sizeof(label) - 1) == 0)
			ret[n++] = sheet->items[i].value;
	return n;
}

static const char *state_of(const struct mg_receipt *r)
{
	if (r->state == MG_RECEIPT_RETURNED || r->state == MG_RECEIPT_WITHDRAWN ||
		r->state == MG_RECEIPT_REJECTED)
		return mg_receipt_state_text(r->state);
	return mg_receipt_is_corrected(r) ? "訂正済" : "";
}

static const char *relation_of(const struct mg_receipt_sheet *sheet)
{
	const char *filer = item_of(sheet, "届出人"), *relation = item_of(sheet, "続柄");
	return relation[0] ? relation : filer;
}

static bool describe_slip(struct mg_call *call, const struct mg_paper_ref *ref,
	struct mg_paper_sheet *out, struct mg_error *err)
{
	static const char *const next[] = {
		"届書の内容を確認のうえ、日本年金機構（年金事務所）へ送付します。",
		"保険料の納付書は、おおむね1か月から2か月後に日本年金機構から郵送されます。",
		"保険料の納付が難しいときは、免除・納付猶予の申請ができます。窓口でご相談ください。",
	};
	struct mg_receipt_no no = {.day = ref->day, .number = ref->number};
	struct mg_receipt_sheet sheet;
	struct mg_ward_contact contact;
	const char *papers[12];
	char number[MG_RECEIPT_NO_BYTES];
	bool training;
	snprintf(no.ward, sizeof(no.ward), "%s", ref->ward);
	if (!mg_receipt_load(call, &no, &sheet, err) ||
		!mg_contact_find(call->tx, call->arena, call->shared, ref->ward, &contact, err) ||
		!mg_paper_is_training(call->tx, call->arena, call->shared, &training, err))
		return false;
	const struct mg_receipt *r = &sheet.receipt;
	const bool goes_on = r->state != MG_RECEIPT_WITHDRAWN && r->state != MG_RECEIPT_REJECTED;
	const char *filer = item_of(&sheet, "届出人氏名");
	mg_receipt_no_format(&r->no, number);
	const struct mg_paper_slip slip = {.city = call->shared->municipality_name,
		.section = contact.section,
		.phone = contact.phone,
		.hours = contact.hours,
		.number = number,
		.form = mg_form_text(r->form),
		.state = state_of(r),
		.name = r->name_kanji,
		.kana = r->name_kana,
		.filed_by = filer[0] ? filer : r->name_kanji,
		.relation = relation_of(&sheet),
		.papers = papers,
		.n_papers = papers_of(&sheet, papers, MG_LEN(papers)),
		.staff = r->staff_name,
		.next = next,
		.n_next = goes_on ? MG_LEN(next) : 0,
		.received = r->received_date,
		.entered = r->no.day,
		.made_us = r->entered_us,
		.training = training};
	mg_paper_begin(out, mg_arena_alloc(call->arena, MG_PAPER_SLIP_BYTES), MG_PAPER_SLIP_BYTES,
		"国民年金受付票", slip.made_us);
	return out->counts_only ? no_room(err) : mg_paper_slip(&slip, out, err);
}

/* ---- 照合用リスト ---- */

static bool tells_place(const char *label)
{
	static const char *const words[] = {"住所", "居所", "方書", "郵便番号", "電話", "所管区"};
	for (size_t i = 0; i < MG_LEN(words); i++)
		if (strstr(label, words[i]))
			return true;
	return false;
}

static bool fill_line(struct mg_call *call, const struct mg_check_line *from,
	struct mg_paper_list_line *to, struct mg_error *err)
{
	const struct mg_receipt *r = &from->receipt;
	struct mg_paper_item *items =
		mg_arena_calloc(call->arena, from->n_items + 1, sizeof(*items));
	char received[MG_DATE_TEXT_BYTES] = "";
	if (!items)
		return no_room(err);
	for (size_t i = 0; i < from->n_items; i++)
		items[i] = (struct mg_paper_item){from->items[i].label, from->items[i].before,
			from->items[i].value, tells_place(from->items[i].label)};
	if (mg_receipt_is_late(r))
		mg_date_format(r->received_date, MG_DATE_SHORT, received);
	const bool undone = !mg_receipt_counts(r->state);
	const bool corrected = mg_receipt_is_corrected(r);
	*to = (struct mg_paper_list_line){.kind = undone      ? MG_PAPER_LINE_UNDONE
						  : corrected ? MG_PAPER_LINE_CORRECTED
							      : MG_PAPER_LINE_NEW,
		.number = mg_arena_printf(call->arena, "%04u", r->no.number),
		.form = mg_form_text(r->form),
		.state = undone	     ? mg_receipt_state_text(r->state)
			 : corrected ? "訂正"
				     : "新規",
		.shori_no = r->shori_no,
		.name = r->name_kanji,
		.kana = r->name_kana,
		.received = mg_arena_strdup(call->arena, received),
		.hides_place =
			true, /* of nobody: where only some are left out, that tells of them */
		.changed_since = from->changed_since,
		.items = items,
		.n_items = from->n_items};
	return (to->number && to->received) || no_room(err);
}

static bool signed_at(const struct mg_check_list *list, char *ret, size_t cap)
{
	char day[MG_DATE_TEXT_BYTES];
	const struct mg_date d = mg_date_of_utc_us(list->signed_us);
	const int minutes = (int)((list->signed_us - mg_date_start_utc_us(d)) / 60000000);
	mg_date_format(d, MG_DATE_ERA, day);
	return snprintf(ret, cap, "%s %d時%02d分", day, minutes / 60, minutes % 60) > 0;
}

static bool describe_list(struct mg_call *call, const struct mg_paper_ref *ref,
	struct mg_paper_sheet *out, struct mg_error *err)
{
	struct mg_check_list from;
	struct mg_ward_contact contact;
	char at[MG_DATE_TEXT_BYTES + 32] = "";
	bool training;
	if (!mg_check_list_load(call, ref->ward, ref->day, ref->staff_no, &from, err) ||
		!mg_contact_find(call->tx, call->arena, call->shared, ref->ward, &contact, err) ||
		!mg_paper_is_training(call->tx, call->arena, call->shared, &training, err))
		return false;
	struct mg_paper_list_line *lines =
		mg_arena_calloc(call->arena, from.n_lines + 1, sizeof(*lines));
	if (!lines)
		return no_room(err);
	for (size_t i = 0; i < from.n_lines; i++)
		if (!fill_line(call, &from.lines[i], &lines[i], err))
			return false;
	if (from.signed_off && !signed_at(&from, at, sizeof(at)))
		return no_room(err);
	const struct mg_paper_check_list list = {.city = call->shared->municipality_name,
		.section = contact.section,
		.ward = ref->ward,
		.staff_no = from.staff_no,
		.staff = from.staff_name,
		.day = ref->day,
		.lines = lines,
		.n_lines = from.n_lines,
		.signed_by = from.signed_off ? from.signed_by : "",
		.signed_at = at,
		.made_us = from.signed_off ? from.signed_us : mg_date_start_utc_us(ref->day),
		.training = training};
	const size_t room = mg_paper_check_list_bytes(&list);
	mg_paper_begin(out, mg_arena_alloc(call->arena, room), room, "照合用リスト", list.made_us);
	return out->counts_only ? no_room(err) : mg_paper_check_list(&list, out, err);
}

bool mg_paper_describe(struct mg_call *call, const struct mg_paper_ref *ref,
	struct mg_bytes *ret_description, struct mg_error *err)
{
	struct mg_paper_sheet sheet;
	const bool ok = ref->kind == MG_PAPER_KIND_SLIP ? describe_slip(call, ref, &sheet, err)
							: describe_list(call, ref, &sheet, err);
	if (!ok)
		return false;
	*ret_description = (struct mg_bytes){sheet.w.p, sheet.w.n};
	return true;
}
