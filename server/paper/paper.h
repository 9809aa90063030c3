/* SPDX-License-Identifier: Apache-2.0
 * What the parts of this slice say to each other: a paper made of its records, and a paper looked
 * for in the printers' queue. Only paper_content.c knows the records. */
#pragma once
#include "paper/client.h"
#include "paper/paper_store.h"
#include "rpc/call.h"

/* Loads the records in the call's transaction, names their persons in its entry, and describes the
 * paper. NOT_FOUND: no such record, or not to be shown in the ward of call->session. */
bool mg_paper_describe(struct mg_call *call, const struct mg_paper_ref *ref,
	struct mg_bytes *ret_description, struct mg_error *err) MG_MUST_CHECK;

struct mg_made_paper {
	struct mg_bytes pdf; /* in the call's arena */
	unsigned pages;
	uint8_t sha256[32];
};
/* Describes and draws. UNAVAILABLE: madoguchi-paper is not there. */
bool mg_paper_make(struct mg_call *call, const struct mg_paper_ref *ref, struct mg_made_paper *ret,
	struct mg_error *err) MG_MUST_CHECK;
/* Facts of the entry: which paper, how many copies, where. `printer` NULL: none. */
bool mg_paper_note(struct mg_call *call, const struct mg_paper_ref *ref,
	const struct mg_print_job *job, struct mg_error *err) MG_MUST_CHECK;
/* The work of the job PrintPapers: one round through the queue. */
bool mg_paper_print_due(struct mg_call *call, struct mg_error *err) MG_MUST_CHECK;
