/* SPDX-License-Identifier: Apache-2.0
 * One case for one rule: tables that say which fields each function of the law takes, a run into plain values, and JSON on
 * both sides. It judges nothing itself and keeps nothing. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/error.h"
#include "base/law.h"
#include "base/verdict.h"
#include "qualification/qualification_rules_timeline.h"

/* How a field is written in JSON and kept in its struct. */
enum mg_case_type {
	MG_CASE_FLAG,	/* bool: true, false, "1", "0" */
	MG_CASE_NUMBER, /* int32_t within least..most */
	MG_CASE_YEN,	/* int64_t, a trillion either way */
	MG_CASE_DATE,	/* struct mg_date: "2026-11-24", "20261124", "令和8年11月24日" */
	MG_CASE_BIRTH,	/* struct mg_partial_date: the same, and "19450000", "昭和20年" */
	MG_CASE_YM,	/* int32_t: "202611", 202611 */
	MG_CASE_WORD,	/* an enum of verdict.def: "FULL", "02" or "全額免除" */
	MG_CASE_CHOICE, /* an enum of its own: one of `choices`, by place; NULL places cannot be chosen */
	MG_CASE_TEXT,	/* struct mg_text */
	MG_CASE_OBJECT, /* the struct of `shape`, in place */
	MG_CASE_LIST,	/* const pointer to structs of `shape`, their number (int32_t) at count_offset */
	MG_CASE_TYPES
};

struct mg_case_shape;
struct mg_case_field {
	const char *name; /* as in the record groups where they have it */
	const char *means;
	size_t offset, count_offset;
	size_t bytes;			   /* of the member, for a test */
	enum mg_case_type type;
	bool needed;
	int32_t least, most;		   /* NUMBER; LIST: most elements */
	int32_t otherwise;		   /* NUMBER, WORD: when not given */
	enum mg_word_list words;	   /* WORD */
	const char *const *choices;	   /* CHOICE, `most` of them */
	const struct mg_case_shape *shape; /* OBJECT, LIST */
};
struct mg_case_shape {
	const struct mg_case_field *field;
	int32_t field_n;
	size_t bytes;
};

#define MG_CASE_FIELD(structure, member, name_, type_, ...)                                                             \
	{.name = (name_), .offset = offsetof(struct structure, member),                                                 \
		.bytes = sizeof(((struct structure *)NULL)->member), .type = MG_CASE_##type_, __VA_ARGS__}
#define MG_CASE_LIST_OF(structure, pointer, count, name_, shape_, most_, ...)                                           \
	MG_CASE_FIELD(structure, pointer, name_, LIST, .count_offset = offsetof(struct structure, count), .most = (most_), \
		.shape = &(shape_), __VA_ARGS__)
#define MG_CASE_SHAPE(name_, structure, ...)                                                                            \
	static const struct mg_case_field name_##_fields[] = {__VA_ARGS__};                                             \
	static const struct mg_case_shape name_ = {name_##_fields, MG_LEN(name_##_fields), sizeof(struct structure)}

/* A plain answer beside the verdicts. */
enum mg_case_kind { MG_CASE_IS_NUMBER, MG_CASE_IS_FLAG, MG_CASE_IS_DATE, MG_CASE_IS_YM, MG_CASE_IS_TEXT, MG_CASE_KINDS };
struct mg_case_value {
	const char *name;
	enum mg_case_kind kind;
	int64_t number; /* DATE: YYYYMMDD */
	char text[160];
};
#define MG_CASE_VALUES_MAX 40
#define MG_CASE_PARTS_MAX 12
struct mg_case_out {
	enum mg_word_list kind_words; /* of verdict.kind; MG_WORDS_MAX: it has none */
	int32_t part_n;
	struct {
		int32_t from_ym, to_ym; /* 0: the verdict is of no months */
		struct mg_verdict verdict;
	} part[MG_CASE_PARTS_MAX];
	int32_t value_n;
	struct mg_case_value value[MG_CASE_VALUES_MAX];
	bool has_months;
	struct mg_timeline months;
};
void mg_case_number(struct mg_case_out *out, const char *name, int64_t number);
void mg_case_flag(struct mg_case_out *out, const char *name, bool flag);
void mg_case_date(struct mg_case_out *out, const char *name, struct mg_date date);
void mg_case_ym(struct mg_case_out *out, const char *name, int32_t ym);
void mg_case_text(struct mg_case_out *out, const char *name, const char *text);
/* A verdict of its own to fill, whose kind is a word of the list. */
struct mg_verdict *mg_case_verdict(struct mg_case_out *out, enum mg_word_list kind_words);

struct mg_case_fn {
	const char *name;
	const char *means;
	const struct mg_case_shape *in;
	/* What no single field can say; NULL when the case can be run. */
	const char *(*refuses)(const void *in);
	/* `out` is empty before. */
	void (*run)(const void *in, const struct mg_law *law, struct mg_case_out *out);
};
extern const struct mg_case_fn mg_case_base_fns[], mg_case_qualification_fns[], mg_case_exemption_fns[],
	mg_case_benefit_fns[];
/* The i-th function of all; NULL behind the last. */
const struct mg_case_fn *mg_case_fn_at(int32_t i);
const struct mg_case_fn *mg_case_find(const char *name);

/* Shapes that several files of functions take. */
extern const struct mg_case_shape mg_case_life_shape; /* struct mg_life */
/* What no single field of a life can say. */
const char *mg_case_life_refuses(const struct mg_life *life);

/* Runs a case as read: {"fn": …, "in": {…}}, UTF-8, strict JSON, no key twice. On success *ret_json is the answer (free), one
 * line without a newline. INVALID: `err` names the place and what is wrong there, never a value. */
bool mg_case_answer(const char *text, size_t n, const struct mg_law *law, char **ret_json, struct mg_error *err)
	MG_MUST_CHECK;
/* The functions with their fields as text for a reader (free). */
char *mg_case_list(void);

/* Checks one struct that was filled otherwise than by reading; and runs it. */
void mg_case_run(const struct mg_case_fn *fn, const void *in, const struct mg_law *law, struct mg_case_out *out);
