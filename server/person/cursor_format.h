/* SPDX-License-Identifier: Apache-2.0
 * Where a page of hits or of history ended, as bytes. What goes over the wire is these bytes sealed
 * (cursor_service.h); they are read strictly all the same. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Behind which row a page begins, in the order of the leading index. */
struct mg_search_place {
	uint32_t birth; /* of searches led by the birth, else it does not count */
	uint8_t kind;
	char shori_no[11];
	char key[804]; /* of the leading index; an address has at most 200 characters */
};

struct mg_search_cursor {
	uint8_t reading; /* of the text */
	uint8_t lead;	 /* enum mg_search_lead */
	uint16_t total;	 /* counted with the first page */
	bool more_than_total;
	struct mg_search_place place;
};
#define MG_SEARCH_CURSOR_BYTES 900U

/* Returns the number of bytes. */
size_t mg_search_cursor_write(
	const struct mg_search_cursor *cursor, uint8_t ret[MG_SEARCH_CURSOR_BYTES]);
/* False for everything that mg_search_cursor_write does not make. */
bool mg_search_cursor_read(const uint8_t *bytes, size_t n, struct mg_search_cursor *ret);

#define MG_HISTORY_CURSOR_BYTES 5U
/* `version`: the page begins before it. */
size_t mg_history_cursor_write(uint32_t version, uint8_t ret[MG_HISTORY_CURSOR_BYTES]);
bool mg_history_cursor_read(const uint8_t *bytes, size_t n, uint32_t *ret_version);
