/* SPDX-License-Identifier: Apache-2.0
 * A real gRPC server over TLS that answers every call as a script says, and remembers which idempotency keys it has
 * "committed": the far end of the kiosk's writes in tests. */
#pragma once
#include <glib.h>
#include "remote/mg-config.h"

typedef enum {
	SAID_OK,	  /* commits, answers */
	SAID_REFUSED,	  /* answers with the server's own code, nothing committed */
	SAID_UNCERTAIN,	  /* commits, and answers UNCERTAIN: what a broken COMMIT looks like */
	SAID_CUT,	  /* commits, and answers with a bare UNAVAILABLE, as a cut line does */
	SAID_UNTOUCHED,	  /* commits nothing, and answers with a bare UNAVAILABLE */
} Said;

typedef struct {
	Said said;
	const char *code; /* of SAID_REFUSED: "CONFLICT" */
	const char *field; /* of SAID_REFUSED: which one is to blame; NULL: none */
} Line;

typedef struct _Scripted Scripted;

/* lines: n of them, one a call, the last one again and again. reply: packed bytes of every good answer. */
Scripted *scripted_new(const Line *lines, guint n, GBytes *reply);
/* Calls of this method ("Show") are always answered well, with these bytes, and are no line of the script. */
void scripted_answer(Scripted *self, const char *method, GBytes *reply);
void scripted_free(Scripted *self);
const MgConfig *scripted_config(Scripted *self);
guint scripted_calls(Scripted *self);
/* How many different keys were committed, and how many calls came with a key that was. */
guint scripted_committed(Scripted *self);
guint scripted_keys(Scripted *self); /* different keys seen */
/* The same key came with other bytes: must never happen. */
gboolean scripted_saw_reuse(Scripted *self);
