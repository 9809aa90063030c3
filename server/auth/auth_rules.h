/* SPDX-License-Identifier: Apache-2.0
 * How often somebody may try: pure decisions on counters and an instant. Judges no
 * factor, reads no clock.
 *
 * Counting (docs/security.md, after NIST SP 800-63B): failures in a row count for (person, terminal), for the person
 * and for the terminal. One pair adds at most 10 to the person's 50 and is shut then, so that nobody locks the chief
 * out from one kiosk; a login elsewhere still works. A pair that is shut, and a person at 50, open again only by an act
 * of administration; a login that succeeds forgets the person's count and its own pair's, no other pair's. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define MG_LOGIN_PAIR_FREE 4U    /* failures without any delay */
#define MG_LOGIN_PAIR_SHUT 10U
#define MG_LOGIN_STAFF_SHUT 50U
#define MG_LOGIN_DELAY_US (30 * INT64_C(1000000))      /* after the fifth, doubling */
#define MG_LOGIN_DELAY_MAX_US (900 * INT64_C(1000000))
#define MG_LOGIN_DROP_US (30 * INT64_C(1000000))       /* the terminal's bucket forgets one failure in this time */
#define MG_LOGIN_BUCKET_DROPS 20
#define MG_LOGIN_UNJUDGED_US (120 * INT64_C(1000000))  /* after its challenge was given, no attempt is under way any more */
#define MG_CHALLENGE_LIFE_US (60 * INT64_C(1000000))
#define MG_LOGIN_ANSWER_US (1200 * INT64_C(1000))      /* refusals leave at a multiple of this after arrival */

enum mg_login_gate {
	MG_LOGIN_OPEN = 0,
	MG_LOGIN_PAIR_WAITS,
	MG_LOGIN_PAIR_IS_SHUT,
	MG_LOGIN_STAFF_IS_SHUT,
	MG_LOGIN_TERMINAL_WAITS,
};

/* Counters as they stand before an attempt. */
struct mg_login_counters {
	uint32_t pair_failures;
	int64_t pair_next_try_us;
	uint32_t staff_failures;
	int64_t bucket_empty_us; /* the terminal's bucket will have run dry then */
};

/* May this attempt be judged at all? The answer to the clerk is the same either way. */
enum mg_login_gate mg_login_gate_judge(const struct mg_login_counters *counters, int64_t now_us);
/* The terminal's bucket is full: says nothing about any person, so nothing need be judged for the look of it. */
bool mg_login_terminal_waits(const struct mg_login_counters *counters, int64_t now_us);
/* Pair and person after one more failure. */
struct mg_login_counters mg_login_after_failure(const struct mg_login_counters *counters, int64_t now_us);
/* Takes back a failure that was counted before the judging and was none: the judges themselves failed. */
struct mg_login_counters mg_login_after_refund(const struct mg_login_counters *counters);
/* Gives back `n` failures counted for attempts that were never judged; the delay of those that remain stands. */
struct mg_login_counters mg_login_after_unjudged(const struct mg_login_counters *counters, uint64_t n);
/* bucket_empty_us after one more failure at the terminal. One that waits is not filled again: whoever asks on and on
 * would else never be judged any more. */
int64_t mg_login_bucket_after_failure(int64_t bucket_empty_us, int64_t now_us);
/* The delay after so many failures in a row of one pair. */
int64_t mg_login_delay_us(uint32_t pair_failures);
const char *mg_login_gate_name(enum mg_login_gate gate); /* for the log: "pair_waits" */

/* The instant at which a refusal leaves: the first multiple of MG_LOGIN_ANSWER_US after `arrived` that is not before
 * `ready`, so that neither the work done nor the load can be read off it. Monotonic clock. */
int64_t mg_login_answer_at_us(int64_t arrived_us, int64_t ready_us);
