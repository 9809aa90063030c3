/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-export-agent: the only program of a terminal that opens a USB port. Two processes: one talks to the kiosk and
 * judges, without rights; one carries, without parsing. docs/adr/0011, docs/export-agent.md. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "agent/confine.h"
#include "agent/halves.h"
#include "agent/port_sysfs.h"
#include "agent/root.h"
#include "agent/settings.h"
#include "agent/talk.h"
#include "base/log.h"
#include "base/process.h"
#include "wire/hash_evp.h"
#ifdef MG_TEST_BUILD
#include "agent/port_simulated.h"
#endif

#define WAITING_MAX 4

static int usage(void)
{
	fputs("madoguchi-export-agent --config FILE           carries files to sticks for the kiosk\n"
	      "madoguchi-export-agent --config FILE --shut    shuts every port and ends (for ExecStopPost)\n",
		stderr);
	return 2;
}

static void close_fdp(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static void free_portp(struct mg_port **port)
{
	if (*port)
		(*port)->ops->free(*port);
}

static bool open_port(const struct mg_settings *s, struct mg_port **ret, struct mg_error *err)
{
#ifdef MG_TEST_BUILD
	if (s->simulated) {
		mg_log(MG_LOG_WARNING, "test build: the ports and sticks are folders");
		return mg_port_simulated_new(s->simulated, ret, err);
	}
#endif
	return mg_port_sysfs_new(s->sysfs, s->run, s->driver, &mg_sysfs_kernel, ret, err);
}

/* Takes the place of whatever stands there: systemd sees to it that there is one agent. */
static bool listen_at(const struct mg_settings *s, int *ret, struct mg_error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(s->socket) >= sizeof(address.sun_path))
		return mg_fail(err, MG_ERR_INVALID, "configuration: 'socket' is too long");
	memcpy(address.sun_path, s->socket, strlen(s->socket) + 1);
	MG_CLEANUP(close_fdp) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(s->socket);
	const mode_t mask = umask(0177);
	bool ok = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
	umask(mask);
	/* Who may connect is asked of each peer; the mode only keeps others from the door. */
	if (ok && s->has_kiosk_gid)
		ok = chown(s->socket, (uid_t)-1, s->kiosk_gid) == 0 && chmod(s->socket, 0660) == 0;
	else if (ok && s->kiosk_uid != geteuid())
		ok = chown(s->socket, s->kiosk_uid, (gid_t)-1) == 0;
	if (!ok || listen(fd, WAITING_MAX) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "socket: %s", strerror(errno));
	*ret = fd;
	fd = -1;
	return true;
}

/* In the child; does not return. What loads algorithms or opens files comes before the filter. */
static void talk(const struct mg_settings *s, int listener, int pair, pid_t root_half)
{
	struct mg_error err = {0};
	struct mg_crypto *crypto = NULL;
	struct mg_digest *digest = NULL;
	static const uint8_t nothing[MG_SIGNATURE_BYTES];
	struct mg_policy policy = s->policy;
	enum { LISTENER = 3, PAIR, BEHIND };
	/* Above the places first, so that neither tramples on the other; nothing else of the parent stays open. */
	listener = fcntl(listener, F_DUPFD, BEHIND);
	pair = fcntl(pair, F_DUPFD, BEHIND);
	if (dup2(listener, LISTENER) < 0 || dup2(pair, PAIR) < 0 || close_range(BEHIND, UINT_MAX, 0) != 0)
		_exit(1);
	if (!mg_crypto_evp_new(&crypto, &err) || !mg_digest_new(&digest, &err)) {
		mg_log_error(MG_LOG_ERROR, "talking half", &err);
		_exit(1);
	}
	(void)crypto->is_signed(crypto, policy.authority, "", 0, nothing);
	policy.crypto = crypto;
	const struct mg_talk_options options = {.listener = LISTENER,
		.pair = PAIR,
		.kiosk_uid = s->kiosk_uid,
		.policy = &policy,
		.digest = digest,
		.clock = &mg_clock_system};
	if (!mg_confine_talk(&s->user, root_half, &err)) {
		mg_log_error(MG_LOG_ERROR, "talking half", &err);
		_exit(1);
	}
	_exit(mg_talk_run(&options));
}

static bool split(const struct mg_settings *s, int *ret_pair, struct mg_error *err)
{
	MG_CLEANUP(close_fdp) int listener = -1;
	int pair[2];
	if (!listen_at(s, &listener, err))
		return false;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "socket pair: %s", strerror(errno));
	const pid_t root_half = getpid(), pid = fork();
	if (pid == 0) {
		close(pair[0]);
		talk(s, listener, pair[1], root_half);
	}
	close(pair[1]);
	*ret_pair = pair[0];
	return pid > 0 || mg_fail(err, MG_ERR_INTERNAL, "fork: %s", strerror(errno));
}

/* The agent key is read behind the fork: the half that parses never has it in its memory. */
static bool carry(const struct mg_settings *s, int pair, int signal_fd, struct mg_port *port, struct mg_error *err)
{
	MG_CLEANUP(mg_private_key_freep) EVP_PKEY *key = NULL;
	MG_CLEANUP(mg_crypto_evp_freep) struct mg_crypto *crypto = NULL;
	struct mg_signer signer;
	if (!mg_private_key_load(s->key_file, &key, err) || !mg_signer_evp(key, &signer, err) ||
		!mg_crypto_evp_new(&crypto, err) || !mg_confine_root(err))
		return false;
	const struct mg_root_options options = {.pair = pair,
		.signal_fd = signal_fd,
		.port = port,
		.signer = &signer,
		.crypto = crypto,
		.clock = &mg_clock_system,
		.terminal = s->policy.terminal};
	puts("ready");
	fflush(stdout);
	return mg_root_run(&options, err);
}

static bool run(const char *config, bool only_shut, struct mg_error *err)
{
	MG_CLEANUP(mg_settings_done) struct mg_settings settings = {0};
	MG_CLEANUP(free_portp) struct mg_port *port = NULL;
	MG_CLEANUP(close_fdp) int pair = -1, signal_fd = -1;
	sigset_t ends;
	mg_stop_signals(&ends);
	if (!mg_harden())
		return mg_fail(err, MG_ERR_INTERNAL, "the process cannot be shut against others");
	if (!mg_settings_load(config, &settings, err) || !open_port(&settings, &port, err) || !port->ops->shut(port, err))
		return false;
	if (only_shut)
		return true;
	signal_fd = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signal_fd < 0)
		return mg_fail(err, MG_ERR_INTERNAL, "signals: %s", strerror(errno));
	if (!split(&settings, &pair, err))
		return false;
	const bool ok = carry(&settings, pair, signal_fd, port, err);
	struct mg_error later = {0};
	if (!port->ops->shut(port, &later))
		mg_log_error(MG_LOG_ALARM, "a USB port may be open", &later);
	unlink(settings.socket);
	return ok;
}

int main(int argc, char **argv)
{
	static const struct option names[] = {
		{"config", required_argument, NULL, 'c'}, {"shut", no_argument, NULL, 's'}, {0}};
	const char *config = NULL;
	bool only_shut = false;
	for (int c; (c = getopt_long(argc, argv, "", names, NULL)) != -1;) {
		if (c == 'c')
			config = optarg;
		else if (c == 's')
			only_shut = true;
		else
			return usage();
	}
	if (!config || optind != argc)
		return usage();
	struct mg_error err = {0};
	const bool ok = run(config, only_shut, &err);
	if (!ok)
		mg_log_error(MG_LOG_ERROR, "export agent", &err);
	/* Behind the filter of system calls no handler at exit could do its work. */
	fflush(stdout);
	_exit(ok ? 0 : 1);
}
