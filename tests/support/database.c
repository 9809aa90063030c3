/* SPDX-License-Identifier: Apache-2.0 */
#include "database.h"
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[512];
static char socket_path[600];
static struct mg_db_config config;
static const char *template_path; /* another than the empty one */

static _Noreturn void die(const char *what, const char *detail)
{
	fprintf(stderr, "test database: %s: %s\n", what, detail);
	exit(1);
}

/* Output of the script's first line goes to `ret`. */
static void run_script(const char *command, char *ret, size_t cap)
{
	char line[1400];
	snprintf(line, sizeof(line), "MG_MARIADB_TEMPLATE='%s' '%s/tests/support/mariadb' %s '%s'",
		template_path ? template_path : MG_BINARY_DIR "/mariadb-template", MG_SOURCE_DIR,
		command, directory);
	FILE *p = popen(line, "re");
	if (!p)
		die(command, "cannot run the script");
	char unused[600]; /* read all the same: the script must not write into a closed pipe */
	if (!fgets(ret ? ret : unused, ret ? (int)cap : (int)sizeof(unused), p) && ret)
		ret[0] = '\0';
	if (pclose(p) != 0)
		die(command, "the script failed");
	if (ret)
		ret[strcspn(ret, "\n")] = '\0';
}

static void remove_instance(void)
{
	if (directory[0])
		run_script("remove", NULL, 0);
	directory[0] = '\0';
}

/* A child that outlives a crashed test and clears up behind it. */
static void leave_a_guard(void)
{
	int pipe_fds[2];
	if (pipe2(pipe_fds, O_CLOEXEC) != 0)
		return;
	pid_t pid = fork();
	if (pid == 0) {
		char byte;
		close(pipe_fds[1]);
		for (int fd = 3; fd < 256; fd++)
			if (fd != pipe_fds[0])
				close(fd);
		setsid();
		if (fork() != 0)
			_exit(0);
		signal(SIGTERM, SIG_IGN);
		while (read(pipe_fds[0], &byte, 1) > 0)
			;
		char line[1400];
		snprintf(line, sizeof(line),
			"'%s/tests/support/mariadb' remove '%s' >/dev/null 2>&1", MG_SOURCE_DIR,
			directory);
		int ignored = system(line);
		_exit(ignored != 0);
	}
	close(pipe_fds[0]); /* the write end stays open, close-on-exec, until this process ends */
	waitpid(pid, NULL, 0);
}

static void set_user(void)
{
	config = (struct mg_db_config){
		.socket = socket_path, .user = getenv("USER") ? getenv("USER") : "root"};
	if (geteuid() == 0)
		config.user = "root";
}

const struct mg_db_config *mg_test_db_start_empty(const char *name)
{
	snprintf(directory, sizeof(directory), "%s/db/%s.%d", MG_BINARY_DIR, name, (int)getpid());
	leave_a_guard();
	run_script("start", socket_path, sizeof(socket_path));
	atexit(remove_instance);
	set_user();
	return &config;
}

struct mg_db *mg_test_db_open(const struct mg_db_config *c)
{
	struct mg_db *db;
	struct mg_error err = {0};
	if (!mg_db_open(c, &db, &err))
		die("connect", err.detail);
	return db;
}

void mg_test_db_sql(const struct mg_db_config *c, const char *sql)
{
	struct mg_error err = {0};
	MG_CLEANUP(mg_db_freep) struct mg_db *db = mg_test_db_open(c);
	if (!mg_db_script(db, "SET autocommit=1", 16, &err) ||
		!mg_db_script(db, sql, strlen(sql), &err))
		die("sql", err.detail);
}

static const char *read_text(const char *path)
{
	static char text[1 << 20];
	FILE *f = fopen(path, "re");
	if (!f)
		die("cannot read", path);
	size_t n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static void load_file(const struct mg_db_config *c, const char *path)
{
	fprintf(stderr, "test database: %s\n", strrchr(path, '/') + 1);
	mg_test_db_sql(c, read_text(path));
}

/* One GRANT a line, without semicolons. */
static void load_grants(const struct mg_db_config *c, const char *path)
{
	for (const char *line = read_text(path); *line;) {
		size_t n = strcspn(line, "\n");
		char sql[2048];
		if (strncmp(line, "GRANT ", 6) == 0 && n < sizeof(sql)) {
			memcpy(sql, line, n);
			sql[n] = '\0';
			mg_test_db_sql(c, sql);
		}
		line += n + (line[n] == '\n');
	}
}

/* The name of what all migrations together leave: they are long, and every test program begins with
 * them. */
static uint64_t hash_of(const glob_t *files)
{
	uint64_t hash = 14695981039346656037U; /* FNV-1a: a name, no proof */
	for (size_t i = 0; i < files->gl_pathc; i++)
		for (const char *p = read_text(files->gl_pathv[i]); *p; p++)
			hash = (hash ^ (unsigned char)*p) * 1099511628211U;
	return hash;
}

static void must_run(const char *line)
{
	if (system(line) != 0) /* NOLINT: paths of this build */
		die("cannot run", line);
}

/* A data directory with the whole schema, made by the first who comes. Old ones go. */
static void make_schema(const char *schema, const glob_t *files)
{
	char line[2600];
	snprintf(directory, sizeof(directory), "%s.new", schema);
	leave_a_guard();
	run_script("start", socket_path, sizeof(socket_path));
	for (size_t i = 0; i < files->gl_pathc; i++)
		load_file(&config, files->gl_pathv[i]);
	run_script("stop", NULL, 0);
	snprintf(line, sizeof(line),
		"rm -rf '%s'/db-schema-*[0-9a-f] && touch '%s/data/.done' && mv '%s/data' "
		"'%s' && rm -rf '%s'",
		MG_BINARY_DIR, directory, directory, schema, directory);
	must_run(line);
}

const struct mg_db_config *mg_test_db_start(const char *name)
{
	glob_t files;
	char schema[500], lock[500];
	if (glob(MG_SOURCE_DIR "/sql/migrations/*.sql", 0, NULL, &files) != 0)
		die("migrations", "none found");
	snprintf(schema, sizeof(schema), "%s/db-schema-%016llx", MG_BINARY_DIR,
		(unsigned long long)hash_of(&files));
	snprintf(lock, sizeof(lock), "%s/db-schema.lock", MG_BINARY_DIR);
	const int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		die("cannot lock", lock);
	set_user();
	if (access(schema, F_OK) != 0)
		make_schema(schema, &files);
	close(fd);
	globfree(&files);
	template_path = schema;
	mg_test_db_start_empty(name);
	template_path = NULL;
	return &config;
}

void mg_test_db_do(const char *command)
{
	run_script(command, NULL, 0);
}

void mg_test_db_grants(const struct mg_db_config *c)
{
	static const char *const users[] = {"mg_app", "mg_seq", "mg_verify", "mg_import",
		"mg_purge", "mg_backup", "mg_migrate"};
	for (size_t i = 0; i < MG_LEN(users); i++) {
		char sql[200];
		snprintf(sql, sizeof(sql),
			"CREATE USER IF NOT EXISTS %s@localhost IDENTIFIED BY 'test'", users[i]);
		mg_test_db_sql(c, sql);
	}
	load_grants(c, MG_SOURCE_DIR "/sql/grants.sql");
}

struct mg_db_config mg_test_db_as(const struct mg_db_config *c, const char *user)
{
	return (struct mg_db_config){.socket = c->socket, .user = user, .password = "test"};
}
