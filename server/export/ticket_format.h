/* SPDX-License-Identifier: Apache-2.0
 * What a signed ticket and a signed close must say, field by field. Verifies no signature and asks nobody. */
#pragma once
#include "base/bytes.h"
#include "export/export_rules.h"
#include "madoguchi/signed/v1/export.pb-c.h"

#define MG_TICKET_CLOCK_US (15 * INT64_C(60000000)) /* from the preview to the signature, and what clocks differ by */

/* What the ticket must say: from the request, the stored extract and the session. Borrowed. */
struct mg_ticket_terms {
	const uint8_t *ticket_id; /* 16 bytes */
	const char *municipality;
	const char *extractor, *requester, *approver; /* staff numbers */
	uint64_t terminal;
	uint32_t vendor, product;
	const char *serial;
	const uint8_t *descriptors_sha256;           /* 32 bytes, as the digests */
	const uint8_t *plain_sha256, *sealed_sha256;
	uint64_t sealed_size, row_count;
	const char *file_name, *purpose, *recipient;
	uint64_t key_epoch; /* in force */
	int64_t now_us;
};
/* NULL: every field says it. Else which does not, for the log and the caller: "ticket_stick". */
const char *mg_ticket_fault(const Sg__ExportTicket *t, const struct mg_ticket_terms *terms);

struct mg_close_terms {
	const uint8_t *ticket_id; /* 16 bytes */
	const uint8_t *nonce;     /* 32 bytes */
	uint64_t terminal;
	const uint8_t *sealed_sha256;
	uint64_t sealed_size;
};
/* NULL, or which field does not: "close_digest" when something else was written than was approved. */
const char *mg_close_fault(const Sg__ExportClose *c, const struct mg_close_terms *terms);
