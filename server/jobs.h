/* SPDX-License-Identifier: Apache-2.0
 * Runs the jobs of rpc/job_list.def on a thread of their own, each when it is due; the gate does the rest. */
#pragma once
#include "rpc/gate.h"

struct mg_jobs;
bool mg_jobs_start(struct mg_shared *shared, const struct mg_db_config *import_db,
	const struct mg_appender_config *appender, struct mg_jobs **ret, struct mg_error *err) MG_MUST_CHECK;
/* Waits for the running piece of work to end; accepts NULL. */
void mg_jobs_stop(struct mg_jobs *jobs);
