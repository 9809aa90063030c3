/* SPDX-License-Identifier: Apache-2.0 */
#include "console.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "admin_city.h"

#define WORDS_MAX 40
#define PATIENCE_S 60

void console_start(struct console *c, const char *format, ...)
{
	static char words[2000];
	char *argv[WORDS_MAX] = {(char *)(uintptr_t)ADMIN_PROGRAM}, *rest = NULL;
	int n = 1;
	va_list ap;
	va_start(ap, format);
	vsnprintf(words, sizeof(words), format, ap);
	va_end(ap);
	for (char *w = strtok_r(words, " ", &rest); w && n < WORDS_MAX - 1; w = strtok_r(NULL, " ", &rest))
		argv[n++] = w;
	memset(c, 0, sizeof(*c));
	c->pid = forkpty(&c->fd, NULL, NULL, NULL);
	if (c->pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	assert_true(c->pid > 0);
}

static _Noreturn void give_up(struct console *c, const char *what)
{
	kill(c->pid, SIGKILL);
	waitpid(c->pid, NULL, 0);
	fail_msg("%s: %s", what, c->said);
	abort();
}

/* One look at what comes; false: nothing more will. */
static bool read_some(struct console *c)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	if (c->n == sizeof(c->said) - 1)
		give_up(c, "too much is said");
	if (poll(&p, 1, 50) <= 0)
		return true;
	ssize_t got = read(c->fd, c->said + c->n, sizeof(c->said) - 1 - c->n);
	if (got <= 0) /* EIO: the other side is closed */
		return false;
	c->n += (size_t)got;
	c->said[c->n] = '\0';
	return true;
}

const char *console_wait(struct console *c, const char *text)
{
	const time_t until = time(NULL) + PATIENCE_S;
	for (;;) {
		const char *at = strstr(c->said + c->seen, text);
		if (at) {
			c->seen = (size_t)(at - c->said) + strlen(text);
			return c->said + c->seen;
		}
		if (!read_some(c) || time(NULL) > until)
			give_up(c, text);
	}
}

static void type(struct console *c, const char *text)
{
	assert_int_equal(write(c->fd, text, strlen(text)), strlen(text));
	assert_int_equal(write(c->fd, "\n", 1), 1);
}

void console_type(struct console *c, const char *text)
{
	const time_t until = time(NULL) + PATIENCE_S;
	struct termios now;
	console_wait(c, ": ");
	/* what is typed before the terminal is silenced would be thrown away */
	while (tcgetattr(c->fd, &now) == 0 && (now.c_lflag & ECHO) != 0)
		if (!read_some(c) || time(NULL) > until)
			give_up(c, "the terminal was not silenced");
	type(c, text);
}

void console_answer(struct console *c, const char *question, const char *text)
{
	console_wait(c, question);
	console_type(c, text);
}

void console_enter(struct console *c)
{
	type(c, "");
}

void console_code(struct console *c, unsigned envelope, char ret[30])
{
	char head[60];
	snprintf(head, sizeof(head), "Recovery code of envelope %u of 2: ", envelope);
	const char *at = console_wait(c, head);
	console_wait(c, "presses Enter.");
	snprintf(ret, 30, "%.29s", at);
	assert_int_equal(strspn(ret, "abcdefghjkmnpqrstuvwxyz23456789-"), 29);
}

void console_take_codes(struct console *c, char ret[2][30])
{
	for (unsigned i = 0; i < 2; i++) {
		console_code(c, i + 1, ret[i]);
		console_enter(c);
		console_answer(c, "Type it from the paper", ret[i]);
		if (i == 0) {
			console_wait(c, "then Enter.");
			console_enter(c);
		}
	}
}

int console_end(struct console *c)
{
	const time_t until = time(NULL) + PATIENCE_S;
	int status;
	while (read_some(c))
		if (time(NULL) > until)
			give_up(c, "it does not end");
	waitpid(c->pid, &status, 0);
	close(c->fd);
	return WEXITSTATUS(status);
}

void console_kill(struct console *c)
{
	kill(c->pid, SIGKILL);
	waitpid(c->pid, NULL, 0);
	close(c->fd);
}
