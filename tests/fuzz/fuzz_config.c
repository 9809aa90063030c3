/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever a file holds: it is refused with a line, or every value is one that a line of it gives. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const known[] = {"municipality", "listen", "db.socket", NULL};
	struct mg_config *config = NULL;
	struct mg_error err = {0};
	char path[64];
	int fd = memfd_create("config", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (mg_config_load(path, known, &config, &err)) {
		for (size_t i = 0; known[i]; i++) {
			const char *value = mg_config_get(config, known[i]);
			if (value && (!*value || !memmem(data, size, value, strlen(value))))
				abort();
		}
		mg_config_free(config);
	} else if (err.code != MG_ERR_INVALID || !strstr(err.detail, "line")) {
		abort();
	}
	close(fd);
	return 0;
}
