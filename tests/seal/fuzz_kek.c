/* SPDX-License-Identifier: Apache-2.0
 * Everything that reads a root key from bytes of somebody else: the plain file, the sealed one, what comes over the socket. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "keys/kek_sealed.h"
#include "seal/unseal_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void plain(const uint8_t *data, size_t size)
{
	uint8_t kek[MG_KEK_BYTES], again[MG_KEK_BYTES];
	uint32_t generation, same;
	char text[MG_KEK_TEXT_BYTES];
	if (!mg_kek_parse((const char *)data, size, &generation, kek))
		return;
	mg_kek_format(generation, kek, text);
	if (!mg_kek_parse(text, strlen(text), &same, again) || same != generation || memcmp(kek, again, sizeof(kek)) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_kek_sealed sealed;
	struct mg_error err;
	uint8_t kek[32], request[MG_UNSEAL_REQUEST_BYTES];
	uint32_t generation;
	plain(data, size);
	if (mg_kek_sealed_parse((struct mg_bytes){data, size}, &sealed, &err) &&
		(size != MG_KEK_SEALED_BYTES || memcmp(sealed.bytes, data, size) != 0 || sealed.generation == 0 || sealed.kib > 1048576 ||
			sealed.passes > 12 || strlen(sealed.municipality) != 6))
		abort();
	if (mg_unseal_request_read(data, size, &generation, kek)) {
		mg_unseal_request_write(generation, kek, request);
		if (memcmp(request, data, size) != 0)
			abort();
	}
	char *halves = malloc(size + 2);
	if (halves) { /* two passphrases out of the same bytes */
		memcpy(halves, data, size);
		halves[size] = halves[size + 1] = '\0';
		const size_t half = size / 2;
		halves[half] = '\0';
		(void)!mg_kek_passphrases_check(halves, halves + half + 1, &err);
		free(halves);
	}
	return 0;
}
