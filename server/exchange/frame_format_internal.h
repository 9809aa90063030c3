/* SPDX-License-Identifier: Apache-2.0
 * Header and trailer of a frame as values. For frame_format.c only. */
#pragma once
#include "exchange/frame_format.h"

struct mg_frame_trailer {
	uint64_t records;
	uint64_t amount[2];
	uint64_t hash_total;
	uint8_t sha256[MG_FRAME_DIGEST_BYTES];
};

/* Everything but the source, which may need decoding. */
enum mg_import_reason mg_frame_read_header(const struct mg_text *fields, size_t n,
	const struct mg_frame_layout *layout, const char *municipality,
	struct mg_frame_header *ret);
bool mg_frame_read_trailer(const struct mg_text *fields, size_t n, struct mg_frame_trailer *ret);
/* 1 to 15 digits. */
bool mg_frame_read_number(struct mg_text text, uint64_t *ret);
void mg_frame_digest_freep(EVP_MD_CTX **digest);
