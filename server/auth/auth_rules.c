/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/auth_rules.h"

int64_t mg_login_delay_us(uint32_t pair_failures)
{
	if (pair_failures <= MG_LOGIN_PAIR_FREE)
		return 0;
	uint32_t doublings = pair_failures - MG_LOGIN_PAIR_FREE - 1;
	if (doublings > 5)
		return MG_LOGIN_DELAY_MAX_US;
	int64_t delay = MG_LOGIN_DELAY_US << doublings;
	return delay < MG_LOGIN_DELAY_MAX_US ? delay : MG_LOGIN_DELAY_MAX_US;
}

bool mg_login_terminal_waits(const struct mg_login_counters *c, int64_t now_us)
{
	return c->bucket_empty_us - now_us > (MG_LOGIN_BUCKET_DROPS - 1) * MG_LOGIN_DROP_US;
}

enum mg_login_gate mg_login_gate_judge(const struct mg_login_counters *c, int64_t now_us)
{
	if (c->staff_failures >= MG_LOGIN_STAFF_SHUT)
		return MG_LOGIN_STAFF_IS_SHUT;
	if (c->pair_failures >= MG_LOGIN_PAIR_SHUT)
		return MG_LOGIN_PAIR_IS_SHUT;
	if (now_us < c->pair_next_try_us)
		return MG_LOGIN_PAIR_WAITS;
	if (mg_login_terminal_waits(c, now_us))
		return MG_LOGIN_TERMINAL_WAITS;
	return MG_LOGIN_OPEN;
}

struct mg_login_counters mg_login_after_failure(const struct mg_login_counters *c, int64_t now_us)
{
	struct mg_login_counters after = *c;
	if (after.pair_failures < MG_LOGIN_PAIR_SHUT) {
		after.pair_failures++;
		after.staff_failures++;
	}
	after.pair_next_try_us = now_us + mg_login_delay_us(after.pair_failures);
	return after;
}

struct mg_login_counters mg_login_after_refund(const struct mg_login_counters *c)
{
	struct mg_login_counters after = *c;
	if (after.pair_failures > 0)
		after.pair_failures--;
	if (after.staff_failures > 0)
		after.staff_failures--;
	after.pair_next_try_us = 0; /* the delay before had run out, or nothing would have been judged */
	return after;
}

struct mg_login_counters mg_login_after_unjudged(const struct mg_login_counters *c, uint64_t n)
{
	struct mg_login_counters after = *c;
	after.pair_failures -= n < c->pair_failures ? (uint32_t)n : c->pair_failures;
	after.staff_failures -= n < c->staff_failures ? (uint32_t)n : c->staff_failures;
	if (n && after.pair_failures <= MG_LOGIN_PAIR_FREE)
		after.pair_next_try_us = 0;
	return after;
}

int64_t mg_login_bucket_after_failure(int64_t bucket_empty_us, int64_t now_us)
{
	const struct mg_login_counters c = {.bucket_empty_us = bucket_empty_us};
	if (mg_login_terminal_waits(&c, now_us))
		return bucket_empty_us;
	int64_t empty_us = (bucket_empty_us > now_us ? bucket_empty_us : now_us) + MG_LOGIN_DROP_US;
	int64_t full_us = now_us + MG_LOGIN_BUCKET_DROPS * MG_LOGIN_DROP_US;
	return empty_us < full_us ? empty_us : full_us;
}

const char *mg_login_gate_name(enum mg_login_gate gate)
{
	switch (gate) {
	case MG_LOGIN_OPEN:
		return "open";
	case MG_LOGIN_PAIR_WAITS:
		return "pair_waits";
	case MG_LOGIN_PAIR_IS_SHUT:
		return "pair_is_shut";
	case MG_LOGIN_STAFF_IS_SHUT:
		return "staff_is_shut";
	case MG_LOGIN_TERMINAL_WAITS:
		return "terminal_waits";
	}
	return "?";
}

int64_t mg_login_answer_at_us(int64_t arrived_us, int64_t ready_us)
{
	int64_t took_us = ready_us > arrived_us ? ready_us - arrived_us : 0;
	return arrived_us + (took_us / MG_LOGIN_ANSWER_US + 1) * MG_LOGIN_ANSWER_US;
}
