/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/reason_format.h"
#include <string.h>

enum scope { FILE_SCOPE, LINE_SCOPE };

static const struct {
	const char *name;
	const char *text;
	enum scope scope;
} REASONS[MG_REASON_MAX] = {
	[MG_REASON_NONE] = {"", "", LINE_SCOPE},
#define MG_IMPORT_REASON(name, scope, text) [MG_REASON_##name] = {#name, text, scope##_SCOPE},
#include "exchange/import_reasons.def"
#undef MG_IMPORT_REASON
};

const char *mg_reason_name(enum mg_import_reason reason)
{
	return REASONS[reason].name;
}

const char *mg_reason_text(enum mg_import_reason reason)
{
	return REASONS[reason].text;
}

enum mg_import_reason mg_reason_by_name(const char *name)
{
	for (int r = 1; r < MG_REASON_MAX; r++)
		if (strcmp(REASONS[r].name, name) == 0)
			return (enum mg_import_reason)r;
	return MG_REASON_NONE;
}

bool mg_reason_refuses_file(enum mg_import_reason reason)
{
	return REASONS[reason].scope == FILE_SCOPE;
}
