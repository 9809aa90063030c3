/* SPDX-License-Identifier: Apache-2.0
 * A bounded queue of calls and the workers on it. */
#pragma once
#include "rpc/wire_call.h"

struct mg_lane_queue {
	pthread_mutex_t lock;
	pthread_cond_t news;
	struct mg_wire_call *head, *tail;
	unsigned length, max;
	bool closed;
};
void mg_lane_init(struct mg_lane_queue *lane, unsigned max);
void mg_lane_done(struct mg_lane_queue *lane);
/* False when the lane is full or closed. */
bool mg_lane_put(struct mg_lane_queue *lane, struct mg_wire_call *call);
/* Waits; NULL once the lane is closed and empty. */
struct mg_wire_call *mg_lane_take(struct mg_lane_queue *lane);
/* Takes all that is there without waiting. */
struct mg_wire_call *mg_lane_take_all(struct mg_lane_queue *lane);
void mg_lane_close(struct mg_lane_queue *lane);
