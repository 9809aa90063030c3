/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/codes.h"
#include <stdio.h>
#include <stdlib.h>
#include "code/code_store.h"
#include "extract/extract_load.h"
#include "law/law_store.h"

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

/* The text of `sql_dir`/codes/`name`; the caller frees it. */
static bool read_file(const char *sql_dir, const char *name, char **ret, size_t *ret_n, struct mg_error *err)
{
	char path[MG_CITY_PATH_BYTES];
	snprintf(path, sizeof(path), "%s/codes/%s", sql_dir, name);
	MG_CLEANUP(close_file) FILE *f = fopen(path, "rbe");
	MG_CLEANUP(free_text) char *text = malloc(BYTES_MAX);
	if (!f || !text)
		return mg_fail(err, MG_ERR_NOT_FOUND, "%.150s cannot be read", path);
	const size_t n = fread(text, 1, BYTES_MAX, f);
	if (ferror(f) || n == BYTES_MAX)
		return mg_fail(err, MG_ERR_INVALID, "%.150s cannot be read whole", path);
	*ret = MG_TAKE(text);
	*ret_n = n;
	return true;
}

static void note_count(struct mg_city *city, const char *key, size_t count)
{
	char number[24];
	snprintf(number, sizeof(number), "%zu", count);
	mg_act_fact(city, key, number);
}

static bool load_specs(struct mg_city *city, struct mg_tx *tx, const char *sql_dir, struct mg_error *err)
{
	MG_CLEANUP(free_text) char *text = NULL;
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	size_t n, specs;
	mg_arena_init(&arena, 1U << 18);
	if (!read_file(sql_dir, "extract.csv", &text, &n, err) ||
		!mg_extract_load(tx, &arena, city->shared.municipality, text, n, mg_now_us(city->shared.clock), &specs, err))
		return false;
	note_count(city, "extract_specs", specs);
	return true;
}

bool mg_codes_load(
	struct mg_city *city, struct mg_tx *tx, const char *sql_dir, struct mg_error *err)
{
	MG_CLEANUP(free_text) char *text = NULL;
	size_t n, words;
	if (!read_file(sql_dir, "codes.csv", &text, &n, err) ||
		!mg_code_load(tx, city->shared.municipality, text, n, &words, err))
		return false;
	note_count(city, "codes", words);
	return load_specs(city, tx, sql_dir, err);
}

bool mg_codes_load_law(struct mg_city *city, struct mg_tx *tx, const char *sql_dir, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	char path[MG_CITY_PATH_BYTES], text[16];
	uint32_t edition;
	mg_arena_init(&arena, 1 << 16);
	snprintf(path, sizeof(path), "%s/codes/law.csv", sql_dir);
	if (!mg_law_store_load(tx, &arena, city->shared.municipality, path, mg_now_us(city->shared.clock), &edition, err))
		return false;
	snprintf(text, sizeof(text), "%u", edition);
	mg_act_fact(city, "law_edition", text);
	return true;
}
