/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_layout_format.h"
#include <stdio.h>
#include <string.h>

/* A4 across. Columns from the left; an item is a row of the last four. */
enum column { NUMBER, FORM, PERSON, LABEL, BEFORE, AFTER, TICK, COLUMNS };
static const int32_t edges[COLUMNS + 1] = {1500, 3100, 6900, 11500, 15000, 20900, 26800, 28200};
static const char *const heads[COLUMNS] = {
	"番号", "届書・状態", "対象者", "項目", "変更前", "変更後", "照合"};
#define LEFT edges[0]
#define WIDTH (edges[COLUMNS] - edges[0])
#define TABLE_TOP 4150
#define HEAD_H 700
#define TABLE_END 19000 /* the foot of a page stands below */
#define SIGN_H 2700	/* the last page keeps room for the seals */
#define LINE_H 400
#define PAD 110
#define LABEL_CELLS 21U
#define VALUE_CELLS 38U
#define FORM_CELLS 26U
#define NAME_CELLS 21U /* in one line; a longer name takes two of smaller type */
#define NAME_CELLS_SMALL 28U

struct list_page {
	struct mg_paper_sheet *s;
	const struct mg_paper_check_list *list;
	int32_t y;
	unsigned page, pages;
	size_t forms_here, forms_so_far; /* that begin on this page; on it and before */
	size_t items_here;
};

static void put(struct mg_paper_sheet *s, int32_t x, int32_t y, int32_t w, int32_t h, unsigned size,
	enum mg_paper_font font, enum mg_paper_align align, const char *words)
{
	mg_paper_text(s, &(struct mg_paper_text){x, y, w, h, (uint16_t)size, (uint8_t)font,
				 (uint8_t)align, 0, words});
}

static void in_column(struct list_page *p, enum column c, int32_t y, int32_t h, unsigned size,
	enum mg_paper_font font, enum mg_paper_align align, const char *words)
{
	put(p->s, edges[c] + PAD, y, edges[c + 1] - edges[c] - 2 * PAD, h, size, font, align,
		words);
}

static void wrapped(struct list_page *p, enum column c, int32_t y, unsigned size, unsigned cells,
	const char *words)
{
	const enum mg_paper_font font = c == PERSON ? MG_PAPER_NAME : MG_PAPER_GOTHIC;
	do {
		char line[MG_PAPER_TEXT_MAX + 1];
		const struct mg_text part = mg_paper_take_line(&words, cells);
		if (part.n > MG_PAPER_TEXT_MAX) {
			p->s->ok = false;
			return;
		}
		memcpy(line, part.s, part.n);
		line[part.n] = '\0';
		in_column(p, c, y, LINE_H, size, font, MG_PAPER_LEFT, line);
		y += LINE_H;
	} while (*words);
}

static void rule(struct list_page *p, int32_t x, int32_t w, unsigned width, unsigned grey)
{
	mg_paper_line(p->s, &(struct mg_paper_stroke){
				    x, p->y, w, 0, (uint16_t)width, (uint8_t)grey, 100, false});
}

void mg_paper_count(const struct mg_paper_check_list *list, struct mg_paper_counts *ret)
{
	*ret = (struct mg_paper_counts){.lines = list->n_lines};
	for (size_t i = 0; i < list->n_lines; i++) {
		ret->by_kind[list->lines[i].kind]++;
		ret->items += list->lines[i].n_items;
	}
}

/* ---- head and foot of a page ---- */

static void field(struct list_page *p, int32_t x, int32_t w, const char *label, const char *value)
{
	put(p->s, x, 2950, 1500, 700, 80, MG_PAPER_GOTHIC, MG_PAPER_SPREAD, label);
	put(p->s, x + 1750, 2950, w - 1900, 700, 105, MG_PAPER_GOTHIC, MG_PAPER_LEFT, value);
	mg_paper_line(p->s, &(struct mg_paper_stroke){x, 3620, w - 400, 0, 15, 0, 100, false});
}

static void page_head(struct list_page *p)
{
	const struct mg_paper_check_list *l = p->list;
	char day[MG_DATE_TEXT_BYTES], words[MG_PAPER_TEXT_MAX];
	mg_paper_page(p->s, MG_PAPER_LANDSCAPE);
	p->page++;
	put(p->s, 9850, 1300, 10000, 1000, 180, MG_PAPER_BOLD, MG_PAPER_SPREAD,
		"受付処理照合用リスト");
	mg_paper_line(p->s, &(struct mg_paper_stroke){9850, 2350, 10000, 0, 30, 0, 100, false});
	if (l->training)
		mg_paper_training(p->s, LEFT, 1300);
	put(p->s, edges[COLUMNS] - 5000, 1300, 5000, 500, 90, MG_PAPER_GOTHIC, MG_PAPER_RIGHT,
		l->city);
	mg_date_format(l->day, MG_DATE_ERA, day);
	field(p, LEFT, 7600, "受付処理日", day);
	snprintf(words, sizeof(words), "%.40s　%.300s", l->ward, l->section);
	field(p, LEFT + 7600, 10000, "受付区", words);
	snprintf(words, sizeof(words), "%.40s　%.300s", l->staff_no, l->staff);
	field(p, LEFT + 17600, WIDTH - 17600 + 400, "入力者", words);
	mg_paper_box(
		p->s, &(struct mg_paper_stroke){LEFT, TABLE_TOP, WIDTH, HEAD_H, 0, 0, 90, false});
	for (int c = 0; c < COLUMNS; c++)
		in_column(p, (enum column)c, TABLE_TOP, HEAD_H, 90, MG_PAPER_BOLD, MG_PAPER_CENTRE,
			heads[c]);
	p->y = TABLE_TOP;
	rule(p, LEFT, WIDTH, 40, 0);
	p->y += HEAD_H;
	rule(p, LEFT, WIDTH, 25, 0);
	p->forms_here = p->items_here = 0;
}

static void page_foot(struct list_page *p)
{
	char words[200];
	const int32_t h = p->y - TABLE_TOP;
	rule(p, LEFT, WIDTH, 40, 0);
	for (int c = 0; c <= COLUMNS; c++)
		mg_paper_line(p->s, &(struct mg_paper_stroke){edges[c], TABLE_TOP, 0, h,
					    c == 0 || c == COLUMNS ? 40 : 10, 0, 100, false});
	snprintf(words, sizeof(words),
		"このページ　届書 %zu件・項目 %zu件　　累計　届書 %zu件 / 全 %zu件", p->forms_here,
		p->items_here, p->forms_so_far, p->list->n_lines);
	put(p->s, LEFT, 19750, 18000, 450, 80, MG_PAPER_GOTHIC, MG_PAPER_LEFT, words);
	snprintf(words, sizeof(words), "%u / %u ページ", p->page, p->pages);
	put(p->s, edges[COLUMNS] - 4000, 19750, 4000, 450, 80, MG_PAPER_GOTHIC, MG_PAPER_RIGHT,
		words);
}

static void need(struct list_page *p, int32_t h)
{
	if (p->y + h <= TABLE_END - 300)
		return;
	page_foot(p);
	page_head(p);
}

/* ---- one form ---- */

static const char *shown(
	const struct mg_paper_list_line *line, const struct mg_paper_item *item, bool after)
{
	const char *value = after ? item->after : item->before;
	if (line->hides_place && item->tells_place && value[0])
		return "（記載しない）";
	return value[0] ? value : after ? "（なし）" : "－";
}

static int32_t item_height(const struct mg_paper_list_line *line, const struct mg_paper_item *item)
{
	unsigned lines = mg_paper_lines(item->label, LABEL_CELLS);
	const unsigned before = mg_paper_lines(shown(line, item, false), VALUE_CELLS),
		       after = mg_paper_lines(shown(line, item, true), VALUE_CELLS);
	lines = before > lines ? before : lines;
	lines = after > lines ? after : lines;
	return (int32_t)lines * LINE_H + 2 * PAD;
}

static bool name_is_long(const struct mg_paper_list_line *line)
{
	return mg_paper_cells(line->name, strlen(line->name)) > NAME_CELLS;
}

/* What stands beside the items: reading, name and number. */
static int32_t least_height(const struct mg_paper_list_line *line)
{
	const unsigned lines =
		name_is_long(line) ? 2 + mg_paper_lines(line->name, NAME_CELLS_SMALL) : 3;
	return (int32_t)lines * LINE_H + 2 * PAD;
}

static void who(struct list_page *p, const struct mg_paper_list_line *line, bool again)
{
	const int32_t y = p->y + PAD;
	char words[MG_PAPER_TEXT_MAX];
	in_column(p, NUMBER, y, LINE_H, 95, MG_PAPER_BOLD, MG_PAPER_CENTRE, line->number);
	if (again) {
		in_column(p, FORM, y, LINE_H, 80, MG_PAPER_GOTHIC, MG_PAPER_LEFT,
			"（前ページの続き）");
		in_column(p, PERSON, y, LINE_H, 95, MG_PAPER_NAME, MG_PAPER_LEFT, line->name);
		return;
	}
	wrapped(p, FORM, y, 80, FORM_CELLS, line->form);
	snprintf(words, sizeof(words), "%s%.60s%s%.60s",
		line->changed_since ? "照合後に訂正　" : "", line->state,
		line->received[0] ? "　受付 " : "", line->received);
	in_column(p, FORM, y + 2 * LINE_H, LINE_H, 80,
		line->changed_since ? MG_PAPER_BOLD : MG_PAPER_GOTHIC, MG_PAPER_LEFT, words);
	in_column(p, PERSON, y, LINE_H, 65, MG_PAPER_GOTHIC, MG_PAPER_LEFT, line->kana);
	int32_t below = y + 2 * LINE_H + 40;
	if (name_is_long(line)) {
		wrapped(p, PERSON, y + LINE_H, 85, NAME_CELLS_SMALL, line->name);
		below = y + (int32_t)(1 + mg_paper_lines(line->name, NAME_CELLS_SMALL)) * LINE_H;
	} else {
		in_column(p, PERSON, y + LINE_H - 30, LINE_H + 60, 115, MG_PAPER_NAME,
			MG_PAPER_LEFT, line->name);
	}
	in_column(p, PERSON, below, LINE_H, 80, MG_PAPER_GOTHIC, MG_PAPER_LEFT, line->shori_no);
}

static void tick(struct list_page *p, int32_t y)
{
	mg_paper_box(p->s, &(struct mg_paper_stroke){(edges[TICK] + edges[TICK + 1]) / 2 - 150,
				   y + 50, 300, 300, 15, 0, 100, false});
}

static void item_row(struct list_page *p, const struct mg_paper_list_line *line,
	const struct mg_paper_item *item)
{
	const int32_t y = p->y + PAD;
	wrapped(p, LABEL, y, 80, LABEL_CELLS, item->label);
	wrapped(p, BEFORE, y, 85, VALUE_CELLS, shown(line, item, false));
	wrapped(p, AFTER, y, 85, VALUE_CELLS, shown(line, item, true));
	tick(p, y);
	p->items_here++;
	p->y += item_height(line, item);
}

/* The form's own columns stand beside its first items; a form that is cut says so on the next page.
 */
static void form(struct list_page *p, const struct mg_paper_list_line *line)
{
	const int32_t least = least_height(line);
	int32_t first = line->n_items ? item_height(line, &line->items[0]) : 0;
	need(p, first > least ? first : least);
	int32_t top = p->y;
	p->forms_here++;
	p->forms_so_far++;
	who(p, line, false);
	for (size_t i = 0; i < line->n_items; i++) {
		const unsigned page = p->page;
		need(p, item_height(line, &line->items[i]));
		if (p->page != page) {
			who(p, line, true);
			top = p->y;
		} else if (i > 0) {
			rule(p, edges[LABEL], edges[COLUMNS] - edges[LABEL], 8, 50);
		}
		item_row(p, line, &line->items[i]);
	}
	if (line->n_items == 0) {
		in_column(p, LABEL, p->y + PAD, LINE_H, 80, MG_PAPER_GOTHIC, MG_PAPER_LEFT,
			"（項目なし）");
		tick(p, p->y + PAD);
	}
	if (p->y < top + least)
		p->y = top + least;
	rule(p, LEFT, WIDTH, 15, 0);
}

/* ---- the end: sums, seals, signed off ---- */

static void sums(struct list_page *p)
{
	struct mg_paper_counts n;
	char words[200];
	mg_paper_count(p->list, &n);
	snprintf(words, sizeof(words),
		"新規 %zu件　＋　訂正 %zu件　＋　取下げ等 %zu件　＝　届書 %zu件（項目 %zu件）",
		n.by_kind[MG_PAPER_LINE_NEW], n.by_kind[MG_PAPER_LINE_CORRECTED],
		n.by_kind[MG_PAPER_LINE_UNDONE], n.lines, n.items);
	put(p->s, LEFT, p->y + 250, 2000, 600, 105, MG_PAPER_BOLD, MG_PAPER_LEFT, "合　計");
	put(p->s, LEFT + 2100, p->y + 250, 22000, 600, 105, MG_PAPER_GOTHIC, MG_PAPER_LEFT, words);
}

static void seal(struct list_page *p, int32_t x, int32_t y, const char *words)
{
	mg_paper_box(p->s, &(struct mg_paper_stroke){x, y, 2300, 500, 15, 0, 90, false});
	put(p->s, x + 400, y, 1500, 500, 85, MG_PAPER_GOTHIC, MG_PAPER_SPREAD, words);
	mg_paper_box(p->s, &(struct mg_paper_stroke){x, y + 500, 2300, 1700, 15, 0, 100, false});
	mg_paper_text(p->s, &(struct mg_paper_text){x, y + 1050, 2300, 600, 90, MG_PAPER_GOTHIC,
				    MG_PAPER_CENTRE, 70, "印"});
}

static void signing(struct list_page *p)
{
	const struct mg_paper_check_list *l = p->list;
	const int32_t y = TABLE_END - 2100, x = edges[COLUMNS] - 6900;
	char words[MG_PAPER_TEXT_MAX];
	seal(p, x, y, "係　長");
	seal(p, x + 2300, y, "照合者");
	seal(p, x + 4600, y, "入力者");
	mg_paper_box(
		p->s, &(struct mg_paper_stroke){LEFT, y, x - LEFT - 600, 2200, 15, 0, 100, false});
	put(p->s, LEFT + 300, y + 150, 15000, 550, 90, MG_PAPER_GOTHIC, MG_PAPER_LEFT,
		"届書の原本と上記の全件を照合し、相違がないことを確認しました。（入力者本人は照合で"
		"きません）");
	if (l->signed_by[0])
		snprintf(words, sizeof(words), "照合済　%.100s　　照合者　%.300s", l->signed_at,
			l->signed_by);
	else
		snprintf(words, sizeof(words),
			"照合年月日　令和　　　年　　　月　　　日　　照合者氏名");
	put(p->s, LEFT + 300, y + 1250, 17500, 600, 105,
		l->signed_by[0] ? MG_PAPER_BOLD : MG_PAPER_GOTHIC, MG_PAPER_LEFT, words);
	mg_paper_line(p->s, &(struct mg_paper_stroke){
				    LEFT + 300, y + 1900, x - LEFT - 1200, 0, 10, 0, 100, false});
}

static bool whole(
	const struct mg_paper_check_list *list, struct mg_paper_sheet *sheet, unsigned pages)
{
	struct list_page p = {.s = sheet, .list = list, .pages = pages};
	page_head(&p);
	for (size_t i = 0; i < list->n_lines; i++)
		form(&p, &list->lines[i]);
	if (list->n_lines == 0) {
		put(p.s, LEFT, p.y, WIDTH, 1000, 95, MG_PAPER_GOTHIC, MG_PAPER_CENTRE,
			"この日の入力はありません。");
		p.y += 1000;
	}
	need(&p, 950 + SIGN_H);
	sums(&p);
	signing(&p);
	page_foot(&p);
	return sheet->ok;
}

bool mg_paper_check_list(
	const struct mg_paper_check_list *list, struct mg_paper_sheet *sheet, struct mg_error *err)
{
	struct mg_paper_sheet counting;
	mg_paper_begin(&counting, NULL, 0, "", 0);
	if (!whole(list, &counting, 0) || !whole(list, sheet, counting.pages))
		return mg_fail(
			err, MG_ERR_TOO_LARGE, "a list does not fit %u pages", MG_PAPER_PAGES_MAX);
	return mg_paper_end(sheet, err);
}

size_t mg_paper_check_list_bytes(const struct mg_paper_check_list *list)
{
	size_t n = 16384;
	for (size_t i = 0; i < list->n_lines; i++) {
		n += 4096;
		for (size_t k = 0; k < list->lines[i].n_items; k++)
			n += 1024 + 4 * (strlen(list->lines[i].items[k].label) +
						strlen(list->lines[i].items[k].before) +
						strlen(list->lines[i].items[k].after));
	}
	return n < MG_PAPER_BYTES_MAX ? n : MG_PAPER_BYTES_MAX;
}
