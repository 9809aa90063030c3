/* SPDX-License-Identifier: Apache-2.0 */
#include "extract/field_rules.h"
#include <stdio.h>
#include <string.h>
#include "base/macros.h"

typedef const char *field_fn(const struct mg_extract_row *row, uint64_t seq, char room[MG_FIELD_TEXT_BYTES]);

static const char *digits_of(struct mg_date day, char room[MG_FIELD_TEXT_BYTES])
{
	char text[MG_DATE_TEXT_BYTES];
	mg_date_format(day, MG_DATE_DIGITS, text);
	snprintf(room, MG_FIELD_TEXT_BYTES, "%s", text);
	return room;
}

static const char *seq_of(const struct mg_extract_row *row, uint64_t seq, char room[MG_FIELD_TEXT_BYTES])
{
	(void)row;
	snprintf(room, MG_FIELD_TEXT_BYTES, "%llu", (unsigned long long)seq);
	return room;
}

static const char *receipt_no(const struct mg_extract_row *row, uint64_t seq, char room[MG_FIELD_TEXT_BYTES])
{
	char day[MG_DATE_TEXT_BYTES];
	(void)seq;
	mg_date_format(row->day, MG_DATE_DIGITS, day);
	snprintf(room, MG_FIELD_TEXT_BYTES, "%s-%s-%04u", row->ward, day, row->number);
	return room;
}

static const char *birth_date(const struct mg_extract_row *row, uint64_t seq, char room[MG_FIELD_TEXT_BYTES])
{
	(void)seq;
	snprintf(room, MG_FIELD_TEXT_BYTES, "%08u", row->birth);
	return row->birth ? room : "";
}

#define TEXT(name, value)                                                                                    \
	static const char *name(const struct mg_extract_row *row, uint64_t seq, char room[MG_FIELD_TEXT_BYTES]) \
	{                                                                                                    \
		(void)seq;                                                                                   \
		(void)room;                                                                                  \
		return value;                                                                                \
	}
#define DAY(name)                                                                                            \
	static const char *name(const struct mg_extract_row *row, uint64_t seq, char room[MG_FIELD_TEXT_BYTES]) \
	{                                                                                                    \
		(void)seq;                                                                                   \
		return digits_of(row->name, room);                                                           \
	}
TEXT(form, row->form)
TEXT(state, row->state)
TEXT(shori_no, row->shori_no)
TEXT(name_kanji, row->name_kanji)
TEXT(name_kana, row->name_kana)
TEXT(sex, row->sex)
TEXT(pension_no, row->pension_no)
TEXT(reason_code, row->reason_code)
TEXT(insured_type, row->insured_type)
TEXT(address, row->hides_place ? "" : row->address)
TEXT(place_ward, row->hides_place ? "" : row->place_ward)
TEXT(place_withheld, row->hides_place ? "1" : "0")
DAY(received_date)
DAY(event_date)

#define FIELD(name) {#name, name}
static const struct {
	const char *name;
	field_fn *value;
} fields[] = {{"seq", seq_of}, FIELD(receipt_no), FIELD(form), FIELD(state), FIELD(received_date), FIELD(shori_no),
	FIELD(pension_no), FIELD(name_kanji), FIELD(name_kana), FIELD(birth_date), FIELD(sex), FIELD(event_date),
	FIELD(reason_code), FIELD(insured_type), FIELD(address), FIELD(place_ward), FIELD(place_withheld)};

static field_fn *find(const char *name)
{
	for (size_t i = 0; i < MG_LEN(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].value;
	return NULL;
}

const char *mg_field_value(const char *name, const struct mg_extract_row *row, uint64_t seq, char room[MG_FIELD_TEXT_BYTES])
{
	field_fn *value = find(name);
	const char *text = value ? value(row, seq, room) : NULL;
	return value ? (text ? text : "") : NULL;
}

bool mg_field_is_known(const char *name)
{
	return find(name) != NULL;
}
