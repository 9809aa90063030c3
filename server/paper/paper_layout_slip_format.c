/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_layout_format.h"
#include <stdio.h>
#include <string.h>

#define LEFT 2000
#define WIDTH 17000
#define RIGHT (LEFT + WIDTH)
#define LABEL_W 4200
#define ROW_H 1250
#define VALUE_CELLS 62U /* of half a 10.5 pt character in the width of a value */
#define LINE_H 620

struct slip_page {
	struct mg_paper_sheet *s;
	int32_t y;
};

static void put(struct mg_paper_sheet *s, int32_t x, int32_t y, int32_t w, int32_t h, unsigned size,
	enum mg_paper_font font, enum mg_paper_align align, const char *words)
{
	mg_paper_text(s, &(struct mg_paper_text){x, y, w, h, (uint16_t)size, (uint8_t)font,
				 (uint8_t)align, 0, words});
}

static void put_part(struct mg_paper_sheet *s, int32_t x, int32_t y, int32_t w, unsigned size,
	enum mg_paper_font font, struct mg_text part)
{
	char words[MG_PAPER_TEXT_MAX + 1];
	if (part.n > MG_PAPER_TEXT_MAX) {
		s->ok = false;
		return;
	}
	memcpy(words, part.s, part.n);
	words[part.n] = '\0';
	put(s, x, y, w, LINE_H, size, font, MG_PAPER_LEFT, words);
}

static void rule(
	struct mg_paper_sheet *s, int32_t x, int32_t y, int32_t w, unsigned width, unsigned grey)
{
	mg_paper_line(s,
		&(struct mg_paper_stroke){x, y, w, 0, (uint16_t)width, (uint8_t)grey, 100, false});
}

/* ---- head: title, to whom, from whom ---- */

static void head(struct slip_page *p, const struct mg_paper_slip *slip)
{
	char day[MG_DATE_TEXT_BYTES], to[MG_PAPER_TEXT_MAX];
	struct mg_paper_sheet *s = p->s;
	put(s, 5500, 1900, 10000, 1200, 200, MG_PAPER_BOLD, MG_PAPER_SPREAD, "国民年金受付票");
	rule(s, 5500, 3150, 10000, 30, 0);
	if (slip->state[0]) {
		mg_paper_box(
			s, &(struct mg_paper_stroke){LEFT, 1900, 2600, 1000, 40, 0, 100, false});
		put(s, LEFT + 100, 1900, 2400, 1000, 130, MG_PAPER_BOLD, MG_PAPER_CENTRE,
			slip->state);
	}
	if (slip->training)
		mg_paper_training(s, RIGHT - 2600, 1900);
	mg_date_format(slip->entered, MG_DATE_ERA, day);
	put(s, RIGHT - 6000, 3500, 6000, 600, 100, MG_PAPER_GOTHIC, MG_PAPER_RIGHT, day);
	put(s, LEFT, 4300, 8200, 450, 75, MG_PAPER_GOTHIC, MG_PAPER_LEFT, slip->kana);
	snprintf(to, sizeof(to), "%.500s　様", slip->name);
	put(s, LEFT, 4700, 8200, 900, 150, MG_PAPER_NAME, MG_PAPER_LEFT, to);
	rule(s, LEFT, 5650, 8200, 15, 0);
	put(s, RIGHT - 6800, 4550, 6800, 600, 110, MG_PAPER_GOTHIC, MG_PAPER_RIGHT, slip->city);
	put(s, RIGHT - 6800, 5150, 6800, 600, 110, MG_PAPER_GOTHIC, MG_PAPER_RIGHT, slip->section);
	put(s, LEFT, 6250, WIDTH, 600, 105, MG_PAPER_GOTHIC, MG_PAPER_LEFT,
		"　次のとおり届書を受け付けました。お問い合わせの際は、受付番号をお知らせください"
		"。");
}

/* ---- the number, and the place of the office's dated stamp ---- */

static void number(struct slip_page *p, const struct mg_paper_slip *slip)
{
	struct mg_paper_sheet *s = p->s;
	const int32_t y = 7150, h = 2600, w = 13700;
	mg_paper_box(s, &(struct mg_paper_stroke){LEFT, y, w, h, 60, 0, 100, false});
	mg_paper_box(s, &(struct mg_paper_stroke){LEFT, y, 2600, h, 60, 0, 91, false});
	put(s, LEFT + 250, y, 2100, h, 115, MG_PAPER_BOLD, MG_PAPER_SPREAD, "受付番号");
	put(s, LEFT + 2900, y, w - 3200, h, 300, MG_PAPER_BOLD, MG_PAPER_CENTRE, slip->number);
	mg_paper_box(s, &(struct mg_paper_stroke){RIGHT - 2900, y, 2900, h, 15, 40, 100, true});
	mg_paper_text(s, &(struct mg_paper_text){RIGHT - 2900, y + 100, 2900, 500, 75,
				 MG_PAPER_GOTHIC, MG_PAPER_CENTRE, 40, "受付日付印"});
	p->y = y + h + 450;
}

/* ---- the table ---- */

static void label_of(struct slip_page *p, const char *label, int32_t h)
{
	/* the rules above and below stay whole */
	mg_paper_box(p->s, &(struct mg_paper_stroke){
				   LEFT + 30, p->y + 30, LABEL_W - 50, h - 60, 0, 0, 94, false});
	put(p->s, LEFT + 350, p->y, LABEL_W - 700, h, 100, MG_PAPER_GOTHIC, MG_PAPER_SPREAD, label);
}

/* A row as high as its lines of text. */
static void row(struct slip_page *p, const char *label, enum mg_paper_font font, const char *value)
{
	struct mg_paper_sheet *s = p->s;
	const unsigned lines = mg_paper_lines(value, VALUE_CELLS);
	const int32_t h = lines > 1 ? (int32_t)lines * LINE_H + 500 : ROW_H;
	label_of(p, label, h);
	int32_t y = p->y + (h - (int32_t)lines * LINE_H) / 2;
	do {
		put_part(s, LEFT + LABEL_W + 350, y, WIDTH - LABEL_W - 700,
			font == MG_PAPER_NAME ? 120 : 105, font,
			mg_paper_take_line(&value, VALUE_CELLS));
		y += LINE_H;
	} while (*value);
	p->y += h;
	rule(s, LEFT, p->y, WIDTH, 15, 0);
}

static void name_row(struct slip_page *p, const struct mg_paper_slip *slip)
{
	struct mg_paper_sheet *s = p->s;
	const int32_t h = 1700, x = LEFT + LABEL_W + 350, w = WIDTH - LABEL_W - 700;
	label_of(p, "被保険者氏名", h);
	put(s, x, p->y + 200, w, 400, 75, MG_PAPER_GOTHIC, MG_PAPER_LEFT, slip->kana);
	put(s, x, p->y + 600, w, 900, 150, MG_PAPER_NAME, MG_PAPER_LEFT, slip->name);
	p->y += h;
	rule(s, LEFT, p->y, WIDTH, 15, 0);
}

static void join(char *ret, size_t cap, const char *const *parts, size_t n, const char *none)
{
	size_t used = 0;
	ret[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		const size_t len = strlen(parts[i]) + (i ? strlen("、") : 0);
		if (used + len >= cap) {
			snprintf(ret + (used < cap - 7 ? used : cap - 7), 7, "ほか");
			return;
		}
		used += (size_t)snprintf(ret + used, cap - used, "%s%s", i ? "、" : "", parts[i]);
	}
	if (n == 0)
		snprintf(ret, cap, "%s", none);
}

static void table(struct slip_page *p, const struct mg_paper_slip *slip)
{
	char day[MG_DATE_TEXT_BYTES], words[MG_PAPER_TEXT_MAX];
	const int32_t top = p->y;
	rule(p->s, LEFT, top, WIDTH, 30, 0);
	row(p, "届書の種類", MG_PAPER_GOTHIC, slip->form);
	mg_date_format(slip->received, MG_DATE_ERA, day);
	row(p, "受付年月日", MG_PAPER_GOTHIC, day);
	name_row(p, slip);
	snprintf(words, sizeof(words), "%.400s%s%.60s%s", slip->filed_by,
		slip->relation[0] ? "（" : "", slip->relation, slip->relation[0] ? "）" : "");
	row(p, "届出をされた方", MG_PAPER_NAME, words);
	join(words, sizeof(words), slip->papers, slip->n_papers, "なし");
	row(p, "確認した書類", MG_PAPER_GOTHIC, words);
	row(p, "受付担当者", MG_PAPER_GOTHIC, slip->staff);
	mg_paper_box(
		p->s, &(struct mg_paper_stroke){LEFT, top, WIDTH, p->y - top, 30, 0, 100, false});
	mg_paper_line(p->s,
		&(struct mg_paper_stroke){LEFT + LABEL_W, top, 0, p->y - top, 15, 0, 100, false});
	p->y += 700;
}

/* ---- what comes next, whom to ask ---- */

static void section_head(struct slip_page *p, const char *words)
{
	mg_paper_box(p->s, &(struct mg_paper_stroke){LEFT, p->y + 80, 180, 540, 0, 0, 30, false});
	put(p->s, LEFT + 350, p->y, 10000, 700, 115, MG_PAPER_BOLD, MG_PAPER_LEFT, words);
	p->y += 850;
}

static void what_is_next(struct slip_page *p, const struct mg_paper_slip *slip)
{
	section_head(p, "今後の手続き");
	for (size_t i = 0; i < slip->n_next; i++) {
		char mark[24];
		const char *rest = slip->next[i];
		snprintf(mark, sizeof(mark), "%zu", i + 1);
		put(p->s, LEFT + 350, p->y, 500, LINE_H, 105, MG_PAPER_GOTHIC, MG_PAPER_RIGHT,
			mark);
		do {
			put_part(p->s, LEFT + 1150, p->y, WIDTH - 1200, 105, MG_PAPER_GOTHIC,
				mg_paper_take_line(&rest, 82));
			p->y += LINE_H;
		} while (*rest);
		p->y += 130;
	}
	p->y += 450;
}

static void whom_to_ask(struct slip_page *p, const struct mg_paper_slip *slip)
{
	char words[MG_PAPER_TEXT_MAX];
	section_head(p, "お問い合わせ先");
	snprintf(words, sizeof(words), "%.250s　%.250s", slip->city, slip->section);
	put(p->s, LEFT + 350, p->y, WIDTH - 400, LINE_H, 110, MG_PAPER_GOTHIC, MG_PAPER_LEFT,
		words);
	p->y += 700;
	if (slip->phone[0]) {
		snprintf(words, sizeof(words), "電話　%.100s%s%.300s", slip->phone,
			slip->hours[0] ? "　　受付時間　" : "", slip->hours);
		put(p->s, LEFT + 350, p->y, WIDTH - 400, LINE_H, 110, MG_PAPER_GOTHIC,
			MG_PAPER_LEFT, words);
	}
}

static void foot(struct mg_paper_sheet *s, const char *number_words)
{
	rule(s, LEFT, 27000, WIDTH, 15, 40);
	put(s, LEFT, 27100, WIDTH, 450, 80, MG_PAPER_GOTHIC, MG_PAPER_LEFT,
		"※ "
		"この票は届書を受け付けたことをお知らせするものです。審査の結果は、日本年金機構から"
		"の通知をご確認ください。");
	put(s, LEFT, 27550, WIDTH, 450, 80, MG_PAPER_GOTHIC, MG_PAPER_LEFT,
		"※ "
		"住所・個人番号・基礎年金番号は、この票には記載しません。手続きが終わるまで大切に保"
		"管してください。");
	put(s, LEFT, 28250, 8000, 400, 70, MG_PAPER_GOTHIC, MG_PAPER_LEFT, number_words);
	put(s, RIGHT - 4000, 28250, 4000, 400, 70, MG_PAPER_GOTHIC, MG_PAPER_RIGHT, "1 / 1");
}

bool mg_paper_slip(
	const struct mg_paper_slip *slip, struct mg_paper_sheet *sheet, struct mg_error *err)
{
	struct slip_page p = {.s = sheet};
	mg_paper_page(sheet, MG_PAPER_PORTRAIT);
	head(&p, slip);
	number(&p, slip);
	table(&p, slip);
	what_is_next(&p, slip);
	whom_to_ask(&p, slip);
	foot(sheet, slip->number);
	if (p.y > 26900)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a slip is longer than its page");
	return mg_paper_end(sheet, err);
}
