/* SPDX-License-Identifier: Apache-2.0
 * J01, the change records of the resident register (住基): one data line to one record, checked
 * field by field. It posts nothing and knows no database. Data fields: op (I/U/D), shori_no,
 * my_number, the 111 items of 個人情報. */
#pragma once
#include "exchange/field_format.h"
#include "exchange/frame_format.h"

enum mg_j01_field {
#define J01_FIELD(column, type, length) MG_J01_##column,
#include "exchange/j01_format_fields.def"
#undef J01_FIELD
	MG_J01_FIELDS
};

#define MG_J01_HEAD_FIELDS 3 /* op, shori_no, my_number */
#define MG_J01_LAYOUT_VERSION "1"
#define MG_J01_SPEC "J01-1"

extern const struct mg_frame_layout mg_j01_layout;
extern const struct mg_field_def mg_j01_fields[MG_J01_FIELDS];

enum mg_j01_op { MG_J01_INSERT = 'I', MG_J01_UPDATE = 'U', MG_J01_DELETE = 'D' };

struct mg_j01_record {
	enum mg_j01_op op;
	struct mg_text shori_no;
	struct mg_text my_number;    /* empty: none is sent, what is held stays */
	const struct mg_text *field; /* MG_J01_FIELDS of them, borrowed from the line */
};

/* Reads one data line. False with the first fault in `ret_fault` (its reason has LINE scope)
 * otherwise. */
bool mg_j01_read(const struct mg_frame_line *line, struct mg_j01_record *ret,
	struct mg_import_fault *ret_fault) MG_MUST_CHECK;
