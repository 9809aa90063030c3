/* SPDX-License-Identifier: Apache-2.0
 * Whose turn it is to write about a person. Decides nothing and never commits. */
#pragma once
#include "db/db.h"

/* Waits for the turn and holds it until the transaction ends. An index record alone is locked, no
 * gap beside it, so that different persons never wait for each other. */
bool mg_person_take_turn(struct mg_tx *tx, const char *municipality, const char *shori_no,
	struct mg_error *err) MG_MUST_CHECK;
extern mg_stmt_list mg_view_statements;
