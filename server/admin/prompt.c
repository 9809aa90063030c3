/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/prompt.h"
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "base/bytes.h"

void mg_secret_done(struct mg_secret *secret)
{
	sodium_munlock(secret, sizeof(*secret)); /* wipes too */
}

/* One byte at a time: nothing may stay behind in a buffer of the C library. */
static bool read_line(int fd, struct mg_secret *ret, struct mg_error *err)
{
	size_t n = 0;
	char c;
	ssize_t got;
	while ((got = read(fd, &c, 1)) == 1 && c != '\n') {
		if (n == MG_SECRET_BYTES_MAX)
			return mg_fail(err, MG_ERR_INVALID, "longer than %u bytes", MG_SECRET_BYTES_MAX);
		ret->text[n++] = c;
	}
	mg_wipe(&c, sizeof(c));
	ret->text[n] = '\0';
	if (got < 0 || n == 0)
		return mg_fail(err, MG_ERR_INVALID, "nothing was given");
	return true;
}

static void say(int fd, const char *text)
{
	ssize_t ignored = write(fd, text, strlen(text));
	(void)ignored;
}

static bool ask_at_terminal(int tty, const char *question, struct mg_secret *ret, struct mg_error *err)
{
	struct termios before, silent;
	if (tcgetattr(tty, &before) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "the terminal cannot be silenced");
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	say(tty, question);
	say(tty, ": ");
	if (tcsetattr(tty, TCSAFLUSH, &silent) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "the terminal cannot be silenced");
	bool ok = read_line(tty, ret, err);
	tcsetattr(tty, TCSAFLUSH, &before);
	say(tty, "\n");
	return ok;
}

static bool ask_twice(int tty, const char *question, struct mg_secret *first, struct mg_error *err)
{
	MG_CLEANUP(mg_secret_done) struct mg_secret second = {{0}};
	(void)sodium_mlock(&second, sizeof(second));
	say(tty, "Once more. ");
	if (!ask_at_terminal(tty, question, &second, err))
		return false;
	if (!mg_equal_ct(first->text, second.text, sizeof(second.text)))
		return mg_fail(err, MG_ERR_INVALID, "the two are not the same");
	return true;
}

static bool lock_memory(struct mg_secret *ret, struct mg_error *err)
{
	memset(ret, 0, sizeof(*ret));
	return (sodium_init() >= 0 && sodium_mlock(ret, sizeof(*ret)) == 0) ||
	       mg_fail(err, MG_ERR_INTERNAL, "memory cannot be locked: raise RLIMIT_MEMLOCK");
}

static bool at_terminal(const char *question, bool twice, struct mg_secret *ret, struct mg_error *err)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "no terminal to ask at");
	bool ok = ask_at_terminal(tty, question, ret, err) && (!twice || ask_twice(tty, question, ret, err));
	close(tty);
	return ok;
}

bool mg_secret_ask(const char *question, bool twice, struct mg_secret *ret, struct mg_error *err)
{
	if (!lock_memory(ret, err))
		return false;
	return isatty(STDIN_FILENO) ? at_terminal(question, twice, ret, err) : read_line(STDIN_FILENO, ret, err);
}

bool mg_secret_ask_terminal(const char *question, struct mg_secret *ret, struct mg_error *err)
{
	return lock_memory(ret, err) && at_terminal(question, false, ret, err);
}
