/* SPDX-License-Identifier: Apache-2.0
 * Re-hashes the stored entries of a window and judges each against its writer and its run. Knows nothing of the tree. */
#pragma once
#include "window.h"

/* Entries n_from … n_to of one writer, which these neighbouring runs name. */
struct mg_leaf_task {
	const struct mg_window_run *runs;
	size_t n_runs;
};
/* Sorts the window's runs by writer and number and cuts them into tasks of at most about 16,384 entries. The list is the
 * caller's to free. */
bool mg_leaf_tasks(struct mg_window *window, struct mg_leaf_task **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
/* Reads and judges the entries of one task. */
bool mg_leaf_task_run(const struct mg_leaf_task *task, const struct mg_window *window, struct mg_tx *tx,
	const struct mg_crypto *crypto, struct mg_findings *findings, struct mg_error *err) MG_MUST_CHECK;

/* Judges what no run names yet: each writer's entries behind its indexed ones, entries of strangers, entries with the
 * number 0, and writers that the server did not sign. */
bool mg_leaf_check_rest(const struct mg_roster *roster, struct mg_tx *tx, const struct mg_crypto *crypto,
	struct mg_findings *findings, uint64_t *ret_pending, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_leaf_statements;
