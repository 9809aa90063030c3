/* SPDX-License-Identifier: Apache-2.0
 * Writes the corpus of the fuzz targets of the agent anew: agent_corpus FOLDER. To be run after a change of the messages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/packet.h"
#include "forge.h"

#define NOW (INT64_C(1795000000) * 1000000)

static void put(const char *folder, const char *target, const char *name, const void *bytes, size_t n)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s", folder, target);
	(void)mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/%s/%s", folder, target, name);
	FILE *f = fopen(path, "w");
	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		abort();
}

static Ag__Signed as_signed(struct forge_signed *s)
{
	Ag__Signed m = AG__SIGNED__INIT;
	m.payload = (ProtobufCBinaryData){s->n, s->payload};
	m.key_id = (ProtobufCBinaryData){MG_KEY_ID_BYTES, s->key_id};
	m.signature = (ProtobufCBinaryData){MG_SIGNATURE_BYTES, s->signature};
	return m;
}

int main(int argc, char **argv)
{
	static const uint8_t storage[] = {18, 1, 0, 2, 0, 0, 0, 64, 0x51, 9, 0x66, 0x16, 0, 1, 1, 2, 3, 1, 9, 2, 32, 0, 1, 1, 0,
		0x80, 50, 9, 4, 0, 0, 2, 8, 6, 0x50, 0, 7, 5, 0x81, 2, 0, 2, 0, 7, 5, 2, 2, 0, 2, 0};
	static const uint8_t uas[] = {18, 1, 0, 3, 0, 0, 0, 9, 0x51, 9, 0x66, 0x16, 0, 1, 1, 2, 3, 1, 9, 2, 57, 0, 1, 1, 0, 0x80,
		50, 9, 4, 0, 0, 2, 8, 6, 0x50, 0, 7, 5, 0x81, 2, 0, 4, 0, 6, 0x30, 15, 0, 0, 0, 9, 4, 0, 1, 1, 8, 6, 0x62, 0, 7, 5,
		0x81, 2, 0, 4, 0, 6, 0x30, 15, 5, 0, 0, 4, 0x24, 3, 0};
	static uint8_t packet[MG_PACKET_BYTES_MAX];
	static const uint8_t nonce[MG_NONCE_BYTES] = {0x77, 0x66};
	if (argc != 2)
		return 2;
	struct forge *f = forge_new(NOW);
	forge_sign_list(f);
	forge_sign_ticket(f);
	forge_answer(f, nonce, 0);
	put(argv[1], "key_list", "good", f->key_list.payload, f->key_list.n);
	put(argv[1], "ticket", "good", f->signed_ticket.payload, f->signed_ticket.n);
	put(argv[1], "receipt", "good", f->signed_receipt.payload, f->signed_receipt.n);
	put(argv[1], "descriptors", "storage", storage, sizeof(storage));
	put(argv[1], "descriptors", "uas", uas, sizeof(uas));
	Ag__ToAgent m = AG__TO_AGENT__INIT;
	Ag__Begin begin = AG__BEGIN__INIT;
	Ag__Receipt receipt = AG__RECEIPT__INIT;
	Ag__Cancel cancel = AG__CANCEL__INIT;
	Ag__Signed list = as_signed(&f->key_list), ticket = as_signed(&f->signed_ticket), r = as_signed(&f->signed_receipt);
	begin.key_list = &list;
	begin.ticket = &ticket;
	receipt.receipt = &r;
	m.begin = &begin;
	put(argv[1], "agent_message", "begin", packet, ag__to_agent__pack(&m, packet));
	m.begin = NULL;
	m.receipt = &receipt;
	put(argv[1], "agent_message", "receipt", packet, ag__to_agent__pack(&m, packet));
	m.receipt = NULL;
	m.cancel = &cancel;
	put(argv[1], "agent_message", "cancel", packet, ag__to_agent__pack(&m, packet));
	forge_free(f);
	return 0;
}
