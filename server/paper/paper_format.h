/* SPDX-License-Identifier: Apache-2.0
 * A paper as the server describes it to the drawing worker: text, lines and boxes on A4 pages, in
 * bytes. Decides where things stand; knows neither fonts nor PDF, and measures no glyph. */
#pragma once
#include "base/bytes.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

#define MG_PAPER_TEXT_MAX 600U	/* bytes of one text */
#define MG_PAPER_OPS_MAX 40000U /* of a paper */
#define MG_PAPER_PAGES_MAX 200U
#define MG_PAPER_BYTES_MAX (4U << 20) /* of a description */
#define MG_PAPER_PDF_BYTES_MAX (16U << 20)

/* Lengths are hundredths of a millimetre from the upper left corner, sizes of type tenths of a
 * point. */
enum mg_paper_shape { MG_PAPER_PORTRAIT = 1, MG_PAPER_LANDSCAPE };
enum mg_paper_font {
	MG_PAPER_GOTHIC = 1,
	MG_PAPER_BOLD,
	MG_PAPER_NAME
}; /* NAME: every registered character (IPAmj) */
enum mg_paper_align {
	MG_PAPER_LEFT = 1,
	MG_PAPER_CENTRE,
	MG_PAPER_RIGHT,
	MG_PAPER_SPREAD /* 均等割付 */
};
enum mg_paper_op_kind { MG_PAPER_OP_PAGE = 1, MG_PAPER_OP_TEXT, MG_PAPER_OP_LINE, MG_PAPER_OP_BOX };

/* One line of text in the middle of the height of its box; squeezed when it is wider than the box,
 * never cut. */
struct mg_paper_text {
	int32_t x, y, w, h;
	uint16_t size;
	uint8_t font;  /* enum mg_paper_font */
	uint8_t align; /* enum mg_paper_align */
	uint8_t grey;  /* 0 black … 100 white */
	const char *s; /* NUL-terminated UTF-8 */
};
struct mg_paper_stroke {
	int32_t x, y, w, h; /* a line goes to (x + w, y + h); a box has this size */
	uint16_t width;	    /* 0: a box without an edge */
	uint8_t grey;	    /* of the line or edge */
	uint8_t fill;	    /* of a box: 100 leaves it as it is */
	bool dashed;
};

/* What a paper is written to. The caller owns the buffer; without one (p == NULL) pages are only
 * counted. */
struct mg_paper_sheet {
	struct mg_writer w;
	bool counts_only;
	bool ok;
	unsigned pages;
	unsigned ops;
};
/* `title` and `made_us` go into the PDF: of the record, never of the moment, so that one record
 * gives the same bytes. */
void mg_paper_begin(
	struct mg_paper_sheet *s, void *buffer, size_t cap, const char *title, int64_t made_us);
void mg_paper_page(struct mg_paper_sheet *s, enum mg_paper_shape shape);
void mg_paper_text(struct mg_paper_sheet *s, const struct mg_paper_text *text);
void mg_paper_line(struct mg_paper_sheet *s, const struct mg_paper_stroke *line);
void mg_paper_box(struct mg_paper_sheet *s, const struct mg_paper_stroke *box);
/* 研修用: of a city that is for training; its upper left corner at (x, y), 2600 × 1000. */
void mg_paper_training(struct mg_paper_sheet *s, int32_t x, int32_t y);
/* TOO_LARGE when it did not fit. */
bool mg_paper_end(const struct mg_paper_sheet *s, struct mg_error *err) MG_MUST_CHECK;

/* ---- the drawing side ---- */

struct mg_paper_op {
	enum mg_paper_op_kind kind;
	enum mg_paper_shape shape;
	struct mg_paper_text text; /* s: in the reader's own buffer, until the next op */
	struct mg_paper_stroke stroke;
};
struct mg_paper_reader {
	struct mg_reader r;
	char title[MG_PAPER_TEXT_MAX + 1];
	char text[MG_PAPER_TEXT_MAX + 1];
	int64_t made_us;
	unsigned pages, ops;
};
/* INVALID: not such a description. Everything read is within bounds and clean UTF-8 afterwards. */
bool mg_paper_read_begin(
	struct mg_paper_reader *r, struct mg_bytes bytes, struct mg_error *err) MG_MUST_CHECK;
/* `ret_more` is false behind the last one. */
bool mg_paper_read(struct mg_paper_reader *r, struct mg_paper_op *ret, bool *ret_more,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- lines of text ---- */

/* Width in half characters: a kanji or kana counts two, ASCII and half-width kana one, marks that
 * join none. */
unsigned mg_paper_cells(const char *s, size_t n);
/* The first line of `s` that is at most `cells` wide; a line does not begin with 、。）」 and the
 * like (行頭禁則). Moves `s` on; never empty unless `s` is. */
struct mg_text mg_paper_take_line(const char **s, unsigned cells);
/* How many lines that gives; 1 for an empty text. */
unsigned mg_paper_lines(const char *s, unsigned cells);
