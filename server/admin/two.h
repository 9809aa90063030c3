/* SPDX-License-Identifier: Apache-2.0
 * Two persons of the authority at the server's console, each with the own password; and what wrong tries cost. */
#pragma once
#include "admin/city.h"

/* Both must be active accounts of the authority, of two persons whose personnel numbers are known, each with a password that
 * they chose and at least two fingers. Then each is asked for the password, which is judged as a login's.
 * Errors: REFUSED_BY_RULE (not such two), BUSY (too many wrong tries: how long), DENIED (a wrong password: entered in the
 * log and counted). */
bool mg_two_ask(struct mg_city *city, const char *command, const char *first_no, const char *second_no,
	struct mg_error *err) MG_MUST_CHECK;

/* BUSY while wrong tries make the console wait. */
bool mg_tries_allow(struct mg_city *city, struct mg_error *err) MG_MUST_CHECK;
/* A wrong try, at once: an act of its own with its entry, and a word in the journal. Always false: DENIED, or why it could
 * not be entered. `what` is "password" or "code", `who` whose. */
bool mg_tries_failed(struct mg_city *city, const char *command, const char *what, const char *who, struct mg_error *err);
/* In the act of who got it right. */
bool mg_tries_forget(struct mg_city *city, struct mg_tx *tx, struct mg_error *err) MG_MUST_CHECK;
