/* SPDX-License-Identifier: Apache-2.0
 * Finger pictures as PGM files (binary, 8-bit), for tests, scripts and the demo. Must not be used
 * for real fingers: those are never written to a file. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "base/error.h"
#include "base/macros.h"

struct mg_picture {
	uint32_t width;
	uint32_t height;
	uint8_t *pixels; /* owned; width * height bytes, ridges dark */
};

/* Reads a file with sides of 1 to 5000 pixels. NOT_FOUND without the file, INVALID when it is no
 * such PGM. */
bool mg_picture_load(const char *path, struct mg_picture *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_picture_save(const char *path, uint32_t width, uint32_t height, const uint8_t *pixels,
	struct mg_error *err) MG_MUST_CHECK;
void mg_picture_done(struct mg_picture *picture);
