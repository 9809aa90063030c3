/* SPDX-License-Identifier: Apache-2.0
 * How long the law takes: one application over four years and three people, the 600 months of a life, and a million lives,
 * on one core. Lives and households differ from turn to turn, so that nothing is learnt by heart. Exit status 1 when a
 * limit is missed.   bench_rules [people]   (a million when nothing is said; results as lines of JSON after the text) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/macros.h"
#include "exemption/exemption_rules.h"
#include "law/law_load.h"
#include "qualification/qualification_rules_timeline.h"

#define SPELLS 8
#define SPANS 24
#define DIFFERENT 4096
#define TURNS 200000

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct biography {
	struct mg_life life;
	struct mg_insured_spell spell[SPELLS];
	struct mg_month_span span[SPANS];
};

static uint32_t dice(void)
{
	static uint64_t state = 20261124;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33);
}

/* Forty years of work, unemployment, exemptions and payments by the month and the year. */
static void write_life(struct biography *b)
{
	struct mg_date at;

	memset(b, 0, sizeof(*b));
	b->life = (struct mg_life){.birth = {1957 + (int32_t)(dice() % 48), (uint8_t)(1 + dice() % 12), (uint8_t)(1 + dice() % 28)},
		.as_of = {2026, 11, 24}, .spell = b->spell, .span = b->span, .spell_n = SPELLS, .span_n = SPANS};
	at = mg_date_attains(b->life.birth, 20);
	for (int i = 0; i < SPELLS; i++) {
		b->spell[i].type = (enum mg_insured)(MG_INSURED_FIRST + dice() % 3);
		b->spell[i].from = at;
		at = mg_date_add_days(at, 200 + (int32_t)(dice() % 3000));
		b->spell[i].until = i == SPELLS - 1 ? (struct mg_date){0} : at;
	}
	for (int i = 0; i < SPANS; i++) {
		b->span[i].mark = (enum mg_mark)(MG_MARK_PAID + dice() % (MG_MARK_MAX - 1));
		b->span[i].from_ym = mg_ym_add(mg_ym_of(b->life.birth), 240 + (int32_t)(dice() % 560));
		b->span[i].to_ym = mg_ym_add(b->span[i].from_ym, (int32_t)(dice() % 24));
		b->span[i].on = mg_ym_first(b->span[i].from_ym);
	}
}

static struct biography *write_lives(void)
{
	struct biography *lives = calloc(DIFFERENT, sizeof(*lives));

	if (!lives)
		exit(2);
	for (int i = 0; i < DIFFERENT; i++)
		write_life(&lives[i]);
	return lives;
}

/* Somebody with spouse and head of the household asks for the four years that an application in July reaches. */
static uint32_t apply(const struct biography *b, const struct mg_law *law, int turn)
{
	const struct mg_exemption_person person[] = {
		{.is_self = true, .tax = {.declared = MG_DECLARED_YES, .total_income = turn % 700000}},
		{.is_spouse = true, .tax = {.declared = MG_DECLARED_YES, .total_income = turn % 1300000, .dep_under16_n = 2}},
		{.is_head = true, .tax = {.declared = MG_DECLARED_YES, .total_income = turn % 1900000, .ded_social_insurance = 150000}},
	};
	const struct mg_exemption_part part = {.from_ym = 200001, .to_ym = 209912, .person = person, .person_n = 3};
	struct mg_exemption_in in = {.form = MG_FORM_EXEMPTION, .received_date = {2026, 7, 10}, .birth = {1990, 5, 5, 0},
		.part = &part, .part_n = 1};
	static struct mg_timeline life;
	static struct mg_exemption_out out;
	uint32_t sum = 0;

	mg_timeline_build(&b->life, &life);
	for (in.year = 2023; in.year <= 2026; in.year++) {
		/* every other life as it is; otherwise every month open, which is the most work */
		mg_exemption_judge(&in, turn % 2 ? &life : NULL, law, &out);
		sum += (uint32_t)out.n + (uint32_t)out.segment[0].verdict.kind;
	}
	return sum;
}

static bool report(const char *what, double took, const char *unit, double limit)
{
	printf("%-58s %9.2f %s (at most %.0f)%s\n", what, took, unit, limit, took <= limit ? "" : "  MISSED");
	return took <= limit;
}

int main(int argc, char **argv)
{
	const int people = argc > 1 ? atoi(argv[1]) : 1000000;
	static struct mg_timeline life;
	static struct mg_law law;
	struct mg_error err = {0};
	uint32_t sum = 0;
	double start, form_us, life_us, all_s;
	bool ok;

	if (people < 1 || !mg_law_load(MG_SOURCE_DIR "/sql/codes/law.csv", &law, &err))
		return 2;
	struct biography *lives = write_lives();

	start = now_s();
	for (int i = 0; i < TURNS; i++)
		sum += apply(&lives[i % DIFFERENT], &law, i * 7919);
	form_us = (now_s() - start) / TURNS * 1e6;
	start = now_s();
	for (int i = 0; i < TURNS; i++) {
		mg_timeline_build(&lives[i % DIFFERENT].life, &life);
		sum += life.month[i % MG_LIFE_MONTHS].status;
	}
	life_us = (now_s() - start) / TURNS * 1e6;
	start = now_s();
	for (int i = 0; i < people; i++) {
		if (i % 16 == 0)
			write_life(&lives[i / 16 % DIFFERENT]); /* new people all the while */
		mg_timeline_build(&lives[i % DIFFERENT].life, &life);
		sum += life.month[i % MG_LIFE_MONTHS].status;
	}
	all_s = (now_s() - start) / people * 1e6;
	ok = report("one application, four years, three people", form_us, "us", 50);
	ok &= report("the 600 months of a life", life_us, "us", 20);
	ok &= report("a million lives", all_s, "s ", 30);
	printf("{\"bench\":\"rules\",\"application_us\":%.2f,\"timeline_us\":%.2f,\"million_timelines_s\":%.2f,\"people\":%d,\"sum\":%u}\n",
		form_us, life_us, all_s, people, sum);
	free(lives);
	return ok ? 0 : 1;
}
