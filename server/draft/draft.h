/* SPDX-License-Identifier: Apache-2.0
 * Parked forms as the slices of forms see them: a form that is recorded ends the one it was parked
 * as. */
#pragma once
#include <protobuf-c/protobuf-c.h>
#include "rpc/call.h"

/* Ends the clerk's own parked form in the call's transaction; its content goes. Empty, unknown or
 * another's: nothing. */
bool mg_draft_end(
	struct mg_call *call, ProtobufCBinaryData draft_id, struct mg_error *err) MG_MUST_CHECK;
