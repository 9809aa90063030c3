/* SPDX-License-Identifier: Apache-2.0
 * Runs the jobs of rpc/job_list.def, each when it is due; the gate does the rest. Those of one database account share a thread, so
 * that an import that takes minutes keeps no paper waiting, and a printer that does not answer keeps no import. */
#pragma once
#include "rpc/gate.h"

struct mg_job_account {
	const char *name; /* as the rows of job_list.def say it */
	const struct mg_db_config *db;
};
struct mg_jobs;
/* INTERNAL: a row names an account that is not there. */
bool mg_jobs_start(struct mg_shared *shared, const struct mg_job_account *accounts, size_t n,
	const struct mg_appender_config *appender, struct mg_jobs **ret, struct mg_error *err) MG_MUST_CHECK;
/* Waits for the running pieces of work to end; accepts NULL. */
void mg_jobs_stop(struct mg_jobs *jobs);
