/* SPDX-License-Identifier: Apache-2.0
 * One form of an exemption for tests: exemption year 2026, filed on 2026-11-24 by somebody born in 1996, one household for
 * the whole year. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "exemption/exemption_rules.h"
#include "support/rules.h"

#define SELF(...) {.is_self = true, .tax = {.declared = MG_DECLARED_YES, __VA_ARGS__}}
#define SINGLE(...) {.is_self = true, .is_head = true, .tax = {.declared = MG_DECLARED_YES, __VA_ARGS__}}
#define SPOUSE(...) {.is_spouse = true, .tax = {.declared = MG_DECLARED_YES, __VA_ARGS__}}
#define HEAD(...) {.is_head = true, .tax = {.declared = MG_DECLARED_YES, __VA_ARGS__}}
#define YEN(yen) .total_income = (yen)

struct form {
	struct mg_exemption_in in;
	struct mg_exemption_part part;
	struct mg_exemption_out out;
};
static inline struct form *form(const struct mg_exemption_person *person, int32_t n)
{
	static struct form f;

	f = (struct form){
		.in = {.form = MG_FORM_EXEMPTION, .year = 2026, .received_date = day("2026-11-24"),
			.birth = born("1996-05-05"), .part = &f.part, .part_n = 1},
		.part = {.from_ym = 200001, .to_ym = 209912, .person = person, .person_n = n},
	};
	return &f;
}
static inline const struct mg_verdict *judge(struct form *f)
{
	mg_exemption_judge(&f->in, NULL, law(), &f->out);
	assert_int_equal(f->out.n, 1);
	assert_false(f->out.segment[0].verdict.cut);
	return &f->out.segment[0].verdict;
}
/* The reason about a role and kind; NONE when the verdict gives none. */
static inline enum mg_reason_name why(const struct mg_verdict *v, enum mg_role role, enum mg_menjo kind)
{
	for (int32_t i = 0; i < v->reason_n; i++)
		if (v->reason[i].role == role && v->reason[i].menjo == kind)
			return v->reason[i].name;
	return MG_REASON_NONE;
}
