/* SPDX-License-Identifier: Apache-2.0
 * One record at a time from the text of a CSV file (RFC 4180, LF or CRLF). It knows nothing of what the fields mean. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define MG_CSV_FIELDS 16
#define MG_CSV_BYTES 2048
struct mg_csv {
	const char *p; /* borrowed */
	size_t n;      /* left */
	int line;      /* of the record read last, from 1 */
	int next_line;
	/* the record: NUL-terminated fields inside `bytes` */
	int field_n;
	const char *field[MG_CSV_FIELDS];
	char bytes[MG_CSV_BYTES];
};

enum mg_csv_result {
	MG_CSV_RECORD,
	MG_CSV_END,
	MG_CSV_BAD, /* an open quote, text after a closing quote, a NUL, or a record too long or wide */
};
void mg_csv_init(struct mg_csv *csv, const char *text, size_t n);
/* The next record; empty lines are skipped. Fields live until the next call. */
enum mg_csv_result mg_csv_next(struct mg_csv *csv);
