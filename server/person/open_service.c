/* SPDX-License-Identifier: Apache-2.0
 * Person.Open: the record as it was known at the end of a day, with the household of that day.
 * 支援措置 is that of now: what a past day knew must not tell where somebody hides today. */
#include <stdio.h>
#include <stdlib.h>
#include "person/reply_service.h"

struct opened {
	struct mg_person_facts facts;
	struct mg_person_record record;
	bool found;	  /* something was recorded then */
	bool remark_lost; /* its key is gone */
	bool hides_place; /* to this session */
	const char *setai_no;
	int64_t at_us;
	struct mg_date day; /* that day, in Japan */
};

static bool refuse_day(struct mg_call *call, struct mg_error *err, const char *why)
{
	call->field = "as_of";
	return mg_fail(err, MG_ERR_INVALID, "%s", why);
}

/* The last instant of the day, and for today what is known now. */
static bool read_day(
	struct mg_call *call, const Pb__Date *as_of, struct opened *o, struct mg_error *err)
{
	const struct mg_date today = mg_date_of_utc_us(call->now_us);
	o->day = today;
	o->at_us = MG_NOW_KNOWN;
	if (!as_of)
		return true;
	if (as_of->year < 1 || as_of->year > 9999 || as_of->month > 12 || as_of->day > 31)
		return refuse_day(call, err, "no such day");
	o->day = (struct mg_date){as_of->year, (uint8_t)as_of->month, (uint8_t)as_of->day};
	if (!mg_date_is_valid(o->day))
		return refuse_day(call, err, "no such day");
	if (mg_date_compare(o->day, today) > 0)
		return refuse_day(call, err, "a day to come");
	if (mg_date_compare(o->day, today) < 0)
		o->at_us = mg_date_start_utc_us(mg_date_add_days(o->day, 1)) - 1;
	char digits[MG_DATE_TEXT_BYTES];
	mg_date_format(o->day, MG_DATE_DIGITS, digits);
	return mg_call_note_fact(call, "as_of", digits, err);
}

/* Of a past day the place of somebody protected stays hidden from everybody: nobody is in charge of
 * it any more. */
static bool hides(const struct mg_call *call, const struct opened *o, bool is_protected,
	struct mg_text ward)
{
	return o->at_us == MG_NOW_KNOWN ? mg_reply_hides_place(call, is_protected, ward)
					: is_protected;
}

/* ---- items ---- */

static bool add_items(struct mg_call *call, const struct opened *o, const struct mg_field *fields,
	const struct mg_text *values, size_t n, Pb__Item ***ret, struct mg_error *err)
{
	Pb__Item **items = mg_arena_calloc(call->arena, n, sizeof(*items));
	Pb__Item *item = mg_arena_calloc(call->arena, n, sizeof(*item));
	if (!items || !item)
		return mg_reply_no_room(err);
	for (size_t i = 0; i < n; i++) {
		pb__item__init(&item[i]);
		items[i] = &item[i];
		item[i].column = mg_reply_borrow(fields[i].column);
		item[i].state = mg_reply_item(call, &fields[i], o->hides_place, o->remark_lost);
		if (item[i].state == PB__ITEM__STATE__PLAIN && values[i].n &&
			!(item[i].value = mg_reply_text(call, values[i])))
			return mg_reply_no_room(err);
	}
	*ret = items;
	return true;
}

/* ---- household ---- */

static int compare_texts(struct mg_text a, struct mg_text b)
{
	const size_t n = a.n < b.n ? a.n : b.n;
	const int order = n ? memcmp(a.s, b.s, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Who lives here first; the head begins, then by 続柄 and birth. */
static int compare_members(const void *a, const void *b)
{
	const struct mg_household_member *x = a, *y = b;
	const bool gone_x = mg_person_state(x->juki) != MG_RESIDENT_LIVING,
		   gone_y = mg_person_state(y->juki) != MG_RESIDENT_LIVING;
	if (gone_x != gone_y)
		return gone_x ? 1 : -1;
	int order = compare_texts(x->juki[MG_JUKI_RELATION_CODE], y->juki[MG_JUKI_RELATION_CODE]);
	order = order ? order
		      : compare_texts(x->juki[MG_JUKI_BIRTH_DATE], y->juki[MG_JUKI_BIRTH_DATE]);
	return order ? order : strcmp(x->shori_no, y->shori_no);
}

static bool fill_member(struct mg_call *call, const struct opened *o,
	const struct mg_household_member *m, Pb__HouseholdMember *to, struct mg_error *err)
{
	struct mg_person_line line;
	pb__household_member__init(to);
	/* who lives with somebody whose place is hidden lives there too */
	const bool is_protected = m->hides_place || o->facts.hides_place;
	if (!mg_reply_line_of(call, m->shori_no, m->juki,
		    hides(call, o, is_protected, m->juki[MG_JUKI_SHOKAN_WARD]), &line, err))
		return false;
	line.is_protected = is_protected;
	if (!mg_reply_row(call, &line, o->day, &to->person, err))
		return false;
	const struct mg_text code = m->juki[MG_JUKI_RELATION_CODE];
	to->relation = mg_reply_text(call, m->juki[MG_JUKI_RELATION_NAME]);
	to->head = code.n == 2 && memcmp(code.s, MG_RELATION_OF_HEAD, 2) == 0;
	return to->relation ? mg_call_note_person(call, m->shori_no, err) : mg_reply_no_room(err);
}

static bool fill_household(struct mg_call *call, const struct opened *o, Pb__PersonOpenReply *out,
	struct mg_error *err)
{
	struct mg_household_member *members;
	size_t n;
	bool more;
	if (!o->setai_no[0])
		return true;
	if (!mg_person_list_household(call->tx, call->arena, call->shared->municipality,
		    o->setai_no, o->at_us, &members, &n, &more, err))
		return false;
	out->more_in_household = more;
	qsort(members, n, sizeof(*members), compare_members);
	Pb__HouseholdMember *to = mg_arena_calloc(call->arena, n + 1, sizeof(*to));
	out->household = mg_arena_calloc(call->arena, n + 1, sizeof(*out->household));
	if (!to || !out->household)
		return mg_reply_no_room(err);
	for (; out->n_household < n; out->n_household++) {
		out->household[out->n_household] = &to[out->n_household];
		if (!fill_member(call, o, &members[out->n_household], &to[out->n_household], err))
			return false;
	}
	return true;
}

/* Of today two statements tell all that the register has; else who the person is comes first, since
 * a day before the first record is no unknown person. */
static bool load(struct mg_call *call, const char *shori_no, struct opened *o, struct mg_error *err)
{
	const char *city = call->shared->municipality;
	if (o->at_us == MG_NOW_KNOWN && !mg_person_find_now(call->tx, call->arena, city, shori_no,
						&o->facts, &o->record, &o->found, err))
		return false;
	if (!o->found &&
		!mg_person_find_facts(call->tx, call->arena, city, shori_no, &o->facts, err))
		return false;
	if (!o->facts.is_known)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such person");
	return mg_call_note_person(call, shori_no, err) &&
	       (o->at_us == MG_NOW_KNOWN ||
		       mg_person_find_record(call->tx, call->arena, city, shori_no, o->at_us,
			       &o->record, &o->found, err));
}

/* The household of that day may be the one where a protected person lives now: who has moved out
 * since must not tell its place. */
static bool look_for_shelter(struct mg_call *call, struct opened *o, struct mg_error *err)
{
	bool shelters = false;
	o->setai_no = mg_reply_text(call, o->record.juki[MG_JUKI_SETAI_NO]);
	if (!o->setai_no)
		return mg_reply_no_room(err);
	o->hides_place = hides(
		call, o, o->facts.hides_place, o->record.juki[MG_JUKI_SHOKAN_WARD]);
	if (o->at_us == MG_NOW_KNOWN) /* the facts looked there */
		return true;
	if (o->setai_no[0] && !mg_person_find_shelter(call->tx, call->arena,
				      call->shared->municipality, o->setai_no, &shelters, err))
		return false;
	o->facts.hides_place |= shelters;
	o->hides_place = o->facts.hides_place;
	return true;
}

/* ---- reply ---- */

/* What was recorded at the counter goes before the register's word, which comes later or never. */
static bool fill_pension(struct mg_call *call, const struct opened *o, const char *shori_no,
	Pb__PersonOpenReply *out, struct mg_error *err)
{
	const char *type, *number;
	bool found;
	if (!mg_person_find_pension(call->tx, call->arena, call->shared->municipality, shori_no,
		    o->at_us, &type, &number, &found, err))
		return false;
	if (found) {
		out->pension_no = mg_reply_borrow(number);
		out->insured_type = mg_reply_borrow(type);
		return true;
	}
	out->pension_no = mg_reply_text(call, o->record.juki[MG_JUKI_KOKUNEN_KIGO_NO]);
	out->insured_type = mg_reply_text(call, o->record.juki[MG_JUKI_KOKUNEN_TYPE]);
	return (out->pension_no && out->insured_type) || mg_reply_no_room(err);
}

static bool fill_record(struct mg_call *call, const struct opened *o, const char *shori_no,
	Pb__PersonOpenReply *out, struct mg_error *err)
{
	struct mg_person_line line;
	const struct mg_text *juki = o->record.juki;
	if (!mg_reply_line_of(call, shori_no, juki, o->hides_place, &line, err))
		return false;
	line.is_protected = o->facts.hides_place;
	if (!mg_reply_row(call, &line, o->day, &out->person, err) ||
		!add_items(call, o, mg_fields_juki, juki, MG_JUKI_N, &out->juki, err) ||
		!add_items(call, o, mg_fields_atena, o->record.atena, MG_ATENA_N, &out->atena, err))
		return false;
	out->n_juki = MG_JUKI_N;
	out->n_atena = MG_ATENA_N;
	out->known_from_us = o->record.known_from_us;
	out->version = o->record.version;
	return fill_pension(call, o, shori_no, out, err);
}

/* Nothing was recorded on that day, or the register had taken the record back: the number stands
 * alone. */
static bool fill_nothing(struct mg_call *call, const struct opened *o, const char *shori_no,
	Pb__PersonOpenReply *out, struct mg_error *err)
{
	const struct mg_person_line line = {.shori_no = shori_no,
		.name_kanji = "",
		.name_kana = "",
		.address = "",
		.sex = "",
		.ward = "",
		.hides_place = o->facts.hides_place};
	out->not_yet_known = true;
	return mg_reply_row(call, &line, o->day, &out->person, err);
}

bool mg_Person_open(struct mg_call *call, const Pb__PersonOpenRequest *in, Pb__PersonOpenReply *out,
	struct mg_error *err)
{
	const char *shori_no = in->shori_no;
	struct opened *o = mg_arena_calloc(call->arena, 1, sizeof(*o));
	if (!o)
		return mg_reply_no_room(err);
	if (!mg_reply_check_shori_no(call, shori_no, err) || !read_day(call, in->as_of, o, err) ||
		!load(call, shori_no, o, err))
		return false;
	out->has_my_number = o->facts.has_my_number;
	out->as_of = mg_reply_date(call, o->day.year, o->day.month, o->day.day);
	if (!out->as_of)
		return mg_reply_no_room(err);
	if (!o->found)
		return fill_nothing(call, o, shori_no, out, err);
	return mg_reply_unseal(call, shori_no, &o->record, &o->remark_lost, err) &&
	       look_for_shelter(call, o, err) && fill_record(call, o, shori_no, out, err) &&
	       fill_household(call, o, out, err);
}
