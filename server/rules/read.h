/* SPDX-License-Identifier: Apache-2.0
 * From a JSON object to the struct that a shape describes. For case.c only. */
#pragma once
#include <jansson.h>
#include "rules/case.h"

/* A name that an error may repeat as it stands: short, letters, digits and _; otherwise "…". */
const char *mg_case_said(const char *name);

/* Memory for lists and texts comes from the arena; texts are borrowed from the JSON. `where` ("in") begins every place named
 * in an error. INVALID, also when the arena is full. */
bool mg_case_read(json_t *object, const struct mg_case_shape *shape, const char *where, struct mg_arena *arena, void *ret,
	struct mg_error *err) MG_MUST_CHECK;
