/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include "base/log.h"

struct mg_jobs {
	struct mg_worker worker;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	atomic_bool stopping;
	int64_t due_us[8]; /* a row of the job list each */
};

static void run_due(struct mg_jobs *jobs)
{
	for (size_t i = 0; i < mg_job_table_len && !atomic_load(&jobs->stopping); i++) {
		struct mg_error err = {0};
		int64_t now = mg_mono_us(&mg_clock_system);
		if (now < jobs->due_us[i])
			continue;
		jobs->due_us[i] = now + (int64_t)mg_job_table[i].every_s * 1000000;
		if (!mg_gate_run_job(&jobs->worker, &mg_job_table[i], &jobs->stopping, &err) && err.code != MG_ERR_SEALED)
			mg_log_error(err.code == MG_ERR_DATA_LOSS ? MG_LOG_ALARM : MG_LOG_ERROR, mg_job_table[i].name, &err);
	}
}

static void *jobs_main(void *user)
{
	struct mg_jobs *jobs = user;
	pthread_mutex_lock(&jobs->lock);
	while (!atomic_load(&jobs->stopping)) {
		pthread_mutex_unlock(&jobs->lock);
		run_due(jobs);
		pthread_mutex_lock(&jobs->lock);
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += 1;
		if (!atomic_load(&jobs->stopping))
			pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until);
	}
	pthread_mutex_unlock(&jobs->lock);
	mg_worker_done(&jobs->worker);
	mg_db_thread_done();
	return NULL;
}

bool mg_jobs_start(struct mg_shared *shared, const struct mg_db_config *import_db,
	const struct mg_appender_config *appender, struct mg_jobs **ret, struct mg_error *err)
{
	struct mg_jobs *jobs = calloc(1, sizeof(*jobs));
	if (!jobs || mg_job_table_len > MG_LEN(jobs->due_us) ||
		!mg_worker_init(&jobs->worker, shared, import_db, appender, err)) {
		free(jobs);
		return mg_fail(err, MG_ERR_INTERNAL, "jobs: out of memory");
	}
	pthread_mutex_init(&jobs->lock, NULL);
	pthread_cond_init(&jobs->wake, NULL);
	if (pthread_create(&jobs->thread, NULL, jobs_main, jobs) != 0) {
		free(jobs);
		return mg_fail(err, MG_ERR_INTERNAL, "cannot start a thread");
	}
	*ret = jobs;
	return true;
}

void mg_jobs_stop(struct mg_jobs *jobs)
{
	if (!jobs)
		return;
	pthread_mutex_lock(&jobs->lock);
	atomic_store(&jobs->stopping, true);
	pthread_cond_signal(&jobs->wake);
	pthread_mutex_unlock(&jobs->lock);
	pthread_join(jobs->thread, NULL);
	pthread_mutex_destroy(&jobs->lock);
	pthread_cond_destroy(&jobs->wake);
	free(jobs);
}
