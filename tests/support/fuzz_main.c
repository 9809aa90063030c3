/* SPDX-License-Identifier: Apache-2.0
 * Runs a fuzz target without a fuzzer: over every file of the folders named, over all their cuts,
 * and with each byte changed once (files longer than 4 KiB: 4,096 places spread over them). */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PLACES 4096
#define FILE_LIMIT ((size_t)1 << 20)

/* A copy on the heap of exactly `size` bytes, so that a read past the end is seen. */
static void run_copy(const uint8_t *data, size_t size, size_t at, uint8_t change)
{
	uint8_t *copy = malloc(size == 0 ? 1 : size);
	if (copy == NULL)
		abort();
	memcpy(copy, data, size);
	if (at < size)
		copy[at] ^= change;
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static size_t run_bytes(const uint8_t *data, size_t size)
{
	static const uint8_t CHANGES[] = {0x01, 0x20, 0x80, 0xff};
	const size_t step = size / PLACES + 1;
	size_t runs = 1;
	run_copy(data, size, size, 0);
	for (size_t at = 0; at < size; at += step, runs += 2) {
		run_copy(data, at, at, 0);
		run_copy(data, size, at, CHANGES[at / step % sizeof(CHANGES)]);
	}
	return runs;
}

static size_t run_file(const char *path)
{
	static uint8_t data[FILE_LIMIT];
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return 0;
	const size_t size = fread(data, 1, sizeof(data), file);
	fclose(file);
	return run_bytes(data, size);
}

static size_t run_folder(const char *path)
{
	size_t runs = 0;
	DIR *folder = opendir(path);
	for (struct dirent *e; folder != NULL && (e = readdir(folder)) != NULL;) {
		char name[4096];
		struct stat st;
		if (snprintf(name, sizeof(name), "%s/%s", path, e->d_name) >= (int)sizeof(name))
			continue;
		if (stat(name, &st) == 0 && S_ISREG(st.st_mode))
			runs += run_file(name);
	}
	if (folder != NULL)
		closedir(folder);
	return runs;
}

int main(int argc, char **argv)
{
	size_t runs = 0;
	for (int i = 1; i < argc; i++)
		runs += run_folder(argv[i]);
	printf("%zu inputs\n", runs);
	return runs == 0;
}
