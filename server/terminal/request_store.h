/* SPDX-License-Identifier: Apache-2.0
 * Requests of terminals in the database. Decides nothing, commits nothing. */
#pragma once
#include "terminal/terminal_store.h"

/* The numbers are those of the protocol and of the table's ENUM. */
enum mg_terminal_request_state {
	MG_REQUEST_NONE,
	MG_REQUEST_PROPOSED,
	MG_REQUEST_APPROVED,
	MG_REQUEST_REFUSED,
	MG_REQUEST_ISSUED,
	MG_REQUEST_REPLACED
};
struct mg_request_row {
	uint64_t request_id, terminal_id, proposer_id;
	enum mg_terminal_request_state state;
	bool renewal;
	struct mg_bytes fingerprint;
	/* arena; "" for none */
	const char *name, *section, *ward, *proposer_no, *proposer_name, *reviewer_no, *reviewer_name, *words;
	int64_t made_us, reviewed_us;
};
struct mg_new_request {
	struct mg_bytes request, fingerprint, assertion_key;
	const char *name, *section, *ward;
	uint64_t terminal_id; /* a renewal; else 0 and who brings it */
	uint64_t staff_id;
	const char *staff_no;
	int64_t now_us;
	uint64_t log_writer, log_n;
};
struct mg_request_decision {
	uint64_t request_id, staff_id;
	bool approve;
	const char *staff_no, *words;
	int64_t now_us;
	uint64_t log_writer, log_n;
};

/* Open ones first, then the newest decided ones; at most 200. */
bool mg_terminal_request_list(const struct mg_terminal_in *in, struct mg_request_row **ret, size_t *ret_n, struct mg_error *err)
	MG_MUST_CHECK;
/* Locks it. NOT_FOUND. */
bool mg_terminal_request_lock(const struct mg_terminal_in *in, uint64_t request_id, struct mg_request_row *ret, struct mg_error *err)
	MG_MUST_CHECK;
/* ALREADY_EXISTS: this very request is open or was issued. */
bool mg_terminal_request_add(const struct mg_terminal_in *in, const struct mg_new_request *r, uint64_t *ret_id, struct mg_error *err)
	MG_MUST_CHECK;
bool mg_terminal_request_decide(const struct mg_terminal_in *in, const struct mg_request_decision *d, struct mg_error *err) MG_MUST_CHECK;
/* The renewal of a terminal that waits for its certificate is replaced, when there is one. */
bool mg_terminal_request_replace(const struct mg_terminal_in *in, uint64_t terminal_id, uint64_t log_writer, uint64_t log_n,
	struct mg_error *err) MG_MUST_CHECK;
/* A terminal or an open request has this name. */
bool mg_terminal_request_name_taken(const struct mg_terminal_in *in, const char *name, bool *ret, struct mg_error *err) MG_MUST_CHECK;
/* A terminal has the assertion key of this request, or another open request. */
bool mg_terminal_request_key_taken(const struct mg_terminal_in *in, const struct mg_new_request *r, bool *ret, struct mg_error *err) MG_MUST_CHECK;
/* The newest renewal of a terminal, locked; request_id 0: none. */
bool mg_terminal_request_newest_renewal(const struct mg_terminal_in *in, uint64_t terminal_id, struct mg_request_row *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* person_ref of an account, "" when nobody entered it. */
bool mg_terminal_request_person(const struct mg_terminal_in *in, uint64_t staff_id, const char **ret, struct mg_error *err) MG_MUST_CHECK;

/* What a terminal says of itself at its start; `program` "" leaves what is known. */
bool mg_terminal_seen(const struct mg_terminal_in *in, uint64_t terminal_id, const char *program, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;
/* The certificate that was signed for it and not used yet; n 0: none. */
bool mg_terminal_next(const struct mg_terminal_in *in, uint64_t terminal_id, struct mg_bytes *ret, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_terminal_request_statements;
