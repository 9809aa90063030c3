/* SPDX-License-Identifier: Apache-2.0
 * A checked J01 record in one piece, as it waits between check and posting: 個人番号 and the 111
 * items, each ended by a NUL, which no clean text holds. It checks no meaning and knows no
 * database. */
#pragma once
#include "exchange/j01_format.h"

#define MG_STAGE_FIELDS (1 + MG_J01_FIELDS)
#define MG_STAGE_BYTES                                                                             \
	65000U /* with the seal within a BLOB; all items at their longest need a third of it */

/* False when it does not fit. */
bool mg_stage_pack(
	const struct mg_j01_record *record, char *ret, size_t cap, size_t *ret_n) MG_MUST_CHECK;
/* Splits what mg_stage_pack made; `ret` borrows from `packed`. False on anything else. */
bool mg_stage_unpack(
	const char *packed, size_t n, struct mg_text ret[MG_STAGE_FIELDS]) MG_MUST_CHECK;
