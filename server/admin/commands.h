/* SPDX-License-Identifier: Apache-2.0
 * The commands of madoguchi-admin, one row each. */
#pragma once
#include "admin/options.h"

/* Whether a command widens what somebody may do. Each row decides (one that does not is not compiled, and not run): in a city
 * in service what gives power is refused unless a break-glass is open (admin/power.h). Taking away always works, alone. */
enum mg_power { MG_POWER_UNDECIDED, MG_POWER_NONE, MG_POWER_GIVES };

typedef bool mg_command_fn(const struct mg_options *options, struct mg_error *err);
struct mg_command {
	const char *name;
	const char *help;
	const struct mg_option_def *options;
	mg_command_fn *run;
	enum mg_power gives_power;
	const char *only_with;  /* it does with this option alone, and another value than that key of admin.conf; NULL: always */
	const char *configured;
	const char *unless;     /* the option with which it takes away instead; NULL: none */
	const char *at_kiosk; /* how the same is done in service, for a message; NULL: only so */
};
#define MG_GIVES_NO_POWER MG_POWER_NONE, NULL, NULL, NULL, NULL
#define MG_GIVES_POWER(unless, at_kiosk) MG_POWER_GIVES, NULL, NULL, unless, at_kiosk
#define MG_GIVES_POWER_WITH(option, key) MG_POWER_GIVES, option, key, NULL, NULL

extern const struct mg_command *const mg_commands[]; /* NULL behind the last */
/* NULL: there is none of this name. */
const struct mg_command *mg_command_find(const char *name);

extern const struct mg_command mg_command_migrate, mg_command_init, mg_command_terminal_add, mg_command_terminal_revoke,
	mg_command_terminal_issue,
	mg_command_staff_add, mg_command_staff_disable, mg_command_staff_unlock, mg_command_finger_enrol,
	mg_command_self_check, mg_command_printer_add, mg_command_printer_remove, mg_command_printer_list,
	mg_command_ward_contact, mg_command_staff_right, mg_command_spec_approve, mg_command_personnel_import, mg_command_key_make,
	mg_command_key_add, mg_command_key_revoke, mg_command_key_list, mg_command_staff_password, mg_command_staff_lock,
	mg_command_rights_check, mg_command_rights_sign, mg_command_rights_load;
extern const struct mg_command mg_command_setup_finish, mg_command_recovery_codes, mg_command_break_glass;
extern const struct mg_command mg_command_kek_rotate, mg_command_kek_seal, mg_command_unseal;
