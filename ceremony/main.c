/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-terminal: the part of an enrolment that happens at the terminal (docs/operations.md, "Terminals").
 *   request  makes both keys in a folder and writes the request that is carried to central IT
 *   show     the fingerprint of that request again
 *   install  checks what came back and puts it in place
 * Knows no server and no database. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "admin/options.h"
#include "base/process.h"
#include "base/replace.h"
#include "ceremony/carried.h"
#include "ceremony/keep.h"

struct folder {
	char key[MG_KEEP_PATH_BYTES], cert[MG_KEEP_PATH_BYTES], assertion[MG_KEEP_PATH_BYTES], ca[MG_KEEP_PATH_BYTES],
		request[MG_KEEP_PATH_BYTES];
	struct mg_keep keep;
};

static bool path_of(const char *dir, const char *name, char ret[MG_KEEP_PATH_BYTES], struct mg_error *err)
{
	const int n = snprintf(ret, MG_KEEP_PATH_BYTES, "%s/%s", dir, name);
	return (n > 0 && (size_t)n < MG_KEEP_PATH_BYTES - 8) || mg_fail(err, MG_ERR_INVALID, "a path is too long");
}

static bool open_folder(const char *dir, struct folder *ret, struct mg_error *err)
{
	if (!path_of(dir, "terminal.key.pem", ret->key, err) || !path_of(dir, "terminal.crt.pem", ret->cert, err) ||
		!path_of(dir, "assertion.key.pem", ret->assertion, err) || !path_of(dir, "ca.crt.pem", ret->ca, err) ||
		!path_of(dir, "terminal.request", ret->request, err))
		return false;
	ret->keep = (struct mg_keep){.key = ret->key, .cert = ret->cert, .assertion = ret->assertion, .ca = ret->ca};
	return true;
}

static bool say(const char *what, const uint8_t fingerprint[MG_FINGERPRINT_BYTES])
{
	char words[MG_FINGERPRINT_WORDS];
	mg_fingerprint_words(fingerprint, words);
	printf("%s: %s\n", what, words);
	return true;
}

/* ---- request, show ---- */

static bool write_request(const struct folder *f, const struct mg_request *request, struct mg_error *err)
{
	char text[MG_REQUEST_TEXT_MAX];
	if (!mg_request_write(request, text, err) || !mg_file_replace(f->request, text, strlen(text), err))
		return false;
	printf("%s\n", f->request);
	return say("fingerprint", request->fingerprint);
}

static bool run_request(const struct mg_options *o, struct mg_error *err)
{
	struct folder f;
	struct mg_request request;
	const char *dir = mg_option(o, "dir");
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "%.150s cannot be made", dir);
	return open_folder(dir, &f, err) && mg_keep_make(&f.keep, &request, err) && write_request(&f, &request, err);
}

static bool run_show(const struct mg_options *o, struct mg_error *err)
{
	struct folder f;
	struct mg_request request;
	uint8_t *text = NULL;
	size_t n = 0;
	bool ok = open_folder(mg_option(o, "dir"), &f, err) && mg_file_read(f.request, MG_REQUEST_TEXT_MAX, &text, &n, err);
	if (ok && !text)
		ok = mg_fail(err, MG_ERR_NOT_FOUND, "no request in this folder");
	ok = ok && mg_request_read(text, n, &request, err) && say("fingerprint", request.fingerprint);
	free(text);
	return ok;
}

/* ---- install ---- */

/* Not shown what it should be: it is read from the paper or heard from who ran terminal-issue, not copied from the folder. */
static bool ask_fingerprint(const char *given, uint8_t ret[MG_FINGERPRINT_BYTES], struct mg_error *err)
{
	char line[200];
	if (!given) {
		printf("Fingerprint of the folder, as terminal-issue printed it: ");
		fflush(stdout);
		given = fgets(line, sizeof(line), stdin);
	}
	return (given && mg_fingerprint_read(given, ret)) || mg_fail(err, MG_ERR_INVALID, "not a fingerprint of 32 digits");
}

static bool check_fingerprint(const struct mg_carried *carried, const char *given, struct mg_error *err)
{
	uint8_t there[MG_FINGERPRINT_BYTES], told[MG_FINGERPRINT_BYTES];
	return mg_carried_fingerprint(carried, there, err) && ask_fingerprint(given, told, err) &&
	       (mg_equal_ct(told, there, sizeof(told)) ||
		       mg_fail(err, MG_ERR_DENIED, "another folder than the one you were told: nothing was installed"));
}

static bool put(const struct mg_carried *carried, const char *dir, struct mg_error *err)
{
	char to[MG_KEEP_PATH_BYTES];
	for (size_t i = 0; i < MG_CARRIED_FILES; i++)
		if (!path_of(dir, mg_carried_names[i], to, err) ||
			!mg_file_replace(to, carried->file[i].p, carried->file[i].n, err))
			return false;
	return true;
}

static bool run_install(const struct mg_options *o, struct mg_error *err)
{
	MG_CLEANUP(mg_carried_done) struct mg_carried carried = {0};
	struct folder f, from;
	const char *dir = mg_option(o, "dir"), *from_dir = mg_option(o, "from");
	if (!open_folder(dir, &f, err) || !open_folder(from_dir, &from, err) || !mg_carried_read(from_dir, &carried, err) ||
		!mg_keep_check(f.key, from.cert, from.ca, NULL, err) ||
		!check_fingerprint(&carried, mg_option(o, "fingerprint"), err) || !put(&carried, dir, err))
		return false;
	printf("%s: installed\n", dir);
	return true;
}

/* ---- */

static const struct mg_option_def dir_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the terminal's own folder"},
	{NULL, MG_OPTION_FLAG, NULL},
};
static const struct mg_option_def install_options[] = {
	{"dir", MG_OPTION_REQUIRED, "the terminal's own folder"},
	{"from", MG_OPTION_REQUIRED, "the folder that was carried here"},
	{"fingerprint", MG_OPTION_OPTIONAL, "of that folder, as terminal-issue printed it; else it is asked for"},
	{NULL, MG_OPTION_FLAG, NULL},
};
static const struct {
	const char *name, *help;
	const struct mg_option_def *options;
	bool (*run)(const struct mg_options *o, struct mg_error *err);
} commands[] = {
	{"request", "makes this terminal's keys and its request", dir_options, run_request},
	{"show", "the fingerprint of the request, to be read aloud", dir_options, run_show},
	{"install", "puts certificate and configuration in place", install_options, run_install},
};

static int usage(void)
{
	fprintf(stderr, "usage: madoguchi-terminal COMMAND …\n");
	for (size_t i = 0; i < MG_LEN(commands); i++) {
		fprintf(stderr, "\n  %s: %s\n", commands[i].name, commands[i].help);
		for (const struct mg_option_def *d = commands[i].options; d->name; d++)
			fprintf(stderr, "    --%s …  %s\n", d->name, d->help);
	}
	return 2;
}

int main(int argc, char **argv)
{
	struct mg_options options;
	struct mg_error err = {0};
	size_t i = 0;
	if (!mg_harden()) {
		fprintf(stderr, "madoguchi-terminal: the process cannot be shut against others\n");
		return 2;
	}
	umask(077);
	while (argc > 1 && i < MG_LEN(commands) && strcmp(argv[1], commands[i].name) != 0)
		i++;
	if (argc < 2 || i == MG_LEN(commands))
		return usage();
	if (!mg_options_parse(argc - 2, argv + 2, commands[i].options, &options, &err)) {
		fprintf(stderr, "madoguchi-terminal %s: %s\n", commands[i].name, err.detail);
		return 2;
	}
	if (commands[i].run(&options, &err))
		return 0;
	fprintf(stderr, "madoguchi-terminal %s: %s (%s)\n", commands[i].name, err.detail[0] ? err.detail : "failed",
		mg_code_name(err.code));
	return 1;
}
