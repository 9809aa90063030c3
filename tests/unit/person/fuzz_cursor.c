/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as an opened cursor: what is read at all is what would have been written. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "person/cursor_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_search_cursor c;
	uint8_t bytes[MG_SEARCH_CURSOR_BYTES];
	uint32_t version;
	if (mg_search_cursor_read(data, size, &c)) {
		if (strlen(c.place.shori_no) != 10 || c.place.kind == 0 ||
			!mg_text_is_clean(c.place.key, strlen(c.place.key)))
			abort();
		if (mg_search_cursor_write(&c, bytes) != size || memcmp(bytes, data, size) != 0)
			abort();
	}
	if (mg_history_cursor_read(data, size, &version) &&
		(mg_history_cursor_write(version, bytes) != size || memcmp(bytes, data, size) != 0))
		abort();
	return 0;
}
