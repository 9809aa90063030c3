/* SPDX-License-Identifier: Apache-2.0
 * A person as forms of other capabilities see one: the record that is known now, whole. It changes
 * nothing, and names nobody in the log: who shows it does. */
#pragma once
#include "person/person_rules.h"
#include "rpc/call.h"

struct mg_person_view {
	const char *shori_no;
	const char *name_kanji; /* as shown: of foreigners the name in letters, when there is one */
	const char *name_kana;	/* full-width katakana */
	const struct mg_text *
		juki; /* MG_JUKI_N values as interface files write them; 記載内容 is still sealed */
	const struct mg_text *atena;
	struct mg_partial_date birth; /* year 0: unknown */
	enum mg_resident_state state;
	bool hides_place; /* 支援措置: lives hidden, or with somebody who does */
	uint32_t version;
};

/* Takes the person's turn until the transaction ends, so that one write at a time goes on about a
 * person. Before any plain read of the transaction (docs/adr/0008). It does not ask whether the
 * register has the person. */
bool mg_person_lock(struct mg_call *call, const char *shori_no, struct mg_error *err) MG_MUST_CHECK;
/* In the call's arena. NOT_FOUND: nothing is known now. INVALID with the field: not a 処理番号. */
bool mg_person_view(struct mg_call *call, const char *shori_no, struct mg_person_view *ret,
	struct mg_error *err) MG_MUST_CHECK;
