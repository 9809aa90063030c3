/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/finger_seal.h"
#include <sodium.h>
#include <stdio.h>

struct place_text {
	char key[64];
};

static struct mg_seal_place seal_place(const struct mg_finger_place *place, const char *column, struct place_text *text)
{
	snprintf(text->key, sizeof(text->key), "%.6s/%llu/%u", place->municipality, (unsigned long long)place->staff_id,
		place->finger);
	return (struct mg_seal_place){.table = "finger", .column = column, .key = text->key, .version = place->version};
}

void mg_finger_seal(const struct mg_keys *keys, const struct mg_finger_place *place, const void *template, size_t n,
	uint8_t *ret_sealed, uint8_t ret_wrapped[MG_FINGER_WRAPPED_BYTES])
{
	uint8_t own[MG_KEY_BYTES];
	struct place_text text;
	struct mg_seal_place at = seal_place(place, "template", &text);
	randombytes_buf(own, sizeof(own));
	mg_seal(own, &at, template, n, ret_sealed);
	at.column = "wrapped";
	mg_keys_wrap(keys, "finger", &at, own, sizeof(own), ret_wrapped);
	mg_wipe(own, sizeof(own));
}

bool mg_finger_unseal(const struct mg_keys *keys, const struct mg_finger_place *place, struct mg_bytes sealed,
	struct mg_bytes wrapped, uint8_t *ret, struct mg_error *err)
{
	uint8_t own[MG_KEY_BYTES] = {0};
	struct place_text text;
	struct mg_seal_place at = seal_place(place, "wrapped", &text);
	bool ok = mg_keys_open_wrapped(keys, "finger", &at, wrapped, sizeof(own), own, err);
	at.column = "template";
	ok = ok && mg_unseal(own, &at, sealed.p, sealed.n, ret, err);
	mg_wipe(own, sizeof(own));
	return ok;
}
