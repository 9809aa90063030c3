/* SPDX-License-Identifier: Apache-2.0
 * How a terminal can show what it shows: pure decisions. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mg_display {
	uint32_t scale; /* per cent of the usual size; 0: by the size of the screen */
	bool contrast;  /* high contrast */
	bool reader;    /* a screen reader may look into the window */
};

bool mg_display_is_offered(const struct mg_display *display);
/* As the entry shows it: "scale=150 contrast=1 reader=0". */
#define MG_DISPLAY_WORDS 48
void mg_display_words(const struct mg_display *display, char ret[MG_DISPLAY_WORDS]);
