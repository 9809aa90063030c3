/* SPDX-License-Identifier: Apache-2.0
 * Every function of the law over records made of the fuzzer's bytes: no crash, no undefined behaviour, every verdict in
 * range, and the same answer twice. The first byte chooses the function. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "law/law_load.h"
#include "rules/write.h"
#include "support/case_fill.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	const uint8_t *p;
	size_t n;
	struct chance then; /* when the bytes are used up: chance, seeded by them, so that records stay full */
};

static uint32_t next(void *from)
{
	struct bytes *b = from;
	uint32_t value;

	if (b->n < 2)
		return chance_next(&b->then);
	value = (uint32_t)b->p[0] | (uint32_t)b->p[1] << 8;
	b->then.state = b->then.state * 31 + value;
	b->p += 2;
	b->n -= 2;
	return value;
}

static bool within(int64_t value, int64_t least, int64_t most)
{
	return value >= least && value <= most;
}

static bool figure_in_range(const struct mg_figure *f)
{
	const char *unit = mg_word(MG_WORDS_FIGURE, (int32_t)f->name)->code;

	if (!within(f->name, 1, MG_FIGURE_MAX - 1) || !within(f->role, 0, MG_ROLE_MAX - 1) || !within(f->menjo, 0, MG_MENJO_MAX - 1))
		return false;
	if (strcmp(unit, "date") == 0)
		return f->value == 0 || mg_date_is_valid((struct mg_date){(int32_t)(f->value / 10000),
						(uint8_t)(f->value / 100 % 100), (uint8_t)(f->value % 100)});
	if (strcmp(unit, "ym") == 0)
		return f->value == 0 || mg_ym_is_valid((int32_t)f->value);
	if (strcmp(unit, "yen") == 0)
		return within(f->value, 0, INT64_C(10000000000000));
	return within(f->value, 0, 20000);
}

static bool in_range(const struct mg_verdict *v, enum mg_word_list kind_words)
{
	int32_t kinds = 1;
	bool ok = within(v->result, MG_RESULT_YES, MG_RESULT_MAX - 1) && within(v->reason_n, 1, MG_REASONS_MAX) &&
		  within(v->missing_n, 0, MG_MISSING_MAX) && within(v->figure_n, 0, MG_FIGURES_MAX);

	if (kind_words != MG_WORDS_MAX)
		(void)mg_words(kind_words, &kinds);
	ok = ok && within(v->kind, 0, kinds - 1);
	for (int32_t i = 0; ok && i < v->reason_n; i++)
		ok = within(v->reason[i].name, 1, MG_REASON_MAX - 1) && within(v->reason[i].article, 1, MG_ARTICLE_MAX - 1) &&
		     within(v->reason[i].role, 0, MG_ROLE_MAX - 1) && within(v->reason[i].menjo, 0, MG_MENJO_MAX - 1) &&
		     within(v->reason[i].rank, 0, 5);
	for (int32_t i = 0; ok && i < v->missing_n; i++)
		ok = within(v->missing[i].paper, 1, MG_PAPER_MAX - 1) && within(v->missing[i].role, 0, MG_ROLE_MAX - 1);
	for (int32_t i = 0; ok && i < v->figure_n; i++)
		ok = figure_in_range(&v->figure[i]);
	return ok;
}

static void judge(const struct mg_case_fn *fn, const void *in, const struct mg_law *law)
{
	static struct mg_case_out out;
	char *first, *second;

	mg_case_run(fn, in, law, &out);
	first = mg_case_write(fn, &out);
	for (int32_t i = 0; i < out.part_n; i++) {
		if (!in_range(&out.part[i].verdict, out.kind_words)) {
			fprintf(stderr, "out of range: %s\n", first);
			abort();
		}
	}
	mg_case_run(fn, in, law, &out);
	second = mg_case_write(fn, &out);
	if (!first || !second || strcmp(first, second) != 0)
		abort();
	free(first);
	free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mg_law law;
	static bool loaded;
	struct mg_error err = {0};
	struct mg_arena arena;
	int32_t n = 0;

	if (!loaded && !mg_law_load(MG_SOURCE_DIR "/sql/codes/law.csv", &law, &err))
		abort();
	loaded = true;
	if (size == 0)
		return 0;
	while (mg_case_fn_at(n))
		n++;
	struct bytes bytes = {data + 1, size - 1, {0}};
	const struct mg_case_fn *fn = mg_case_fn_at(data[0] % n);

	mg_arena_init(&arena, 8u << 20);
	struct fill fill = {next, &bytes, &arena};
	const void *in = fill_case(&fill, fn);

	if (in)
		judge(fn, in, &law);
	mg_arena_done(&arena);
	return 0;
}
