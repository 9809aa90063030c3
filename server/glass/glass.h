/* SPDX-License-Identifier: Apache-2.0
 * What the long poll asks of the break-glass. */
#pragma once
#include "madoguchi/v1/session.pb-c.h"
#include "rpc/call.h"

/* Fills what every terminal is told while one is open, and the authority until two have acknowledged it. A plain read without notes. */
bool mg_glass_tell(struct mg_call *call, Pb__WatchReply *out, struct mg_error *err) MG_MUST_CHECK;
