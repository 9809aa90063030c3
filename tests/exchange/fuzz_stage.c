/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "exchange/stage_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken is taken whole: packing again gives the same bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char again[MG_STAGE_BYTES];
	struct mg_text field[MG_STAGE_FIELDS];
	size_t n = 0;
	if (size > MG_STAGE_BYTES || !mg_stage_unpack((const char *)data, size, field))
		return 0;
	const struct mg_j01_record record = {MG_J01_INSERT, {"", 0}, field[0], field + 1};
	if (!mg_stage_pack(&record, again, sizeof(again), &n) || n != size ||
		memcmp(again, data, n) != 0)
		abort();
	return 0;
}
