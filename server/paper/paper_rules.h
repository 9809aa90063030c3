/* SPDX-License-Identifier: Apache-2.0
 * The queue of a ward's printer as values: states, what an answer of the printer means for a job,
 * when to try again, and what is told to the clerk. Pure; asks no printer. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "paper/print_format.h"

/* As the column holds them, from 1. */
enum mg_job_state {
	MG_JOB_NONE,
	MG_JOB_QUEUED,	/* the printer has got nothing */
	MG_JOB_SENDING, /* committed before the first byte leaves: it may have got it */
	MG_JOB_SENT,	/* it said so */
	MG_JOB_PRINTED,
	MG_JOB_FAILED,
	MG_JOB_CANCELLED,
	MG_JOB_UNKNOWN, /* nobody knows; a clerk decides */
	MG_JOB_STATE_MAX
};
const char *mg_job_state_name(enum mg_job_state state); /* "queued" */

struct mg_job_step {
	enum mg_job_state state;
	uint32_t tries;
	uint32_t ipp_job;
	int64_t wait_us;     /* until it is looked at again */
	const char *trouble; /* a literal, Japanese; "" */
};
/* `now` is how the job stands. What an answer to `op` makes of it. Never from SENDING to QUEUED
 * unless the printer was not reached, never from UNKNOWN anywhere. */
struct mg_job_step mg_job_after(
	const struct mg_job_step *now, enum mg_print_op op, const struct mg_print_reply *reply);
/* 5, 10, 20 … seconds, at most five minutes. */
int64_t mg_job_delay_us(uint32_t tries);
/* What a keyword of the printer says, in Japanese; never NULL. */
const char *mg_job_trouble(enum mg_print_result result, const char *reason);
