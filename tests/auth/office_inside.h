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

#define must(call)                                                                                           \
	do {                                                                                                 \
		struct mg_error err = {0};                                                                   \
		if (!(call)) {                                                                               \
			fprintf(stderr, "office: %s\n", err.detail);                                         \
			exit(1);                                                                             \
		}                                                                                            \
	} while (0)
