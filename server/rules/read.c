/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include "base/number.h"
#include "base/text.h"
#include "rules/read.h"

/* Days beyond these are mistakes of typing, and the rules may add decades without leaving the calendar. */
#define YEAR_LEAST 1873
#define YEAR_MOST 2200
#define YEN_MOST INT64_C(1000000000000)

struct reader {
	struct mg_arena *arena;
	struct mg_error *err;
	char place[160];
};

static bool wrong(struct reader *r, const char *what)
{
	return mg_fail(r->err, MG_ERR_INVALID, "%s: %s", r->place, what);
}

/* Goes down to a field; the length to come back to. */
static size_t enter(struct reader *r, const char *name)
{
	const size_t n = strlen(r->place);

	snprintf(r->place + n, sizeof(r->place) - n, ".%s", name);
	return n;
}

static void leave(struct reader *r, size_t n)
{
	r->place[n] = 0;
}

static bool read_object(struct reader *r, json_t *object, const struct mg_case_shape *shape, char *at);

const char *mg_case_said(const char *name)
{
	const size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return n > 0 && n <= 40 && name[n] == 0 ? name : "…";
}

static bool read_flag(struct reader *r, json_t *v, bool *ret)
{
	const char *s = json_string_value(v);

	if (json_is_boolean(v))
		*ret = json_is_true(v);
	else if (s && (strcmp(s, "0") == 0 || strcmp(s, "1") == 0))
		*ret = *s == '1';
	else
		return wrong(r, "true, false, \"1\" or \"0\" is wanted");
	return true;
}

static bool read_integer(struct reader *r, json_t *v, int64_t least, int64_t most, int64_t *ret)
{
	if (!json_is_integer(v))
		return wrong(r, "a whole number is wanted");
	*ret = json_integer_value(v);
	if (*ret >= least && *ret <= most)
		return true;
	return mg_fail(r->err, MG_ERR_INVALID, "%s: outside %lld to %lld", r->place, (long long)least, (long long)most);
}

static bool read_number(struct reader *r, json_t *v, const struct mg_case_field *f, int32_t *ret)
{
	int64_t value;

	if (!read_integer(r, v, f->least, f->most, &value))
		return false;
	*ret = (int32_t)value;
	return true;
}

static bool read_day(struct reader *r, json_t *v, struct mg_partial_date *ret)
{
	const char *s = json_string_value(v);
	const size_t n = json_string_length(v);
	enum mg_date_reading reading;

	if (!s)
		return wrong(r, "a date is wanted, as text");
	if (n == 8 && mg_is_digits(s, n))
		reading = mg_partial_from_digits(s, n, ret);
	else
		reading = mg_partial_parse(s, n, ret);
	if (reading == MG_DATE_OTHER_ERA)
		return wrong(r, "the day lies in another era");
	if (reading == MG_DATE_TOO_OLD)
		return wrong(r, "outside the years 1873 to 2200");
	if (reading != MG_DATE_READ)
		return wrong(r, reading == MG_DATE_NO_SUCH_DAY ? "no such day" : "not a date");
	if (ret->year != 0 && (ret->year < YEAR_LEAST || ret->year > YEAR_MOST))
		return wrong(r, "outside the years 1873 to 2200");
	return true;
}

static bool read_date(struct reader *r, json_t *v, struct mg_date *ret)
{
	struct mg_partial_date p;

	if (!read_day(r, v, &p))
		return false;
	if (!mg_partial_is_whole(p))
		return wrong(r, "a whole date is wanted: year, month and day");
	*ret = (struct mg_date){p.year, p.month, p.day};
	return true;
}

static bool read_ym(struct reader *r, json_t *v, int32_t *ret)
{
	const char *s = json_string_value(v);
	int64_t ym = 0;

	if (s) {
		if (json_string_length(v) != 6 || !mg_is_digits(s, 6))
			return wrong(r, "a month is wanted: YYYYMM");
		for (int i = 0; i < 6; i++)
			ym = ym * 10 + (s[i] - '0');
	} else if (json_is_integer(v)) {
		ym = json_integer_value(v);
	}
	if (ym < YEAR_LEAST * 100 || ym > YEAR_MOST * 100 + 12 || !mg_ym_is_valid((int32_t)ym))
		return wrong(r, "a month of the years 1873 to 2200 is wanted: YYYYMM");
	*ret = (int32_t)ym;
	return true;
}

/* By name or text; by code only where one word alone has it. */
static bool read_word(struct reader *r, json_t *v, enum mg_word_list list, int32_t *ret)
{
	const char *s = json_string_value(v);
	const struct mg_word *words;
	int32_t n, found = -1;

	words = mg_words(list, &n);
	if (!s || !*s)
		return wrong(r, "a name, a code or a Japanese term is wanted, as text");
	*ret = mg_word_find(list, s);
	if (*ret >= 0)
		return true;
	for (int32_t i = 0; i < n; i++) {
		if (strcmp(words[i].code, s) != 0)
			continue;
		if (found >= 0)
			return wrong(r, "the code stands for several: take the name");
		found = i;
	}
	if (found < 0)
		return wrong(r, "unknown name");
	*ret = found;
	return true;
}

static bool read_choice(struct reader *r, json_t *v, const struct mg_case_field *f, int32_t *ret)
{
	const char *s = json_string_value(v);

	for (int32_t i = 0; s && i < f->most; i++) {
		if (f->choices[i] && strcmp(f->choices[i], s) == 0) {
			*ret = i;
			return true;
		}
	}
	return wrong(r, "unknown name");
}

static bool read_list(struct reader *r, json_t *v, const struct mg_case_field *f, char *at)
{
	const size_t n = json_array_size(v);
	char *elements;

	if (!json_is_array(v))
		return wrong(r, "a list is wanted");
	if (n > (size_t)f->most)
		return mg_fail(r->err, MG_ERR_INVALID, "%s: more than %d", r->place, f->most);
	elements = mg_arena_calloc(r->arena, n == 0 ? 1 : n, f->shape->bytes);
	if (!elements)
		return wrong(r, "too much");
	for (size_t i = 0; i < n; i++) {
		const size_t back = strlen(r->place);

		snprintf(r->place + back, sizeof(r->place) - back, "[%zu]", i);
		if (!read_object(r, json_array_get(v, i), f->shape, elements + i * f->shape->bytes))
			return false;
		leave(r, back);
	}
	memcpy(at + f->offset, &elements, sizeof(elements));
	*(int32_t *)(void *)(at + f->count_offset) = (int32_t)n;
	return true;
}

static bool read_text(struct reader *r, json_t *v, struct mg_text *ret)
{
	if (!json_is_string(v))
		return wrong(r, "text is wanted");
	*ret = (struct mg_text){json_string_value(v), json_string_length(v)};
	return true;
}

static bool read_field(struct reader *r, json_t *v, const struct mg_case_field *f, char *base)
{
	void *const at = base + f->offset;

	switch (f->type) {
	case MG_CASE_FLAG:
		return read_flag(r, v, at);
	case MG_CASE_NUMBER:
		return read_number(r, v, f, at);
	case MG_CASE_YEN:
		return read_integer(r, v, -YEN_MOST, YEN_MOST, at);
	case MG_CASE_DATE:
		return read_date(r, v, at);
	case MG_CASE_BIRTH:
		return read_day(r, v, at);
	case MG_CASE_YM:
		return read_ym(r, v, at);
	case MG_CASE_WORD:
		return read_word(r, v, f->words, at);
	case MG_CASE_CHOICE:
		return read_choice(r, v, f, at);
	case MG_CASE_TEXT:
		return read_text(r, v, at);
	case MG_CASE_OBJECT:
		return read_object(r, v, f->shape, at);
	case MG_CASE_LIST:
		return read_list(r, v, f, base);
	case MG_CASE_TYPES:
		break;
	}
	return wrong(r, "cannot be read");
}

static bool knows(const struct mg_case_shape *shape, const char *name)
{
	for (int32_t i = 0; i < shape->field_n; i++)
		if (strcmp(shape->field[i].name, name) == 0)
			return true;
	return false;
}

static bool read_object(struct reader *r, json_t *object, const struct mg_case_shape *shape, char *at)
{
	const char *key;
	json_t *value;

	if (!json_is_object(object))
		return wrong(r, "an object is wanted");
	json_object_foreach(object, key, value)
	{
		if (!knows(shape, key))
			return mg_fail(r->err, MG_ERR_INVALID, "%s: unknown field %s", r->place, mg_case_said(key));
	}
	for (int32_t i = 0; i < shape->field_n; i++) {
		const struct mg_case_field *f = &shape->field[i];
		const size_t back = enter(r, f->name);

		value = json_object_get(object, f->name);
		if ((!value || json_is_null(value)) && f->needed)
			return wrong(r, "missing");
		if (!value || json_is_null(value)) {
			if (f->otherwise != 0)
				memcpy(at + f->offset, &f->otherwise, sizeof(f->otherwise));
		} else if (!read_field(r, value, f, at)) {
			return false;
		}
		leave(r, back);
	}
	return true;
}

bool mg_case_read(json_t *object, const struct mg_case_shape *shape, const char *where, struct mg_arena *arena, void *ret,
	struct mg_error *err)
{
	struct reader r = {.arena = arena, .err = err};

	snprintf(r.place, sizeof(r.place), "%s", where);
	return read_object(&r, object, shape, ret);
}
