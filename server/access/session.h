/* SPDX-License-Identifier: Apache-2.0
 * The terminal and the session as the floors above see them: plain values, filled by access/session_store.c. Decides
 * nothing. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "access/rights_format.h"

/* The terminal by its certificate, read on every call. */
struct mg_terminal {
	uint8_t cert_sha256[32];
	uint64_t terminal_id; /* 0: a job */
	char name[61];
	char section[121];
	char ward[4];
	uint8_t assertion_key[32];
	int64_t cert_not_after_us;
	bool is_next; /* known by the certificate that was signed for it and not used before: the gate puts it in force */
};

enum mg_session_state { MG_SESSION_NONE, MG_SESSION_LIVE, MG_SESSION_LOCKED };

/* Why a session is over. The numbers are those of WatchReply.Ended. */
enum mg_session_end {
	MG_SESSION_END_NONE = 0,
	MG_SESSION_END_LOGGED_OFF = 1,
	MG_SESSION_END_IDLE = 2,
	MG_SESSION_END_ABSOLUTE = 3,
	MG_SESSION_END_REVOKED = 4,   /* staff disabled, terminal revoked, password set by another */
	MG_SESSION_END_ELSEWHERE = 5, /* the person logged in elsewhere, or another person here */
	MG_SESSION_END_TRIES = 7,     /* the finger failed too often to reopen it (6 is LOCKED in WatchReply) */
	MG_SESSION_END_ADMINISTRATOR = 8, /* Session.End */
};

struct mg_session {
	enum mg_session_state state;
	uint8_t token_sha256[32];
	uint64_t session_no;
	uint64_t staff_id;
	char staff_no[17];
	char staff_name[121];
	enum mg_staff_role role;
	char ward[4];
	int64_t created_us;
	int64_t last_seen_us;
	bool must_change_password; /* until then only rows with WHILE_MUST_CHANGE answer */
	uint64_t rights;           /* given to the person besides the role's: bits of MG_RIGHT */
	uint64_t may;              /* by role or person, under the matrix below: bits of MG_RIGHT */
	const struct mg_rights *matrix; /* in force when the session was read; borrowed of the process; NULL: none */
	uint64_t withheld;         /* of a vendor: what neither role nor right brings (access.h) */
	unsigned resume_tries;     /* fingers refused since it was locked */
	/* Grows with every change of session, person and terminal but last_seen and last_login: as long as it is the same,
	 * what is known of all three holds. */
	uint64_t version;
};

/* Gives the session what its role holds in the matrix (NULL: nothing) and what was given to the person, without what is
 * withheld of a vendor: `withheld` is set before. */
static inline void mg_session_grant(struct mg_session *session, const struct mg_rights *matrix, uint64_t rights)
{
	session->matrix = matrix;
	session->rights = rights;
	session->may = (rights | (matrix ? matrix->role[session->role] : 0)) & ~session->withheld;
}

/* What the session may by the person's role or by a right given to the person. ANYONE: always; SIGNED_IN: every role but
 * NONE; UNSET: never. */
static inline bool mg_session_may(const struct mg_session *session, enum mg_perm perm)
{
	if (perm == MG_PERM_ANYONE)
		return true;
	if (perm == MG_PERM_SIGNED_IN)
		return session->role != MG_STAFF_NONE;
	return perm > MG_PERM_SIGNED_IN && perm < MG_PERM_MAX && (session->may & MG_RIGHT(perm)) != 0;
}
