/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_format.h"
#include <string.h>

static const char magic[4] = {'M', 'G', 'P', '1'};

/* ---- writing ---- */

void mg_paper_begin(
	struct mg_paper_sheet *s, void *buffer, size_t cap, const char *title, int64_t made_us)
{
	*s = (struct mg_paper_sheet){.ok = true, .counts_only = buffer == NULL};
	mg_writer_init(&s->w, buffer, cap);
	if (s->counts_only)
		return;
	mg_put_raw(&s->w, magic, sizeof(magic));
	mg_put_block(&s->w, title, strlen(title));
	mg_put_u64(&s->w, (uint64_t)made_us);
}

static bool op(struct mg_paper_sheet *s, enum mg_paper_op_kind kind)
{
	if (++s->ops > MG_PAPER_OPS_MAX || s->pages > MG_PAPER_PAGES_MAX)
		s->ok = false;
	if (s->counts_only || !s->ok)
		return false;
	mg_put_u8(&s->w, (uint8_t)kind);
	return true;
}

void mg_paper_page(struct mg_paper_sheet *s, enum mg_paper_shape shape)
{
	s->pages++;
	if (op(s, MG_PAPER_OP_PAGE))
		mg_put_u8(&s->w, (uint8_t)shape);
}

static void put_frame(struct mg_paper_sheet *s, int32_t x, int32_t y, int32_t w, int32_t h)
{
	mg_put_u32(&s->w, (uint32_t)x);
	mg_put_u32(&s->w, (uint32_t)y);
	mg_put_u32(&s->w, (uint32_t)w);
	mg_put_u32(&s->w, (uint32_t)h);
}

void mg_paper_text(struct mg_paper_sheet *s, const struct mg_paper_text *t)
{
	size_t n = strlen(t->s);
	if (n == 0 || !op(s, MG_PAPER_OP_TEXT))
		return;
	if (n > MG_PAPER_TEXT_MAX) {
		s->ok = false;
		return;
	}
	put_frame(s, t->x, t->y, t->w, t->h);
	mg_put_u16(&s->w, t->size);
	mg_put_u8(&s->w, t->font);
	mg_put_u8(&s->w, t->align);
	mg_put_u8(&s->w, t->grey);
	mg_put_block(&s->w, t->s, n);
}

static void put_stroke(
	struct mg_paper_sheet *s, enum mg_paper_op_kind kind, const struct mg_paper_stroke *k)
{
	if (!op(s, kind))
		return;
	put_frame(s, k->x, k->y, k->w, k->h);
	mg_put_u16(&s->w, k->width);
	mg_put_u8(&s->w, k->grey);
	mg_put_u8(&s->w, k->fill);
	mg_put_u8(&s->w, k->dashed);
}

void mg_paper_line(struct mg_paper_sheet *s, const struct mg_paper_stroke *line)
{
	put_stroke(s, MG_PAPER_OP_LINE, line);
}

void mg_paper_box(struct mg_paper_sheet *s, const struct mg_paper_stroke *box)
{
	put_stroke(s, MG_PAPER_OP_BOX, box);
}

void mg_paper_training(struct mg_paper_sheet *s, int32_t x, int32_t y)
{
	mg_paper_box(s, &(struct mg_paper_stroke){x, y, 2600, 1000, 40, 0, 100, false});
	mg_paper_text(s, &(struct mg_paper_text){
				 x + 100, y + 30, 2400, 580, 130, MG_PAPER_BOLD, MG_PAPER_CENTRE, 0, "研修用"});
	mg_paper_text(s, &(struct mg_paper_text){
				 x + 100, y + 580, 2400, 360, 75, MG_PAPER_GOTHIC, MG_PAPER_CENTRE, 0, "架空のデータ"});
}

bool mg_paper_end(const struct mg_paper_sheet *s, struct mg_error *err)
{
	if (!s->ok || (!s->counts_only && !s->w.ok))
		return mg_fail(err, MG_ERR_TOO_LARGE, "a paper of %u pages does not fit", s->pages);
	return true;
}

/* ---- reading ---- */

static bool is_within(int32_t v)
{
	return v >= -30000 && v <= 30000;
}

static bool get_frame(struct mg_reader *r, int32_t *x, int32_t *y, int32_t *w, int32_t *h)
{
	*x = (int32_t)mg_get_u32(r);
	*y = (int32_t)mg_get_u32(r);
	*w = (int32_t)mg_get_u32(r);
	*h = (int32_t)mg_get_u32(r);
	return r->ok && is_within(*x) && is_within(*y) && is_within(*w) && is_within(*h);
}

static bool get_words(struct mg_reader *r, char ret[MG_PAPER_TEXT_MAX + 1])
{
	const struct mg_bytes b = mg_get_block(r);
	if (!r->ok || b.n == 0 || b.n > MG_PAPER_TEXT_MAX ||
		!mg_text_is_clean((const char *)b.p, b.n))
		return false;
	memcpy(ret, b.p, b.n);
	ret[b.n] = '\0';
	return true;
}

bool mg_paper_read_begin(struct mg_paper_reader *r, struct mg_bytes bytes, struct mg_error *err)
{
	*r = (struct mg_paper_reader){0};
	mg_reader_init(&r->r, bytes.p, bytes.n);
	const uint8_t *head = mg_get_raw(&r->r, sizeof(magic));
	bool ok = head && memcmp(head, magic, sizeof(magic)) == 0 && get_words(&r->r, r->title);
	r->made_us = (int64_t)mg_get_u64(&r->r);
	/* years 1970 to 9999: a date that is written with four digits */
	ok = ok && r->r.ok && r->made_us >= 0 && r->made_us < 253370764800000000LL;
	return ok || mg_fail(err, MG_ERR_INVALID, "paper: no description");
}

static bool read_text(struct mg_paper_reader *r, struct mg_paper_text *t)
{
	bool ok = get_frame(&r->r, &t->x, &t->y, &t->w, &t->h);
	t->size = mg_get_u16(&r->r);
	t->font = mg_get_u8(&r->r);
	t->align = mg_get_u8(&r->r);
	t->grey = mg_get_u8(&r->r);
	t->s = r->text;
	return ok && get_words(&r->r, r->text) && t->w > 0 && t->size >= 30 && t->size <= 1000 &&
	       t->font >= MG_PAPER_GOTHIC && t->font <= MG_PAPER_NAME &&
	       t->align >= MG_PAPER_LEFT && t->align <= MG_PAPER_SPREAD && t->grey <= 100;
}

static bool read_stroke(struct mg_paper_reader *r, struct mg_paper_stroke *k)
{
	bool ok = get_frame(&r->r, &k->x, &k->y, &k->w, &k->h);
	k->width = mg_get_u16(&r->r);
	k->grey = mg_get_u8(&r->r);
	k->fill = mg_get_u8(&r->r);
	const uint8_t dashed = mg_get_u8(&r->r);
	k->dashed = dashed == 1;
	return ok && r->r.ok && k->width <= 1000 && k->grey <= 100 && k->fill <= 100 && dashed <= 1;
}

bool mg_paper_read(
	struct mg_paper_reader *r, struct mg_paper_op *ret, bool *ret_more, struct mg_error *err)
{
	*ret_more = !mg_reader_end(&r->r);
	if (!*ret_more)
		return r->pages > 0 || mg_fail(err, MG_ERR_INVALID, "paper: no page");
	bool ok = ++r->ops <= MG_PAPER_OPS_MAX;
	ret->kind = mg_get_u8(&r->r);
	switch (ret->kind) {
	case MG_PAPER_OP_PAGE:
		ret->shape = mg_get_u8(&r->r);
		ok = ok && ++r->pages <= MG_PAPER_PAGES_MAX &&
		     (ret->shape == MG_PAPER_PORTRAIT || ret->shape == MG_PAPER_LANDSCAPE);
		break;
	case MG_PAPER_OP_TEXT:
		ok = ok && r->pages > 0 && read_text(r, &ret->text);
		break;
	case MG_PAPER_OP_LINE:
	case MG_PAPER_OP_BOX:
		ok = ok && r->pages > 0 && read_stroke(r, &ret->stroke);
		break;
	default:
		ok = false;
	}
	return (ok && r->r.ok) || mg_fail(err, MG_ERR_INVALID, "paper: op %u is none", r->ops);
}

/* ---- lines of text ---- */

static uint32_t next_character(const char *s, size_t n, size_t *ret_bytes)
{
	const uint8_t *p = (const uint8_t *)s;
	const size_t len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	uint32_t c = len == 1 ? p[0] : p[0] & (0x7fU >> len);
	*ret_bytes = len <= n ? len : n;
	for (size_t i = 1; i < *ret_bytes; i++)
		c = c << 6 | (p[i] & 0x3f);
	return c;
}

static bool joins(uint32_t c)
{
	return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) ||
	       (c >= 0x300 && c <= 0x36f) || c == 0x3099 || c == 0x309a;
}

static unsigned cells_of(uint32_t c)
{
	return joins(c) ? 0 : c < 0x300 || (c >= 0xff61 && c <= 0xff9f) ? 1 : 2;
}

/* JIS X 4051 行頭禁則: closing marks and what belongs to the character before it. */
static bool may_not_begin(uint32_t c)
{
	static const uint32_t marks[] = {0x3001, 0x3002, 0xff0c, 0xff0e, 0xff09, 0x300d, 0x300f,
		0x3011, 0x3015, 0x30fb, 0x30fc, 0x3005, 0xff1a, 0xff1b, 0xff1f, 0xff01, 0x3041,
		0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x30a1, 0x30a3,
		0x30a5, 0x30a7, 0x30a9, 0x30c3, 0x30e3, 0x30e5, 0x30e7, ')', ',', '.', ':'};
	for (size_t i = 0; i < MG_LEN(marks); i++)
		if (c == marks[i])
			return true;
	return joins(c);
}

unsigned mg_paper_cells(const char *s, size_t n)
{
	unsigned cells = 0;
	for (size_t len; n > 0; s += len, n -= len)
		cells += cells_of(next_character(s, n, &len));
	return cells;
}

struct mg_text mg_paper_take_line(const char **s, unsigned cells)
{
	const char *start = *s;
	const size_t n = strlen(start);
	size_t at = 0, len;
	unsigned used = 0;
	while (at < n) {
		const uint32_t c = next_character(start + at, n - at, &len);
		const unsigned more = cells_of(c);
		/* two marks may hang over the edge; the text is squeezed then */
		if (at > 0 && used + more > cells && (!may_not_begin(c) || used + more > cells + 4))
			break;
		used += more;
		at += len;
	}
	*s = start + at;
	return (struct mg_text){start, at};
}

unsigned mg_paper_lines(const char *s, unsigned cells)
{
	unsigned lines = 0;
	do {
		(void)mg_paper_take_line(&s, cells);
		lines++;
	} while (*s);
	return lines;
}
