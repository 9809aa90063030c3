/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "exemption/exemption_rules.h"
#include "rules/write.h"

/* 20261124 to "2026-11-24", 0 to null. */
static json_t *json_day(int64_t ymd)
{
	if (ymd == 0)
		return json_null();
	return json_sprintf("%04d-%02d-%02d", (int)(ymd / 10000), (int)(ymd / 100 % 100), (int)(ymd % 100));
}

static json_t *json_month(int64_t ym)
{
	return ym == 0 ? json_null() : json_sprintf("%06d", (int)ym);
}

/* Sets the word under `key` with its text beside it; nothing for the word "none" of lists where that is the first. */
static void set_word(json_t *o, const char *key, enum mg_word_list list, int32_t value)
{
	const struct mg_word *w = mg_word(list, value);

	if (value != 0)
		json_object_set_new(
			o, key, json_pack("{s:s, s:s*, s:s}", "name", w->name, "code", *w->code ? w->code : NULL, "text", w->text));
}

static json_t *reason(const struct mg_reason *r)
{
	json_t *o = json_object();
	const char *code = mg_rejection_code(r);

	json_object_set_new(o, "name", json_string(mg_word(MG_WORDS_REASON, (int32_t)r->name)->name));
	json_object_set_new(o, "text", json_string(mg_word(MG_WORDS_REASON, (int32_t)r->name)->text));
	json_object_set_new(o, "article", json_string(mg_word(MG_WORDS_ARTICLE, (int32_t)r->article)->text));
	if (*code)
		json_object_set_new(o, "rejection_reason", json_string(code));
	set_word(o, "role", MG_WORDS_ROLE, (int32_t)r->role);
	set_word(o, "menjo_type", MG_WORDS_MENJO, (int32_t)r->menjo);
	if (r->rank != 0)
		json_object_set_new(o, "wish_rank", json_integer(r->rank));
	return o;
}

static json_t *figure_value(const struct mg_figure *f, const char *unit)
{
	if (strcmp(unit, "date") == 0)
		return json_day(f->value);
	if (strcmp(unit, "ym") == 0)
		return json_month(f->value);
	if (strcmp(unit, "action") == 0)
		return json_string(mg_word(MG_WORDS_ACTION, (int32_t)f->value)->name);
	if (strcmp(unit, "menjo") == 0)
		return json_string(mg_word(MG_WORDS_MENJO, (int32_t)f->value)->name);
	return json_integer(f->value);
}

static json_t *figure(const struct mg_figure *f)
{
	const struct mg_word *w = mg_word(MG_WORDS_FIGURE, (int32_t)f->name);
	json_t *o = json_object();

	json_object_set_new(o, "name", json_string(w->name));
	json_object_set_new(o, "text", json_string(w->text));
	json_object_set_new(o, "unit", json_string(w->code));
	json_object_set_new(o, "value", figure_value(f, w->code));
	set_word(o, "role", MG_WORDS_ROLE, (int32_t)f->role);
	set_word(o, "menjo_type", MG_WORDS_MENJO, (int32_t)f->menjo);
	return o;
}

static json_t *missing(const struct mg_missing *m)
{
	json_t *o = json_object();

	json_object_set_new(o, "name", json_string(mg_word(MG_WORDS_PAPER, (int32_t)m->paper)->name));
	json_object_set_new(o, "text", json_string(mg_word(MG_WORDS_PAPER, (int32_t)m->paper)->text));
	set_word(o, "role", MG_WORDS_ROLE, (int32_t)m->role);
	return o;
}

static json_t *verdict(const struct mg_verdict *v, enum mg_word_list kind_words)
{
	json_t *o = json_object(), *reasons = json_array(), *papers = json_array(), *figures = json_array();

	json_object_set_new(o, "result", json_string(mg_word(MG_WORDS_RESULT, (int32_t)v->result)->name));
	json_object_set_new(o, "text", json_string(mg_word(MG_WORDS_RESULT, (int32_t)v->result)->text));
	if (kind_words != MG_WORDS_MAX)
		set_word(o, "kind", kind_words, v->kind);
	for (int32_t i = 0; i < v->reason_n; i++)
		json_array_append_new(reasons, reason(&v->reason[i]));
	for (int32_t i = 0; i < v->missing_n; i++)
		json_array_append_new(papers, missing(&v->missing[i]));
	for (int32_t i = 0; i < v->figure_n; i++)
		json_array_append_new(figures, figure(&v->figure[i]));
	json_object_set_new(o, "reasons", reasons);
	json_object_set_new(o, "missing", papers);
	json_object_set_new(o, "figures", figures);
	if (v->cut)
		json_object_set_new(o, "cut", json_true());
	return o;
}

static json_t *plain(const struct mg_case_value *v)
{
	switch (v->kind) {
	case MG_CASE_IS_NUMBER:
		return json_integer(v->number);
	case MG_CASE_IS_FLAG:
		return json_boolean(v->number);
	case MG_CASE_IS_DATE:
		return json_day(v->number);
	case MG_CASE_IS_YM:
		return json_month(v->number);
	case MG_CASE_IS_TEXT:
		return json_string(v->text);
	case MG_CASE_KINDS:
		break;
	}
	return json_null();
}

static json_t *lost_marks(const struct mg_month_cell *cell)
{
	json_t *list = json_array();

	for (int32_t mark = 1; mark < MG_MARK_MAX; mark++) {
		const struct mg_reason why = mg_timeline_why_lost(cell, (enum mg_mark)mark);

		if (why.name == MG_REASON_NONE)
			continue;
		json_t *o = reason(&why);

		json_object_set_new(o, "mark", json_string(mg_word(MG_WORDS_MARK, mark)->name));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *months_alike(const struct mg_timeline *t, int32_t from, int32_t to)
{
	static const char *const REST[] = {NULL, "DUE", "PAID", "UNPAID", "LAPSED"};
	const struct mg_month_cell *cell = &t->month[from];
	json_t *o = json_object();

	json_object_set_new(o, "from_ym", json_month(mg_ym_add(t->first_ym, from)));
	json_object_set_new(o, "to_ym", json_month(mg_ym_add(t->first_ym, to)));
	json_object_set_new(o, "insured_type", json_string(mg_word(MG_WORDS_INSURED, cell->insured)->name));
	json_object_set_new(o, "status", json_string(mg_word(MG_WORDS_STATUS, cell->status)->name));
	json_object_set_new(o, "text", json_string(mg_word(MG_WORDS_STATUS, cell->status)->text));
	if (REST[cell->rest])
		json_object_set_new(o, "rest", json_string(REST[cell->rest]));
	if (mg_timeline_is_refund(cell))
		json_object_set_new(o, "refund", json_true());
	json_object_set_new(o, "lost", lost_marks(cell));
	return o;
}

static bool alike(const struct mg_month_cell *a, const struct mg_month_cell *b)
{
	return a->insured == b->insured && a->status == b->status && a->rest == b->rest && a->marks == b->marks;
}

/* Neighbouring months that are the same, from the first to the last of the 600. */
static json_t *months(const struct mg_timeline *t)
{
	json_t *list = json_array();
	int32_t from = 0;

	for (int32_t i = 1; i <= MG_LIFE_MONTHS; i++) {
		if (i < MG_LIFE_MONTHS && alike(&t->month[i], &t->month[from]))
			continue;
		json_array_append_new(list, months_alike(t, from, i - 1));
		from = i;
	}
	return list;
}

/* The months before that of 20 as 第2号: from the first of each run to its last. */
static json_t *early_months(const struct mg_timeline *t)
{
	json_t *list = json_array();

	for (int32_t ym = mg_timeline_begin(t); ym < t->first_ym; ym = mg_ym_add(ym, 1)) {
		const int32_t from = ym;

		while (mg_timeline_is_early(t, ym))
			ym = mg_ym_add(ym, 1);
		if (ym != from)
			json_array_append_new(list, json_pack("{s:o, s:o}", "from_ym", json_month(from), "to_ym",
						    json_month(mg_ym_add(ym, -1))));
	}
	return list;
}

static json_t *parts(const struct mg_case_out *out)
{
	json_t *list = json_array();

	for (int32_t i = 0; i < out->part_n; i++) {
		json_t *o = verdict(&out->part[i].verdict, out->kind_words);

		json_object_set_new(o, "from_ym", json_month(out->part[i].from_ym));
		json_object_set_new(o, "to_ym", json_month(out->part[i].to_ym));
		json_array_append_new(list, o);
	}
	return list;
}

char *mg_case_write(const struct mg_case_fn *fn, const struct mg_case_out *out)
{
	json_t *root = json_pack("{s:s}", "fn", fn->name), *values = json_object();
	char *text;

	for (int32_t i = 0; i < out->value_n; i++)
		json_object_set_new(values, out->value[i].name, plain(&out->value[i]));
	if (out->value_n > 0)
		json_object_set(root, "out", values);
	json_decref(values);
	if (out->part_n == 1 && out->part[0].from_ym == 0)
		json_object_set_new(root, "verdict", verdict(&out->part[0].verdict, out->kind_words));
	else if (out->part_n > 0)
		json_object_set_new(root, "verdicts", parts(out));
	if (out->has_months) {
		json_object_set_new(root, "second_before_20", early_months(&out->months));
		json_object_set_new(root, "months", months(&out->months));
	}
	text = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	return text;
}
