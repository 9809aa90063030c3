/* SPDX-License-Identifier: Apache-2.0 */
#include "display/display_store.h"

static const struct mg_stmt_def find = {.name = "display.find",
	.sql = "SELECT scale, contrast, reader FROM madoguchi.terminal_display WHERE municipality = ? AND terminal_id = ?",
	.params = "tu",
	.columns = "uuu"};
static const struct mg_stmt_def put = {.name = "display.put",
	.sql = "INSERT INTO madoguchi.terminal_display (municipality, terminal_id, scale, contrast, reader, changed_us,"
	       " changed_by, log_writer, log_n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE scale = VALUES(scale),"
	       " contrast = VALUES(contrast), reader = VALUES(reader), changed_us = VALUES(changed_us),"
	       " changed_by = VALUES(changed_by), log_writer = VALUES(log_writer), log_n = VALUES(log_n)",
	.params = "tuuuuituu",
	.columns = ""};
mg_stmt_list mg_display_statements = {&find, &put, NULL};

bool mg_display_find(const struct mg_display_in *in, struct mg_display *ret, struct mg_error *err)
{
	struct mg_rows rows;
	if (!mg_query(in->tx, in->arena, &find, MG_PARAMS(MG_T(in->shared->municipality), MG_U(in->terminal_id)), &rows, err))
		return false;
	*ret = (struct mg_display){0};
	if (rows.n > 0) {
		const struct mg_value *v = mg_row(&rows, 0);
		*ret = (struct mg_display){(uint32_t)mg_u(&v[0]), mg_u(&v[1]) != 0, mg_u(&v[2]) != 0};
	}
	return true;
}

bool mg_display_put(const struct mg_display_in *in, const struct mg_display *display,
	const struct mg_display_change *change, struct mg_error *err)
{
	return mg_exec(in->tx, &put,
		MG_PARAMS(MG_T(in->shared->municipality), MG_U(in->terminal_id), MG_U(display->scale), MG_U(display->contrast),
			MG_U(display->reader), MG_I(change->now_us), MG_T(change->staff_no), MG_U(change->log_writer),
			MG_U(change->log_n)),
		NULL, NULL, err);
}
