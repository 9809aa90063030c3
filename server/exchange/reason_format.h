/* SPDX-License-Identifier: Apache-2.0
 * The reasons why an interface file or one of its lines is not taken, and where. It decides
 * nothing. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum mg_import_reason {
	MG_REASON_NONE = 0,
#define MG_IMPORT_REASON(name, scope, text) MG_REASON_##name,
#include "exchange/import_reasons.def"
#undef MG_IMPORT_REASON
	MG_REASON_MAX
};

struct mg_import_fault {
	enum mg_import_reason reason;
	uint64_t line;	   /* 1-based; 0: the file as a whole */
	const char *field; /* static column name; NULL: the line as a whole */
};

/* "RECORD_COUNT"; "" for MG_REASON_NONE. */
const char *mg_reason_name(enum mg_import_reason reason);
/* What a clerk reads. */
const char *mg_reason_text(enum mg_import_reason reason);
/* MG_REASON_NONE for a name that is not in the list. */
enum mg_import_reason mg_reason_by_name(const char *name);
bool mg_reason_refuses_file(enum mg_import_reason reason);
