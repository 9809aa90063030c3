/* SPDX-License-Identifier: Apache-2.0
 * What a kiosk may send: whatever is read is one message with what belongs to it, and packs to the same bytes. */
#include <stdlib.h>
#include <string.h>
#include "agent/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_packet p = {0};
	if (!mg_packet_read(data, size, &p)) {
		if (p.message)
			abort();
		return 0;
	}
	uint8_t *again = malloc(size + 1);
	if (!again || ag__to_agent__pack(p.message, again) != size || (size && memcmp(again, data, size) != 0))
		abort();
	free(again);
	if ((p.kind == MG_PACKET_BEGIN) != (p.message->begin != NULL) ||
		(p.kind == MG_PACKET_RECEIPT) != (p.message->receipt != NULL))
		abort();
	mg_packet_done(&p);
	return 0;
}
