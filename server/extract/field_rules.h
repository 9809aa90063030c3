/* SPDX-License-Identifier: Apache-2.0
 * What a field of a specification is called and which value of a row it takes. A field that is not in this list goes into no
 * file; what says where somebody lives is left out under 支援措置, here and nowhere else. */
#pragma once
#include <stddef.h>
#include "extract/extract_format.h"

#define MG_FIELD_TEXT_BYTES 64U

/* The value of field `name`: borrowed from the row, or written to `room`. `seq` is the number of the row, from 1. NULL: there
 * is no such field. */
const char *mg_field_value(const char *name, const struct mg_extract_row *row, uint64_t seq, char room[MG_FIELD_TEXT_BYTES]);
bool mg_field_is_known(const char *name);
