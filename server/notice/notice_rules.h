/* SPDX-License-Identifier: Apache-2.0
 * What a notice to the counters may be, who may address whom, and what is told apart as news: pure decisions. Reads no clock
 * and no table. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_NOTICE_CHARACTERS 120U
#define MG_NOTICE_WHY_CHARACTERS 100U
#define MG_NOTICE_SPAN_US (INT64_C(86400) * 1000000)
#define MG_NOTICES_EACH 2U /* in force for one ward, and as many for the city: they take room on every screen */
#define MG_NOTICE_DIGITS 12U /* in a row: 個人番号 is the shortest number of a person that has as many */

/* Texts are borrowed, NUL-terminated. */
struct mg_notice_wish {
	const char *text;
	const char *ward; /* "": the city */
	int64_t until_us;
};
struct mg_notice_poster {
	const char *ward;
	bool may_city; /* all wards, and any single one */
};

/* One line of 1 to `max` characters without controls. */
bool mg_notice_is_line(const char *text, size_t max);
/* The field of the request that is malformed; NULL: none. */
const char *mg_notice_malformed(const struct mg_notice_wish *wish);
/* The field that must not be as it is, of one that is well formed; NULL: none. `terminals`: enrolled ones it is for;
 * `in_force`: notices in force for the same ward, or for the city ("in_force"). */
const char *mg_notice_refused(const struct mg_notice_wish *wish, const struct mg_notice_poster *poster, int64_t now_us,
	uint64_t terminals, uint64_t in_force);
/* `ward` "": a notice of the city. */
bool mg_notice_may_withdraw(const char *ward, const struct mg_notice_poster *poster);

/* Which notices are in force, as one number: another set has another one (64 bits of FNV-1a), none at all has 0. Begin with
 * 0 and add each number in the same order. */
uint64_t mg_notice_version_add(uint64_t version, uint64_t notice_no);
