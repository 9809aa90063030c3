/* SPDX-License-Identifier: Apache-2.0 */
#include "access/access_rules.h"
#include <string.h>
#include "base/macros.h"

static struct mg_session_verdict over(enum mg_session_end end)
{
	return (struct mg_session_verdict){.state = MG_SESSION_NONE, .end = end};
}

struct mg_session_verdict mg_session_judge(const struct mg_session_facts *f, int64_t now_us)
{
	if (f->ended_us != 0)
		return over(f->end_reason == MG_SESSION_END_NONE ? MG_SESSION_END_REVOKED : f->end_reason);
	if (!f->staff_active || !f->terminal_enrolled)
		return over(MG_SESSION_END_REVOKED);
	/* A clock that stands before the session's beginning cannot measure its age: fail closed. The tolerance covers
	 * two server machines whose clocks differ a little. */
	if (now_us < f->created_us - MG_SESSION_TOUCH_US || now_us - f->created_us >= MG_SESSION_ABSOLUTE_US)
		return over(MG_SESSION_END_ABSOLUTE);
	if (f->resume_tries >= MG_SESSION_RESUME_TRIES)
		return over(MG_SESSION_END_TRIES);
	int64_t active_us = f->locked_us > f->last_seen_us ? f->locked_us : f->last_seen_us;
	if (now_us - active_us >= MG_SESSION_IDLE_US)
		return over(MG_SESSION_END_IDLE);
	bool locked = f->locked_us != 0 || now_us - active_us >= MG_SESSION_LOCK_US;
	return (struct mg_session_verdict){.state = locked ? MG_SESSION_LOCKED : MG_SESSION_LIVE};
}

bool mg_session_touch_is_due(int64_t last_seen_us, int64_t now_us)
{
	return now_us - last_seen_us >= MG_SESSION_TOUCH_US;
}

int64_t mg_day_in_japan(int64_t utc_us)
{
	const int64_t day_us = INT64_C(86400000000);
	int64_t local_us = utc_us + 9 * INT64_C(3600000000);
	return local_us / day_us - (local_us % day_us < 0);
}

bool mg_day_within(int64_t day, int64_t from, bool has_to, int64_t to)
{
	return day >= from && (!has_to || day <= to);
}

static const struct {
	enum mg_session_end end;
	const char *name;
} ends[] = {
	{MG_SESSION_END_LOGGED_OFF, "logged_off"},
	{MG_SESSION_END_IDLE, "idle"},
	{MG_SESSION_END_ABSOLUTE, "absolute"},
	{MG_SESSION_END_REVOKED, "revoked"},
	{MG_SESSION_END_ELSEWHERE, "elsewhere"},
	{MG_SESSION_END_TRIES, "tries"},
	{MG_SESSION_END_ADMINISTRATOR, "administrator"},
};

const char *mg_session_end_name(enum mg_session_end end)
{
	for (size_t i = 0; i < MG_LEN(ends); i++)
		if (ends[i].end == end)
			return ends[i].name;
	return NULL;
}

enum mg_session_end mg_session_end_from_name(const char *name)
{
	for (size_t i = 0; i < MG_LEN(ends); i++)
		if (strcmp(ends[i].name, name) == 0)
			return ends[i].end;
	return MG_SESSION_END_REVOKED;
}
