/* SPDX-License-Identifier: Apache-2.0 */
#include "person/person_rules.h"
#include <string.h>
#include "base/number.h"
#include "person/scratch_rules.h"

static bool is(struct mg_text t, const char *s)
{
	return t.n == strlen(s) && memcmp(t.s, s, t.n) == 0;
}

enum mg_resident_state mg_person_state(const struct mg_text juki[MG_JUKI_N])
{
	const struct mg_text reason = juki[MG_JUKI_SHOJO_REASON];
	if (is(reason, MG_SHOJO_DEATH))
		return MG_RESIDENT_DECEASED;
	/* 転出予定 alone: the person lives here until that day has come and the register says so */
	return reason.n || juki[MG_JUKI_SHOJO_DATE].n ? MG_RESIDENT_MOVED_OUT : MG_RESIDENT_LIVING;
}

bool mg_person_is_foreigner(const struct mg_text juki[MG_JUKI_N])
{
	return juki[MG_JUKI_NATIONALITY].n || juki[MG_JUKI_ALPHA_NAME].n || juki[MG_JUKI_RESIDENCE_STATUS].n;
}

static struct mg_partial_date partial_of(uint32_t birth, unsigned era)
{
	return (struct mg_partial_date){.year = (int32_t)(birth / 10000U),
		.month = (uint8_t)(birth / 100U % 100U),
		.day = (uint8_t)(birth % 100U),
		.era = (uint8_t)era};
}

int32_t mg_person_age(uint32_t birth, struct mg_date today)
{
	const struct mg_partial_date p = partial_of(birth, MG_ERA_NONE);
	const struct mg_date day = {p.year, p.month, p.day};
	return mg_partial_is_whole(p) && mg_date_is_valid(day) ? mg_date_age(day, today) : -1;
}

uint32_t mg_person_birth(struct mg_text digits)
{
	uint32_t value = 0;
	if (digits.n != 8 || !mg_is_digits(digits.s, digits.n))
		return 0;
	for (size_t i = 0; i < digits.n; i++)
		value = value * 10U + (uint32_t)(digits.s[i] - '0');
	return value;
}

void mg_person_birth_text(uint32_t birth, unsigned era, char ret[MG_DATE_TEXT_BYTES])
{
	const struct mg_partial_date p = partial_of(birth, era);
	ret[0] = '\0';
	if (p.year != 0 && !mg_partial_is_whole(p))
		mg_partial_format(p, era ? MG_DATE_ERA : MG_DATE_WESTERN, ret);
}

unsigned mg_person_era(const struct mg_text juki[MG_JUKI_N])
{
	const struct mg_text era = juki[MG_JUKI_ERA_FLAG];
	const bool is_digit = era.n == 1 && era.s[0] >= '0' && era.s[0] <= '9';
	return is_digit && !mg_person_is_foreigner(juki) ? (unsigned)(era.s[0] - '0') : 0;
}

/* ---- scratch ---- */

void mg_scratch_init(struct mg_scratch *scratch, void *buffer, size_t cap)
{
	*scratch = (struct mg_scratch){.p = buffer, .left = cap, .ok = true};
}

struct mg_text mg_scratch_join(struct mg_scratch *scratch, const struct mg_text *parts, size_t n, size_t characters)
{
	size_t bytes = 0;
	for (size_t i = 0; i < n; i++)
		bytes += parts[i].n;
	if (!scratch->ok || bytes > scratch->left) {
		scratch->ok = false;
		return (struct mg_text){"", 0};
	}
	char *to = scratch->p;
	for (size_t i = 0, at = 0; i < n; at += parts[i++].n)
		if (parts[i].n)
			memcpy(to + at, parts[i].s, parts[i].n);
	bytes = mg_text_bytes_of(to, bytes, characters);
	scratch->p += bytes;
	scratch->left -= bytes;
	return (struct mg_text){to, bytes};
}

/* ---- names ---- */

#define NAME_CHARACTERS 100U

static struct mg_text key_of(struct mg_scratch *scratch, struct mg_text name, bool kana)
{
	char key[MG_TEXT_KEY_BYTES];
	if (!name.n || !(kana ? mg_kana_key(name.s, name.n, key, sizeof(key)) : mg_kanji_key(name.s, name.n, key, sizeof(key))))
		return (struct mg_text){"", 0};
	return mg_scratch_join(scratch, &(struct mg_text){key, strlen(key)}, 1, NAME_CHARACTERS);
}

/* What stands behind the first space; empty when nothing does. */
static struct mg_text given_part(struct mg_text name)
{
	for (size_t i = 0; i < name.n; i++) {
		const bool wide = i + 3 <= name.n && memcmp(name.s + i, "\u3000", 3) == 0;
		if (wide || name.s[i] == ' ')
			return mg_text_trim(name.s + i, name.n - i);
	}
	return (struct mg_text){"", 0};
}

static bool same(struct mg_text a, struct mg_text b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

struct name_parts {
	enum mg_name_kind kind;
	struct mg_text kanji;
	struct mg_text kana;
	struct mg_text given_kana; /* empty: what stands behind the space of `kana` */
};

static void add_name(struct mg_person_names *names, struct mg_scratch *scratch, const struct name_parts *p)
{
	if (names->n && !p->kanji.n && !p->kana.n)
		return;
	/* a name without a reading is found by its own letters */
	const struct mg_text reading = p->kana.n ? p->kana : p->kanji;
	struct mg_person_name *to = &names->name[names->n];
	*to = (struct mg_person_name){.kind = p->kind,
		.text = same(p->kanji, names->shown) ? (struct mg_text){"", 0} : p->kanji.n ? p->kanji : p->kana,
		.kana_key = key_of(scratch, reading, true),
		.kanji_key = key_of(scratch, p->kanji, false)};
	for (size_t i = 0; i < names->n; i++)
		if (same(names->name[i].kana_key, to->kana_key) && same(names->name[i].kanji_key, to->kanji_key))
			return;
	to->given_kana_key = key_of(scratch, p->given_kana.n ? p->given_kana : given_part(reading), true);
	to->given_kanji_key = key_of(scratch, given_part(p->kanji), false);
	names->n++;
}

static struct mg_text first_of(struct mg_text a, struct mg_text b)
{
	return a.n ? a : b;
}

/* Full-width katakana: what is written half width or in hiragana otherwise stands in the list beside each other. */
static struct mg_text wide_kana(struct mg_scratch *scratch, struct mg_text kana)
{
	char wide[MG_TEXT_KEY_BYTES];
	if (!kana.n || !mg_text_nfkc(kana.s, kana.n, wide, sizeof(wide)))
		return kana;
	for (char *c = wide; *c; c++) { /* U+3041–3096 to U+30A1–30F6 */
		uint8_t *b = (uint8_t *)c;
		if (b[0] != 0xe3 || b[1] < 0x81 || b[1] > 0x82 || (b[1] == 0x81 && b[2] < 0x81) || (b[1] == 0x82 && b[2] > 0x96))
			continue;
		const unsigned point = ((b[1] & 0x3fU) << 6 | (b[2] & 0x3fU)) + 0x60U;
		b[1] = (uint8_t)(0x80U | (point >> 6 & 0x3fU));
		b[2] = (uint8_t)(0x80U | (point & 0x3fU));
	}
	for (char *space = strchr(wide, ' '); space; space = strchr(space, ' ')) { /* NFKC makes U+3000 a plain space */
		if (strlen(wide) + 3 > sizeof(wide))
			return kana;
		memmove(space + 3, space + 1, strlen(space));
		memcpy(space, "\u3000", 3);
	}
	return mg_scratch_join(scratch, &(struct mg_text){wide, strlen(wide)}, 1, NAME_CHARACTERS);
}

void mg_person_names(const struct mg_text juki[MG_JUKI_N], struct mg_scratch *scratch, struct mg_person_names *ret)
{
	const struct mg_text space = {"\u3000", 3};
	const struct mg_text old_parts[] = {juki[MG_JUKI_OLD_SEI_KANA], space, juki[MG_JUKI_OLD_MEI_KANA]};
	struct mg_text old_kana = juki[MG_JUKI_OLD_NAME_KANA];
	if (!old_kana.n && old_parts[0].n)
		old_kana = mg_scratch_join(scratch, old_parts, old_parts[2].n ? 3 : 1, NAME_CHARACTERS);
	*ret = (struct mg_person_names){0};
	const bool in_letters = juki[MG_JUKI_ALPHA_NAME].n != 0;
	ret->shown = in_letters ? juki[MG_JUKI_ALPHA_NAME] : first_of(juki[MG_JUKI_NAME_KANJI], juki[MG_JUKI_NAME_KANA]);
	ret->shown_kana = wide_kana(scratch,
		in_letters ? first_of(juki[MG_JUKI_ALPHA_NAME_KANA], juki[MG_JUKI_NAME_KANA])
			   : first_of(juki[MG_JUKI_NAME_KANA], juki[MG_JUKI_KATAKANA_NAME]));
	const struct name_parts parts[MG_NAMES_MAX] = {
		{MG_NAME_REAL, first_of(juki[MG_JUKI_NAME_KANJI], juki[MG_JUKI_ALPHA_NAME]),
			first_of(juki[MG_JUKI_NAME_KANA], juki[MG_JUKI_ALPHA_NAME_KANA]), juki[MG_JUKI_MEI_KANA]},
		{MG_NAME_OLD, juki[MG_JUKI_OLD_NAME_KANJI], old_kana, juki[MG_JUKI_OLD_MEI_KANA]},
		{MG_NAME_ALIAS, juki[MG_JUKI_ALIAS_NAME], juki[MG_JUKI_ALIAS_KANA], {"", 0}},
		{MG_NAME_ALPHABET, juki[MG_JUKI_ALPHA_NAME], juki[MG_JUKI_ALPHA_NAME_KANA], {"", 0}},
		{MG_NAME_KATAKANA, juki[MG_JUKI_KATAKANA_NAME], juki[MG_JUKI_KATAKANA_NAME], {"", 0}},
	};
	for (size_t i = 0; i < MG_NAMES_MAX; i++)
		add_name(ret, scratch, &parts[i]);
}
