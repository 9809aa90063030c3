/* SPDX-License-Identifier: Apache-2.0
 * Raw USB descriptors: what counts as storage has an interface of it, and none that is anything else. */
#include <stdlib.h>
#include "agent/descriptors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t configuration = 0;
	const bool is = mg_descriptors_are_storage(data, size, &configuration), has = mg_descriptors_have_storage(data, size);
	if (!is)
		return 0;
	if (!has || configuration == 0)
		abort();
	for (size_t at = 0; at < size; at += data[at])
		if (data[at + 1] == 4 && data[at + 5] != 8)
			abort();
	return 0;
}
