/* SPDX-License-Identifier: Apache-2.0
 * Terms of months and years as 民法140条–143条 count them. It knows no statute of its own. */
#pragma once
#include "base/date.h"

/* The last day of a term of `months` that begins on `from` (that day counted): the day before the answering day, or the
 * last day of the month when there is none (143条2項). */
struct mg_date mg_term_last(struct mg_date from, int32_t months);
/* 経過した日: the day after it. */
struct mg_date mg_term_passed(struct mg_date from, int32_t months);
