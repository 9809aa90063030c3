/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-paper: makes papers and brings them to printers for the server. No database, no key;
 * see docs/adr/0009. The parent only keeps workers alive: it reads nothing that anybody sends. */
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/log.h"
#include "base/process.h"
#include "paper/paper_draw.h"
#include "paper/worker.h"

#define WORKERS_MAX 32U

enum kind { DRAWING, PRINTING, KINDS };
struct program {
	const char *paths[KINDS];
	unsigned counts[KINDS];
	mode_t mode;
	struct mg_peers peers;
	int listeners[KINDS];
	pid_t workers[KINDS][WORKERS_MAX];
	sigset_t signals, before;
};

static int usage(void)
{
	fputs("madoguchi-paper --draw-socket PATH --print-socket PATH\n"
	      "  --drawers N           workers that draw (4); one paper each, then the next takes "
	      "its place\n"
	      "  --printers N          workers that talk to printers (2)\n"
	      "  --peer-uid UID        another user who may ask (up to 4 times; its own user "
	      "always may)\n"
	      "  --socket-mode 0660    of the socket files (0600)\n",
		stderr);
	return 2;
}

static bool read_number(const char *text, unsigned long low, unsigned long high, unsigned *ret)
{
	char *rest;
	errno = 0;
	const unsigned long v = strtoul(text, &rest, 10);
	*ret = (unsigned)v;
	return errno == 0 && rest != text && !*rest && *text != '-' && v >= low && v <= high;
}

static bool read_peer(struct mg_peers *peers, const char *text)
{
	unsigned uid;
	if (peers->n >= MG_PEERS_MAX || !read_number(text, 0, UINT32_MAX - 1, &uid))
		return false;
	peers->uids[peers->n++] = uid;
	return true;
}

static bool read_options(int argc, char **argv, struct program *p)
{
	static const struct option names[] = {{"draw-socket", required_argument, NULL, 'd'},
		{"print-socket", required_argument, NULL, 'p'},
		{"drawers", required_argument, NULL, 'D'},
		{"printers", required_argument, NULL, 'P'},
		{"peer-uid", required_argument, NULL, 'u'},
		{"socket-mode", required_argument, NULL, 'm'}, {0}};
	bool ok = true;
	for (int c; ok && (c = getopt_long(argc, argv, "", names, NULL)) != -1;) {
		switch (c) {
		case 'd':
		case 'p':
			p->paths[c == 'd' ? DRAWING : PRINTING] = optarg;
			break;
		case 'D':
		case 'P':
			ok = read_number(
				optarg, 1, WORKERS_MAX, &p->counts[c == 'D' ? DRAWING : PRINTING]);
			break;
		case 'u':
			ok = read_peer(&p->peers, optarg);
			break;
		case 'm':
			p->mode = strcmp(optarg, "0660") == 0 ? 0660 : 0600;
			ok = p->mode == 0660 || strcmp(optarg, "0600") == 0;
			break;
		default:
			ok = false;
		}
	}
	return ok && optind == argc && p->paths[DRAWING] && p->paths[PRINTING];
}

/* In the child; does not return. */
static void be_worker(const struct program *p, enum kind kind, int ready, pid_t parent)
{
	const struct mg_paper_place place = {p->listeners[kind], &p->peers, ready};
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
	sigprocmask(SIG_SETMASK, &p->before, NULL);
	close(p->listeners[kind == DRAWING ? PRINTING : DRAWING]);
	_exit(kind == DRAWING ? mg_drawing_worker(&place) : mg_printing_worker(&place));
}

static void start_worker(struct program *p, enum kind kind, unsigned i, int ready)
{
	const pid_t parent = getpid(), child = fork();
	if (child == 0)
		be_worker(p, kind, ready, parent);
	if (child < 0)
		mg_log(MG_LOG_ERROR, "paper: a worker cannot be started (errno %d)", errno);
	p->workers[kind][i] = child;
}

/* Starts all; false when no drawer can serve. */
static bool start_all(struct program *p)
{
	int ready[2];
	char byte;
	if (pipe(ready) != 0)
		return false;
	for (unsigned i = 0; i < p->counts[DRAWING]; i++)
		start_worker(p, DRAWING, i, ready[1]);
	close(ready[1]);
	for (unsigned i = 0; i < p->counts[PRINTING]; i++)
		start_worker(p, PRINTING, i, -1);
	const bool ok = read(ready[0], &byte, 1) == 1;
	close(ready[0]);
	return ok;
}

/* Puts another in the place of each that ended; after one that could not start, only a second
 * later. */
static void replace_ended(struct program *p)
{
	int status;
	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		const bool failed = WIFEXITED(status) && WEXITSTATUS(status) == 1;
		if (WIFSIGNALED(status))
			mg_log(MG_LOG_WARNING, "paper: a worker died of signal %d",
				WTERMSIG(status));
		if (failed)
			nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
		for (int kind = 0; kind < KINDS; kind++)
			for (unsigned i = 0; i < p->counts[kind]; i++)
				if (p->workers[kind][i] == pid)
					start_worker(p, (enum kind)kind, i, -1);
	}
}

static void end_all(struct program *p)
{
	for (int kind = 0; kind < KINDS; kind++) {
		for (unsigned i = 0; i < p->counts[kind]; i++)
			if (p->workers[kind][i] > 0)
				kill(p->workers[kind][i], SIGKILL);
		unlink(p->paths[kind]);
	}
	while (wait(NULL) > 0)
		;
}

static bool run(struct program *p, struct mg_error *err)
{
	int sig;
	if (!mg_listen(p->paths[DRAWING], p->mode, &p->listeners[DRAWING], err) ||
		!mg_listen(p->paths[PRINTING], p->mode, &p->listeners[PRINTING], err))
		return false;
	mg_paper_drawer_prepare();
	if (!start_all(p)) {
		end_all(p);
		return mg_fail(err, MG_ERR_INTERNAL, "no drawer starts");
	}
	puts("ready");
	fflush(stdout);
	while (sigwait(&p->signals, &sig) == 0 && sig == SIGCHLD)
		replace_ended(p);
	end_all(p);
	return true;
}

int main(int argc, char **argv)
{
	struct program p = {.counts = {4, 2}, .mode = 0600};
	struct mg_error err = {0};
	if (!read_options(argc, argv, &p))
		return usage();
	if (!mg_harden())
		return 1;
	sigprocmask(SIG_SETMASK, NULL, &p.before);
	mg_stop_signals(&p.signals);
	signal(SIGCHLD, SIG_DFL);
	sigaddset(&p.signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &p.signals, NULL);
	if (run(&p, &err))
		return 0;
	mg_log_error(MG_LOG_ERROR, "madoguchi-paper", &err);
	return 1;
}
