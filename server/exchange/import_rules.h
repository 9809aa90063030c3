/* SPDX-License-Identifier: Apache-2.0
 * What an import decides without asking anybody: which files it looks at, whether a number follows,
 * what is told about a fault. Opens no file and stores nothing. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "exchange/reason_format.h"

#define MG_IMPORT_NAME_BYTES 200U
#define MG_IMPORT_TEXT_BYTES 601U /* 200 characters */

/* True for the names of files that are complete and meant for import: "….csv" in clean UTF-8, not
 * hidden. Senders write under another name ("….part") and rename. */
bool mg_import_name_counts(const char *name);

/* What was taken last from the sender of a city. */
struct mg_import_last {
	uint32_t seq; /* 0: nothing yet */
	const char *source;
};
/* A sender numbers its files 1, 2, 3 … without a gap, and a city has one sender. */
enum mg_import_reason mg_import_follows(
	const struct mg_import_last *last, uint32_t seq, const char *source);

/* "12行目 生年月日: 存在しない日付です"; without any value of the file. */
void mg_import_explain(const struct mg_import_fault *fault, char ret[MG_IMPORT_TEXT_BYTES]);

#define MG_IMPORT_FAULTS_MAX 100U
/* The faults of one file, in the order they are found; those beyond the first hundred are only
 * counted. */
struct mg_import_faults {
	size_t n;
	uint64_t found;
	struct mg_import_fault fault[MG_IMPORT_FAULTS_MAX];
};
void mg_import_add_fault(struct mg_import_faults *faults, struct mg_import_fault fault);
/* The one that is named first: that of the file as it stands if there is one (a line may only seem
 * wrong because of it), else that of the lowest line. Needs at least one. */
const struct mg_import_fault *mg_import_main_fault(const struct mg_import_faults *faults);
