/* SPDX-License-Identifier: Apache-2.0
 * What the services of this slice say of an account alike. */
#pragma once
#include "rpc/call.h"

/* What the menu of a person is made of, in the arena: names of permissions, numbers of the screens that they open. */
struct mg_account_menu {
	size_t n_permissions;
	char **permissions;
	size_t n_screens;
	uint32_t *screens;
};
bool mg_account_menu(struct mg_call *call, uint64_t staff_id, enum mg_staff_role role, struct mg_account_menu *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Characters that a new password must have. */
unsigned mg_account_characters_min(const struct mg_shared *shared);
