/* SPDX-License-Identifier: Apache-2.0 */
#include "person/reply_service.h"
#include <stdio.h>
#include <string.h>
#include "access/record_rules.h"
#include "base/number.h"

bool mg_reply_no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

char *mg_reply_text(struct mg_call *call, struct mg_text t)
{
	return mg_arena_memdup(call->arena, t.n ? t.s : "", t.n);
}

Pb__Date *mg_reply_date(struct mg_call *call, int32_t year, unsigned month, unsigned day)
{
	Pb__Date *date = mg_arena_alloc(call->arena, sizeof(*date));
	if (date) {
		pb__date__init(date);
		date->year = year;
		date->month = month;
		date->day = day;
	}
	return date;
}

bool mg_reply_check_shori_no(struct mg_call *call, const char *shori_no, struct mg_error *err)
{
	if (strlen(shori_no) == 10 && mg_is_digits(shori_no, 10))
		return true;
	call->field = "shori_no";
	return mg_fail(err, MG_ERR_INVALID, "not a 処理番号");
}

bool mg_reply_row(struct mg_call *call, const struct mg_person_line *line, struct mg_date on,
	Pb__PersonRow **ret, struct mg_error *err)
{
	char birth_text[MG_DATE_TEXT_BYTES];
	Pb__PersonRow *row = mg_arena_alloc(call->arena, sizeof(*row));
	if (!row)
		return mg_reply_no_room(err);
	pb__person_row__init(row);
	row->shori_no = mg_reply_borrow(line->shori_no);
	row->name_kanji = mg_reply_borrow(line->name_kanji);
	row->name_kana = mg_reply_borrow(line->name_kana);
	row->sex = mg_reply_borrow(line->sex);
	row->state = (Pb__ResidentState)line->state;
	row->foreigner = line->is_foreigner;
	row->may_not_show_address = line->hides_place;
	row->under_protection = line->hides_place || line->is_protected;
	if (!line->hides_place) {
		row->address = mg_reply_borrow(line->address);
		row->ward = mg_reply_borrow(line->ward);
	}
	row->age = mg_person_age(line->birth, on);
	mg_person_birth_text(line->birth, line->era, birth_text);
	row->birth_text = mg_arena_strdup(call->arena, birth_text);
	if (line->birth)
		row->birth = mg_reply_date(call, (int32_t)(line->birth / 10000),
			line->birth / 100 % 100, line->birth % 100);
	if (!row->birth_text || (line->birth && !row->birth))
		return mg_reply_no_room(err);
	*ret = row;
	return true;
}

bool mg_reply_line_of(struct mg_call *call, const char *shori_no,
	const struct mg_text juki[MG_JUKI_N], bool hides_place, struct mg_person_line *ret,
	struct mg_error *err)
{
	struct mg_scratch scratch;
	struct mg_person_names names;
	char room[MG_PERSON_SCRATCH_BYTES]; /* of the stack: a household would take the call's arena
					     */
	mg_scratch_init(&scratch, room, sizeof(room));
	mg_person_names(juki, &scratch, &names);
	const struct mg_text address = mg_person_address(juki, &scratch);
	if (!scratch.ok)
		return mg_fail(err, MG_ERR_INTERNAL, "a record needs more room than any may");
	*ret = (struct mg_person_line){
		.shori_no = shori_no,
		.name_kanji = mg_reply_text(call, names.shown),
		.name_kana = mg_reply_text(call, names.shown_kana),
		.address = mg_reply_text(call, address),
		.sex = mg_reply_text(call, juki[MG_JUKI_SEX]),
		.ward = mg_reply_text(call, juki[MG_JUKI_SHOKAN_WARD]),
		.birth = mg_person_birth(juki[MG_JUKI_BIRTH_DATE]),
		.era = mg_person_era(juki),
		.state = mg_person_state(juki),
		.is_foreigner = mg_person_is_foreigner(juki),
		.hides_place = hides_place,
	};
	return (ret->name_kanji && ret->name_kana && ret->address && ret->sex && ret->ward) ||
	       mg_reply_no_room(err);
}

bool mg_reply_hides_place(const struct mg_call *call, bool is_protected, struct mg_text ward)
{
	char in_charge[sizeof(call->session.ward)] = "";
	if (ward.n < sizeof(in_charge))
		memcpy(in_charge, ward.n ? ward.s : "", ward.n);
	const struct mg_record record = {in_charge, is_protected};
	return !mg_record_shows(&call->session, &record, MG_CLASS_PLACE);
}

static bool is_tax(const struct mg_field *field)
{
	return strcmp(field->table, mg_fields_tax[0].table) == 0;
}

Pb__Item__State mg_reply_item(const struct mg_call *call, const struct mg_field *field,
	bool hides_place, bool is_lost)
{
	const struct mg_record record = {"", hides_place};
	if (field->guarded && hides_place)
		return PB__ITEM__STATE__NOT_PERMITTED;
	if (is_tax(field) && !mg_record_shows(&call->session, &record, MG_CLASS_TAX))
		return PB__ITEM__STATE__NOT_PERMITTED;
	return field->mark == MG_ITEM_SEALED && is_lost ? PB__ITEM__STATE__UNKNOWN
							: PB__ITEM__STATE__PLAIN;
}

bool mg_reply_unseal(struct mg_call *call, const char *shori_no, struct mg_person_record *record,
	bool *ret_lost, struct mg_error *err)
{
	struct mg_text *remark = &record->juki[MG_JUKI_REMARK_TEXT];
	uint8_t key[MG_KEY_BYTES];
	char name[24];
	*ret_lost = false;
	if (!remark->n)
		return true;
	if (remark->n < MG_SEAL_OVERHEAD)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a sealed item is shorter than any");
	struct mg_error own = {0};
	if (!mg_keys_person(call->shared->keys, call->tx, call->shared->municipality, shori_no, key,
		    &own)) {
		if (own.code != MG_ERR_NOT_FOUND) {
			*err = own;
			return false;
		}
		*remark = (struct mg_text){"", 0};
		*ret_lost = true;
		return true;
	}
	snprintf(name, sizeof(name), "%s/%s", call->shared->municipality, shori_no);
	const struct mg_seal_place place = {"juki_person", "remark_text", name, record->version};
	uint8_t *plain = mg_arena_alloc(call->arena, remark->n);
	const bool ok = plain ? mg_unseal(key, &place, remark->s, remark->n, plain, err)
			      : mg_reply_no_room(err);
	mg_wipe(key, sizeof(key));
	if (ok)
		*remark = (struct mg_text){(const char *)plain, remark->n - MG_SEAL_OVERHEAD};
	return ok;
}
