/* SPDX-License-Identifier: Apache-2.0
 * Two persons of the authority at the server's console, each with the own password; and what wrong tries cost. */
#pragma once
#include "admin/city.h"

/* Both must be active accounts of the authority, of two persons whose personnel numbers are known, each with a password that
 * they chose and at least two fingers. Then both are asked for their passwords, which are judged together, as a login's: which of
 * the two was wrong is told to nobody.
 * Errors: REFUSED_BY_RULE (not such two), BUSY (too many wrong tries: how long), DENIED (a wrong password: entered in the
 * log and counted). */
bool mg_two_ask(struct mg_city *city, const char *command, const char *first_no, const char *second_no,
	struct mg_error *err) MG_MUST_CHECK;

/* ---- what wrong tries cost ----
 * A try is counted as wrong, with an entry, before it is judged; what was right is given back with another. So consoles beside
 * each other wait for each other, and a program that is ended between the two has told nobody anything and is counted. */
struct mg_try {
	const char *command, *what, *who; /* borrowed: "passwords" or "codes", and whose */
	uint32_t failures;                /* in a row, with this one */
	int64_t before_us, until_us;      /* until when nothing was, and is now, judged */
};
/* Before anybody types: BUSY while wrong tries make the console wait. */
bool mg_tries_allow(struct mg_city *city, struct mg_error *err) MG_MUST_CHECK;
/* Before it is judged. BUSY: others were wrong meanwhile. */
bool mg_tries_begin(struct mg_city *city, const char *command, const char *what, const char *who, struct mg_try *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* The verdict. DENIED: it was wrong; entered, and a word in the journal. */
bool mg_tries_end(struct mg_city *city, const struct mg_try *t, bool right, struct mg_error *err) MG_MUST_CHECK;
/* In the act of who got it right. */
bool mg_tries_forget(struct mg_city *city, struct mg_tx *tx, struct mg_error *err) MG_MUST_CHECK;
