/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "base/macros.h"
#include "qualification/qualification_rules.h"
#include "qualification/qualification_rules_timeline.h"

#define BIT(mark) MG_MARK_BIT(mark)
#define PARTIAL (BIT(THREE_QUARTERS) | BIT(HALF) | BIT(QUARTER))
/* A premium can be claimed for two years after the last day of the month after (法91条, 102条4項). */
#define MONTHS_TO_PAY 25

/* Months counted from nowhere in particular: only their distances are used. */
static int32_t month_index(int32_t ym)
{
	return ym / 100 * 12 + ym % 100;
}

/* The part of from..to (month indices, inclusive) that lies in the life; empty when *ret_to < *ret_from. */
static void within_life(int32_t first, int32_t from, int32_t to, int32_t *ret_from, int32_t *ret_to)
{
	*ret_from = MG_MAX(from - first, 0);
	*ret_to = MG_MIN(to - first, MG_LIFE_MONTHS - 1);
}

/* A timeline under way, and for each month the day (YYYYMMDD) on which its type began. */
struct painting {
	struct mg_timeline *t;
	int32_t first; /* index of its first month */
	int32_t since[MG_LIFE_MONTHS];
};

/* The last type held in a month wins (法11条の2); two that began on one day are told apart by type, so that their order does
 * not matter. */
static void offer_type(struct painting *p, int32_t i, enum mg_insured type, int32_t began)
{
	struct mg_month_cell *cell = &p->t->month[i];

	if (cell->insured != MG_INSURED_NONE &&
		(began < p->since[i] || (began == p->since[i] && (int)type <= cell->insured)))
		return;
	cell->insured = (uint8_t)type;
	p->since[i] = began;
}

/* The months from..to (indices, inclusive) of a spell of 第2号 that lie before the life. No other type can be held there, so
 * none is later in a month (法7条1項1号, 3号). */
static void paint_early(struct painting *p, int32_t from, int32_t to)
{
	const int32_t begin = p->first - MG_EARLY_MONTHS;

	for (int32_t i = MG_MAX(from - begin, 0); i <= to - begin && i < MG_EARLY_MONTHS; i++)
		p->t->early[i] = true;
}

/* 法11条1項: from the month of acquisition to the month before that of loss; 2項: lost in the month of acquisition it
 * counts that one month, unless another spell begins later in it (offer_type). */
static void paint_spell(const struct mg_insured_spell *spell, struct painting *p)
{
	const int32_t begin = month_index(mg_ym_of(spell->from));
	int32_t last = p->first + MG_LIFE_MONTHS - 1, from, to;

	if (!mg_date_is_none(spell->until)) {
		last = month_index(mg_ym_of(spell->until)) - 1;
		if (last + 1 == begin && mg_date_compare(spell->until, spell->from) > 0)
			last = begin;
	}
	if (spell->type == MG_INSURED_SECOND)
		paint_early(p, begin, last);
	within_life(p->first, begin, last, &from, &to);
	for (int32_t i = from; i <= to; i++)
		offer_type(p, i, spell->type, mg_ymd(spell->from));
}

static bool is_known(const struct mg_month_span *span, struct mg_date as_of)
{
	return span->mark == MG_MARK_LEGAL || mg_date_compare(span->on, as_of) <= 0;
}

static void paint(uint32_t bits, int32_t from_ym, int32_t to_ym, int32_t first, struct mg_timeline *t)
{
	int32_t from, to;

	within_life(first, month_index(from_ym), month_index(to_ym), &from, &to);
	for (int32_t i = from; i <= to; i++)
		t->month[i].marks |= bits;
}

/* What a pair of spans says together, on the months they share. */
static uint32_t bits_of_pair(const struct mg_month_span *a, const struct mg_month_span *b)
{
	if (a->mark == MG_MARK_PAID && b->mark == MG_MARK_LEGAL)
		return mg_date_compare(a->on, b->on) >= 0 ? MG_TIMELINE_PAID_AFTER_LEGAL : 0;
	if ((a->mark == MG_MARK_DEFERMENT || a->mark == MG_MARK_STUDENT) && b->mark == MG_MARK_FULL)
		return mg_date_compare(a->on, b->on) < 0 ? MG_TIMELINE_OLDER_THAN_FULL : 0;
	return 0;
}

static void paint_pairs(const struct mg_life *life, int32_t first, struct mg_timeline *t)
{
	for (int32_t b = 0; b < life->span_n; b++) {
		const struct mg_month_span *other = &life->span[b];

		if (other->mark != MG_MARK_LEGAL && other->mark != MG_MARK_FULL)
			continue;
		for (int32_t a = 0; a < life->span_n; a++) {
			const struct mg_month_span *one = &life->span[a];
			const uint32_t bits = bits_of_pair(one, other);

			if (is_known(one, life->as_of) && is_known(other, life->as_of))
				paint(bits, MG_MAX(one->from_ym, other->from_ym), MG_MIN(one->to_ym, other->to_ym), first,
					t);
		}
	}
}

/* Due until the end of the next month (法91条), then unpaid, and lapsed after two years more (法102条4項). */
static enum mg_status unpaid_status(int32_t index, int32_t now)
{
	if (now <= index + 1)
		return MG_STATUS_DUE;
	return now - index > MONTHS_TO_PAY ? MG_STATUS_LAPSED : MG_STATUS_UNPAID;
}

static enum mg_rest rest_of(uint32_t marks, enum mg_status unpaid)
{
	if (marks & BIT(REST_PAID))
		return MG_REST_PAID;
	if (unpaid == MG_STATUS_DUE)
		return MG_REST_DUE;
	return unpaid == MG_STATUS_LAPSED ? MG_REST_LAPSED : MG_REST_UNPAID;
}

static enum mg_status partial_status(uint32_t marks)
{
	if (marks & BIT(THREE_QUARTERS))
		return MG_STATUS_THREE_QUARTERS;
	return marks & BIT(HALF) ? MG_STATUS_HALF : MG_STATUS_QUARTER;
}

static bool is_legal(uint32_t marks)
{
	return (marks & BIT(LEGAL)) && !(marks & BIT(DECLARED)); /* 法89条2項 */
}

/* 全額, or the 学特 or 猶予 that is older; NONE when the month has none of them. */
static enum mg_status full_or_deferred(uint32_t marks)
{
	const uint32_t deferred = marks & (BIT(STUDENT) | BIT(DEFERMENT));

	if ((marks & BIT(FULL)) && !(deferred && (marks & MG_TIMELINE_OLDER_THAN_FULL)))
		return MG_STATUS_FULL;
	if (deferred == 0)
		return MG_STATUS_NONE;
	return marks & BIT(STUDENT) ? MG_STATUS_STUDENT : MG_STATUS_DEFERMENT;
}

/* The priority of a month of 第1号: 産前産後, 育児, 納付, 一部免除, 法定, then 全額, 学特, 猶予 by age, and 未納. */
static void settle_first(struct mg_month_cell *cell, enum mg_status unpaid)
{
	const uint32_t marks = cell->marks;
	const bool given_back = is_legal(marks) && (marks & MG_TIMELINE_PAID_AFTER_LEGAL);

	if (marks & BIT(MATERNITY))
		cell->status = MG_STATUS_MATERNITY;
	else if (marks & BIT(CHILDCARE))
		cell->status = MG_STATUS_CHILDCARE;
	else if ((marks & BIT(PAID)) && !given_back)
		cell->status = MG_STATUS_PAID;
	else if (marks & BIT(PAID_LATER))
		cell->status = MG_STATUS_PAID_LATER;
	else if (marks & PARTIAL) {
		cell->rest = (uint8_t)rest_of(marks, unpaid);
		cell->status = (uint8_t)(cell->rest == MG_REST_LAPSED ? MG_STATUS_LAPSED
								      : partial_status(marks));
	} else if (is_legal(marks))
		cell->status = MG_STATUS_LEGAL;
	else {
		cell->status = (uint8_t)full_or_deferred(marks);
		if (cell->status == MG_STATUS_NONE)
			cell->status = (uint8_t)unpaid;
	}
}

static void settle(struct mg_month_cell *cell, enum mg_status unpaid)
{
	switch ((enum mg_insured)cell->insured) {
	case MG_INSURED_NONE:
		cell->status = cell->marks & BIT(KARA) ? MG_STATUS_KARA : MG_STATUS_NONE;
		break;
	case MG_INSURED_FIRST:
		settle_first(cell, unpaid);
		break;
	case MG_INSURED_SECOND:
		cell->status = MG_STATUS_SECOND;
		break;
	case MG_INSURED_THIRD:
		cell->status = MG_STATUS_THIRD;
		break;
	default: /* joined voluntarily: no exemption of any kind (附則5条10項, 平26附則14条4項) */
		cell->status = (uint8_t)(cell->marks & BIT(PAID) ? MG_STATUS_PAID : unpaid);
		break;
	}
}

/* Months in a row are mostly alike: what the one before came to is taken over. */
static void settle_all(struct mg_timeline *t, int32_t first, int32_t now)
{
	enum mg_status before = MG_STATUS_NONE; /* what no month is: the first has none before it */

	for (int32_t i = 0; i < MG_LIFE_MONTHS; i++) {
		struct mg_month_cell *cell = &t->month[i];
		const enum mg_status unpaid = unpaid_status(first + i, now);

		if (unpaid == before && cell->insured == cell[-1].insured && cell->marks == cell[-1].marks)
			*cell = cell[-1];
		else
			settle(cell, unpaid);
		before = unpaid;
	}
}

void mg_timeline_build(const struct mg_life *life, struct mg_timeline *ret)
{
	const int32_t now = month_index(mg_ym_of(life->as_of));
	struct painting painting = {.t = ret};

	ret->first_ym = mg_ym_of(mg_date_attains(life->birth, MG_AGE_FROM));
	memset(ret->early, 0, sizeof(ret->early));
	memset(ret->month, 0, sizeof(ret->month));
	const int32_t first = painting.first = month_index(ret->first_ym);

	for (int32_t i = 0; i < life->spell_n; i++)
		paint_spell(&life->spell[i], &painting);
	for (int32_t i = 0; i < life->span_n; i++)
		if (is_known(&life->span[i], life->as_of))
			paint(1u << life->span[i].mark, life->span[i].from_ym, life->span[i].to_ym, first, ret);
	paint_pairs(life, first, ret);
	settle_all(ret, first, now);
}

int32_t mg_timeline_begin(const struct mg_timeline *timeline)
{
	return mg_ym_add(timeline->first_ym, -MG_EARLY_MONTHS);
}

bool mg_timeline_is_early(const struct mg_timeline *timeline, int32_t ym)
{
	const int32_t i = mg_ym_diff(mg_timeline_begin(timeline), ym);

	return i >= 0 && i < MG_EARLY_MONTHS && timeline->early[i];
}

int32_t mg_timeline_last_insured(const struct mg_timeline *timeline, int32_t to_ym)
{
	const int32_t begin = mg_timeline_begin(timeline);
	int32_t ym = MG_MIN(to_ym, mg_ym_add(timeline->first_ym, MG_LIFE_MONTHS - 1));

	for (; ym >= begin; ym = mg_ym_add(ym, -1)) {
		const struct mg_month_cell *cell = mg_timeline_cell(timeline, ym);

		if (cell ? cell->insured != MG_INSURED_NONE : mg_timeline_is_early(timeline, ym))
			return ym;
	}
	return 0;
}

const struct mg_month_cell *mg_timeline_cell(const struct mg_timeline *timeline, int32_t ym)
{
	const int32_t i = month_index(ym) - month_index(timeline->first_ym);

	return i >= 0 && i < MG_LIFE_MONTHS ? &timeline->month[i] : NULL;
}

bool mg_timeline_is_refund(const struct mg_month_cell *cell)
{
	const uint32_t paid = BIT(PAID) | BIT(PAID_LATER) | BIT(REST_PAID);

	switch ((enum mg_status)cell->status) {
	case MG_STATUS_MATERNITY:
	case MG_STATUS_CHILDCARE:
		return cell->marks & paid;
	case MG_STATUS_LEGAL:
		return cell->marks & BIT(PAID);
	default:
		return false;
	}
}

/* The mark that each status stands on. */
static const uint8_t MARK_OF_STATUS[MG_STATUS_MAX] = {
	[MG_STATUS_MATERNITY] = MG_MARK_MATERNITY,
	[MG_STATUS_CHILDCARE] = MG_MARK_CHILDCARE,
	[MG_STATUS_PAID] = MG_MARK_PAID,
	[MG_STATUS_PAID_LATER] = MG_MARK_PAID_LATER,
	[MG_STATUS_THREE_QUARTERS] = MG_MARK_THREE_QUARTERS,
	[MG_STATUS_HALF] = MG_MARK_HALF,
	[MG_STATUS_QUARTER] = MG_MARK_QUARTER,
	[MG_STATUS_LEGAL] = MG_MARK_LEGAL,
	[MG_STATUS_FULL] = MG_MARK_FULL,
	[MG_STATUS_STUDENT] = MG_MARK_STUDENT,
	[MG_STATUS_DEFERMENT] = MG_MARK_DEFERMENT,
	[MG_STATUS_KARA] = MG_MARK_KARA,
};

/* The article by which the winning status pushes the others aside. */
static const struct {
	enum mg_reason_name name;
	enum mg_article article;
} WINS_BY[MG_STATUS_MAX] = {
	[MG_STATUS_NONE] = {MG_REASON_NOT_INSURED, MG_ARTICLE_A7_1_1},
	[MG_STATUS_SECOND] = {MG_REASON_NOT_FIRST, MG_ARTICLE_A94J6},
	[MG_STATUS_THIRD] = {MG_REASON_NOT_FIRST, MG_ARTICLE_A94J6},
	[MG_STATUS_MATERNITY] = {MG_REASON_MATERNITY_WINS, MG_ARTICLE_A88J2},
	[MG_STATUS_CHILDCARE] = {MG_REASON_CHILDCARE_WINS, MG_ARTICLE_A88J3},
	[MG_STATUS_PAID] = {MG_REASON_ALREADY_PAID, MG_ARTICLE_A90_1},
	[MG_STATUS_PAID_LATER] = {MG_REASON_PAID_LATER, MG_ARTICLE_A94_4},
	[MG_STATUS_THREE_QUARTERS] = {MG_REASON_PARTIAL_WINS, MG_ARTICLE_A90J2_1},
	[MG_STATUS_HALF] = {MG_REASON_PARTIAL_WINS, MG_ARTICLE_A90J2_2},
	[MG_STATUS_QUARTER] = {MG_REASON_PARTIAL_WINS, MG_ARTICLE_A90J2_3},
	[MG_STATUS_LEGAL] = {MG_REASON_LEGAL_WINS, MG_ARTICLE_A89_1},
	[MG_STATUS_FULL] = {MG_REASON_FULL_WINS, MG_ARTICLE_A90_1},
	[MG_STATUS_STUDENT] = {MG_REASON_OLDER_STANDS, MG_ARTICLE_A90J3_1},
	[MG_STATUS_DEFERMENT] = {MG_REASON_OLDER_STANDS, MG_ARTICLE_H26S14},
	[MG_STATUS_UNPAID] = {MG_REASON_DECLARED_TO_PAY, MG_ARTICLE_A89_2},
	[MG_STATUS_LAPSED] = {MG_REASON_REST_LAPSED, MG_ARTICLE_A102_4},
	[MG_STATUS_DUE] = {MG_REASON_DECLARED_TO_PAY, MG_ARTICLE_A89_2},
	[MG_STATUS_KARA] = {MG_REASON_NOT_INSURED, MG_ARTICLE_S9},
};

/* Marks that stand beside a status without competing for it. */
static bool stands_beside(const struct mg_month_cell *cell, enum mg_mark mark)
{
	return mark == MG_MARK_DECLARED || MARK_OF_STATUS[cell->status] == mark ||
	       (mark == MG_MARK_REST_PAID && cell->rest == MG_REST_PAID);
}

struct mg_reason mg_timeline_why_lost(const struct mg_month_cell *cell, enum mg_mark mark)
{
	struct mg_reason why = {.name = MG_REASON_NONE};

	if (!(cell->marks & (1u << mark)) || stands_beside(cell, mark))
		return why;
	why.name = WINS_BY[cell->status].name;
	why.article = WINS_BY[cell->status].article;
	if (mg_insured_is_voluntary((enum mg_insured)cell->insured)) {
		why.name = MG_REASON_VOLUNTARY;
		why.article = MG_ARTICLE_S5_10;
	} else if (mark == MG_MARK_LEGAL && (cell->marks & BIT(DECLARED)) &&
		   cell->insured == MG_INSURED_FIRST) {
		why.name = MG_REASON_DECLARED_TO_PAY;
		why.article = MG_ARTICLE_A89_2;
	} else if (mark == MG_MARK_KARA) {
		why.name = MG_REASON_INSURED;
		why.article = MG_ARTICLE_S9;
	}
	return why;
}
