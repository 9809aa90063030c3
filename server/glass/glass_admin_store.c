/* SPDX-License-Identifier: Apache-2.0
 * What only madoguchi-admin reads and writes, as the database's administrator. */
#include "glass/glass_store.h"

static const struct mg_stmt_def begin_service = {
	.name = "glass.begin_service",
	.sql = "INSERT INTO madoguchi.city_service (municipality, since_us, first_no, second_no, ended_by, log_writer, log_n)"
	       " VALUES (?, ?, ?, ?, ?, ?, ?)",
	.params = "titttuu",
	.columns = "",
};
static const struct mg_stmt_def list_single = {
	.name = "glass.list_single_fingers",
	.sql = "SELECT s.staff_no FROM madoguchi.staff s JOIN madoguchi.finger f ON f.municipality = s.municipality"
	       " AND f.staff_id = s.staff_id WHERE s.municipality = ? AND s.state = 'active' AND f.removed_us IS NULL"
	       " GROUP BY s.staff_id, s.staff_no HAVING COUNT(*) = 1 ORDER BY s.staff_no",
	.params = "t",
	.columns = "t",
};
static const struct mg_stmt_def find_ref = {
	.name = "glass.find_ref",
	.sql = "SELECT IFNULL(person_ref, ''), vendor FROM madoguchi.staff WHERE municipality = ? AND staff_no = ?",
	.params = "tt",
	.columns = "ti",
};
static const struct mg_stmt_def list_codes = {
	.name = "glass.list_codes",
	.sql = "SELECT code_no, good_envelope, hash FROM madoguchi.recovery_code"
	       " WHERE municipality = ? AND good_envelope IN (1, 2)",
	.params = "t",
	.columns = "uut",
};
static const struct mg_stmt_def end_codes = {
	.name = "glass.end_codes",
	.sql = "UPDATE madoguchi.recovery_code SET ended_us = ?, ended_as = ? WHERE municipality = ? AND ended_us IS NULL",
	.params = "itt",
	.columns = "",
};
static const struct mg_stmt_def use_code = {
	.name = "glass.use_code",
	.sql = "UPDATE madoguchi.recovery_code SET ended_us = ?, ended_as = 'used'"
	       " WHERE municipality = ? AND code_no = ? AND ended_us IS NULL",
	.params = "itu",
	.columns = "",
};
static const struct mg_stmt_def add_code = {
	.name = "glass.add_code",
	.sql = "INSERT INTO madoguchi.recovery_code (municipality, envelope, hash, made_us) VALUES (?, ?, ?, ?)",
	.params = "tuti",
	.columns = "",
};
static const struct mg_stmt_def find_tries = {
	.name = "glass.find_tries",
	.sql = "SELECT failures, wait_until_us FROM madoguchi.glass_try WHERE municipality = ?",
	.params = "t",
	.columns = "ui",
};
/* The row before its lock: of two who come first one waits for the other. */
static const struct mg_stmt_def make_tries = {
	.name = "glass.make_tries",
	.sql = "INSERT INTO madoguchi.glass_try (municipality, failures, wait_until_us) VALUES (?, 0, 0)"
	       " ON DUPLICATE KEY UPDATE failures = failures",
	.params = "t",
	.columns = "",
};
static const struct mg_stmt_def lock_tries = {
	.name = "glass.lock_tries",
	.sql = "SELECT failures, wait_until_us FROM madoguchi.glass_try WHERE municipality = ? FOR UPDATE",
	.params = "t",
	.columns = "ui",
};
static const struct mg_stmt_def set_tries = {
	.name = "glass.set_tries",
	.sql = "INSERT INTO madoguchi.glass_try (municipality, failures, wait_until_us) VALUES (?, ?, ?)"
	       " ON DUPLICATE KEY UPDATE failures = VALUES(failures), wait_until_us = VALUES(wait_until_us)",
	.params = "tui",
	.columns = "",
};
static const struct mg_stmt_def open_glass = {
	.name = "glass.open",
	.sql = "INSERT INTO madoguchi.break_glass (municipality, way, first_no, second_no, reason, opened_by, opened_us, until_us,"
	       " log_writer, log_n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	.params = "ttttttiiuu",
	.columns = "",
};
static const struct mg_stmt_def add_act = {
	.name = "glass.add_act",
	.sql = "INSERT INTO madoguchi.glass_act (municipality, glass_no, log_writer, log_n, command, by_actor, at_us)"
	       " VALUES (?, ?, ?, ?, ?, ?, ?)",
	.params = "tuuutti",
	.columns = "",
};
mg_stmt_list mg_glass_admin_statements = {&begin_service, &list_single, &find_ref, &list_codes, &end_codes, &use_code, &add_code,
	&find_tries, &make_tries, &lock_tries, &set_tries, &open_glass, &add_act, NULL};

bool mg_glass_list_single_fingers(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	const char *const **ret_numbers, size_t *ret_n, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_single, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	const char **numbers = mg_arena_calloc(arena, rows.n + 1, sizeof(*numbers));
	if (!numbers)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for staff numbers");
	for (size_t i = 0; i < rows.n; i++)
		numbers[i] = mg_s(&mg_row(&rows, i)[0]);
	*ret_numbers = numbers;
	*ret_n = rows.n;
	return true;
}

bool mg_glass_begin_service(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_glass_service_step *s,
	struct mg_error *err)
{
	return mg_exec(tx, &begin_service,
		MG_PARAMS(MG_T(shared->municipality), MG_I(s->now_us), MG_T(s->first_no), MG_T(s->second_no), MG_T(s->actor),
			MG_U(s->log.writer), MG_U(s->log.n)),
		NULL, NULL, err);
}

bool mg_glass_person_ref(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, const char *staff_no,
	const char **ret_person_ref, bool *ret_vendor, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_ref, MG_PARAMS(MG_T(shared->municipality), MG_T(staff_no)), &rows, err))
		return false;
	if (rows.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "nobody has this staff number");
	*ret_person_ref = mg_s(mg_row(&rows, 0));
	*ret_vendor = mg_i(&mg_row(&rows, 0)[1]) != 0;
	return true;
}

bool mg_glass_codes(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_recovery_code ret[MG_ENVELOPES], struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &list_codes, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	for (size_t i = 0; i < MG_ENVELOPES; i++)
		ret[i] = (struct mg_recovery_code){0};
	for (size_t i = 0; i < rows.n; i++) {
		const struct mg_value *v = mg_row(&rows, i);
		ret[mg_u(&v[1]) - 1] = (struct mg_recovery_code){.code_no = mg_u(&v[0]), .hash = mg_s(&v[2])};
	}
	return true;
}

bool mg_glass_end_codes(struct mg_tx *tx, const struct mg_shared *shared, bool used, int64_t now_us, uint64_t *ret_n,
	struct mg_error *err)
{
	return mg_exec(tx, &end_codes,
		MG_PARAMS(MG_I(now_us), MG_T(used ? "used" : "replaced"), MG_T(shared->municipality)), ret_n, NULL, err);
}

bool mg_glass_use_code(
	struct mg_tx *tx, const struct mg_shared *shared, uint64_t code_no, int64_t now_us, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &use_code, MG_PARAMS(MG_I(now_us), MG_T(shared->municipality), MG_U(code_no)), &n, NULL, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_CONFLICT, "a code was used meanwhile");
}

bool mg_glass_add_code(struct mg_tx *tx, const struct mg_shared *shared, unsigned envelope, const char *hash,
	int64_t now_us, struct mg_error *err)
{
	return mg_exec(tx, &add_code, MG_PARAMS(MG_T(shared->municipality), MG_U(envelope), MG_T(hash), MG_I(now_us)), NULL,
		NULL, err);
}

bool mg_glass_tries(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint32_t *ret_failures,
	int64_t *ret_wait_until_us, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(tx, arena, &find_tries, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	*ret_failures = rows.n ? (uint32_t)mg_u(&mg_row(&rows, 0)[0]) : 0;
	*ret_wait_until_us = rows.n ? mg_i(&mg_row(&rows, 0)[1]) : 0;
	return true;
}

bool mg_glass_lock_tries(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint32_t *ret_failures,
	int64_t *ret_wait_until_us, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_exec(tx, &make_tries, MG_PARAMS(MG_T(shared->municipality)), NULL, NULL, err) ||
		!mg_query(tx, arena, &lock_tries, MG_PARAMS(MG_T(shared->municipality)), &rows, err))
		return false;
	if (rows.n != 1)
		return mg_fail(err, MG_ERR_INTERNAL, "the count of wrong tries went away");
	*ret_failures = (uint32_t)mg_u(&mg_row(&rows, 0)[0]);
	*ret_wait_until_us = mg_i(&mg_row(&rows, 0)[1]);
	return true;
}

bool mg_glass_set_tries(struct mg_tx *tx, const struct mg_shared *shared, uint32_t failures, int64_t wait_until_us,
	struct mg_error *err)
{
	return mg_exec(tx, &set_tries, MG_PARAMS(MG_T(shared->municipality), MG_U(failures), MG_I(wait_until_us)), NULL, NULL,
		err);
}

bool mg_glass_open(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_new_glass *g, uint64_t *ret_glass_no,
	struct mg_error *err)
{
	return mg_exec(tx, &open_glass,
		MG_PARAMS(MG_T(shared->municipality), MG_T(g->first_no ? "authority" : "codes"), MG_T(g->first_no),
			MG_T(g->second_no), MG_T(g->reason), MG_T(g->actor), MG_I(g->opened_us), MG_I(g->until_us),
			MG_U(g->log.writer), MG_U(g->log.n)),
		NULL, ret_glass_no, err);
}

bool mg_glass_add_act(struct mg_tx *tx, const struct mg_shared *shared, uint64_t glass_no, const char *command,
	const char *actor, int64_t now_us, struct mg_glass_log log, struct mg_error *err)
{
	return mg_exec(tx, &add_act,
		MG_PARAMS(MG_T(shared->municipality), MG_U(glass_no), MG_U(log.writer), MG_U(log.n), MG_T(command), MG_T(actor),
			MG_I(now_us)),
		NULL, NULL, err);
}
