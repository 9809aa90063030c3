/* SPDX-License-Identifier: Apache-2.0
 * Code.List, and the code master for other slices. */
#include "code/code.h"
#include "code/code_store.h"

#define LISTS_MAX 20U

bool mg_code_find(struct mg_call *call, const char *list, const char *code, struct mg_date on,
	const char **ret, struct mg_error *err)
{
	return mg_code_get(
		call->tx, call->arena, call->shared->municipality, list, code, on, ret, err);
}

bool mg_code_check(struct mg_call *call, const char *list, const char *code, struct mg_date on,
	const char *field, const char **ret, struct mg_error *err)
{
	const char *text;
	if (!mg_code_find(call, list, code, on, &text, err))
		return false;
	if (!text) {
		call->field = field;
		return mg_fail(err, MG_ERR_INVALID, "not a word of the list %s in force", list);
	}
	*ret = text;
	return true;
}

static bool read_day(
	struct mg_call *call, const Pb__Date *on, struct mg_date *ret, struct mg_error *err)
{
	*ret = mg_date_of_utc_us(call->now_us);
	if (!on)
		return true;
	if (on->year >= 1 && on->year <= 9999 && on->month <= 12 && on->day <= 31) {
		*ret = (struct mg_date){on->year, (uint8_t)on->month, (uint8_t)on->day};
		if (mg_date_is_valid(*ret))
			return true;
	}
	call->field = "on";
	return mg_fail(err, MG_ERR_INVALID, "no such day");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)s;
}

static bool add_words(struct mg_call *call, const struct mg_code_word *words, size_t n,
	Pb__CodeListReply *out, struct mg_error *err)
{
	Pb__CodeWord **all = mg_arena_calloc(call->arena, out->n_words + n + 1, sizeof(*all));
	Pb__CodeWord *word = mg_arena_calloc(call->arena, n + 1, sizeof(*word));
	if (!all || !word)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	if (out->n_words)
		memcpy(all, out->words, out->n_words * sizeof(*all));
	for (size_t i = 0; i < n; i++) {
		pb__code_word__init(&word[i]);
		word[i].list = borrow(words[i].list);
		word[i].code = borrow(words[i].code);
		word[i].name = borrow(words[i].name);
		word[i].text = borrow(words[i].text);
		word[i].source = borrow(words[i].source);
		word[i].verify = words[i].verify;
		all[out->n_words++] = &word[i];
	}
	out->words = all;
	return true;
}

bool mg_Code_list(struct mg_call *call, const Pb__CodeListRequest *in, Pb__CodeListReply *out,
	struct mg_error *err)
{
	struct mg_date on;
	if (in->n_lists < 1 || in->n_lists > LISTS_MAX) {
		call->field = "lists";
		return mg_fail(err, MG_ERR_INVALID, "1 to %u lists", LISTS_MAX);
	}
	if (!read_day(call, in->on, &on, err))
		return false;
	for (size_t i = 0; i < in->n_lists; i++) {
		struct mg_code_word *words;
		size_t n;
		if (!mg_code_list(call->tx, call->arena, call->shared->municipality, in->lists[i],
			    on, &words, &n, err) ||
			!add_words(call, words, n, out, err))
			return false;
	}
	return true;
}
