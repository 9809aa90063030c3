/* SPDX-License-Identifier: Apache-2.0 */
#include "state.h"
#include <stdlib.h>
#include <string.h>
#include "base/replace.h"

static void freep(uint8_t **p)
{
	free(*p);
	*p = NULL;
}

bool mg_state_read(const char *path, const struct mg_crypto *crypto, const char *origin,
	const uint8_t log_key[MG_PUBLIC_KEY_BYTES], bool *ret_found, struct mg_checkpoint *ret, struct mg_error *err)
{
	MG_CLEANUP(freep) uint8_t *note = NULL;
	size_t n;
	if (!mg_file_read(path, MG_NOTE_BYTES_MAX, &note, &n, err))
		return false;
	*ret_found = note != NULL;
	return !note || mg_checkpoint_open(crypto, origin, log_key, (struct mg_bytes){note, n}, ret, err);
}

bool mg_state_write(const char *path, const char *note, struct mg_error *err)
{
	return mg_file_replace(path, note, strlen(note), err);
}
