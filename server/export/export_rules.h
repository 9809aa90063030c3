/* SPDX-License-Identifier: Apache-2.0
 * The way of a ticket, and who may take which step: pure decisions. Reads no clock and no table. The database's triggers
 * (sql/migrations/0011_export.sql) say the same once more. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers are those of the protocol and of the column state. */
enum mg_ticket_state {
	MG_TICKET_NONE = 0,
	MG_TICKET_REQUESTED,
	MG_TICKET_APPROVED,
	MG_TICKET_REDEEMED,
	MG_TICKET_WRITTEN,
	MG_TICKET_FAILED,
	MG_TICKET_REFUSED,
	MG_TICKET_WITHDRAWN,
	MG_TICKET_EXPIRED,
	MG_TICKET_UNCLOSED,
	MG_TICKET_STATE_MAX
};

#define MG_TICKET_HOUR_US INT64_C(3600000000)
#define MG_TICKET_WINDOW_US (4 * MG_TICKET_HOUR_US)        /* an approval lasts no longer */
#define MG_TICKET_REQUEST_US (24 * MG_TICKET_HOUR_US)      /* a request that nobody decided expires */
#define MG_TICKET_CLOSE_US (INT64_C(10) * 60 * 1000000)    /* redeemed and not closed by then: an alarm */

bool mg_ticket_may_move(enum mg_ticket_state from, enum mg_ticket_state to);
const char *mg_ticket_state_name(enum mg_ticket_state state); /* as the column has it; "" for NONE */
/* A ticket that its person still has to do with: there is one a person. */
bool mg_ticket_is_open(enum mg_ticket_state state);
/* What time makes of it: EXPIRED, UNCLOSED, or the state it has. */
enum mg_ticket_state mg_ticket_after(enum mg_ticket_state state, int64_t asked_us, int64_t not_after_us,
	int64_t redeemed_us, int64_t now_us);

/* One person, whatever accounts there are: by number of staff, and by personnel number where both have one. `person_ref`
 * NULL or empty: unknown. */
struct mg_export_person {
	uint64_t staff_id; /* 0: the system, which is nobody */
	const char *person_ref;
};
bool mg_export_same_person(const struct mg_export_person *a, const struct mg_export_person *b);

/* EXPORTnn.ZIP, nn from 01 to 99 by the number of the ticket of that day. */
#define MG_EXPORT_FILE_BYTES 13U
void mg_export_file_name(uint32_t number, char ret[MG_EXPORT_FILE_BYTES]);
