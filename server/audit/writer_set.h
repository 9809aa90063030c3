/* SPDX-License-Identifier: Apache-2.0
 * The uids and anchors of the writers that were met so far, to tell a second writer with the same
 * ones. Takes signed writers only, so that nobody chooses where the values fall. */
#pragma once
#include "audit/log_store.h"

struct mg_writer_set {
	struct mg_writer_mark *marks; /* owned */
	size_t n, cap;
};

/* *ret_new: neither the uid nor the anchor has been added before. */
bool mg_writer_set_add_row(struct mg_writer_set *set, const struct mg_log_writer_row *row,
	bool *ret_new, struct mg_error *err) MG_MUST_CHECK;
void mg_writer_set_done(struct mg_writer_set *set); /* accepts a zeroed struct */
