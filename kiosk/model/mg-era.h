/* SPDX-License-Identifier: Apache-2.0
 * Reads and writes civil dates as the office does: era years, western years, parts unknown. Must not
 * ask what today is. */
#pragma once
#include <glib.h>

typedef struct
{
  int year;  /* 0: no date at all */
  int month; /* 0: not known */
  int day;   /* 0: not known */
} MgDate;

typedef enum
{
  MG_ERA_EMPTY,
  MG_ERA_PARTIAL, /* more is to come */
  MG_ERA_OK,
  MG_ERA_OFFER, /* outside its era; ret_date is what was probably meant */
  MG_ERA_WRONG, /* no such day in the calendar */
} MgEraResult;

typedef enum
{
  MG_ERA_LONG,    /* 昭和54年5月14日 */
  MG_ERA_WEEKDAY, /* 令和8年4月1日（水） */
  MG_ERA_COLUMN,  /* 昭和54年 5月14日, with figure spaces so that columns stand */
  MG_ERA_SHORT,   /* S54. 5.14 */
} MgEraStyle;

/* Accepts R8.4.1, r080401, 5-64.1.7, 令和8.4.1, 20260401, 2026-04-01; full-width forms too; "." "/"
 * "-" divide. A month or day of 0 is "not known". ret_date is set for OK and OFFER only. */
MgEraResult mg_era_parse (const char *text, MgDate *ret_date);

/* To be freed. Before 1868 and for a year of 0 the western form and "" are given. */
char *mg_era_format (const MgDate *date, MgEraStyle style);
char *mg_date_format_western (const MgDate *date);

/* YYYYMMDD as records hold it; 00 for unknown parts. FALSE for anything else. */
gboolean mg_date_from_digits (const char *digits, MgDate *ret_date);
/* <0, 0, >0; an unknown part is earlier than every known one. */
int mg_date_compare (const MgDate *a, const MgDate *b);
/* The day in Japan (UTC+9, without daylight saving) of an instant in microseconds since 1970 UTC. */
MgDate mg_date_of_instant (gint64 utc_us);
/* "11月24日（火）10:42", and with seconds and era year "R8.11.24 10:42:07". To be freed. */
char *mg_clock_format (gint64 utc_us);
char *mg_instant_format (gint64 utc_us);
/* 9:05, of an instant of this day. To be freed. */
char *mg_time_format (gint64 utc_us);
/* 令和8年4月1日 9:05:07, for running text. */
char *mg_instant_words (gint64 utc_us);
