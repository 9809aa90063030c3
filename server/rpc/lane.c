/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/lane.h"

void mg_lane_init(struct mg_lane_queue *lane, unsigned max)
{
	*lane = (struct mg_lane_queue){.max = max};
	pthread_mutex_init(&lane->lock, NULL);
	pthread_cond_init(&lane->news, NULL);
}

void mg_lane_done(struct mg_lane_queue *lane)
{
	pthread_mutex_destroy(&lane->lock);
	pthread_cond_destroy(&lane->news);
}

bool mg_lane_put(struct mg_lane_queue *lane, struct mg_wire_call *call)
{
	pthread_mutex_lock(&lane->lock);
	bool ok = !lane->closed && lane->length < lane->max;
	if (ok) {
		call->next = NULL;
		if (lane->tail)
			lane->tail->next = call;
		else
			lane->head = call;
		lane->tail = call;
		lane->length++;
		pthread_cond_signal(&lane->news);
	}
	pthread_mutex_unlock(&lane->lock);
	return ok;
}

struct mg_wire_call *mg_lane_take(struct mg_lane_queue *lane)
{
	pthread_mutex_lock(&lane->lock);
	while (!lane->head && !lane->closed)
		pthread_cond_wait(&lane->news, &lane->lock);
	struct mg_wire_call *call = lane->head;
	if (call) {
		lane->head = call->next;
		if (!lane->head)
			lane->tail = NULL;
		lane->length--;
	}
	pthread_mutex_unlock(&lane->lock);
	return call;
}

struct mg_wire_call *mg_lane_take_all(struct mg_lane_queue *lane)
{
	pthread_mutex_lock(&lane->lock);
	struct mg_wire_call *all = lane->head;
	lane->head = lane->tail = NULL;
	lane->length = 0;
	pthread_mutex_unlock(&lane->lock);
	return all;
}

void mg_lane_close(struct mg_lane_queue *lane)
{
	pthread_mutex_lock(&lane->lock);
	lane->closed = true;
	pthread_cond_broadcast(&lane->news);
	pthread_mutex_unlock(&lane->lock);
}
