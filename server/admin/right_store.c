/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/right_store.h"

static const struct mg_stmt_def give_right = {
	.name = "right.give",
	.sql = "INSERT INTO madoguchi.staff_right (municipality, staff_id, name, given_us, given_by, asked_by, allowed_by,"
	       " log_writer, log_n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	.params = "tutitttuu",
	.columns = "",
};
static const struct mg_stmt_def end_right = {
	.name = "right.end",
	.sql = "UPDATE madoguchi.staff_right SET ended_us = ?, ended_by = ?, log_writer = ?, log_n = ?"
	       " WHERE municipality = ? AND staff_id = ? AND name = ? AND ended_us IS NULL",
	.params = "ituutut",
	.columns = "",
};
mg_stmt_list mg_right_statements = {&give_right, &end_right, NULL};

bool mg_right_give(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_right_step *s, struct mg_error *err)
{
	return mg_exec(tx, &give_right,
		MG_PARAMS(MG_T(shared->municipality), MG_U(s->staff_id), MG_T(s->name), MG_I(s->now_us), MG_T(s->actor),
			MG_T(s->asked_by), MG_T(s->allowed_by), MG_U(s->log_writer), MG_U(s->log_n)),
		NULL, NULL, err);
}

bool mg_right_end(struct mg_tx *tx, const struct mg_shared *shared, const struct mg_right_step *s, struct mg_error *err)
{
	uint64_t n;
	if (!mg_exec(tx, &end_right,
		    MG_PARAMS(MG_I(s->now_us), MG_T(s->actor), MG_U(s->log_writer), MG_U(s->log_n), MG_T(shared->municipality),
			    MG_U(s->staff_id), MG_T(s->name)),
		    &n, NULL, err))
		return false;
	return n == 1 || mg_fail(err, MG_ERR_NOT_FOUND, "the person does not have this right");
}
