/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "base/macros.h"
#include "base/verdict.h"

#define ROW(name, code, text) {#name, code, text},
static const struct mg_word RESULTS[] = {
#define MG_W_RESULT ROW
#include "base/verdict.def"
};
static const struct mg_word ROLES[] = {
#define MG_W_ROLE ROW
#include "base/verdict.def"
};
static const struct mg_word MENJOS[] = {
#define MG_W_MENJO ROW
#include "base/verdict.def"
};
static const struct mg_word INSURED[] = {
#define MG_W_INSURED ROW
#include "base/verdict.def"
};
static const struct mg_word STATUSES[] = {
#define MG_W_STATUS ROW
#include "base/verdict.def"
};
static const struct mg_word ACTIONS[] = {
#define MG_W_ACTION ROW
#include "base/verdict.def"
};
static const struct mg_word FACTS[] = {
#define MG_W_FACT ROW
#include "base/verdict.def"
};
static const struct mg_word MARKS[] = {
#define MG_W_MARK ROW
#include "base/verdict.def"
};
static const struct mg_word CLAIMS[] = {
#define MG_W_CLAIM ROW
#include "base/verdict.def"
};
static const struct mg_word RELATIONS[] = {
#define MG_W_RELATION ROW
#include "base/verdict.def"
};
static const struct mg_word TOKUREIS[] = {
#define MG_W_TOKUREI ROW
#include "base/verdict.def"
};
static const struct mg_word PAPERS[] = {
#define MG_W_PAPER ROW
#include "base/verdict.def"
};
static const struct mg_word FIGURES[] = {
#define MG_W_FIGURE ROW
#include "base/verdict.def"
};
static const struct mg_word REASONS[] = {
#define MG_W_REASON ROW
#include "base/verdict.def"
};
static const struct mg_word ARTICLES[] = {
#define MG_W_ARTICLE ROW
#include "base/verdict.def"
};

static const struct {
	const struct mg_word *words;
	int32_t n;
} LISTS[MG_WORDS_MAX] = {
	[MG_WORDS_RESULT] = {RESULTS, MG_LEN(RESULTS)},
	[MG_WORDS_ROLE] = {ROLES, MG_LEN(ROLES)},
	[MG_WORDS_MENJO] = {MENJOS, MG_LEN(MENJOS)},
	[MG_WORDS_INSURED] = {INSURED, MG_LEN(INSURED)},
	[MG_WORDS_STATUS] = {STATUSES, MG_LEN(STATUSES)},
	[MG_WORDS_ACTION] = {ACTIONS, MG_LEN(ACTIONS)},
	[MG_WORDS_FACT] = {FACTS, MG_LEN(FACTS)},
	[MG_WORDS_MARK] = {MARKS, MG_LEN(MARKS)},
	[MG_WORDS_CLAIM] = {CLAIMS, MG_LEN(CLAIMS)},
	[MG_WORDS_RELATION] = {RELATIONS, MG_LEN(RELATIONS)},
	[MG_WORDS_TOKUREI] = {TOKUREIS, MG_LEN(TOKUREIS)},
	[MG_WORDS_PAPER] = {PAPERS, MG_LEN(PAPERS)},
	[MG_WORDS_FIGURE] = {FIGURES, MG_LEN(FIGURES)},
	[MG_WORDS_REASON] = {REASONS, MG_LEN(REASONS)},
	[MG_WORDS_ARTICLE] = {ARTICLES, MG_LEN(ARTICLES)},
};

const struct mg_word *mg_words(enum mg_word_list list, int32_t *ret_n)
{
	*ret_n = LISTS[list].n;
	return LISTS[list].words;
}

const struct mg_word *mg_word(enum mg_word_list list, int32_t value)
{
	return &LISTS[list].words[value >= 0 && value < LISTS[list].n ? value : 0];
}

int32_t mg_word_find(enum mg_word_list list, const char *name_or_text)
{
	for (int32_t i = 0; i < LISTS[list].n; i++) {
		const struct mg_word *w = &LISTS[list].words[i];

		if (strcmp(w->name, name_or_text) == 0 || strcmp(w->text, name_or_text) == 0)
			return i;
	}
	return -1;
}

void mg_verdict_init(struct mg_verdict *v)
{
	v->result = MG_RESULT_NONE;
	v->kind = 0;
	v->reason_n = v->missing_n = v->figure_n = 0;
	v->cut = false;
}

void mg_verdict_reason(struct mg_verdict *v, struct mg_reason reason)
{
	if (v->reason_n == MG_REASONS_MAX)
		v->cut = true;
	else
		v->reason[v->reason_n++] = reason;
}

void mg_verdict_because(struct mg_verdict *v, enum mg_reason_name name, enum mg_article article)
{
	mg_verdict_reason(v, (struct mg_reason){.name = name, .article = article});
}

void mg_verdict_say(struct mg_verdict *v, enum mg_result result, enum mg_reason_name name,
	enum mg_article article)
{
	v->result = result;
	mg_verdict_because(v, name, article);
}

void mg_verdict_missing(struct mg_verdict *v, enum mg_paper paper, enum mg_role role)
{
	for (int32_t i = 0; i < v->missing_n; i++)
		if (v->missing[i].paper == paper && v->missing[i].role == role)
			return;
	if (v->missing_n == MG_MISSING_MAX)
		v->cut = true;
	else
		v->missing[v->missing_n++] = (struct mg_missing){paper, role};
}

void mg_verdict_figure(struct mg_verdict *v, struct mg_figure figure)
{
	if (v->figure_n == MG_FIGURES_MAX)
		v->cut = true;
	else
		v->figure[v->figure_n++] = figure;
}

void mg_verdict_number(struct mg_verdict *v, enum mg_figure_name name, int64_t value)
{
	mg_verdict_figure(v, (struct mg_figure){.name = name, .value = value});
}

void mg_verdict_date(struct mg_verdict *v, enum mg_figure_name name, struct mg_date date)
{
	mg_verdict_number(v, name, mg_ymd(date));
}

int64_t mg_verdict_get(const struct mg_verdict *v, enum mg_figure_name name, int64_t otherwise)
{
	for (int32_t i = 0; i < v->figure_n; i++)
		if (v->figure[i].name == name)
			return v->figure[i].value;
	return otherwise;
}

bool mg_verdict_has(const struct mg_verdict *v, enum mg_reason_name name)
{
	for (int32_t i = 0; i < v->reason_n; i++)
		if (v->reason[i].name == name)
			return true;
	return false;
}

int32_t mg_ymd(struct mg_date d)
{
	return d.year * 10000 + d.month * 100 + d.day;
}
