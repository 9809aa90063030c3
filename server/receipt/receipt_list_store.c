/* SPDX-License-Identifier: Apache-2.0
 * The lists of the register. What is not asked for is written out as a condition that holds. */
#include "base/text.h"
#include "person/shelter_format.h"
#include "receipt/receipt_row_store.h"
#include "receipt/receipt_store.h"

#define LOCKED_MAX 2000U /* versions of forms; of receipts a list has 250 */
#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

/* The index is named by what is asked for; the marks are folded before the database plans, so what is
 * not asked for costs nothing. */
#define FILTERS                                                                                    \
	"(? = '' OR r.staff_no = ?) AND (? = 0 OR r.number = ?) AND (? = '' OR r.shori_no = ?)"    \
	" AND (? = 1 OR NOT (" MG_SQL_PROTECTED("r") " OR " MG_SQL_LIVES_WITH_PROTECTED("r") "))"
#define FILTER_PARAMS "ttuuttu"
#define BY(index)                                                                                  \
	" FROM madoguchi.receipt r FORCE INDEX (" index ")"                                        \
	" WHERE r.municipality = ? AND r.ward = ? AND r.day BETWEEN ? AND ? AND " FILTERS
#define BY_PARAMS "ttdd" FILTER_PARAMS
/* The beginning of a name in either script; keys hold no byte 255. */
#define NAMED(index, key)                                                                          \
	"SELECT k.municipality, k.ward, k.day, k.number FROM madoguchi.receipt k FORCE INDEX "     \
	"(" index ") WHERE k.municipality = ? AND k.ward = ? AND k." key " BETWEEN ? AND ?"        \
	" AND k.day BETWEEN ? AND ?"
#define BY_NAME                                                                                    \
	" FROM (" NAMED("receipts_by_kana", "kana_key") " UNION " NAMED("receipts_by_kanji",       \
		"kanji_key") ") n STRAIGHT_JOIN madoguchi.receipt r FORCE INDEX (PRIMARY)"         \
			     " ON r.municipality = n.municipality AND r.ward = n.ward"             \
			     " AND r.day = n.day AND r.number = n.number WHERE " FILTERS
#define BY_NAME_PARAMS "ttbbddttbbdd" FILTER_PARAMS
#define LIST(by)                                                                                   \
	"SELECT " MG_SQL_RECEIPT_READ by                                                           \
	" AND (? = '' OR r.state = ?) AND (r.day < ? OR (r.day = ? AND r.number < ?))"             \
	" ORDER BY r.day DESC, r.number DESC LIMIT 51"
#define LIST_PARAMS "ttddu"
#define COUNT(by) "SELECT r.state, COUNT(*)" by " GROUP BY r.state"
/* Read from the index alone, one range a state. */
#define ALL_STATES                                                                                 \
	" AND r.state IN ('entered', 'checked', 'sent', 'finished', 'returned', 'withdrawn', "     \
	"'rejected')"

STMT(list_by_day, "receipt.list_by_day", LIST(BY("PRIMARY")), BY_PARAMS LIST_PARAMS,
	MG_SQL_RECEIPT_RESULT);
STMT(list_by_state, "receipt.list_by_state", LIST(BY("receipts_by_state")), BY_PARAMS LIST_PARAMS,
	MG_SQL_RECEIPT_RESULT);
STMT(list_by_number, "receipt.list_by_number", LIST(BY("receipts_by_number")),
	BY_PARAMS LIST_PARAMS, MG_SQL_RECEIPT_RESULT);
STMT(list_of_staff, "receipt.list_of_staff", LIST(BY("receipts_of_staff")), BY_PARAMS LIST_PARAMS,
	MG_SQL_RECEIPT_RESULT);
STMT(list_of_person, "receipt.list_of_person", LIST(BY("receipts_of_person")),
	BY_PARAMS LIST_PARAMS, MG_SQL_RECEIPT_RESULT);
STMT(list_by_name, "receipt.list_by_name", LIST(BY_NAME), BY_NAME_PARAMS LIST_PARAMS,
	MG_SQL_RECEIPT_RESULT);
STMT(count_all, "receipt.count_all", COUNT(BY("receipts_by_state") ALL_STATES), BY_PARAMS, "tu");
STMT(count_by_number, "receipt.count_by_number", COUNT(BY("receipts_by_number")), BY_PARAMS, "tu");
STMT(count_of_staff, "receipt.count_of_staff", COUNT(BY("receipts_of_staff")), BY_PARAMS, "tu");
STMT(count_of_person, "receipt.count_of_person", COUNT(BY("receipts_of_person")), BY_PARAMS, "tu");
STMT(count_by_name, "receipt.count_by_name", COUNT(BY_NAME), BY_NAME_PARAMS, "tu");
STMT(is_hidden, "receipt.is_hidden",
	"SELECT " MG_SQL_PROTECTED("q") " OR " MG_SQL_LIVES_WITH_PROTECTED(
		"q") " FROM (SELECT CAST(? AS CHAR CHARACTER SET ascii) COLLATE ascii_bin AS "
		     "municipality,"
		     " CAST(? AS CHAR CHARACTER SET ascii) COLLATE ascii_bin AS shori_no) q",
	"tt", "u");

STMT(find_staff, "receipt.find_staff",
	"SELECT staff_id, name FROM madoguchi.staff WHERE municipality = ? AND staff_no = ?", "tt",
	"ut");
STMT(hold_staff, "receipt.hold_staff",
	"SELECT staff_id, name FROM madoguchi.staff WHERE municipality = ? AND staff_no = ? LOCK "
	"IN SHARE MODE",
	"tt", "ut");
/* Two accounts of one person; an account without a personnel number is only itself. */
STMT(same_person, "receipt.same_person",
	"SELECT EXISTS (SELECT 1 FROM madoguchi.staff a JOIN madoguchi.staff b ON b.municipality = "
	"a.municipality AND b.person_ref = a.person_ref"
	" WHERE a.municipality = ? AND a.staff_id = ? AND b.staff_id = ?)",
	"tuu", "u");
#define MADE                                                                                       \
	"SELECT " MG_SQL_RECEIPT_READ ", (SELECT MIN(a.version) FROM madoguchi.receipt_form a "    \
	"WHERE a.municipality = f.municipality AND a.ward = f.ward"                                \
	" AND a.day = f.day AND a.number = f.number AND a.made_day = f.made_day AND a.staff_id = " \
	"f.staff_id), f.version"                                                                   \
	" FROM madoguchi.receipt_form f FORCE INDEX (check_list)"                                  \
	" STRAIGHT_JOIN madoguchi.receipt r FORCE INDEX (PRIMARY) ON r.municipality = "            \
	"f.municipality AND r.ward = f.ward"                                                       \
	" AND r.day = f.day AND r.number = f.number"                                               \
	" WHERE f.municipality = ? AND f.ward = ? AND f.made_day = ? AND f.staff_id = ?"           \
	" AND NOT EXISTS (SELECT 1 FROM madoguchi.receipt_form b WHERE b.municipality = "          \
	"f.municipality AND b.ward = f.ward"                                                       \
	" AND b.day = f.day AND b.number = f.number AND b.made_day = f.made_day AND b.staff_id = " \
	"f.staff_id"                                                                               \
	" AND b.version > f.version)"                                                              \
	" ORDER BY f.day, f.number LIMIT 251"
STMT(check_list, "receipt.check_list", MADE, "ttdu", MG_SQL_RECEIPT_RESULT "uu");
/* Without a subquery: that would be a plain read, and open the transaction's view before the locks.
 */
STMT(lock_check_list, "receipt.lock_check_list",
	"SELECT r.row_version FROM madoguchi.receipt_form f FORCE INDEX (check_list)"
	" STRAIGHT_JOIN madoguchi.receipt r FORCE INDEX (PRIMARY) ON r.municipality = "
	"f.municipality AND r.ward = f.ward"
	" AND r.day = f.day AND r.number = f.number"
	" WHERE f.municipality = ? AND f.ward = ? AND f.made_day = ? AND f.staff_id = ?"
	" LIMIT 2001 FOR UPDATE",
	"ttdu", "u");

mg_stmt_list mg_receipt_list_statements = {&list_by_day, &list_by_state, &list_by_number,
	&list_of_staff, &list_of_person, &list_by_name, &count_all, &count_by_number,
	&count_of_staff, &count_of_person, &count_by_name, &is_hidden, &find_staff, &hold_staff, &same_person, &check_list, &lock_check_list, NULL};

#define KEY_BYTES (MG_TEXT_KEY_BYTES + 1)

struct bound {
	const struct mg_stmt_def *list, *count;
	struct mg_day_text from, to, behind;
	char kana_end[KEY_BYTES], kanji_end[KEY_BYTES];
	struct mg_value v[24];
	size_t n_count, n; /* of the count, and of the list that asks on */
};

static void add(struct bound *b, struct mg_value v)
{
	b->v[b->n++] = v;
}

/* Key and the end of everything that begins with it. */
static void add_named(const struct mg_receipt_in *in, const struct mg_receipt_question *q,
	const char *key, char *end, struct bound *b)
{
	const size_t n = strlen(key);
	memcpy(end, key, n);
	end[n] = (char)0xFF;
	add(b, MG_T(in->municipality));
	add(b, MG_T(q->ward));
	add(b, MG_B(key, n));
	add(b, MG_B(end, n + 1));
	add(b, MG_T(b->from.iso));
	add(b, MG_T(b->to.iso));
}

static void lead(const struct mg_receipt_question *q, struct bound *b)
{
	b->list = q->state != MG_RECEIPT_NONE ? &list_by_state : &list_by_day;
	b->count = &count_all;
	if (q->shori_no[0])
		b->list = &list_of_person, b->count = &count_of_person;
	else if (q->kana_key[0] || q->kanji_key[0])
		b->list = &list_by_name, b->count = &count_by_name;
	else if (q->number)
		b->list = &list_by_number, b->count = &count_by_number;
	else if (q->staff_no[0])
		b->list = &list_of_staff, b->count = &count_of_staff;
}

static void bind(
	const struct mg_receipt_in *in, const struct mg_receipt_question *q, struct bound *b)
{
	const struct mg_date last = {9999, 12, 31};
	const char *state = mg_receipt_state_name(q->state);
	b->n = 0;
	b->from = mg_day_text(q->from);
	b->to = mg_day_text(q->to);
	b->behind = mg_day_text(q->behind.number ? q->behind.day : last);
	lead(q, b);
	if (b->list == &list_by_name) {
		/* an empty key would be the beginning of every name */
		add_named(in, q, q->kana_key[0] ? q->kana_key : q->kanji_key, b->kana_end, b);
		add_named(in, q, q->kanji_key[0] ? q->kanji_key : q->kana_key, b->kanji_end, b);
	} else {
		add(b, MG_T(in->municipality));
		add(b, MG_T(q->ward));
		add(b, MG_T(b->from.iso));
		add(b, MG_T(b->to.iso));
	}
	const struct mg_value filters[] = {MG_T(q->staff_no), MG_T(q->staff_no), MG_U(q->number),
		MG_U(q->number), MG_T(q->shori_no), MG_T(q->shori_no), MG_U(q->sees_hidden)};
	for (size_t i = 0; i < MG_LEN(filters); i++)
		add(b, filters[i]);
	b->n_count = b->n;
	const struct mg_value page[] = {MG_T(state), MG_T(state), MG_T(b->behind.iso),
		MG_T(b->behind.iso), MG_U(q->behind.number ? q->behind.number : UINT32_MAX)};
	for (size_t i = 0; i < MG_LEN(page); i++)
		add(b, page[i]);
}

bool mg_receipt_list(const struct mg_receipt_in *in, const struct mg_receipt_question *q,
	struct mg_receipt_row **ret, size_t *ret_n, struct mg_error *err)
{
	struct bound b;
	struct mg_rows rows;
	bind(in, q, &b);
	if (!mg_query(in->tx, in->arena, b.list, b.v, b.n, &rows, err))
		return false;
	struct mg_receipt_row *list = mg_arena_calloc(in->arena, rows.n + 1, sizeof(*list));
	if (!list)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a page of receipts does not fit");
	for (size_t i = 0; i < rows.n; i++)
		if (!mg_receipt_read_row(mg_row(&rows, i), &list[i], err))
			return false;
	*ret = list;
	*ret_n = rows.n;
	return true;
}

bool mg_receipt_count(const struct mg_receipt_in *in, const struct mg_receipt_question *q,
	uint32_t ret[MG_RECEIPT_STATE_MAX], struct mg_error *err)
{
	struct bound b;
	struct mg_rows rows;
	bind(in, q, &b);
	if (!mg_query(in->tx, in->arena, b.count, b.v, b.n_count, &rows, err))
		return false;
	memset(ret, 0, MG_RECEIPT_STATE_MAX * sizeof(*ret));
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		ret[mg_receipt_state_from_name(mg_s(&v[0]))] = (uint32_t)mg_u(&v[1]);
		ret[MG_RECEIPT_NONE] += (uint32_t)mg_u(&v[1]);
	}
	return true;
}

bool mg_receipt_is_hidden(
	const struct mg_receipt_in *in, const char *shori_no, bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &is_hidden,
		    MG_PARAMS(MG_T(in->municipality), MG_T(shori_no)), &rows, err))
		return false;
	*ret = mg_u(&mg_row(&rows, 0)[0]) != 0;
	return true;
}

/* ---- lists for checking ---- */

bool mg_check_find_staff(const struct mg_receipt_in *in, const char *staff_no, bool lock,
	uint64_t *ret_staff_id, const char **ret_name, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, lock ? &hold_staff : &find_staff,
		    MG_PARAMS(MG_T(in->municipality), MG_T(staff_no)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no such member of staff");
	*ret_staff_id = mg_u(&mg_row(&rows, 0)[0]);
	*ret_name = mg_s(&mg_row(&rows, 0)[1]);
	return true;
}

bool mg_receipt_same_person(const struct mg_receipt_in *in, uint64_t staff_id, uint64_t other_id,
	bool *ret, struct mg_error *err)
{
	struct mg_rows rows;
	*ret = staff_id == other_id;
	if (*ret)
		return true;
	if (!mg_query(in->tx, in->arena, &same_person,
		    MG_PARAMS(MG_T(in->municipality), MG_U(staff_id), MG_U(other_id)), &rows, err))
		return false;
	*ret = mg_u(&mg_row(&rows, 0)[0]) != 0;
	return true;
}

bool mg_check_list_rows(const struct mg_receipt_in *in, const char *ward, struct mg_date day,
	uint64_t staff_id, bool lock, struct mg_check_row **ret, size_t *ret_n,
	struct mg_error *err)
{
	const struct mg_day_text on = mg_day_text(day);
	struct mg_rows rows;
	const struct mg_value of[] = {
		MG_T(in->municipality), MG_T(ward), MG_T(on.iso), MG_U(staff_id)};
	if (lock && !mg_query(in->tx, in->arena, &lock_check_list, of, MG_LEN(of), &rows, err))
		return false;
	if (lock && rows.n > LOCKED_MAX) /* not all would be held */
		return mg_fail(err, MG_ERR_TOO_LARGE, "more versions on one list than can be held");
	if (!mg_query(in->tx, in->arena, &check_list, of, MG_LEN(of), &rows, err))
		return false;
	struct mg_check_row *list = mg_arena_calloc(in->arena, rows.n + 1, sizeof(*list));
	if (!list)
		return mg_fail(err, MG_ERR_TOO_LARGE, "a list for checking does not fit");
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		if (!mg_receipt_read_row(v, &list[i].receipt, err))
			return false;
		list[i].first_version = (uint32_t)mg_u(&v[MG_SQL_RECEIPT_CELLS]);
		list[i].last_version = (uint32_t)mg_u(&v[MG_SQL_RECEIPT_CELLS + 1]);
	}
	*ret = list;
	*ret_n = rows.n;
	return true;
}
