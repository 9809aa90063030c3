/* SPDX-License-Identifier: Apache-2.0 */
#include "access/rights_format.h"
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "law/csv.h"

#define SCREENS_AT MG_STAFF_MAX /* behind the permission and a column for each role but NONE */
#define TITLE_AT (SCREENS_AT + 1)
#define N_FIELDS (TITLE_AT + 1)
_Static_assert(N_FIELDS <= MG_CSV_FIELDS, "a line of the matrix is wider than the reader of records");

/* A text on its way; nothing of it is quoted in a message. */
struct reading {
	struct mg_csv csv;
	struct mg_rights *ret;
	uint64_t seen; /* permissions that had their line */
};

static bool wrong(const struct reading *r, const char *why, struct mg_error *err)
{
	return mg_fail(err, MG_ERR_INVALID, "line %d: %s", r->csv.line, why);
}

static bool wrong_at(const struct reading *r, enum mg_perm perm, const char *why, struct mg_error *err)
{
	return mg_fail(err, MG_ERR_INVALID, "line %d: %s: %s", r->csv.line, mg_perm_name(perm), why);
}

/* The next record that is no comment. At the end *ret_end is set; the line is then the one behind the last. */
static bool next(struct reading *r, bool *ret_end, struct mg_error *err)
{
	for (;;) {
		const enum mg_csv_result result = mg_csv_next(&r->csv);
		*ret_end = result == MG_CSV_END;
		if (result == MG_CSV_BAD) {
			r->csv.line = r->csv.next_line;
			return wrong(r, "not a record of fields between commas", err);
		}
		if (result == MG_CSV_END)
			r->csv.line = r->csv.next_line;
		if (result == MG_CSV_END || r->csv.field[0][0] != '#')
			return true;
	}
}

static bool read_version(struct reading *r, struct mg_error *err)
{
	bool end;
	if (!next(r, &end, err))
		return false;
	const char *digits = !end && r->csv.field_n == 2 ? r->csv.field[1] : "";
	const size_t n = strlen(digits);
	if (n < 1 || n > 9 || strspn(digits, "0123456789") != n || digits[0] == '0' ||
		strcmp(r->csv.field[0], "version") != 0)
		return wrong(r, "the first line is \"version,N\" with a number from 1", err);
	r->ret->version = (uint32_t)strtoul(digits, NULL, 10);
	return true;
}

static bool read_head(struct reading *r, struct mg_error *err)
{
	bool end;
	if (!next(r, &end, err))
		return false;
	bool ok = !end && r->csv.field_n == N_FIELDS && strcmp(r->csv.field[0], "permission") == 0 &&
		  strcmp(r->csv.field[SCREENS_AT], "screens") == 0 && strcmp(r->csv.field[TITLE_AT], "title") == 0;
	for (int i = MG_STAFF_NONE + 1; ok && i < MG_STAFF_MAX; i++)
		ok = strcmp(r->csv.field[i], mg_role_name((enum mg_staff_role)i)) == 0;
	return ok || wrong(r, "the head is permission, the six roles in their order, screens, title", err);
}

/* Numbers of two digits, a blank between two. */
static bool read_screens(const char *s, struct mg_screens *ret)
{
	while (*s) {
		if (strspn(s, "0123456789") != 2 || (s[2] && (s[2] != ' ' || !s[3])))
			return false;
		const unsigned number = (unsigned)(s[0] - '0') * 10 + (unsigned)(s[1] - '0');
		ret->bits[number / 64] |= UINT64_C(1) << (number % 64);
		s += s[2] ? 3 : 2;
	}
	return true;
}

static bool read_cells(struct reading *r, enum mg_perm perm, struct mg_error *err)
{
	for (int i = MG_STAFF_NONE + 1; i < MG_STAFF_MAX; i++) {
		const char *cell = r->csv.field[i];
		const bool holds = strcmp(cell, "x") == 0;
		if (!holds && strcmp(cell, "-") != 0)
			return wrong_at(r, perm, "a cell is \"x\" or \"-\"", err);
		if (holds && mg_perm_how(perm) == MG_BY_PERSON)
			return wrong_at(r, perm, "is given to single persons, never to a role", err);
		if (perm == MG_PERM_RIGHTS_CHANGE && holds != (i == MG_STAFF_AUTHORITY))
			return wrong_at(r, perm, "is the authority's, and nobody else's", err);
		if (holds)
			r->ret->role[i] |= MG_RIGHT(perm);
	}
	return true;
}

static bool read_line(struct reading *r, struct mg_error *err)
{
	if (r->csv.field_n != N_FIELDS)
		return wrong(r, "not as many fields as the head", err);
	const enum mg_perm perm = mg_perm_from_name(r->csv.field[0]);
	const char *title = r->csv.field[TITLE_AT];
	const size_t n = strlen(title);
	if (perm == MG_PERM_UNSET)
		return wrong(r, "no such permission", err);
	if (mg_perm_how(perm) == MG_BY_OTHERS)
		return wrong_at(r, perm, "follows from others and has no line", err);
	if (r->seen & MG_RIGHT(perm))
		return wrong_at(r, perm, "has a line already", err);
	if (n < 1 || n >= MG_RIGHTS_TITLE_BYTES || !mg_text_is_clean(title, n))
		return wrong_at(r, perm, "the title is no plain text of 1 to 60 bytes", err);
	if (!read_screens(r->csv.field[SCREENS_AT], &r->ret->opens[perm]))
		return wrong_at(r, perm, "screens are numbers of two digits with a blank between", err);
	r->seen |= MG_RIGHT(perm);
	memcpy(r->ret->title[perm], title, n + 1);
	return read_cells(r, perm, err);
}

static uint64_t wanted(void)
{
	uint64_t all = 0;
	for (int i = MG_PERM_SIGNED_IN + 1; i < MG_PERM_MAX; i++)
		if (mg_perm_how((enum mg_perm)i) != MG_BY_OTHERS)
			all |= MG_RIGHT(i);
	return all;
}

static bool read_lines(struct reading *r, struct mg_error *err)
{
	bool end;
	if (!read_version(r, err) || !read_head(r, err))
		return false;
	for (;;) {
		if (!next(r, &end, err))
			return false;
		if (end)
			return true;
		if (!read_line(r, err))
			return false;
	}
}

bool mg_rights_read(const char *text, size_t n, struct mg_rights *ret, struct mg_error *err)
{
	struct mg_rights made = {0};
	struct reading r = {.ret = &made};
	mg_csv_init(&r.csv, text, n);
	if (n > MG_RIGHTS_TEXT_BYTES_MAX)
		return mg_fail(
			err, MG_ERR_INVALID, "line 1: the file is longer than %u bytes", MG_RIGHTS_TEXT_BYTES_MAX);
	if (!read_lines(&r, err))
		return false;
	const uint64_t missing = wanted() & ~r.seen;
	for (int i = MG_PERM_SIGNED_IN + 1; i < MG_PERM_MAX; i++)
		if (missing & MG_RIGHT(i))
			return wrong_at(&r, (enum mg_perm)i,
				"has no line: whoever calls what asks for it would have no rule", err);
	*ret = made;
	return true;
}

uint64_t mg_rights_missing(const char *text, size_t n)
{
	struct mg_rights made = {0};
	struct reading r = {.ret = &made};
	mg_csv_init(&r.csv, text, n);
	return n <= MG_RIGHTS_TEXT_BYTES_MAX && read_lines(&r, NULL) ? wanted() & ~r.seen : 0;
}

struct mg_screens mg_rights_screens(const struct mg_rights *rights, uint64_t may)
{
	struct mg_screens all = {{0, 0}};
	for (int i = 0; i < MG_PERM_MAX; i++)
		if (may & MG_RIGHT(i))
			for (int k = 0; k < 2; k++)
				all.bits[k] |= rights->opens[i].bits[k];
	return all;
}
