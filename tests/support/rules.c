/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "law/law_load.h"
#include "support/rules.h"

struct mg_date day(const char *iso)
{
	struct mg_date d = {0};

	if (*iso != 0 && mg_date_parse(iso, strlen(iso), &d) != MG_DATE_READ)
		fail_msg("not a day: %s", iso);
	return d;
}

struct mg_partial_date born(const char *iso)
{
	const struct mg_date d = day(iso);

	return (struct mg_partial_date){.year = d.year, .month = d.month, .day = d.day};
}

const struct mg_law *law(void)
{
	static struct mg_law loaded;
	static bool done;
	struct mg_error err = {0};

	if (!done && !mg_law_load(MG_SOURCE_DIR "/sql/codes/law.csv", &loaded, &err))
		fail_msg("law.csv: %s", err.detail);
	done = true;
	return &loaded;
}

const char *result_name(const struct mg_verdict *v)
{
	return mg_word(MG_WORDS_RESULT, (int32_t)v->result)->name;
}

const char *reason_name(const struct mg_verdict *v, int32_t i)
{
	return i < v->reason_n ? mg_word(MG_WORDS_REASON, (int32_t)v->reason[i].name)->name : "-";
}

const char *article_name(const struct mg_verdict *v, int32_t i)
{
	return i < v->reason_n ? mg_word(MG_WORDS_ARTICLE, (int32_t)v->reason[i].article)->name : "-";
}

const char *article_text(const struct mg_verdict *v, int32_t i)
{
	return i < v->reason_n ? mg_word(MG_WORDS_ARTICLE, (int32_t)v->reason[i].article)->text : "-";
}

int64_t figure(const struct mg_verdict *v, enum mg_figure_name name)
{
	return mg_verdict_get(v, name, -1);
}

int64_t figure_of(const struct mg_verdict *v, enum mg_figure_name name, enum mg_role role, enum mg_menjo menjo)
{
	for (int32_t i = 0; i < v->figure_n; i++)
		if (v->figure[i].name == name && v->figure[i].role == role && v->figure[i].menjo == menjo)
			return v->figure[i].value;
	return -1;
}

bool misses(const struct mg_verdict *v, enum mg_paper paper)
{
	for (int32_t i = 0; i < v->missing_n; i++)
		if (v->missing[i].paper == paper)
			return true;
	return false;
}
