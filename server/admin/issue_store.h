/* SPDX-License-Identifier: Apache-2.0
 * What terminal-issue reads and writes. The statements themselves demand two people: no certificate comes in force by a
 * program that forgets to ask. Commits nothing. */
#pragma once
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"

struct mg_issue {
	uint64_t request_id, terminal_id; /* terminal_id: of a renewal */
	struct mg_bytes request;          /* arena */
	struct mg_bytes fingerprint, key; /* arena: what the row says of the request, and was approved or is the terminal's */
	const char *name, *section, *ward, *proposer_no, *reviewer_no; /* arena; the numbers "" in a renewal */
	uint8_t cert_sha256[32];
	int64_t cert_not_after_us;
	struct mg_bytes certificate; /* DER, once it is signed */
};
/* What waits for its certificate: requests approved by two different people, renewals of enrolled terminals.
 * The row's fingerprint and assertion key are believed by nobody who has not compared them with the request itself
 * (admin/cmd_issue.c): the server's account writes such rows. Of a renewal `key` is the one that the terminal has now. */
bool mg_issue_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, struct mg_issue **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;
/* How many wait, of each kind. */
bool mg_issue_count(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, int64_t *ret_new,
	int64_t *ret_renewals, struct mg_error *err) MG_MUST_CHECK;
/* Terminals that are heard, whose certificate ends before that instant, and that asked for no other: the watchdog's, a kiosk
 * that is switched off. */
struct mg_ending {
	uint64_t terminal_id;
	const char *name; /* arena */
	int64_t not_after_us;
};
bool mg_issue_ending(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, int64_t before_us,
	struct mg_ending **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* The next free number of a terminal. */
bool mg_issue_number(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t *ret, struct mg_error *err)
	MG_MUST_CHECK;
/* Enrols the new terminal under issue->terminal_id. CONFLICT: its request is not one that two approved. */
bool mg_issue_new(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_issue *issue, int64_t now_us,
	uint64_t log_writer, uint64_t log_n, struct mg_error *err) MG_MUST_CHECK;
/* The certificate becomes the terminal's next one. CONFLICT: it does not wait any more. */
bool mg_issue_renewal(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_issue *issue, int64_t now_us,
	uint64_t log_writer, uint64_t log_n, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_issue_statements;
