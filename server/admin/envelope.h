/* SPDX-License-Identifier: Apache-2.0
 * The recovery codes of a city: two, for two envelopes that two people keep apart. Shown once, each to its own keeper, at the
 * terminal and nowhere else; the database has their hashes. */
#pragma once
#include "admin/city.h"
#include "auth/password.h"
#include "glass/glass_store.h"

/* No letter that is read as another; 24 of 31 are 118 bits. */
#define MG_CODE_GROUPS 6U
#define MG_CODE_GROUP 4U
#define MG_CODE_BYTES (MG_CODE_GROUPS * (MG_CODE_GROUP + 1U)) /* "abcd-efgh-…" with its NUL */

/* In locked memory; wiped by mg_envelopes_done. */
struct mg_envelopes {
	char code[MG_ENVELOPES][MG_CODE_BYTES];
	char hash[MG_ENVELOPES][MG_PASSWORD_HASH_BYTES];
};
void mg_envelopes_done(struct mg_envelopes *envelopes);
bool mg_envelopes_draw(const struct mg_city *city, struct mg_envelopes *ret, struct mg_error *err) MG_MUST_CHECK;
/* Shows one code after the other at the terminal and has each typed back from the paper. Nothing counts yet. */
bool mg_envelopes_hand_out(const struct mg_envelopes *envelopes, struct mg_error *err) MG_MUST_CHECK;
/* From this transaction's commit on they are the good ones; others must have been ended in it. */
bool mg_envelopes_store(struct mg_city *city, struct mg_tx *tx, const struct mg_envelopes *envelopes, int64_t now_us,
	struct mg_error *err) MG_MUST_CHECK;
/* Asks for both codes and judges them, in either order. DENIED: entered in the log and counted, whichever it was. */
bool mg_envelopes_ask(struct mg_city *city, const char *command, const struct mg_recovery_code codes[MG_ENVELOPES],
	struct mg_error *err) MG_MUST_CHECK;
