/* SPDX-License-Identifier: Apache-2.0
 * The door of a sealed server: a unix socket (0600) with a thread of its own, on which whoever started the server, or root,
 * hands over the root key. It knows no keys and no database; it counts and delays who is wrong, and is gone once somebody was
 * right. */
#pragma once
#include <stdint.h>
#include "base/error.h"

/* True: the key was right and the server serves. DENIED, INVALID, DATA_LOSS: it was wrong; any other: nobody can tell now. */
typedef bool mg_unseal_fn(void *user, uint32_t generation, const uint8_t kek[32], struct mg_error *err);

struct mg_door_config {
	const char *path; /* borrowed */
	mg_unseal_fn *open;
	void *user;
};
struct mg_door;
/* A file that a former server left is taken away. Errors: UNAVAILABLE (no socket there, or another server's), INTERNAL. */
bool mg_door_open(const struct mg_door_config *config, struct mg_door **ret, struct mg_error *err) MG_MUST_CHECK;
/* Ends the thread and removes the socket; accepts NULL. */
void mg_door_close(struct mg_door *door);
