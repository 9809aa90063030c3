/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include "admin/pgm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct mg_finger_image image;
	struct mg_error err = {0};
	if (!mg_pgm_read((struct mg_bytes){data, n}, &image, &err))
		return 0;
	/* What is accepted lies inside the input, to its end. */
	if (image.pixels < data || image.pixels + (size_t)image.width * image.height != data + n)
		abort();
	return 0;
}
