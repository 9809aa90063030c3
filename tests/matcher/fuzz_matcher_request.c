/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "matcher/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted must be the one way to write it, and every pixel must be there. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_matcher_request request;
	enum mg_matcher_operation operation;
	uint32_t timeout_ms;
	const struct mg_bytes bytes = {data, size};
	const bool peeked = mg_matcher_request_peek(bytes, &operation, &timeout_ms);
	if (!mg_matcher_request_parse(bytes, &request, NULL))
		return 0;
	if (!peeked || operation != request.operation || mg_matcher_request_bytes(&request) != size)
		abort();
	for (size_t i = 0; i < request.pictures_n; i++)
		(void)mg_finger_image_state(&request.pictures[i]);
	uint8_t *again = malloc(size);
	if (!again)
		return 0;
	struct mg_writer w;
	mg_writer_init(&w, again, size);
	mg_matcher_request_write(&request, &w);
	if (!w.ok || w.n != size || memcmp(again, data, size) != 0)
		abort();
	free(again);
	return 0;
}
