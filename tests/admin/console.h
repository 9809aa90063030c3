/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-admin at a terminal of its own, with somebody who reads what it says and types. Fails the test program with what
 * was said when something does not come within a minute. */
#pragma once
#include <stddef.h>
#include <sys/types.h>
#include "base/macros.h"

struct console {
	int fd; /* the master's side */
	pid_t pid;
	char said[16384];
	size_t n, seen; /* bytes that came; how far they were waited for */
};
void console_start(struct console *c, const char *format, ...) MG_PRINTF(2, 3);
/* Until `text` is said, behind what was waited for before. Returns what follows it so far. */
const char *console_wait(struct console *c, const char *text);
/* Waits for the question and for the terminal to be silent, then types. */
void console_answer(struct console *c, const char *question, const char *text);
void console_enter(struct console *c);
/* A line, where the question was waited for already. */
void console_type(struct console *c, const char *text);
/* Reads the 29 characters of a code that is shown as that of this envelope; Enter is not pressed yet. */
void console_code(struct console *c, unsigned envelope, char ret[30]);
/* The whole handing out of both codes, as their keepers would have it. */
void console_take_codes(struct console *c, char ret[2][30]);
/* Its exit status; everything that was said stays in `said`. */
int console_end(struct console *c);
/* kill -9 */
void console_kill(struct console *c);
