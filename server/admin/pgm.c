/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/pgm.h"

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* White space, then at most four digits. */
static bool read_number(struct mg_bytes *b, uint32_t *ret)
{
	size_t i = 0, digits = 0;
	uint32_t v = 0;
	while (i < b->n && is_space(b->p[i]))
		i++;
	if (i == 0)
		return false;
	for (; i < b->n && b->p[i] >= '0' && b->p[i] <= '9' && digits < 5; i++, digits++)
		v = v * 10 + (uint32_t)(b->p[i] - '0');
	b->p += i;
	b->n -= i;
	*ret = v;
	return digits >= 1 && digits <= 4;
}

bool mg_pgm_read(struct mg_bytes bytes, struct mg_finger_image *ret, struct mg_error *err)
{
	struct mg_bytes b = bytes;
	uint32_t width, height, levels;
	if (b.n < 2 || b.p[0] != 'P' || b.p[1] != '5')
		return mg_fail(err, MG_ERR_INVALID, "not a binary PGM");
	b.p += 2;
	b.n -= 2;
	if (!read_number(&b, &width) || !read_number(&b, &height) || !read_number(&b, &levels) || levels != 255 ||
		b.n < 1 || !is_space(b.p[0]))
		return mg_fail(err, MG_ERR_INVALID, "a PGM header that is not understood");
	b.p++;
	b.n--;
	if (width < MG_FINGER_SIDE_MIN || width > MG_FINGER_SIDE_MAX || height < MG_FINGER_SIDE_MIN ||
		height > MG_FINGER_SIDE_MAX || b.n != (size_t)width * height)
		return mg_fail(err, MG_ERR_INVALID, "a picture of another size than its header says");
	*ret = (struct mg_finger_image){.width = width, .height = height, .pixels = b.p};
	return true;
}
