/* SPDX-License-Identifier: Apache-2.0
 * Whatever mg_entry_read accepts is written again as the same bytes. */
#include <stdlib.h>
#include <string.h>
#include "wire/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_entry e;
	if (!mg_entry_read(data, size, &e, NULL))
		return 0;
	static struct mg_entry_block blocks[MG_ENTRY_BLOCKS_MAX];
	struct mg_reader r;
	size_t n = 0;
	mg_reader_init(&r, e.block_bytes.p, e.block_bytes.n);
	while (n < MG_ENTRY_BLOCKS_MAX && mg_entry_next_block(&r, &blocks[n]))
		n++;
	if (n != e.n_blocks)
		abort();
	e.blocks = blocks;
	uint8_t *again = malloc(size);
	struct mg_writer w;
	mg_writer_init(&w, again, size);
	mg_entry_write(&w, &e);
	if (!again || !w.ok || w.n != size || memcmp(again, data, size) != 0 ||
		mg_entry_size(&e) != size)
		abort();
	free(again);
	return 0;
}
