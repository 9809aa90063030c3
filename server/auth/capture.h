/* SPDX-License-Identifier: Apache-2.0
 * Checks that a picture came from this terminal's kiosk: its shape, and the terminal's signature over nonce and
 * picture. Judges no finger and keeps no picture. */
#pragma once
#include "access/session.h"
#include "base/arena.h"
#include "base/error.h"
#include "madoguchi/v1/login.pb-c.h"
#include "matcher/image.h"

#define MG_READER_NAME_BYTES_MAX 80U

struct mg_capture {
	const char *fault;             /* for the log; NULL: fine */
	struct mg_finger_image image;  /* borrowed from the request; only when fine */
	uint8_t nonce[32];             /* as signed: still to be compared with the challenge's */
	uint8_t image_sha256[32];
};
/* Fills `ret` with a fault or with what was signed. Errors: INTERNAL only; a bad capture is no error here. */
bool mg_capture_check(struct mg_arena *arena, const Pb__FingerImage *finger, const Pb__Envelope *envelope,
	const struct mg_terminal *terminal, struct mg_capture *ret, struct mg_error *err) MG_MUST_CHECK;
