/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/capture.h"
#include <openssl/sha.h>
#include <string.h>
#include "wire/envelope.h"
#include "wire/hash_evp.h"
#include "wire/message.h"

static void *arena_alloc(void *arena, size_t n)
{
	return mg_arena_alloc(arena, n);
}

static void arena_free(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

static const char *image_fault(const Pb__FingerImage *finger, struct mg_finger_image *ret)
{
	if (!finger)
		return "image_missing";
	if (finger->width < MG_FINGER_SIDE_MIN || finger->width > MG_FINGER_SIDE_MAX ||
		finger->height < MG_FINGER_SIDE_MIN || finger->height > MG_FINGER_SIDE_MAX ||
		finger->pixels.len != (size_t)finger->width * finger->height)
		return "image_size";
	if (strlen(finger->driver) > MG_READER_NAME_BYTES_MAX || strlen(finger->device_id) > MG_READER_NAME_BYTES_MAX)
		return "image_reader";
	*ret = (struct mg_finger_image){.width = finger->width, .height = finger->height, .pixels = finger->pixels.data};
	return mg_finger_image_state(ret) == MG_IMAGE_USABLE ? NULL : "image_blank";
}

/* Signature first, then the payload: nothing unsigned is unpacked. */
static bool open_envelope(struct mg_arena *arena, const Pb__Envelope *in, const struct mg_terminal *terminal,
	const Pb__Capture **ret, struct mg_error *err)
{
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	ProtobufCAllocator allocator = {.alloc = arena_alloc, .free = arena_free, .allocator_data = arena};
	ProtobufCMessage *message = NULL;
	*ret = NULL;
	if (!mg_crypto_evp_new(&crypto, err))
		return false;
	const struct mg_envelope envelope = {
		.type = in->payload_type,
		.payload = {in->payload.data, in->payload.len},
		.key_id = {in->key_id.data, in->key_id.len},
		.signature = {in->signature.data, in->signature.len},
	};
	if (mg_envelope_verify(crypto, terminal->assertion_key, MG_ENVELOPE_TYPE("capture"), &envelope, NULL) &&
		mg_message_unpack_exact(
			&pb__capture__descriptor, &allocator, in->payload.data, in->payload.len, &message, NULL))
		*ret = (const Pb__Capture *)message;
	return true;
}

bool mg_capture_check(struct mg_arena *arena, const Pb__FingerImage *finger, const Pb__Envelope *envelope,
	const struct mg_terminal *terminal, struct mg_capture *ret, struct mg_error *err)
{
	struct mg_capture c = {0};
	const Pb__Capture *said = NULL;
	c.fault = image_fault(finger, &c.image);
	if (!c.fault && envelope && !open_envelope(arena, envelope, terminal, &said, err))
		return false;
	if (!c.fault && (!said || said->nonce.len != sizeof(c.nonce) || said->image_sha256.len != sizeof(c.image_sha256)))
		c.fault = "capture_signature";
	if (!c.fault) {
		SHA256(finger->pixels.data, finger->pixels.len, c.image_sha256);
		memcpy(c.nonce, said->nonce.data, sizeof(c.nonce));
		if (!mg_equal_ct(c.image_sha256, said->image_sha256.data, sizeof(c.image_sha256)))
			c.fault = "capture_image";
	}
	*ret = c;
	return true;
}
