/* SPDX-License-Identifier: Apache-2.0
 * The notice of acquisition: each limit with the day below, on and above it, and every refusal with its reason, its article
 * and the field it is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/macros.h"
#include "qualification/acquire_rules.h"
#include "support/rules.h"

/* A form as a row: "" is not typed. now: code of the type held. */
struct row {
	const char *name;
	const char *birth, *reason, *fact, *received, *today;
	const char *now, *since;
	enum mg_gone gone;
	const char *gone_on;
	/* expected */
	const char *result, *said, *article, *field;
	const char *event; /* "": none */
	int late_days;
};
#define TODAY "2026-11-28"
#define YES "YES"
#define NO "NO"

static const struct row ROWS[] = {
	/* 20歳到達: the day before the birthday; 28 February where there is no 29th (年齢計算ニ関スル法律) */
	{"20 on 1 April", "2006-04-01", "01", "", "2026-04-10", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条1号", "", "2026-03-31", 0},
	{"20 on 2 April", "2006-04-02", "01", "", "2026-04-10", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条1号", "", "2026-04-01", 0},
	{"20 born on 29 February", "2004-02-29", "01", "", "2024-03-01", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条1号", "", "2024-02-28", 0},
	{"20 typed as reckoned", "2006-04-02", "01", "2026-04-01", "2026-04-10", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条1号", "", "2026-04-01", 0},
	{"20 typed as the birthday", "2006-04-02", "01", "2026-04-02", "2026-04-10", TODAY, "", "", 0, "", NO, "NOT_DAY_OF_20", "年齢計算ニ関スル法律・民法143条", "fact_date", "", 0},
	{"20 is tomorrow", "2006-11-30", "01", "", TODAY, TODAY, "", "", 0, "", NO, "FACT_IN_FUTURE", "国民年金法12条1項", "fact_date", "", 0},
	{"20 is today", "2006-11-29", "01", "", TODAY, TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条1号", "", TODAY, 0},
	{"20 with an unknown day", "2006-04-00", "01", "", "2026-05-10", TODAY, "", "", 0, "", "CONFIRM", "BIRTH_UNKNOWN", "年齢計算ニ関スル法律・民法143条", "", "", 0},
	/* 転入: age on the day */
	{"moved in the day before 20", "2006-11-10", "02", "2026-11-08", "2026-11-09", TODAY, "", "", 0, "", NO, "BEFORE_20", "国民年金法7条1項1号", "fact_date", "", 0},
	{"moved in on the day of 20", "2006-11-10", "02", "2026-11-09", "2026-11-09", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-11-09", 0},
	{"moved in the day before 60", "1966-11-12", "02", "2026-11-10", "2026-11-11", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-11-10", 0},
	{"moved in on the day of 60", "1966-11-12", "02", "2026-11-11", "2026-11-11", TODAY, "", "", 0, "", NO, "AFTER_60", "国民年金法9条3号", "fact_date", "", 0},
	{"moved in after 60", "1966-11-12", "02", "2026-11-12", "2026-11-12", TODAY, "", "", 0, "", NO, "AFTER_60", "国民年金法9条3号", "fact_date", "", 0},
	{"moved in on the day of birth", "2026-11-10", "02", "2026-11-10", "2026-11-10", TODAY, "", "", 0, "", NO, "BEFORE_20", "国民年金法7条1項1号", "fact_date", "", 0},
	{"moved in before the birth", "2026-11-10", "02", "2026-11-09", "2026-11-10", TODAY, "", "", 0, "", NO, "BEFORE_BIRTH", "国民年金法7条1項1号", "fact_date", "", 0},
	{"birth wholly unknown", "0000-00-00", "02", "2026-11-09", "2026-11-10", TODAY, "", "", 0, "", "CONFIRM", "BIRTH_UNKNOWN", "年齢計算ニ関スル法律・民法143条", "", "", 0},
	{"birth year known, surely between 20 and 60", "1990-00-00", "02", "2026-11-09", "2026-11-10", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-11-09", 0},
	{"birth year known, perhaps not yet 20", "2006-00-00", "02", "2026-11-09", "2026-11-10", TODAY, "", "", 0, "", "CONFIRM", "BIRTH_UNKNOWN", "年齢計算ニ関スル法律・民法143条", "", "", 0},
	{"birth year known, perhaps 60 already", "1966-00-00", "02", "2026-11-09", "2026-11-10", TODAY, "", "", 0, "", "CONFIRM", "BIRTH_UNKNOWN", "年齢計算ニ関スル法律・民法143条", "", "", 0},
	{"birth year known, surely not 20", "2007-00-00", "02", "2026-11-09", "2026-11-10", TODAY, "", "", 0, "", NO, "BEFORE_20", "国民年金法7条1項1号", "fact_date", "", 0},
	/* days that cannot be */
	{"received tomorrow", "1990-05-01", "02", "2026-11-20", "2026-11-29", TODAY, "", "", 0, "", NO, "RECEIVED_IN_FUTURE", "国民年金法12条1項", "received_date", "", 0},
	{"received today", "1990-05-01", "02", "2026-11-20", TODAY, TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-11-20", 0},
	{"fact tomorrow", "1990-05-01", "02", "2026-11-29", TODAY, TODAY, "", "", 0, "", NO, "FACT_IN_FUTURE", "国民年金法12条1項", "fact_date", "", 0},
	{"fact on the day of receipt", "1990-05-01", "02", "2026-11-20", "2026-11-20", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-11-20", 0},
	{"fact the day after receipt", "1990-05-01", "02", "2026-11-21", "2026-11-20", TODAY, "", "", 0, "", NO, "FACT_AFTER_RECEIPT", "国民年金法12条1項", "fact_date", "", 0},
	/* the 14 days */
	{"received on day 13", "1990-05-01", "02", "2026-11-01", "2026-11-14", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-11-01", 0},
	{"received on day 14", "1990-05-01", "02", "2026-11-01", "2026-11-15", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-11-01", 0},
	{"received on day 15", "1990-05-01", "02", "2026-11-01", "2026-11-16", TODAY, "", "", 0, "", YES, "LATE", "国民年金法12条1項・施行規則1条の4・民法140条", "", "2026-11-01", 1},
	{"received a year late", "1990-05-01", "02", "2025-11-01", "2026-11-16", TODAY, "", "", 0, "", YES, "LATE", "国民年金法12条1項・施行規則1条の4・民法140条", "", "2025-11-01", 366},
	/* 厚年喪失, 扶養はずれ: changes of type on the day itself */
	{"2 to 1, last working day 30 March", "1990-05-01", "03", "2026-03-31", "2026-04-02", TODAY, "2", "2015-04-01", 0, "", YES, "SAME_DAY", "国民年金法9条5号", "", "2026-03-31", 0},
	{"2 to 1, not known to the city", "1990-05-01", "03", "2026-03-31", "2026-04-02", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法9条5号", "", "2026-03-31", 0},
	{"3 to 1", "1990-05-01", "04", "2026-03-31", "2026-04-02", TODAY, "3", "2015-04-01", 0, "", YES, "SAME_DAY", "国民年金法9条6号", "", "2026-03-31", 0},
	{"3 by the reason of 2", "1990-05-01", "03", "2026-03-31", "2026-04-02", TODAY, "3", "2015-04-01", 0, "", NO, "REASON_NOT_OF_THIRD", "国民年金法9条6号", "reason_code", "", 0},
	{"2 by the reason of 3", "1990-05-01", "04", "2026-03-31", "2026-04-02", TODAY, "2", "2015-04-01", 0, "", NO, "REASON_NOT_OF_SECOND", "国民年金法9条5号", "reason_code", "", 0},
	{"applied the law again", "1990-05-01", "06", "2026-11-20", "2026-11-20", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条3号", "", "2026-11-20", 0},
	{"no old-age benefit any more", "1990-05-01", "07", "2026-11-20", "2026-11-20", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条3号", "", "2026-11-20", 0},
	/* overlapping */
	{"1 already", "1990-05-01", "02", "2026-11-20", "2026-11-20", TODAY, "1", "2010-05-01", 0, "", NO, "ALREADY_FIRST", "国民年金法7条1項1号", "", "", 0},
	{"1 already, by the reason of 2", "1990-05-01", "03", "2026-11-20", "2026-11-20", TODAY, "1", "2010-05-01", 0, "", NO, "ALREADY_FIRST", "国民年金法7条1項1号", "", "", 0},
	{"2 already", "1990-05-01", "02", "2026-11-20", "2026-11-20", TODAY, "2", "2010-05-01", 0, "", NO, "ALREADY_SECOND", "国民年金法7条1項2号・附則3条", "", "", 0},
	{"3 already", "1990-05-01", "02", "2026-11-20", "2026-11-20", TODAY, "3", "2010-05-01", 0, "", NO, "ALREADY_THIRD", "国民年金法7条1項3号", "", "", 0},
	{"joined voluntarily", "1990-05-01", "02", "2026-11-20", "2026-11-20", TODAY, "5", "2010-05-01", 0, "", NO, "ALREADY_VOLUNTARY", "国民年金法附則5条1項", "", "", 0},
	{"the day before 2 began", "1990-05-01", "03", "2026-03-31", "2026-04-02", TODAY, "2", "2026-04-01", 0, "", NO, "EARLIER_THAN_RECORD", "国民年金法11条の2", "fact_date", "", 0},
	{"the day 2 began", "1990-05-01", "03", "2026-04-01", "2026-04-02", TODAY, "2", "2026-04-01", 0, "", YES, "SAME_DAY", "国民年金法9条5号", "", "2026-04-01", 0},
	{"the day before the loss", "1990-05-01", "02", "2026-10-30", "2026-11-02", TODAY, "", "2026-10-31", 0, "", NO, "EARLIER_THAN_RECORD", "国民年金法11条の2", "fact_date", "", 0},
	{"the day of the loss: the month counts once", "1990-05-01", "02", "2026-10-31", "2026-11-02", TODAY, "", "2026-10-31", 0, "", YES, "ACQUIRED_AGAIN", "国民年金法11条2項", "", "2026-10-31", 0},
	{"the month after the loss", "1990-05-01", "02", "2026-11-01", "2026-11-02", TODAY, "", "2026-10-31", 0, "", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-11-01", 0},
	/* reasons of other forms */
	{"a voluntary application", "1990-05-01", "05", "2026-11-20", "2026-11-20", TODAY, "", "", 0, "", NO, "REASON_IS_VOLUNTARY", "国民年金法附則5条1項", "reason_code", "", 0},
	{"a loss", "1990-05-01", "51", "2026-11-20", "2026-11-20", TODAY, "", "", 0, "", NO, "REASON_IS_LOSS", "国民年金法8条・9条", "reason_code", "", 0},
	{"no such reason", "1990-05-01", "33", "2026-11-20", "2026-11-20", TODAY, "", "", 0, "", NO, "REASON_UNKNOWN", "国民年金法12条1項", "reason_code", "", 0},
	/* gone from the register */
	{"on the day of death", "1990-05-01", "02", "2026-11-20", "2026-11-25", TODAY, "", "", MG_GONE_DIED, "2026-11-20", YES, "ACQUIRED_AND_LOST", "国民年金法11条2項", "", "2026-11-20", 0},
	{"the day after death", "1990-05-01", "02", "2026-11-21", "2026-11-25", TODAY, "", "", MG_GONE_DIED, "2026-11-20", NO, "DEAD", "国民年金法9条1号", "fact_date", "", 0},
	{"arrived and left within June", "1990-05-01", "02", "2026-06-02", "2026-06-10", TODAY, "", "", MG_GONE_ABROAD, "2026-06-28", YES, "ACQUIRED_AND_LOST", "国民年金法11条2項", "", "2026-06-02", 0},
	{"arrived in June, left on its last day", "1990-05-01", "02", "2026-06-02", "2026-06-10", TODAY, "", "", MG_GONE_ABROAD, "2026-06-30", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-06-02", 0},
	{"after leaving Japan", "1990-05-01", "02", "2026-06-29", "2026-07-01", TODAY, "", "", MG_GONE_ABROAD, "2026-06-28", NO, "NOT_IN_JAPAN", "国民年金法7条1項1号", "fact_date", "", 0},
	{"after leaving the city", "1990-05-01", "02", "2026-06-29", "2026-07-01", TODAY, "", "", MG_GONE_ELSEWHERE, "2026-06-28", NO, "LEFT_THE_CITY", "国民年金法12条1項", "fact_date", "", 0},
	{"before leaving the city", "1990-05-01", "02", "2026-06-28", "2026-07-01", TODAY, "", "", MG_GONE_ELSEWHERE, "2026-06-28", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-06-28", 0},
	{"gone, nobody knows since when", "1990-05-01", "02", "2026-06-28", "2026-07-01", TODAY, "", "", MG_GONE_ABROAD, "", "CONFIRM", "GONE_DAY_UNKNOWN", "国民年金法7条1項1号", "", "", 0},
	/* 60 within the month: acquired and lost, one month */
	{"60 later in the month", "1966-11-25", "02", "2026-11-10", "2026-11-11", TODAY, "", "", 0, "", YES, "ACQUIRED_AND_LOST", "国民年金法11条2項", "", "2026-11-10", 0},
	{"60 in the next month", "1966-12-02", "02", "2026-11-10", "2026-11-11", TODAY, "", "", 0, "", YES, "SAME_DAY", "国民年金法8条2号", "", "2026-11-10", 0},
	/* half typed */
	{"nothing typed", "1990-05-01", "", "", "", TODAY, "", "", 0, "", "NONE", "", "", "received_date", "", 0},
	{"no reason yet", "1990-05-01", "", "", TODAY, TODAY, "", "", 0, "", "NONE", "", "", "reason_code", "", 0},
	{"no day yet", "1990-05-01", "02", "", TODAY, TODAY, "", "", 0, "", "NONE", "", "", "fact_date", "", 0},
};

/* "2006-04-00": the day is unknown. */
static struct mg_partial_date birth(const char *iso)
{
	int year, month, day_of;
	assert_int_equal(sscanf(iso, "%4d-%2d-%2d", &year, &month, &day_of), 3);
	return (struct mg_partial_date){.year = year, .month = (uint8_t)month, .day = (uint8_t)day_of};
}

static struct mg_acquire_in in_of(const struct row *r)
{
	struct mg_acquire_in in = {.received_date = day(r->received),
		.fact_date = day(r->fact),
		.today = day(r->today),
		.birth = birth(r->birth),
		.gone = r->gone,
		.gone_on = day(r->gone_on),
		.now = mg_insured_of_code(r->now),
		.since = day(r->since)};
	snprintf(in.reason_code, sizeof(in.reason_code), "%s", r->reason);
	return in;
}

static bool says(const struct mg_verdict *v, const char *reason, const char *article)
{
	for (int32_t i = 0; i < v->reason_n; i++)
		if (strcmp(reason_name(v, i), reason) == 0 && strcmp(article_text(v, i), article) == 0)
			return true;
	return v->reason_n == 0 && reason[0] == '\0';
}

static void every_case_has_its_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < MG_LEN(ROWS); i++) {
		const struct row *r = &ROWS[i];
		const struct mg_acquire_in in = in_of(r);
		struct mg_acquire_judgement j;
		mg_acquire_judge(&in, &j);
		const bool recorded = strcmp(r->result, YES) == 0;
		if (strcmp(result_name(&j.verdict), r->result) != 0 || !says(&j.verdict, r->said, r->article) ||
			strcmp(mg_acquire_field_name(j.field), r->field) != 0 || j.may_record != recorded ||
			mg_date_compare(j.event_date, day(r->event)) != 0 || j.late_days != r->late_days)
			fail_msg("%s: %s, %s (%s), field %s, may record %d, event %d-%d-%d, late %d", r->name,
				result_name(&j.verdict), j.verdict.reason_n ? reason_name(&j.verdict, 0) : "",
				j.verdict.reason_n ? article_text(&j.verdict, 0) : "", mg_acquire_field_name(j.field),
				j.may_record, (int)j.event_date.year, j.event_date.month, j.event_date.day, (int)j.late_days);
	}
}

static void what_is_late_is_taken_with_its_days(void **state)
{
	(void)state;
	const struct row r = {"", "1990-05-01", "02", "2026-11-01", "2026-11-28", TODAY, "", "", 0, "", "", "", "", "", "", 0};
	const struct mg_acquire_in in = in_of(&r);
	struct mg_acquire_judgement j;
	mg_acquire_judge(&in, &j);
	assert_true(j.may_record);
	assert_int_equal(j.late_days, 13);
	assert_int_equal(figure(&j.verdict, MG_FIGURE_LATE_DAYS), 13);
	assert_int_equal(mg_date_compare(j.notice_until, day("2026-11-15")), 0);
	assert_int_equal(j.first_ym, 202611);
}

static void a_number_that_differs_is_refused_and_a_pension_number_confirmed(void **state)
{
	(void)state;
	const struct row r = {"", "1990-05-01", "02", "2026-11-20", "2026-11-20", TODAY, "", "", 0, "", "", "", "", "", "", 0};
	struct mg_acquire_in in = in_of(&r);
	struct mg_acquire_judgement j;
	in.pension_no_differs = true;
	mg_acquire_judge(&in, &j);
	assert_string_equal(result_name(&j.verdict), "CONFIRM");
	assert_true(j.may_record);
	assert_string_equal(mg_acquire_field_name(j.field), "pension_no");
	in.number_differs = true;
	mg_acquire_judge(&in, &j);
	assert_string_equal(result_name(&j.verdict), "NO");
	assert_false(j.may_record);
	assert_string_equal(mg_acquire_field_name(j.field), "number_check");
}

static void the_paper_is_complete_or_names_what_is_missing(void **state)
{
	(void)state;
	const struct mg_acquire_paper whole = {.filer = 2, .filer_name_n = 5, .has_relation = true, .documents_n = 1,
		.number_was_judged = true, .pension_no_ok = true, .is_late_entry = true, .has_late_reason = true, .remarks_n = 200};
	struct mg_acquire_paper p;
	assert_null(mg_acquire_missing(&whole));
#define MISSES(change, field)                                                                      \
	do {                                                                                       \
		p = whole;                                                                         \
		change;                                                                            \
		assert_string_equal(mg_acquire_missing(&p), field);                                \
	} while (0)
	MISSES(p.filer = 0, "filer");
	MISSES(p.filer = 4, "filer");
	MISSES(p.filer_name_n = 0, "filer_name");
	MISSES(p.filer_name_n = 101, "filer_name");
	MISSES(p.has_relation = false, "filer_relation");
	MISSES(p.documents_n = 0, "documents");
	MISSES(p.documents_n = MG_DOCUMENTS_MAX + 1, "documents");
	MISSES(p.number_was_judged = false, "number_check");
	MISSES(p.pension_no_ok = false, "pension_no");
	MISSES(p.has_late_reason = false, "late_entry_reason");
	MISSES(p.remarks_n = 201, "remarks");
	p = whole, p.filer = 1, p.filer_name_n = 0, p.has_relation = false;
	assert_null(mg_acquire_missing(&p)); /* 本人 */
	p = whole, p.is_late_entry = false, p.has_late_reason = false;
	assert_null(mg_acquire_missing(&p));
	p = whole, p.filer = 3, p.filer_name_n = 1, p.documents_n = MG_DOCUMENTS_MAX;
	assert_null(mg_acquire_missing(&p));
	p = whole, p.filer_name_n = 100;
	assert_null(mg_acquire_missing(&p));
}

static enum mg_reason_name first_reason(const struct row *r, struct mg_acquire_judgement *j)
{
	const struct mg_acquire_in in = in_of(r);
	mg_acquire_judge(&in, j);
	return j->verdict.reason_n ? j->verdict.reason[0].name : 0;
}

static void codes_at_the_edges_say_what_they_are(void **state)
{
	(void)state;
	struct mg_acquire_judgement j;
	struct row r = {"", "1990-05-01", "", "2026-11-20", "2026-11-20", TODAY, "", "", 0, "", "", "", "", "", "", 0};
	static const struct {
		const char *code;
		enum mg_reason_name reason;
	} codes[] = {{"5", MG_REASON_REASON_IS_LOSS}, {"50", MG_REASON_REASON_IS_LOSS}, {"69", MG_REASON_REASON_IS_LOSS},
		{"49", MG_REASON_REASON_UNKNOWN}, {"70", MG_REASON_REASON_UNKNOWN}};
	for (size_t i = 0; i < MG_LEN(codes); i++) {
		r.reason = codes[i].code;
		if (first_reason(&r, &j) != codes[i].reason)
			fail_msg("%s", r.reason);
	}
	assert_string_equal(mg_acquire_field_name(MG_ACQUIRE_FIELD_MAX), "");
}

static void only_an_unknown_birth_asks_for_a_paper(void **state)
{
	(void)state;
	struct mg_acquire_judgement j;
	struct row r = {"", "0000-00-00", "02", "2026-11-09", "2026-11-10", TODAY, "", "", 0, "", "", "", "", "", "", 0};
	assert_int_equal(first_reason(&r, &j), MG_REASON_BIRTH_UNKNOWN);
	assert_int_equal(j.verdict.missing_n, 1);
	r.birth = "1990-05-01", r.gone = MG_GONE_DIED;
	assert_int_equal(first_reason(&r, &j), MG_REASON_GONE_DAY_UNKNOWN);
	assert_int_equal(j.verdict.missing_n, 0);
}

static bool tells(const struct mg_acquire_judgement *j, enum mg_reason_name reason)
{
	for (int32_t i = 0; i < j->verdict.reason_n; i++)
		if (j->verdict.reason[i].name == reason)
			return true;
	return false;
}

/* 法11条2項; what is acquired is lost on the day after the last one here. */
static void a_month_in_which_it_is_lost_again_is_told(void **state)
{
	(void)state;
	struct mg_acquire_judgement j;
	struct row r = {"", "1990-05-01", "02", "2026-10-20", "2026-10-21", TODAY, "", "", MG_GONE_ABROAD, "2026-10-30",
		"", "", "", "", "", 0};
	(void)first_reason(&r, &j);
	assert_true(j.may_record);
	assert_true(tells(&j, MG_REASON_ACQUIRED_AND_LOST)); /* on the 31st */
	r.gone_on = "2026-10-31"; /* on 1 November */
	(void)first_reason(&r, &j);
	assert_false(tells(&j, MG_REASON_ACQUIRED_AND_LOST));
	r.gone_on = "2026-10-30", r.birth = "1990-00-00";
	(void)first_reason(&r, &j);
	assert_true(tells(&j, MG_REASON_ACQUIRED_AND_LOST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_has_its_answer),
		cmocka_unit_test(what_is_late_is_taken_with_its_days),
		cmocka_unit_test(a_number_that_differs_is_refused_and_a_pension_number_confirmed),
		cmocka_unit_test(the_paper_is_complete_or_names_what_is_missing),
		cmocka_unit_test(codes_at_the_edges_say_what_they_are),
		cmocka_unit_test(only_an_unknown_birth_asks_for_a_paper),
		cmocka_unit_test(a_month_in_which_it_is_lost_again_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
