/* SPDX-License-Identifier: Apache-2.0
 * What the words of a command may be: pure checks with a message for the person who typed them. */
#pragma once
#include <stdint.h>
#include "base/error.h"

/* 1 to 999,999,999. */
bool mg_check_number(const char *option, const char *value, uint64_t *ret, struct mg_error *err) MG_MUST_CHECK;
/* Clean UTF-8 of 1 to `max_bytes` bytes: no control characters, so that it may stand in a configuration file. */
bool mg_check_text(const char *option, const char *value, size_t max_bytes, struct mg_error *err) MG_MUST_CHECK;
/* Letters, digits and dashes, 1 to 16. */
bool mg_check_staff_no(const char *value, struct mg_error *err) MG_MUST_CHECK;
/* Three digits. */
bool mg_check_ward(const char *value, struct mg_error *err) MG_MUST_CHECK;
/* "2026-11-24", a day that exists; NULL is fine. */
bool mg_check_day(const char *option, const char *value, struct mg_error *err) MG_MUST_CHECK;
/* "right-index" → 7, as libfprint numbers fingers. */
bool mg_check_finger(const char *value, unsigned *ret, struct mg_error *err) MG_MUST_CHECK;
