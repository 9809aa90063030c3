/* SPDX-License-Identifier: Apache-2.0
 * From a plain answer to JSON. For case.c only. */
#pragma once
#include "rules/case.h"

/* One line (free); NULL without memory. */
char *mg_case_write(const struct mg_case_fn *fn, const struct mg_case_out *out);
