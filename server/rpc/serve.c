/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/serve.h"
#include <grpc/grpc_security.h>
#include <grpc/support/time.h>
#include <stdlib.h>
#include <time.h>
#include "base/log.h"
#include "rpc/inflight.h"
#include "rpc/lane.h"
#include "rpc/rate.h"
#include "rpc/suspend.h"
#include "rpc/tls.h"
#include "rpc/watch.h"

#define SLOTS 64U /* calls that gRPC may announce at once */
#define READ_TIMEOUT_US                                                                            \
	(10 * INT64_C(1000000)) /* a client that never sends its message is cut off */
#define FETCH_TIMEOUT_US (60 * INT64_C(1000000)) /* and one that never takes its answer */
#define MESSAGE_BYTES_MAX (1280 << 10)
#define METADATA_BYTES_MAX 8192
#define MAX_THREADS 80U

#ifdef __SANITIZE_THREAD__
void __tsan_acquire(void *);
#define TAKE_OVER(tag) __tsan_acquire(tag)
#else
#define TAKE_OVER(tag) ((void)(tag))
#endif

struct server_worker {
	struct mg_server *server;
	struct mg_lane_queue *lane;
	struct mg_worker worker;
};

struct mg_server {
	struct mg_serve_config config;
	/* owned */
	struct mg_tls *tls;
	grpc_server *grpc;
	grpc_completion_queue *queue;
	struct mg_lane_queue lanes[MG_LANE_MAX];
	struct server_worker workers[MAX_THREADS];
	pthread_t threads[MAX_THREADS];
	pthread_t queue_threads[8];
	pthread_t timer_thread;
	unsigned n_workers, n_queue_threads;
	bool timer_started;
	struct mg_inflight inflight;
	struct mg_rate rate;
	/* state */
	pthread_mutex_t lock; /* guards the lists and flags below */
	pthread_cond_t timer_news;
	struct mg_wire_call *reading;
	struct mg_wire_call *delayed;
	bool stopping;
	atomic_bool shut;
	atomic_bool healthy;
	struct mg_wire_tag shutdown_tag;
};

bool mg_server_takes(
	struct mg_server *s, grpc_completion_queue **ret_queue, grpc_server **ret_server)
{
	pthread_mutex_lock(&s->lock);
	bool ok = !s->stopping;
	pthread_mutex_unlock(&s->lock);
	*ret_queue = s->queue;
	*ret_server = s->grpc;
	return ok;
}

bool mg_serve_is_healthy(const struct mg_server *s)
{
	return mg_keys_ready(s->config.shared->keys) && atomic_load(&s->healthy);
}

void mg_server_reading(struct mg_server *s, struct mg_wire_call *c, bool reading)
{
	pthread_mutex_lock(&s->lock);
	c->since_mono_us = mg_mono_us(&mg_clock_system);
	if (reading && !c->reading) {
		c->read_prev = NULL;
		c->read_next = s->reading;
		if (s->reading)
			s->reading->read_prev = c;
		s->reading = c;
	} else if (!reading && c->reading) {
		if (c->read_prev)
			c->read_prev->read_next = c->read_next;
		else
			s->reading = c->read_next;
		if (c->read_next)
			c->read_next->read_prev = c->read_prev;
	}
	c->reading = reading;
	pthread_mutex_unlock(&s->lock);
}

/* One terminal cannot keep the judges of fingers and passwords to itself. */
static uint32_t weight_of(const struct mg_inbound *in)
{
	return in->row && in->row->lane == MG_LANE_LOGIN ? MG_INFLIGHT_JUDGED : 1;
}

bool mg_server_enter(struct mg_server *s, const struct mg_inbound *in)
{
	return mg_inflight_enter(&s->inflight, in->cert_sha256, weight_of(in));
}

enum mg_rate_verdict mg_server_rate(struct mg_server *s, const uint8_t cert_sha256[32])
{
	return mg_rate_note(&s->rate, cert_sha256, mg_mono_us(&mg_clock_system));
}

void mg_server_leave(struct mg_server *s, const struct mg_inbound *in)
{
	mg_inflight_leave(&s->inflight, in->cert_sha256, weight_of(in));
}

void mg_server_dispatch(struct mg_server *s, struct mg_wire_call *c)
{
	enum mg_lane lane = c->in.row
				    ? c->in.row->lane
				    : MG_LANE_DATA; /* unknown methods: refused and logged there */
	if (!mg_lane_put(&s->lanes[lane], c))
		mg_wire_call_answer(c, &(struct mg_outcome){.code = MG_ERR_BUSY});
}

/* ---- answers that wait for their instant ---- */

static struct mg_bytes own(struct mg_bytes b)
{
	uint8_t *copy = b.n ? malloc(b.n) : NULL;
	if (copy)
		memcpy(copy, b.p, b.n);
	return (struct mg_bytes){copy, copy ? b.n : 0};
}

/* False when the server stops: the timer may have gone already. */
static bool delay(struct mg_server *s, struct mg_wire_call *c, const struct mg_outcome *outcome)
{
	pthread_mutex_lock(&s->lock);
	if (s->stopping) {
		pthread_mutex_unlock(&s->lock);
		return false;
	}
	c->delayed = *outcome;
	c->delayed.reply = c->delayed_owned[0] = own(outcome->reply);
	c->delayed.entry = c->delayed_owned[1] = own(outcome->entry);
	struct mg_wire_call **at = &s->delayed;
	while (*at && (*at)->delayed.not_before_mono_us <= outcome->not_before_mono_us)
		at = &(*at)->next;
	c->next = *at;
	*at = c;
	pthread_cond_signal(&s->timer_news);
	pthread_mutex_unlock(&s->lock);
	return true;
}

static void answer(struct mg_server *s, struct mg_wire_call *c, const struct mg_outcome *outcome)
{
	if (outcome->not_before_mono_us <= mg_mono_us(&mg_clock_system) || !delay(s, c, outcome))
		mg_wire_call_answer(c, outcome);
}

/* Cuts off the calls whose message does not come, and those whose answer is not fetched: gRPC has
 * no limit for that. */
static void sweep(struct mg_server *s, int64_t now)
{
	for (struct mg_wire_call *c = s->reading; c; c = c->read_next)
		if (now - c->since_mono_us >
			(atomic_load(&c->answered) ? FETCH_TIMEOUT_US : READ_TIMEOUT_US))
			grpc_call_cancel_with_status(
				c->call, GRPC_STATUS_DEADLINE_EXCEEDED, "too slow", NULL);
}

static void *timer_main(void *user)
{
	struct mg_server *s = user;
	pthread_mutex_lock(&s->lock);
	while (!s->stopping || s->delayed) {
		int64_t now = mg_mono_us(&mg_clock_system);
		struct mg_wire_call *due = s->delayed;
		if (due && (due->delayed.not_before_mono_us <= now || s->stopping)) {
			s->delayed = due->next;
			pthread_mutex_unlock(&s->lock);
			mg_wire_call_answer(due, &due->delayed);
			pthread_mutex_lock(&s->lock);
			continue;
		}
		sweep(s, now);
		int64_t wait_us = due ? due->delayed.not_before_mono_us - now : 1000000;
		if (wait_us > 1000000)
			wait_us = 1000000;
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		int64_t ns = until.tv_nsec + wait_us * 1000;
		until.tv_sec += ns / 1000000000;
		until.tv_nsec = ns % 1000000000;
		pthread_cond_timedwait(&s->timer_news, &s->lock, &until);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

/* ---- threads ---- */

static void *worker_main(void *user)
{
	struct server_worker *sw = user;
	for (struct mg_wire_call *c; (c = mg_lane_take(sw->lane));) {
		struct mg_outcome outcome;
		if (c->in.is_over_rate)
			mg_gate_suspend(&sw->worker, c->in.cert_sha256);
		mg_gate_run(&sw->worker, &c->in, &outcome);
		if (outcome.code == MG_OK)
			atomic_store(&sw->server->healthy, true);
		else if (outcome.code != MG_ERR_SEALED && mg_db_is_broken(sw->worker.db)) /* sealed it has none yet */
			atomic_store(&sw->server->healthy, false);
		answer(sw->server, c, &outcome);
		mg_arena_reset(&sw->worker.arena); /* what was secret does not wait for the next
						      call to be wiped */
	}
	mg_worker_done(&sw->worker);
	mg_db_thread_done();
	return NULL;
}

static void *watch_main(void *user)
{
	struct server_worker *sw = user;
	mg_watch_run(&sw->worker, sw->lane);
	mg_worker_done(&sw->worker);
	mg_db_thread_done();
	return NULL;
}

static void *queue_main(void *user)
{
	struct mg_server *s = user;
	for (;;) {
		grpc_event e = grpc_completion_queue_next(
			s->queue, gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
		if (e.type == GRPC_QUEUE_SHUTDOWN)
			return NULL;
		struct mg_wire_tag *tag = e.tag;
		TAKE_OVER(tag);
		if (tag == &s->shutdown_tag)
			atomic_store(&s->shut, true);
		else
			tag->step(tag->call, e.success);
	}
}

static grpc_server *make_grpc_server(void)
{
	grpc_arg args[] = {
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH,
			.value.integer = MESSAGE_BYTES_MAX},
		/* gRPC measures a message after inflating it: a megabyte of it may stand for a
		   gigabyte of zeros */
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION,
			.value.integer = 0},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET,
			.value.integer = 1},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_MAX_METADATA_SIZE,
			.value.integer = METADATA_BYTES_MAX},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_MAX_CONCURRENT_STREAMS,
			.value.integer = 64},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_MAX_CONNECTION_AGE_MS,
			.value.integer = 1800000},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
			.value.integer = 60000},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
			.value.integer = 5000},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_KEEPALIVE_TIME_MS,
			.value.integer = 30000},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
			.value.integer = 10000},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
			.value.integer = 10000},
		{.type = GRPC_ARG_INTEGER,
			.key = (char *)GRPC_ARG_ALLOW_REUSEPORT,
			.value.integer = 0},
	};
	grpc_channel_args all = {.num_args = MG_LEN(args), .args = args};
	return grpc_server_create(&all, NULL);
}

static bool listen_on(struct mg_server *s, int *ret_port, struct mg_error *err)
{
	if (!mg_tls_new(s->config.ca_file, s->config.cert_file, s->config.key_file, &s->tls, err))
		return false;
	s->grpc = make_grpc_server();
	s->queue = grpc_completion_queue_create_for_next(NULL);
	grpc_server_register_completion_queue(s->grpc, s->queue, NULL);
	grpc_server_credentials *credentials = mg_tls_credentials(s->tls);
	*ret_port = grpc_server_add_http2_port(s->grpc, s->config.address, credentials);
	grpc_server_credentials_release(credentials);
	if (*ret_port == 0)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "cannot listen on %s", s->config.address);
	return true;
}

static bool start_worker(
	struct mg_server *s, enum mg_lane lane, void *(*body)(void *), struct mg_error *err)
{
	struct server_worker *sw = &s->workers[s->n_workers];
	*sw = (struct server_worker){.server = s, .lane = &s->lanes[lane]};
	if (!mg_worker_init(&sw->worker, s->config.shared, s->config.db, s->config.appender, err))
		return false;
	if (pthread_create(&s->threads[s->n_workers], NULL, body, sw) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "cannot start a thread");
	s->n_workers++;
	return true;
}

static bool start_threads(struct mg_server *s, struct mg_error *err)
{
	const struct mg_serve_config *c = &s->config;
	for (unsigned i = 0; i < c->data_workers; i++)
		if (!start_worker(s, MG_LANE_DATA, worker_main, err))
			return false;
	for (unsigned i = 0; i < c->login_workers; i++)
		if (!start_worker(s, MG_LANE_LOGIN, worker_main, err))
			return false;
	for (unsigned i = 0; i < c->bulk_workers; i++)
		if (!start_worker(s, MG_LANE_BULK, worker_main, err))
			return false;
	if (!start_worker(s, MG_LANE_WATCH, watch_main, err))
		return false;
	if (pthread_create(&s->timer_thread, NULL, timer_main, s) != 0)
		return mg_fail(err, MG_ERR_INTERNAL, "cannot start a thread");
	s->timer_started = true;
	for (; s->n_queue_threads < c->queue_threads; s->n_queue_threads++)
		if (pthread_create(&s->queue_threads[s->n_queue_threads], NULL, queue_main, s) != 0)
			return mg_fail(err, MG_ERR_INTERNAL, "cannot start a thread");
	return true;
}

bool mg_serve_start(const struct mg_serve_config *config, struct mg_server **ret, int *ret_port,
	struct mg_error *err)
{
	struct mg_server *s = calloc(1, sizeof(*s));
	if (!s)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (config->data_workers + config->login_workers + config->bulk_workers + 1 > MAX_THREADS ||
		config->queue_threads > MG_LEN(s->queue_threads)) {
		free(s);
		return mg_fail(err, MG_ERR_INVALID, "too many threads asked for");
	}
	s->config = *config;
	pthread_mutex_init(&s->lock, NULL);
	mg_inflight_init(&s->inflight);
	mg_rate_init(&s->rate, config->calls_per_second);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&s->timer_news, &monotonic);
	pthread_condattr_destroy(&monotonic);
	for (int l = MG_LANE_DATA; l < MG_LANE_MAX; l++)
		mg_lane_init(&s->lanes[l], config->queue_max);
	atomic_init(&s->healthy, true);
	grpc_init();
	bool ok = listen_on(s, ret_port, err);
	if (ok) {
		grpc_server_start(s->grpc);
		for (unsigned i = 0; i < SLOTS; i++)
			mg_wire_call_post(s);
		ok = start_threads(s, err);
	}
	if (!ok) {
		mg_serve_stop(s, 0);
		return false;
	}
	*ret = s;
	return true;
}

/* ---- stop ---- */

static void sleep_ms(unsigned ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000},
		NULL);
}

static void drain(struct mg_server *s, unsigned drain_ms)
{
	s->shutdown_tag = (struct mg_wire_tag){0};
	grpc_server_shutdown_and_notify(s->grpc, s->queue, &s->shutdown_tag);
	mg_lane_close(&s->lanes[MG_LANE_WATCH]); /* parked calls are answered at once */
	for (unsigned waited = 0; waited < drain_ms && !atomic_load(&s->shut); waited += 5)
		sleep_ms(5);
	if (!atomic_load(&s->shut))
		grpc_server_cancel_all_calls(s->grpc);
}

void mg_serve_stop(struct mg_server *s, unsigned drain_ms)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	pthread_cond_signal(&s->timer_news);
	pthread_mutex_unlock(&s->lock);
	if (s->grpc && s->n_queue_threads)
		drain(s, drain_ms);
	for (int l = MG_LANE_DATA; l < MG_LANE_MAX; l++)
		mg_lane_close(&s->lanes[l]);
	for (unsigned i = 0; i < s->n_workers; i++)
		pthread_join(s->threads[i], NULL);
	if (s->timer_started)
		pthread_join(s->timer_thread, NULL);
	while (s->n_queue_threads && !atomic_load(&s->shut))
		sleep_ms(2);
	if (s->queue)
		grpc_completion_queue_shutdown(s->queue);
	for (unsigned i = 0; i < s->n_queue_threads; i++)
		pthread_join(s->queue_threads[i], NULL);
	if (s->grpc)
		grpc_server_destroy(s->grpc);
	if (s->queue)
		grpc_completion_queue_destroy(s->queue);
	mg_tls_free(s->tls);
	grpc_shutdown_blocking();
	for (int l = MG_LANE_DATA; l < MG_LANE_MAX; l++)
		mg_lane_done(&s->lanes[l]);
	pthread_mutex_destroy(&s->lock);
	mg_inflight_done(&s->inflight);
	mg_rate_done(&s->rate);
	pthread_cond_destroy(&s->timer_news);
	free(s);
}
