/* SPDX-License-Identifier: Apache-2.0
 * H01, the list of personnel (人事): one data line to one person. It posts nothing and knows no database. Data fields:
 * person_no (10 digits), name, kana, section, state (1 working, 2 on leave, 3 left), left_on (YYYYMMDD, of state 3),
 * birth_on (YYYYMMDD or empty: no password may hold it). */
#pragma once
#include "exchange/frame_format.h"

#define MG_H01_SPEC "H01-2"
extern const struct mg_frame_layout mg_h01_layout;

/* Borrowed from the line. */
struct mg_h01_record {
	struct mg_text person_no, name, kana, section;
	int state; /* 1, 2, 3 */
	struct mg_date left_on, birth_on; /* none: empty */
};
/* False with the first fault in `ret_fault`, else. */
bool mg_h01_read(const struct mg_frame_line *line, struct mg_h01_record *ret, struct mg_import_fault *ret_fault) MG_MUST_CHECK;
