/* SPDX-License-Identifier: Apache-2.0
 * What one attempt to log in, to resume or to renew the factors carries from its judging to its transaction; shared by the services of this
 * slice only. */
#pragma once
#include "auth/auth_store.h"
#include "auth/capture.h"
#include "rpc/call.h"

struct mg_attempt {
	enum mg_challenge_kind kind; /* of a judging of both factors: what its challenge was given for */
	const char *refused;   /* why, for the log; NULL: nothing stands against it so far */
	const char *alarm;     /* what must be looked into, for the log; NULL: nothing */
	int64_t arrived_mono_us;
	bool may_judge;        /* challenge and capture are in order: hash and match run, whatever else */
	bool submitted;        /* the challenge is ours to close */
	bool charged;          /* a failure, or a try, was counted before the judging */
	struct mg_bytes login_id;
	struct mg_capture capture;
	struct mg_auth_person person;
	unsigned tries;                   /* resume: this one included */
	char rehashed[129];               /* login: a new hash when the old one was too cheap; else empty */
	uint8_t challenge_id[MG_LOGIN_ID_BYTES];
};

/* Runs a short transaction of its own on call->db, again when it loses a race. Nothing of it is in the log: the entry of
 * the call itself says what came of it. */
typedef bool mg_attempt_step(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *attempt, struct mg_error *err);
bool mg_attempt_run(struct mg_call *call, struct mg_attempt *attempt, mg_attempt_step *step, struct mg_error *err)
	MG_MUST_CHECK;
/* Begins: notes the arrival and checks the capture. NULL with `err` filled when that cannot be done. */
struct mg_attempt *mg_attempt_begin(struct mg_call *call, struct mg_bytes login_id, const Pb__FingerImage *finger,
	const Pb__Envelope *envelope, struct mg_error *err);
/* Takes the challenge: submitted from now on, for good. Sets `refused` when it is not the right one. */
bool mg_attempt_take_challenge(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *attempt,
	enum mg_challenge_kind kind, struct mg_error *err) MG_MUST_CHECK;
/* Remembers the picture; sets `refused` and `alarm` when it was seen before. */
bool mg_attempt_take_image(struct mg_tx *tx, struct mg_call *call, struct mg_attempt *attempt, struct mg_error *err)
	MG_MUST_CHECK;
/* Names the attempt in the entry: who, why refused, what alarms. */
bool mg_attempt_note(struct mg_call *call, const struct mg_attempt *attempt, struct mg_error *err) MG_MUST_CHECK;
/* The judges could not judge: takes back what was counted in advance, and names the attempt. What it cannot take
 * back now, a login gives back later (factors.c); a try to resume stays counted. */
void mg_attempt_give_back(struct mg_call *call, struct mg_attempt *attempt, mg_attempt_step *refund);
/* The challenge is done, with what came of it; does nothing when it was not taken. */
bool mg_attempt_close(struct mg_tx *tx, struct mg_call *call, const struct mg_attempt *attempt,
	enum mg_challenge_outcome outcome, struct mg_error *err) MG_MUST_CHECK;
/* Lets the answer leave at the fixed instant for refusals. */
void mg_attempt_delay(struct mg_call *call, const struct mg_attempt *attempt);
