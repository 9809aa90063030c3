/* SPDX-License-Identifier: Apache-2.0
 * Rotation of the root key: CITY/kek.next is made, all that is wrapped is wrapped anew in pieces while servers go on, the
 * files are switched, and later the older key is destroyed. Ended anywhere, even by kill -9, it goes on from there when it
 * is begun again. docs/adr/0014. */
#pragma once
#include <signal.h>
#include "admin/city.h"

/* Each is passed after what it names is durable; tests stop there. */
enum mg_kek_step {
	MG_KEK_MADE,      /* kek.new, which nobody reads */
	MG_KEK_BEGUN,     /* the database knows the generation */
	MG_KEK_NEXT,      /* kek.next: servers wrap under it */
	MG_KEK_PIECE,     /* some rows more */
	MG_KEK_FINISHED,  /* nothing is written under the older one */
	MG_KEK_OLD_KEPT,  /* kek.old */
	MG_KEK_SWITCHED,  /* kek is the new one */
	MG_KEK_DESTROYED, /* in the database; the file follows */
};

struct mg_kek_work {
	struct mg_city *city;  /* opened with its log */
	unsigned rows_a_piece;
	volatile sig_atomic_t *stop; /* set: it ends at the next piece. NULL: never */
	void (*step)(void *user, enum mg_kek_step step); /* may be NULL */
	void *user;
	bool quiet; /* no progress on standard error */
};

/* From here on SIGINT and SIGTERM end a rotation at its next piece, instead of the program; for mg_kek_work.stop. */
volatile sig_atomic_t *mg_kek_stop_by_signals(void);
/* One at a time works on the files of the root key, a rotation or a sealing: close the descriptor to end it.
 * REFUSED_BY_RULE: another one does. */
bool mg_kek_lock(const struct mg_city *city, int *ret_fd, struct mg_error *err) MG_MUST_CHECK;
/* Begins a rotation, or goes on with one, to its end. Errors: REFUSED_BY_RULE (an older root key waits for its end; another
 * rotation runs; stopped), DATA_LOSS (a row does not open: nothing was destroyed), NOT_FOUND (kek.next is gone). */
bool mg_kek_rotate(struct mg_kek_work *work, struct mg_error *err) MG_MUST_CHECK;
/* Overwrites and removes kek.old. Errors: REFUSED_BY_RULE (rows of an older generation exist), NOT_FOUND (none waits). */
bool mg_kek_destroy_old(struct mg_kek_work *work, struct mg_error *err) MG_MUST_CHECK;
