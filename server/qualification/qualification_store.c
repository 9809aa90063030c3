/* SPDX-License-Identifier: Apache-2.0 */
#include "qualification/qualification_store.h"
#include <stdio.h>
#include "fields/items_sql.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}
#define OF_PERSON "municipality = ? AND shori_no = ?"
#define ITEMS MG_SQL_PENSION_QUALIFICATION_COLUMNS
#define N_ITEMS MG_SQL_PENSION_QUALIFICATION_N

/* ---- events ---- */

#define EVENT_READ                                                                                 \
	"SELECT event_no, row_version, known_from_us, undone, receipt_ward, receipt_day, "         \
	"receipt_no, " ITEMS " FROM madoguchi.pension_qualification WHERE " OF_PERSON
#define EVENT_RESULT "uuiuttu" MG_SQL_PENSION_QUALIFICATION_RESULT
#define EVENT_HEAD_CELLS 7U
STMT(list_events, "qualification.list_events", EVENT_READ " ORDER BY event_no DESC LIMIT 100", "tt",
	EVENT_RESULT);
STMT(find_event, "qualification.find_event",
	EVENT_READ " AND receipt_ward = ? AND receipt_day = ? AND receipt_no = ?", "tttdu",
	EVENT_RESULT);
STMT(last_event, "qualification.last_event",
	"SELECT CAST(COALESCE(MAX(event_no), 0) AS UNSIGNED) FROM madoguchi.pension_qualification "
	"WHERE " OF_PERSON,
	"tt", "u");

#define HEAD                                                                                       \
	"municipality, shori_no, event_no, row_version, known_from_us, source, log_writer, "       \
	"log_n, undone, receipt_ward,"                                                             \
	" receipt_day, receipt_no"
STMT(put_event, "qualification.put_event",
	"INSERT INTO madoguchi.pension_qualification (" HEAD ", " ITEMS
	") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " MG_SQL_PENSION_QUALIFICATION_MARKS ")"
	" ON DUPLICATE KEY UPDATE row_version = VALUES(row_version), known_from_us = "
	"VALUES(known_from_us),"
	" source = VALUES(source), log_writer = VALUES(log_writer), log_n = VALUES(log_n), undone "
	"= VALUES(undone),"
	" " MG_SQL_PENSION_QUALIFICATION_RENEW,
	"ttuuituuutdu" MG_SQL_PENSION_QUALIFICATION_PARAM, "");
STMT(keep_event, "qualification.keep_event",
	"INSERT INTO madoguchi.pension_qualification_history (" HEAD ", known_to_us, " ITEMS
	") SELECT " HEAD ", ?, " ITEMS " FROM madoguchi.pension_qualification WHERE " OF_PERSON
	" AND event_no = ? AND row_version = ?",
	"ittuu", "");

/* ---- state ---- */

#define STATE "row_version, event_no, insured_type, since, pension_no"
STMT(find_state, "qualification.find_state",
	"SELECT " STATE " FROM madoguchi.pension_state WHERE " OF_PERSON, "tt", "uuttt");
/* The log entry that last put an event in force: its first version, or the first behind one that was
 * undone. */
#define OF_EVENT OF_PERSON " AND event_no = ?"
STMT(event_began, "qualification.event_began",
	"SELECT log_writer, log_n FROM (SELECT row_version, log_writer, log_n FROM "
	"madoguchi.pension_qualification WHERE " OF_EVENT " UNION ALL SELECT row_version, "
	"log_writer, log_n FROM madoguchi.pension_qualification_history WHERE " OF_EVENT
	") e WHERE row_version = 1 + (SELECT COALESCE(MAX(row_version), 0) FROM "
	"madoguchi.pension_qualification_history WHERE " OF_EVENT " AND undone)",
	"ttuttuttu", "uu");
/* The state that this entry took the place of. */
STMT(state_before, "qualification.state_before",
	"SELECT " STATE " FROM madoguchi.pension_state_history WHERE " OF_PERSON
	" AND row_version = (SELECT MAX(row_version) FROM (SELECT row_version, log_writer, log_n "
	"FROM madoguchi.pension_state WHERE " OF_PERSON
	" UNION ALL SELECT row_version, log_writer, log_n FROM madoguchi.pension_state_history "
	"WHERE " OF_PERSON ") s WHERE log_writer = ? AND log_n = ?) - 1",
	"ttttttuu", "uuttt");
STMT(add_state, "qualification.add_state",
	"INSERT INTO madoguchi.pension_state (municipality, shori_no, row_version, known_from_us, "
	"source, log_writer, log_n,"
	" insured_type, since, pension_no, event_no) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
	"ttituutdtu", "");
#define KEPT "source, log_writer, log_n, insured_type, since, pension_no, event_no"
STMT(keep_state, "qualification.keep_state",
	"INSERT INTO madoguchi.pension_state_history (municipality, shori_no, row_version, "
	"known_from_us, known_to_us, " KEPT
	") SELECT municipality, shori_no, row_version, known_from_us, ?, " KEPT
	" FROM madoguchi.pension_state WHERE " OF_PERSON " AND row_version = ?",
	"ittu", "");
STMT(change_state, "qualification.change_state",
	"UPDATE madoguchi.pension_state SET row_version = row_version + 1, known_from_us = ?, "
	"source = ?, log_writer = ?,"
	" log_n = ?, insured_type = ?, since = ?, pension_no = ?, event_no = ? WHERE " OF_PERSON
	" AND row_version = ?",
	"ituutdtuttu", "");

STMT(number_hash, "qualification.number_hash",
	"SELECT number_hash FROM madoguchi.my_number WHERE " OF_PERSON, "tt", "b");

STMT(put_number_check, "qualification.put_number_check",
	"INSERT INTO madoguchi.number_check (municipality, session_no, shori_no, result, "
	"checked_us, log_writer, log_n) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
	"result = VALUES(result), checked_us = VALUES(checked_us), log_writer = "
	"VALUES(log_writer), log_n = VALUES(log_n)",
	"tuttiuu", "");
STMT(find_number_check, "qualification.find_number_check",
	"SELECT result FROM madoguchi.number_check WHERE municipality = ? AND session_no = ? AND "
	"shori_no = ? AND checked_us >= ?",
	"tuti", "t");

mg_stmt_list mg_qualification_statements = {&list_events, &find_event, &last_event, &put_event,
	&keep_event, &find_state, &event_began, &state_before, &add_state, &keep_state, &change_state,
	&number_hash, &put_number_check, &find_number_check, NULL};

/* ---- running: events ---- */

struct day_text {
	char iso[MG_DATE_TEXT_BYTES];
};

static struct mg_value day_value(struct mg_date day, struct day_text *room)
{
	if (mg_date_is_none(day))
		return MG_NULL;
	mg_date_format(day, MG_DATE_ISO, room->iso);
	return MG_T(room->iso);
}

static bool read_day(const struct mg_value *cell, struct mg_date *ret)
{
	*ret = (struct mg_date){0};
	return cell->kind == MG_VALUE_NULL ||
	       mg_date_parse(mg_s(cell), cell->b.n, ret) == MG_DATE_READ;
}

/* "2026-11-28" as "20261128". */
static struct mg_text digits_of(struct mg_arena *arena, struct mg_bytes cell)
{
	char *to = mg_arena_alloc(arena, cell.n + 1);
	size_t n = 0;
	for (size_t i = 0; to && i < cell.n; i++)
		if (cell.p[i] != '-')
			to[n++] = (char)cell.p[i];
	return (struct mg_text){to, n};
}

static bool read_items(struct mg_arena *arena, const struct mg_value *cells, struct mg_text *ret,
	struct mg_error *err)
{
	for (size_t i = 0; i < MG_QUALIFICATION_N; i++)
		ret[i] = (struct mg_text){"", 0};
	for (size_t i = 0; i < N_ITEMS; i++) {
		const struct mg_field_column column = mg_columns_pension_qualification[i];
		const enum mg_item_kind kind = mg_fields_qualification[column.item].kind;
		if (cells[i].kind == MG_VALUE_NULL) /* of a date and its text one is NULL */
			continue;
		ret[column.item] =
			(kind == MG_ITEM_DATE || kind == MG_ITEM_PARTIAL_DATE) && !column.text
				? digits_of(arena, cells[i].b)
				: (struct mg_text){(const char *)cells[i].b.p, cells[i].b.n};
		if (!ret[column.item].s)
			return mg_fail(err, MG_ERR_TOO_LARGE, "an event does not fit its arena");
	}
	return true;
}

static bool read_event(struct mg_arena *arena, const struct mg_value *v,
	struct mg_qualification_event *ret, struct mg_error *err)
{
	*ret = (struct mg_qualification_event){.event_no = (uint32_t)mg_u(&v[0]),
		.version = (uint32_t)mg_u(&v[1]),
		.known_from_us = mg_i(&v[2]),
		.undone = mg_u(&v[3]) != 0,
		.number = (uint32_t)mg_u(&v[6])};
	snprintf(ret->ward, sizeof(ret->ward), "%s", mg_s(&v[4]));
	if (!read_day(&v[5], &ret->day))
		return mg_fail(err, MG_ERR_DATA_LOSS, "an event of no day");
	return read_items(arena, v + EVENT_HEAD_CELLS, ret->item, err);
}

bool mg_qualification_list_events(const struct mg_qualification_in *in,
	struct mg_qualification_event **ret, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &list_events,
		    MG_PARAMS(MG_T(in->municipality), MG_T(in->shori_no)), &rows, err))
		return false;
	struct mg_qualification_event *events =
		mg_arena_calloc(in->arena, rows.n + 1, sizeof(*events));
	if (!events)
		return mg_fail(err, MG_ERR_TOO_LARGE, "the events of a person do not fit");
	for (size_t i = 0; i < rows.n; i++)
		if (!read_event(in->arena, mg_row(&rows, i), &events[i], err))
			return false;
	*ret = events;
	*ret_n = rows.n;
	return true;
}

bool mg_qualification_find_event(const struct mg_qualification_in *in, const char *ward,
	struct mg_date day, uint32_t number, struct mg_qualification_event *ret, bool *ret_found,
	struct mg_error *err)
{
	struct day_text room;
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &find_event,
		    MG_PARAMS(MG_T(in->municipality), MG_T(in->shori_no), MG_T(ward),
			    day_value(day, &room), MG_U(number)),
		    &rows, err))
		return false;
	*ret_found = rows.n != 0;
	return rows.n == 0 || read_event(in->arena, mg_row(&rows, 0), ret, err);
}

bool mg_qualification_last_event(
	const struct mg_qualification_in *in, uint32_t *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &last_event,
		    MG_PARAMS(MG_T(in->municipality), MG_T(in->shori_no)), &rows, err))
		return false;
	*ret = (uint32_t)mg_u(&mg_row(&rows, 0)[0]);
	return true;
}

static bool is_whole(struct mg_text date)
{
	return date.n == 8 && memcmp(date.s, "0000", 4) != 0 && memcmp(date.s + 4, "00", 2) != 0 &&
	       memcmp(date.s + 6, "00", 2) != 0;
}

static struct mg_value item_value(
	const struct mg_qualification_event *event, struct mg_field_column column)
{
	const struct mg_text t = event->item[column.item];
	if (!t.n || (mg_fields_qualification[column.item].kind == MG_ITEM_PARTIAL_DATE &&
			    is_whole(t) == column.text))
		return MG_NULL;
	return MG_B(t.s, t.n);
}

bool mg_qualification_put_event(const struct mg_qualification_in *in,
	const struct mg_qualification_event *event, struct mg_error *err)
{
	struct day_text room;
	const struct mg_value city = MG_T(in->municipality), person = MG_T(in->shori_no),
			      no = MG_U(event->event_no);
	const bool received = event->ward[0] != '\0';
	struct mg_value v[12 + N_ITEMS] = {city, person, no, MG_U(event->version), MG_I(in->now_us),
		MG_T(in->source), MG_U(in->log_writer), MG_U(in->log_n), MG_U(event->undone),
		received ? MG_T(event->ward) : MG_NULL,
		received ? day_value(event->day, &room) : MG_NULL,
		received ? MG_U(event->number) : MG_NULL};
	uint64_t n;
	for (size_t i = 0; i < N_ITEMS; i++)
		v[12 + i] = item_value(event, mg_columns_pension_qualification[i]);
	if (event->version > 1 &&
		(!mg_exec(in->tx, &keep_event,
			 MG_PARAMS(MG_I(in->now_us), city, person, no, MG_U(event->version - 1)),
			 &n, NULL, err) ||
			(n != 1 &&
				!mg_fail(err, MG_ERR_CONFLICT, "the event has another version"))))
		return false;
	if (!mg_exec(in->tx, &put_event, v, MG_LEN(v), &n, NULL, err))
		return false;
	return n == (event->version > 1 ? 2 : 1) ||
	       mg_fail(err, MG_ERR_DATA_LOSS, "an event was not where it should be");
}

/* ---- running: state ---- */

static bool read_state(
	const struct mg_rows *rows, struct mg_pension_state *ret, struct mg_error *err)
{
	*ret = (struct mg_pension_state){.insured_type = "", .pension_no = ""};
	if (rows->n == 0)
		return true;
	const struct mg_value *v = mg_row(rows, 0);
	ret->version = (uint32_t)mg_u(&v[0]);
	ret->event_no = (uint32_t)mg_u(&v[1]);
	ret->insured_type = mg_s(&v[2]);
	ret->pension_no = mg_s(&v[4]);
	return read_day(&v[3], &ret->since) ||
	       mg_fail(err, MG_ERR_DATA_LOSS, "a state since no day");
}

bool mg_pension_state_find(
	const struct mg_qualification_in *in, struct mg_pension_state *ret, struct mg_error *err)
{
	struct mg_rows rows;
	return mg_query(in->tx, in->arena, &find_state,
		       MG_PARAMS(MG_T(in->municipality), MG_T(in->shori_no)), &rows, err) &&
	       read_state(&rows, ret, err);
}

bool mg_pension_state_before(const struct mg_qualification_in *in, uint32_t event_no,
	struct mg_pension_state *ret, struct mg_error *err)
{
	const struct mg_value city = MG_T(in->municipality), person = MG_T(in->shori_no),
			      event = MG_U(event_no);
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &event_began,
		    MG_PARAMS(city, person, event, city, person, event, city, person, event), &rows,
		    err))
		return false;
	if (rows.n != 1)
		return mg_fail(err, MG_ERR_DATA_LOSS, "an event without the version that began it");
	const uint64_t writer = mg_u(&mg_row(&rows, 0)[0]), n = mg_u(&mg_row(&rows, 0)[1]);
	return mg_query(in->tx, in->arena, &state_before,
		       MG_PARAMS(city, person, city, person, city, person, MG_U(writer), MG_U(n)),
		       &rows, err) &&
	       read_state(&rows, ret, err);
}

static struct mg_value text_value(const char *s)
{
	return s[0] ? MG_T(s) : MG_NULL;
}

bool mg_pension_state_put(
	const struct mg_qualification_in *in, struct mg_pension_state *s, struct mg_error *err)
{
	struct day_text room;
	const struct mg_value city = MG_T(in->municipality), person = MG_T(in->shori_no),
			      type = text_value(s->insured_type),
			      since = day_value(s->since, &room),
			      pension_no = text_value(s->pension_no), event = MG_U(s->event_no),
			      version = MG_U(s->version), now = MG_I(in->now_us),
			      source = MG_T(in->source), writer = MG_U(in->log_writer),
			      entry = MG_U(in->log_n);
	uint64_t kept = 1, changed;
	const bool ok =
		s->version == 0
			? mg_exec(in->tx, &add_state,
				  MG_PARAMS(city, person, now, source, writer, entry, type, since,
					  pension_no, event),
				  &changed, NULL, err)
			: mg_exec(in->tx, &keep_state, MG_PARAMS(now, city, person, version), &kept,
				  NULL, err) &&
				  mg_exec(in->tx, &change_state,
					  MG_PARAMS(now, source, writer, entry, type, since,
						  pension_no, event, city, person, version),
					  &changed, NULL, err);
	if (!ok)
		return false;
	if (kept != 1 || changed != 1)
		return mg_fail(err, MG_ERR_CONFLICT, "the person's state has another version");
	s->version++;
	return true;
}

/* ---- 個人番号 ---- */

bool mg_number_check_put(const struct mg_qualification_in *in, uint64_t session_no,
	const char *result, struct mg_error *err)
{
	return mg_exec(in->tx, &put_number_check,
		MG_PARAMS(MG_T(in->municipality), MG_U(session_no), MG_T(in->shori_no), MG_T(result),
			MG_I(in->now_us), MG_U(in->log_writer), MG_U(in->log_n)),
		NULL, NULL, err);
}

bool mg_number_check_find(const struct mg_qualification_in *in, uint64_t session_no,
	int64_t since_us, const char **ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &find_number_check,
		    MG_PARAMS(MG_T(in->municipality), MG_U(session_no), MG_T(in->shori_no),
			    MG_I(since_us)),
		    &rows, err))
		return false;
	*ret = rows.n ? mg_s(&mg_row(&rows, 0)[0]) : "";
	return true;
}

bool mg_qualification_number_hash(const struct mg_qualification_in *in, uint8_t ret[32],
	bool *ret_found, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &number_hash,
		    MG_PARAMS(MG_T(in->municipality), MG_T(in->shori_no)), &rows, err))
		return false;
	*ret_found = rows.n != 0;
	if (rows.n == 0)
		return true;
	const struct mg_value *v = mg_row(&rows, 0);
	if (v->b.n != 32)
		return mg_fail(err, MG_ERR_DATA_LOSS, "a hash of another length");
	memcpy(ret, v->b.p, 32);
	return true;
}
