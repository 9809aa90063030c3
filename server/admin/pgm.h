/* SPDX-License-Identifier: Apache-2.0
 * Reads a grey picture (PGM, binary, 8 bit) from bytes. For enrolling from files; opens none itself. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"
#include "matcher/image.h"

/* "P5" space width space height space 255 and one white-space byte, then width × height bytes and nothing more; comments
 * are not taken. The picture borrows from `bytes`. Errors: INVALID. */
bool mg_pgm_read(struct mg_bytes bytes, struct mg_finger_image *ret, struct mg_error *err) MG_MUST_CHECK;
