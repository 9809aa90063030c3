/* SPDX-License-Identifier: Apache-2.0 */
#include "person/search_plan_rules.h"
#include <limits.h>
#include <string.h>
#include "base/macros.h"

/* Persons of 100,000 that the commonest prefix of so many characters leaves, beginning with one;
 * measured on the invented city of 300,000. 基礎年金番号 are reckoned as in an office that gave
 * most of its own. */
static const unsigned OF_KANA[] = {8000, 5500, 2000, 600, 200, 30};
static const unsigned OF_KANJI[] = {5500, 2000, 100, 10};
static const unsigned OF_PENSION[] = {50000, 30000, 20000, 5000, 1000, 100, 10, 1};
#define OF_A_DAY 5U
#define OF_A_MONTH 160U
#define OF_A_YEAR                                                                                  \
	2500U /* it leaves 1,600; above the names of three kana, whose order is the better one to  \
		 read */
#define OF_A_LOT 10U	/* an address with a number */
#define OF_A_TOWN 5500U /* without */

static unsigned of_prefix(const char *key, const unsigned *table, size_t n)
{
	const size_t characters = mg_text_count(key, strlen(key));
	if (characters == 0)
		return UINT_MAX;
	return table[characters < n ? characters - 1 : n - 1];
}

static unsigned of_birth(const struct mg_search *s)
{
	if (!s->birth_to)
		return UINT_MAX;
	if (s->birth_from == s->birth_to)
		return OF_A_DAY;
	return s->birth_from / 100 == s->birth_to / 100 ? OF_A_MONTH : OF_A_YEAR;
}

static unsigned of_address(const char *key)
{
	if (!key[0])
		return UINT_MAX;
	return strpbrk(key, "0123456789") ? OF_A_LOT : OF_A_TOWN;
}

bool mg_search_has_name(const struct mg_search *s)
{
	return s->kana[0] || s->kanji[0] || s->given_kana[0] || s->given_kanji[0];
}

static bool is_narrow(const struct mg_search *s, enum mg_search_lead lead)
{
	const bool kanji = s->kanji[0] || s->given_kanji[0], kana = s->kana[0] || s->given_kana[0];
	switch (lead) {
	case MG_LEAD_KANA: /* both given names stand in either index */
		return !s->kanji[0] && !s->pension_no[0] && !s->address[0];
	case MG_LEAD_KANJI:
		return !s->kana[0] && !s->pension_no[0] && !s->address[0];
	case MG_LEAD_BIRTH:
		return !kanji && !s->pension_no[0] && !s->address[0];
	case MG_LEAD_ADDRESS:
		return !kanji && !kana && !s->pension_no[0] && !s->birth_to;
	case MG_LEAD_PERSON:
	case MG_LEAD_PENSION:
		break;
	}
	return false; /* few enough to read whole */
}

struct mg_search_plan mg_search_plan(const struct mg_search *s)
{
	const struct {
		enum mg_search_lead lead;
		unsigned persons;
	} leads[] = {
		{MG_LEAD_PERSON, s->shori_no[0] || s->my_number[0] ? 0 : UINT_MAX},
		{MG_LEAD_PENSION, of_prefix(s->pension_no, OF_PENSION, MG_LEN(OF_PENSION))},
		{MG_LEAD_BIRTH, of_birth(s)},
		{MG_LEAD_ADDRESS, of_address(s->address)},
		{MG_LEAD_KANJI, of_prefix(s->kanji, OF_KANJI, MG_LEN(OF_KANJI))},
		{MG_LEAD_KANA, of_prefix(s->kana, OF_KANA, MG_LEN(OF_KANA))},
	};
	size_t best = 0;
	for (size_t i = 1; i < MG_LEN(leads); i++)
		if (leads[i].persons < leads[best].persons)
			best = i;
	return (struct mg_search_plan){leads[best].lead, is_narrow(s, leads[best].lead)};
}
