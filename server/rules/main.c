/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-rules: one case as JSON on standard input, the verdict with reasons and articles as JSON on standard output, so
 * that anyone can check a case by hand or compare another implementation over many. It reads the parameters of the law and
 * nothing else, and keeps nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/macros.h"
#include "base/process.h"
#include "law/law_load.h"
#include "rules/case.h"

#define CASE_MAX_BYTES ((size_t)1 << 20)
enum { DONE = 0, FAILED = 1, BAD = 2 };

static int usage(FILE *f)
{
	fputs("usage: madoguchi-rules [--law law.csv] [--lines] < case\n"
	      "       madoguchi-rules --list\n"
	      "A case is {\"fn\": NAME, \"in\": {FIELD: VALUE, …}} in UTF-8; --list names functions and fields.\n"
	      "--lines takes one case a line and gives one answer a line, {\"error\": …} for a bad one.\n"
	      "Exit status: 0 answered, 1 the program cannot work, 2 a case or an option is bad.\n",
		f);
	return f == stderr ? BAD : DONE;
}

static void free_text(char **text)
{
	free(*text);
}

static int list(void)
{
	MG_CLEANUP(free_text) char *text = mg_case_list();

	return text && fputs(text, stdout) >= 0 ? DONE : FAILED;
}

static int complain(const char *what, const char *detail)
{
	fprintf(stderr, "madoguchi-rules: %s%s\n", what, detail);
	return BAD;
}

static int answer_one(const struct mg_law *law)
{
	MG_CLEANUP(free_text) char *text = malloc(CASE_MAX_BYTES + 1), *json = NULL;
	struct mg_error err = {0};
	size_t n;

	if (!text)
		return FAILED;
	n = fread(text, 1, CASE_MAX_BYTES + 1, stdin);
	if (ferror(stdin))
		return complain("standard input cannot be read", "");
	if (n > CASE_MAX_BYTES)
		return complain("a case has at most a mebibyte", "");
	if (!mg_case_answer(text, n, law, &json, &err))
		return complain("", err.detail);
	return puts(json) >= 0 ? DONE : FAILED;
}

/* An error as JSON: the detail holds neither quotes that must stay nor control characters. */
static void print_error(const char *detail)
{
	fputs("{\"error\":\"", stdout);
	for (; *detail; detail++)
		if (*detail == '"' || *detail == '\\')
			printf("\\%c", *detail);
		else if ((unsigned char)*detail >= 0x20)
			putchar(*detail);
	puts("\"}");
}

static int answer_lines(const struct mg_law *law)
{
	MG_CLEANUP(free_text) char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int status = DONE;

	while ((n = getline(&line, &cap, stdin)) >= 0) {
		MG_CLEANUP(free_text) char *json = NULL;
		struct mg_error err = {0};

		if ((size_t)n <= CASE_MAX_BYTES && mg_case_answer(line, (size_t)n, law, &json, &err)) {
			puts(json);
			continue;
		}
		print_error(err.detail[0] ? err.detail : "a case has at most a mebibyte");
		status = BAD;
	}
	return ferror(stdin) || fflush(stdout) != 0 ? FAILED : status;
}

int main(int argc, char **argv)
{
	const char *path = MG_LAW_FILE;
	struct mg_error err = {0};
	bool lines = false, wants_list = false;
	struct mg_law law;

	if (!mg_harden())
		return FAILED;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0)
			return usage(stdout);
		if (strcmp(argv[i], "--list") == 0)
			wants_list = true;
		else if (strcmp(argv[i], "--lines") == 0)
			lines = true;
		else if (strcmp(argv[i], "--law") == 0 && i + 1 < argc)
			path = argv[++i];
		else
			return usage(stderr);
	}
	if (wants_list)
		return list();
	if (!mg_law_load(path, &law, &err)) {
		(void)complain(path, ": the parameters of the law cannot be used:");
		(void)complain("", err.detail);
		return FAILED;
	}
	return lines ? answer_lines(&law) : answer_one(&law);
}
