/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/macros.h"
#include "rules/case.h"
#include "rules/read.h"
#include "rules/write.h"

static struct mg_case_value *value(struct mg_case_out *out, const char *name, enum mg_case_kind kind, int64_t number)
{
	static struct mg_case_value beyond; /* never read: MG_CASE_VALUES_MAX is more than any function says */
	struct mg_case_value *v = out->value_n < MG_CASE_VALUES_MAX ? &out->value[out->value_n++] : &beyond;

	v->name = name;
	v->kind = kind;
	v->number = number;
	return v;
}

void mg_case_number(struct mg_case_out *out, const char *name, int64_t number)
{
	(void)value(out, name, MG_CASE_IS_NUMBER, number);
}

void mg_case_flag(struct mg_case_out *out, const char *name, bool flag)
{
	(void)value(out, name, MG_CASE_IS_FLAG, flag);
}

void mg_case_date(struct mg_case_out *out, const char *name, struct mg_date date)
{
	(void)value(out, name, MG_CASE_IS_DATE, mg_ymd(date));
}

void mg_case_ym(struct mg_case_out *out, const char *name, int32_t ym)
{
	(void)value(out, name, MG_CASE_IS_YM, ym);
}

void mg_case_text(struct mg_case_out *out, const char *name, const char *text)
{
	struct mg_case_value *v = value(out, name, MG_CASE_IS_TEXT, 0);

	snprintf(v->text, sizeof(v->text), "%s", text);
}

struct mg_verdict *mg_case_verdict(struct mg_case_out *out, enum mg_word_list kind_words)
{
	out->kind_words = kind_words;
	if (out->part_n == MG_CASE_PARTS_MAX)
		out->part_n--; /* no function has more */
	out->part[out->part_n].from_ym = out->part[out->part_n].to_ym = 0;
	mg_verdict_init(&out->part[out->part_n].verdict);
	return &out->part[out->part_n++].verdict;
}

const struct mg_case_fn *mg_case_fn_at(int32_t i)
{
	const struct mg_case_fn *const lists[] = {
		mg_case_base_fns, mg_case_qualification_fns, mg_case_exemption_fns, mg_case_benefit_fns};

	for (size_t list = 0; list < MG_LEN(lists); list++)
		for (const struct mg_case_fn *fn = lists[list]; fn->name; fn++)
			if (i-- == 0)
				return fn;
	return NULL;
}

const struct mg_case_fn *mg_case_find(const char *name)
{
	const struct mg_case_fn *fn;

	for (int32_t i = 0; (fn = mg_case_fn_at(i)) != NULL; i++)
		if (strcmp(fn->name, name) == 0)
			return fn;
	return NULL;
}

void mg_case_run(const struct mg_case_fn *fn, const void *in, const struct mg_law *law, struct mg_case_out *out)
{
	memset(out, 0, sizeof(*out));
	out->kind_words = MG_WORDS_MAX;
	fn->run(in, law, out);
}

static void release(json_t **json)
{
	json_decref(*json);
}

/* The function and its input out of {"fn": …, "in": {…}}; borrowed. */
static bool open_case(json_t *root, const struct mg_case_fn **ret_fn, json_t **ret_in, struct mg_error *err)
{
	const char *key, *name = json_string_value(json_object_get(root, "fn"));
	json_t *member;

	if (!json_is_object(root))
		return mg_fail(err, MG_ERR_INVALID, "a case is an object: {\"fn\": …, \"in\": {…}}");
	json_object_foreach(root, key, member)
	{
		if (strcmp(key, "fn") != 0 && strcmp(key, "in") != 0)
			return mg_fail(err, MG_ERR_INVALID, "unknown field %s", mg_case_said(key));
	}
	if (!name)
		return mg_fail(err, MG_ERR_INVALID, "fn: missing, or no text");
	*ret_fn = mg_case_find(name);
	if (!*ret_fn)
		return mg_fail(err, MG_ERR_INVALID, "fn: no such function; --list names them");
	*ret_in = json_object_get(root, "in");
	if (!*ret_in)
		return mg_fail(err, MG_ERR_INVALID, "in: missing");
	return true;
}

/* Lists of the largest case that the shapes allow take less. */
#define ARENA_BYTES (4u << 20)

bool mg_case_answer(const char *text, size_t n, const struct mg_law *law, char **ret_json, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena = {0};
	MG_CLEANUP(release) json_t *root = NULL;
	const struct mg_case_fn *fn = NULL;
	struct mg_case_out *out;
	const char *refused;
	json_error_t at;
	json_t *in = NULL;

	mg_arena_init(&arena, ARENA_BYTES);
	root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &at);
	if (!root)
		return mg_fail(err, MG_ERR_INVALID, "not JSON: line %d, column %d", at.line, at.column);
	if (!open_case(root, &fn, &in, err))
		return false;
	void *const record = mg_arena_calloc(&arena, 1, fn->in->bytes);

	out = mg_arena_calloc(&arena, 1, sizeof(*out));
	if (!record || !out)
		return mg_fail(err, MG_ERR_INTERNAL, "no memory");
	if (!mg_case_read(in, fn->in, "in", &arena, record, err))
		return false;
	refused = fn->refuses ? fn->refuses(record) : NULL;
	if (refused)
		return mg_fail(err, MG_ERR_INVALID, "in.%s", refused);
	mg_case_run(fn, record, law, out);
	*ret_json = mg_case_write(fn, out);
	return *ret_json ? true : mg_fail(err, MG_ERR_INTERNAL, "no memory");
}
