/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/commands.h"
#include <string.h>

const struct mg_command *const mg_commands[] = {&mg_command_init, &mg_command_migrate, &mg_command_setup_finish,
	&mg_command_recovery_codes, &mg_command_break_glass, &mg_command_terminal_add, &mg_command_terminal_revoke, &mg_command_terminal_issue,
	&mg_command_staff_add, &mg_command_staff_disable, &mg_command_staff_unlock, &mg_command_staff_password,
	&mg_command_staff_lock, &mg_command_finger_enrol, &mg_command_printer_add, &mg_command_printer_remove,
	&mg_command_printer_list, &mg_command_ward_contact, &mg_command_staff_right, &mg_command_spec_approve,
	&mg_command_personnel_import, &mg_command_rights_check, &mg_command_rights_sign, &mg_command_rights_load,
	&mg_command_key_make, &mg_command_key_add, &mg_command_key_revoke, &mg_command_key_list, &mg_command_kek_rotate, &mg_command_kek_seal, &mg_command_unseal,
	&mg_command_self_check, NULL};

const struct mg_command *mg_command_find(const char *name)
{
	for (size_t i = 0; mg_commands[i]; i++)
		if (strcmp(mg_commands[i]->name, name) == 0)
			return mg_commands[i];
	return NULL;
}
