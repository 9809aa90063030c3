/* SPDX-License-Identifier: Apache-2.0
 * Break-glasses as the authority looks at them, and who has acknowledged which. Decides nothing, commits nothing. */
#pragma once
#include "glass/glass_store.h"

#define MG_GLASS_LIST_MAX 20U
#define MG_GLASS_ACTS_MAX 100U

/* Everything in arena memory. */
struct mg_glass_act {
	int64_t at_us;
	const char *command, *by;
};
struct mg_glass_ack {
	const char *staff_no, *staff_name, *note;
	int64_t at_us;
};
struct mg_glass_row {
	uint64_t glass_no;
	bool by_codes;
	const char *first_no, *second_no; /* "": by the codes */
	const char *reason, *opened_by, *ended_by;
	int64_t opened_us, until_us, ended_us; /* ended_us 0: it has not ended */
	uint32_t acts_in_all;
};
/* Those that two have not acknowledged first, then the newest. */
bool mg_glass_list(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared,
	struct mg_glass_row ret[MG_GLASS_LIST_MAX], size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
bool mg_glass_acts(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t glass_no,
	struct mg_glass_act **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;
bool mg_glass_acks(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t glass_no,
	struct mg_glass_ack **ret, size_t *ret_n, struct mg_error *err) MG_MUST_CHECK;

/* Locks it: two at once come one after the other. `ret_ended` is false while it is open. NOT_FOUND: there is none. */
bool mg_glass_lock(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t glass_no,
	bool *ret_ended, struct mg_error *err) MG_MUST_CHECK;
/* How many acknowledged it, and how many of them are the person of this account (by personnel number too). */
bool mg_glass_count_acks(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint64_t glass_no,
	uint64_t staff_id, uint32_t *ret_all, uint32_t *ret_same_person, struct mg_error *err) MG_MUST_CHECK;
/* REFUSED_BY_RULE by trigger: not of the authority, or without a known personnel number. */
bool mg_glass_add_ack(struct mg_tx *tx, const struct mg_shared *shared, uint64_t glass_no, uint64_t staff_id,
	const struct mg_glass_ack *ack, struct mg_glass_log log, struct mg_error *err) MG_MUST_CHECK;
/* Ended and not acknowledged by two. */
bool mg_glass_count_unseen(struct mg_tx *tx, struct mg_arena *arena, const struct mg_shared *shared, uint32_t *ret,
	struct mg_error *err) MG_MUST_CHECK;

extern mg_stmt_list mg_glass_seen_statements;
