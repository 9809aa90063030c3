/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/paper_draw.h"
#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "paper/paper_format.h"

#define PT(hundredths) ((double)(hundredths)*72.0 / 2540.0)
#define A4_SHORT PT(21000)
#define A4_LONG PT(29700)
#define FONTS (MG_PAPER_NAME + 1)
#define EM                                                                                         \
	10.0 /* points: each font is loaded in this size alone and scaled, since Pango looks for   \
		the file of another size */

/* Each font stands in for the other, so that nothing else is looked for. */
static const struct {
	const char *first, *families;
	PangoWeight weight;
} fonts[FONTS] = {
	[MG_PAPER_GOTHIC] = {"BIZ UDGothic", "BIZ UDGothic,IPAmjMincho", PANGO_WEIGHT_NORMAL},
	[MG_PAPER_BOLD] = {"BIZ UDGothic", "BIZ UDGothic,IPAmjMincho", PANGO_WEIGHT_BOLD},
	[MG_PAPER_NAME] = {"IPAmjMincho", "IPAmjMincho,Noto Sans CJK JP", PANGO_WEIGHT_NORMAL},
};

struct mg_paper_drawer {
	PangoFontMap *map;
	PangoContext *context;
	PangoLayout *layout;
	PangoFontDescription *descriptions[FONTS];
};

struct sink {
	uint8_t *p;
	size_t n, cap;
};

static cairo_status_t keep(void *user, const unsigned char *bytes, unsigned n)
{
	struct sink *s = user;
	if (s->n + n > MG_PAPER_PDF_BYTES_MAX)
		return CAIRO_STATUS_WRITE_ERROR;
	if (s->n + n > s->cap) {
		const size_t cap = (s->n + n) * 2 + 65536;
		uint8_t *p = realloc(s->p, cap);
		if (!p)
			return CAIRO_STATUS_NO_MEMORY;
		s->p = p;
		s->cap = cap;
	}
	memcpy(s->p + s->n, bytes, n);
	s->n += n;
	return CAIRO_STATUS_SUCCESS;
}

/* ---- text ---- */

static void set_words(
	struct mg_paper_drawer *d, const struct mg_paper_text *t, const char *s, int n)
{
	pango_layout_set_font_description(d->layout, d->descriptions[t->font]);
	pango_layout_set_text(d->layout, s, n);
}

static double scale_of(const struct mg_paper_text *t)
{
	return t->size / 10.0 / EM;
}

/* At (x, y) of the baseline; squeezed to `squeeze` of its width (長体). */
static void show(struct mg_paper_drawer *d, cairo_t *cr, const struct mg_paper_text *t, double x,
	double y, double squeeze)
{
	cairo_save(cr);
	cairo_translate(cr, x, y);
	cairo_scale(cr, scale_of(t) * squeeze, scale_of(t));
	cairo_move_to(cr, 0, 0);
	pango_cairo_show_layout_line(cr, pango_layout_get_line_readonly(d->layout, 0));
	cairo_restore(cr);
}

static double width_of(struct mg_paper_drawer *d)
{
	PangoRectangle logical;
	pango_layout_line_get_extents(pango_layout_get_line_readonly(d->layout, 0), NULL, &logical);
	return (double)logical.width / PANGO_SCALE;
}

/* 均等割付: one character after the other, the first at the left edge and the last at the right. */
static bool show_spread(
	struct mg_paper_drawer *d, cairo_t *cr, const struct mg_paper_text *t, double y)
{
	const double em = t->size / 10.0, w = PT(t->w);
	const long n = g_utf8_strlen(t->s, -1);
	if (n < 2 || (double)n * em > w)
		return false;
	const char *s = t->s;
	for (long i = 0; i < n; i++) {
		const char *end = g_utf8_next_char(s);
		set_words(d, t, s, (int)(end - s));
		show(d, cr, t, PT(t->x) + (double)i * (w - em) / (double)(n - 1), y, 1);
		s = end;
	}
	return true;
}

static void draw_text(struct mg_paper_drawer *d, cairo_t *cr, const struct mg_paper_text *t)
{
	/* An ideograph's box is 0.88 em above the baseline and 0.12 below: its middle is 0.38
	 * above. */
	const double y = PT(t->y) + PT(t->h) / 2 + 0.38 * t->size / 10.0, grey = t->grey / 100.0;
	cairo_set_source_rgb(cr, grey, grey, grey);
	if (t->align == MG_PAPER_SPREAD && show_spread(d, cr, t, y))
		return;
	set_words(d, t, t->s, -1);
	const double natural = width_of(d) * scale_of(t), room = PT(t->w),
		     scale = natural > room ? room / natural : 1;
	const double left = room - natural * scale;
	const double x = t->align == MG_PAPER_RIGHT  ? left
			 : t->align == MG_PAPER_LEFT ? 0
						     : left / 2;
	show(d, cr, t, PT(t->x) + x, y, scale);
}

/* ---- lines and boxes ---- */

static void stroke(cairo_t *cr, const struct mg_paper_stroke *k)
{
	static const double dashes[] = {2.5, 2.0};
	cairo_set_source_rgb(cr, k->grey / 100.0, k->grey / 100.0, k->grey / 100.0);
	cairo_set_line_width(cr, PT(k->width));
	cairo_set_dash(cr, dashes, k->dashed ? 2 : 0, 0);
	cairo_stroke(cr);
}

static void draw_line(cairo_t *cr, const struct mg_paper_stroke *k)
{
	cairo_move_to(cr, PT(k->x), PT(k->y));
	cairo_line_to(cr, PT(k->x + k->w), PT(k->y + k->h));
	stroke(cr, k);
}

static void draw_box(cairo_t *cr, const struct mg_paper_stroke *k)
{
	if (k->fill < 100) {
		cairo_set_source_rgb(cr, k->fill / 100.0, k->fill / 100.0, k->fill / 100.0);
		cairo_rectangle(cr, PT(k->x), PT(k->y), PT(k->w), PT(k->h));
		cairo_fill(cr);
	}
	if (k->width) {
		cairo_rectangle(cr, PT(k->x), PT(k->y), PT(k->w), PT(k->h));
		stroke(cr, k);
	}
}

static void draw_op(struct mg_paper_drawer *d, cairo_surface_t *surface, cairo_t *cr,
	const struct mg_paper_op *op, unsigned pages)
{
	switch (op->kind) {
	case MG_PAPER_OP_PAGE:
		if (pages > 1)
			cairo_show_page(cr);
		if (op->shape == MG_PAPER_PORTRAIT)
			cairo_pdf_surface_set_size(surface, A4_SHORT, A4_LONG);
		else
			cairo_pdf_surface_set_size(surface, A4_LONG, A4_SHORT);
		break;
	case MG_PAPER_OP_TEXT:
		draw_text(d, cr, &op->text);
		break;
	case MG_PAPER_OP_LINE:
		draw_line(cr, &op->stroke);
		break;
	case MG_PAPER_OP_BOX:
		draw_box(cr, &op->stroke);
		break;
	}
}

/* ---- a paper ---- */

/* Cairo would write the moment otherwise. */
static void set_metadata(cairo_surface_t *surface, const struct mg_paper_reader *r)
{
	char made[80];
	const struct mg_date day = mg_date_of_utc_us(r->made_us);
	const int64_t s = (r->made_us - mg_date_start_utc_us(day)) / 1000000;
	snprintf(made, sizeof(made), "%04d-%02u-%02uT%02d:%02d:%02d+09:00", day.year, day.month,
		day.day, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, r->title);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Madoguchi");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, made);
}

static bool draw_all(struct mg_paper_drawer *d, cairo_surface_t *surface, struct mg_paper_reader *r,
	struct mg_error *err)
{
	cairo_t *cr = cairo_create(surface);
	bool ok = true, more = true;
	while (ok && more) {
		struct mg_paper_op op;
		ok = mg_paper_read(r, &op, &more, err);
		if (ok && more)
			draw_op(d, surface, cr, &op, r->pages);
	}
	cairo_show_page(cr);
	cairo_destroy(cr);
	return ok;
}

bool mg_paper_draw(struct mg_paper_drawer *d, struct mg_bytes description, uint8_t **ret_pdf,
	size_t *ret_n, unsigned *ret_pages, struct mg_error *err)
{
	struct sink sink = {0};
	struct mg_paper_reader *r = malloc(sizeof(*r));
	if (!r || !mg_paper_read_begin(r, description, err)) {
		free(r);
		return false;
	}
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(keep, &sink, A4_SHORT, A4_LONG);
	set_metadata(surface, r);
	bool ok = draw_all(d, surface, r, err);
	cairo_surface_finish(surface);
	const cairo_status_t status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	*ret_pages = r->pages;
	free(r);
	if (ok && status != CAIRO_STATUS_SUCCESS)
		ok = mg_fail(err,
			status == CAIRO_STATUS_WRITE_ERROR ? MG_ERR_TOO_LARGE : MG_ERR_INTERNAL,
			"paper: %s", cairo_status_to_string(status));
	if (!ok) {
		free(sink.p);
		return false;
	}
	*ret_pdf = sink.p;
	*ret_n = sink.n;
	return true;
}

/* ---- the drawer ---- */

static bool check_font(struct mg_paper_drawer *d, int font, struct mg_error *err)
{
	PangoFont *loaded = pango_font_map_load_font(d->map, d->context, d->descriptions[font]);
	PangoFontDescription *is = loaded ? pango_font_describe(loaded) : NULL;
	const bool ok = is && strcmp(pango_font_description_get_family(is), fonts[font].first) == 0;
	if (is)
		pango_font_description_free(is);
	if (loaded)
		g_object_unref(loaded);
	return ok ||
	       mg_fail(err, MG_ERR_INTERNAL, "paper: the font %s is missing", fonts[font].first);
}

/* Latin, kanji, and a variant that only IPAmj has: each font loads itself and its stand-in. A
 * character that neither has must not stand here: Pango would look through every font there is
 * (measured: 250 ms). Later it finds none, and draws a box. */
static bool warm(struct mg_paper_drawer *d, struct mg_error *err)
{
	uint8_t description[2048], *pdf = NULL;
	size_t n;
	unsigned pages;
	struct mg_paper_sheet sheet;
	mg_paper_begin(&sheet, description, sizeof(description), "-", 0);
	mg_paper_page(&sheet, MG_PAPER_PORTRAIT);
	for (uint8_t font = MG_PAPER_GOTHIC; font < FONTS; font++)
		mg_paper_text(&sheet, &(struct mg_paper_text){.x = 1000,
					      .y = 1000 * font,
					      .w = 10000,
					      .h = 500,
					      .size = 100,
					      .font = font,
					      .align = MG_PAPER_LEFT,
					      .s = "Aa1 窓口 ｱ 𠀋 邉\xf3\xa0\x84\x81"});
	const bool ok =
		mg_paper_end(&sheet, err) &&
		mg_paper_draw(d, (struct mg_bytes){description, sheet.w.n}, &pdf, &n, &pages, err);
	free(pdf);
	return ok;
}

static void set_options(struct mg_paper_drawer *d)
{
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(d->context, options);
	cairo_font_options_destroy(options);
	pango_context_set_language(d->context, pango_language_from_string("ja"));
	pango_context_set_base_dir(d->context, PANGO_DIRECTION_LTR);
	pango_context_set_round_glyph_positions(d->context, FALSE);
}

void mg_paper_drawer_prepare(void)
{
	FcInit();
}

bool mg_paper_drawer_new(struct mg_paper_drawer **ret, struct mg_error *err)
{
	struct mg_paper_drawer *d = calloc(1, sizeof(*d));
	if (!d)
		return mg_fail(err, MG_ERR_INTERNAL, "paper: no memory");
	d->map = pango_cairo_font_map_new();
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(d->map), 72);
	d->context = pango_font_map_create_context(d->map);
	set_options(d);
	d->layout = pango_layout_new(d->context);
	pango_layout_set_single_paragraph_mode(d->layout, TRUE);
	pango_layout_set_auto_dir(d->layout, FALSE);
	bool ok = true;
	for (int font = MG_PAPER_GOTHIC; font < FONTS; font++) {
		d->descriptions[font] = pango_font_description_new();
		pango_font_description_set_family_static(
			d->descriptions[font], fonts[font].families);
		pango_font_description_set_weight(d->descriptions[font], fonts[font].weight);
		pango_font_description_set_absolute_size(d->descriptions[font], EM * PANGO_SCALE);
		ok = ok && check_font(d, font, err);
	}
	if (!ok || !warm(d, err)) {
		mg_paper_drawer_free(d);
		return false;
	}
	*ret = d;
	return true;
}

void mg_paper_drawer_free(struct mg_paper_drawer *d)
{
	if (!d)
		return;
	for (int font = 0; font < FONTS; font++)
		if (d->descriptions[font])
			pango_font_description_free(d->descriptions[font]);
	g_clear_object(&d->layout);
	g_clear_object(&d->context);
	g_clear_object(&d->map);
	free(d);
}
