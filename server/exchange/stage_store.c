/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/stage_store.h"

#define STMT(id, name_, sql_, params_, columns_)                                                   \
	static const struct mg_stmt_def id = {                                                     \
		.name = name_, .sql = sql_, .params = params_, .columns = columns_}

STMT(add, "stage.add",
	"INSERT INTO madoguchi.import_stage_j01 (municipality, run_id, line_no, op, person, "
	"number_hash, record)"
	" VALUES (?, ?, ?, ?, ?, ?, ?)",
	"tuuttbb", "");
#define STAGE "madoguchi.import_stage_j01"
#define OF_RUN " WHERE s.municipality = ? AND s.run_id = ?"
/* The index holds all that is asked, in the order of the register: both sides are read once, from
 * front to back. */
#define BY_PERSON STAGE " s FORCE INDEX (by_person)"
#define FIRST " ORDER BY s.line_no LIMIT 100"
STMT(find_repeated_persons, "stage.find_repeated_persons",
	"SELECT MAX(s.line_no) FROM " BY_PERSON OF_RUN
	" GROUP BY s.person HAVING COUNT(*) > 1 ORDER BY 1 LIMIT 100",
	"tu", "u");
STMT(find_repeated_numbers, "stage.find_repeated_numbers",
	"SELECT MAX(s.line_no) FROM " STAGE " s FORCE INDEX (by_number)" OF_RUN
	" AND s.number_hash IS NOT NULL GROUP BY s.number_hash HAVING COUNT(*) > 1 ORDER BY 1 "
	"LIMIT 100",
	"tu", "u");
STMT(find_existing, "stage.find_existing",
	"SELECT s.line_no FROM " BY_PERSON
	" STRAIGHT_JOIN madoguchi.juki_person p ON p.municipality = s.municipality AND"
	" p.shori_no = s.person" OF_RUN " AND s.op = 'I'" FIRST,
	"tu", "u");
STMT(find_unknown, "stage.find_unknown",
	"SELECT s.line_no FROM " BY_PERSON
	" LEFT JOIN madoguchi.juki_person p ON p.municipality = s.municipality AND"
	" p.shori_no = s.person" OF_RUN " AND s.op <> 'I' AND p.shori_no IS NULL" FIRST,
	"tu", "u");
/* A number is free when its holder gives it up in an earlier piece or in the same one, as
 * mg_person_write sees it. */
STMT(find_taken, "stage.find_taken",
	"SELECT s.line_no FROM " STAGE
	" s FORCE INDEX (by_number) STRAIGHT_JOIN madoguchi.my_number n"
	" ON n.municipality = s.municipality AND n.number_hash = s.number_hash AND n.shori_no <> "
	"s.person" OF_RUN " AND s.number_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " STAGE
	" b WHERE b.municipality = s.municipality"
	" AND b.run_id = s.run_id AND b.person = n.shori_no AND (b.line_no - 2) DIV ? <= "
	"(s.line_no - 2) DIV ?"
	" AND (b.op = 'D' OR b.number_hash <> s.number_hash))" FIRST,
	"tuuu", "u");
/* While the statistics still say that the stage is empty, the optimizer would walk another index of the whole run for each
 * piece and sort what it found. */
STMT(read_piece, "stage.read_piece",
	"SELECT line_no, op, person, record FROM " STAGE
	" FORCE INDEX (PRIMARY) WHERE municipality = ? AND run_id = ? AND line_no BETWEEN ? AND ? ORDER BY line_no",
	"tuuu", "uttb");
STMT(find_first_run, "stage.find_first_run",
	"SELECT MIN(run_id) FROM " STAGE " WHERE municipality = ?", "t", "u");
STMT(remove_lines, "stage.remove_lines",
	"DELETE FROM " STAGE " WHERE municipality = ? AND run_id = ? ORDER BY line_no LIMIT ?",
	"tuu", "");

mg_stmt_list mg_stage_statements = {&add, &find_repeated_persons, &find_repeated_numbers,
	&find_existing, &find_unknown, &find_taken, &read_piece, &find_first_run, &remove_lines,
	NULL};

bool mg_stage_add(struct mg_tx *tx, const struct mg_shared *shared, uint64_t run_id,
	const struct mg_stage_rows *rows, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, (size_t)1 << 20);
	const size_t n = rows->n;
	const char **city = mg_arena_calloc(&arena, n, sizeof(*city));
	int64_t *run = mg_arena_calloc(&arena, n, sizeof(*run));
	unsigned long *six = mg_arena_calloc(&arena, n, sizeof(*six)),
		      *one = mg_arena_calloc(&arena, n, sizeof(*one)),
		      *ten = mg_arena_calloc(&arena, n, sizeof(*ten)),
		      *hash = mg_arena_calloc(&arena, n, sizeof(*hash));
	if (!city || !run || !six || !one || !ten || !hash)
		return mg_fail(err, MG_ERR_TOO_LARGE, "too many lines at once");
	for (size_t i = 0; i < n; i++) {
		city[i] = shared->municipality;
		run[i] = (int64_t)run_id;
		six[i] = 6;
		one[i] = 1;
		ten[i] = 10;
		hash[i] = 32;
	}
	const struct mg_bulk_column columns[] = {{.p = city, .n = six}, {.i = run},
		{.i = rows->line_no}, {.p = rows->op, .n = one}, {.p = rows->person, .n = ten},
		{.p = rows->number_hash, .n = hash}, {.p = rows->record, .n = rows->record_n}};
	return mg_exec_bulk(tx, &add, columns, MG_LEN(columns), n, NULL, err);
}

/* ---- checks ---- */

static bool check(struct mg_tx *tx, struct mg_arena *arena, const struct mg_stmt_def *def,
	const struct mg_value *params, size_t n, struct mg_import_fault what,
	struct mg_import_faults *faults, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, def, params, n, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		what.line = mg_u(&mg_row(&rows, i)[0]);
		mg_import_add_fault(faults, what);
	}
	return true;
}

bool mg_stage_check(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t run_id, struct mg_import_faults *faults, struct mg_error *err)
{
	static const struct {
		const struct mg_stmt_def *def;
		struct mg_import_fault fault;
	} checks[] = {
		{&find_repeated_persons, {MG_REASON_PERSON_REPEATED, 0, "shori_no"}},
		{&find_existing, {MG_REASON_PERSON_EXISTS, 0, "shori_no"}},
		{&find_unknown, {MG_REASON_PERSON_UNKNOWN, 0, "shori_no"}},
		{&find_repeated_numbers, {MG_REASON_MY_NUMBER_REPEATED, 0, "my_number"}},
	};
	const struct mg_value city = MG_T(shared->municipality);
	for (size_t i = 0; i < MG_LEN(checks); i++)
		if (!check(tx, arena, checks[i].def, MG_PARAMS(city, MG_U(run_id)), checks[i].fault,
			    faults, err))
			return false;
	const struct mg_import_fault taken = {MG_REASON_MY_NUMBER_TAKEN, 0, "my_number"};
	return check(tx, arena, &find_taken,
		MG_PARAMS(city, MG_U(run_id), MG_U(MG_STAGE_PIECE), MG_U(MG_STAGE_PIECE)), taken,
		faults, err);
}

/* ---- pieces ---- */

bool mg_stage_read(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t run_id, uint64_t from, uint64_t to, struct mg_rows *ret, struct mg_error *err)
{
	return mg_query(tx, arena, &read_piece,
		MG_PARAMS(MG_T(shared->municipality), MG_U(run_id), MG_U(from), MG_U(to)), ret,
		err);
}

bool mg_stage_first_run(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	uint64_t *ret_run_id, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(
		    tx, arena, &find_first_run, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret_run_id = rows.n ? mg_u(&mg_row(&rows, 0)[0]) : 0;
	return true;
}

bool mg_stage_remove(struct mg_tx *tx, const struct mg_shared *shared, uint64_t run_id,
	uint64_t limit, uint64_t *ret_removed, struct mg_error *err)
{
	return mg_exec(tx, &remove_lines,
		MG_PARAMS(MG_T(shared->municipality), MG_U(run_id), MG_U(limit)), ret_removed, NULL,
		err);
}
