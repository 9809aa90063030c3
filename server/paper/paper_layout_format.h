/* SPDX-License-Identifier: Apache-2.0
 * The two papers of the counter: what they say, and where it stands on A4. Values in, description
 * out; no address, no 個人番号 and no 基礎年金番号 ever reaches 受付票, whoever the person is:
 * where one is left out for some, its absence tells. */
#pragma once
#include "paper/paper_format.h"

/* 受付票: handed to whoever files a form. Texts are borrowed, NUL-terminated, never NULL; "" leaves
 * the line's value empty. */
struct mg_paper_slip {
	const char *city;    /* 堺市 */
	const char *section; /* 北区役所 保険年金課 */
	const char *phone;   /* "" : none is told */
	const char *hours;
	const char *number; /* 146-20261128-0007 */
	const char *form;   /* 国民年金被保険者資格取得届 */
	const char *state;  /* 取下げ, 返戻, 却下, 訂正; "" while nothing of it happened */
	const char *name;   /* of the person concerned */
	const char *kana;
	const char *filed_by;	   /* who came */
	const char *relation;	   /* 本人, 世帯主 … */
	const char *const *papers; /* documents seen */
	size_t n_papers;
	const char *staff;	 /* who took it */
	const char *const *next; /* what happens next, a sentence each */
	size_t n_next;
	struct mg_date received; /* 受付年月日 */
	struct mg_date entered;	 /* 受付処理 */
	int64_t made_us;	 /* of the record's version */
	bool training;		 /* a city for training: the paper says so */
};
bool mg_paper_slip(const struct mg_paper_slip *slip, struct mg_paper_sheet *sheet,
	struct mg_error *err) MG_MUST_CHECK;

/* 照合用リスト: what one member of staff entered on one day, for somebody else to hold against the
 * forms. */
enum mg_paper_line_kind { MG_PAPER_LINE_NEW = 1, MG_PAPER_LINE_CORRECTED, MG_PAPER_LINE_UNDONE };
struct mg_paper_item {
	const char *label;
	const char *before; /* "": new */
	const char *after;
	bool tells_place; /* an address or what leads to one */
};
struct mg_paper_list_line {
	enum mg_paper_line_kind kind;
	const char *number; /* 0007 */
	const char *form;
	const char *state;
	const char *shori_no;
	const char *name;
	const char *kana;
	const char *received; /* "" when it was received on the day itself */
	bool hides_place;     /* 支援措置: items that tell a place are not printed */
	bool changed_since;   /* after it was signed off */
	const struct mg_paper_item *items;
	size_t n_items;
};
struct mg_paper_check_list {
	const char *city;
	const char *section;
	const char *ward;
	const char *staff_no;
	const char *staff;
	struct mg_date day;
	const struct mg_paper_list_line *lines;
	size_t n_lines;
	const char *signed_by; /* "": not signed off */
	const char *signed_at; /* 令和8年11月28日 17時05分 */
	int64_t made_us;
	bool training;
};
bool mg_paper_check_list(const struct mg_paper_check_list *list, struct mg_paper_sheet *sheet,
	struct mg_error *err) MG_MUST_CHECK;

/* The counts at the foot of the list: new + corrected + undone = lines. */
struct mg_paper_counts {
	size_t by_kind[MG_PAPER_LINE_UNDONE + 1];
	size_t lines;
	size_t items;
};
void mg_paper_count(const struct mg_paper_check_list *list, struct mg_paper_counts *ret);

/* What a description needs at most: for the caller's buffer. */
size_t mg_paper_check_list_bytes(const struct mg_paper_check_list *list);
#define MG_PAPER_SLIP_BYTES 32768U
