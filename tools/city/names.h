/* SPDX-License-Identifier: Apache-2.0
 * The names of invented people: by frequency, sex, generation and nationality. */
#pragma once
#include <stdint.h>
#include "city/dice.h"

struct mg_name {
	const char *kanji; /* of a foreigner: characters written beside the letters, or "" */
	const char *kana;
	const char *letters; /* of a foreigner; NULL for a Japanese name */
};

struct mg_names; /* weights summed once */

struct mg_names *mg_names_new(void);
void mg_names_free(struct mg_names *n);

/* Names are kept as numbers. */
uint16_t mg_names_surname(const struct mg_names *n, struct mg_dice *d);
uint16_t mg_names_given(struct mg_dice *d, int sex, int32_t birth_year);
uint8_t mg_names_nation(struct mg_dice *d);
uint16_t mg_names_family(struct mg_dice *d, uint8_t nation);
uint16_t mg_names_personal(struct mg_dice *d, uint8_t nation, int sex);

struct mg_name mg_surname(uint16_t i);
struct mg_name mg_given(uint16_t i);
struct mg_name mg_family(uint16_t i);
struct mg_name mg_personal(uint16_t i);
/* ISO 3166-1 numeric. */
const char *mg_nation_code(uint8_t nation);
/* Koreans of several generations here mostly go by a Japanese name. */
bool mg_nation_has_alias(struct mg_dice *d, uint8_t nation);
/* Another spelling of the same reading; `i` itself when there is none. */
uint16_t mg_surname_variant(uint16_t i);
