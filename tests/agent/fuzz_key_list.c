/* SPDX-License-Identifier: Apache-2.0
 * Key lists, signed or not: one that is taken is in order and has only whole keys. */
#include "fuzz_verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct mg_policy policy = fuzz_policy();
	struct mg_known known = {0};
	uint8_t id[MG_KEY_ID_BYTES];
	Sg__KeyList *keys = NULL;
	mg_key_id(policy.crypto, policy.authority, id);
	const struct mg_signed list = fuzz_signed(data, size, id);
	const enum mg_reason reason = mg_verify_keys(&policy, &known, &list, &keys);
	if (reason != MG_REASON_NONE) {
		if (keys || known.epoch)
			abort();
		return 0;
	}
	if (known.epoch != keys->epoch || keys->epoch == 0)
		abort();
	for (size_t i = 0; i < keys->n_keys; i++)
		if (keys->keys[i]->public_key.len != MG_PUBLIC_KEY_BYTES || keys->keys[i]->id.len != MG_KEY_ID_BYTES ||
			(i > 0 && memcmp(keys->keys[i - 1]->id.data, keys->keys[i]->id.data, MG_KEY_ID_BYTES) >= 0))
			abort();
	(void)mg_keys_find_log(keys, FUZZ_NOW);
	sg__key_list__free_unpacked(keys, NULL);
	return 0;
}
