/* SPDX-License-Identifier: Apache-2.0
 * Password and finger of one person, judged together: what Login.Login and Session.Reauthenticate have in common.
 *   person · take the challenge and count a failure (committed) · hash and match · one verdict, one refusal
 * The failure is counted before the judging, so that an attempt that breaks off has counted. No verdict leaves before its
 * challenge is closed: one that stands submitted long after (program or database ended) told nobody anything, and its
 * failure is given back at the pair's next attempt. Begins no session. */
#pragma once
#include "auth/attempt.h"

/* In prepare, after mg_attempt_begin and with a->kind set. Hands the attempt on as call->prepared. LOGIN_REFUSED: one or
 * both factors, the challenge, the capture or the counters; why stands in the entry only, and the answer waits for its
 * instant. Other errors: the judges could not judge, and nothing was counted. */
bool mg_factors_judge(struct mg_call *call, struct mg_attempt *a, const char *staff_no, const char *password,
	struct mg_error *err) MG_MUST_CHECK;
/* In the transaction of a yes: forgets what was counted against the person and at this terminal. `ret_failures`: refused
 * attempts since the last login. */
bool mg_factors_forget_failures(struct mg_call *call, const struct mg_attempt *a, uint32_t *ret_failures,
	struct mg_error *err) MG_MUST_CHECK;
