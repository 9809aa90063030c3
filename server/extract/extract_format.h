/* SPDX-License-Identifier: Apache-2.0
 * What an extract is, and the rows that extracts are made of: plain values. It says nothing of what is taken from a row. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/bytes.h"
#include "base/date.h"

/* An extract as it was built. Texts live in the arena of who read it. */
struct mg_extract {
	uint64_t extract_id;
	bool is_ready; /* its sealed bytes are there */
	const char *spec;
	uint32_t version;
	const char *title;
	const char *ward;
	struct mg_date from, to;
	const char *reason;
	uint64_t extractor_id; /* 0: the system */
	const char *extractor_no;
	const char *extractor_name;
	int64_t built_us;
	uint64_t row_count, person_count;
	uint8_t plain_sha256[32], sealed_sha256[32];
	uint64_t plain_size, sealed_size;
	uint32_t chunks;
	int64_t removed_after_us;
	struct mg_bytes passphrase; /* sealed */
};

/* A row: what any field of any specification may be taken from. Texts are borrowed; empty: not recorded. */
struct mg_extract_row {
	const char *shori_no;
	const char *ward; /* where it was received */
	struct mg_date day;
	uint32_t number, version;
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
