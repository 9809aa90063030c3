/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-matcher: judges fingers for the server. No network, no database, no key; see
 * docs/adr/0005. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/process.h"
#include "matcher/listen.h"
#include "matcher/pool.h"
#include "matcher/supervise.h"
#include "matcher/worker.h"

struct options {
	const char *socket;
	mode_t mode;
	struct mg_peers peers;
	unsigned workers;
	unsigned queue;
	unsigned worker_jobs;
	unsigned worker_busy_ms;
	unsigned worker_age_ms;
	unsigned job_timeout_ms;
};

static int usage(void)
{
	fputs("madoguchi-matcher --socket PATH --workers N\n"
	      "  --peer-uid UID        another user who may ask (up to 4 times; its own user "
	      "always may)\n"
	      "  --socket-mode 0660    of the socket file (0600)\n"
	      "  --queue N             requests that may wait (256)\n"
	      "  --worker-jobs N       a worker is replaced after so many (500)\n"
	      "  --worker-busy-ms N    or so much time at work (120000; the device is too hot "
	      "after 180000)\n"
	      "  --worker-age-ms N     or so long (3600000)\n"
	      "  --job-timeout-ms N    a worker that takes longer is killed (10000)\n",
		stderr);
	return 2;
}

static bool read_number(const char *text, unsigned low, unsigned high, unsigned *ret)
{
	char *end;
	errno = 0;
	const unsigned long v = strtoul(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || *text == '-' || v < low || v > high)
		return false;
	*ret = (unsigned)v;
	return true;
}

static bool read_mode(const char *text, mode_t *ret)
{
	const bool group = strcmp(text, "0660") == 0;
	*ret = group ? 0660 : 0600;
	return group || strcmp(text, "0600") == 0;
}

static bool read_peer(const char *text, struct mg_peers *peers)
{
	unsigned uid;
	if (peers->n >= MG_PEERS_MAX || !read_number(text, 0, UINT32_MAX - 1, &uid))
		return false;
	peers->uids[peers->n++] = uid;
	return true;
}

static bool read_options(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{"socket", required_argument, NULL, 's'},
		{"socket-mode", required_argument, NULL, 'm'},
		{"peer-uid", required_argument, NULL, 'p'},
		{"workers", required_argument, NULL, 'w'},
		{"queue", required_argument, NULL, 'q'},
		{"worker-jobs", required_argument, NULL, 'j'},
		{"worker-busy-ms", required_argument, NULL, 'b'},
		{"worker-age-ms", required_argument, NULL, 'a'},
		{"job-timeout-ms", required_argument, NULL, 't'},
		{0},
	};
	bool ok = true;
	for (int c; ok && (c = getopt_long(argc, argv, "", names, NULL)) != -1;) {
		switch (c) {
		case 's':
			o->socket = optarg;
			break;
		case 'm':
			ok = read_mode(optarg, &o->mode);
			break;
		case 'p':
			ok = read_peer(optarg, &o->peers);
			break;
		case 'w':
			ok = read_number(optarg, 1, MG_POOL_WORKERS_MAX, &o->workers);
			break;
		case 'q':
			ok = read_number(optarg, 1, 256, &o->queue);
			break;
		case 'j':
			ok = read_number(optarg, 1, 5000, &o->worker_jobs);
			break;
		case 'b':
			ok = read_number(optarg, 1, 140000, &o->worker_busy_ms);
			break;
		case 'a':
			ok = read_number(optarg, 1, 86400000, &o->worker_age_ms);
			break;
		case 't':
			ok = read_number(optarg, 1, 60000, &o->job_timeout_ms);
			break;
		default:
			ok = false;
		}
	}
	return ok && optind == argc && o->socket && o->workers > 0;
}

static void free_poolp(struct mg_pool **pool)
{
	mg_pool_free(*pool);
}

static void free_supervisorp(struct mg_supervisor **supervisor)
{
	mg_supervisor_free(*supervisor);
}

static void close_fdp(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static bool open_signals(int *ret_fd, struct mg_error *err)
{
	sigset_t ends;
	mg_stop_signals(&ends);
	*ret_fd = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	return *ret_fd >= 0 || mg_fail(err, MG_ERR_INTERNAL, "signals: %s", strerror(errno));
}

static bool run(const struct options *o, struct mg_error *err)
{
	MG_CLEANUP(close_fdp) int signal_fd = -1;
	MG_CLEANUP(close_fdp) int listener = -1;
	/* pictures of fingers pass through: no core file, no debugger */
	if (!mg_harden())
		return mg_fail(err, MG_ERR_INTERNAL, "the process cannot be shut against others");
	if (!open_signals(&signal_fd, err) ||
		!mg_listen(o->socket, o->mode, &listener, err))
		return false;
	MG_CLEANUP(free_supervisorp) struct mg_supervisor *supervisor = NULL;
	if (!mg_supervisor_new(&supervisor, err))
		return false;
	const struct mg_pool_options pool_options = {
		.workers = o->workers,
		.jobs = o->worker_jobs,
		.busy_us = (int64_t)o->worker_busy_ms * 1000,
		.age_us = (int64_t)o->worker_age_ms * 1000,
		.job_us = (int64_t)o->job_timeout_ms * 1000,
		.start_us = 20000000,
		.directory_prefix = o->socket,
		.done = mg_supervisor_done,
		.context = supervisor,
		.clock = &mg_clock_system,
	};
	MG_CLEANUP(free_poolp) struct mg_pool *pool = NULL;
	if (!mg_pool_new(&pool_options, &pool, err))
		return false;
	const struct mg_supervisor_options supervisor_options = {
		.listener = listener,
		.signal_fd = signal_fd,
		.pool = pool,
		.peers = &o->peers,
		.clock = &mg_clock_system,
		.queue_max = o->queue,
	};
	puts("ready"); /* it listens; what comes before a worker is up waits in the queue */
	fflush(stdout);
	const bool ok = mg_supervise(supervisor, &supervisor_options, err);
	unlink(o->socket);
	return ok;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], MG_WORKER_ARGUMENT) == 0)
		_exit(mg_matcher_worker());
	struct options options = {
		.mode = 0600,
		.queue = 256,
		.worker_jobs = 500,
		.worker_busy_ms = 120000,
		.worker_age_ms = 3600000,
		.job_timeout_ms = 10000,
	};
	if (!read_options(argc, argv, &options))
		return usage();
	struct mg_error err = {0};
	if (run(&options, &err))
		return 0;
	mg_log_error(MG_LOG_ERROR, "matcher", &err);
	return 1;
}
