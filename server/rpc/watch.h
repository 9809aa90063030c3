/* SPDX-License-Identifier: Apache-2.0
 * The long poll: calls parked on one thread with one connection, so that a hundred kiosks hold
 * neither worker nor connection. Answers when a session ends, when a terminal's entries can be
 * proved, when the notices for it are others, and at the latest after 25 s. A terminal where nobody is
 * logged in waits here for its notices alone, without a session and without a look at the database. */
#pragma once
#include "rpc/lane.h"

/* Body of the watch thread; returns when the lane is closed. */
void mg_watch_run(struct mg_worker *worker, struct mg_lane_queue *lane);
