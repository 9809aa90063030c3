/* SPDX-License-Identifier: Apache-2.0
 * A line between the server and the printing workers that swallows what a Print-Job is answered
 * with: the moment in which a server can be killed. What only asks passes. */
#pragma once
#include <stdbool.h>

/* Listens at `path` until the program ends. With `forwards` the printer gets the job, without it
 * gets nothing. */
void relay_start(const char *path, const char *to, bool forwards);
/* Waits until a Print-Job was swallowed; false after 10 s. */
bool relay_wait(void);
