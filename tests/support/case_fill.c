/* SPDX-License-Identifier: Apache-2.0 */
#include "support/case_fill.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include "base/macros.h"
#include "base/text.h"

uint32_t chance_next(void *chance)
{
	struct chance *c = chance;
	uint64_t z = c->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) >> 32);
}

uint64_t chance_seed(void)
{
	const char *given = getenv("MG_SEED");
	uint64_t seed = 0;

	if (given)
		seed = strtoull(given, NULL, 10);
	else if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		abort();
	printf("seed: MG_SEED=%llu\n", (unsigned long long)seed);
	return seed;
}

uint32_t fill_below(struct fill *fill, uint32_t n)
{
	return n == 0 ? 0 : fill->next(fill->from) % n;
}

/* Mostly a life that is lived now; sometimes any year that is read; first, second and last days more often. */
struct mg_date fill_day(struct fill *fill)
{
	const uint32_t kind = fill_below(fill, 8);
	const int32_t year = kind == 0	 ? 1873 + (int32_t)fill_below(fill, 327)
			     : kind <= 3 ? 2020 + (int32_t)fill_below(fill, 10)
					 : 1940 + (int32_t)fill_below(fill, 100);
	const int month = 1 + (int)fill_below(fill, 12);
	const int days = mg_month_days(year, month);
	const uint32_t place = fill_below(fill, 6);
	const int day = place == 0 ? 1 : place == 1 ? 2 : place == 2 ? days : 1 + (int)fill_below(fill, (uint32_t)days);

	return (struct mg_date){year, (uint8_t)month, (uint8_t)day};
}

int32_t fill_ym(struct fill *fill)
{
	return mg_ym_of(fill_day(fill));
}

static int64_t yen(struct fill *fill)
{
	static const int64_t TURNS[] = {0, 220000, 320000, 570000, 670000, 780000, 880000, 1020000, 1180000, 1250000, 1280000,
		1350000, 1370000, 1580000, 1680000, 1890000, 8500000, 1000000000000};
	const uint32_t kind = fill_below(fill, 8);

	if (kind == 0)
		return -(int64_t)fill_below(fill, 3000000);
	if (kind <= 4)
		return TURNS[fill_below(fill, MG_LEN(TURNS))] - 1 + (int64_t)fill_below(fill, 2);
	return (int64_t)fill_below(fill, 4000000);
}

static int32_t number(struct fill *fill, const struct mg_case_field *f)
{
	const uint32_t span = (uint32_t)(f->most - f->least) + 1;
	const uint32_t kind = fill_below(fill, 4);

	if (kind == 0)
		return f->otherwise;
	if (f->most > 1900 && f->most < 3000) /* a year */
		return 2015 + (int32_t)fill_below(fill, 20);
	return f->least + (int32_t)fill_below(fill, kind == 1 ? span : span < 4 ? span : 4);
}

static struct mg_partial_date birth(struct fill *fill)
{
	const struct mg_date d = fill_day(fill);
	const uint32_t kind = fill_below(fill, 8);

	if (kind == 0)
		return (struct mg_partial_date){0};
	return (struct mg_partial_date){d.year, kind == 1 ? 0 : d.month, kind <= 2 ? 0 : d.day, MG_ERA_NONE};
}

static struct mg_text text(struct fill *fill)
{
	static const char *const PIECES[] = {"渡", "邉", "邊", "ﾜ", "ﾞ", "ヴ", "ァ", "ゞ", "々", "-", "ー", "平成", "31", "年", "5",
		"月", "1", "日", "昭和", "元", "不詳", "S", ".", "９", "0", "273", "丁目", "é", "\U000e0100", "\xff"};
	const uint32_t n = fill_below(fill, 14);
	char *s = mg_arena_calloc(fill->arena, 1, 128);
	size_t used = 0;

	for (uint32_t i = 0; s && i < n; i++) {
		const char *piece = PIECES[fill_below(fill, MG_LEN(PIECES))];

		memcpy(s + used, piece, strlen(piece));
		used += strlen(piece);
	}
	return (struct mg_text){s, used};
}

static void list(struct fill *fill, const struct mg_case_field *f, char *base)
{
	const uint32_t room = f->most < 8 ? (uint32_t)f->most : 8;
	const int32_t n = (int32_t)fill_below(fill, room + 1);
	char *elements = mg_arena_calloc(fill->arena, n == 0 ? 1 : (size_t)n, f->shape->bytes);

	if (!elements)
		return;
	for (int32_t i = 0; i < n; i++)
		fill_record(fill, f->shape, elements + (size_t)i * f->shape->bytes);
	memcpy(base + f->offset, &elements, sizeof(elements));
	*(int32_t *)(void *)(base + f->count_offset) = n;
}

static int32_t choice(struct fill *fill, const struct mg_case_field *f)
{
	int32_t i = (int32_t)fill_below(fill, (uint32_t)f->most);

	while (!f->choices[i])
		i = (i + 1) % f->most;
	return i;
}

static void fill_field(struct fill *fill, const struct mg_case_field *f, char *base)
{
	void *const at = base + f->offset;
	int32_t n;

	switch (f->type) {
	case MG_CASE_FLAG:
		*(bool *)at = fill_below(fill, 2);
		break;
	case MG_CASE_NUMBER:
		*(int32_t *)at = number(fill, f);
		break;
	case MG_CASE_YEN:
		*(int64_t *)at = yen(fill);
		break;
	case MG_CASE_DATE:
		if (f->needed || fill_below(fill, 3))
			*(struct mg_date *)at = fill_day(fill);
		break;
	case MG_CASE_BIRTH:
		*(struct mg_partial_date *)at = birth(fill);
		break;
	case MG_CASE_YM:
		if (f->needed || fill_below(fill, 3))
			*(int32_t *)at = fill_ym(fill);
		break;
	case MG_CASE_WORD:
		(void)mg_words(f->words, &n);
		*(int32_t *)at = (int32_t)fill_below(fill, (uint32_t)n);
		break;
	case MG_CASE_CHOICE:
		*(int32_t *)at = choice(fill, f);
		break;
	case MG_CASE_TEXT:
		*(struct mg_text *)at = text(fill);
		break;
	case MG_CASE_OBJECT:
		if (f->needed || fill_below(fill, 2))
			fill_record(fill, f->shape, at);
		break;
	case MG_CASE_LIST:
		list(fill, f, base);
		break;
	case MG_CASE_TYPES:
		break;
	}
}

void fill_record(struct fill *fill, const struct mg_case_shape *shape, void *record)
{
	for (int32_t i = 0; i < shape->field_n; i++)
		fill_field(fill, &shape->field[i], record);
}

void *fill_case(struct fill *fill, const struct mg_case_fn *fn)
{
	for (int tries = 0; tries < 20; tries++) {
		void *record = mg_arena_calloc(fill->arena, 1, fn->in->bytes);

		if (!record)
			return NULL;
		fill_record(fill, fn->in, record);
		if (!fn->refuses || !fn->refuses(record))
			return record;
	}
	return NULL;
}
