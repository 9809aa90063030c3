/* SPDX-License-Identifier: Apache-2.0
 * SQL of papers: the wards' printers and contacts, and the print queue. Decides nothing, commits
 * nothing. */
#pragma once
#include "base/date.h"
#include "base/shared.h"
#include "db/db.h"
#include "paper/paper_rules.h"

struct mg_printer {
	const char *ward;
	const char *name;
	const char *uri;
	bool waits; /* a job waits for it with a trouble */
};
/* Of a ward in their order; `ward` NULL: of all. Borrowed from the arena. */
bool mg_printer_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const char *ward, struct mg_printer **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;
/* The last of its ward. ALREADY_EXISTS: that name. */
bool mg_printer_add(struct mg_tx *tx, const struct mg_shared *shared, const char *ward,
	const char *name, const char *uri, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;

/* NOT_FOUND: no such printer. */
bool mg_printer_remove(struct mg_tx *tx, const struct mg_shared *shared, const char *ward,
	const char *name, struct mg_error *err) MG_MUST_CHECK;

struct mg_ward_contact {
	const char *section, *phone, *hours; /* "" when none was set */
};
bool mg_contact_find(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const char *ward, struct mg_ward_contact *ret, struct mg_error *err) MG_MUST_CHECK;
bool mg_contact_set(struct mg_tx *tx, const struct mg_shared *shared, const char *ward,
	const struct mg_ward_contact *contact, struct mg_error *err) MG_MUST_CHECK;

/* True in a city that was made for training: its papers say so. */
bool mg_paper_is_training(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	bool *ret, struct mg_error *err) MG_MUST_CHECK;

/* ---- the queue ---- */

enum mg_paper_kind { MG_PAPER_KIND_NONE, MG_PAPER_KIND_SLIP, MG_PAPER_KIND_LIST };
struct mg_paper_ref {
	enum mg_paper_kind kind;
	char ward[4];
	struct mg_date day;
	uint32_t number;   /* of a slip */
	char staff_no[17]; /* of a list */
};
struct mg_print_job {
	uint64_t job_id;
	char ward[4];
	struct mg_paper_ref paper;
	uint8_t sha256[32];
	uint32_t pages;
	uint32_t copies;
	const char *printer;
	const char *uri;	 /* "" when the printer is gone */
	struct mg_job_step step; /* wait_us: not kept */
	int64_t next_try_us;
	uint64_t reprint_of;
	uint64_t staff_id;
	const char *staff_no;
	const char *staff_name;
	int64_t asked_us;
};
struct mg_job_log {
	uint64_t writer, n;
};
bool mg_print_job_add(struct mg_tx *tx, const struct mg_shared *shared,
	const struct mg_print_job *job, struct mg_job_log log, uint64_t *ret_job_id,
	struct mg_error *err) MG_MUST_CHECK;
/* Locks it. NOT_FOUND. */
bool mg_print_job_lock(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t job_id, struct mg_print_job *ret, struct mg_error *err) MG_MUST_CHECK;
/* Those that are open, in the order they were asked for; at most 500. */
bool mg_print_job_open(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_print_job **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* Of a ward: open, unknown, or asked for since; newest first, at most 100. */
bool mg_print_job_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const char *ward, int64_t since_us, struct mg_print_job **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;
/* CONFLICT when it is not in the state `from` any more. */
bool mg_print_job_step(struct mg_tx *tx, const struct mg_shared *shared, uint64_t job_id,
	enum mg_job_state from, const struct mg_job_step *step, int64_t now_us,
	struct mg_job_log log, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_paper_statements;       /* madoguchi-server */
extern mg_stmt_list mg_paper_admin_statements; /* madoguchi-admin */
