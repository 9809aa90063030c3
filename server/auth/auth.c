/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/auth.h"
#include <stdlib.h>
#include "auth/password.h"

bool mg_auth_init(struct mg_shared *shared, struct mg_error *err)
{
	struct mg_password_gate *gate = calloc(1, sizeof(*gate));
	if (!gate)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (!mg_password_gate_init(gate, err)) {
		free(gate);
		return false;
	}
	shared->login_gate = gate;
	return true;
}

void mg_auth_done(struct mg_shared *shared)
{
	if (!shared->login_gate)
		return;
	mg_password_gate_done(shared->login_gate);
	free(shared->login_gate);
	shared->login_gate = NULL;
}
