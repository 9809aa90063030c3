/* SPDX-License-Identifier: Apache-2.0
 * A row as extracts are made of it: what any field of any specification may be taken from. It says nothing of what is taken. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/date.h"

/* Texts are borrowed; empty: not recorded. */
struct mg_extract_row {
	const char *shori_no;
	const char *ward; /* where it was received */
	struct mg_date day;
	uint32_t number;
	const char *form, *state;
	struct mg_date received_date;
	const char *name_kanji, *name_kana;
	uint32_t birth; /* YYYYMMDD, 00 for what is unknown */
	const char *sex;
	const char *address, *place_ward; /* where the person lives */
	bool hides_place;	    /* under 支援措置: the two above go into no file */
	const char *pension_no;
	struct mg_date event_date;
	const char *reason_code, *insured_type;
};
