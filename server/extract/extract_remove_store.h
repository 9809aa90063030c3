/* SPDX-License-Identifier: Apache-2.0
 * Removing extracts, under the account that may (mg_import): their pieces go, that they were built stays. */
#pragma once
#include "extract/extract_store.h"

/* Those whose time is over and that no open ticket names; at most 50. */
bool mg_extract_list_removable(const struct mg_extract_in *at, int64_t now_us, uint64_t **ret, size_t *ret_n,
	struct mg_error *err) MG_MUST_CHECK;
bool mg_extract_remove(const struct mg_extract_in *at, uint64_t extract_id, int64_t now_us, struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_extract_remove_statements;
