/* SPDX-License-Identifier: Apache-2.0 */
#include "city/places.h"
#include <stdio.h>
#include <string.h>
#include "base/macros.h"

static const struct {
	int ward;
	const char *postal;
	const char *name;
	int number; /* within the ward, from 1 */
} TOWNS[] = {
#define TOWN(ward, postal, name, number) {ward, postal, name, number},
#include "towns.inc"
#undef TOWN
};

static const struct {
	const char *name;
	uint32_t people; /* thousands, sums so far */
} WARDS[] = {
	{"堺区", 148},
	{"中区", 266},
	{"東区", 352},
	{"西区", 487},
	{"南区", 620},
	{"北区", 779},
	{"美原区", 815},
};

static const char *const BUILDINGS[] = {
	"コーポ",
	"メゾン",
	"ハイツ",
	"シャトー",
	"グランドール",
	"サンハイツ",
	"ロイヤルコート",
	"第二コーポ",
	"府営住宅",
	"市営住宅",
	"公社団地",
	"レジデンス",
	"パークサイド",
	"リバーサイドヴィラ",
	"ガーデンコート",
};

static const struct mg_elsewhere ELSEWHERE_PLACES[] = {
#define ELSEWHERE(municipality, postal, name) {municipality, postal, name},
#include "city/elsewhere.def"
#undef ELSEWHERE
};

static uint16_t town_of(struct mg_dice *d, int ward)
{
	for (;;) {
		const uint16_t i = (uint16_t)mg_dice_below(d, MG_LEN(TOWNS));
		/* some towns are large, some small, always the same ones */
		if (TOWNS[i].ward == ward && mg_dice_below(d, 8) <= mg_dice_hash(i) % 8)
			return i;
	}
}

struct mg_place mg_place_any(struct mg_dice *d)
{
	const uint32_t at = mg_dice_below(d, WARDS[MG_LEN(WARDS) - 1].people);
	int ward = 0;
	while (at >= WARDS[ward].people)
		ward++;
	struct mg_place p = {.town = town_of(d, 141 + ward)};
	const uint64_t kind = mg_dice_hash(p.town + UINT64_C(1000));
	if (kind % 10 < 6)
		p.chome = (uint8_t)(1 + mg_dice_below(d, 1 + (uint32_t)(kind >> 8) % 6));
	p.form = p.chome == 0 && (kind >> 16) % 2 == 0;
	p.banchi = (uint16_t)mg_dice_between(d, 1, p.form ? 1800 : 45);
	p.go = p.form && mg_dice_chance(d, 4000) ? 0 : (uint16_t)mg_dice_between(d, 1, 38);
	if (mg_dice_chance(d, 4200)) {
		p.building = (uint16_t)(1 + mg_dice_below(d, 4000));
		p.room = (uint16_t)(mg_dice_between(d, 1, 12) * 100 + mg_dice_between(d, 1, 15));
	}
	return p;
}

int mg_place_ward(const struct mg_place *p)
{
	return TOWNS[p->town].ward;
}

const char *mg_place_postal(const struct mg_place *p)
{
	return TOWNS[p->town].postal;
}

static void put(char *s, size_t cap, const char *text)
{
	const size_t used = strlen(s);
	snprintf(s + used, cap - used, "%s", text);
}

void mg_put_wide(char *s, size_t cap, unsigned number)
{
	static const char *const DIGITS[] = {
		"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"};
	if (number >= 10)
		mg_put_wide(s, cap, number / 10);
	put(s, cap, DIGITS[number % 10]);
}

static void put_number(char *s, size_t cap, unsigned number, const char *unit)
{
	mg_put_wide(s, cap, number);
	put(s, cap, unit);
}

void mg_place_text(const struct mg_place *p, char ret[MG_PLACE_TEXT_BYTES])
{
	const size_t cap = MG_PLACE_TEXT_BYTES;
	snprintf(ret, cap, "堺市%s%s", WARDS[TOWNS[p->town].ward - 141].name, TOWNS[p->town].name);
	if (p->chome > 0)
		put_number(ret, cap, p->chome, "丁");
	put_number(ret, cap, p->banchi, p->form ? "番地" : "番");
	if (p->go > 0 && p->form)
		mg_put_wide(ret, cap, p->go);
	else if (p->go > 0)
		put_number(ret, cap, p->go, "号");
}

void mg_place_katagaki(const struct mg_place *p, char ret[MG_PLACE_TEXT_BYTES])
{
	ret[0] = '\0';
	if (p->building == 0)
		return;
	put(ret, MG_PLACE_TEXT_BYTES, BUILDINGS[p->building % MG_LEN(BUILDINGS)]);
	put(ret, MG_PLACE_TEXT_BYTES, TOWNS[p->town].name);
	put(ret, MG_PLACE_TEXT_BYTES, "　");
	put_number(ret, MG_PLACE_TEXT_BYTES, p->room, "号");
}

void mg_place_code(const struct mg_place *p, char ret[12])
{
	const unsigned ward = (unsigned)TOWNS[p->town].ward % 1000;
	const unsigned town = (unsigned)TOWNS[p->town].number % 1000;
	snprintf(ret, 12, "27%03u%03u%03u", ward, town, p->chome % 1000u);
}

uint16_t mg_elsewhere_any(struct mg_dice *d)
{
	return (uint16_t)mg_dice_falling(d, MG_LEN(ELSEWHERE_PLACES));
}

struct mg_elsewhere mg_elsewhere(uint16_t i)
{
	return ELSEWHERE_PLACES[i];
}

void mg_elsewhere_text(uint16_t i, uint64_t key, char ret[MG_PLACE_TEXT_BYTES])
{
	const uint64_t h = mg_dice_hash(key + i);
	snprintf(ret, MG_PLACE_TEXT_BYTES, "%s", ELSEWHERE_PLACES[i].name);
	put_number(ret, MG_PLACE_TEXT_BYTES, 1 + (unsigned)(h % 8), "丁目");
	put_number(ret, MG_PLACE_TEXT_BYTES, 1 + (unsigned)((h >> 8) % 40), "番");
	put_number(ret, MG_PLACE_TEXT_BYTES, 1 + (unsigned)((h >> 16) % 30), "号");
}
