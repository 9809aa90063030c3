/* SPDX-License-Identifier: Apache-2.0
 * The columns of a receipt in statements, and how their cells are read. */
#pragma once
#include <stdio.h>
#include "receipt/receipt_store.h"

#define MG_SQL_RECEIPT_READ                                                                        \
	"r.ward, r.day, r.number, r.row_version, r.form, r.state, r.shori_no, r.name_kanji, "      \
	"r.name_kana, r.received_date,"                                                            \
	" r.entered_us, r.staff_id, r.staff_no, r.staff_name, r.form_version, r.form_day, "        \
	"r.form_staff_id, r.number_inquired,"                                                      \
	" r.checked_us, r.checked_by, r.checked_by_name"
#define MG_SQL_RECEIPT_RESULT "ttuuttttttiuttutuuiut"
#define MG_SQL_RECEIPT_CELLS 21U

/* Reads the cells into a row; false: a word or date that the schema does not have. */
bool mg_receipt_read_row(const struct mg_value *cells, struct mg_receipt_row *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* A day as statements take it. */
struct mg_day_text {
	char iso[MG_DATE_TEXT_BYTES];
};
static inline struct mg_day_text mg_day_text(struct mg_date day)
{
	struct mg_day_text t;
	mg_date_format(day, MG_DATE_ISO, t.iso);
	return t;
}
