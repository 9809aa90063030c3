/* SPDX-License-Identifier: Apache-2.0
 * The highest number of a signed thing that this server has ever seen, kept in a file outside the database: who sets
 * the database back is noticed. Thread-safe. Reads no database. */
#pragma once
#include <stdint.h>
#include "base/error.h"

struct mg_highest;
/* No file yet: nothing was seen, and the first is believed. Errors: UNAVAILABLE, DATA_LOSS (the file is damaged),
 * INTERNAL. */
bool mg_highest_new(const char *file, struct mg_highest **ret, struct mg_error *err) MG_MUST_CHECK;
void mg_highest_free(struct mg_highest *seen); /* accepts NULL */
/* Remembers a higher number durably before it returns. DATA_LOSS: a higher one was seen before. */
bool mg_highest_accept(struct mg_highest *seen, const char *what, uint64_t number, struct mg_error *err) MG_MUST_CHECK;
