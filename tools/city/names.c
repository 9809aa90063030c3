/* SPDX-License-Identifier: Apache-2.0 */
#include "city/names.h"
#include <stdlib.h>
#include <string.h>
#include "base/macros.h"

static const struct {
	const char *kanji;
	const char *kana;
	uint32_t weight;
} SURNAMES[] = {
#define SURNAME(kanji, kana, weight) {kanji, kana, weight},
#include "city/surnames.def"
#undef SURNAME
};

static const struct {
	int sex;
	int32_t since;
	const char *kanji;
	const char *kana;
} GIVEN_NAMES[] = {
#define GIVEN(sex, since, kanji, kana) {sex, since, kanji, kana},
#include "city/given_names.def"
#undef GIVEN
};

static const struct {
	const char *nation;
	const char *letters;
	const char *kana;
	const char *kanji;
} FAMILIES[] = {
#define FAMILY(nation, letters, kana, kanji) {nation, letters, kana, kanji},
#include "city/foreign_names.def"
#undef FAMILY
};

static const struct {
	const char *nation;
	int sex;
	const char *letters;
	const char *kana;
	const char *kanji;
} PERSONALS[] = {
#define PERSONAL(nation, sex, letters, kana, kanji) {nation, sex, letters, kana, kanji},
#include "city/foreign_names.def"
#undef PERSONAL
};

/* Residents by nationality, roughly as the city's statistics have them. */
static const struct {
	const char *code;
	uint32_t sum; /* of the shares so far */
} NATIONS[] = {
	{"410", 26},
	{"704", 52},
	{"156", 73},
	{"608", 82},
	{"524", 88},
	{"360", 93},
	{"764", 96},
	{"076", 98},
	{"840", 100},
};

struct mg_names {
	uint32_t cumulative[MG_LEN(SURNAMES)];
};

struct mg_names *mg_names_new(void)
{
	struct mg_names *n = calloc(1, sizeof(*n));
	uint32_t sum = 0;
	for (size_t i = 0; n != NULL && i < MG_LEN(SURNAMES); i++)
		n->cumulative[i] = sum += SURNAMES[i].weight;
	return n;
}

void mg_names_free(struct mg_names *n)
{
	free(n);
}

uint16_t mg_names_surname(const struct mg_names *n, struct mg_dice *d)
{
	return (uint16_t)mg_dice_weighted(d, n->cumulative, MG_LEN(SURNAMES));
}

uint16_t mg_names_given(struct mg_dice *d, int sex, int32_t birth_year)
{
	size_t first = 0;
	size_t count = 0;
	int32_t since = 0;
	for (size_t i = 0; i < MG_LEN(GIVEN_NAMES); i++) {
		if (GIVEN_NAMES[i].sex != sex || GIVEN_NAMES[i].since > birth_year)
			continue;
		if (GIVEN_NAMES[i].since != since) {
			since = GIVEN_NAMES[i].since;
			first = i;
			count = 0;
		}
		count++;
	}
	return (uint16_t)(first + mg_dice_falling(d, (uint32_t)count));
}

uint8_t mg_names_nation(struct mg_dice *d)
{
	const uint32_t at = mg_dice_below(d, 100);
	uint8_t i = 0;
	while (at >= NATIONS[i].sum)
		i++;
	return i;
}

uint16_t mg_names_family(struct mg_dice *d, uint8_t nation)
{
	for (;;) {
		const uint32_t i = mg_dice_below(d, MG_LEN(FAMILIES));
		if (strcmp(FAMILIES[i].nation, NATIONS[nation].code) == 0)
			return (uint16_t)i;
	}
}

uint16_t mg_names_personal(struct mg_dice *d, uint8_t nation, int sex)
{
	for (;;) {
		const uint32_t i = mg_dice_below(d, MG_LEN(PERSONALS));
		if (PERSONALS[i].sex == sex &&
			strcmp(PERSONALS[i].nation, NATIONS[nation].code) == 0)
			return (uint16_t)i;
	}
}

struct mg_name mg_surname(uint16_t i)
{
	return (struct mg_name){SURNAMES[i].kanji, SURNAMES[i].kana, NULL};
}

struct mg_name mg_given(uint16_t i)
{
	return (struct mg_name){GIVEN_NAMES[i].kanji, GIVEN_NAMES[i].kana, NULL};
}

struct mg_name mg_family(uint16_t i)
{
	return (struct mg_name){FAMILIES[i].kanji, FAMILIES[i].kana, FAMILIES[i].letters};
}

struct mg_name mg_personal(uint16_t i)
{
	return (struct mg_name){PERSONALS[i].kanji, PERSONALS[i].kana, PERSONALS[i].letters};
}

const char *mg_nation_code(uint8_t nation)
{
	return NATIONS[nation].code;
}

bool mg_nation_has_alias(struct mg_dice *d, uint8_t nation)
{
	return mg_dice_chance(d, nation == 0 ? 7500 : 300);
}

uint16_t mg_surname_variant(uint16_t i)
{
	for (size_t k = 1; k < MG_LEN(SURNAMES); k++) {
		const size_t other = (i + k) % MG_LEN(SURNAMES);
		if (strcmp(SURNAMES[other].kana, SURNAMES[i].kana) == 0)
			return (uint16_t)other;
	}
	return i;
}
