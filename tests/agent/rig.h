/* SPDX-License-Identifier: Apache-2.0
 * The real agent over its socket, with sticks that are folders, and a kiosk that says what a test wants. */
#pragma once
#include <sys/types.h>
#include "agent/packet.h"
#include "forge.h"

#define RIG_PATH_BYTES 256U

struct rig {
	struct forge *f; /* owned */
	char dir[64];    /* owned: a temporary folder, removed at the end */
	pid_t agent;     /* 0: none */
	const char *kiosk_user; /* NULL: who runs the test */
	uint64_t known_size;    /* of the last nonce */
	uint8_t nonce[MG_NONCE_BYTES];
	unsigned receipts;      /* made so far: the log grows with each */
};

/* The city at this very moment, one stick "stick" as the ticket names it, an agent that is ready. */
void rig_init(struct rig *r);
void rig_done(struct rig *r);
void rig_start(struct rig *r);
/* Waits for its end; the exit status, or minus the signal. */
int rig_stop(struct rig *r, int signal);

/* Files below sticks/<stick>/: one line each. */
void rig_put(const struct rig *r, const char *stick, const char *name, const char *text);
void rig_stick(const struct rig *r, const char *stick, const char *serial);
bool rig_has(const struct rig *r, const char *stick, const char *name);
/* What stands in a file; "" when there is none. */
void rig_get(const struct rig *r, const char *stick, const char *name, char *ret, size_t cap);
/* Waits until the file says so. */
void rig_await(const struct rig *r, const char *stick, const char *name, const char *text);

/* A file of `n` bytes as the ticket names it, sealed. */
int rig_file(struct rig *r, size_t n);
int rig_connect(const struct rig *r);
void rig_send(int kiosk, const Ag__ToAgent *m, const int *files, size_t n_files);
/* The next answer, to be freed; NULL: the agent hung up. */
Ag__FromAgent *rig_hear(int kiosk);

void rig_begin(struct rig *r, int kiosk, int file);
/* Begin, and the nonce that is the answer. */
void rig_open(struct rig *r, int kiosk, int file);
void rig_receipt(struct rig *r, int kiosk);
void rig_receipt_again(struct rig *r, int kiosk); /* as it was signed last */
/* Devices, Cancel or Last. */
void rig_say(int kiosk, enum mg_packet_kind kind);
/* The answer is a refusal for this reason. */
void rig_is_refused(int kiosk, const char *reason);
/* Progress, then a close, signed by the agent key for this ticket and nonce: its reason ("" is written). */
void rig_is_done(struct rig *r, int kiosk, char reason[64]);
