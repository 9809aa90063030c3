/* SPDX-License-Identifier: Apache-2.0
 * Fresh factors of the rows that demand them: the gate's step before the handler. Judges no factor. */
#pragma once
#include "rpc/call.h"

/* Spends the token of Session.Reauthenticate in the call's transaction; a row without MG_RPC_FRESH needs none.
 * FRESH_FACTOR: none came, or it is not good; why stands in the entry. `text`: 64 hexadecimal digits, or none. */
bool mg_fresh_demand(struct mg_call *call, struct mg_bytes text, struct mg_error *err) MG_MUST_CHECK;
