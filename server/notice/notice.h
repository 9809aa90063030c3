/* SPDX-License-Identifier: Apache-2.0
 * What the neighbours ask of this slice: the notices in force as a long poll tells them. */
#pragma once
#include "notice/board.h"
#include "rpc/call.h"

/* Those of the ward where the calling terminal stands; `named`: with who posted them. *ret is arena memory that borrows from
 * the board, and stays NULL while the board is not known. Errors: TOO_LARGE. */
bool mg_notices_tell(struct mg_call *call, const struct mg_board *board, bool named, Pb__NoticesInForce **ret,
	struct mg_error *err) MG_MUST_CHECK;
