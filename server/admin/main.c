/* SPDX-License-Identifier: Apache-2.0
 * madoguchi-admin: sets a city up and looks after its terminals and staff, on the server, as root. Every act leaves its
 * entry in the log. Secrets are asked for, never taken from the command line. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "admin/commands.h"
#include "base/log.h"
#include "base/process.h"
#include "db/db.h"

static const struct mg_command *const commands[] = {&mg_command_init, &mg_command_migrate, &mg_command_terminal_add,
	&mg_command_terminal_revoke, &mg_command_staff_add, &mg_command_staff_disable, &mg_command_staff_unlock,
	&mg_command_staff_password, &mg_command_staff_lock,
	&mg_command_finger_enrol, &mg_command_printer_add, &mg_command_printer_remove, &mg_command_printer_list,
	&mg_command_ward_contact, &mg_command_staff_right, &mg_command_spec_approve, &mg_command_personnel_import,
	&mg_command_rights_check, &mg_command_rights_sign, &mg_command_rights_load, &mg_command_key_make, &mg_command_key_add,
	&mg_command_key_revoke, &mg_command_key_list, &mg_command_self_check};

static int usage(void)
{
	fprintf(stderr, "usage: madoguchi-admin COMMAND --dir CITY …\n");
	for (size_t i = 0; i < MG_LEN(commands); i++) {
		fprintf(stderr, "\n  %s: %s\n", commands[i]->name, commands[i]->help);
		for (const struct mg_option_def *o = commands[i]->options; o->name; o++)
			fprintf(stderr, "    --%s%s%s\n", o->name, o->kind == MG_OPTION_FLAG ? "  " : " …  ", o->help);
	}
	return 2;
}

int main(int argc, char **argv)
{
	struct mg_options options;
	struct mg_error err = {0};
	const struct mg_command *command = NULL;
	if (!mg_harden()) {
		fprintf(stderr, "madoguchi-admin: the process cannot be shut against others\n");
		return 2;
	}
	umask(077);
	for (size_t i = 0; argc > 1 && i < MG_LEN(commands); i++)
		if (strcmp(argv[1], commands[i]->name) == 0)
			command = commands[i];
	if (!command)
		return usage();
	if (!mg_options_parse(argc - 2, argv + 2, command->options, &options, &err)) {
		fprintf(stderr, "madoguchi-admin %s: %s\n", command->name, err.detail);
		return 2;
	}
	bool ok = mg_db_library_init() && command->run(&options, &err);
	mg_db_library_done();
	if (!ok)
		fprintf(stderr, "madoguchi-admin %s: %s (%s)\n", command->name, err.detail[0] ? err.detail : "failed",
			mg_code_name(err.code));
	return ok ? 0 : 1;
}
