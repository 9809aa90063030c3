/* SPDX-License-Identifier: Apache-2.0 */
#include "second.h"
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "rig.h"

static _Noreturn void die(const char *what, const char *detail)
{
	fprintf(stderr, "second server: %s %s\n", what, detail);
	exit(1);
}

static const char *changed(const char *const changes[], const char *line)
{
	size_t n = strcspn(line, " =");
	for (size_t i = 0; changes[i]; i++)
		if (strncmp(changes[i], line, n) == 0 && changes[i][n] == '=')
			return changes[i];
	return NULL;
}

static void write_change(FILE *f, const char *change, const char *folder)
{
	const char *at = strstr(change, "%s");
	if (at)
		fprintf(f, "%.*s%s%s\n", (int)(at - change), change, folder, at + 2);
	else
		fprintf(f, "%s\n", change);
}

static void write_config(const struct mg_second *s, const char *const changes[])
{
	char path[600], line[700];
	snprintf(path, sizeof(path), "%s/server.conf", mg_rig_get("MG_CITY"));
	FILE *from = fopen(path, "re");
	snprintf(path, sizeof(path), "%s/server.conf", s->folder);
	FILE *to = fopen(path, "we");
	if (!from || !to)
		die("configuration", path);
	while (fgets(line, sizeof(line), from))
		if (!changed(changes, line) && strncmp(line, "listen.port_file", 16) != 0 &&
			strncmp(line, "import.dir", 10) != 0)
			fputs(line, to);
	for (size_t i = 0; changes[i]; i++)
		write_change(to, changes[i], s->folder);
	fclose(from);
	fclose(to);
}

static void run(const struct mg_second *s, int out)
{
	char program[600], path[600];
	snprintf(program, sizeof(program), "%s/server/madoguchi-server", mg_rig_get("MG_BIN"));
	snprintf(path, sizeof(path), "%s/errors", s->folder);
	int errors = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(out, STDOUT_FILENO);
	dup2(errors, STDERR_FILENO);
	snprintf(path, sizeof(path), "%s/server.conf", s->folder);
	execl(program, program, "--config", path, (char *)NULL);
	_exit(127);
}

void mg_second_start(
	struct mg_second *s, const char *const changes[], void (*prepare)(const char *folder))
{
	int out[2], port = 0;
	snprintf(s->folder, sizeof(s->folder), "%s/second-XXXXXX", mg_rig_get("MG_CITY"));
	if (!mkdtemp(s->folder) || pipe2(out, O_CLOEXEC) != 0)
		die("cannot make", s->folder);
	if (prepare)
		prepare(s->folder);
	write_config(s, changes);
	s->pid = fork();
	if (s->pid == 0)
		run(s, out[1]);
	close(out[1]);
	FILE *said = fdopen(out[0], "r");
	if (s->pid < 0 || !said || fscanf(said, "ready %d", &port) != 1)
		die("does not start:", s->folder);
	fclose(said);
	snprintf(s->address, sizeof(s->address), "127.0.0.1:%d", port);
}

static void remove_folder(const char *path)
{
	DIR *d = opendir(path);
	for (struct dirent *e; d && (e = readdir(d));)
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
	rmdir(path);
}

int mg_second_stop(struct mg_second *s, int signal_number)
{
	int status = 0;
	kill(s->pid, signal_number);
	waitpid(s->pid, &status, 0);
	remove_folder(s->folder);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct mg_rpc_client *mg_second_connect(
	const struct mg_second *s, const char *cert_file, const char *key_file)
{
	struct mg_rpc_client *client =
		mg_rpc_client_new(&(struct mg_rpc_client_config){.address = s->address,
			.server_name = mg_rig_get("MG_SERVER_NAME"),
			.ca_file = mg_rig_get("MG_CA"),
			.cert_file = cert_file,
			.key_file = key_file});
	if (!client)
		die("cannot make a client", "");
	return client;
}

struct mg_rpc_client *mg_second_connect_as(const struct mg_second *s, int terminal)
{
	return mg_second_connect(s, mg_rig_get_nth("MG_TERMINAL_%d_CERT", terminal),
		mg_rig_get_nth("MG_TERMINAL_%d_KEY", terminal));
}
