/* SPDX-License-Identifier: Apache-2.0
 * grpc.reflection.v1alpha, in test builds only: tells a tool which services there are and how their
 * messages look. It holds nothing of the city; in a shipped build its path is an unknown method
 * like any other. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/bytes.h"

#ifdef MG_TEST_BUILD
/* Whether this is the path of the reflection service. */
bool mg_reflection_answers(const uint8_t *path, size_t n);
/* The packed answer to one packed request, in the arena; false when the request is malformed. */
bool mg_reflection_reply(struct mg_bytes request, struct mg_arena *arena, struct mg_bytes *ret);
#else
static inline bool mg_reflection_answers(const uint8_t *path, size_t n)
{
	(void)path;
	(void)n;
	return false;
}
static inline bool mg_reflection_reply(
	struct mg_bytes request, struct mg_arena *arena, struct mg_bytes *ret)
{
	(void)request;
	(void)arena;
	(void)ret;
	return false;
}
#endif
