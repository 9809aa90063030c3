/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/unseal_format.h"
#include <string.h>

#define MAGIC "MGU1"
#define GENERATION_MAX 999999U

void mg_unseal_request_write(uint32_t generation, const uint8_t kek[32], uint8_t ret[MG_UNSEAL_REQUEST_BYTES])
{
	struct mg_writer w;
	mg_writer_init(&w, ret, MG_UNSEAL_REQUEST_BYTES);
	mg_put_raw(&w, MAGIC, 4);
	mg_put_u32(&w, generation);
	mg_put_raw(&w, kek, 32);
}

bool mg_unseal_request_read(const uint8_t *bytes, size_t n, uint32_t *ret_generation, uint8_t ret_kek[32])
{
	struct mg_reader r;
	if (n != MG_UNSEAL_REQUEST_BYTES || memcmp(bytes, MAGIC, 4) != 0)
		return false;
	mg_reader_init(&r, bytes + 4, 4);
	const uint32_t generation = mg_get_u32(&r);
	if (generation == 0 || generation > GENERATION_MAX)
		return false;
	*ret_generation = generation;
	memcpy(ret_kek, bytes + 8, 32);
	return true;
}
