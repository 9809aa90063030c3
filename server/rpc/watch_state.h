/* SPDX-License-Identifier: Apache-2.0
 * What the long poll hands to its handler in call->prepared. */
#pragma once
#include "access/session_store.h"

struct mg_board;

struct mg_watch_state {
	enum mg_session_end end; /* why the session is over; MG_SESSION_END_NONE while it lives */
	const struct mg_board *board; /* notices in force (notice/board.h) */
};
