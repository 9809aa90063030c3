/* SPDX-License-Identifier: Apache-2.0
 * A real madoguchi-matcher in a directory of its own, and pictures of synthetic fingers. For tests
 * and benchmarks. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "matcher/client.h"
#include "synth.h"

struct rig {
	pid_t pid;
	char directory[64];
	char socket[96];
	struct mg_matcher_client *client;
};

/* The program under test: MADOGUCHI_MATCHER of the environment, or the one of this build. */
const char *rig_program(void);
/* Starts it with these arguments after --socket (NULL-terminated) and waits until `ready` workers
 * are there. */
bool rig_start(struct rig *rig, const char *const *arguments, unsigned ready);
/* Ends it with SIGTERM. Returns its exit status, -1 if it was killed by a signal. Fails the
 * caller's expectations by returning -2 when anything but nothing is left in its directory. */
int rig_stop(struct rig *rig);
/* The processes the matcher has started. Returns how many of them `ret` (cap entries) got. */
size_t rig_workers(const struct rig *rig, pid_t *ret, size_t cap);

struct mg_matcher_status rig_status(const struct rig *rig);

/* The k-th touch of a finger. */
struct finger {
	struct mg_synth_master *master;
	uint64_t seed;
};
struct finger finger_of(uint64_t seed);
void finger_done(struct finger *finger);
/* `pixels` holds MG_SYNTH_PIXELS bytes. */
struct mg_finger_image finger_press(const struct finger *finger, uint32_t k, uint8_t *pixels);
struct mg_finger_image finger_press_noisy(
	const struct finger *finger, uint32_t k, double noise, uint8_t *pixels);
/* Enrols touches 0 to 4. */
bool finger_enrol(const struct rig *rig, const struct finger *finger, struct mg_enrolment *ret,
	struct mg_error *err);
