/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/packet.h"
#include <string.h>
#include "agent/verify/shape.h"
#include "base/text.h"
#include "wire/message.h"

static bool take(const Ag__Signed *s, struct mg_signed *ret)
{
	if (!s)
		return false;
	*ret = (struct mg_signed){{s->payload.data, s->payload.len}, {s->key_id.data, s->key_id.len},
		{s->signature.data, s->signature.len}};
	return true;
}

/* Exactly one of the fields is set, and that one is whole. */
static bool choose(const Ag__ToAgent *m, struct mg_packet *ret)
{
	if (!!m->begin + !!m->receipt + !!m->cancel + !!m->devices + !!m->last != 1)
		return false;
	if (m->begin) {
		ret->kind = MG_PACKET_BEGIN;
		return take(m->begin->key_list, &ret->key_list) && take(m->begin->ticket, &ret->ticket);
	}
	if (m->receipt) {
		ret->kind = MG_PACKET_RECEIPT;
		return take(m->receipt->receipt, &ret->receipt);
	}
	ret->kind = m->cancel ? MG_PACKET_CANCEL : m->devices ? MG_PACKET_DEVICES : MG_PACKET_LAST;
	return true;
}

bool mg_packet_read(const void *bytes, size_t n, struct mg_packet *ret)
{
	ProtobufCMessage *message = NULL;
	struct mg_packet packet = {0};
	if (!mg_message_unpack_exact(&ag__to_agent__descriptor, /* allocator= */ NULL, bytes, n, &message, NULL))
		return false;
	packet.message = (Ag__ToAgent *)message;
	if (!choose(packet.message, &packet)) {
		mg_packet_done(&packet);
		return false;
	}
	*ret = packet;
	return true;
}

void mg_packet_done(struct mg_packet *packet)
{
	ag__to_agent__free_unpacked(packet->message, NULL);
	*packet = (struct mg_packet){0};
}

/* ---- answers ---- */

static void put(struct mg_writer *w, const Ag__FromAgent *m)
{
	const size_t n = ag__from_agent__get_packed_size(m);
	if (!w->ok || n > w->cap - w->n) {
		w->ok = false;
		return;
	}
	w->n += ag__from_agent__pack(m, w->p + w->n);
}

void mg_packet_nonce(struct mg_writer *w, const uint8_t nonce[MG_NONCE_BYTES], uint64_t known_size)
{
	Ag__FromAgent m = AG__FROM_AGENT__INIT;
	Ag__Nonce part = AG__NONCE__INIT;
	part.nonce = (ProtobufCBinaryData){MG_NONCE_BYTES, (uint8_t *)nonce};
	part.known_size = known_size;
	m.nonce = &part;
	put(w, &m);
}

void mg_packet_progress(struct mg_writer *w, enum mg_phase phase, uint64_t done, uint64_t total)
{
	static const Ag__Progress__Phase phases[] = {
		[MG_PHASE_OPENING] = AG__PROGRESS__PHASE__OPENING,
		[MG_PHASE_WRITING] = AG__PROGRESS__PHASE__WRITING,
		[MG_PHASE_FLUSHING] = AG__PROGRESS__PHASE__FLUSHING,
		[MG_PHASE_READING_BACK] = AG__PROGRESS__PHASE__READING_BACK,
		[MG_PHASE_CLOSING] = AG__PROGRESS__PHASE__CLOSING,
	};
	Ag__FromAgent m = AG__FROM_AGENT__INIT;
	Ag__Progress part = AG__PROGRESS__INIT;
	part.phase = (unsigned)phase < MG_LEN(phases) ? phases[phase] : AG__PROGRESS__PHASE__PHASE_NONE;
	part.done = done;
	part.total = total;
	m.progress = &part;
	put(w, &m);
}

void mg_packet_done_close(struct mg_writer *w, const struct mg_signed_close *close)
{
	Ag__FromAgent m = AG__FROM_AGENT__INIT;
	Ag__Done part = AG__DONE__INIT;
	Ag__Signed s = AG__SIGNED__INIT;
	s.payload = (ProtobufCBinaryData){close->n, (uint8_t *)close->payload};
	s.key_id = (ProtobufCBinaryData){MG_KEY_ID_BYTES, (uint8_t *)close->key_id};
	s.signature = (ProtobufCBinaryData){MG_SIGNATURE_BYTES, (uint8_t *)close->signature};
	part.close = &s;
	part.reason = (char *)mg_reason_name(close->reason);
	m.done = &part;
	put(w, &m);
}

void mg_packet_refused(struct mg_writer *w, enum mg_reason reason)
{
	Ag__FromAgent m = AG__FROM_AGENT__INIT;
	Ag__Refused part = AG__REFUSED__INIT;
	part.reason = (char *)mg_reason_name(reason);
	m.refused = &part;
	put(w, &m);
}

void mg_packet_plugged(struct mg_writer *w, const struct mg_stick *sticks, size_t n)
{
	Ag__FromAgent m = AG__FROM_AGENT__INIT;
	Ag__Plugged part = AG__PLUGGED__INIT;
	Ag__Stick stick[MG_STICKS_MAX], *list[MG_STICKS_MAX];
	Sg__UsbDevice device[MG_STICKS_MAX];
	for (size_t i = 0; i < n && i < MG_STICKS_MAX; i++) {
		const struct mg_stick *s = &sticks[i];
		const size_t name = strnlen(s->product_name, sizeof(s->product_name));
		ag__stick__init(&stick[i]);
		sg__usb_device__init(&device[i]);
		device[i].vendor = s->device.vendor;
		device[i].product = s->device.product;
		/* What a stick says of itself may be anything: a text that cannot be shown or signed is none. */
		if (memchr(s->device.serial, '\0', sizeof(s->device.serial)) && mg_serial_is_valid(s->device.serial))
			device[i].serial = (char *)s->device.serial;
		device[i].descriptors_sha256 =
			(ProtobufCBinaryData){MG_DIGEST_BYTES, (uint8_t *)s->device.descriptors_sha256};
		stick[i].device = &device[i];
		if (name < sizeof(s->product_name) && mg_text_is_clean(s->product_name, name))
			stick[i].product_name = (char *)s->product_name;
		stick[i].is_storage = s->is_storage;
		list[part.n_sticks++] = &stick[i];
	}
	part.sticks = list;
	m.plugged = &part;
	put(w, &m);
}
