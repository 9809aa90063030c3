/* SPDX-License-Identifier: Apache-2.0
 * The commands of madoguchi-admin, one row each. */
#pragma once
#include "admin/options.h"

typedef bool mg_command_fn(const struct mg_options *options, struct mg_error *err);
struct mg_command {
	const char *name;
	const char *help;
	const struct mg_option_def *options;
	mg_command_fn *run;
};
extern const struct mg_command mg_command_migrate, mg_command_init, mg_command_terminal_add, mg_command_terminal_revoke,
	mg_command_staff_add, mg_command_staff_disable, mg_command_staff_unlock, mg_command_finger_enrol,
	mg_command_self_check, mg_command_printer_add, mg_command_printer_remove, mg_command_printer_list,
	mg_command_ward_contact, mg_command_staff_right, mg_command_spec_approve, mg_command_personnel_import, mg_command_key_make,
	mg_command_key_add, mg_command_key_revoke, mg_command_key_list, mg_command_staff_password, mg_command_staff_lock,
	mg_command_rights_check, mg_command_rights_sign, mg_command_rights_load;
