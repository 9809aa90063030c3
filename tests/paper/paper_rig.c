/* SPDX-License-Identifier: Apache-2.0 */
#include "paper_rig.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct paper_rig paper_rig;
static int port;

static void die(const char *what)
{
	fprintf(stderr, "paper rig: %s\n", what);
	abort();
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

static void path_of(char ret[400], const char *name)
{
	snprintf(ret, 400, "%s/%s", paper_rig.dir, name);
}

static pid_t start(const char *const *argv, const char *log)
{
	char path[400];
	path_of(path, log);
	const pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
		if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
			_exit(127);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (pid < 0)
		die("fork");
	return pid;
}

static void stop(pid_t *pid, int sig)
{
	if (*pid > 0) {
		kill(*pid, sig);
		waitpid(*pid, NULL, 0);
	}
	*pid = 0;
}

static bool wait_for_word(const char *log, const char *word)
{
	char path[400], text[65536];
	path_of(path, log);
	for (int i = 0; i < 600; i++) {
		FILE *f = fopen(path, "re");
		const size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
		text[n] = '\0';
		if (f)
			fclose(f);
		if (strstr(text, word))
			return true;
		pause_ms(50);
	}
	return false;
}

void paper_rig_open(const char *name, unsigned workers)
{
	char command[1200], draw[400], print[400], number[12];
	struct mg_error err = {0};
	snprintf(paper_rig.dir, sizeof(paper_rig.dir), "%s/paper-%s", MG_BINARY_DIR, name);
	snprintf(command, sizeof(command), "rm -rf '%s' && mkdir -p '%s/printed' '%s/spool'",
		paper_rig.dir, paper_rig.dir, paper_rig.dir);
	if (system(command) != 0)
		die("no folder");
	path_of(draw, "draw.sock");
	path_of(print, "print.sock");
	snprintf(number, sizeof(number), "%u", workers);
	const char *const argv[] = {MG_BINARY_DIR "/server/paper/madoguchi-paper", "--draw-socket",
		draw, "--print-socket", print, "--drawers", number, "--printers", number, NULL};
	paper_rig.paper = start(argv, "paper.log");
	if (!wait_for_word("paper.log", "ready"))
		die("madoguchi-paper does not start");
	if (!mg_paper_client_new(draw, print, &paper_rig.client, &err))
		die(err.detail);
}

void paper_rig_close(void)
{
	paper_rig_hold(false);
	paper_rig_printer_off();
	stop(&paper_rig.bus, SIGTERM);
	stop(&paper_rig.paper, SIGTERM);
	mg_paper_client_free(paper_rig.client);
	paper_rig.client = NULL;
}

/* ---- the printer ---- */

/* Any free one; the printer has it a moment later. */
static int free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
		getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		die("no free port");
	close(fd);
	return ntohs(a.sin_port);
}

static bool answers(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const bool ok = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	close(fd);
	return ok;
}

/* ippeveprinter wants a system bus for its announcements, though it announces nothing here: a bus
 * of its own. */
static void bus_on(void)
{
	char address[420], path[400];
	path_of(path, "bus");
	snprintf(address, sizeof(address), "unix:path=%s", path);
	setenv("DBUS_SYSTEM_BUS_ADDRESS", address, 1);
	snprintf(address, sizeof(address), "--address=unix:path=%s", path);
	const char *const argv[] = {"dbus-daemon", "--session", "--nofork", address, NULL};
	paper_rig.bus = start(argv, "bus.log");
	for (int i = 0; i < 200 && access(path, F_OK) != 0; i++)
		pause_ms(20);
}

void paper_rig_printer_on(void)
{
	char number[12], spool[400], printed[400];
	if (!paper_rig.bus)
		bus_on();
	if (!port)
		port = free_port();
	snprintf(number, sizeof(number), "%d", port);
	snprintf(paper_rig.uri, sizeof(paper_rig.uri), "ipp://127.0.0.1:%d/ipp/print", port);
	path_of(spool, "spool");
	path_of(printed, "printed");
	setenv("MG_PRINTED", printed, 1);
	const char *const argv[] = {"ippeveprinter", "-r", "off", "-f", "application/pdf", "-n",
		"localhost", "-p", number, "-d", spool, "-c",
		MG_SOURCE_DIR "/tests/paper/print_command", "-vv", "madoguchi", NULL};
	paper_rig.printer = start(argv, "printer.log");
	for (int i = 0; i < 200 && !answers(); i++)
		pause_ms(50);
	if (!answers())
		die("the printer does not start");
}

void paper_rig_printer_off(void)
{
	stop(&paper_rig.printer, SIGKILL);
}

void paper_rig_hold(bool hold)
{
	char path[400];
	path_of(path, "printed/hold");
	if (!hold)
		unlink(path);
	else
		close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

unsigned paper_rig_printed(void)
{
	char path[400], name[40];
	unsigned n = 0;
	do {
		snprintf(name, sizeof(name), "printed/%u.told", ++n);
		path_of(path, name);
	} while (access(path, F_OK) == 0);
	return n - 1;
}

bool paper_rig_wait_printed(unsigned n)
{
	for (int i = 0; i < 200 && paper_rig_printed() < n; i++)
		pause_ms(50);
	return paper_rig_printed() >= n;
}

void paper_rig_told(unsigned nth, const char *what, char ret[100])
{
	char command[900];
	snprintf(command, sizeof(command), "sed -n 's/^%s=//p' '%s/printed/%u.told'", what,
		paper_rig.dir, nth);
	paper_rig_output(command, ret, 100);
	ret[strcspn(ret, "\n")] = '\0';
}

/* ---- files and programs ---- */

const char *paper_rig_file(const char *name, struct mg_bytes bytes)
{
	static char path[400];
	path_of(path, name);
	FILE *f = fopen(path, "we");
	if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0)
		die("cannot write a file");
	return path;
}

void paper_rig_output(const char *command, char *ret, size_t cap)
{
	FILE *f = popen(command, "re");
	const size_t n = f ? fread(ret, 1, cap - 1, f) : 0;
	ret[n] = '\0';
	if (!f || pclose(f) != 0)
		die(command);
}
