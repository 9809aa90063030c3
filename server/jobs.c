/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/log.h"

#define ACCOUNTS_MAX 4U
#define JOBS_MAX 16U

/* The jobs of one account. */
struct lane {
	struct mg_jobs *jobs; /* borrowed */
	const char *account;
	struct mg_worker worker;
	pthread_t thread;
	int64_t due_us[JOBS_MAX]; /* a row of the job list each */
};

struct mg_jobs {
	struct lane lanes[ACCOUNTS_MAX];
	size_t n; /* lanes whose thread runs */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	atomic_bool stopping;
};

static void run_due(struct lane *l)
{
	for (size_t i = 0; i < mg_job_table_len && !atomic_load(&l->jobs->stopping); i++) {
		struct mg_error err = {0};
		const struct mg_job *job = &mg_job_table[i];
		int64_t now = mg_mono_us(&mg_clock_system);
		if (now < l->due_us[i] || strcmp(job->account, l->account) != 0)
			continue;
		l->due_us[i] = now + (int64_t)job->every_s * 1000000;
		if (!mg_gate_run_job(&l->worker, job, &l->jobs->stopping, &err) && err.code != MG_ERR_SEALED)
			mg_log_error(err.code == MG_ERR_DATA_LOSS ? MG_LOG_ALARM : MG_LOG_ERROR, job->name, &err);
	}
}

static void *lane_main(void *user)
{
	struct lane *l = user;
	struct mg_jobs *jobs = l->jobs;
	pthread_mutex_lock(&jobs->lock);
	while (!atomic_load(&jobs->stopping)) {
		pthread_mutex_unlock(&jobs->lock);
		run_due(l);
		pthread_mutex_lock(&jobs->lock);
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += 1;
		if (!atomic_load(&jobs->stopping))
			pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until);
	}
	pthread_mutex_unlock(&jobs->lock);
	mg_worker_done(&l->worker);
	mg_db_thread_done();
	return NULL;
}

static bool every_job_has_its_account(const struct mg_job_account *accounts, size_t n)
{
	for (size_t i = 0; i < mg_job_table_len; i++) {
		bool found = false;
		for (size_t k = 0; k < n; k++)
			found = found || strcmp(mg_job_table[i].account, accounts[k].name) == 0;
		if (!found)
			return false;
	}
	return true;
}

static bool start_lane(struct mg_jobs *jobs, struct mg_shared *shared, const struct mg_job_account *account,
	const struct mg_appender_config *appender, struct mg_error *err)
{
	struct lane *l = &jobs->lanes[jobs->n];
	l->jobs = jobs;
	l->account = account->name;
	if (!mg_worker_init(&l->worker, shared, account->db, appender, err))
		return false;
	if (pthread_create(&l->thread, NULL, lane_main, l) != 0) {
		mg_worker_done(&l->worker);
		return mg_fail(err, MG_ERR_INTERNAL, "cannot start a thread");
	}
	jobs->n++;
	return true;
}

bool mg_jobs_start(struct mg_shared *shared, const struct mg_job_account *accounts, size_t n,
	const struct mg_appender_config *appender, struct mg_jobs **ret, struct mg_error *err)
{
	struct mg_jobs *jobs = calloc(1, sizeof(*jobs));
	if (!jobs || n > ACCOUNTS_MAX || mg_job_table_len > JOBS_MAX || !every_job_has_its_account(accounts, n)) {
		free(jobs);
		return mg_fail(err, MG_ERR_INTERNAL, "jobs: no memory, or a job without its account");
	}
	pthread_mutex_init(&jobs->lock, NULL);
	pthread_cond_init(&jobs->wake, NULL);
	for (size_t i = 0; i < n; i++)
		if (!start_lane(jobs, shared, &accounts[i], appender, err)) {
			mg_jobs_stop(jobs);
			return false;
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
	pthread_cond_broadcast(&jobs->wake);
	pthread_mutex_unlock(&jobs->lock);
	for (size_t i = 0; i < jobs->n; i++)
		pthread_join(jobs->lanes[i].thread, NULL);
	pthread_mutex_destroy(&jobs->lock);
	pthread_cond_destroy(&jobs->wake);
	free(jobs);
}
