/* SPDX-License-Identifier: Apache-2.0 */
#include "display/display_rules.h"
#include <stdio.h>

bool mg_display_is_offered(const struct mg_display *display)
{
	static const uint32_t scales[] = {0, 100, 125, 150, 200};
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++)
		if (display->scale == scales[i])
			return true;
	return false;
}

void mg_display_words(const struct mg_display *display, char ret[MG_DISPLAY_WORDS])
{
	snprintf(ret, MG_DISPLAY_WORDS, "scale=%u contrast=%d reader=%d", display->scale, display->contrast,
		display->reader);
}
