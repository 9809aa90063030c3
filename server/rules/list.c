/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include "base/macros.h"
#include "rules/case.h"

static void names(FILE *f, const struct mg_case_field *field)
{
	const struct mg_word *words;
	int32_t n;

	if (field->type == MG_CASE_CHOICE) {
		for (int32_t i = 0; i < field->most; i++)
			if (field->choices[i])
				fprintf(f, " %s", field->choices[i]);
		return;
	}
	words = mg_words(field->words, &n);
	for (int32_t i = 0; i < n; i++)
		fprintf(f, " %s", words[i].name);
}

static void type(FILE *f, const struct mg_case_field *field)
{
	static const char *const TYPES[MG_CASE_TYPES] = {"flag", "number", "yen", "date", "date, known in part or whole", "month",
		"one of:", "one of:", "text", "object", "list"};

	fputs(TYPES[field->type], f);
	if (field->type == MG_CASE_NUMBER)
		fprintf(f, " %d to %d", field->least, field->most);
	if (field->type == MG_CASE_NUMBER && field->otherwise != 0)
		fprintf(f, ", otherwise %d", field->otherwise);
	if (field->type == MG_CASE_LIST)
		fprintf(f, " of at most %d objects", field->most);
	if (field->type == MG_CASE_WORD || field->type == MG_CASE_CHOICE)
		names(f, field);
}

static void shape(FILE *f, const struct mg_case_shape *s, int depth)
{
	for (int32_t i = 0; i < s->field_n; i++) {
		const struct mg_case_field *field = &s->field[i];

		fprintf(f, "%*s%s%s: ", 2 * depth, "", field->name, field->needed ? " (needed)" : "");
		type(f, field);
		if (field->means)
			fprintf(f, "  — %s", field->means);
		fputc('\n', f);
		if (field->shape)
			shape(f, field->shape, depth + 1);
	}
}

char *mg_case_list(void)
{
	const struct mg_case_fn *fn;
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	if (!f)
		return NULL;
	for (int32_t i = 0; (fn = mg_case_fn_at(i)) != NULL; i++) {
		fprintf(f, "%s — %s\n", fn->name, fn->means);
		shape(f, fn->in, 1);
	}
	return fclose(f) == 0 ? text : NULL;
}
