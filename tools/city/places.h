/* SPDX-License-Identifier: Apache-2.0
 * Places: real towns of the seven wards with invented house numbers, and places elsewhere. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "city/dice.h"

struct mg_place {
	uint16_t town;
	uint8_t chome; /* 丁; 0: the town has none */
	uint8_t form;  /* 0: 番 and 号; 1: 番地 */
	uint16_t banchi;
	uint16_t go;	   /* 0: none */
	uint16_t building; /* 0: none */
	uint16_t room;
};

#define MG_PLACE_TEXT_BYTES 256

struct mg_place mg_place_any(struct mg_dice *d);
/* "141" to "147". */
int mg_place_ward(const struct mg_place *p);
const char *mg_place_postal(const struct mg_place *p);
/* "堺市堺区南瓦町３番１号" */
void mg_place_text(const struct mg_place *p, char ret[MG_PLACE_TEXT_BYTES]);
/* The building and room, or "". */
void mg_place_katagaki(const struct mg_place *p, char ret[MG_PLACE_TEXT_BYTES]);
/* Eleven digits: municipality 5, town 3, 丁 3. */
void mg_place_code(const struct mg_place *p, char ret[12]);

struct mg_elsewhere {
	const char *municipality; /* five digits */
	const char *postal;
	const char *name;
};
uint16_t mg_elsewhere_any(struct mg_dice *d);
struct mg_elsewhere mg_elsewhere(uint16_t i);
/* "大阪府松原市上田３丁目５番１２号"; the same for the same `key`. */
void mg_elsewhere_text(uint16_t i, uint64_t key, char ret[MG_PLACE_TEXT_BYTES]);

/* Digits in full width, appended to a string of at most `cap` bytes. */
void mg_put_wide(char *s, size_t cap, unsigned number);
