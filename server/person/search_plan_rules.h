/* SPDX-License-Identifier: Apache-2.0
 * Which criterion of a search leads, that is, whose index is walked: the one that leaves the fewest
 * persons in a city as they are. Guesses from the criteria alone; knows no statement. */
#pragma once
#include <stdbool.h>
#include "person/search_rules.h"

enum mg_search_lead {
	MG_LEAD_PERSON = 1, /* 処理番号, also behind a 個人番号 */
	MG_LEAD_PENSION,
	MG_LEAD_BIRTH,
	MG_LEAD_ADDRESS,
	MG_LEAD_KANJI,
	MG_LEAD_KANA,
};

struct mg_search_plan {
	enum mg_search_lead lead;
	bool narrow; /* the leading index holds all that is asked for: counting reads nothing else
		      */
};

/* At least one criterion must be set. */
struct mg_search_plan mg_search_plan(const struct mg_search *s);
bool mg_search_has_name(const struct mg_search *s);
