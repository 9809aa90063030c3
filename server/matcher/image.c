/* SPDX-License-Identifier: Apache-2.0 */
#include "matcher/image.h"
#include <stddef.h>

/* Ridges against skin differ by far more than this even on a dry finger; sensor noise on bare glass
 * by far less. */
#define CONTRAST_MIN 40

enum mg_image_state mg_finger_image_state(const struct mg_finger_image *image)
{
	if (image->width < MG_FINGER_SIDE_MIN || image->width > MG_FINGER_SIDE_MAX ||
		image->height < MG_FINGER_SIDE_MIN || image->height > MG_FINGER_SIDE_MAX)
		return MG_IMAGE_ABSURD;
	uint8_t darkest = 255, lightest = 0;
	for (size_t i = 0; i < (size_t)image->width * image->height; i++) {
		const uint8_t p = image->pixels[i];
		darkest = p < darkest ? p : darkest;
		lightest = p > lightest ? p : lightest;
	}
	if (lightest == 0)
		return MG_IMAGE_ABSURD;
	return lightest - darkest < CONTRAST_MIN ? MG_IMAGE_BLANK : MG_IMAGE_USABLE;
}
