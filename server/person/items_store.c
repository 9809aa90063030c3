/* SPDX-License-Identifier: Apache-2.0 */
#include "person/items_store.h"

/* Without "-" and ":". */
static struct mg_text digits_of(struct mg_arena *arena, struct mg_bytes cell)
{
	char *to = mg_arena_alloc(arena, cell.n + 1);
	size_t n = 0;
	for (size_t i = 0; to && i < cell.n; i++)
		if (cell.p[i] >= '0' && cell.p[i] <= '9')
			to[n++] = (char)cell.p[i];
	return (struct mg_text){to, n};
}

static struct mg_text value_of(
	struct mg_arena *arena, enum mg_item_kind kind, const struct mg_value *cell)
{
	switch (kind) {
	case MG_ITEM_DATE:
	case MG_ITEM_PARTIAL_DATE:
	case MG_ITEM_TIME:
		return digits_of(arena, cell->b);
	case MG_ITEM_COUNT: {
		char *text = mg_arena_printf(arena, "%lld", (long long)mg_i(cell));
		return (struct mg_text){text, text ? strlen(text) : 0};
	}
	case MG_ITEM_NUMBER:
	case MG_ITEM_CODE:
	case MG_ITEM_FLAG:
	case MG_ITEM_TEXT:
	case MG_ITEM_MONTH:
	case MG_ITEM_YEAR:
	case MG_ITEM_YEN:
		break;
	}
	return (struct mg_text){(const char *)cell->b.p, cell->b.n};
}

bool mg_items_read(struct mg_arena *arena, const struct mg_field *fields,
	const struct mg_field_column *columns, size_t n, const struct mg_value *cells,
	struct mg_text *ret, struct mg_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const size_t item = columns[i].item;
		if (cells[i].kind == MG_VALUE_NULL) {
			if (!columns[i].text) /* of a date and its text one is NULL: the other has
						 been or will be read */
				ret[item] = (struct mg_text){"", 0};
			continue;
		}
		ret[item] = value_of(arena, fields[item].kind, &cells[i]);
		if (!ret[item].s)
			return mg_fail(err, MG_ERR_TOO_LARGE, "a record does not fit its arena");
	}
	return true;
}
