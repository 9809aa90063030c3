/* SPDX-License-Identifier: Apache-2.0
 * Lines for the journal on standard error, with its priority prefix. Never personal data, secrets or values of rows. */
#pragma once
#include "base/error.h"

enum mg_log_level { MG_LOG_ALARM = 1, MG_LOG_ERROR = 3, MG_LOG_WARNING = 4, MG_LOG_INFO = 6 };
void mg_log(enum mg_log_level level, const char *format, ...) MG_PRINTF(2, 3);
/* "what: CODE detail (file:line)" */
void mg_log_error(enum mg_log_level level, const char *what, const struct mg_error *err);
