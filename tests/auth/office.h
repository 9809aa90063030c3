/* SPDX-License-Identifier: Apache-2.0
 * A small office for tests of logins: a real database and matcher, three terminals, people with synthetic fingers, and a
 * clock that tests set. Calls the handlers as the gate does, as the server's own account. */
#pragma once
#include "madoguchi/v1/login.pb-c.h"
#include "madoguchi/v1/session.pb-c.h"
#include "rig.h"
#include "rpc/call.h"

#define OFFICE_TERMINALS 3
enum office_person { CLERK_A, CLERK_B, CHIEF, DISABLED, UNENROLLED, DAMAGED, PEOPLE, NOBODY = PEOPLE };

struct office_reply {
	enum mg_code code;
	char refused[48]; /* the fact of that name in the entry; "" */
	char alarm[48];
	char actor[40];
	int64_t delayed_us; /* how long after its arrival the answer may leave; 0: at once */
	/* of a login */
	uint8_t token[32];
	uint32_t failures_since;
	size_t n_permissions;
	int64_t last_login_us;
	bool must_change, is_expired;
	char last_login_terminal[64];
	/* of a resume */
	bool resumed;
	uint32_t tries_left;
};

struct office_challenge {
	uint8_t login_id[16];
	uint8_t nonce[32];
	bool given;
};

/* One attempt; what is left zero is done right. */
struct office_try {
	int terminal; /* 1 … */
	enum office_person person;
	enum office_person finger_of; /* with other_finger */
	bool other_finger;
	const char *staff_no;
	const char *password;
	int signer; /* terminal whose key signs; 0: its own */
	const struct office_challenge *challenge;
	const uint8_t *pixels; /* MG_SYNTH_PIXELS bytes */
	uint32_t width, height;
	bool spoil_nonce;
	bool other_hash;     /* signs the hash of another picture */
	bool wrong_type;
	bool trailing_bytes; /* signed, but with an unknown field behind */
	bool no_envelope;
	const char *meanwhile; /* SQL, run as the superuser between judgement and transaction */
	bool cut_off; /* judged, but its transaction never comes */
};

void office_open(const char *name);
void office_close(void);
const struct mg_db_config *office_superuser(void);
struct mg_shared *office_shared(void);
struct rig *office_matcher(void);
const char *office_staff_no(enum office_person person);
/* Lets time pass. */
void office_wait(int64_t us);
int64_t office_now(void);
/* A fresh touch; good until the next. */
const uint8_t *office_touch(enum office_person person);

struct office_challenge office_challenge(int terminal);
struct office_reply office_login(const struct office_try *t);
/* Logs in or fails the test. */
struct office_reply office_must_login(enum office_person person, int terminal);
/* The state of a token at a terminal as the gate would see it. */
enum mg_session_state office_session(const uint8_t token[32], int terminal, enum mg_session_end *ret_end);
struct office_challenge office_lock(const uint8_t token[32], int terminal);
struct office_reply office_resume(
	const uint8_t token[32], int terminal, const struct office_challenge *challenge, const struct office_try *how);
struct office_challenge office_fresh_challenge(const uint8_t token[32], int terminal);
/* Session.Reauthenticate for an act; the fresh token comes as `token` of the reply. */
struct office_reply office_reauthenticate(const uint8_t token[32], const struct office_try *how, const char *path);
/* What the gate would say of the fresh token: NULL: good, and spent now; else why not. */
const char *office_spend(const uint8_t fresh[32], const uint8_t token[32], int terminal, const char *path);
void office_logout(const uint8_t token[32], int terminal);
/* Puts a second finger of the person in, beside the rules. */
void office_second_finger(enum office_person person);
/* The one number that a query returns, as the superuser. */
int64_t office_count(const char *sql);
