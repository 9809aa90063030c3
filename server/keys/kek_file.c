/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/kek_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Canonical decimal: no sign, no leading zero, at most six digits. 0: none. */
static uint32_t generation_of(const char *s, size_t n)
{
	uint32_t g = 0;
	if (n == 0 || n > 6 || s[0] == '0')
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return 0;
		g = g * 10 + (uint32_t)(s[i] - '0');
	}
	return g;
}

bool mg_kek_parse(const char *text, size_t n, uint32_t *ret_generation, uint8_t ret[MG_KEK_BYTES])
{
	const size_t digits = (size_t)2 * MG_KEK_BYTES;
	uint32_t generation = 1;
	if (n > 0 && text[n - 1] == '\n')
		n--;
	if (n > digits && text[digits] == ' ')
		generation = generation_of(text + digits + 1, n - digits - 1);
	else if (n != digits)
		generation = 0;
	if (generation == 0 || !mg_unhex(text, digits, ret, MG_KEK_BYTES)) {
		mg_wipe(ret, MG_KEK_BYTES);
		return false;
	}
	*ret_generation = generation;
	return true;
}

void mg_kek_format(uint32_t generation, const uint8_t kek[MG_KEK_BYTES], char ret[MG_KEK_TEXT_BYTES])
{
	const size_t digits = (size_t)2 * MG_KEK_BYTES;
	mg_hex(kek, MG_KEK_BYTES, ret);
	if (generation == 1)
		snprintf(ret + digits, MG_KEK_TEXT_BYTES - digits, "\n");
	else
		snprintf(ret + digits, MG_KEK_TEXT_BYTES - digits, " %u\n", generation);
}

bool mg_kek_read(const char *path, uint32_t *ret_generation, uint8_t ret[MG_KEK_BYTES], struct mg_error *err)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return mg_fail(err, errno == ENOENT ? MG_ERR_SEALED : MG_ERR_INTERNAL, "root key: cannot open (errno %d)", errno);
	char text[MG_KEK_TEXT_BYTES];
	const ssize_t n = read(fd, text, sizeof(text));
	close(fd);
	const bool ok = n > 0 && mg_kek_parse(text, (size_t)n, ret_generation, ret);
	mg_wipe(text, sizeof(text));
	return ok || mg_fail(err, MG_ERR_INTERNAL, "root key: the file does not hold 64 hexadecimal digits and a generation");
}
