/* SPDX-License-Identifier: Apache-2.0
 * When a session lives, is locked or is over: pure decisions on facts and an instant. Reads no clock and no table. */
#pragma once
#include "access/session.h"

#define MG_SESSION_LOCK_US (5 * 60 * INT64_C(1000000))       /* idle: locked */
#define MG_SESSION_IDLE_US (15 * 60 * INT64_C(1000000))      /* idle or locked: over */
#define MG_SESSION_ABSOLUTE_US (12 * 3600 * INT64_C(1000000)) /* over in any case */
#define MG_SESSION_TOUCH_US (30 * INT64_C(1000000))          /* last_seen is written no more often */
#define MG_SESSION_RESUME_TRIES 3U

/* One session with the state of its person and its terminal. Instants are UTC; 0: not so. */
struct mg_session_facts {
	int64_t created_us;
	int64_t last_seen_us;
	int64_t locked_us;
	int64_t ended_us;
	enum mg_session_end end_reason; /* of a session that has ended_us */
	unsigned resume_tries;
	bool staff_active;      /* state active and today within its dates */
	bool terminal_enrolled; /* and still under the certificate the session began with */
};

struct mg_session_verdict {
	enum mg_session_state state;
	enum mg_session_end end; /* NONE unless state is NONE */
};

/* The first reason that applies: already ended, revoked, clock set back behind its beginning (ABSOLUTE), 12 h, tries
 * used up, 15 min idle or locked, then locked (by hand or 5 min idle), else live. */
struct mg_session_verdict mg_session_judge(const struct mg_session_facts *facts, int64_t now_us);
/* True when last_seen should be written again. */
bool mg_session_touch_is_due(int64_t last_seen_us, int64_t now_us);
/* Civil day in Japan (UTC+9 all year) as days since 1970-01-01: what dates of validity are compared with. */
int64_t mg_day_in_japan(int64_t utc_us);
/* True when `day` lies in from..to, both inclusive; has_to false: no end. */
bool mg_day_within(int64_t day, int64_t from, bool has_to, int64_t to);

const char *mg_session_end_name(enum mg_session_end end); /* as the column end_reason holds it; NULL for NONE */
enum mg_session_end mg_session_end_from_name(const char *name); /* REVOKED when unknown: fails closed */
