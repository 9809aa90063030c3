/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "matcher/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted must be the one way to write it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_matcher_reply reply;
	if (!mg_matcher_reply_parse((struct mg_bytes){data, size}, &reply, NULL))
		return 0;
	uint8_t *again = malloc(size);
	if (!again)
		return 0;
	struct mg_writer w;
	mg_writer_init(&w, again, size);
	mg_matcher_reply_write(&reply, &w);
	if (!w.ok || w.n != size || memcmp(again, data, size) != 0)
		abort();
	free(again);
	return 0;
}
