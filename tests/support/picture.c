/* SPDX-License-Identifier: Apache-2.0 */
#include "picture.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void closep(FILE **file)
{
	if (*file)
		fclose(*file);
}

bool mg_picture_load(const char *path, struct mg_picture *ret, struct mg_error *err)
{
	MG_CLEANUP(closep) FILE *file = fopen(path, "rb");
	if (!file)
		return mg_fail(err, MG_ERR_NOT_FOUND, "picture: %s", strerror(errno));
	struct mg_picture picture = {0};
	unsigned levels;
	if (fscanf(file, "P5 %5u %5u %5u", &picture.width, &picture.height, &levels) != 3 ||
		fgetc(file) == EOF)
		return mg_fail(err, MG_ERR_INVALID, "picture: no PGM header");
	if (picture.width < 1 || picture.width > 5000 || picture.height < 1 ||
		picture.height > 5000 || levels != 255)
		return mg_fail(err, MG_ERR_INVALID, "picture: size or depth");
	const size_t n = (size_t)picture.width * picture.height;
	picture.pixels = malloc(n);
	if (!picture.pixels)
		return mg_fail(err, MG_ERR_INTERNAL, "picture: no memory");
	if (fread(picture.pixels, 1, n, file) != n || fgetc(file) != EOF) {
		mg_picture_done(&picture);
		return mg_fail(err, MG_ERR_INVALID, "picture: wrong length");
	}
	*ret = picture;
	return true;
}

bool mg_picture_save(const char *path, uint32_t width, uint32_t height, const uint8_t *pixels,
	struct mg_error *err)
{
	FILE *file = fopen(path, "wb");
	if (!file)
		return mg_fail(err, MG_ERR_INTERNAL, "picture: %s", strerror(errno));
	const size_t n = (size_t)width * height;
	const bool written = fprintf(file, "P5\n%u %u\n255\n", width, height) > 0 &&
			     fwrite(pixels, 1, n, file) == n;
	if (fclose(file) != 0 || !written)
		return mg_fail(err, MG_ERR_INTERNAL, "picture: cannot write");
	return true;
}

void mg_picture_done(struct mg_picture *picture)
{
	free(picture->pixels);
	picture->pixels = NULL;
}
