/* SPDX-License-Identifier: Apache-2.0
 * Code.List, and the code master for other slices. */
#include "code/code.h"
#include <string.h>
#include "code/code_store.h"

#define LISTS_MAX 20U

/* A form asks five words of the master, which central IT loads anew a few times a year: each thread keeps what it was told
 * for a minute. A word that is not there is asked again. */
#define KEEP_US (60 * INT64_C(1000000))
#define PLACES 64U
struct kept {
	int64_t since_us; /* 0: nothing */
	struct mg_date on;
	char list[32], code[16], text[256];
};

static struct kept *place_of(const char *list, const char *code)
{
	static _Thread_local struct kept places[PLACES];
	uint32_t hash = 2166136261U; /* FNV-1a */
	for (const char *s = list; *s; s++)
		hash = (hash ^ (uint8_t)*s) * 16777619U;
	for (const char *s = code; *s; s++)
		hash = (hash ^ (uint8_t)*s) * 16777619U;
	return &places[hash % PLACES];
}

static bool holds(const struct kept *k, const char *list, const char *code, struct mg_date on,
	int64_t now_us)
{
	return k->since_us && now_us >= k->since_us && now_us - k->since_us < KEEP_US &&
	       mg_date_compare(k->on, on) == 0 && strcmp(k->list, list) == 0 &&
	       strcmp(k->code, code) == 0;
}

static void keep(struct kept *k, const char *list, const char *code, struct mg_date on,
	int64_t now_us, const char *text)
{
	if (strlen(list) >= sizeof(k->list) || strlen(code) >= sizeof(k->code) ||
		strlen(text) >= sizeof(k->text))
		return;
	*k = (struct kept){.since_us = now_us, .on = on};
	memcpy(k->list, list, strlen(list) + 1);
	memcpy(k->code, code, strlen(code) + 1);
	memcpy(k->text, text, strlen(text) + 1);
}

bool mg_code_find(struct mg_call *call, const char *list, const char *code, struct mg_date on,
	const char **ret, struct mg_error *err)
{
	struct kept *k = place_of(list, code);
	if (holds(k, list, code, on, call->now_us)) {
		*ret = mg_arena_strdup(call->arena, k->text);
		return *ret || mg_fail(err, MG_ERR_TOO_LARGE, "no room for a word");
	}
	if (!mg_code_get(
		    call->tx, call->arena, call->shared->municipality, list, code, on, ret, err))
		return false;
	if (*ret)
		keep(k, list, code, on, call->now_us, *ret);
	return true;
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
