/* SPDX-License-Identifier: Apache-2.0
 * The city's sticks, and the key list in force, in the database. Decides nothing and commits nothing. */
#pragma once
#include "base/date.h"
#include "export/export_store.h"

/* The numbers are those of the protocol and of the column. */
enum mg_medium_state { MG_MEDIUM_NONE, MG_MEDIUM_IN, MG_MEDIUM_LENT, MG_MEDIUM_DISPOSED, MG_MEDIUM_LOST };

/* Texts live in the arena. */
struct mg_medium {
	uint64_t medium_id;
	uint32_t version;
	const char *label;
	struct mg_device device;
	const char *owner;
	const char *ward;
	enum mg_medium_state state;
	uint64_t lent_to; /* 0: nobody */
	const char *lent_to_no, *lent_to_name;
	int64_t lent_us;
	struct mg_date due;
	const char *note;
};

/* NOT_FOUND: no such stick. With `lock` the row is held until the end of the transaction. */
bool mg_medium_get(const struct mg_export_in *at, uint64_t medium_id, bool lock, struct mg_medium *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Of a ward ("": all), by label; at most 500. */
bool mg_medium_list(const struct mg_export_in *at, const char *ward, struct mg_medium **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;
/* ALREADY_EXISTS: the label or the device. */
bool mg_medium_add(const struct mg_export_in *at, const struct mg_medium *m, int64_t now_us, struct mg_export_log log,
	uint64_t *ret_id, struct mg_error *err) MG_MUST_CHECK;
/* Version m->version becomes the next, with the image before in the history. CONFLICT: it is another version. */
bool mg_medium_change(const struct mg_export_in *at, const struct mg_medium *m, int64_t now_us, struct mg_export_log log,
	struct mg_error *err) MG_MUST_CHECK;

/* A person of the staff: *ret_found false: nobody active has that number. */
struct mg_borrower {
	uint64_t staff_id;
	const char *staff_no, *name, *ward, *person_ref;
};
bool mg_borrower_find(const struct mg_export_in *at, const char *staff_no, struct mg_borrower *ret, bool *ret_found,
	struct mg_error *err) MG_MUST_CHECK;
/* The personnel number of a person, "" when it is not known or staff_id is 0. */
bool mg_person_ref_find(const struct mg_export_in *at, uint64_t staff_id, const char **ret, struct mg_error *err) MG_MUST_CHECK;

/* Tickets that were asked for on the day that begins at `from_us`. */
bool mg_ticket_count(const struct mg_export_in *at, int64_t from_us, uint32_t *ret, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_media_statements;
