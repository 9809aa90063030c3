/* SPDX-License-Identifier: Apache-2.0
 * The audit actions: numbers that stand in log entries for seven years. Never renumber, never reuse. */
#pragma once

enum mg_audit {
	MG_AUDIT_UNSET = 0, /* invalid in a table row */
	MG_AUDIT_NONE = 1,  /* Health and the long poll only */
	MG_AUDIT_CHALLENGE = 10,
	MG_AUDIT_LOGIN = 11,
	MG_AUDIT_LOGOUT = 12,
	MG_AUDIT_LOCK = 13,
	MG_AUDIT_RESUME = 14,
	MG_AUDIT_SESSION_END = 15,
	MG_AUDIT_PERSON_SEARCH = 20,
	MG_AUDIT_PERSON_OPEN = 21,
	MG_AUDIT_PERSON_HISTORY = 22,
	MG_AUDIT_IMPORT_LIST = 30,
	MG_AUDIT_IMPORT_J01 = 31,
	MG_AUDIT_ADMIN_CITY = 40,     /* city, authority keys, roles set up */
	MG_AUDIT_ADMIN_STAFF = 41,    /* staff member made or changed on the server */
	MG_AUDIT_ADMIN_FINGER = 42,   /* finger enrolled on the server */
	MG_AUDIT_ADMIN_TERMINAL = 43, /* terminal enrolled or revoked on the server */
	MG_AUDIT_SERVER_START = 50,
	MG_AUDIT_SERVER_STOP = 51,
	MG_AUDIT_REFUSALS_COUNTED = 60, /* one entry for many refusals of one kind */
	MG_AUDIT_UNKNOWN_METHOD = 61,	/* a call of no method that there is */
};
