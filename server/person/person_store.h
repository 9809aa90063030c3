/* SPDX-License-Identifier: Apache-2.0
 * SQL of reading persons: a record as it was known at an instant, its household then, its versions.
 * Decides nothing and never commits. */
#pragma once
#include "base/text.h"
#include "db/db.h"
#include "fields/fields.h"

#define MG_NOW_KNOWN INT64_MAX /* as the instant: what is known now */

/* One version of a person. Values stand as interface files write them and live in the arena;
 * 記載内容 is still sealed. */
struct mg_person_record {
	uint32_t version;
	int64_t known_from_us;
	int64_t known_to_us; /* of lists of versions; 0: the current one */
	const char *source;
	struct mg_text juki[MG_JUKI_N];
	struct mg_text atena[MG_ATENA_N];
};

struct mg_person_facts {
	bool is_known;	  /* is or was in the register */
	bool hides_place; /* under 支援措置, or lives with somebody who is */
	bool has_my_number;
};
bool mg_person_find_facts(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, struct mg_person_facts *ret, struct mg_error *err) MG_MUST_CHECK;

/* The facts and what is known now, in two statements; *ret_found false: not in the register now,
 * and the facts are not filled. DATA_LOSS: the groups do not stand together. */
struct mg_person_record;
bool mg_person_find_now(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, struct mg_person_facts *ret_facts, struct mg_person_record *ret,
	bool *ret_found, struct mg_error *err) MG_MUST_CHECK;

/* True when somebody under 支援措置 lives in that household now. */
bool mg_person_find_shelter(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *setai_no, bool *ret, struct mg_error *err) MG_MUST_CHECK;

/* What was known at `at_us`; *ret_found false: nothing. DATA_LOSS: the groups do not stand
 * together. */
bool mg_person_find_record(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, int64_t at_us, struct mg_person_record *ret, bool *ret_found,
	struct mg_error *err) MG_MUST_CHECK;

/* 被保険者種別 and 基礎年金番号 as the counter's events had left them at `at_us`, empty where there
 * is none; *ret_found false: no event stood then, the register's word counts. */
bool mg_person_find_pension(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, int64_t at_us, const char **ret_insured_type,
	const char **ret_pension_no, bool *ret_found, struct mg_error *err) MG_MUST_CHECK;

/* ---- household ---- */

#define MG_HOUSEHOLD_MAX 100U

struct mg_household_member {
	char shori_no[11];
	bool hides_place;		/* under 支援措置 now, or lives with somebody who is */
	struct mg_text juki[MG_JUKI_N]; /* what a line in a list is made of; the rest is empty */
};
/* Who had that 世帯番号 at `at_us`, who lives there and the head first, at most MG_HOUSEHOLD_MAX;
 * *ret_more: there are further ones. `ret` is in the arena. */
bool mg_person_list_household(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *setai_no, int64_t at_us, struct mg_household_member **ret, size_t *ret_n,
	bool *ret_more, struct mg_error *err) MG_MUST_CHECK;

/* ---- history ---- */

#define MG_HISTORY_PAGE 10U /* versions */

/* The versions before `before`, newest first, one more than a page. `ret` is in the arena. */
bool mg_person_list_versions(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, uint32_t before, struct mg_person_record **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

struct mg_removal {
	uint32_t version; /* the last that was known */
	int64_t removed_us;
	const char *source;
};
bool mg_person_list_removals(struct mg_tx *tx, struct mg_arena *arena, const char *municipality,
	const char *shori_no, struct mg_removal **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_person_statements;
extern mg_stmt_list mg_history_statements;
