/* SPDX-License-Identifier: Apache-2.0
 * Starts and ends what the auth slice keeps for the whole process. Its calls are in rpc/rpc_list.def. */
#pragma once
#include "base/error.h"
#include "base/shared.h"

/* Sets shared->login_gate. Takes one password hash's time. Errors: INTERNAL. */
bool mg_auth_init(struct mg_shared *shared, struct mg_error *err) MG_MUST_CHECK;
void mg_auth_done(struct mg_shared *shared); /* accepts a shared that was only zeroed */
