/* SPDX-License-Identifier: Apache-2.0
 * Payloads: whatever mg_message_unpack_exact accepts packs to the same bytes; no envelope opens
 * without a signature. */
#include <stdlib.h>
#include <string.h>
#include "madoguchi/v1/login.pb-c.h"
#include "madoguchi/v1/person.pb-c.h"
#include "wire/envelope.h"
#include "wire/hash_evp.h"
#include "wire/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_type(const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t size)
{
	ProtobufCMessage *m;
	if (!mg_message_unpack_exact(type, NULL, data, size, &m, NULL))
		return;
	uint8_t *again = malloc(size + 1);
	if (!again || protobuf_c_message_pack(m, again) != size ||
		(size && memcmp(again, data, size) != 0))
		abort();
	free(again);
	protobuf_c_message_free_unpacked(m, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mg_crypto *crypto;
	static const uint8_t key[MG_PUBLIC_KEY_BYTES] = {1, 2, 3};
	if (!crypto && !mg_crypto_evp_new(&crypto, NULL))
		abort();
	try_type(&pb__capture__descriptor, data, size);
	try_type(&pb__login_request__descriptor, data, size);
	Pb__Envelope *e = pb__envelope__unpack(NULL, size, data);
	if (!e)
		return 0;
	struct mg_envelope view = {e->payload_type, {e->payload.data, e->payload.len},
		{e->key_id.data, e->key_id.len}, {e->signature.data, e->signature.len}};
	if (mg_envelope_verify(crypto, key, MG_ENVELOPE_TYPE("capture"), &view, NULL))
		abort();
	pb__envelope__free_unpacked(e, NULL);
	return 0;
}
