/* SPDX-License-Identifier: Apache-2.0
 * The rows that extracts are made of: receipts with their event and their person as the register has them now. Names and address
 * are those that a search shows, so that what is left out there under 支援措置 is not there to be taken. */
#include "extract/extract_store.h"
#include "person/shelter_format.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

#define ROW                                                                                        \
	"SELECT r.shori_no, r.ward, r.day, r.number, r.form, r.state, r.received_date, "           \
	"COALESCE(s.name_kanji, r.name_kanji), COALESCE(s.name_kana, r.name_kana), s.birth, "      \
	"s.sex, s.address, s.ward, " MG_SQL_PROTECTED("r") " OR " MG_SQL_LIVES_WITH_PROTECTED("r") \
	", COALESCE(q.kiso_nenkin_no, s.pension_no), q.ido_date, q.tokuso_reason, q.insured_type, " \
	"r.row_version "                                                                           \
	"FROM madoguchi.receipt r FORCE INDEX (PRIMARY) "                                          \
	"LEFT JOIN madoguchi.pension_qualification q ON q.municipality = r.municipality AND "      \
	"q.receipt_ward = r.ward AND q.receipt_day = r.day AND q.receipt_no = r.number AND "       \
	"q.undone = 0 "                                                                            \
	"LEFT JOIN madoguchi.person_search s ON s.municipality = r.municipality AND s.shori_no = " \
	"r.shori_no AND s.kind = 1 "                                                               \
	"WHERE r.municipality = ? AND r.ward = ? "
#define ROW_COLUMNS "ttt" "uttttt" "uttt" "uttttu"
STMT(sofusho_rows, "extract.sofusho_rows",
	ROW "AND r.day = ? AND r.number > ? AND r.state = 'checked' AND NOT EXISTS (SELECT 1 FROM "
	    "madoguchi.extract_receipt x WHERE x.municipality = r.municipality AND x.ward = r.ward "
	    "AND x.day = r.day AND x.number = r.number AND x.row_version = r.row_version) ORDER BY r.number LIMIT 500",
	"ttdu", ROW_COLUMNS);
STMT(acquired_rows, "extract.acquired_rows",
	ROW "AND (r.day > ? OR r.day = ? AND r.number > ?) AND r.state IN ('entered', 'checked', "
	    "'sent', 'finished') AND q.ido_date BETWEEN ? AND ? ORDER BY r.day, r.number LIMIT 500",
	"ttddudd", ROW_COLUMNS);
STMT(sofusho_due, "extract.sofusho_due",
	"SELECT DISTINCT r.ward, r.day FROM madoguchi.receipt r LEFT JOIN "
	"madoguchi.extract_receipt x ON x.municipality = r.municipality AND x.ward = r.ward AND "
	"x.day = r.day AND x.number = r.number AND x.row_version = r.row_version WHERE r.municipality = ? AND r.day <= ? AND r.day > "
	"? - INTERVAL 60 DAY AND r.state = 'checked' AND x.number IS NULL ORDER BY r.day, r.ward "
	"LIMIT 100",
	"tdd", "tt");

mg_stmt_list mg_extract_rows_statements = {&sofusho_rows, &acquired_rows, &sofusho_due, NULL};

static bool read_day(const struct mg_value *v, struct mg_date *ret)
{
	*ret = (struct mg_date){0};
	return v->kind == MG_VALUE_NULL ||
	       mg_date_parse(mg_s(v), strlen(mg_s(v)), ret) == MG_DATE_READ;
}

static bool read_row(const struct mg_value *v, struct mg_extract_row *ret)
{
	*ret = (struct mg_extract_row){.shori_no = mg_s(&v[0]),
		.ward = mg_s(&v[1]),
		.number = (uint32_t)mg_u(&v[3]),
		.form = mg_s(&v[4]),
		.state = mg_s(&v[5]),
		.name_kanji = mg_s(&v[7]),
		.name_kana = mg_s(&v[8]),
		.birth = (uint32_t)mg_u(&v[9]),
		.sex = mg_s(&v[10]),
		.address = mg_s(&v[11]),
		.place_ward = mg_s(&v[12]),
		.hides_place = mg_u(&v[13]) != 0,
		.pension_no = mg_s(&v[14]),
		.reason_code = mg_s(&v[16]),
		.insured_type = mg_s(&v[17]),
		.version = (uint32_t)mg_u(&v[18])};
	return read_day(&v[2], &ret->day) && read_day(&v[6], &ret->received_date) &&
	       read_day(&v[15], &ret->event_date);
}

static bool read_rows(const struct mg_extract_in *at, const struct mg_rows *rows,
	struct mg_extract_row **ret, size_t *ret_n, struct mg_error *err)
{
	*ret = mg_arena_calloc(at->arena, rows->n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "rows do not fit their arena");
	for (size_t i = 0; i < rows->n; i++)
		if (!read_row(mg_row(rows, i), &(*ret)[i]))
			return mg_fail(err, MG_ERR_DATA_LOSS, "a receipt has a day that is none");
	*ret_n = rows->n;
	return true;
}

bool mg_rows_sofusho(const struct mg_extract_in *at, const struct mg_rows_question *q,
	struct mg_extract_row **ret, size_t *ret_n, struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES];
	struct mg_rows rows;
	mg_date_format(q->from, MG_DATE_ISO, day);
	return mg_query(at->tx, at->arena, &sofusho_rows,
		       MG_PARAMS(MG_T(at->shared->municipality), MG_T(q->ward), MG_T(day),
			       MG_U(q->after_number)),
		       &rows, err) &&
	       read_rows(at, &rows, ret, ret_n, err);
}

bool mg_rows_acquired(const struct mg_extract_in *at, const struct mg_rows_question *q,
	struct mg_extract_row **ret, size_t *ret_n, struct mg_error *err)
{
	char from[MG_DATE_TEXT_BYTES], to[MG_DATE_TEXT_BYTES], after[MG_DATE_TEXT_BYTES];
	struct mg_rows rows;
	mg_date_format(q->from, MG_DATE_ISO, from);
	mg_date_format(q->to, MG_DATE_ISO, to);
	/* nothing is received before it happened */
	mg_date_format(mg_date_is_none(q->after_day) ? mg_date_add_days(q->from, -1) : q->after_day,
		MG_DATE_ISO, after);
	return mg_query(at->tx, at->arena, &acquired_rows,
		       MG_PARAMS(MG_T(at->shared->municipality), MG_T(q->ward), MG_T(after),
			       MG_T(after), MG_U(q->after_number), MG_T(from), MG_T(to)),
		       &rows, err) &&
	       read_rows(at, &rows, ret, ret_n, err);
}

bool mg_sofusho_due(const struct mg_extract_in *at, struct mg_date until, struct mg_ward_day **ret,
	size_t *ret_n, struct mg_error *err)
{
	char day[MG_DATE_TEXT_BYTES];
	struct mg_rows rows;
	mg_date_format(until, MG_DATE_ISO, day);
	if (!mg_query(at->tx, at->arena, &sofusho_due,
		    MG_PARAMS(MG_T(at->shared->municipality), MG_T(day), MG_T(day)), &rows, err))
		return false;
	*ret = mg_arena_calloc(at->arena, rows.n + 1, sizeof(**ret));
	if (!*ret)
		return mg_fail(err, MG_ERR_TOO_LARGE, "days do not fit their arena");
	for (size_t i = 0; i < rows.n; i++) {
		(*ret)[i].ward = mg_s(mg_row(&rows, i));
		if (!read_day(&mg_row(&rows, i)[1], &(*ret)[i].day))
			return mg_fail(err, MG_ERR_DATA_LOSS, "a receipt has a day that is none");
	}
	*ret_n = rows.n;
	return true;
}
