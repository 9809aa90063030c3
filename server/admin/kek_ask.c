/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/kek_ask.h"
#include <stdlib.h>
#include "admin/prompt.h"
#include "base/replace.h"

bool mg_kek_sealed_read(const char *path, struct mg_kek_sealed *ret, struct mg_error *err)
{
	uint8_t *bytes = NULL;
	size_t n;
	if (!mg_file_read(path, MG_KEK_SEALED_BYTES, &bytes, &n, err))
		return false;
	if (!bytes)
		return mg_fail(err, MG_ERR_NOT_FOUND, "there is no kek.sealed");
	const bool ok = mg_kek_sealed_parse((struct mg_bytes){bytes, n}, ret, err);
	free(bytes);
	return ok;
}

bool mg_kek_ask(const char *path, uint32_t *ret_generation, uint8_t ret_kek[MG_KEK_BYTES], struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret first = {{0}}, second = {{0}};
	struct mg_kek_sealed sealed;
	if (!mg_kek_sealed_read(path, &sealed, err) ||
		!mg_secret_ask("Passphrase of the first administrator", false, &first, err) ||
		!mg_secret_ask("Passphrase of the second administrator", false, &second, err) ||
		!mg_kek_unseal(&sealed, first.text, second.text, ret_kek, err))
		return false;
	*ret_generation = sealed.generation;
	return true;
}

bool mg_kek_sealed_is_older(const char *path, uint32_t current)
{
	struct mg_kek_sealed sealed;
	struct mg_error err = {0};
	return mg_kek_sealed_read(path, &sealed, &err) && sealed.generation < current;
}
