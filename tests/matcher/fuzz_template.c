/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include "matcher/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_template_facts facts = {0};
	if (mg_template_check((struct mg_bytes){data, size}, &facts, NULL) &&
		(facts.pictures < 1 || facts.pictures > MG_TEMPLATE_PICTURES_MAX ||
			facts.minutiae < facts.pictures || size < 12 * facts.minutiae))
		abort();
	return 0;
}
