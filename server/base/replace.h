/* SPDX-License-Identifier: Apache-2.0
 * Small files that are read whole and replaced whole, durably. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

/* Replaces the file (mode 0600): after a crash it holds the old bytes or the new ones, and the new ones once the function
 * has returned. Errors: UNAVAILABLE. */
bool mg_file_replace(const char *path, const void *bytes, size_t n, struct mg_error *err) MG_MUST_CHECK;
/* Reads at most `max` bytes into memory of its own (free), with a NUL behind them; *ret is NULL when there is no such file.
 * Errors: UNAVAILABLE, DATA_LOSS (larger). */
bool mg_file_read(const char *path, size_t max, uint8_t **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
