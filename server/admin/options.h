/* SPDX-License-Identifier: Apache-2.0
 * The words behind a command: --name value, each known and given once unless it may repeat. Never for secrets: those are
 * read by admin/prompt.h, because everybody on the machine can read a command line. */
#pragma once
#include <stddef.h>
#include "base/error.h"

#define MG_OPTION_REPEATS_MAX 8U
#define MG_OPTIONS_MAX 16U

enum mg_option_kind { MG_OPTION_OPTIONAL, MG_OPTION_REQUIRED, MG_OPTION_REPEATED, MG_OPTION_FLAG };
struct mg_option_def {
	const char *name; /* without the dashes; NULL ends the list */
	enum mg_option_kind kind;
	const char *help;
};

struct mg_options {
	const struct mg_option_def *defs; /* borrowed */
	const char *values[MG_OPTIONS_MAX][MG_OPTION_REPEATS_MAX];
	size_t counts[MG_OPTIONS_MAX];
};
/* INVALID, naming the word that is unknown, doubled or missing. */
bool mg_options_parse(int argc, char **argv, const struct mg_option_def *defs, struct mg_options *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* The first value, or NULL. */
const char *mg_option(const struct mg_options *options, const char *name);
size_t mg_option_count(const struct mg_options *options, const char *name);
const char *mg_option_nth(const struct mg_options *options, const char *name, size_t i);
