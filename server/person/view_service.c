/* SPDX-License-Identifier: Apache-2.0 */
#include "person/person_store.h"
#include "person/reply_service.h"
#include "person/view.h"
#include "person/view_store.h"

bool mg_person_lock(struct mg_call *call, const char *shori_no, struct mg_error *err)
{
	return mg_reply_check_shori_no(call, shori_no, err) &&
	       mg_person_take_turn(call->tx, call->shared->municipality, shori_no, err);
}

static struct mg_partial_date birth_of(const struct mg_text juki[MG_JUKI_N])
{
	struct mg_partial_date p = {0};
	const uint32_t birth = mg_person_birth(juki[MG_JUKI_BIRTH_DATE]);
	if (birth)
		p = (struct mg_partial_date){.year = (int32_t)(birth / 10000),
			.month = (uint8_t)(birth / 100 % 100),
			.day = (uint8_t)(birth % 100),
			.era = (uint8_t)mg_person_era(juki)};
	return p;
}

bool mg_person_view(struct mg_call *call, const char *shori_no, struct mg_person_view *ret,
	struct mg_error *err)
{
	const char *city = call->shared->municipality;
	struct mg_person_facts facts;
	struct mg_person_line line;
	bool found;
	struct mg_person_record *record = mg_arena_calloc(call->arena, 1, sizeof(*record));
	if (!record)
		return mg_reply_no_room(err);
	if (!mg_reply_check_shori_no(call, shori_no, err) ||
		!mg_person_find_now(
			call->tx, call->arena, city, shori_no, &facts, record, &found, err))
		return false;
	if (!found)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such person in the register");
	if (!mg_reply_line_of(call, shori_no, record->juki, facts.hides_place, &line, err))
		return false;
	*ret = (struct mg_person_view){.shori_no = mg_arena_strdup(call->arena, shori_no),
		.name_kanji = line.name_kanji,
		.name_kana = line.name_kana,
		.juki = record->juki,
		.atena = record->atena,
		.birth = birth_of(record->juki),
		.state = line.state,
		.hides_place = facts.hides_place,
		.version = record->version};
	return ret->shori_no || mg_reply_no_room(err);
}
