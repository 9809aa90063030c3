/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/import_rules.h"
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "fields/fields.h"

bool mg_import_name_counts(const char *name)
{
	const size_t n = strlen(name);
	return n > 4 && n <= MG_IMPORT_NAME_BYTES && name[0] != '.' &&
	       memcmp(name + n - 4, ".csv", 4) == 0 && !strchr(name, '/') &&
	       mg_text_is_clean(name, n);
}

enum mg_import_reason mg_import_follows(
	const struct mg_import_last *last, uint32_t seq, const char *source)
{
	if (last->seq && strcmp(last->source, source) != 0)
		return MG_REASON_SOURCE;
	if (seq <= last->seq)
		return MG_REASON_SEQUENCE_REPEATED;
	return seq == last->seq + 1 ? MG_REASON_NONE : MG_REASON_SEQUENCE_GAP;
}

static const char *label_of(const char *column)
{
	if (strcmp(column, "op") == 0)
		return "処理区分";
	if (strcmp(column, "my_number") == 0)
		return "個人番号";
	for (size_t i = 0; i < MG_JUKI_N; i++)
		if (strcmp(mg_fields_juki[i].column, column) == 0)
			return mg_fields_juki[i].label_ja;
	return column;
}

void mg_import_explain(const struct mg_import_fault *fault, char ret[MG_IMPORT_TEXT_BYTES])
{
	const char *text = mg_reason_text(fault->reason);
	if (fault->line && fault->field)
		snprintf(ret, MG_IMPORT_TEXT_BYTES, "%llu行目 %s: %s",
			(unsigned long long)fault->line, label_of(fault->field), text);
	else if (fault->line)
		snprintf(ret, MG_IMPORT_TEXT_BYTES, "%llu行目: %s", (unsigned long long)fault->line,
			text);
	else
		snprintf(ret, MG_IMPORT_TEXT_BYTES, "%s", text);
}

void mg_import_add_fault(struct mg_import_faults *faults, struct mg_import_fault fault)
{
	faults->found++;
	if (faults->n < MG_IMPORT_FAULTS_MAX)
		faults->fault[faults->n++] = fault;
	else if (mg_reason_refuses_file(
			 fault.reason)) /* it is what decides; the last line gives way to it */
		faults->fault[MG_IMPORT_FAULTS_MAX - 1] = fault;
}

const struct mg_import_fault *mg_import_main_fault(const struct mg_import_faults *faults)
{
	const struct mg_import_fault *first = &faults->fault[0];
	for (size_t i = 0; i < faults->n; i++) {
		if (mg_reason_refuses_file(faults->fault[i].reason))
			return &faults->fault[i];
		if (faults->fault[i].line < first->line)
			first = &faults->fault[i];
	}
	return first;
}
