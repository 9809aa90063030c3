/* SPDX-License-Identifier: Apache-2.0
 * What tests of the law share: days from text, the parameters from sql/codes/law.csv, and lives built in one line. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/date.h"
#include "base/law.h"
#include "base/verdict.h"
#include "qualification/qualification_rules_timeline.h"

/* "2026-04-01"; "" is none. Fails the test on anything else. */
struct mg_date day(const char *iso);
struct mg_partial_date born(const char *iso);
/* The parameters of sql/codes/law.csv. */
const struct mg_law *law(void);
/* The names of the verdict's result, reason or article, for messages and comparison. */
const char *result_name(const struct mg_verdict *v);
const char *reason_name(const struct mg_verdict *v, int32_t i);
const char *article_name(const struct mg_verdict *v, int32_t i);
/* The article as people cite it. */
const char *article_text(const struct mg_verdict *v, int32_t i);
/* The first figure of the name, -1 when there is none. */
int64_t figure(const struct mg_verdict *v, enum mg_figure_name name);
int64_t figure_of(const struct mg_verdict *v, enum mg_figure_name name, enum mg_role role, enum mg_menjo menjo);
bool misses(const struct mg_verdict *v, enum mg_paper paper);
