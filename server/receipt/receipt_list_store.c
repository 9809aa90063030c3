/* SPDX-License-Identifier: Apache-2.0
 * The lists of the register. What is not asked for is written out as a condition that holds. */
#include "person/shelter_format.h"
#include "receipt/receipt_row_store.h"
#include "receipt/receipt_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

/* A beginning of a key is compared by its bytes: keys hold no pattern. */
#define QUESTION                                                                                   \
	" FROM madoguchi.receipt r FORCE INDEX (PRIMARY)"                                          \
	" WHERE r.municipality = ? AND r.ward = ? AND r.day BETWEEN ? AND ?"                       \
	" AND (? = '' OR r.staff_no = ?) AND (? = 0 OR r.number = ?) AND (? = '' OR r.shori_no = " \
	"?)"                                                                                       \
	" AND (? = 0 OR LEFT(r.kana_key, LENGTH(?)) = ? OR LEFT(r.kanji_key, LENGTH(?)) = ?)"      \
	" AND (? = 1 OR NOT (" MG_SQL_PROTECTED("r") " OR " MG_SQL_LIVES_WITH_PROTECTED("r") "))"
#define QUESTION_PARAMS "ttddttuuttubbbbu"
STMT(list_receipts, "receipt.list",
	"SELECT " MG_SQL_RECEIPT_READ QUESTION
	" AND (? = '' OR r.state = ?) AND (r.day < ? OR (r.day = ? AND r.number < ?))"
	" ORDER BY r.day DESC, r.number DESC LIMIT 51",
	QUESTION_PARAMS "ttddu", MG_SQL_RECEIPT_RESULT);
STMT(count_receipts, "receipt.count", "SELECT r.state, COUNT(*)" QUESTION " GROUP BY r.state",
	QUESTION_PARAMS, "tu");
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
	" WHERE f.municipality = ? AND f.ward = ? AND f.made_day = ? AND f.staff_id = ? FOR UPDATE",
	"ttdu", "u");

mg_stmt_list mg_receipt_list_statements = {&list_receipts, &count_receipts, &is_hidden, &find_staff,
	&hold_staff, &same_person, &check_list, &lock_check_list, NULL};

struct bound {
	struct mg_day_text from, to, behind;
	struct mg_value v[21];
	size_t n;
};

static struct mg_value key_of(const char *key)
{
	return MG_B(key, strlen(key));
}

static void bind(
	const struct mg_receipt_in *in, const struct mg_receipt_question *q, struct bound *b)
{
	const bool by_name = q->kana_key[0] || q->kanji_key[0];
	/* an empty key would be the beginning of every name */
	const struct mg_value kana = key_of(q->kana_key[0] ? q->kana_key : q->kanji_key),
			      kanji = key_of(q->kanji_key[0] ? q->kanji_key : q->kana_key);
	const struct mg_date last = {9999, 12, 31};
	b->from = mg_day_text(q->from);
	b->to = mg_day_text(q->to);
	b->behind = mg_day_text(q->behind.number ? q->behind.day : last);
	const struct mg_value v[] = {MG_T(in->municipality), MG_T(q->ward), MG_T(b->from.iso),
		MG_T(b->to.iso), MG_T(q->staff_no), MG_T(q->staff_no), MG_U(q->number),
		MG_U(q->number), MG_T(q->shori_no), MG_T(q->shori_no), MG_U(by_name), kana, kana,
		kanji, kanji, MG_U(q->sees_hidden), MG_T(mg_receipt_state_name(q->state)),
		MG_T(mg_receipt_state_name(q->state)), MG_T(b->behind.iso), MG_T(b->behind.iso),
		MG_U(q->behind.number ? q->behind.number : UINT32_MAX)};
	memcpy(b->v, v, sizeof(v));
	b->n = MG_LEN(v);
}

bool mg_receipt_list(const struct mg_receipt_in *in, const struct mg_receipt_question *q,
	struct mg_receipt_row **ret, size_t *ret_n, struct mg_error *err)
{
	struct bound b;
	struct mg_rows rows;
	bind(in, q, &b);
	if (!mg_query(in->tx, in->arena, &list_receipts, b.v, b.n, &rows, err))
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
	if (!mg_query(in->tx, in->arena, &count_receipts, b.v, strlen(QUESTION_PARAMS), &rows, err))
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
