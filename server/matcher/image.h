/* SPDX-License-Identifier: Apache-2.0
 * One finger picture as a reader gave it, and what can be said about it without looking for ridges.
 * Must never be written to disk, logged or kept past the call that judges it. */
#pragma once
#include <stdint.h>

#define MG_FINGER_SIDE_MIN 64
#define MG_FINGER_SIDE_MAX 1000

struct mg_finger_image {
	uint32_t width;
	uint32_t height;
	const uint8_t
		*pixels; /* borrowed; width * height bytes, 8-bit grey, ridges dark, row by row */
};

enum mg_image_state {
	MG_IMAGE_USABLE = 1,
	MG_IMAGE_BLANK,	 /* no contrast: nothing lay on the glass; ask again */
	MG_IMAGE_ABSURD, /* no reader makes this: sides out of range, or every byte zero */
};

/* Pure. Looks at `pixels` only when the sides are within MG_FINGER_SIDE_MIN to MG_FINGER_SIDE_MAX.
 */
enum mg_image_state mg_finger_image_state(const struct mg_finger_image *image);
