/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/wire_call.h"
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc_security.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/log.h"
#include "madoguchi/health.pb-c.h"
#include "madoguchi/v1/common.pb-c.h"
#include "rpc/peer.h"
#include "rpc/reflection.h"
#include "rpc/serve.h"

#define HEALTH_PATH "/grpc.health.v1.Health/Check"
#define CERT_BYTES_MAX 16384U
#define MESSAGE_LIMIT_DATA (64U << 10)
#define MESSAGE_LIMIT_LOGIN (1280U << 10)	/* a picture of 1000 × 1000 and its words */
#define DEADLINE_MAX_US (60 * INT64_C(1000000)) /* none or a longer one is replaced */

#ifdef __SANITIZE_THREAD__ /* libgrpc is not instrumented: the hand-over through its queue must be \
			      told */
void __tsan_release(void *);
#define HAND_OVER(tag) __tsan_release(tag)
#else
#define HAND_OVER(tag) ((void)(tag))
#endif

static void arrival(struct mg_wire_call *c, bool ok);
static void message_read(struct mg_wire_call *c, bool ok);
static void closed(struct mg_wire_call *c, bool ok);
static void sent(struct mg_wire_call *c, bool ok);
static void reflected(struct mg_wire_call *c, bool ok);

void mg_wire_call_unref(struct mg_wire_call *c)
{
	if (atomic_fetch_sub(&c->refs, 1) != 1)
		return;
	if (c->reading)
		mg_server_reading(c->server, c, false);
	if (c->counted)
		mg_server_leave(c->server, &c->in);
	for (size_t i = 0; i < c->n_trailers; i++) {
		grpc_slice_unref(c->trailers[i].key);
		grpc_slice_unref(c->trailers[i].value);
	}
	const bool wipe = c->wipe || (c->in.row && (c->in.row->flags & MG_RPC_SECRET));
	if (wipe && c->in.message.n) /* our copy of what gRPC read */
		mg_wipe((void *)(uintptr_t)c->in.message.p, c->in.message.n);
	if (c->message)
		grpc_byte_buffer_destroy(c->message);
	grpc_slice_unref(c->message_slice);
	grpc_metadata_array_destroy(&c->metadata);
	grpc_call_details_destroy(&c->details);
	for (size_t i = 0; i < MG_LEN(c->delayed_owned); i++)
		free((void *)(uintptr_t)c->delayed_owned[i].p);
	if (c->call)
		grpc_call_unref(c->call);
	free(c);
}

static void start_batch(
	struct mg_wire_call *c, const grpc_op *ops, size_t n, struct mg_wire_tag *tag)
{
	atomic_fetch_add(&c->refs, 1);
	HAND_OVER(tag);
	grpc_call_error e = grpc_call_start_batch(c->call, ops, n, tag, NULL);
	if (e != GRPC_CALL_OK) {
		mg_log(MG_LOG_ERROR, "gRPC refused a batch: %s", grpc_call_error_to_string(e));
		mg_wire_call_unref(c);
	}
}

void mg_wire_call_post(struct mg_server *server)
{
	grpc_completion_queue *queue;
	grpc_server *gs;
	if (!mg_server_takes(server, &queue, &gs))
		return;
	struct mg_wire_call *c = calloc(1, sizeof(*c));
	if (!c) {
		mg_log(MG_LOG_ERROR, "out of memory: one slot for calls less");
		return;
	}
	c->server = server;
	atomic_init(&c->refs, 1);
	c->message_slice = grpc_empty_slice();
	c->on_arrival = (struct mg_wire_tag){arrival, c};
	c->on_message = (struct mg_wire_tag){message_read, c};
	c->on_close = (struct mg_wire_tag){closed, c};
	c->on_sent = (struct mg_wire_tag){sent, c};
	c->on_reflected = (struct mg_wire_tag){reflected, c};
	grpc_call_details_init(&c->details);
	grpc_metadata_array_init(&c->metadata);
	HAND_OVER(&c->on_arrival);
	if (grpc_server_request_call(gs, &c->call, &c->details, &c->metadata, queue, queue,
		    &c->on_arrival) != GRPC_CALL_OK)
		mg_wire_call_unref(c);
}

/* ---- what the transport knows of the caller ---- */

static bool find_metadata(const struct mg_wire_call *c, const char *key, struct mg_bytes *ret)
{
	for (size_t i = 0; i < c->metadata.count; i++) {
		const grpc_metadata *m = &c->metadata.metadata[i];
		if (grpc_slice_str_cmp(m->key, key) == 0) {
			*ret = (struct mg_bytes){
				GRPC_SLICE_START_PTR(m->value), GRPC_SLICE_LENGTH(m->value)};
			return true;
		}
	}
	return false;
}

/* SHA-256 of the DER form, out of the PEM text that gRPC offers. */
static bool hash_pem(const char *pem, size_t n, uint8_t ret[32])
{
	static const char head[] = "-----BEGIN CERTIFICATE-----";
	uint8_t text[CERT_BYTES_MAX], der[CERT_BYTES_MAX];
	const char *from = memmem(pem, n, head, sizeof(head) - 1);
	if (!from)
		return false;
	from += sizeof(head) - 1;
	const char *to = memmem(from, n - (size_t)(from - pem), "-----END", 8);
	if (!to || (size_t)(to - from) > sizeof(text))
		return false;
	size_t len = 0, pad = 0;
	for (const char *p = from; p < to; p++)
		if (*p != '\n' && *p != '\r')
			text[len++] = (uint8_t)*p;
	while (pad < 2 && pad < len && text[len - 1 - pad] == '=')
		pad++;
	int got = len % 4 == 0 ? EVP_DecodeBlock(der, text, (int)len) : -1;
	if (got <= (int)pad)
		return false;
	SHA256(der, (size_t)got - pad, ret);
	return true;
}

static bool read_certificate(const struct mg_wire_call *c, uint8_t ret[32])
{
	grpc_auth_context *auth = grpc_call_auth_context(c->call);
	bool ok = false;
	if (auth && grpc_auth_context_peer_is_authenticated(auth)) {
		grpc_auth_property_iterator it = grpc_auth_context_find_properties_by_name(
			auth, GRPC_X509_PEM_CERT_PROPERTY_NAME);
		const grpc_auth_property *p = grpc_auth_property_iterator_next(&it);
		ok = p && hash_pem(p->value, p->value_length, ret);
	}
	grpc_auth_context_release(auth);
	return ok;
}

static int64_t deadline_of(const struct mg_wire_call *c, int64_t now_mono_us)
{
	gpr_timespec left =
		gpr_time_sub(gpr_convert_clock_type(c->details.deadline, GPR_CLOCK_MONOTONIC),
			gpr_now(GPR_CLOCK_MONOTONIC));
	double us = gpr_timespec_to_micros(left);
	if (!(us < (double)DEADLINE_MAX_US))
		return now_mono_us + DEADLINE_MAX_US;
	return now_mono_us + (us > 0 ? (int64_t)us : 0);
}

static void fill_inbound(struct mg_wire_call *c)
{
	struct mg_bytes authorization;
	c->in.gone = &c->gone;
	c->in.has_cert = read_certificate(c, c->in.cert_sha256);
	c->arrived_mono_us = mg_mono_us(&mg_clock_system);
	c->in.deadline_mono_us = deadline_of(c, c->arrived_mono_us);
	c->in.row = mg_rpc_find((const char *)GRPC_SLICE_START_PTR(c->details.method),
		GRPC_SLICE_LENGTH(c->details.method));
	c->is_health = grpc_slice_str_cmp(c->details.method, HEALTH_PATH) == 0;
	c->is_reflection = mg_reflection_answers(
		GRPC_SLICE_START_PTR(c->details.method), GRPC_SLICE_LENGTH(c->details.method));
	if (find_metadata(c, "authorization", &authorization) && authorization.n > 7 &&
		memcmp(authorization.p, "Bearer ", 7) == 0)
		c->in.bearer = (struct mg_bytes){authorization.p + 7, authorization.n - 7};
	(void)find_metadata(c, "madoguchi-key-bin", &c->in.key);
	(void)find_metadata(c, "madoguchi-fresh", &c->in.fresh);
}

/* ---- steps ---- */

static void read_message(struct mg_wire_call *c)
{
	mg_server_reading(c->server, c, true);
	grpc_op read_op = {
		.op = GRPC_OP_RECV_MESSAGE, .data.recv_message.recv_message = &c->message};
	start_batch(c, &read_op, 1, &c->on_message);
}

/* A terminal that calls too often: its connection is cut, and the first such call goes to a worker that suspends it.
 * True: the call is taken care of. */
static bool is_over_rate(struct mg_wire_call *c)
{
	const enum mg_rate_verdict verdict = c->in.has_cert ? mg_server_rate(c->server, c->in.cert_sha256) : MG_RATE_FINE;
	if (verdict == MG_RATE_FINE)
		return false;
	char *peer = grpc_call_get_peer(c->call);
	(void)mg_peer_cut(peer);
	gpr_free(peer);
	if (verdict == MG_RATE_OVER) {
		c->in.is_over_rate = true;
		mg_server_dispatch(c->server, c); /* takes over the slot's reference */
	} else {
		mg_wire_call_answer(c, &(struct mg_outcome){.code = MG_ERR_BUSY});
	}
	return true;
}

static void arrival(struct mg_wire_call *c, bool ok)
{
	if (!ok) { /* shutting down */
		mg_wire_call_unref(c);
		return;
	}
	mg_wire_call_post(c->server);
	fill_inbound(c);
	grpc_op close_op = {.op = GRPC_OP_RECV_CLOSE_ON_SERVER,
		.data.recv_close_on_server.cancelled = &c->cancelled};
	start_batch(c, &close_op, 1, &c->on_close);
	if (is_over_rate(c))
		return;
	c->counted = mg_server_enter(c->server, &c->in);
	if (!c->counted) {
		mg_wire_call_answer(
			c, &(struct mg_outcome){
				   .code = MG_ERR_BUSY}); /* takes over the slot's reference */
		return;
	}
	read_message(c);
	mg_wire_call_unref(c); /* the slot's own; the batches hold theirs */
}

static void answer_health(struct mg_wire_call *c)
{
	PbHealth__HealthCheckResponse reply = PB_HEALTH__HEALTH_CHECK_RESPONSE__INIT;
	uint8_t bytes[16];
	reply.status = mg_serve_is_healthy(c->server)
			       ? PB_HEALTH__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING
			       : PB_HEALTH__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING;
	size_t n = pb_health__health_check_response__pack(&reply, bytes);
	mg_wire_call_answer(c, &(struct mg_outcome){.reply = {bytes, n}});
}

/* The next message of the same stream; the tag's reference goes over to the batch's. */
static void reflected(struct mg_wire_call *c, bool ok)
{
	if (ok)
		read_message(c);
	mg_wire_call_unref(c);
}

static void reflect(struct mg_wire_call *c)
{
	struct mg_bytes reply = {0};
	MG_CLEANUP(mg_arena_done) struct mg_arena arena;
	mg_arena_init(&arena, 1U << 20);
	if (!mg_reflection_reply(c->in.message, &arena, &reply)) {
		mg_wire_call_answer(c, &(struct mg_outcome){.code = MG_ERR_INVALID});
		return;
	}
	grpc_slice s = grpc_slice_from_copied_buffer((const char *)reply.p, reply.n);
	grpc_byte_buffer *message = grpc_raw_byte_buffer_create(&s, 1);
	grpc_op ops[2] = {{.op = GRPC_OP_SEND_MESSAGE, .data.send_message.send_message = message},
		{.op = GRPC_OP_SEND_INITIAL_METADATA}};
	const size_t n = c->head_sent ? 1 : 2;
	c->head_sent = true; /* before: another thread may see the end of this batch at once */
	start_batch(c, ops, n, &c->on_reflected);
	grpc_slice_unref(s);
	grpc_byte_buffer_destroy(message);
	mg_wire_call_unref(c);
}

static void message_read(struct mg_wire_call *c, bool ok)
{
	mg_server_reading(c->server, c, false);
	grpc_byte_buffer_reader reader;
	if (ok && !c->message && c->is_reflection &&
		c->head_sent) { /* the client has nothing more to ask */
		mg_wire_call_answer(c, &(struct mg_outcome){0});
		return;
	}
	if (!ok || !c->message || !grpc_byte_buffer_reader_init(&reader, c->message)) {
		mg_wire_call_answer(c, &(struct mg_outcome){.code = MG_ERR_INVALID});
		return;
	}
	grpc_slice_unref(c->message_slice);
	c->message_slice = grpc_byte_buffer_reader_readall(&reader);
	grpc_byte_buffer_reader_destroy(&reader);
	grpc_byte_buffer_destroy(c->message);
	c->message = NULL;
	c->in.message = (struct mg_bytes){
		GRPC_SLICE_START_PTR(c->message_slice), GRPC_SLICE_LENGTH(c->message_slice)};
	const size_t limit = c->in.row && c->in.row->lane == MG_LANE_LOGIN ? MESSAGE_LIMIT_LOGIN
									   : MESSAGE_LIMIT_DATA;
	if (c->in.message.n >
		limit) { /* a full queue of the longest would be a third of a gigabyte */
		c->in.is_too_large = true;
		c->in.message = (struct mg_bytes){0};
		grpc_slice_unref(c->message_slice);
		c->message_slice = grpc_empty_slice();
	}
	if (c->is_health)
		answer_health(c);
	else if (c->is_reflection)
		reflect(c);
	else
		mg_server_dispatch(c->server, c); /* takes over the batch's reference */
}

static void closed(struct mg_wire_call *c, bool ok)
{
	(void)ok;
	if (c->cancelled)
		atomic_store(&c->gone, true);
	mg_wire_call_unref(c);
}

static void sent(struct mg_wire_call *c, bool ok)
{
	(void)ok;
	mg_server_reading(c->server, c, false);
	mg_wire_call_unref(c);
}

/* ---- the answer ---- */

static void add_trailer(struct mg_wire_call *c, const char *key, const void *bytes, size_t n)
{
	c->trailers[c->n_trailers++] = (grpc_metadata){
		.key = grpc_slice_from_static_string(key),
		.value = grpc_slice_from_copied_buffer(bytes, n),
	};
}

static void add_error_trailer(struct mg_wire_call *c, const struct mg_outcome *outcome)
{
	Pb__ErrorDetail detail = PB__ERROR_DETAIL__INIT;
	uint8_t bytes[256];
	detail.code = (char *)(uintptr_t)mg_code_name(outcome->code);
	detail.key = (char *)(uintptr_t)mg_code_key(outcome->code);
	detail.incident = (char *)(uintptr_t)outcome->incident;
	detail.field = (char *)(uintptr_t)(outcome->field ? outcome->field : "");
	if (pb__error_detail__get_packed_size(&detail) <= sizeof(bytes))
		add_trailer(
			c, "madoguchi-error-bin", bytes, pb__error_detail__pack(&detail, bytes));
}

void mg_wire_call_answer(struct mg_wire_call *c, const struct mg_outcome *outcome)
{
	if (atomic_exchange(&c->answered, true)) {
		mg_wire_call_unref(c);
		return;
	}
	c->wipe |= outcome->wipe;
	mg_server_reading(c->server, c, true); /* until the answer was fetched */
	grpc_op ops[3] = {{.op = GRPC_OP_SEND_INITIAL_METADATA}};
	size_t n = c->head_sent ? 0 : 1;
	grpc_byte_buffer *reply = NULL;
	if (outcome->code == MG_OK && !c->is_reflection) {
		grpc_slice s = grpc_slice_from_copied_buffer(
			(const char *)outcome->reply.p, outcome->reply.n);
		reply = grpc_raw_byte_buffer_create(&s, 1);
		grpc_slice_unref(s);
		ops[n].op = GRPC_OP_SEND_MESSAGE;
		ops[n++].data.send_message.send_message = reply;
		/* An entry with many persons may pass the metadata limit; then the kiosk asks for
		 * none. */
		if (outcome->entry.n && outcome->entry.n <= 6144)
			add_trailer(c, "madoguchi-entry-bin", outcome->entry.p, outcome->entry.n);
	} else if (outcome->code != MG_OK) {
		add_error_trailer(c, outcome);
	}
	grpc_slice details = grpc_slice_from_static_string(
		outcome->code == MG_OK ? "" : mg_code_key(outcome->code));
	ops[n].op = GRPC_OP_SEND_STATUS_FROM_SERVER;
	ops[n].data.send_status_from_server.status =
		(grpc_status_code)mg_code_grpc_status(outcome->code);
	ops[n].data.send_status_from_server.status_details = &details;
	ops[n].data.send_status_from_server.trailing_metadata = c->trailers;
	ops[n++].data.send_status_from_server.trailing_metadata_count = c->n_trailers;
	start_batch(c, ops, n, &c->on_sent);
	if (reply)
		grpc_byte_buffer_destroy(reply);
	mg_wire_call_unref(c);
}
