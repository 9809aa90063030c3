/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/notes.h"
#include <stdio.h>

void mg_notes_clear(struct mg_call_notes *notes)
{
	mg_wipe(notes->facts, notes->facts_n);
	notes->facts_n = 0;
	notes->n_persons = 0;
	notes->got = 0;
	notes->actor[0] = '\0';
}

bool mg_call_note_person(struct mg_call *call, const char *shori_no, struct mg_error *err)
{
	uint8_t p[MG_PSEUDONYM_BYTES];
	mg_keys_pseudonym(call->shared->keys, call->shared->municipality, shori_no, p);
	return mg_call_note_pseudonym(call, p, err);
}

bool mg_call_note_pseudonym(
	struct mg_call *call, const uint8_t p[MG_PSEUDONYM_BYTES], struct mg_error *err)
{
	struct mg_call_notes *notes = call->notes;
	const unsigned max = call->job ? MG_NOTES_PERSONS_JOB : MG_NOTES_PERSONS;
	for (size_t i = 0; i < notes->n_persons; i++)
		if (memcmp(notes->persons[i], p, MG_PSEUDONYM_BYTES) == 0)
			return true;
	if (notes->n_persons >= max)
		return mg_fail(err, MG_ERR_TOO_LARGE, "more than %u persons in one entry", max);
	memcpy(notes->persons[notes->n_persons++], p, MG_PSEUDONYM_BYTES);
	notes->got |= MG_NOTE_PERSON;
	return true;
}

bool mg_call_note_fact(
	struct mg_call *call, const char *key, const char *value, struct mg_error *err)
{
	struct mg_call_notes *notes = call->notes;
	struct mg_writer w;
	mg_writer_init(&w, notes->facts + notes->facts_n, sizeof(notes->facts) - notes->facts_n);
	mg_put_block(&w, key, strlen(key));
	mg_put_block(&w, value, strlen(value));
	if (!w.ok)
		return mg_fail(err, MG_ERR_TOO_LARGE, "more facts than one entry takes");
	notes->facts_n += w.n;
	return true;
}

bool mg_call_note_query(struct mg_call *call, const char *text, struct mg_error *err)
{
	char cut[1001];
	snprintf(cut, sizeof(cut), "%s", text);
	if (!mg_call_note_fact(call, "query", cut, err))
		return false;
	call->notes->got |= MG_NOTE_QUERY;
	return true;
}

void mg_call_note_actor(struct mg_call *call, const char *staff_no)
{
	snprintf(call->notes->actor, sizeof(call->notes->actor), "%s", staff_no);
}
