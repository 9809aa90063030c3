/* SPDX-License-Identifier: Apache-2.0
 * What a call tells the log besides its result: the persons concerned and the facts. The gate's
 * side of mg_call_note_*; handlers see only rpc/call.h. */
#pragma once
#include "rpc/call.h"

#define MG_NOTES_PERSONS 256U       /* of a call */
#define MG_NOTES_PERSONS_JOB 2000U  /* of a job: a piece of an import */
#define MG_NOTES_FACT_BYTES 8192U

struct mg_call_notes {
	unsigned got; /* bits of enum mg_note */
	size_t n_persons;
	uint8_t persons[MG_NOTES_PERSONS_JOB][MG_PSEUDONYM_BYTES];
	uint8_t facts[MG_NOTES_FACT_BYTES]; /* blocks: key, value, key, value … */
	size_t facts_n;
	char actor[40];
};

void mg_notes_clear(struct mg_call_notes *notes);
