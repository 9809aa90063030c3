/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-admin: sets a city up and looks after its terminals and staff, on the server, as root. Every act leaves its
 * entry in the log. Secrets are asked for, never taken from the command line. */
#include <stdio.h>
#include <sys/stat.h>
#include "admin/power.h"
#include "base/log.h"
#include "base/process.h"
#include "db/db.h"

static int usage(void)
{
	fprintf(stderr, "usage: madoguchi-admin COMMAND --dir CITY …\n");
	for (size_t i = 0; mg_commands[i]; i++) {
		fprintf(stderr, "\n  %s: %s\n", mg_commands[i]->name, mg_commands[i]->help);
		for (const struct mg_option_def *o = mg_commands[i]->options; o->name; o++)
			fprintf(stderr, "    --%s%s%s\n", o->name, o->kind == MG_OPTION_FLAG ? "  " : " …  ", o->help);
	}
	return 2;
}

int main(int argc, char **argv)
{
	struct mg_options options;
	struct mg_error err = {0};
	if (!mg_harden()) {
		fprintf(stderr, "madoguchi-admin: the process cannot be shut against others\n");
		return 2;
	}
	umask(077);
	const struct mg_command *command = argc > 1 ? mg_command_find(argv[1]) : NULL;
	if (!command)
		return usage();
	if (!mg_options_parse(argc - 2, argv + 2, command->options, &options, &err)) {
		fprintf(stderr, "madoguchi-admin %s: %s\n", command->name, err.detail);
		return 2;
	}
	bool ok = mg_db_library_init() && mg_power_check(command, &options, &err) && command->run(&options, &err);
	mg_db_library_done();
	if (!ok)
		fprintf(stderr, "madoguchi-admin %s: %s (%s)\n", command->name, err.detail[0] ? err.detail : "failed",
			mg_code_name(err.code));
	return ok ? 0 : 1;
}
