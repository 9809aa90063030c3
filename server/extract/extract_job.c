/* SPDX-License-Identifier: Apache-2.0
 * The jobs ExtractDaily (the fixed reports, built by the system) and ExtractRemove (what nobody carried in its time). Each
 * extract is one transaction with one entry. */
#include <stdio.h>
#include "extract/extract_build.h"
#include "extract/extract_remove_store.h"

#define TRIES 5

/* ---- the day's 送付書 ---- */

/* The last day whose lists are due: today once its minute has come, else yesterday. */
static struct mg_date due_until(const struct mg_call *call)
{
	const struct mg_date today = mg_date_of_utc_us(call->now_us);
	const int64_t begins = mg_date_start_utc_us(today);
	const bool has_come = call->now_us >= begins + (int64_t)call->shared->export_daily_minute * 60 * 1000000;
	return has_come ? today : mg_date_add_days(today, -1);
}

static bool build_one(struct mg_call *call, const char *ward, struct mg_date day, struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	struct mg_spec spec;
	struct mg_extract x;
	bool found;
	if (!mg_spec_find(&at, "sofusho", &spec, &found, err))
		return false;
	if (!found) /* nobody approved it */
		return true;
	const struct mg_build build = {.spec = &spec,
		.rows = mg_rows_sofusho,
		.question = {.ward = ward, .from = day, .to = day},
		.reason = "日次の送付書",
		.extractor_no = "system",
		.extractor_name = "システム",
		.marks_receipts = true};
	return mg_extract_build(call, &build, &x, err) && mg_job_commit(call, err);
}

static bool build_with_tries(struct mg_call *call, const struct mg_ward_day *due, struct mg_error *err)
{
	for (int i = 1;; i++) {
		*err = (struct mg_error){0};
		mg_arena_reset(call->arena);
		if (mg_job_begin(call, err) && build_one(call, due->ward, due->day, err))
			return true;
		if (err->code != MG_ERR_RETRY || i == TRIES || mg_call_is_over(call))
			return false;
	}
}

bool mg_job_extract_daily(struct mg_call *call, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena mine;
	struct mg_ward_day *due;
	size_t n;
	mg_arena_init(&mine, 1U << 18);
	const struct mg_extract_in at = {call->tx, &mine, call->shared};
	if (!mg_job_begin(call, err) || !mg_sofusho_due(&at, due_until(call), &due, &n, err))
		return false;
	/* a day that cannot be built must not keep the others: its error is told at the end */
	bool ok = true;
	for (size_t i = 0; i < n && !mg_call_is_over(call); i++) {
		struct mg_error own = {0};
		if (!build_with_tries(call, &due[i], &own)) {
			*err = own;
			ok = false;
		}
	}
	return ok;
}

/* ---- removing ---- */

static bool remove_one(struct mg_call *call, uint64_t extract_id, struct mg_error *err)
{
	const struct mg_extract_in at = mg_extract_in(call);
	char number[24];
	snprintf(number, sizeof(number), "%llu", (unsigned long long)extract_id);
	return mg_extract_remove(&at, extract_id, call->now_us, err) && mg_call_note_fact(call, "extract", number, err) &&
	       mg_job_commit(call, err);
}

bool mg_job_extract_remove(struct mg_call *call, struct mg_error *err)
{
	MG_CLEANUP(mg_arena_done) struct mg_arena mine;
	uint64_t *ids;
	size_t n;
	mg_arena_init(&mine, 1U << 18);
	const struct mg_extract_in at = {call->tx, &mine, call->shared};
	if (!mg_job_begin(call, err) || !mg_extract_list_removable(&at, call->now_us, &ids, &n, err))
		return false;
	for (size_t i = 0; i < n && !mg_call_is_over(call); i++) {
		mg_arena_reset(call->arena);
		if (!mg_job_begin(call, err) || !remove_one(call, ids[i], err))
			return false;
	}
	return true;
}
