/* SPDX-License-Identifier: Apache-2.0
 * Cells of the record groups' tables as the values that interface files write: dates YYYYMMDD,
 * times HHMMSS, plain digits. The other way round of write_rows_store.c. Runs no statement. */
#pragma once
#include "base/text.h"
#include "db/db.h"
#include "fields/fields.h"

/* Fills the items that `columns` names from `n` cells; values borrow the cells or the arena. A
 * sealed item keeps its bytes. */
bool mg_items_read(struct mg_arena *arena, const struct mg_field *fields,
	const struct mg_field_column *columns, size_t n, const struct mg_value *cells,
	struct mg_text *ret, struct mg_error *err) MG_MUST_CHECK;
