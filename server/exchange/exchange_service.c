/* SPDX-License-Identifier: Apache-2.0
 * Exchange.ListRuns: what became of the interface files. */
#include "exchange/exchange_store.h"
#include "rpc/call.h"

#define LIMIT_MAX 200U

_Static_assert((int)MG_RUN_RECEIVED == PB__IMPORT_RUN__STATE__RECEIVED &&
		       (int)MG_RUN_CHECKED == PB__IMPORT_RUN__STATE__CHECKED &&
		       (int)MG_RUN_POSTING == PB__IMPORT_RUN__STATE__POSTING &&
		       (int)MG_RUN_POSTED == PB__IMPORT_RUN__STATE__POSTED &&
		       (int)MG_RUN_REFUSED == PB__IMPORT_RUN__STATE__REFUSED,
	"the states have one numbering");

/* Replies only borrow; protobuf-c's strings are not const. */
static char *text_of(const char *s)
{
	return (char *)(uintptr_t)s;
}

static void fill(Pb__ImportRun *out, const struct mg_run_shown *run)
{
	pb__import_run__init(out);
	out->run_id = run->run_id;
	out->spec = text_of(run->spec);
	out->file_name = text_of(run->file_name);
	out->file_sha256 = (ProtobufCBinaryData){
		.len = run->sha256.n, .data = (uint8_t *)(uintptr_t)run->sha256.p};
	out->seq = run->seq;
	out->state = (Pb__ImportRun__State)run->state;
	out->refusal = text_of(run->refusal);
	out->refusal_line = run->refusal_line;
	out->lines = run->lines;
	out->posted = run->posted;
	out->inserted = run->inserted;
	out->updated = run->updated;
	out->deleted = run->deleted;
	out->received_us = run->received_us;
	out->finished_us = run->finished_us;
}

bool mg_Exchange_list_runs(struct mg_call *call, const Pb__ListRunsRequest *in,
	Pb__ListRunsReply *out, struct mg_error *err)
{
	struct mg_run_shown *runs;
	size_t n;
	if (in->limit < 1 || in->limit > LIMIT_MAX)
		return mg_fail(err, MG_ERR_INVALID, "limit");
	if (!mg_run_list(call->tx, call->arena, call->shared, in->limit, &runs, &n, err))
		return false;
	Pb__ImportRun *shown = mg_arena_calloc(call->arena, n ? n : 1, sizeof(*shown));
	out->runs = mg_arena_calloc(call->arena, n ? n : 1, sizeof(*out->runs));
	if (!shown || !out->runs)
		return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
	for (size_t i = 0; i < n; i++) {
		fill(&shown[i], &runs[i]);
		out->runs[i] = &shown[i];
	}
	out->n_runs = n;
	return true;
}
