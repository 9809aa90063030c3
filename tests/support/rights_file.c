/* SPDX-License-Identifier: Apache-2.0 */
#include "rights_file.h"
#include <stdio.h>
#include <stdlib.h>

const char *mg_test_rights_text(size_t *ret_n)
{
	static char text[MG_RIGHTS_TEXT_BYTES_MAX];
	FILE *f = fopen(MG_SOURCE_DIR "/sql/codes/rights.csv", "re");
	if (!f)
		exit(1);
	*ret_n = fread(text, 1, sizeof(text) - 1, f);
	text[*ret_n] = '\0';
	fclose(f);
	return text;
}

const struct mg_rights *mg_test_rights(void)
{
	static struct mg_rights rights;
	struct mg_error err = {0};
	size_t n;
	const char *text = mg_test_rights_text(&n);
	if (!mg_rights_read(text, n, &rights, &err)) {
		fprintf(stderr, "sql/codes/rights.csv: %s\n", err.detail);
		exit(1);
	}
	return &rights;
}
