/* SPDX-License-Identifier: Apache-2.0
 * Draws a description (paper_format.h) with Pango and Cairo into a PDF in memory. The same
 * description gives the same bytes in any process of one installation. Linked by madoguchi-paper
 * alone: nothing else of the server has GLib in it. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

struct mg_paper_drawer;

/* Once, before workers are forked: what they share is the list of fonts. No thread is started. */
void mg_paper_drawer_prepare(void);
/* Loads the fonts and draws a line with each, so that no file is needed afterwards. INTERNAL,
 * naming it: a font is missing. */
bool mg_paper_drawer_new(struct mg_paper_drawer **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_paper_drawer_free(struct mg_paper_drawer *d); /* accepts NULL */

/* `ret_pdf` is the caller's to free. INVALID: no description. TOO_LARGE: beyond
 * MG_PAPER_PDF_BYTES_MAX. */
bool mg_paper_draw(struct mg_paper_drawer *d, struct mg_bytes description, uint8_t **ret_pdf,
	size_t *ret_n, unsigned *ret_pages, struct mg_error *err) MG_MUST_CHECK;
