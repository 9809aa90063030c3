/* SPDX-License-Identifier: Apache-2.0
 * What the services of this slice say of an account alike. */
#pragma once
#include "rpc/call.h"

/* Names of the permissions of a person, for the menu; arena. */
bool mg_account_permissions(struct mg_call *call, uint64_t staff_id, enum mg_staff_role role, size_t *ret_n, char ***ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Characters that a new password must have. */
unsigned mg_account_characters_min(const struct mg_shared *shared);
