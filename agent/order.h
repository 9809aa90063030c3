/* SPDX-License-Identifier: Apache-2.0
 * What the root half does, as plain values of fixed size: all that it learns of a ticket and a receipt. Made by
 * verify/, handed over whole; says nothing about persons. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define MG_TICKET_ID_BYTES 16U
#define MG_NONCE_BYTES 32U
#define MG_DIGEST_BYTES 32U
#define MG_SERIAL_CHARS 126U
#define MG_FILE_NAME_CHARS 12U
#define MG_NONCE_LIFE_US (60 * INT64_C(1000000))
#define MG_TICKET_LIFE_US (4 * INT64_C(3600000000))

/* A stick, as its descriptors name it. */
struct mg_device {
	uint16_t vendor;
	uint16_t product;
	char serial[MG_SERIAL_CHARS + 1];
	uint8_t descriptors_sha256[MG_DIGEST_BYTES];
};

struct mg_order {
	uint8_t ticket_id[MG_TICKET_ID_BYTES];
	uint8_t nonce[MG_NONCE_BYTES];
	uint64_t terminal;
	int64_t not_before_us; /* UTC */
	int64_t not_after_us;
	struct mg_device device;
	uint8_t sealed_sha256[MG_DIGEST_BYTES];
	uint64_t sealed_size; /* bytes */
	char file_name[MG_FILE_NAME_CHARS + 1];
};
