/* SPDX-License-Identifier: Apache-2.0
 * What the parts of the crash campaign share: the ledger of what was acknowledged, the writers that
 * make it, the faults that try to break it, and the oracle that holds it against the database. */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "counter.h"
#include "fault_page.h"

#define WRITERS 16
#define SUBJECTS 12 /* of each writer, and nobody else's */

enum op { OP_ACQUIRE, OP_CORRECT, OP_MOVE, OP_MEMO, OP_STRIKE, OP_MAX };
/* How an answer was lost. */
enum loss { BY_DEADLINE, BY_CUT, BY_LINE, BY_UNCERTAIN, BY_OTHER, LOSSES };
/* One resident as the writer who works on them knows them. */
struct subject {
	char shori_no[11];
	enum { WITHOUT, ENTERED, RETURNED } has; /* a receipt that is not closed */
	uint32_t state_version;
	char ward[4];
	Pb__Date day;
	uint32_t number, version; /* of that receipt */
	uint32_t memo;		  /* not struck out; 0: none */
	uint64_t acked[OP_MAX];
	bool broken; /* an answer came that cannot be: the ledger knows no further */
};
/* One acknowledged write. */
struct ack {
	enum op op;
	uint8_t key[16];
	uint64_t terminal;
	const char *shori_no;
	char ward[4];
	Pb__Date day;
	uint32_t number, version; /* of the receipt, or number: the memo */
	uint8_t *entry;		  /* owned; NULL: the answer was a stored one, without its entry */
	size_t entry_n;
};
struct campaign {
	uint64_t wanted;
	int64_t until_s; /* of CLOCK_MONOTONIC; 0: until all are acknowledged. A control may break
			  * so much that they never are */
	bool fresh_keys; /* control: each retry has a new key */
	atomic_bool over;
	unsigned cut_one_of; /* answers to a write; 0: none */
	atomic_ullong acks, retries, refused, odd;
	atomic_ullong lost_by[LOSSES], replayed_after[LOSSES]; /* answers; and those whose write stood */
	atomic_ullong logins, logins_refused, logins_broken, logins_unmatched, longest_login_ms;
	atomic_uint logging_in; /* at this moment */
	/* of the faults */
	atomic_ullong kills[4];
	uint64_t steps_back, undone;
	struct fault_page *page; /* shared with the programs */
};
extern struct campaign campaign;

struct writer {
	int number; /* 1 … WRITERS: staff and terminal */
	int port;   /* of its line through the proxy */
	struct mg_rpc_client *client;
	uint8_t token[32];
	uint64_t seed;
	struct subject subject[SUBJECTS];
	struct ack *acks; /* owned */
	size_t n_acks, cap;
	pthread_t thread;
};

/* Works until the campaign has what it wants; no key stays unanswered. `user` is a struct writer.
 */
void *writer_run(void *user);
/* One fault after the other until the campaign is over. */
void *faults_run(void *user);
/* Every program runs again. */
void faults_end(void);
/* The number of things that are wrong; each is told on standard output, the first twenty of a kind.
 */
int oracle_judge(const struct writer *writers);
uint64_t campaign_random(uint64_t *seed, uint64_t below);
/* Enough is acknowledged, or a control's time is up: nothing new is begun. */
bool campaign_has_all(void);
