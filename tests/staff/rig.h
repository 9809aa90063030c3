/* SPDX-License-Identifier: Apache-2.0
 * A city's accounts and the calls about them as the gate makes them, under the server's own account, with a clock that tests
 * set. Everybody in it is invented. */
#pragma once
#include "bureau.h"
#include "madoguchi/v1/staff.pb-c.h"
#include "staff/staff_rules.h"

/* Staff, by the number they have in the table. */
enum who {
	HEAD = 1,	/* of 北, ward 146 */
	CLERK,		/* of 北 */
	CLERK_B,	/* of 北 */
	HEAD_ELSEWHERE, /* of 中, ward 142 */
	CLERK_ELSEWHERE,
	AUTHORITY,
	AUTHORITY_2, /* another account of HEAD's person */
	AUDITOR,     /* of a section without a head */
	VENDOR,	     /* of 北 */
	OF_SOUTH,    /* of 南, ward 146 too */
	N_PEOPLE
};
#define RIG_START_US INT64_C(1795820400000000) /* 2026-11-28 08:00 in Japan */
#define DAY_US INT64_C(86400000000)

void rig_open(const char *name);
void rig_close(void);
/* The morning of a day `days` behind the first. */
void rig_day(int days);
void rig_sql(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* True when a trigger, a key or a CHECK refuses that to the superuser. */
bool rig_sql_is_refused(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same to the server's own account, by a trigger. */
bool rig_app_is_refused(const char *format, ...) __attribute__((format(printf, 1, 2)));
int64_t rig_number(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What the last call left: its code (MG_OK), the field that was to blame, and the fact "refused" of its entry. */
extern enum mg_code rig_code;
extern char rig_field[32], rig_refused[48];
/* One call by the name "Staff/Ask"; NULL: refused. Replies live until rig_close. */
const void *rig_call(enum who who, const char *name, const ProtobufCMessage *in);
/* Runs the job of the day; false: it failed. */
bool rig_job(void);
/* A live session of that person at terminal 1, as the login begins it. */
void rig_session(enum who who);

/* ---- in one line; 0, NULL or false: refused ---- */

#define S(text) ((char *)(uintptr_t)(text))
struct ask {
	enum who by;
	Pb__StaffKind kind;
	const char *staff_no, *person_ref, *ward, *section, *role; /* NULL: a clerk of the asker's section */
	int from, to; /* days behind the first; to 0: no end */
	bool vendor;
	const char *need; /* NULL: some */
};
uint64_t rig_ask(const struct ask *a);
bool rig_approve(enum who by, uint64_t request_no);
bool rig_refuse(enum who by, uint64_t request_no, const char *words);
Pb__StaffState rig_state(uint64_t request_no);
/* Fails the test unless the last call was refused by that rule, and the entry says so. */
void rig_refused_by(const char *fault);
