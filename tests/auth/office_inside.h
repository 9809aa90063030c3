/* SPDX-License-Identifier: Apache-2.0
 * The one office of a test, as the two files that make it and call in it share it. */
#pragma once
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include "office.h"
#include "rpc/notes.h"

struct office {
	const struct mg_db_config *superuser;
	struct mg_db_config app;
	struct mg_db *db;
	struct mg_clock clock;
	struct mg_shared shared;
	struct rig matcher;
	EVP_PKEY *keys[OFFICE_TERMINALS + 1];
	struct mg_terminal terminals[OFFICE_TERMINALS + 1];
	struct finger fingers[PEOPLE];
	uint32_t presses[PEOPLE];
	uint8_t pixels[MG_SYNTH_PIXELS];
	struct mg_arena arena;
	struct mg_call_notes notes;
	struct mg_tx tx;
};
extern struct office office;


struct office_staff {
	const char *no, *name, *role, *password, *state;
	uint64_t seed;
	bool has_finger;
};
extern const struct office_staff office_people[PEOPLE];
extern int64_t office_arrived_us; /* of the call that runs; 0: its first look at the clock is still to come */

typedef bool office_handler(struct mg_call *call, const void *in, void *out, struct mg_error *err);
/* Envelope and picture of an attempt; the buffers live as long as it. */
struct office_packed {
	Pb__FingerImage finger;
	Pb__Envelope envelope;
	uint8_t payload[128], key_id[8], signature[64];
};
void office_pack(const struct office_try *t, const struct office_challenge *c, struct office_packed *p);
/* A call in the session of a token, as the gate has loaded it. */
struct mg_call office_call_in(const uint8_t token[32], int terminal, enum mg_session_end *ret_end);
bool office_run(struct mg_call *call, office_handler *handle, const void *in, void *out, struct mg_error *err);
void office_finish(struct office_reply *r, const struct mg_call *call, bool ok, const struct mg_error *err);

#define must(call)                                                                                           \
	do {                                                                                                 \
		struct mg_error err = {0};                                                                   \
		if (!(call)) {                                                                               \
			fprintf(stderr, "office: %s\n", err.detail);                                         \
			exit(1);                                                                             \
		}                                                                                            \
	} while (0)
