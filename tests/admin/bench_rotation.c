/* SPDX-License-Identifier: Apache-2.0
 * Measuring, not a test: fills an invented city's keyring to N persons and rotates its root key. Run by hand on a release
 * build, on a city that is thrown away: bench_rotation CITY N */
#include <stdio.h>
#include <stdlib.h>
#include "admin/kek_rotate.h"

#define PIECE 2000U

static const struct mg_stmt_def add_key = {.name = "bench.add_key",
	.sql = "INSERT IGNORE INTO madoguchi_keys.person_key (municipality, shori_no, wrapped) VALUES (?, ?, ?)",
	.params = "ttb",
	.columns = ""};

static bool fill_piece(struct mg_city *city, unsigned long from, struct mg_error *err)
{
	static char number[PIECE][11], name[20];
	static uint8_t wrapped[PIECE][MG_WRAPPED_BYTES];
	static const char *cities[PIECE], *numbers[PIECE], *values[PIECE];
	static unsigned long city_n[PIECE], number_n[PIECE], value_n[PIECE];
	MG_CLEANUP(mg_tx_done) struct mg_tx tx = {0};
	uint8_t key[MG_KEY_BYTES];
	for (unsigned long i = 0; i < PIECE; i++) {
		snprintf(number[i], sizeof(number[i]), "%010lu", from + i);
		snprintf(name, sizeof(name), "%s/%s", city->shared.municipality, number[i]);
		mg_keys_new_data_key(city->shared.keys, "person_key", name, key, wrapped[i]);
		cities[i] = city->shared.municipality, numbers[i] = number[i], values[i] = (const char *)wrapped[i];
		city_n[i] = 6, number_n[i] = 10, value_n[i] = MG_WRAPPED_BYTES;
	}
	const struct mg_bulk_column columns[] = {
		{.type = 't', .p = cities, .n = city_n}, {.type = 't', .p = numbers, .n = number_n}, {.type = 'b', .p = values, .n = value_n}};
	mg_tx_begin(&tx, city->db);
	return mg_exec_bulk(&tx, &add_key, columns, MG_LEN(columns), PIECE, NULL, err) && mg_tx_commit(&tx, err);
}

int main(int argc, char **argv)
{
	struct mg_city city;
	struct mg_error err = {0};
	if (argc != 3) {
		fprintf(stderr, "usage: bench_rotation CITY N\n");
		return 2;
	}
	const unsigned long n = strtoul(argv[2], NULL, 10);
	bool ok = mg_db_library_init() && mg_city_open(argv[1], &city, &err);
	if (!ok) {
		fprintf(stderr, "%s\n", err.detail);
		return 1;
	}
	ok = mg_city_open_log(&city, &err);
	int64_t at = mg_mono_us(&mg_clock_system);
	for (unsigned long i = 0; ok && i < n; i += PIECE)
		ok = fill_piece(&city, 1000000000UL + i, &err);
	printf("filled %lu in %.1f s\n", n, (double)(mg_mono_us(&mg_clock_system) - at) / 1e6);
	struct mg_kek_work work = {.city = &city, .rows_a_piece = 5000, .quiet = true};
	at = mg_mono_us(&mg_clock_system);
	ok = ok && mg_kek_rotate(&work, &err);
	const double s = (double)(mg_mono_us(&mg_clock_system) - at) / 1e6;
	if (ok)
		printf("rotated in %.1f s, %.0f rows a second\n", s, (double)n / s);
	else
		fprintf(stderr, "%s\n", err.detail);
	mg_city_done(&city);
	mg_db_library_done();
	return ok ? 0 : 1;
}
