/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/options.h"
#include <string.h>

/* MG_OPTIONS_MAX when it is not known. */
static size_t find(const struct mg_option_def *defs, const char *name)
{
	for (size_t i = 0; i < MG_OPTIONS_MAX && defs[i].name; i++)
		if (strcmp(defs[i].name, name) == 0)
			return i;
	return MG_OPTIONS_MAX;
}

bool mg_options_parse(
	int argc, char **argv, const struct mg_option_def *defs, struct mg_options *ret, struct mg_error *err)
{
	struct mg_options o = {.defs = defs};
	for (int i = 0; i < argc; i++) {
		size_t at = strncmp(argv[i], "--", 2) == 0 ? find(defs, argv[i] + 2) : MG_OPTIONS_MAX;
		if (at == MG_OPTIONS_MAX)
			return mg_fail(err, MG_ERR_INVALID, "unknown word '%.60s'", argv[i]);
		size_t limit = defs[at].kind == MG_OPTION_REPEATED ? MG_OPTION_REPEATS_MAX : 1;
		if (o.counts[at] == limit)
			return mg_fail(err, MG_ERR_INVALID, "--%s is given too often", defs[at].name);
		if (defs[at].kind == MG_OPTION_FLAG)
			o.values[at][o.counts[at]++] = "";
		else if (i + 1 < argc)
			o.values[at][o.counts[at]++] = argv[++i];
		else
			return mg_fail(err, MG_ERR_INVALID, "--%s wants a value", defs[at].name);
	}
	for (size_t i = 0; i < MG_OPTIONS_MAX && defs[i].name; i++)
		if (defs[i].kind == MG_OPTION_REQUIRED && o.counts[i] == 0)
			return mg_fail(err, MG_ERR_INVALID, "--%s is missing", defs[i].name);
	*ret = o;
	return true;
}

const char *mg_option_nth(const struct mg_options *options, const char *name, size_t i)
{
	size_t at = find(options->defs, name);
	return at < MG_OPTIONS_MAX && i < options->counts[at] ? options->values[at][i] : NULL;
}

const char *mg_option(const struct mg_options *options, const char *name)
{
	return mg_option_nth(options, name, 0);
}

size_t mg_option_count(const struct mg_options *options, const char *name)
{
	size_t at = find(options->defs, name);
	return at < MG_OPTIONS_MAX ? options->counts[at] : 0;
}
