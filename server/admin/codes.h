/* SPDX-License-Identifier: Apache-2.0
 * The code master from its file into the city's table. */
#pragma once
#include "admin/city.h"

/* Loads codes/codes.csv beside the migrations, as part of the act. INVALID names the line. */
bool mg_codes_load(struct mg_city *city, struct mg_tx *tx, const char *sql_dir,
	struct mg_error *err) MG_MUST_CHECK;
