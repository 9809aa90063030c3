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
	MG_AUDIT_RECEIPT_LIST = 70,
	MG_AUDIT_RECEIPT_OPEN = 71,
	MG_AUDIT_RECEIPT_MOVE = 72,
	MG_AUDIT_CHECK_LIST = 73,
	MG_AUDIT_SIGN_OFF = 74,
	MG_AUDIT_QUALIFICATION_SHOW = 75,
	MG_AUDIT_QUALIFICATION_JUDGE = 76,
	MG_AUDIT_ACQUIRE = 77,
	MG_AUDIT_CORRECT = 78,
	MG_AUDIT_NUMBER_CHECK = 79,
	MG_AUDIT_DRAFT_PARK = 80,
	MG_AUDIT_DRAFT_LIST = 81,
	MG_AUDIT_DRAFT_TAKE = 82,
	MG_AUDIT_DRAFT_DROP = 83,
	MG_AUDIT_DRAFT_PURGE = 84,
	MG_AUDIT_MEMO_LIST = 85,
	MG_AUDIT_MEMO_ADD = 86,
	MG_AUDIT_MEMO_STRIKE = 87,
	MG_AUDIT_CODE_LIST = 88,
	MG_AUDIT_PAPER_PREVIEW = 90,
	MG_AUDIT_PAPER_PRINT = 91,   /* asked for, with copies */
	MG_AUDIT_PAPER_JOBS = 92,
	MG_AUDIT_PAPER_REPRINT = 93,
	MG_AUDIT_PAPER_CANCEL = 94,
	MG_AUDIT_PAPER_QUEUE = 95,   /* a job's way: sending, sent, printed, failed, unknown */
	MG_AUDIT_ADMIN_PRINTER = 96, /* printer or contact of a ward set on the server */
	MG_AUDIT_REFUSALS_COUNTED = 60, /* one entry for many refusals of one kind */
	MG_AUDIT_UNKNOWN_METHOD = 61,	/* a call of no method that there is */
};
