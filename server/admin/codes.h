/* SPDX-License-Identifier: Apache-2.0
 * The code master and the specifications of extracts from their files into the city's table. */
#pragma once
#include "admin/city.h"

/* Loads codes/codes.csv and codes/extract.csv beside the migrations, as part of the act. INVALID names the line. */
bool mg_codes_load(struct mg_city *city, struct mg_tx *tx, const char *sql_dir,
	struct mg_error *err) MG_MUST_CHECK;
/* The parameters of the law; a changed file is a new edition. Its number is a fact. */
bool mg_codes_load_law(struct mg_city *city, struct mg_tx *tx, const char *sql_dir, struct mg_error *err) MG_MUST_CHECK;
