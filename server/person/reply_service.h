/* SPDX-License-Identifier: Apache-2.0
 * What the person's replies are made of: the line of a list and the items of a record, in the
 * call's arena. What may not be shown under 支援措置 is left out here and nowhere else: of lines by
 * mg_reply_row, of items by mg_reply_item, which leaves out classes of fields too. Whom that concerns is asked in SQL: shelter_store.h. */
#pragma once
#include "madoguchi/v1/person.pb-c.h"
#include "person/person_rules.h"
#include "person/person_store.h"
#include "rpc/call.h"

/* A person as lists show one. Texts are borrowed; name and address as composed by person_rules.h.
 */
struct mg_person_line {
	const char *shori_no;
	const char *name_kanji;
	const char *name_kana;
	const char *address;
	const char *sex;
	const char *ward;
	uint32_t birth;
	unsigned era; /* how a birth date unknown in part is read; 0: western */
	enum mg_resident_state state;
	bool is_foreigner;
	bool hides_place; /* address and ward */
	bool is_protected; /* 支援措置, whether the place is hidden to this session or not */
};
/* The age is that of the day `on`. */
bool mg_reply_row(struct mg_call *call, const struct mg_person_line *line, struct mg_date on,
	Pb__PersonRow **ret, struct mg_error *err) MG_MUST_CHECK;
/* The line of a record. */
bool mg_reply_line_of(struct mg_call *call, const char *shori_no,
	const struct mg_text juki[MG_JUKI_N], bool hides_place, struct mg_person_line *ret,
	struct mg_error *err) MG_MUST_CHECK;

/* A NUL-terminated copy; NULL when the arena is full. */
char *mg_reply_text(struct mg_call *call, struct mg_text t);
/* A protobuf string that borrows `s`. */
static inline char *mg_reply_borrow(const char *s)
{
	return (char *)(uintptr_t)s;
}
Pb__Date *mg_reply_date(struct mg_call *call, int32_t year, unsigned month, unsigned day);
bool mg_reply_no_room(struct mg_error *err);

/* Whether the value of that item may stand in a reply to this session: PLAIN only. `is_lost`: sealed
 * items cannot be opened any more. */
Pb__Item__State mg_reply_item(const struct mg_call *call, const struct mg_field *field,
	bool hides_place, bool is_lost);
/* Whether the place of a record that is protected (or not) stays hidden to this session: to all but
 * those who hold FIELD_PLACE, in the ward in whose charge the record is. */
bool mg_reply_hides_place(const struct mg_call *call, bool is_protected, struct mg_text ward);

/* Opens 記載内容 where it stands sealed in the record. A person whose key is gone keeps no value:
 * *ret_lost then. */
bool mg_reply_unseal(struct mg_call *call, const char *shori_no, struct mg_person_record *record,
	bool *ret_lost, struct mg_error *err) MG_MUST_CHECK;

/* True for ten digits, else INVALID with the field. */
bool mg_reply_check_shori_no(
	struct mg_call *call, const char *shori_no, struct mg_error *err) MG_MUST_CHECK;
