/* SPDX-License-Identifier: Apache-2.0
 * A served city as its clients see it: what build/…/env.sh says, connections of its terminals, logins of its people with
 * a fresh touch of their synthetic finger each time. */
#pragma once
#include "madoguchi/v1/exchange.pb-c.h"
#include "madoguchi/v1/login.pb-c.h"
#include "madoguchi/v1/person.pb-c.h"
#include "madoguchi/v1/session.pb-c.h"
#include "rpc_client.h"

/* Reads the file named by MG_ENV; ends the program with a message when it is not there. */
void mg_rig_open(void);
/* A value of env.sh; ends the program when it is missing. */
const char *mg_rig_get(const char *name);
const char *mg_rig_get_nth(const char *format, int n);

/* Terminal 1 or 2; the certificate of another terminal may be used with `mg_rig_connect_with`. */
struct mg_rpc_client *mg_rig_connect(int terminal);
struct mg_rpc_client *mg_rig_connect_with(const char *ca, const char *cert, const char *key);

/* What a login sends; tests change single things of it. */
struct mg_rig_login {
	int staff;    /* 1 … MG_STAFF_COUNT */
	int terminal; /* whose assertion key signs */
	const char *assertion_file; /* NULL: the terminal's */
	const char *staff_no;  /* NULL: the person's */
	const char *password;  /* NULL: the person's */
	int finger_of;         /* 0: the person's own */
	bool blank_image;      /* all zero */
	uint32_t width;        /* 0: as the picture is */
	const uint8_t *pixels; /* NULL: a fresh touch */
	bool spoil_signature;
	bool spoil_nonce;
	const Pb__ChallengeReply *challenge; /* NULL: asks for one */
	int timeout_ms;                      /* 0: 20 s */
};
/* Pixels of a fresh touch (MG_SYNTH_PIXELS bytes) in the arena. */
uint8_t *mg_rig_touch(int staff, struct mg_arena *arena);
/* Picture and envelope over this nonce, as `login` says; what they point at lives in the arena. */
void mg_rig_capture(const struct mg_rig_login *login, const uint8_t challenge_nonce[32], struct mg_arena *arena,
	Pb__FingerImage *finger, Pb__Envelope *envelope);
void mg_rig_login(struct mg_rpc_client *client, const struct mg_rig_login *login, struct mg_arena *arena,
	struct mg_rpc_result *ret);
/* Logs in or ends the program; the token goes to `ret_token`. */
void mg_rig_must_login(struct mg_rpc_client *client, int staff, int terminal, uint8_t ret_token[32]);
void mg_rig_logout(struct mg_rpc_client *client, const uint8_t token[32]);
/* Calls an RPC by the name "Person/Search". */
#define mg_rig_call(client, name, request, reply, options, arena, ret)                                       \
	mg_rpc_call(client, "/madoguchi.v1." name, &(request)->base, reply, options, arena, ret)
