/* SPDX-License-Identifier: Apache-2.0
 * SQL of searching persons: a page of hits behind a place, their number, and who holds a 個人番号.
 * One row a person, the first of the names that match. Decides nothing and never commits. */
#pragma once
#include "db/db.h"
#include "person/cursor_format.h"
#include "person/search_plan_rules.h"

#define MG_SEARCH_PAGE_ROWS 50U
#define MG_SEARCH_COUNT_MAX 1000U

struct mg_search_ask {
	/* borrowed */
	const char *municipality;
	const struct mg_search *search; /* a my_number in it is not looked at */
	const char *ward;		/* "": all */
	unsigned state;			/* 0: all */
	struct mg_search_plan plan;
};

struct mg_search_hit {
	struct mg_search_place place;
	/* borrowed from the arena */
	const char *name_kanji;
	const char *name_kana;
	const char *other_name;
	const char *address;
	const char *sex;
	const char *ward;
	uint32_t birth;
	uint8_t kind;
	uint8_t state;
	uint8_t era;
	bool hides_place; /* under 支援措置, or lives with somebody who is */
	bool is_foreigner;
};

/* At most MG_SEARCH_PAGE_ROWS hits behind `after` (NULL: from the beginning); *ret_more: there are
 * further ones. */
bool mg_search_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_search_ask *ask,
	const struct mg_search_place *after, struct mg_search_hit ret[MG_SEARCH_PAGE_ROWS],
	size_t *ret_n, bool *ret_more, struct mg_error *err) MG_MUST_CHECK;
/* How many persons, counted up to MG_SEARCH_COUNT_MAX + 1. */
bool mg_search_count(struct mg_tx *tx, struct mg_arena *arena, const struct mg_search_ask *ask,
	uint32_t *ret, struct mg_error *err) MG_MUST_CHECK;
/* The 処理番号 of the person who holds the number of that hash; "" when nobody does. */
bool mg_search_find_holder(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const uint8_t hash[32], char ret[11], struct mg_error *err) MG_MUST_CHECK;

#define MG_SEARCH_STATES_MAX 5U
/* Persons whose 基礎年金番号 of the counter's own record begins so, and whose of the register does not: they stand in no
 * index of the register. *ret_n MG_SEARCH_STATES_MAX: perhaps not all. */
bool mg_search_list_states(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *pension_no, char ret[MG_SEARCH_STATES_MAX][11], size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_search_statements;
