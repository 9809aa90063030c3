/* SPDX-License-Identifier: Apache-2.0
 * The readers of what is inside a parcel: the first byte says how long the pieces are. */
#include <stddef.h>
#include <stdint.h>
#include "extract/inner_format.h"
#include "extract/rows_format.h"

static struct mg_rows_reader rows;

static bool take(void *user, const uint8_t *bytes, size_t n)
{
	(void)user;
	return mg_rows_feed(&rows, bytes, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct mg_arena arena;
	if (n < 1)
		return 0;
	const size_t step = data[0] + 1U;
	struct mg_inner_reader *r = mg_inner_reader_new(take, NULL);
	mg_arena_init(&arena, 1 << 20);
	if (r && mg_rows_begin(&rows, &arena, 0, 100)) {
		bool ok = true;
		for (size_t at = 1; ok && at < n; at += step)
			ok = mg_inner_reader_feed(r, data + at, n - at < step ? n - at : step);
		/* and the rows alone, which the checksum would keep from most inputs */
		(void)mg_rows_begin(&rows, &arena, data[0] % 3U, 2);
		for (size_t at = 1; at < n; at += step)
			if (!mg_rows_feed(&rows, data + at, n - at < step ? n - at : step))
				break;
	}
	mg_inner_reader_free(r);
	mg_arena_done(&arena);
	return 0;
}
