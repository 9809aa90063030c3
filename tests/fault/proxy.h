/* SPDX-License-Identifier: Apache-2.0
 * The line between the writers and the server: passes bytes on, and now and then cuts a connection
 * at the moment in which an answer is on it, so that the server has committed and the client never
 * hears. */
#pragma once
#include <stdint.h>

/* Listens on a free port of 127.0.0.1 until the program ends; returns the port. */
int proxy_start(void);
/* Where the server listens now. */
void proxy_to(int port);
/* One of so many answers is cut; 0: none. */
void proxy_cut_one_of(unsigned n);
uint64_t proxy_cuts(void);
