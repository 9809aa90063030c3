/* SPDX-License-Identifier: Apache-2.0
 * Person.History: each version beside the one before it, newest first; what the register took back
 * is an event too. */
#include <openssl/sha.h>
#include "person/cursor_format.h"
#include "person/cursor_service.h"
#include "person/reply_service.h"

struct story {
	const char *shori_no;
	struct mg_person_facts facts;
	struct mg_person_record *versions; /* newest first */
	bool *lost;			   /* beside each: 記載内容 cannot be opened any more */
	size_t n;
	struct mg_removal *removals;
	size_t n_removals;
};

/* What is shown of one side of a change. */
struct side {
	const struct mg_text *values; /* NULL: there was no record */
	bool lost;
};

static struct mg_text value_of(struct side side, size_t item)
{
	return side.values ? side.values[item] : (struct mg_text){"", 0};
}

static bool is_same(struct mg_text a, struct mg_text b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

static bool fill_change(struct mg_call *call, const struct story *s, const struct mg_field *field,
	struct mg_text before, struct mg_text after, bool lost, Pb__HistoryChange **ret,
	struct mg_error *err)
{
	Pb__HistoryChange *change = mg_arena_alloc(call->arena, sizeof(*change));
	if (!change)
		return mg_reply_no_room(err);
	pb__history_change__init(change);
	change->column = mg_reply_borrow(field->column);
	*ret = change;
	change->state = mg_reply_item(call, field, s->facts.hides_place, lost);
	if (change->state != PB__ITEM__STATE__PLAIN)
		return true;
	change->before = mg_reply_text(call, before);
	change->after = mg_reply_text(call, after);
	return (change->before && change->after) || mg_reply_no_room(err);
}

/* The items that differ, in their order. */
static bool fill_changes(struct mg_call *call, const struct story *s, const struct mg_field *fields,
	size_t n, struct side before, struct side after, Pb__HistoryEvent *to, struct mg_error *err)
{
	to->changes = mg_arena_calloc(call->arena, n, sizeof(*to->changes));
	if (!to->changes)
		return mg_reply_no_room(err);
	for (size_t i = 0; i < n; i++) {
		const struct mg_text a = value_of(before, i), b = value_of(after, i);
		const bool lost = before.lost || after.lost;
		if (is_same(a, b) && !(lost && fields[i].mark == MG_ITEM_SEALED))
			continue;
		if (!fill_change(call, s, &fields[i], a, b, lost, &to->changes[to->n_changes], err))
			return false;
		to->n_changes++;
	}
	return true;
}

/* ---- events ---- */

/* What happened at one instant, from one version to another; NULL: no record. */
struct step {
	int64_t known_from_us;
	const char *source;
	const struct mg_person_record *before;
	const struct mg_person_record *after;
	bool before_lost;
	bool after_lost;
};

/* 異動日 and its reason are those of the new record. */
static bool fill_reason(struct mg_call *call, const struct mg_person_record *after,
	Pb__HistoryEvent *to, struct mg_error *err)
{
	const uint32_t day = mg_person_birth(after->juki[MG_JUKI_IDO_DATE]);
	to->reason_code = mg_reply_text(call, after->juki[MG_JUKI_JUKI_IDO_REASON]);
	if (day && !(to->event_date = mg_reply_date(
			     call, (int32_t)(day / 10000), day / 100 % 100, day % 100)))
		return mg_reply_no_room(err);
	return to->reason_code || mg_reply_no_room(err);
}

/* One event, unless nothing changed in the group. */
static bool add_event(struct mg_call *call, const struct story *s, const struct step *step,
	bool atena, Pb__PersonHistoryReply *out, struct mg_error *err)
{
	Pb__HistoryEvent *event = mg_arena_alloc(call->arena, sizeof(*event));
	if (!event)
		return mg_reply_no_room(err);
	pb__history_event__init(event);
	event->known_from_us = step->known_from_us;
	event->source = mg_reply_borrow(step->source);
	event->group = mg_reply_borrow(atena ? "atena" : "juki");
	const struct mg_person_record *b = step->before, *a = step->after;
	const struct side before = {b ? atena ? b->atena : b->juki : NULL, step->before_lost};
	const struct side after = {a ? atena ? a->atena : a->juki : NULL, step->after_lost};
	if (!fill_changes(call, s, atena ? mg_fields_atena : mg_fields_juki,
		    atena ? MG_ATENA_N : MG_JUKI_N, before, after, event, err) ||
		(a && !fill_reason(call, a, event, err)))
		return false;
	if (event->n_changes)
		out->events[out->n_events++] = event;
	return true;
}

static bool add_step(struct mg_call *call, const struct story *s, const struct step *step,
	Pb__PersonHistoryReply *out, struct mg_error *err)
{
	return add_event(call, s, step, /* atena= */ false, out, err) &&
	       add_event(call, s, step, /* atena= */ true, out, err);
}

static const struct mg_removal *removal_of(const struct story *s, uint32_t version)
{
	for (size_t i = 0; i < s->n_removals; i++)
		if (s->removals[i].version == version)
			return &s->removals[i];
	return NULL;
}

/* The version `i`: how it ended, when it was taken back, and how it came about. */
static bool add_version(struct mg_call *call, const struct story *s, size_t i,
	Pb__PersonHistoryReply *out, struct mg_error *err)
{
	const struct mg_person_record *now = &s->versions[i],
				      *old = i + 1 < s->n ? &s->versions[i + 1] : NULL;
	const struct mg_removal *removal = removal_of(s, now->version);
	if (removal) {
		const struct step end = {.known_from_us = removal->removed_us,
			.source = removal->source,
			.before = now,
			.before_lost = s->lost[i]};
		if (!add_step(call, s, &end, out, err))
			return false;
	}
	if (old && removal_of(s, old->version))
		old = NULL; /* it began anew */
	const struct step begin = {.known_from_us = now->known_from_us,
		.source = now->source,
		.before = old,
		.after = now,
		.before_lost = old && s->lost[i + 1],
		.after_lost = s->lost[i]};
	return add_step(call, s, &begin, out, err);
}

/* ---- the call ---- */

/* One of these households may be the one where a protected person lives now. */
static bool look_for_shelter(struct mg_call *call, struct story *s, struct mg_error *err)
{
	struct mg_text before = {"", 0};
	for (size_t i = 0; i < s->n && !s->facts.hides_place; i++) {
		const struct mg_text household = s->versions[i].juki[MG_JUKI_SETAI_NO];
		if (!household.n || is_same(household, before))
			continue;
		const char *setai_no = mg_reply_text(call, household);
		if (!setai_no)
			return mg_reply_no_room(err);
		if (!mg_person_find_shelter(call->tx, call->arena, call->shared->municipality,
			    setai_no, &s->facts.hides_place, err))
			return false;
		before = household;
	}
	return true;
}

static bool load(struct mg_call *call, uint32_t before, struct story *s, struct mg_error *err)
{
	const char *city = call->shared->municipality;
	if (!mg_person_list_versions(
		    call->tx, call->arena, city, s->shori_no, before, &s->versions, &s->n, err) ||
		!mg_person_list_removals(call->tx, call->arena, city, s->shori_no, &s->removals,
			&s->n_removals, err))
		return false;
	s->lost = mg_arena_calloc(call->arena, s->n + 1, sizeof(*s->lost));
	if (!s->lost)
		return mg_reply_no_room(err);
	for (size_t i = 0; i < s->n; i++)
		if (!mg_reply_unseal(call, s->shori_no, &s->versions[i], &s->lost[i], err))
			return false;
	return true;
}

static bool read_cursor(struct mg_call *call, const Pb__PersonHistoryRequest *in,
	const uint8_t question[32], uint32_t *ret, struct mg_error *err)
{
	struct mg_bytes plain;
	*ret = UINT32_MAX;
	if (in->cursor.len == 0)
		return true;
	if (!mg_cursor_open(call, "history", question, &in->cursor, &plain, err))
		return false;
	return mg_history_cursor_read(plain.p, plain.n, ret) || mg_cursor_refuse(call, err);
}

bool mg_Person_history(struct mg_call *call, const Pb__PersonHistoryRequest *in,
	Pb__PersonHistoryReply *out, struct mg_error *err)
{
	struct story s = {.shori_no = in->shori_no};
	uint8_t question[32], plain[MG_HISTORY_CURSOR_BYTES];
	uint32_t before;
	if (!mg_reply_check_shori_no(call, in->shori_no, err))
		return false;
	SHA256((const uint8_t *)in->shori_no, strlen(in->shori_no), question);
	if (!read_cursor(call, in, question, &before, err) ||
		!mg_person_find_facts(call->tx, call->arena, call->shared->municipality,
			in->shori_no, &s.facts, err))
		return false;
	if (!s.facts.is_known)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such person");
	if (!mg_call_note_person(call, in->shori_no, err) || !load(call, before, &s, err) ||
		!look_for_shelter(call, &s, err))
		return false;
	const size_t shown = s.n > MG_HISTORY_PAGE ? MG_HISTORY_PAGE : s.n;
	out->events = mg_arena_calloc(call->arena, shown * 4 + 1, sizeof(*out->events));
	if (!out->events)
		return mg_reply_no_room(err);
	for (size_t i = 0; i < shown; i++)
		if (!add_version(call, &s, i, out, err))
			return false;
	if (s.n == shown)
		return true;
	const size_t n = mg_history_cursor_write(s.versions[shown - 1].version, plain);
	return mg_cursor_seal(call, "history", question, plain, n, &out->next_cursor, err);
}
