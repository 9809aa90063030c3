/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/sha.h>
#include <stdio.h>
#include "paper/paper.h"

#define DRAW_MS 15000

bool mg_paper_make(struct mg_call *call, const struct mg_paper_ref *ref, struct mg_made_paper *ret,
	struct mg_error *err)
{
	struct mg_bytes description;
	int64_t left_ms = DRAW_MS;
	if (call->deadline_mono_us != INT64_MAX)
		left_ms = (call->deadline_mono_us - mg_mono_us(&mg_clock_system)) / 1000;
	if (left_ms <= 0)
		return mg_fail(err, MG_ERR_DEADLINE, "no time left to draw");
	if (!call->shared->paper)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "no madoguchi-paper is configured");
	if (!mg_paper_describe(call, ref, &description, err) ||
		!mg_paper_client_draw(call->shared->paper, description,
			left_ms < DRAW_MS ? left_ms : DRAW_MS, call->arena, &ret->pdf, &ret->pages,
			err))
		return false;
	SHA256(ret->pdf.p, ret->pdf.n, ret->sha256);
	return true;
}

static bool note_number(
	struct mg_call *call, const char *key, uint64_t number, struct mg_error *err)
{
	char text[24];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return mg_call_note_fact(call, key, text, err);
}

bool mg_paper_note(struct mg_call *call, const struct mg_paper_ref *ref,
	const struct mg_print_job *job, struct mg_error *err)
{
	char words[80], day[MG_DATE_TEXT_BYTES], hex[65];
	mg_date_format(ref->day, MG_DATE_DIGITS, day);
	if (ref->kind == MG_PAPER_KIND_SLIP)
		snprintf(words, sizeof(words), "slip %s-%s-%04u", ref->ward, day, ref->number);
	else
		snprintf(words, sizeof(words), "list %s-%s-%s", ref->ward, day, ref->staff_no);
	if (!mg_call_note_fact(call, "paper", words, err))
		return false;
	if (!job)
		return true;
	mg_hex(job->sha256, 32, hex);
	return (!job->job_id || note_number(call, "job", job->job_id, err)) &&
	       (!job->reprint_of || note_number(call, "reprint_of", job->reprint_of, err)) &&
	       note_number(call, "copies", job->copies, err) &&
	       note_number(call, "pages", job->pages, err) &&
	       mg_call_note_fact(call, "printer", job->printer, err) &&
	       mg_call_note_fact(call, "sha256", hex, err);
}
