/* SPDX-License-Identifier: Apache-2.0
 * The first call of a terminal under its next certificate. */
#pragma once
#include "rpc/gate.h"

/* Puts that certificate in force, in a transaction and an entry of their own: the one before is refused from now on, and
 * what was left of a session under it is over. True also when another server was quicker. The worker's arena and notes are
 * used up. */
bool mg_gate_take_next(struct mg_worker *w, const uint8_t cert_sha256[32], struct mg_error *err) MG_MUST_CHECK;
