/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/codes.h"
#include <stdio.h>
#include <stdlib.h>
#include "code/code_store.h"

#define BYTES_MAX (1U << 20)

static void close_file(FILE **f)
{
	if (*f)
		fclose(*f);
}

static void free_text(char **text)
{
	free(*text);
}

bool mg_codes_load(
	struct mg_city *city, struct mg_tx *tx, const char *sql_dir, struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES], number[24];
	size_t words;
	snprintf(path, sizeof(path), "%s/codes/codes.csv", sql_dir);
	MG_CLEANUP(close_file) FILE *f = fopen(path, "rbe");
	MG_CLEANUP(free_text) char *text = malloc(BYTES_MAX);
	if (!f || !text)
		return mg_fail(err, MG_ERR_NOT_FOUND, "%.150s cannot be read", path);
	const size_t n = fread(text, 1, BYTES_MAX, f);
	if (ferror(f) || n == BYTES_MAX)
		return mg_fail(err, MG_ERR_INVALID, "%.150s cannot be read whole", path);
	if (!mg_code_load(tx, city->shared.municipality, text, n, &words, err))
		return false;
	snprintf(number, sizeof(number), "%zu", words);
	mg_act_fact(city, "codes", number);
	return true;
}
