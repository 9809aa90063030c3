/* SPDX-License-Identifier: Apache-2.0
 * What a rule answers: a result, its reasons each with an article, what is missing, and every figure used. A verdict is
 * a preliminary check (事前判定), never a decision. Plain values: no pointers, no allocation, comparable byte by byte. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/date.h"

enum mg_result {
#define MG_W_RESULT(name, code, text) MG_RESULT_##name,
#include "base/verdict.def"
	MG_RESULT_MAX
};
enum mg_role {
#define MG_W_ROLE(name, code, text) MG_ROLE_##name,
#include "base/verdict.def"
	MG_ROLE_MAX
};
enum mg_menjo {
#define MG_W_MENJO(name, code, text) MG_MENJO_##name,
#include "base/verdict.def"
	MG_MENJO_MAX
};
enum mg_insured {
#define MG_W_INSURED(name, code, text) MG_INSURED_##name,
#include "base/verdict.def"
	MG_INSURED_MAX
};
enum mg_status {
#define MG_W_STATUS(name, code, text) MG_STATUS_##name,
#include "base/verdict.def"
	MG_STATUS_MAX
};
enum mg_action {
#define MG_W_ACTION(name, code, text) MG_ACTION_##name,
#include "base/verdict.def"
	MG_ACTION_MAX
};
enum mg_fact {
#define MG_W_FACT(name, code, text) MG_FACT_##name,
#include "base/verdict.def"
	MG_FACT_MAX
};
enum mg_mark {
#define MG_W_MARK(name, code, text) MG_MARK_##name,
#include "base/verdict.def"
	MG_MARK_MAX
};
enum mg_claim {
#define MG_W_CLAIM(name, code, text) MG_CLAIM_##name,
#include "base/verdict.def"
	MG_CLAIM_MAX
};
enum mg_relation {
#define MG_W_RELATION(name, code, text) MG_RELATION_##name,
#include "base/verdict.def"
	MG_RELATION_MAX
};
enum mg_tokurei {
#define MG_W_TOKUREI(name, code, text) MG_TOKUREI_##name,
#include "base/verdict.def"
	MG_TOKUREI_MAX
};
enum mg_paper {
#define MG_W_PAPER(name, code, text) MG_PAPER_##name,
#include "base/verdict.def"
	MG_PAPER_MAX
};
/* The code of a figure is its unit: "yen", "ym", "date", "n", "24ths", "per 10,000". */
enum mg_figure_name {
#define MG_W_FIGURE(name, code, text) MG_FIGURE_##name,
#include "base/verdict.def"
	MG_FIGURE_MAX
};
/* The code of a reason is the 却下理由 code of the record group where the reason refuses. */
enum mg_reason_name {
#define MG_W_REASON(name, code, text) MG_REASON_##name,
#include "base/verdict.def"
	MG_REASON_MAX
};
/* A90J2_1 is 90条の2第1項, S5_6_3 is 附則5条6項3号; H6S11 平成6年改正法附則11条. */
enum mg_article {
#define MG_W_ARTICLE(name, code, text) MG_ARTICLE_##name,
#include "base/verdict.def"
	MG_ARTICLE_MAX
};

enum mg_word_list {
	MG_WORDS_RESULT,
	MG_WORDS_ROLE,
	MG_WORDS_MENJO,
	MG_WORDS_INSURED,
	MG_WORDS_STATUS,
	MG_WORDS_ACTION,
	MG_WORDS_FACT,
	MG_WORDS_MARK,
	MG_WORDS_CLAIM,
	MG_WORDS_RELATION,
	MG_WORDS_TOKUREI,
	MG_WORDS_PAPER,
	MG_WORDS_FIGURE,
	MG_WORDS_REASON,
	MG_WORDS_ARTICLE,
	MG_WORDS_MAX
};
struct mg_word {
	const char *name; /* the identifier: "THREE_QUARTERS" */
	const char *code; /* in the record groups; empty where there is none */
	const char *text; /* Japanese */
};
/* All words of a list, by value. */
const struct mg_word *mg_words(enum mg_word_list list, int32_t *ret_n);
/* The word of a value; the one of "none" for a value outside the list. */
const struct mg_word *mg_word(enum mg_word_list list, int32_t value);
/* The value of a name, or of a text; -1 when the list has neither. */
int32_t mg_word_find(enum mg_word_list list, const char *name_or_text);

struct mg_reason {
	enum mg_reason_name name;
	enum mg_article article;
	enum mg_role role;   /* of whom; NONE: of the case */
	enum mg_menjo menjo; /* of which kind; NONE: of the case */
	int32_t rank;	     /* 希望順位 1 to 5, or 0 */
};
struct mg_missing {
	enum mg_paper paper;
	enum mg_role role;
};
struct mg_figure {
	enum mg_figure_name name;
	enum mg_role role;
	enum mg_menjo menjo;
	int64_t value;
};

/* Room for the longest case: one form for a household of eight, all of them judged for each of five kinds. */
#define MG_REASONS_MAX 64
#define MG_MISSING_MAX 16
#define MG_FIGURES_MAX 96
struct mg_verdict {
	enum mg_result result;
	int32_t kind; /* what was found: an mg_menjo, mg_insured or mg_claim, as the rule says; 0 none */
	int32_t reason_n;
	int32_t missing_n;
	int32_t figure_n;
	bool cut; /* a list was full: in no case that a function of madoguchi-rules takes */
	struct mg_reason reason[MG_REASONS_MAX];
	struct mg_missing missing[MG_MISSING_MAX];
	struct mg_figure figure[MG_FIGURES_MAX];
};

/* Empty: no result, nothing in the lists. Only the part in use is touched. */
void mg_verdict_init(struct mg_verdict *v);
void mg_verdict_reason(struct mg_verdict *v, struct mg_reason reason);
/* A reason of the case as a whole. */
void mg_verdict_because(struct mg_verdict *v, enum mg_reason_name name, enum mg_article article);
/* Sets the result and gives the reason. */
void mg_verdict_say(struct mg_verdict *v, enum mg_result result, enum mg_reason_name name,
	enum mg_article article);
/* Once each: the same paper of the same person is listed a single time. */
void mg_verdict_missing(struct mg_verdict *v, enum mg_paper paper, enum mg_role role);
void mg_verdict_figure(struct mg_verdict *v, struct mg_figure figure);
/* A figure of the case as a whole; the second for a date, which is kept as YYYYMMDD (0 for none). */
void mg_verdict_number(struct mg_verdict *v, enum mg_figure_name name, int64_t value);
void mg_verdict_date(struct mg_verdict *v, enum mg_figure_name name, struct mg_date date);
/* The first figure of that name for the case, else `otherwise`. */
int64_t mg_verdict_get(const struct mg_verdict *v, enum mg_figure_name name, int64_t otherwise);
bool mg_verdict_has(const struct mg_verdict *v, enum mg_reason_name name);

/* YYYYMMDD of a date, 0 for none. */
int32_t mg_ymd(struct mg_date d);
