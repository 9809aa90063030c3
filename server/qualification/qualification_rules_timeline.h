/* SPDX-License-Identifier: Apache-2.0
 * A life as the 600 months from the one in which 20 is attained to the one before 70: the type of each (国民年金法11条,
 * 11条の2) and exactly one final status, with the marks that lost and why. Beside them the months before as 第2号, the one
 * type without a least age. Pure; it holds no record and decides nothing. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/date.h"
#include "base/verdict.h"

#define MG_LIFE_MONTHS 600
/* Before them: the months since birth. */
#define MG_EARLY_MONTHS 240

/* Insured as `type` from the day of acquisition or change; `until` is the day of loss or of the next change (the first
 * day without), none: still. */
struct mg_insured_spell {
	enum mg_insured type;
	struct mg_date from;
	struct mg_date until;
};

/* Months marked with a payment, an exemption or a declaration, both ends inclusive. */
struct mg_month_span {
	enum mg_mark mark;
	int32_t from_ym;
	int32_t to_ym;
	/* The day it took effect: of payment; of the application for an exemption (法90条2項); for LEGAL the day the reason
	 * began. None: known since ever. */
	struct mg_date on;
};

struct mg_life {
	struct mg_date birth;
	struct mg_date as_of; /* what is known, and what is due, on this day */
	const struct mg_insured_spell *spell;
	const struct mg_month_span *span;
	int32_t spell_n;
	int32_t span_n;
};

/* The rest of the premium of a partly exempted month (法90条の2). */
enum mg_rest {
	MG_REST_NONE,
	MG_REST_DUE,
	MG_REST_PAID,
	MG_REST_UNPAID,
	MG_REST_LAPSED, /* the month counts as 未納 */
};

#define MG_MARK_BIT(mark) (1u << MG_MARK_##mark)
struct mg_month_cell {
	uint8_t insured; /* enum mg_insured: the last type held in the month */
	uint8_t status;	 /* enum mg_status */
	uint8_t rest;	 /* enum mg_rest */
	uint32_t marks;	 /* every mark the month carries, the losers too: bits MG_MARK_BIT(…) and MG_TIMELINE_… */
};
/* Paid on or after the day a legal exemption's reason began (to be refunded unless declared). */
#define MG_TIMELINE_PAID_AFTER_LEGAL (1u << 16)
/* 猶予 or 学特 was applied for before the 全額: the older decision stands until it is cancelled. */
#define MG_TIMELINE_OLDER_THAN_FULL (1u << 17)

struct mg_timeline {
	int32_t first_ym;
	bool early[MG_EARLY_MONTHS]; /* of 第2号 (法7条1項2号), from mg_timeline_begin to the month before first_ym */
	struct mg_month_cell month[MG_LIFE_MONTHS];
};

/* Neither the order of spells nor of spans matters. Of overlapping spells the one that began last holds. */
void mg_timeline_build(const struct mg_life *life, struct mg_timeline *ret);

/* The first month that is looked at: MG_EARLY_MONTHS before that of 20. */
int32_t mg_timeline_begin(const struct mg_timeline *timeline);
/* Whether the month lies before that of 20 and is of 第2号. */
bool mg_timeline_is_early(const struct mg_timeline *timeline, int32_t ym);
/* The last insured month of whatever type up to to_ym; 0 when there is none. */
int32_t mg_timeline_last_insured(const struct mg_timeline *timeline, int32_t to_ym);

/* The cell of a month, NULL outside the 600. Borrowed. */
const struct mg_month_cell *mg_timeline_cell(const struct mg_timeline *timeline, int32_t ym);

/* Why `mark`, which the cell carries, is not its final status; name MG_REASON_NONE when it is, or is not carried. */
struct mg_reason mg_timeline_why_lost(const struct mg_month_cell *cell, enum mg_mark mark);
/* A premium was paid for a month that needs none: it is to be given back (法88条の2, 88条の3; 89条1項 to be verified). */
bool mg_timeline_is_refund(const struct mg_month_cell *cell);
