/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void mg_log(enum mg_log_level level, const char *format, ...)
{
	char line[1024];
	int head = snprintf(line, sizeof(line), "<%d>", (int)level);
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(line + head, sizeof(line) - (size_t)head - 1, format, ap);
	va_end(ap);
	if (n < 0)
		return;
	size_t len = strlen(line);
	for (size_t i = 0; i < len; i++) /* one entry is one line, whatever a name contains */
		if ((unsigned char)line[i] < 0x20)
			line[i] = ' ';
	line[len++] = '\n';
	ssize_t ignored = write(STDERR_FILENO, line, len);
	(void)ignored;
}

void mg_log_error(enum mg_log_level level, const char *what, const struct mg_error *err)
{
	const char *file = err->file ? strrchr(err->file, '/') : NULL;
	mg_log(level, "%s: %s %s (%s:%d)", what, mg_code_name(err->code), err->detail,
		file ? file + 1 : err->file ? err->file : "-", err->line);
}
