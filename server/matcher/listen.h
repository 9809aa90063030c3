/* SPDX-License-Identifier: Apache-2.0
 * The matcher's door: a unix socket file with its mode, and who may come through it. Must not read
 * what they say. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include "base/error.h"
#include "base/macros.h"

#define MG_PEERS_MAX 4

struct mg_peers {
	uid_t uids[MG_PEERS_MAX]; /* besides the program's own */
	size_t n;
};

/* A listening, non-blocking stream socket at `path` with `mode` (0600 or 0660). Takes the place of
 * a socket that nobody listens on any more; ALREADY_EXISTS when somebody does. */
bool mg_listen(const char *path, mode_t mode, int *ret_fd, struct mg_error *err) MG_MUST_CHECK;

/* The next connection of an admitted user (SO_PEERCRED), or *ret_fd = -1 when nobody waits. DENIED
 * for a user who is not admitted: the connection is closed already. */
bool mg_accept(int listener, const struct mg_peers *peers, int *ret_fd,
	struct mg_error *err) MG_MUST_CHECK;
