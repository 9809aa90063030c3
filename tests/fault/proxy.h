/* SPDX-License-Identifier: Apache-2.0
 * The lines between the writers and the server, one port each: they pass bytes on, and where it was asked for they are
 * cut at the moment in which an answer is on them, so that the server has committed and the client never hears. */
#pragma once
#include <stdint.h>

#define PROXY_LINES 64
/* Listens on a free port of 127.0.0.1 for line 0 … PROXY_LINES - 1 until the program ends; returns the port. */
int proxy_start(unsigned line);
/* Where the server listens now. */
void proxy_to(int port);
/* The next answer on this line is cut off. */
void proxy_cut_next(unsigned line);
/* How many answers of this line were. */
uint64_t proxy_cuts(unsigned line);
